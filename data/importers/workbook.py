"""XLSX workbooks to rows of cells, without letting a workbook fill the memory.

Rules:

- A workbook is a zip: sizes, ratio and encryption are checked before anything is unpacked.
- The native reader lays a sheet out as a full rectangle, so one cell in the last corner
  would ask for gigabytes. Every sheet is therefore walked first with a plain XML reader
  that refuses document types, and the rectangle of its filled cells is held to the caps.
- Only XLSX: a file that other readers could take for their own format is refused.

What it does not do: evaluate formulas (their stored results are read), or read macros,
comments, hidden sheets.
"""

import io
import re
from collections.abc import Mapping
from xml.parsers import expat

import python_calamine

from data.importers.archives import MIB, ArchiveLimits, Bundle
from data.importers.delimited import HEADER_WITHIN, Cell, Row
from data.importers.errors import ImportRefused, RefusalCode
from data.importers.limits import TableLimits

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,10})")
_FOREIGN = ("content.xml", "xl/workbook.bin")


def read_workbook(content: bytes, limits: TableLimits) -> Mapping[str, list[Row]]:
    """Read the visible sheets of a workbook, by name, without empty rows.

    Raises:
        ImportRefused: Broken, encrypted, not XLSX, or above a cap.
    """
    _check_parts(content, limits)
    try:
        return _read_sheets(content)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    # A panic of the native reader is no Exception, and its words may quote cells.
    except BaseException:  # noqa: BLE001
        raise ImportRefused(RefusalCode.MALFORMED) from None


def _read_sheets(content: bytes) -> Mapping[str, list[Row]]:
    sheets: dict[str, list[Row]] = {}
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    for sheet in workbook.sheets_metadata:
        if (
            sheet.typ != python_calamine.SheetTypeEnum.WorkSheet
            or sheet.visible != python_calamine.SheetVisibleEnum.Visible
        ):
            continue
        cells = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        sheets[sheet.name] = [
            (number, list[Cell](row))
            for number, row in enumerate(cells, start=1)
            if any(cell not in ("", None) for cell in row)
        ]
    return sheets


def _check_parts(content: bytes, limits: TableLimits) -> None:
    caps = ArchiveLimits(
        files=2_000,
        member_bytes=limits.unpacked_bytes,
        total_bytes=limits.unpacked_bytes,
        ratio=300,
        ratio_from=8 * MIB,
    )
    with Bundle(io.BytesIO(content), caps) as bundle:
        paths = {member.path for member in bundle.members}
        if "xl/workbook.xml" not in paths or any(one in paths for one in _FOREIGN):
            raise ImportRefused(RefusalCode.UNKNOWN_FORMAT)
        for member in bundle.members:
            with bundle.open(member) as stream:
                part = stream.read()
            if b"sheetData" in part:
                _SheetWalk(limits).check(part)


class _SheetWalk:
    """Follows the cells of one sheet part and measures the rectangle they fill."""

    def __init__(self, limits: TableLimits) -> None:
        self._limits = limits
        self._row = 0
        self._column = 0
        self._at = (0, 0)

    def check(self, part: bytes) -> None:
        """Refuse a sheet that is no XML, declares a document type or is too large."""
        parser = expat.ParserCreate(encoding="utf-8")
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._start
        try:
            parser.Parse(part, True)
        except (expat.ExpatError, ValueError):
            raise ImportRefused(RefusalCode.MALFORMED) from None

    def _refuse_doctype(self, *_: object) -> None:
        raise ImportRefused(RefusalCode.MALFORMED)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self._row = _number(attributes.get("r"), self._row + 1)
            self._column = 0
        elif name == "c":
            self._column += 1
            self._at = (self._row, self._column)
            reference = attributes.get("r")
            if reference is not None:
                match = _REFERENCE.fullmatch(reference)
                if match is None:
                    raise ImportRefused(RefusalCode.MALFORMED)
                self._at = (int(match.group(2)), _column_number(match.group(1)))
                self._column = self._at[1]
        elif name in {"v", "is", "f"}:
            row, column = self._at
            if row > self._limits.rows + HEADER_WITHIN:
                raise ImportRefused(RefusalCode.TOO_MANY_ROWS, limit=self._limits.rows)
            if column > self._limits.columns:
                raise ImportRefused(RefusalCode.TOO_MANY_COLUMNS, limit=self._limits.columns)


def _number(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not re.fullmatch(r"\d{1,10}", text):
        raise ImportRefused(RefusalCode.MALFORMED)
    return int(text)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
