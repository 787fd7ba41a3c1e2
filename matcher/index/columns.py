"""Growing tables of plain numbers, the memory of the index.

Rules:

- A table holds entries of one structured type whose first field, ``row``, says whose entry
  it is. Row 0 belongs to nobody: a dropped entry is handed to it and counts for no one.
- Appended entries are visible to the next reading; dropped ones are gone from it.
- Strings become small numbers once (`Names`); 0 stands for "none".

What it does not do: lock; the index does.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

NOBODY = 0
Records = NDArray[Any]


class Names:
    """Small numbers for strings, given out in order, never taken back."""

    def __init__(self) -> None:
        """Begin without any name; 0 is kept for ``None``."""
        self._numbers: dict[str, int] = {}

    def number(self, name: str | None) -> int:
        """Give the number of a name, a new one if need be; 0 for ``None``."""
        if name is None:
            return 0
        return self._numbers.setdefault(name, len(self._numbers) + 1)

    def known(self, name: str | None) -> int:
        """Give the number of a name somebody has, or -1, which nobody has."""
        return -1 if name is None else self._numbers.get(name, -1)


class Table:
    """Entries of one structured type, appended singly and read as one array."""

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        """Begin empty.

        Args:
            fields: Name and NumPy type of each field; ``row`` must come first.
        """
        self._kept: Records = np.empty(0, dtype=np.dtype(fields, align=True))
        self._size = 0
        self._dead = 0
        self._pending: list[tuple[Any, ...]] = []

    def append(self, *entry: Any) -> None:
        """Add one entry; its first value is the row it belongs to."""
        self._pending.append(entry)
        if len(self._pending) >= 4096:
            self._merge()

    def entries(self) -> Records:
        """Give all entries, those of nobody included, as a view not to be written to."""
        self._merge()
        return self._kept[: self._size]

    def drop(self, row: int) -> None:
        """Take all entries from a row."""
        entries = self.entries()
        hit = entries["row"] == row
        entries["row"][hit] = NOBODY
        self._dead += int(np.count_nonzero(hit))
        if self._dead > 64 and 2 * self._dead > self._size:
            living = entries[entries["row"] != NOBODY]
            self._kept, self._size, self._dead = living, len(living), 0

    def _merge(self) -> None:
        if not self._pending:
            return
        new = np.array(self._pending, dtype=self._kept.dtype)
        needed = self._size + len(new)
        if needed > len(self._kept):
            grown = np.empty(max(needed, 2 * len(self._kept)), dtype=self._kept.dtype)
            grown[: self._size] = self._kept[: self._size]
            self._kept = grown
        self._kept[self._size : needed] = new
        self._size = needed
        self._pending.clear()
