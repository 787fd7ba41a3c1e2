"""How parts of a document are written as JSON and read back, strictly.

What it does not do: know any document (``profile``, ``need``, ``course``).
"""

import json
import sys
from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import date
from enum import Enum
from typing import Any, Generic, NoReturn, TypeVar

from data.errors import UnreadableRecord
from matcher.types import Answer, MonthDay, OneOffWindow, Place, Window, YearlyWindow

VERSION = 1
T = TypeVar("T")
Part = tuple[Callable[[Any], Any], Callable[[Any], Any]]
"""How one part is written as JSON, and read back."""


class StrangePartError(ValueError):
    """A part is not of the expected type; becomes ``UnreadableRecord`` at the door."""


def same(value: Any) -> Any:
    """Give a value as it stands."""
    return value


def exactly(kind: type) -> Callable[[Any], Any]:
    """Read a value of exactly one type; a flag is no number."""

    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise StrangePartError
        return value

    return read


def interned(value: Any) -> str:
    """Read a code that many documents repeat."""
    if type(value) is not str:
        raise StrangePartError
    return sys.intern(value)


def coded(kind: type[Enum]) -> Part:
    """Write a member of a list of codes by its value."""
    by_value = {member.value: member for member in kind}
    raw = type(next(iter(by_value)))

    def read(value: Any) -> Enum:
        if type(value) is not raw:
            raise StrangePartError
        return by_value[value]

    return (lambda member: member.value), read


def many(part: Part) -> Part:
    """Write several parts in their order."""
    write, read = part

    def read_all(value: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise StrangePartError
        return tuple([read(one) for one in value])

    return (lambda values: [write(one) for one in values]), read_all


def set_of(part: Part) -> Part:
    """Write several parts sorted; a repetition is refused."""
    write, read = part

    def read_all(value: Any) -> frozenset[Any]:
        if type(value) is not list or len(found := frozenset(map(read, value))) != len(value):
            raise StrangePartError
        return found

    return (lambda values: sorted(write(one) for one in values)), read_all


def by_code(part: Part) -> Part:
    """Write a mapping from codes, sorted by them."""
    write, read = part

    def read_all(value: Any) -> dict[str, Any]:
        if type(value) is not dict:
            raise StrangePartError
        return {code: read(one) for code, one in value.items()}

    return (lambda values: {code: write(values[code]) for code in sorted(values)}), read_all


class Shape(Generic[T]):
    """The parts of one dataclass; parts that equal their default are not written."""

    def __init__(self, kind: type[T], /, **parts: Part) -> None:
        self._kind = kind
        self._write = [
            (one.name, parts[one.name][0], _default(one))
            for one in fields(kind)  # type: ignore[arg-type]  # every kind is a dataclass
            if one.name in parts
        ]
        self._read = {name: read for name, (_, read) in parts.items()}

    def write(self, value: T) -> dict[str, Any]:
        """Write the parts that differ from their default."""
        document = {}
        for name, write, default in self._write:
            part = getattr(value, name)
            if part != default:
                document[name] = write(part)
        return document

    def read(self, document: Any, /, **given: Any) -> T:
        """Read what `write` wrote; ``given`` are the parts that stand elsewhere."""
        if type(document) is not dict:
            raise StrangePartError
        read = self._read
        return self._kind(**given, **{name: read[name](part) for name, part in document.items()})

    @property
    def part(self) -> Part:
        """Give the shape as a part of another."""
        return self.write, self.read


def _default(one: Any) -> Any:
    return one.default if one.default_factory is MISSING else one.default_factory()


TEXT: Part = (same, exactly(str))
CODE: Part = (same, interned)
WHOLE: Part = (int, exactly(int))
FLAG: Part = (same, exactly(bool))
DAY: Part = (date.isoformat, date.fromisoformat)
ANSWER = coded(Answer)


def _write_window(window: Window) -> list[Any]:
    if isinstance(window, OneOffWindow):
        return [window.start.isoformat(), window.end.isoformat()]
    return [list(window.start), list(window.end)]


def _read_window(value: Any) -> Window:
    start, end = value
    if isinstance(start, str):
        return OneOffWindow(date.fromisoformat(start), date.fromisoformat(end))
    return YearlyWindow(_read_month_day(start), _read_month_day(end))


def _read_month_day(value: Any) -> MonthDay:
    month, day = map(WHOLE[1], value)
    date(2000, month, day)
    return MonthDay(month, day)


WINDOW: Part = (_write_window, _read_window)
PLACE = Shape(Place, country=CODE, region=CODE).part


def document_of(parts: dict[str, Any]) -> bytes:
    """Write a document with its version."""
    return json.dumps(
        {"v": VERSION, **parts}, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    ).encode()


def _refuse_constant(_name: str) -> NoReturn:
    raise StrangePartError


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def opened(part: str, document: bytes | str, read: Callable[[dict[str, Any]], T]) -> T:
    """Read a document of the known version.

    Raises:
        UnreadableRecord: It is not what was written; ``part`` names what it should have been.
    """
    try:
        text = document if isinstance(document, str) else document.decode()
        parts = _DECODER.decode(text)
        if parts.pop("v") != VERSION:
            raise StrangePartError
        return read(parts)
    except (ValueError, TypeError, KeyError, AttributeError):
        # the original would show the document
        raise UnreadableRecord(part) from None
