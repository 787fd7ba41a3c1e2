"""Organisations: who posts needs and receives disclosures."""

from collections.abc import Sequence

from sqlmodel import col, select

from data.engine import UnitOfWork
from data.models import OrganisationRow
from data.records import Organisation


class Organisations:
    """Adds and finds organisations."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def add(self, organisation: Organisation) -> None:
        """Store a new organisation."""
        self._uow.require_writing()
        self._uow.main.add(
            OrganisationRow(
                id=organisation.id,
                name=organisation.name,
                country=organisation.country,
                created_on=organisation.created_on,
            )
        )
        self._uow.main.flush()

    def get(self, organisation: str) -> Organisation | None:
        """Give one organisation, or ``None``."""
        row = self._uow.main.get(OrganisationRow, organisation)
        return None if row is None else _record(row)

    def names(self, organisations: Sequence[str]) -> dict[str, str]:
        """Give the names of several organisations by reference; unknown ones are left out."""
        found = self._uow.main.exec(
            select(OrganisationRow.id, OrganisationRow.name).where(
                col(OrganisationRow.id).in_(set(organisations))
            )
        )
        return dict(found.all())

    def all(self) -> tuple[Organisation, ...]:
        """Give every organisation, by reference."""
        rows = self._uow.main.exec(select(OrganisationRow).order_by(col(OrganisationRow.id)))
        return tuple(_record(row) for row in rows)


def _record(row: OrganisationRow) -> Organisation:
    return Organisation(row.id, row.name, row.country, row.created_on)
