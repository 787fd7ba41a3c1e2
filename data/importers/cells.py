"""Read the cells of one record as dates, numbers, codes and lists, collecting what fails.

Rules:

- A blank cell is unknown and never an error; a filled cell that cannot be read is an
  error of its row and column, without its content.
- Dates are ISO 8601 or day first (``15/11/2026``), never month first, never a bare serial
  number. Digits of any script count.
- Lists stand one item a line or between ``;`` ``|`` ``؛``; short codes also between commas.
- A period is ``START/END``; without years (``11-01/02-28``) it returns every year.

What it does not do: decide which cells a row must have.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

from data.importers.delimited import Cell
from data.importers.errors import RowCode, RowError
from data.importers.languages import read_country, read_language, read_region
from data.importers.tables import Record
from data.importers.text import (
    BrokenText,
    clean,
    key,
    latin_digits,
    looks_like_html,
    strip_html,
)
from data.importers.words import Column, read_code
from matcher.types import (
    Answer,
    Cefr,
    CountryCode,
    LanguageTag,
    MonthDay,
    OneOffWindow,
    Place,
    Window,
    YearlyWindow,
)

LINE = 300
"""Longest title, name or phrase, in characters."""
TEXT = 60_000
"""Longest running text, in characters, after markup is removed."""
ITEMS = 200
"""Most items in one list."""

_Code = TypeVar("_Code", bound=Enum)
_Read = TypeVar("_Read")
_ITEM = re.compile(r"[\n;|؛]")
_SHORT_ITEM = re.compile(r"[\n;|؛,،]")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", re.DOTALL)
_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_MONTH_DAY = re.compile(r"(?:--)?(\d{1,2})-(\d{1,2})")
_CEFR = re.compile(r"(?<![A-Za-z0-9])([ABC][12])(?![A-Za-z0-9])", re.IGNORECASE)
_YEARS = range(1900, 2101)


class CellRefused(ValueError):
    """One cell cannot be read; ``code`` says why."""

    def __init__(self, code: RowCode) -> None:
        super().__init__(code.value)
        self.code = code


class RowReader:
    """The cells of one record, with the errors met so far.

    Attributes:
        errors: What could not be read; a row with any is refused.
        day_first: Whether a date was read whose day and month could be swapped.
    """

    def __init__(self, record: Record, longest_cell: int) -> None:
        self.row = record.row
        self.errors: list[RowError] = []
        self.day_first = False
        self._values = record.values
        self._longest_cell = longest_cell

    def refuse(self, column: str | None, code: RowCode) -> None:
        """Add an error to the row."""
        self.errors.append(RowError(self.row, column, code))

    def numbers(self, *prefixes: str) -> tuple[int, ...]:
        """The numbers under which filled columns of these names stand."""
        return tuple(sorted({one.number for one in self._values if one.name.startswith(prefixes)}))

    def has(self, *names: str) -> bool:
        """Whether any column of these names is filled."""
        return any(one.name in names for one in self._values)

    def text(self, name: str, number: int = 0, longest: int = LINE) -> str | None:
        """A cleaned text; markup becomes plain text in cells meant for running text."""
        return self._read(name, number, lambda cell: self._as_text(cell, longest))

    def whole(self, name: str, low: int, high: int, number: int = 0) -> int | None:
        """A whole number between two bounds, both included."""
        return self._read(name, number, lambda cell: read_whole(cell, low, high))

    def day(self, name: str, number: int = 0) -> date | None:
        """A day."""
        return self._read(name, number, self._as_day)

    def code(
        self,
        name: str,
        codes: type[_Code],
        family: str,
        error: RowCode = RowCode.UNKNOWN_CODE,
        number: int = 0,
    ) -> _Code | None:
        """One of our codes, by its own name or a word for it."""

        def one(cell: Cell) -> _Code:
            found = read_code(codes, family, plain(cell))
            if found is None:
                raise CellRefused(error)
            return found

        return self._read(name, number, one)

    def answer(self, name: str, number: int = 0) -> Answer:
        """Yes, no, or unsaid when blank."""
        return self.code(name, Answer, "answer", number=number) or Answer.UNSAID

    def language(self, name: str) -> LanguageTag | None:
        """One language."""

        def one(cell: Cell) -> LanguageTag:
            found = read_language(plain(cell))
            if found is None:
                raise CellRefused(RowCode.UNKNOWN_LANGUAGE)
            return found

        return self._read(name, 0, one)

    def items(self, name: str, *, short: bool = False) -> tuple[str | Mapping[str, Cell], ...]:
        """The items of a list: cleaned texts, or objects where the file has objects."""
        return self._read(name, 0, lambda cell: self._as_items(cell, short=short)) or ()

    def spoken(self, name: str) -> tuple[tuple[LanguageTag, Cefr], ...]:
        """Languages with their level, unknown where none stands."""
        found: dict[LanguageTag, Cefr] = {}
        for item in self.items(name, short=True):
            try:
                tag, level = _spoken(item)
            except CellRefused as refused:
                self.refuse(name, refused.code)
                continue
            found[tag] = max(level, found.get(tag, Cefr.UNKNOWN))
        return tuple(found.items())

    def codes(
        self, name: str, codes: type[_Code], family: str, error: RowCode
    ) -> frozenset[_Code] | None:
        """A set of codes; ``None`` when blank."""
        if not self.has(name):
            return None
        found = set()
        for item in self.items(name, short=True):
            code = read_code(codes, family, item) if isinstance(item, str) else None
            if code is None:
                self.refuse(name, error)
            else:
                found.add(code)
        return frozenset(found)

    def place(self, country: str, region: str) -> Place | None:
        """A country and region out of two columns, either of which may be blank."""
        nation = self._read(country, 0, _as_country)
        area = self._read(region, 0, _as_region)
        if nation is not None and area is not None and area.country != nation:
            self.refuse(region, RowCode.REGION_OUTSIDE_COUNTRY)
            return None
        if area is not None:
            return area
        return Place(nation) if nation is not None else None

    def places(self, name: str) -> tuple[Place, ...]:
        """Countries and regions, each once."""
        found: dict[Place, None] = {}
        for item in self.items(name, short=True):
            text = item if isinstance(item, str) else ""
            nation = read_country(text)
            place = read_region(text) or (Place(nation) if nation else None)
            if place is None:
                self.refuse(name, RowCode.UNKNOWN_COUNTRY)
            else:
                found[place] = None
        return tuple(found)

    def windows(self, name: str) -> tuple[Window, ...]:
        """Periods, each once."""
        found: dict[Window, None] = {}
        for item in self.items(name):
            try:
                found[self.as_window(item if isinstance(item, str) else "")] = None
            except CellRefused as refused:
                self.refuse(name, refused.code)
        return tuple(found)

    def as_window(self, text: str) -> Window:
        """Read one period.

        Raises:
            CellRefused: Not a period.
        """
        ends = _period_ends(latin_digits(text))
        yearly = [_MONTH_DAY.fullmatch(end) for end in ends]
        if yearly[0] and yearly[1]:
            return YearlyWindow(_month_day(yearly[0]), _month_day(yearly[1]))
        try:
            return OneOffWindow(self._as_day(ends[0]), self._as_day(ends[1]))
        except ValueError:
            raise CellRefused(RowCode.INVALID_PERIOD) from None

    def _read(self, name: str, number: int, read: Callable[[Cell], _Read]) -> _Read | None:
        cell = self._values.get(Column(name, number))
        if cell is None:
            return None
        if isinstance(cell, str) and len(cell) > self._longest_cell:
            self.refuse(name, RowCode.TOO_LONG)
            return None
        try:
            return read(cell)
        except CellRefused as refused:
            self.refuse(name, refused.code)
        except BrokenText:
            self.refuse(name, RowCode.INVALID_TEXT)
        return None

    def _as_text(self, cell: Cell, longest: int) -> str | None:
        text = plain(cell)
        if longest > LINE and looks_like_html(text):
            text = strip_html(text)
        text = clean(text)
        if longest <= LINE:
            text = " ".join(text.split())
        if len(text) > longest:
            raise CellRefused(RowCode.TOO_LONG)
        return text or None

    def _as_day(self, cell: Cell) -> date:
        day, swappable = read_day(cell)
        self.day_first = self.day_first or swappable
        return day

    def _as_items(self, cell: Cell, *, short: bool) -> tuple[str | Mapping[str, Cell], ...]:
        parts: Sequence[object]
        if isinstance(cell, list):
            parts = cell
        elif isinstance(cell, Mapping):
            parts = [cell]
        else:
            parts = (_SHORT_ITEM if short else _ITEM).split(plain(cell))
        items: list[str | Mapping[str, Cell]] = []
        for part in parts:
            if isinstance(part, Mapping):
                items.append(part)
            elif text := self._as_text(part, LINE):
                items.append(text)
        if len(items) > ITEMS:
            raise CellRefused(RowCode.TOO_MANY_ITEMS)
        return tuple(items)


def plain(cell: Cell) -> str:
    """A cell as text: whole numbers without a fraction, dates in ISO form.

    Raises:
        CellRefused: A list or object where one value belongs.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else str(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | int):
        return str(cell)
    raise CellRefused(RowCode.INVALID_VALUE)


