"""Read a file of courses: tables or JSON lines, one row for each run.

Rules:

- A course needs a title, what it teaches, its language and at least one dated run. Rows of
  the same identifier, or of the same title where none is given, are runs of one course and
  must say the same about it.
- A skill that is taught needs the level reached, ``words [level]``, or
  ``words [level / level one must bring]``. A row that teaches nothing is refused.
- A run is at a distance, or at a place, or its place is unknown.
- What a row does not say stays unknown: no seats are not "none left".

What it does not do: link words to concepts, or write.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from data.importers.cells import TEXT, CellRefused, RowReader, plain
from data.importers.drafts import content_digest
from data.importers.errors import ImportNote, ImportRefused, RefusalCode, RowCode, RowError
from data.importers.limits import TableLimits
from data.importers.statements import read_concept, read_level
from data.importers.tables import Record, load, resolve_object
from data.importers.text import comparable, digest
from data.importers.words import Column
from matcher.types import (
    Answer,
    Cefr,
    ConceptUri,
    CountryCode,
    EvidenceState,
    LanguageSkill,
    LanguageTag,
    Level,
)
from matcher.types.training import CourseRun, WageReplacement

KIND = "courses"
_TAUGHT = re.compile(r"(?s)(.*?)\s*\[([^\[\]]*)\]\s*")
_CURRENCY = re.compile(r"[A-Z]{3}")
_CENTS_MOST = 100_000_000


@dataclass(frozen=True, slots=True)
class StatedTeaching:
    """A skill a course teaches, in its words; ``concept`` when the file names one."""

    phrase: str
    level: Level
    from_level: Level = Level.UNKNOWN
    concept: ConceptUri | None = None


@dataclass(frozen=True, slots=True)
class CourseDraft:
    """One course as a file states it; units as in `matcher.types.training.Course`."""

    row: int
    title: str
    course_language: LanguageTag
    runs: tuple[CourseRun, ...]
    identifier: str | None = None
    text: str = ""
    language: LanguageTag | None = None
    minimum_cefr: Cefr = Cefr.UNKNOWN
    teaches: tuple[StatedTeaching, ...] = ()
    teaches_language: LanguageSkill | None = None
    trains_trainers: bool = False
    evidence: EvidenceState = EvidenceState.ATTESTED
    recognised_in: CountryCode | None = None
    cost_cents: int | None = None
    currency: str | None = None
    wage_replacement: WageReplacement = WageReplacement.UNSAID
    paid_by: str | None = None
    leave_days: int | None = None

    @property
    def source_key(self) -> str:
        """What recognises the course in a later import, unique within whoever organises it."""
        if self.identifier is not None:
            return "id:" + digest([comparable(self.identifier)])
        return "title:" + digest([comparable(self.title)])

    @property
    def content_digest(self) -> str:
        """Digest of what is stated, runs included."""
        return content_digest(self)


@dataclass(frozen=True, slots=True)
class CourseImport:
    """What a file of courses says; ``rows`` counts every row met, ``digest`` is SHA-256."""

    digest: str
    rows: int
    drafts: tuple[CourseDraft, ...]
    errors: tuple[RowError, ...] = ()
    notes: tuple[ImportNote, ...] = ()


@dataclass(slots=True)
class _Gathering:
    drafts: dict[str, CourseDraft] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)

    def add(self, draft: CourseDraft) -> None:
        first = self.drafts.setdefault(draft.source_key, draft)
        if first is draft:
            return
        if _about(first) != _about(draft):
            self.errors.append(RowError(draft.row, "identifier", RowCode.IDENTIFIER_REUSED))
        elif draft.runs[0] not in first.runs:
            runs = tuple(sorted((*first.runs, *draft.runs), key=lambda run: (run.start, run.end)))
            self.drafts[draft.source_key] = replace(first, runs=runs)


def read_courses(
    source: Path | bytes, filename: str = "", limits: TableLimits | None = None
) -> CourseImport:
    """Read a file of courses.

    Args:
        source: A path, or the bytes of an upload.
        filename: The name an upload came under; a path's own name when empty.
        limits: Caps; the defaults suit uploads.

    Raises:
        ImportRefused: The file cannot be read at all.
    """
    limits = limits or TableLimits()
    loaded = load(
        source, filename or (source.name if isinstance(source, Path) else ""), KIND, limits
    )
    for needed in ("title", "course_language", "starts_on"):
        if loaded.columns and Column(needed) not in loaded.columns:
            raise ImportRefused(RefusalCode.COLUMN_MISSING, column=needed)
    if loaded.documents:
        raise ImportRefused(RefusalCode.UNKNOWN_FORMAT)
    found = _Gathering(errors=list(loaded.errors))
    notes = {str(number): note for number, note in enumerate(loaded.notes)}
    rows = len(loaded.errors)
    for record in loaded.records:
        rows += 1
        _read_record(record, (), limits, found)
    for row, stated in loaded.objects:
        rows += 1
        record, errors, headings = resolve_object(row, stated, KIND, limits)
        notes |= headings
        _read_record(record, tuple(errors), limits, found)
    return CourseImport(
        loaded.digest,
        rows,
        tuple(found.drafts.values()),
        tuple(sorted(found.errors, key=lambda one: (one.row, one.column or ""))),
        tuple(notes.values()),
    )


def _about(draft: CourseDraft) -> str:
    return content_digest(replace(draft, runs=()))


def _read_record(
    record: Record, errors: tuple[RowError, ...], limits: TableLimits, found: _Gathering
) -> None:
    row = RowReader(record, limits.cell)
    row.errors.extend(errors)
    draft = _draft(row)
    if draft is None:
        found.errors += row.errors
    else:
        found.add(draft)


def _draft(row: RowReader) -> CourseDraft | None:
    title, language = row.text("title"), row.language("course_language")
    if title is None:
        row.refuse("title", RowCode.TITLE_MISSING)
    if language is None:
        row.refuse("course_language", RowCode.UNKNOWN_LANGUAGE)
    run = _run(row)
    taught = row.spoken("teaches_language")
    parts = {
        "identifier": row.text("identifier"),
        "text": row.text("description", longest=TEXT) or "",
        "language": row.language("language"),
        "minimum_cefr": row.code("minimum_cefr", Cefr, "cefr") or Cefr.UNKNOWN,
        "teaches": _teachings(row),
        "teaches_language": LanguageSkill(*taught[0]) if taught else None,
        "trains_trainers": row.answer("trains_trainers") is Answer.YES,
        "evidence": row.code("evidence", EvidenceState, "evidence") or EvidenceState.ATTESTED,
        "recognised_in": _recognised_in(row),
        "wage_replacement": row.code("wage_replacement", WageReplacement, "wages")
        or WageReplacement.UNSAID,
        "paid_by": row.text("paid_by"),
        "leave_days": row.whole("leave_days", 0, 3_660),
        **_price(row),
    }
    if len(taught) > 1:
        row.refuse("teaches_language", RowCode.TOO_MANY_ITEMS)
    if not (parts["teaches"] or taught or parts["trains_trainers"]) and not row.errors:
        row.refuse("teaches", RowCode.INVALID_VALUE)
    if title is None or language is None or run is None or row.errors:
        return None
    return CourseDraft(row.row, title, language, (run,), **parts)  # type: ignore[arg-type]  # each part has its field's type


def _run(row: RowReader) -> CourseRun | None:
    start, end = row.day("starts_on"), row.day("ends_on")
    seats, left = row.whole("seats", 0, 1_000_000), row.whole("seats_left", 0, 1_000_000)
    if start is None:
        row.refuse("starts_on", RowCode.INVALID_DATE)
        return None
    end = end or start
    if end < start:
        row.refuse("ends_on", RowCode.INVALID_PERIOD)
        return None
    if seats is not None and left is not None and left > seats:
        row.refuse("seats_left", RowCode.NUMBER_OUT_OF_RANGE)
        return None
    remote = row.answer("remote") is Answer.YES
    place = row.place("country", "region")
    return CourseRun(start, end, None if remote else place, remote, seats, left)


def _teachings(row: RowReader) -> tuple[StatedTeaching, ...]:
    found: dict[str, StatedTeaching] = {}
    for item in row.items("teaches"):
        try:
            taught = _teaching(item)
        except CellRefused as refused:
            row.refuse("teaches", refused.code)
        else:
            found.setdefault(taught.phrase.casefold(), taught)
    return tuple(found.values())


def _teaching(item: str | Mapping[str, object]) -> StatedTeaching:
    if not isinstance(item, str):
        phrase = plain(item.get("name") or item.get("concept") or "")
        levels = [plain(item.get(one) or "") for one in ("level", "from_level")]
    else:
        match = _TAUGHT.fullmatch(item)
        phrase, inside = (match.group(1), match.group(2)) if match else (item, "")
        levels = [part.strip() for part in inside.split("/")] + [""]
    reached, brought = read_level(levels[0]), read_level(levels[1])
    if not phrase or len(levels) > 3:
        raise CellRefused(RowCode.INVALID_VALUE)
    if reached is Level.UNKNOWN or reached < brought:
        raise CellRefused(RowCode.UNKNOWN_LEVEL)
    return StatedTeaching(phrase, reached, brought, read_concept(phrase))


def _recognised_in(row: RowReader) -> CountryCode | None:
    place = row.place("recognised_in", "")
    return place.country if place else None


def _price(row: RowReader) -> dict[str, int | str | None]:
    cents, currency = row.whole("cost_cents", 0, _CENTS_MOST), row.text("currency")
    if currency is not None and not _CURRENCY.fullmatch(currency.upper()):
        row.refuse("currency", RowCode.UNKNOWN_CODE)
    if cents and currency is None:
        row.refuse("currency", RowCode.UNKNOWN_CODE)
    return {"cost_cents": cents, "currency": currency.upper() if currency else None}
