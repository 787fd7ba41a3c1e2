"""Skills and occupations as files write them: words, levels and years in one cell.

Rules:

- One item is ``words`` or ``words [level / years / last used]``, each part optional; an
  object of a JSON file says the same with keys.
- An identifier of a taxonomy concept may stand instead of the words.
- Numbered columns (``skill 2``, ``skill 2 level``) say the same, one cell each.

What it does not do: link words to concepts, or decide what a missing level means.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from data.importers.cells import LINE, CellRefused, RowReader, plain, read_whole
from data.importers.delimited import Cell
from data.importers.drafts import StatedOccupation
from data.importers.errors import RowCode
from data.importers.text import BrokenText, clean
from data.importers.words import read_code
from matcher.types import ConceptUri, Level, SectorCode

Item = str | Mapping[str, Cell]
"""One item of a list: words, or an object of a JSON file."""
YEARS_MOST = 80
FIRST_YEAR = 1930
LAST_YEAR = 2100
_BRACKETS = re.compile(r"(?s)(.*?)\s*\[([^\[\]]*)\]\s*")
_CONCEPT = re.compile(r"https?://data\.europa\.eu/esco/\S+|urn:passerelle:[a-z-]+:\S+")
_SECTOR = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_ISCO = re.compile(r"(\d{4})(?:\.\d+)*")


@dataclass(frozen=True, slots=True)
class StatedSkill:
    """One skill of a cell, level and years unknown where not said.

    ``details`` are the remaining keys of an object.
    """

    phrase: str
    concept: ConceptUri | None
    level: Level
    years: int | None
    last_used_year: int | None
    details: Mapping[str, Cell]


def read_skills(row: RowReader, column: str) -> tuple[StatedSkill, ...]:
    """Read a column that lists skills; what cannot be read becomes row errors."""
    found = []
    for item in row.items(column):
        try:
            found.append(_skill(item))
        except CellRefused as refused:
            row.refuse(column, refused.code)
        except BrokenText:
            row.refuse(column, RowCode.INVALID_TEXT)
    return tuple(found)


def read_occupations(row: RowReader, column: str) -> tuple[tuple[StatedOccupation, Item], ...]:
    """Read a column that names occupations, each with the item it was read from."""
    found: list[tuple[StatedOccupation, Item]] = []
    for item in row.items(column):
        try:
            found.append((read_occupation(item), item))
        except CellRefused as refused:
            row.refuse(column, refused.code)
        except BrokenText:
            row.refuse(column, RowCode.INVALID_TEXT)
    return tuple(found)


def read_concept(text: str | None) -> ConceptUri | None:
    """The identifier of a taxonomy concept, when the text is one."""
    return ConceptUri(text) if text and _CONCEPT.fullmatch(text) else None


def read_level(cell: Cell) -> Level:
    """Read a level of mastery; blank is unknown.

    Raises:
        CellRefused: Not one of ours.
    """
    text = plain(cell) if cell is not None else ""
    if not text.strip():
        return Level.UNKNOWN
    level = read_code(Level, "level", text)
    if level is None:
        raise CellRefused(RowCode.UNKNOWN_LEVEL)
    return level


def read_isco(cell: Cell) -> str:
    """Read the ISCO-08 unit group of a code, ``2512`` or ESCO's ``2512.3``.

    Raises:
        CellRefused: Not four digits. A number that lost its leading zero is refused too.
    """
    match = _ISCO.fullmatch(plain(cell).strip())
    if match is None or match.group(1) == "0000":
        raise CellRefused(RowCode.INVALID_ISCO)
    return match.group(1)


def read_sector(row: RowReader, column: str, number: int = 0) -> SectorCode | None:
    """Read the code of a sector (lower case, hyphens)."""
    text = row.text(column, number)
    if text is None:
        return None
    if not _SECTOR.fullmatch(text):
        row.refuse(column, RowCode.UNKNOWN_SECTOR)
        return None
    return SectorCode(text)


def read_occupation(item: Item) -> StatedOccupation:
    """Read one occupation: words, an identifier, or an object with ``name`` and ``isco``.

    Raises:
        CellRefused: Nothing usable, or not ISCO.
    """
    if isinstance(item, str):
        concept = read_concept(item)
        return StatedOccupation(phrase=None if concept else item, concept=concept)
    name, concept = _name_and_concept(item)
    isco = item.get("isco")
    return StatedOccupation(name or None, None if isco is None else read_isco(isco), concept)


def _skill(item: Item) -> StatedSkill:
    if not isinstance(item, str):
        name, concept = _name_and_concept(item)
        years, last_used = item.get("years"), item.get("last_used")
        return StatedSkill(
            name or str(concept),
            concept,
            read_level(item.get("level")),
            None if years is None else read_whole(years, 0, YEARS_MOST),
            None if last_used is None else read_whole(last_used, FIRST_YEAR, LAST_YEAR),
            item,
        )
    match = _BRACKETS.fullmatch(item)
    name, inside = (match.group(1), match.group(2)) if match else (item, "")
    parts = [part.strip() for part in inside.split("/")]
    if not name or len(parts) > 3:
        raise CellRefused(RowCode.INVALID_VALUE)
    parts += [""] * (3 - len(parts))
    return StatedSkill(
        name,
        read_concept(name),
        read_level(parts[0]),
        read_whole(parts[1], 0, YEARS_MOST) if parts[1] else None,
        read_whole(parts[2], FIRST_YEAR, LAST_YEAR) if parts[2] else None,
        {},
    )


def _name_and_concept(item: Mapping[str, Cell]) -> tuple[str, ConceptUri | None]:
    name, concept = (clean(plain(item.get(one) or "")) for one in ("name", "concept"))
    if len(name) > LINE or len(concept) > LINE:
        raise CellRefused(RowCode.TOO_LONG)
    found = read_concept(concept) or read_concept(name)
    if not name and found is None:
        raise CellRefused(RowCode.INVALID_VALUE)
    return name, found
