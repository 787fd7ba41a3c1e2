"""Entries of a demonstration file, read strictly: what nobody asked for is refused.

Rules:

- A mapping is read field by field; ``done`` refuses every field that was not read, so a
  mistyped name cannot pass in silence. A field named twice is refused too.
- Codes are written by their name in lower case, with spaces or underscores:
  ``on the job``, ``B1``, ``short_mission``. ``yes`` and ``no`` are answers.
- A country is written ``EG``, a region ``EG-KFS`` (ISO 3166); regions must be known.

What it does not do: know what a person or a need is made of (``loader``).
"""

import re
from collections.abc import Callable, Hashable, Iterator
from datetime import date
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from data.demo.dates import read_day, read_period, read_year
from data.demo.errors import DemoFault, DemoFileInvalid
from data.regions import load_regions
from matcher.types import CountryCode, Place, RegionCode, Window

_Code = TypeVar("_Code", bound=Enum)
_Value = TypeVar("_Value")
_COUNTRY = re.compile(r"[A-Z]{2}")


class _StrictLoader(yaml.CSafeLoader):
    """Reads plain YAML and refuses a mapping that names a field twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        names = [self.construct_object(key, deep=True) for key, _ in node.value]
        if len(set(names)) != len(names):
            raise yaml.constructor.ConstructorError(None, None, "named twice", node.start_mark)
        return super().construct_mapping(node, deep)


class Entry:
    """One mapping of a file; every field is taken once, then ``done`` is called."""

    def __init__(self, values: object, where: str, as_of: date) -> None:
        """Begin to read.

        Args:
            values: What stands in the file.
            where: File and entry, for errors.
            as_of: The day relative dates count from.
        """
        if not isinstance(values, dict):
            raise DemoFileInvalid(DemoFault.NOT_A_MAPPING, where)
        self._rest: dict[str, Any] = {str(key): value for key, value in values.items()}
        self.where = where
        self._as_of = as_of

    def done(self) -> None:
        """Refuse what was not read."""
        for name in self._rest:
            raise self.fault(DemoFault.UNKNOWN_KEY, name)

    def fault(self, fault: DemoFault, name: str) -> DemoFileInvalid:
        """Give the error about one of this entry's fields."""
        return DemoFileInvalid(fault, f"{self.where}: {name}")

    def maybe_text(self, name: str) -> str | None:
        """Take a text; ``None`` when absent."""
        value = self._rest.pop(name, None)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self.fault(DemoFault.NOT_TEXT, name)
        return value.strip()

    def text(self, name: str) -> str:
        """Take a text that must be there."""
        value = self.maybe_text(name)
        if value is None:
            raise self.fault(DemoFault.MISSING, name)
        return value

    def maybe_number(self, name: str) -> int | None:
        """Take a whole number, not negative; ``None`` when absent."""
        value = self._rest.pop(name, None)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.fault(DemoFault.NOT_A_NUMBER, name)
        return value

    def number(self, name: str, default: int) -> int:
        """Take a whole number, not negative."""
        value = self.maybe_number(name)
        return default if value is None else value

    def flag(self, name: str, default: bool = False) -> bool:
        """Take a yes or a no."""
        value = self._rest.pop(name, default)
        if not isinstance(value, bool):
            raise self.fault(DemoFault.NOT_YES_OR_NO, name)
        return value

    def code(self, kind: type[_Code], name: str, default: _Code) -> _Code:
        """Take a code of a list."""
        return self._as_code(kind, name, self._rest.pop(name)) if name in self._rest else default

    def maybe_code(self, kind: type[_Code], name: str) -> _Code | None:
        """Take a code of a list; ``None`` when absent."""
        return self._as_code(kind, name, self._rest.pop(name)) if name in self._rest else None

    def codes_by_name(self, kind: type[_Code], name: str) -> dict[str, _Code]:
        """Take a mapping of names to codes; empty when absent."""
        found = self._mapping(name)
        return {str(key): self._as_code(kind, name, value) for key, value in found.items()}

    def maybe_names(self, name: str) -> tuple[str, ...] | None:
        """Take a list of words; ``None`` when absent."""
        value = self._rest.pop(name, None)
        if value is None:
            return None
        if not isinstance(value, list):
            raise self.fault(DemoFault.NOT_A_LIST, name)
        if not all(isinstance(item, str) for item in value):
            raise self.fault(DemoFault.NOT_TEXT, name)
        if len(set(value)) != len(value):
            raise self.fault(DemoFault.NAMED_TWICE, name)
        return tuple(value)

    def names(self, name: str) -> tuple[str, ...]:
        """Take a list of words; empty when absent."""
        return self.maybe_names(name) or ()

    def maybe_codes(self, kind: type[_Code], name: str) -> frozenset[_Code] | None:
        """Take a list of codes; ``None`` when absent, which differs from an empty list."""
        words = self.maybe_names(name)
        if words is None:
            return None
        return frozenset(self._as_code(kind, name, word) for word in words)

    def maybe_entry(self, name: str) -> "Entry | None":
        """Take a mapping below this one; ``None`` when absent."""
        if name not in self._rest:
            return None
        return Entry(self._rest.pop(name), f"{self.where}: {name}", self._as_of)

    def entries(self, name: str) -> Iterator["Entry"]:
        """Take a list of mappings; nothing when absent."""
        value = self._rest.pop(name, [])
        if not isinstance(value, list):
            raise self.fault(DemoFault.NOT_A_LIST, name)
        for item in value:
            yield Entry(item, f"{self.where}: {name}", self._as_of)

    def maybe_day(self, name: str) -> date | None:
        """Take a day; ``None`` when absent."""
        return self._relative(name, read_day, DemoFault.NOT_A_DAY)

    def maybe_year(self, name: str) -> int | None:
        """Take a calendar year; ``None`` when absent."""
        return self._relative(name, read_year, DemoFault.NOT_A_YEAR)

    def maybe_period(self, name: str) -> Window | None:
        """Take a period; ``None`` when absent."""
        return self._relative(name, read_period, DemoFault.NOT_A_PERIOD)

    def maybe_periods(self, name: str) -> tuple[Window, ...] | None:
        """Take a list of periods; ``None`` when absent, which differs from an empty list."""
        words = self.maybe_names(name)
        if words is None:
            return None
        try:
            return tuple(read_period(word, self._as_of) for word in words)
        except ValueError as error:
            raise self.fault(DemoFault.NOT_A_PERIOD, name) from error

    def maybe_place(self, name: str) -> Place | None:
        """Take a country or region; ``None`` when absent."""
        word = self.maybe_text(name)
        return self._as_place(name, word) if word else None

    def places(self, name: str) -> tuple[Place, ...]:
        """Take a list of countries and regions; empty when absent."""
        return tuple(self._as_place(name, word) for word in self.names(name))

    def _mapping(self, name: str) -> dict[object, object]:
        value = self._rest.pop(name, {})
        if not isinstance(value, dict):
            raise self.fault(DemoFault.NOT_A_MAPPING, name)
        return value

    def _as_code(self, kind: type[_Code], name: str, value: object) -> _Code:
        word = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
        wanted = word.strip().replace(" ", "_").casefold()
        for member in kind:
            if member.name.casefold() == wanted:
                return member
        raise self.fault(DemoFault.UNKNOWN_CODE, name)

    def _as_place(self, name: str, word: str) -> Place:
        country = word[:2]
        if not _COUNTRY.fullmatch(country):
            raise self.fault(DemoFault.NOT_A_PLACE, name)
        if word == country:
            return Place(CountryCode(country))
        if word not in load_regions():
            raise self.fault(DemoFault.NOT_A_PLACE, name)
        return Place(CountryCode(country), RegionCode(word))

    def _relative(
        self, name: str, read: Callable[[str, date], _Value], fault: DemoFault
    ) -> _Value | None:
        word = self.maybe_text(name)
        if word is None:
            return None
        try:
            return read(word, self._as_of)
        except ValueError as error:
            raise self.fault(fault, name) from error


@lru_cache(maxsize=64)
def _parsed(text: str) -> object:
    """Parse a text once; entries copy what they take apart, so the result is never changed."""
    # A subclass of the safe loader: plain data only.
    return yaml.load(text, Loader=_StrictLoader)  # noqa: S506


def read_entries(path: Path, where: str, as_of: date) -> Iterator[Entry]:
    """Read a file that is a list of mappings with a ``key`` each.

    Args:
        path: The file.
        where: How errors name it.
        as_of: The day relative dates count from.

    Raises:
        DemoFileInvalid: It is no such list.
    """
    try:
        values = _parsed(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise DemoFileInvalid(DemoFault.NOT_YAML, where) from error
    if not isinstance(values, list):
        raise DemoFileInvalid(DemoFault.NOT_A_LIST, where)
    for position, value in enumerate(values, start=1):
        key = value.get("key", position) if isinstance(value, dict) else position
        yield Entry(value, f"{where}: {key}", as_of)
