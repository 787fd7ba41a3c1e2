"""Days, years and periods as the demonstration files write them.

Rules:

- A day is ``+30d`` or ``-20d`` from the day of loading, ``this-03-15`` or ``next-03-15``
  (that day of this or the next calendar year), or an ISO 8601 date.
- A year is ``this year``, ``last year``, ``12 years ago``, or a number.
- A period is ``<day> to <day>``, or a season: ``yearly 11-01 to 02-28``, which may wrap the
  year's end. Both ends are included.

What it does not do: know today; the day of loading is passed in.
"""

import re
from datetime import date, timedelta

from matcher.periods import on_year
from matcher.types import MonthDay, OneOffWindow, Window, YearlyWindow

_SHIFT = re.compile(r"([+-]\d{1,5})d")
_DAY_OF_YEAR = re.compile(r"(this|next)-(\d{2})-(\d{2})")
_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")
_YEARS_AGO = re.compile(r"(\d{1,2}) years? ago")
_PERIOD = re.compile(r"(yearly )?(\S+) to (\S+)")
_YEARS = {"this year": 0, "last year": 1}


def read_day(text: str, as_of: date) -> date:
    """Read a day.

    Raises:
        ValueError: It is none.
    """
    if found := _SHIFT.fullmatch(text):
        return as_of + timedelta(days=int(found[1]))
    if found := _DAY_OF_YEAR.fullmatch(text):
        return on_year(_month_day(text[5:]), as_of.year + (found[1] == "next"))
    return date.fromisoformat(text)


def read_year(text: str, as_of: date) -> int:
    """Read a calendar year.

    Raises:
        ValueError: It is none.
    """
    if text in _YEARS:
        return as_of.year - _YEARS[text]
    if found := _YEARS_AGO.fullmatch(text):
        return as_of.year - int(found[1])
    return int(text)


def read_period(text: str, as_of: date) -> Window:
    """Read a period.

    Raises:
        ValueError: It is none, or ends before it starts.
    """
    found = _PERIOD.fullmatch(text)
    if not found:
        raise ValueError("period")
    if found[1]:
        return YearlyWindow(_month_day(found[2]), _month_day(found[3]))
    return OneOffWindow(read_day(found[2], as_of), read_day(found[3], as_of))


def _month_day(text: str) -> MonthDay:
    found = _MONTH_DAY.fullmatch(text)
    if not found:
        raise ValueError("day of the year")
    return MonthDay(int(found[1]), int(found[2]))
