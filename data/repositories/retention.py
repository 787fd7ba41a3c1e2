"""Whose time to be kept is over: read without opening anything.

Rules:

- A person was last active in the month of her last login, or of her registration. Somebody
  without a login was last active when she last agreed to anything, or was entered. Days are
  counted from the first day of the month, so that nothing is kept longer than promised.
- An agreement to keep a field that ran out is found by its end.

What it does not do: erase, empty, or check proofs; whoever acts on this reads again.
"""

from datetime import UTC, date, datetime, time

from sqlalchemy import and_, func, or_, select

from data.engine import UnitOfWork
from data.errors import UnknownPerson
from data.models import AccountRow, ConsentEventRow, ConsentSwitchRow, PersonRow, table_of
from privacy.consent import HOLDING, NAMED_IN_NOTICE
from privacy.inventory import PersonalField
from privacy.vocabulary import PersonId, Purpose

_PERSON = table_of(PersonRow)
_ACCOUNT = table_of(AccountRow)
_EVENT = table_of(ConsentEventRow)
_SWITCH = table_of(ConsentSwitchRow)


class Retention:
    """Finds people and fields that are not to be kept any longer."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def inactive(self, day: date, person: PersonId | None = None) -> tuple[PersonId, ...]:
        """Give the people who were last active on or before a day, in no telling order.

        Args:
            day: Of the last activity.
            person: Ask about this one only.
        """
        end = datetime.combine(day, time.max, UTC)
        agreed_since = (
            select(_EVENT.c.person)
            .where(
                _EVENT.c.person == _PERSON.c.id,
                _EVENT.c.status.in_(sorted(HOLDING)),
                _EVENT.c.at > end,
            )
            .exists()
        )
        month = func.coalesce(_ACCOUNT.c.last_login_month, _ACCOUNT.c.created_month)
        wanted = (
            select(_PERSON.c.id)
            .outerjoin(_ACCOUNT, _ACCOUNT.c.id == _PERSON.c.account)
            .where(
                or_(
                    and_(_ACCOUNT.c.id.is_not(None), month <= day),
                    and_(_ACCOUNT.c.id.is_(None), _PERSON.c.created_month <= day, ~agreed_since),
                )
            )
            .order_by(_PERSON.c.id)
        )
        if person is not None:
            wanted = wanted.where(_PERSON.c.id == person)
        return tuple(PersonId(row[0]) for row in self._uow.main.connection().execute(wanted))

    def last_active(self, person: PersonId) -> date:
        """Give the first day of the month, or the day of agreeing, a person was last active.

        Raises:
            UnknownPerson: There is no such person.
        """
        month = func.coalesce(_ACCOUNT.c.last_login_month, _ACCOUNT.c.created_month)
        row = (
            self._uow.main.connection()
            .execute(
                select(month, _PERSON.c.created_month)
                .select_from(_PERSON)
                .outerjoin(_ACCOUNT, _ACCOUNT.c.id == _PERSON.c.account)
                .where(_PERSON.c.id == person)
            )
            .first()
        )
        if row is None:
            raise UnknownPerson
        if row[0] is not None:
            return _day(row[0])
        agreed = self._uow.main.connection().execute(
            select(func.max(_EVENT.c.at)).where(
                _EVENT.c.person == person, _EVENT.c.status.in_(sorted(HOLDING))
            )
        )
        last = agreed.scalar()
        created = _day(row[1])
        return created if last is None else max(created, last.date())

    def ran_out(self, end: datetime) -> dict[PersonId, frozenset[PersonalField]]:
        """Give the fields whose agreement to keep them ran out at that moment or before."""
        rows = self._uow.keys.connection().execute(
            select(_SWITCH.c.person, _SWITCH.c.field).where(
                _SWITCH.c.purpose == Purpose.STORE,
                _SWITCH.c.recipient == NAMED_IN_NOTICE,
                _SWITCH.c.status.in_(sorted(HOLDING)),
                _SWITCH.c.until <= end,
            )
        )
        found: dict[PersonId, set[PersonalField]] = {}
        for person, field in rows:
            found.setdefault(PersonId(person), set()).add(field)
        return {person: frozenset(fields) for person, fields in found.items()}


def _day(value: date | str) -> date:
    """Read a day; SQLite gives text where an expression hides the column's type."""
    return date.fromisoformat(value) if isinstance(value, str) else value
