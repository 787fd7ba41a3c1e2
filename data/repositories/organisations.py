"""Organisations: who posts needs and receives disclosures.

Rules:

- A row carries a proof over its reference, name and country. Whoever tells a person who asks,
  or lets somebody ask, reads with the key ring: a row without a valid proof counts as absent.
"""

from collections.abc import Sequence

from sqlmodel import col, select

from data.codec import read_organisation, write_organisation
from data.engine import UnitOfWork
from data.errors import StaleRevision
from data.models import OrganisationRow
from data.records import Organisation
from data.repositories._proofs import ORGANISATION_LABEL, holds, organisation_content
from matcher.types import OrganisationRef
from matcher.types.organisation import MatchOrganisation
from privacy.keys import KeyRing


class Organisations:
    """Adds and finds organisations."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring

    def add(self, organisation: Organisation) -> None:
        """Store a new organisation."""
        self._uow.require_writing()
        row = OrganisationRow(
            id=organisation.id,
            name=organisation.name,
            country=organisation.country,
            created_on=organisation.created_on,
            body=None if organisation.body is None else write_organisation(organisation.body),
        )
        row.mac = self._ring.row_mac(ORGANISATION_LABEL, organisation_content(row))
        self._uow.main.add(row)
        self._uow.main.flush()

    def describe(self, organisation: str, body: MatchOrganisation | None) -> None:
        """Replace what an organisation can do together with others.

        Raises:
            StaleRevision: There is no such organisation any more.
        """
        self._uow.require_writing()
        row = self._uow.main.get(OrganisationRow, organisation)
        if row is None:
            raise StaleRevision
        row.body = None if body is None else write_organisation(body)
        self._uow.main.flush()

    def get(self, organisation: str) -> Organisation | None:
        """Give one organisation, or ``None``."""
        row = self._uow.main.get(OrganisationRow, organisation)
        return None if row is None or not self._counts(row) else _record(row)

    def names(self, organisations: Sequence[str]) -> dict[str, str]:
        """Give the names of several organisations by reference; unknown ones are left out."""
        found = self._uow.main.exec(
            select(OrganisationRow).where(col(OrganisationRow.id).in_(set(organisations)))
        )
        return {row.id: row.name for row in found if self._counts(row)}

    def all(self) -> tuple[Organisation, ...]:
        """Give every organisation, by reference."""
        rows = self._uow.main.exec(select(OrganisationRow).order_by(col(OrganisationRow.id)))
        return tuple(_record(row) for row in rows if self._counts(row))

    def _counts(self, row: OrganisationRow) -> bool:
        return holds(self._ring, ORGANISATION_LABEL, organisation_content(row), row.mac)


def _record(row: OrganisationRow) -> Organisation:
    body = None
    if row.body is not None:
        body = read_organisation(OrganisationRef(row.id), row.body)
    return Organisation(row.id, row.name, row.country, row.created_on, body)
