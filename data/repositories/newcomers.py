"""Who registered lately: a month is all that is kept, so days are counted from its first."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, func, select

from data.engine import UnitOfWork
from data.models import PersonRow, table_of
from privacy.vocabulary import PersonId

AT_ONCE = 500
"""People asked for in one statement."""
_PERSON = table_of(PersonRow)


class Newcomers:
    """Tells people who registered in a month that began after a day from the others."""

    def __init__(self, uow: UnitOfWork, after: date) -> None:
        self._uow = uow
        self._after = after

    def among(self, people: Collection[PersonId]) -> frozenset[PersonId]:
        """Give those of the people who are."""
        wanted = sorted(set(people))
        found: set[PersonId] = set()
        for start in range(0, len(wanted), AT_ONCE):
            part = _PERSON.c.id.in_(wanted[start : start + AT_ONCE])
            rows = self._uow.main.connection().execute(
                select(_PERSON.c.id).where(part, self._new())
            )
            found.update(PersonId(row[0]) for row in rows)
        return frozenset(found)

    def count(self) -> int:
        """Give how many there are."""
        counted = select(func.count()).select_from(_PERSON).where(self._new())
        return int(self._uow.main.connection().execute(counted).scalar_one())

    def _new(self) -> ColumnElement[bool]:
        return _PERSON.c.created_month > self._after
