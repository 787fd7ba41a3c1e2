"""Tell organisations that somebody erased what they had read under her grants.

Rules:

- Written in the unit of work of the erasure, for each organisation and need under whose grant
  something was opened; who never opened anything learns nothing.
- It names the need, the reference the organisation knew her by, the kinds of fields and the
  day. Nothing in it leads to the person: the reference stands for nobody from then on.
- It is gone after sixty days.

What it does not do: make anybody forget; only the law and its contract bind an organisation.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import delete, insert, select

from data.engine import UnitOfWork
from data.models import ErasureNoticeRow, HandleRow, table_of
from data.repositories._codes import joined, split
from data.repositories._proofs import holds
from data.repositories.grants import Grants
from privacy.canonical import record
from privacy.handles import new_reference
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.vocabulary import PersonId

LABEL = "erasure-notice"
SHOWN_FOR: Final = timedelta(days=60)
_NOTICE = table_of(ErasureNoticeRow)
_HANDLE = table_of(HandleRow)


@dataclass(frozen=True, slots=True)
class ErasureNotice:
    """What one organisation is told; ``handle`` is empty where it had run out before."""

    need: str
    handle: str
    fields: frozenset[PersonalField]
    erased_on: date


class ErasureNotices:
    """Leaves messages and gives them to those they are for."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring

    def leave(self, person: PersonId, today: date) -> int:
        """Leave a message for everybody who read something of a person, before her rows go.

        Returns:
            How many messages were left.
        """
        self._uow.require_writing()
        grants = Grants(self._uow, self._ring)
        read: dict[tuple[str, str], frozenset[PersonalField]] = {}
        for grant in grants.of_person(person):
            if grants.openings(grant.reference):
                key = (grant.organisation, grant.need)
                read[key] = read.get(key, frozenset()) | grant.fields
        rows = []
        for (organisation, need), fields in sorted(read.items(), key=lambda one: one[0]):
            row = ErasureNoticeRow(
                id=new_reference(),
                organisation=organisation,
                need=need,
                handle=self._handle(organisation, need, person),
                fields=joined(fields),
                erased_on=today,
            )
            row.mac = self._ring.row_mac(LABEL, _content(row))
            rows.append(row.model_dump())
        if rows:
            self._uow.main.connection().execute(insert(_NOTICE), rows)
        return len(rows)

    def of_organisation(self, organisation: str) -> tuple[ErasureNotice, ...]:
        """Give the messages for an organisation, newest first; a forged one is none."""
        found = self._uow.main.connection().execute(
            select(_NOTICE)
            .where(_NOTICE.c.organisation == organisation)
            .order_by(_NOTICE.c.erased_on.desc(), _NOTICE.c.id)
        )
        rows = [ErasureNoticeRow(**row) for row in found.mappings()]
        return tuple(
            ErasureNotice(row.need, row.handle, split(PersonalField, row.fields), row.erased_on)
            for row in rows
            if holds(self._ring, LABEL, _content(row), row.mac)
        )

    def delete_old(self, today: date) -> int:
        """Delete messages that were shown long enough; give how many."""
        self._uow.require_writing()
        old = delete(_NOTICE).where(_NOTICE.c.erased_on < today - SHOWN_FOR)
        return self._uow.main.connection().execute(old).rowcount

    def _handle(self, organisation: str, need: str, person: PersonId) -> str:
        query = select(_HANDLE.c.handle).where(
            _HANDLE.c.audience == organisation, _HANDLE.c.need == need, _HANDLE.c.person == person
        )
        return self._uow.main.connection().execute(query).scalar() or ""


def _content(row: ErasureNoticeRow) -> bytes:
    return record(
        "erasure-notice/1",
        row.id,
        row.organisation,
        row.need,
        row.handle,
        row.fields,
        row.erased_on.isoformat(),
    )
