"""The notation of matching cases: levels, windows, places, answers, and closed tables.

A level is a number (0 is not stated); a window is ``11-01/02-28`` (every year) or
``2026-11-01/2027-02-28``; a place is ``EG`` or ``EG-KFS``.
"""

from datetime import date
from typing import Any

from matcher.types import (
    Answer,
    Cefr,
    CountryCode,
    MonthDay,
    OneOffWindow,
    Place,
    RegionCode,
    Window,
    YearlyWindow,
)

Table = dict[str, Any]


class Fields:
    """A mapping whose keys must all be taken."""

    def __init__(self, where: str, table: Table | None) -> None:
        self.where = where
        self.left = dict(table or {})

    def take(self, key: str, default: Any = None) -> Any:
        return self.left.pop(key, default)

    def done(self) -> None:
        assert not self.left, f"unknown keys in {self.where}: {sorted(self.left)}"


def window(text: str) -> Window:
    """Read a window in either notation."""
    start, end = text.split("/")
    if len(start) == len("11-01"):
        return YearlyWindow(month_day(start), month_day(end))
    return OneOffWindow(date.fromisoformat(start), date.fromisoformat(end))


def read_place(text: str) -> Place:
    """Read a country, or a region with its country."""
    country = CountryCode(text[:2])
    return Place(country, RegionCode(text) if len(text) > 2 else None)


def month_day(text: str) -> MonthDay:
    month, day = text.split("-")
    return MonthDay(int(month), int(day))


def pairs(raw: Any) -> list[tuple[str, Any]]:
    """Read ``{word: facts}``, or a list of such when a word comes twice."""
    tables = raw if isinstance(raw, list) else [raw or {}]
    return [pair for table in tables for pair in table.items()]


def cefr(level: str | None) -> Cefr:
    return Cefr[level.upper()] if level else Cefr.UNKNOWN


def answer_of(raw: bool | str | None) -> Answer:
    """YAML reads yes and no as true and false."""
    if isinstance(raw, bool):
        return Answer.YES if raw else Answer.NO
    return Answer(raw or "unsaid")
