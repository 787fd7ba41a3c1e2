"""Say which fields' time is over, and whose is about to be.

Rules:

- Days are counted from the last sign-in or confirmation, for each field as the inventory
  says; sessions from their start.
- A person is told 30 days before; a field kept a shorter time is not announced.
- When every field that says who she is or what she can do is due, the person is erased as
  a whole.

What it does not do: erase; it plans, and the plan is shown before it is carried out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from privacy.inventory import INVENTORY, PersonalField
from privacy.vocabulary import Tier

NOTICE_DAYS: Final = 30
"""How long before the end a person is told."""


@dataclass(frozen=True, slots=True)
class RetentionPlan:
    """What is to be done about one person's fields today.

    ``due`` fields are erased now, ``announced`` ones within ``NOTICE_DAYS``. ``next_on`` is
    the next day on which the plan changes, ``None`` when nothing is held.
    """

    due: frozenset[PersonalField]
    announced: frozenset[PersonalField]
    whole_person: bool
    next_on: date | None


def plan_retention(
    held: Collection[PersonalField], last_active: date, today: date
) -> RetentionPlan:
    """Plan one person's erasures.

    Args:
        held: Fields of which something is stored.
        last_active: Day of the last sign-in or confirmation.
        today: The present day.

    >>> plan = plan_retention([PersonalField.PHONE], date(2025, 1, 1), date(2025, 12, 20))
    >>> plan.due, sorted(plan.announced), plan.next_on
    (frozenset(), [<PersonalField.PHONE: 'phone'>], datetime.date(2026, 1, 1))
    """
    ends = {field: last_active + timedelta(INVENTORY[field].retention_days) for field in held}
    due = frozenset(field for field, end in ends.items() if end <= today)
    announced = frozenset(
        field
        for field, end in ends.items()
        if field not in due
        and INVENTORY[field].retention_days > NOTICE_DAYS
        and end - timedelta(NOTICE_DAYS) <= today
    )
    personal = {field for field in held if INVENTORY[field].tier is not Tier.ACCOUNT}
    later = [
        day
        for field, end in ends.items()
        for day in (end - timedelta(NOTICE_DAYS), end)
        if day > today
    ]
    return RetentionPlan(
        due=due,
        announced=announced,
        whole_person=bool(personal) and personal <= due,
        next_on=min(later, default=None),
    )
