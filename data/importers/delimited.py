"""Delimited text to rows of cells: comma, semicolon or tab, whichever fits the headings.

Rules:

- The separator is the one under which most headings are known; a ``sep=`` line of
  spreadsheet programs decides alone.
- Quoting is strict: an open quote at the end means the file was cut, anything else that
  does not parse is malformed at a named row. Nothing is repaired.

What it does not do: interpret cells, or keep empty rows.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from itertools import islice

from data.importers.errors import ImportRefused, RefusalCode
from data.importers.limits import TableLimits

Cell = object
"""Text, number, boolean, date or empty text, as the file's format gives it."""
Row = tuple[int, list[Cell]]
"""Row number as a person counts, and its cells."""

SEPARATORS = (";", ",", "\t")
HEADER_WITHIN = 10
"""The heading row is looked for in this many first rows."""
_SEP_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)


def read_delimited(
    text: str, known_headings: Callable[[list[Cell]], int], limits: TableLimits
) -> list[Row]:
    """Read delimited text.

    Args:
        text: The whole file.
        known_headings: How many cells of a row are headings we know.
        limits: Caps on rows, columns and cells.

    Raises:
        ImportRefused: ``TRUNCATED``, ``MALFORMED`` (with ``row``), or above a cap.
    """
    first = 1
    said = _SEP_LINE.match(text)
    if said:
        text, chosen, first = text[said.end() :], said.group(1), 2
    else:
        chosen = max(SEPARATORS, key=lambda one: _fitness(text, one, known_headings))
    rows = list(_rows(text, chosen, first, limits))
    if _is_cut(text, rows):
        raise ImportRefused(RefusalCode.TRUNCATED, row=rows[-1][0])
    return rows


def _fitness(
    text: str, separator: str, known_headings: Callable[[list[Cell]], int]
) -> tuple[int, int]:
    sample = csv.reader(io.StringIO(text[:65_536], newline=""), delimiter=separator)
    try:
        rows = [list[Cell](row) for row in islice(sample, HEADER_WITHIN)]
    except csv.Error:
        return (0, 0)
    return (
        max((known_headings(row) for row in rows), default=0),
        max((len(row) for row in rows), default=0),
    )


def _rows(text: str, separator: str, first: int, limits: TableLimits) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = first - 1
    kept = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise ImportRefused(RefusalCode.TRUNCATED, row=number) from None
            if "field larger" in str(error):
                raise ImportRefused(RefusalCode.CELL_TOO_LONG, row=number) from None
            raise ImportRefused(RefusalCode.MALFORMED, row=number) from None
        if len(cells) > limits.columns:
            raise ImportRefused(RefusalCode.TOO_MANY_COLUMNS, limit=limits.columns, row=number)
        if not any(cell.strip() for cell in cells):
            continue
        kept += 1
        if kept > limits.rows + HEADER_WITHIN:
            raise ImportRefused(RefusalCode.TOO_MANY_ROWS, limit=limits.rows)
        yield number, list[Cell](cells)


def _is_cut(text: str, rows: list[Row]) -> bool:
    if len(rows) < 3 or text.endswith(("\n", "\r")):
        return False
    width = len(rows[-2][1])
    even = all(len(cells) == width for _, cells in rows[-10:-1])
    return even and len(rows[-1][1]) < width
