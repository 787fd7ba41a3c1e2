"""Asking a person for named fields, and answering.

What it does not do: bound the end; how long is allowed depends on the day of the yes.
"""

from datetime import UTC, date, datetime, time, timedelta

from pydantic import Field

from api.inputs.base import Input
from privacy.inventory import PersonalField


def end_of(day: date) -> datetime:
    """Give the first moment after a day, UTC.

    >>> end_of(date(2026, 1, 31)).isoformat()
    '2026-02-01T00:00:00+00:00'
    """
    return datetime.combine(day + timedelta(days=1), time.min, UTC)


class DisclosureInput(Input):
    """What an agency would like to see, and the last day on which it would."""

    fields: frozenset[PersonalField] = Field(min_length=1, max_length=20)
    until: date = Field(gt=date(2000, 1, 1), lt=date(2200, 1, 1))


class GrantInput(Input):
    """What a person agrees to show, all or some of what was asked, and until which day.

    Without ``until`` it is the end asked for, or thirty days, whichever comes first. Without
    ``most_openings`` the organisation may look as often as it likes until then.
    """

    fields: frozenset[PersonalField] = Field(min_length=1, max_length=20)
    until: date | None = Field(default=None, gt=date(2000, 1, 1), lt=date(2200, 1, 1))
    most_openings: int | None = Field(default=None, ge=1, le=1000)


class ExclusionsInput(Input):
    """The organisations a person does not want to be seen by; all of them."""

    organisations: frozenset[str] = Field(max_length=1000)
