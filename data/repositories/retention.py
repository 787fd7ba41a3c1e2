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
from data.models import AccountRow, ConsentEventRow, ConsentSwitchRow, PersonRow, table_of
from privacy.consent import HOLDING
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

    def ran_out(self, end: datetime) -> dict[PersonId, frozenset[PersonalField]]:
        """Give the fields whose agreement to keep them ran out at that moment or before."""
        rows = self._uow.keys.connection().execute(
            select(_SWITCH.c.person, _SWITCH.c.field).where(
                _SWITCH.c.purpose == Purpose.STORE,
                _SWITCH.c.status.in_(sorted(HOLDING)),
                _SWITCH.c.until <= end,
            )
        )
        found: dict[PersonId, set[PersonalField]] = {}
        for person, field in rows:
            found.setdefault(PersonId(person), set()).add(field)
        return {person: frozenset(fields) for person, fields in found.items()}
