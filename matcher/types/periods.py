"""When and where: periods, seasons that come back, places.

What it does not do: compare them (``matcher.periods``, ``matcher.conditions.people``).
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from matcher.types.codes import CountryCode, RegionCode


class MonthDay(NamedTuple):
    """A day that comes back every year; 29 February counts as 28 in common years."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class OneOffWindow:
    """A dated period, both ends included.

    Raises:
        ValueError: ``end`` lies before ``start``.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it starts."""
        if self.end < self.start:
            raise ValueError("window ends before it starts")


@dataclass(frozen=True, slots=True)
class YearlyWindow:
    """A season that returns every year, both ends included; may wrap the year's end.

    Raises:
        ValueError: An end is not a day of a leap year.
    """

    start: MonthDay
    end: MonthDay

    def __post_init__(self) -> None:
        """Refuse days no year has; 29 February is one."""
        for month, day in (self.start, self.end):
            date(2024, month, day)


Window = OneOffWindow | YearlyWindow


@dataclass(frozen=True, slots=True)
class Place:
    """A country, or a region of it when ``region`` is given."""

    country: CountryCode
    region: RegionCode | None = None
