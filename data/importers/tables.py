"""One file of any accepted format to records: our columns, or plain objects.

Rules:

- The format is told by the content; the file name only settles what content leaves open.
- The heading row is the one of the first ten with most known headings, so title lines and
  instructions above it do no harm; of a workbook's sheets, the one with most.
- Unknown columns are reported and not read. A column that stands twice refuses the file.

What it does not do: interpret cells (``cells``), or know vacancies from profiles beyond
their headings.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path, PurePath

from data.importers.delimited import HEADER_WITHIN, Cell, Row, read_delimited
from data.importers.encoding import decode
from data.importers.errors import (
    ImportNote,
    ImportRefused,
    NoteCode,
    RefusalCode,
    RowCode,
    RowError,
)
from data.importers.limits import TableLimits, read_content
from data.importers.objects import Json, is_lines, read_document, read_lines, read_page
from data.importers.text import digest_bytes
from data.importers.words import Column, read_heading
from data.importers.workbook import read_workbook

IGNORED_HEADINGS = frozenset({"occupation_uri"})
"""Headings that are known and deliberately not read (gold of measuring sets)."""
_LINE_SUFFIXES = frozenset({".jsonl", ".ndjson"})
_JSON_SUFFIXES = frozenset({".json", ".jsonld"})
_PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".tab"})
_NOT_OURS = (b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf")


class FileFormat(StrEnum):
    """The formats of rows that are read."""

    DELIMITED = "delimited"
    WORKBOOK = "workbook"
    JSON_LINES = "json_lines"
    JSON = "json"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its number and its filled cells by column."""

    row: int
    values: Mapping[Column, Cell] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file holds, before cells are read.

    Tables give ``records`` and ``columns``; JSON gives ``objects`` with their line or, for
    a document, ``documents``. ``digest`` is SHA-256 of the file.
    """

    format: FileFormat
    digest: str
    columns: tuple[Column, ...] = ()
    records: tuple[Record, ...] = field(default=(), repr=False)
    objects: tuple[tuple[int, Mapping[str, object]], ...] = field(default=(), repr=False)
    documents: tuple[Json, ...] = field(default=(), repr=False)
    errors: tuple[RowError, ...] = ()
    notes: tuple[ImportNote, ...] = ()


def load(
    source: Path | bytes, filename: str, kind: str, limits: TableLimits | None = None
) -> Loaded:
    """Load a file of rows.

    Args:
        source: A path, or the bytes of an upload.
        filename: The name it came under; only its ending is looked at.
        kind: Which headings it has, ``vacancies`` or ``profiles``.
        limits: Caps; the defaults suit uploads.

    Raises:
        ImportRefused: Cannot be read at all.
    """
    limits = limits or TableLimits()
    content = read_content(source, limits)
    found = digest_bytes(content)
    if content.startswith(b"PK\x03\x04"):
        sheets = read_workbook(content, limits)
        rows, notes = _choose_sheet(sheets, kind)
        workbook = Loaded(FileFormat.WORKBOOK, found, notes=tuple(notes))
        return _tabulate(workbook, rows, kind, limits)
    if content.startswith(_NOT_OURS):
        raise ImportRefused(RefusalCode.UNKNOWN_FORMAT)
    decoded = decode(content)
    notes = []
    if decoded.guessed:
        notes.append(ImportNote(NoteCode.ENCODING_GUESSED, {"encoding": decoded.encoding}))
    text = decoded.text
    form = _text_format(text, PurePath(filename).suffix.lower())
    if form is FileFormat.DELIMITED:
        rows = read_delimited(text, lambda cells: _known(cells, kind), limits)
        return _tabulate(Loaded(form, found, notes=tuple(notes)), rows, kind, limits)
    if form is FileFormat.JSON_LINES:
        lines = read_lines(text, limits)
        return Loaded(form, found, objects=lines.objects, errors=lines.errors, notes=tuple(notes))
    documents = read_page(text) if form is FileFormat.PAGE else [read_document(text)]
    return Loaded(form, found, documents=tuple(documents), notes=tuple(notes))


def _text_format(text: str, suffix: str) -> FileFormat:
    start = text.lstrip()[:1]
    if suffix in _LINE_SUFFIXES:
        return FileFormat.JSON_LINES
    if suffix in _JSON_SUFFIXES or (start in {"{", "["} and suffix not in _TABLE_SUFFIXES):
        return FileFormat.JSON_LINES if is_lines(text) else FileFormat.JSON
    if suffix in _PAGE_SUFFIXES or (start == "<" and suffix not in _TABLE_SUFFIXES):
        return FileFormat.PAGE
    return FileFormat.DELIMITED


def _known(cells: list[Cell], kind: str) -> int:
    columns = {read_heading(kind, cell) for cell in cells if isinstance(cell, str)}
    return len(columns - {None})


def _best_row(rows: list[Row], kind: str) -> tuple[int, int]:
    counts = [_known(cells, kind) for _, cells in rows[:HEADER_WITHIN]]
    best = max(counts, default=0)
    return (counts.index(best), best) if best else (0, 0)


def _choose_sheet(sheets: Mapping[str, list[Row]], kind: str) -> tuple[list[Row], list[ImportNote]]:
    if not sheets or not any(sheets.values()):
        raise ImportRefused(RefusalCode.EMPTY)
    names = list(sheets)
    counts = [_best_row(rows, kind)[1] for rows in sheets.values()]
    position = counts.index(max(counts))
    notes = []
    if len(names) > 1:
        notes.append(ImportNote(NoteCode.SHEET_CHOSEN, {"position": position + 1}))
    return sheets[names[position]], notes


def _tabulate(loaded: Loaded, rows: list[Row], kind: str, limits: TableLimits) -> Loaded:
    notes = list(loaded.notes)
    at, best = _best_row(rows, kind)
    if not best:
        raise ImportRefused(RefusalCode.NO_KNOWN_COLUMN)
    columns: list[Column | None] = []
    for position, cell in enumerate(rows[at][1], start=1):
        column = read_heading(kind, cell) if isinstance(cell, str) else None
        if column is not None and column in columns:
            raise ImportRefused(RefusalCode.DUPLICATE_COLUMN, column=column.name, position=position)
        if column is None and cell not in ("", None):
            notes.append(unknown_heading(kind, str(cell), position))
        columns.append(column)
    data = rows[at + 1 :]
    if len(data) > limits.rows:
        raise ImportRefused(RefusalCode.TOO_MANY_ROWS, limit=limits.rows)
    records: list[Record] = []
    errors: list[RowError] = []
    for number, cells in data:
        if any(cell not in ("", None) for cell in cells[len(columns) :]):
            errors.append(RowError(number, None, RowCode.TOO_MANY_CELLS))
            continue
        records.append(
            Record(
                number,
                {
                    column: cell
                    for column, cell in zip(columns, cells, strict=False)
                    if column is not None and not _is_blank(cell)
                },
            )
        )
    return replace(
        loaded,
        columns=tuple(column for column in columns if column is not None),
        records=tuple(records),
        errors=tuple(errors),
        notes=tuple(notes),
    )


def unknown_heading(kind: str, heading: str, position: int) -> ImportNote:
    """Note a heading that is not read.

    Headings of profile files are named by position only: a file without a heading row
    would otherwise show its first person.
    """
    if heading in IGNORED_HEADINGS:
        return ImportNote(NoteCode.IGNORED_COLUMN, {"position": position, "heading": heading})
    facts: dict[str, str | int] = {"position": position}
    if kind != "profiles":
        facts["heading"] = heading[:60]
    return ImportNote(NoteCode.UNKNOWN_COLUMN, facts)


def resolve_object(
    row: int, source: Mapping[str, object], kind: str, limits: TableLimits
) -> tuple[Record, list[RowError], dict[str, ImportNote]]:
    """Read an object's keys as headings.

    Gives the record, its errors, and one note per key that is not read.
    """
    values: dict[Column, Cell] = {}
    errors: list[RowError] = []
    notes: dict[str, ImportNote] = {}
    if len(source) > limits.columns:
        return Record(row, {}), [RowError(row, None, RowCode.TOO_MANY_CELLS)], {}
    for position, (name, value) in enumerate(source.items(), start=1):
        column = None if name in IGNORED_HEADINGS else read_heading(kind, name)
        if column is None:
            notes[name] = unknown_heading(kind, name, position)
        elif column in values:
            errors.append(RowError(row, column.name, RowCode.DUPLICATE_COLUMN))
        elif not _is_blank(value):
            values[column] = value
    return Record(row, values), errors, notes


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
