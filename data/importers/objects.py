"""JSON documents, JSON lines and JSON-LD inside HTML pages, to plain objects.

Rules:

- JSON is strict: no NaN, no depth the parser cannot follow, no numbers of thousands of
  digits. A last line that does not parse and has no line end means the file was cut.
- Of an HTML page only its ``application/ld+json`` script elements are read.

What it does not do: interpret the objects, fetch contexts or links.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from data.importers.errors import ImportRefused, RefusalCode, RowCode, RowError
from data.importers.limits import TableLimits
from data.importers.text import script_contents

Json = Mapping[str, object] | list[object] | str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class JsonLines:
    """The objects of a file by line number, and the lines that held none."""

    objects: tuple[tuple[int, Mapping[str, object]], ...]
    errors: tuple[RowError, ...]


class _NotJsonError(ValueError):
    pass


def _refuse_constant(_: str) -> NoReturn:
    raise _NotJsonError


def _parse(text: str) -> Json:
    try:
        return json.loads(text, parse_constant=_refuse_constant)  # type: ignore[no-any-return]
    except (ValueError, RecursionError):
        raise _NotJsonError from None


def read_document(text: str) -> Json:
    """Read one JSON document.

    Raises:
        ImportRefused: ``MALFORMED``, or ``TRUNCATED`` when it is not closed.
    """
    try:
        return _parse(text)
    except _NotJsonError:
        closed = text.rstrip().endswith(("}", "]"))
        code = RefusalCode.MALFORMED if closed else RefusalCode.TRUNCATED
        raise ImportRefused(code) from None


def is_lines(text: str) -> bool:
    """Whether the text is one object a line rather than one document."""
    lines = text.lstrip().split("\n", 1)
    if len(lines) < 2 or not lines[1].strip():
        return False
    try:
        return isinstance(_parse(lines[0]), dict)
    except _NotJsonError:
        return False


def read_lines(text: str, limits: TableLimits) -> JsonLines:
    """Read one object a line; lines that hold none become row errors.

    Raises:
        ImportRefused: Too many lines, cut at the end, or not one line readable.
    """
    objects: list[tuple[int, Mapping[str, object]]] = []
    errors: list[RowError] = []
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if len(objects) + len(errors) >= limits.rows:
            raise ImportRefused(RefusalCode.TOO_MANY_ROWS, limit=limits.rows)
        try:
            value = _parse(line)
        except _NotJsonError:
            if number == len(lines) and number > 1:
                raise ImportRefused(RefusalCode.TRUNCATED, row=number) from None
            errors.append(RowError(number, None, RowCode.INVALID_JSON))
            continue
        if isinstance(value, dict):
            objects.append((number, value))
        else:
            errors.append(RowError(number, None, RowCode.NOT_AN_OBJECT))
    if not objects:
        raise ImportRefused(RefusalCode.MALFORMED)
    return JsonLines(tuple(objects), tuple(errors))


def read_page(page: str) -> list[Json]:
    """Read the JSON-LD documents of an HTML page; broken ones are passed over.

    Raises:
        ImportRefused: ``NO_JOB_POSTING`` when there is no readable one.
    """
    documents: list[Json] = []
    for content in script_contents(page, "application/ld+json"):
        try:
            documents.append(_parse(content))
        except _NotJsonError:
            continue
    if not documents:
        raise ImportRefused(RefusalCode.NO_JOB_POSTING)
    return documents
