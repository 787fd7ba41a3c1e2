"""How much a file of rows may hold, and reading it no further than that.

Rules:

- The size is known before the first byte is read; rows, columns and cells are counted
  while reading.

What it does not do: bound ESCO releases (``archives`` does).
"""

from dataclasses import dataclass
from pathlib import Path

from data.importers.archives import MIB
from data.importers.errors import ImportRefused, RefusalCode


@dataclass(frozen=True, slots=True)
class TableLimits:
    """Caps for one imported file.

    Units: bytes for ``bytes_read`` and ``unpacked_bytes`` (a workbook is a zip), characters
    for ``cell``.
    """

    bytes_read: int = 20 * MIB
    unpacked_bytes: int = 200 * MIB
    rows: int = 50_000
    columns: int = 200
    cell: int = 100_000


def read_content(source: Path | bytes, limits: TableLimits) -> bytes:
    """Give the bytes of a file, or of an upload already in memory.

    Raises:
        ImportRefused: ``NOT_FOUND``, ``EMPTY`` or ``TOO_BIG``.
    """
    if isinstance(source, bytes):
        content = source
    else:
        if not source.is_file():
            raise ImportRefused(RefusalCode.NOT_FOUND)
        with source.open("rb") as stream:
            content = stream.read(limits.bytes_read + 1)
    if len(content) > limits.bytes_read:
        raise ImportRefused(RefusalCode.TOO_BIG, limit=limits.bytes_read)
    if not content.strip():
        raise ImportRefused(RefusalCode.EMPTY)
    return content