def read_whole(cell: Cell, low: int, high: int) -> int:
    """Read a whole number.

    Raises:
        CellRefused: Not a whole number, or outside the bounds (both included).
    """
    text = latin_digits(plain(cell)).strip()
    if isinstance(cell, bool) or not re.fullmatch(r"[+-]?\d{1,9}(?:[.,]0+)?", text):
        raise CellRefused(RowCode.INVALID_NUMBER)
    number = int(re.split("[.,]", text)[0])
    if not low <= number <= high:
        raise CellRefused(RowCode.NUMBER_OUT_OF_RANGE)
    return number


def read_day(cell: Cell) -> tuple[date, bool]:
    """Read a day, and whether its day and month could have been swapped.

    Raises:
        CellRefused: Not a day between 1900 and 2100.
    """
    if isinstance(cell, datetime):
        return cell.date(), False
    if isinstance(cell, date):
        return cell, False
    if not isinstance(cell, str):
        raise CellRefused(RowCode.INVALID_DATE)
    text = latin_digits(cell).strip()
    iso, western = _ISO.fullmatch(text), _DAY_FIRST.fullmatch(text)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
    elif western:
        day, month, year = (int(western.group(part)) for part in (1, 3, 4))
    else:
        raise CellRefused(RowCode.INVALID_DATE)
    if year not in _YEARS:
        raise CellRefused(RowCode.INVALID_DATE)
    try:
        return date(year, month, day), bool(western) and day <= 12 and day != month
    except ValueError:
        raise CellRefused(RowCode.INVALID_DATE) from None


