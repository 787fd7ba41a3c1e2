"""JSON Resume 1.0.0 (and the older names of it) to our columns.

Rules:

- Name and contact come from ``basics``, skills with their keywords, languages with their
  fluency, years of work from the dates of ``work`` and ``volunteer``.
- A free wording of a level or fluency that is not one of ours is left unknown and noted,
  since the format leaves both free.
- Work that has not ended counts up to the given day; without that day its years are unknown.
- Consent is read from ``meta.consent`` with our purposes as keys, when the caller did not
  state it.

What it does not do: follow profiles and links, or read interests, references, pictures.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from data.importers.cells import CellRefused, plain, split_level
from data.importers.delimited import Cell
from data.importers.errors import ImportNote, NoteCode
from data.importers.tables import Record
from data.importers.text import clean
from data.importers.words import Column, read_code
from matcher.types import Level

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-\d{1,2})?(?:T.*)?", re.DOTALL)
_READ = frozenset({"basics", "work", "volunteer", "skills", "languages", "meta"})
_SECTIONS = frozenset(
    {"education", "awards", "certificates", "publications", "interests", "references", "projects"}
)
_MOST = 200


@dataclass(frozen=True, slots=True)
class Resume:
    """A résumé in profile columns, with what was not read of it."""

    record: Record
    notes: tuple[ImportNote, ...]


def is_resume(value: Mapping[str, object]) -> bool:
    """Whether an object has the shape of a JSON Resume."""
    return isinstance(value.get("basics"), Mapping)


def to_record(row: int, source: Mapping[str, object], as_of: date | None) -> Resume:
    """Write a résumé in profile columns.

    Args:
        row: Its number in the file.
        source: The résumé.
        as_of: The day up to which running work counts.
    """
    notes: list[ImportNote] = []
    basics = _mapping(source.get("basics"))
    location = _mapping(basics.get("location"))
    values: dict[str, Cell] = {
        "full_name": _text(basics.get("name")),
        "email": _text(basics.get("email")),
        "phone": _text(basics.get("phone")),
        "address": ", ".join(
            part
            for part in (
                _text(location.get(one)) for one in ("address", "postalCode", "city", "region")
            )
            if part
        ),
        "country": _text(location.get("countryCode")),
        "own_words": _text(basics.get("summary")),
        "skills": _skills(row, source.get("skills"), notes),
        "languages": _languages(row, source.get("languages"), notes),
        "occupation": _experience(source, as_of),
    }
    consent = _mapping(_mapping(source.get("meta")).get("consent"))
    values |= {
        f"consent_{purpose}": consent.get(purpose)
        for purpose in ("store", "match", "contact", "statistics")
    }
    values |= {name: consent.get(name) for name in ("consented_on", "notice_version")}
    notes += [
        ImportNote(NoteCode.SECTION_NOT_READ, {"section": name}, row)
        for name in sorted(_SECTIONS & source.keys() - _READ)
        if source[name]
    ]
    filled = {Column(name): value for name, value in values.items() if value not in (None, "", [])}
    return Resume(Record(row, filled), tuple(notes))


def _skills(row: int, value: object, notes: list[ImportNote]) -> list[Cell]:
    found: list[Cell] = []
    for one in _objects(value):
        level = _level(row, one.get("level"), notes)
        names = [_text(one.get("name")), *(_text(word) for word in _several(one.get("keywords")))]
        found += [{"name": name, "level": level} for name in names if name]
    return found[:_MOST]


def _level(row: int, value: object, notes: list[ImportNote]) -> str | None:
    text = _text(value)
    if not text:
        return None
    level = read_code(Level, "level", text)
    if level is None:
        notes.append(ImportNote(NoteCode.LEVEL_NOT_READ, {}, row, "skills"))
        return None
    return level.name


def _languages(row: int, value: object, notes: list[ImportNote]) -> list[Cell]:
    found: list[Cell] = []
    for one in _objects(value):
        name = _text(one.get("language") or one.get("name"))
        fluency = _text(one.get("fluency") or one.get("level"))
        if not name:
            continue
        level = split_level(f"{name}: {fluency}")[1] if fluency else None
        if fluency and not level:
            notes.append(ImportNote(NoteCode.LEVEL_NOT_READ, {}, row, "languages"))
        found.append({"language": name, "level": level.name if level else None})
    return found[:_MOST]


def _experience(source: Mapping[str, object], as_of: date | None) -> list[Cell]:
    months: dict[str, int | None] = {}
    for one in [*_objects(source.get("work")), *_objects(source.get("volunteer"))]:
        position = _text(one.get("position"))
        if not position:
            continue
        spent = _months(one, as_of)
        known = months.get(position, 0)
        months[position] = None if spent is None or known is None else known + spent
    return [
        {"name": position, "years": None if spent is None else spent // 12}
        for position, spent in list(months.items())[:_MOST]
    ]


def _months(one: Mapping[str, object], as_of: date | None) -> int | None:
    start = _month(one.get("startDate"))
    end = _month(one.get("endDate"))
    if end is None and as_of is not None and not one.get("endDate"):
        end = as_of.year * 12 + as_of.month
    if start is None or end is None or end < start:
        return None
    return end - start


def _month(value: object) -> int | None:
    match = _PARTIAL.fullmatch(_text(value) or "")
    if match is None or not 1900 <= int(match.group(1)) <= 2100:
        return None
    return int(match.group(1)) * 12 + int(match.group(2) or 1)


def _text(value: object) -> str | None:
    try:
        return clean(plain(value)) if value is not None else None
    except CellRefused:
        return None


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _several(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else []


def _objects(value: object) -> list[Mapping[str, object]]:
    return [one for one in _several(value) if isinstance(one, Mapping)]
