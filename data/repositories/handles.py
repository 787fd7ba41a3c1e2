"""Handles: random references by which one audience knows one person within one need."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert
from sqlmodel import col, select

from data.engine import UnitOfWork
from data.models import HandleRow, table_of
from data.records import HandleRecord
from matcher.types import NeedId
from privacy.handles import is_reference, new_handle
from privacy.vocabulary import PersonId

AT_ONCE = 500
"""People asked for in one statement."""
_HANDLE = table_of(HandleRow)


class Handles:
    """Issues and resolves handles; they are random, so nothing can be recomputed."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def issue(
        self, audience: str, need: str, people: Sequence[PersonId], expires_at: datetime
    ) -> dict[PersonId, str]:
        """Give each person's handle for this audience and need, making those that miss.

        An existing handle stays the same; its end moves to ``expires_at`` when later.
        """
        self._uow.require_writing()
        connection = self._uow.main.connection()
        found: dict[PersonId, str] = {}
        wanted = list(dict.fromkeys(people))
        for start in range(0, len(wanted), AT_ONCE):
            here = (
                (_HANDLE.c.audience == audience)
                & (_HANDLE.c.need == need)
                & _HANDLE.c.person.in_(wanted[start : start + AT_ONCE])
            )
            known = connection.execute(select(_HANDLE.c.person, _HANDLE.c.handle).where(here))
            found.update((PersonId(person), handle) for person, handle in known)
            connection.execute(
                _HANDLE.update()
                .where(here, _HANDLE.c.expires_at < expires_at)
                .values(expires_at=expires_at)
            )
        fresh = {person: new_handle() for person in wanted if person not in found}
        if fresh:
            connection.execute(
                insert(_HANDLE),
                [
                    {
                        "handle": handle,
                        "audience": audience,
                        "need": need,
                        "person": person,
                        "expires_at": expires_at,
                    }
                    for person, handle in fresh.items()
                ],
            )
        return {**found, **fresh}

    def resolve(self, handle: str, audience: str, now: datetime) -> HandleRecord | None:
        """Find what a handle stands for, if it is this audience's and not past its end.

        What cannot be a handle stands for nothing; PostgreSQL would refuse some of it loudly.
        """
        if not is_reference(handle):
            return None
        row = self._uow.main.exec(
            select(HandleRow).where(
                HandleRow.handle == handle,
                HandleRow.audience == audience,
                col(HandleRow.expires_at) > now,
            )
        ).first()
        return None if row is None else _record(row)

    def of_person(self, person: PersonId) -> tuple[HandleRecord, ...]:
        """Give all handles of a person."""
        rows = self._uow.main.exec(select(HandleRow).where(HandleRow.person == person))
        return tuple(sorted((_record(row) for row in rows), key=lambda record: record.handle))

    def delete_expired(self, now: datetime) -> int:
        """Delete handles past their end and give how many there were."""
        self._uow.require_writing()
        result = self._uow.main.connection().execute(
            delete(_HANDLE).where(_HANDLE.c.expires_at <= now)
        )
        return result.rowcount


def _record(row: HandleRow) -> HandleRecord:
    return HandleRecord(
        handle=row.handle,
        audience=row.audience,
        need=NeedId(row.need),
        person=PersonId(row.person),
        expires_at=row.expires_at,
    )