def split_level(text: str) -> tuple[str, Cefr | None]:
    """Split a language from its level, ``fr: B2``; ``None`` when the level is not known."""
    level = Cefr.UNKNOWN
    match = _CEFR.search(text)
    if match:
        level = Cefr[match.group(1).upper()]
        text = text[: match.start()] + text[match.end() :]
    name = text.strip(" :()[]–-=/")
    if read_language(name) is not None:
        return name, level
    head, separator, tail = re.sub(r"[(\[:–=]", "\x00", text).partition("\x00")
    if not separator:
        head, separator, tail = text.strip().partition(" ")
    if separator and not match:
        return head.strip(), read_code(Cefr, "cefr", tail)
    return name, level


def _spoken(item: str | Mapping[str, Cell]) -> tuple[LanguageTag, Cefr]:
    level: Cefr | None
    if isinstance(item, str):
        name, level = split_level(item)
    else:
        name = plain(item.get("language", item.get("tag", "")))
        stated = item.get("level")
        level = Cefr.UNKNOWN if stated is None else read_code(Cefr, "cefr", plain(stated))
    tag = read_language(name) if key(name) else None
    if tag is None:
        raise CellRefused(RowCode.UNKNOWN_LANGUAGE)
    if level is None:
        raise CellRefused(RowCode.UNKNOWN_LANGUAGE_LEVEL)
    return tag, level


def _as_country(cell: Cell) -> CountryCode:
    found = read_country(plain(cell))
    if found is None:
        raise CellRefused(RowCode.UNKNOWN_COUNTRY)
    return found


def _as_region(cell: Cell) -> Place:
    found = read_region(plain(cell))
    if found is None:
        raise CellRefused(RowCode.UNKNOWN_REGION)
    return found


def _period_ends(text: str) -> tuple[str, str]:
    for separator in (r"\.\.", r"\s+[-–—]\s+", "/"):
        parts = re.split(separator, text.strip())
        if len(parts) == 2:
            return parts[0].strip(), parts[1].strip()
    raise CellRefused(RowCode.INVALID_PERIOD)


def _month_day(match: re.Match[str]) -> MonthDay:
    month, day = int(match.group(1)), int(match.group(2))
    try:
        date(2024, month, day)
    except ValueError:
        raise CellRefused(RowCode.INVALID_PERIOD) from None
    return MonthDay(month, day)
