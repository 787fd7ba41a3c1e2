"""Read a file of vacancies: tables, JSON lines, or schema.org JobPosting.

Rules:

- Only the title is required. What a row does not say stays unknown: no dates, mode or
  languages is not "any".
- A row with an error is left out and reported; the others are read.
- A row that says the same as an earlier one (same identifier, or same content under
  another) is a duplicate and left out; the same identifier with other content is an error.
- What only one kind of need takes is an error in a row of another kind.
- A row that makes people pay for a place is refused.
- An ``occupation_uri`` is not read: sets made for measuring carry the answer there.

What it does not do: link words to concepts, recognise duplicates in the store (it gives
the keys for it), or write.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from data.importers.cells import TEXT, CellRefused, RowReader
from data.importers.drafts import StatedOccupation, StatedRequirement, VacancyDraft
from data.importers.errors import (
    Duplicate,
    ImportNote,
    ImportRefused,
    NoteCode,
    RefusalCode,
    RowCode,
    RowError,
)
from data.importers.jobposting import find_postings, is_posting, to_record
from data.importers.limits import TableLimits
from data.importers.need_parts import read_analysis, read_standards, refuse_fees
from data.importers.objects import Json
from data.importers.statements import (
    read_concept,
    read_isco,
    read_occupations,
    read_sector,
    read_skills,
)
from data.importers.tables import FileFormat, Record, load, resolve_object
from data.importers.text import BrokenText
from data.importers.words import Column, read_code
from matcher.types import (
    Answer,
    CollaborationKind,
    CoveredCost,
    LanguageRequirement,
    Level,
    MissionActivity,
    Mode,
    NeedKind,
    OneOffWindow,
    RequirementKind,
    YearlyWindow,
)

KIND = "vacancies"
SHORT = 200
"""Longest name of a group, a unit or a service, in characters, as forms take it."""
MOST_SERVICES = 10
_TAKEN_BY = {
    "activity": NeedKind.SHORT_MISSION,
    "course_unit": NeedKind.TRAINING_DELIVERY,
    "mentor_on_site": NeedKind.INTERNSHIP,
    "collaboration": NeedKind.INSTITUTIONAL_COLLABORATION,
    "services": NeedKind.INSTITUTIONAL_COLLABORATION,
    "brain_drain_sector": NeedKind.INSTITUTIONAL_COLLABORATION,
}
_SKILL_COLUMNS = {
    "skills": RequirementKind.ESSENTIAL,
    "optional_skills": RequirementKind.OPTIONAL,
    "trainable_skills": RequirementKind.TRAINABLE,
}


@dataclass(frozen=True, slots=True)
class VacancyImport:
    """What a file of vacancies says.

    ``rows`` counts every row met: drafts, duplicates and refused ones. ``digest`` is
    SHA-256 of the file.
    """

    format: FileFormat
    digest: str
    rows: int
    drafts: tuple[VacancyDraft, ...]
    errors: tuple[RowError, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    notes: tuple[ImportNote, ...] = ()


_Read = tuple[Record, tuple[RowError, ...]]


@dataclass(slots=True)
class _Gathering:
    """Drafts, errors and notes while a file is walked."""

    limits: TableLimits
    drafts: list[VacancyDraft] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    notes: list[ImportNote] = field(default_factory=list)
    headings: dict[str, ImportNote] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    day_first: bool = False
    by_identifier: dict[str, tuple[int, str]] = field(default_factory=dict)
    by_content: dict[str, int] = field(default_factory=dict)

    def add(self, draft: VacancyDraft) -> None:
        content = draft.content_digest
        if draft.identifier is not None:
            first, said = self.by_identifier.setdefault(draft.source_key, (draft.row, content))
            if first != draft.row and said != content:
                self.errors.append(RowError(draft.row, "identifier", RowCode.IDENTIFIER_REUSED))
                return
        first = self.by_content.setdefault(content, draft.row)
        if first != draft.row:
            self.duplicates.append(Duplicate(draft.row, first))
        else:
            self.drafts.append(draft)


def read_vacancies(
    source: Path | bytes, filename: str = "", limits: TableLimits | None = None
) -> VacancyImport:
    """Read a file of vacancies.

    Args:
        source: A path, or the bytes of an upload.
        filename: The name an upload came under; a path's own name when empty.
        limits: Caps; the defaults suit uploads.

    Raises:
        ImportRefused: The file cannot be read at all.
    """
    limits = limits or TableLimits()
    name = filename or (source.name if isinstance(source, Path) else "")
    loaded = load(source, name, KIND, limits)
    found = _Gathering(limits, errors=list(loaded.errors), notes=list(loaded.notes))
    if loaded.columns and Column("title") not in loaded.columns:
        raise ImportRefused(RefusalCode.COLUMN_MISSING, column="title")
    rows = len(loaded.errors)
    for record in loaded.records:
        rows += 1
        _read_record(record, (), found)
    for record, errors in _from_objects(loaded.objects, found):
        rows += 1
        _read_record(record, errors, found)
    if loaded.documents:
        for record, errors in _from_documents(loaded.documents, loaded.format, found):
            rows += 1
            _read_record(record, errors, found)
    notes = [*found.notes, *found.headings.values()]
    notes += [
        ImportNote(NoteCode.SECTION_NOT_READ, {"section": one}) for one in sorted(found.unread)
    ]
    if found.day_first:
        notes.append(ImportNote(NoteCode.DATES_DAY_FIRST))
    return VacancyImport(
        loaded.format,
        loaded.digest,
        rows,
        tuple(found.drafts),
        tuple(sorted(found.errors, key=lambda one: (one.row, one.column or ""))),
        tuple(found.duplicates),
        tuple(notes),
    )


def _from_objects(
    objects: Iterable[tuple[int, Mapping[str, object]]], found: _Gathering
) -> Iterator[_Read]:
    for row, source in objects:
        if is_posting(source):
            yield _from_posting(row, source, found)
            continue
        record, errors, notes = resolve_object(row, source, KIND, found.limits)
        for heading, note in notes.items():
            if len(found.headings) < found.limits.columns:
                found.headings.setdefault(heading, note)
        yield record, tuple(errors)


def _from_posting(row: int, source: Mapping[str, object], found: _Gathering) -> _Read:
    try:
        record, unread = to_record(row, source)
    except BrokenText:
        return Record(row, {}), (RowError(row, None, RowCode.INVALID_TEXT),)
    found.unread |= set(unread[: found.limits.columns])
    return record, ()


def _from_documents(
    documents: tuple[Json, ...], form: FileFormat, found: _Gathering
) -> Iterator[_Read]:
    postings = list(find_postings(documents))
    if len(postings) > found.limits.rows:
        raise ImportRefused(RefusalCode.TOO_MANY_ROWS, limit=found.limits.rows)
    if postings:
        for row, posting in enumerate(postings, start=1):
            yield _from_posting(row, posting, found)
        return
    if form is FileFormat.PAGE:
        raise ImportRefused(RefusalCode.NO_JOB_POSTING)
    document = documents[0]
    values = document if isinstance(document, list) else [document]
    if len(values) > found.limits.rows:
        raise ImportRefused(RefusalCode.TOO_MANY_ROWS, limit=found.limits.rows)
    objects = [(row, one) for row, one in enumerate(values, start=1) if isinstance(one, dict)]
    if not objects:
        raise ImportRefused(RefusalCode.NO_JOB_POSTING)
    yield from _from_objects(objects, found)
    for row, one in enumerate(values, start=1):
        if not isinstance(one, dict):
            yield Record(row, {}), (RowError(row, None, RowCode.NOT_AN_OBJECT),)


def _read_record(record: Record, errors: tuple[RowError, ...], found: _Gathering) -> None:
    row = RowReader(record, found.limits.cell)
    row.errors.extend(errors)
    draft = _draft(row)
    found.day_first = found.day_first or row.day_first
    if row.errors:
        found.errors += row.errors
    elif draft is not None:
        found.add(draft)


def _draft(row: RowReader) -> VacancyDraft | None:
    title = row.text("title")
    if title is None and not row.errors:
        row.refuse("title", RowCode.TITLE_MISSING)
    starts_on, ends_on = row.day("starts_on"), row.day("ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        row.refuse("ends_on", RowCode.INVALID_PERIOD)
    draft_parts = {
        "identifier": row.text("identifier"),
        "text": row.text("description", longest=TEXT) or "",
        "language": row.language("language"),
        "organisation": row.text("organisation"),
        "kind": row.code("kind", NeedKind, "kind"),
        "mode": row.code("mode", Mode, "mode", RowCode.UNKNOWN_MODE),
        "place": row.place("country", "region"),
        "locality": row.text("locality"),
        "season": _season(row),
        "duration_days": row.whole("duration_days", 1, 3_660),
        "hours_per_month": row.whole("hours_per_month", 1, 744),
        "posted_on": row.day("posted_on"),
        "valid_through": row.day("valid_through"),
        "languages": tuple(
            LanguageRequirement(tag, level) for tag, level in row.spoken("languages")
        ),
        "seats": row.whole("seats", 1, 1_000_000),
        "requirements": _requirements(row),
        "occupations": _occupations(row),
        "experience_years": row.whole("experience_years", 0, 60),
        "sector": read_sector(row, "sector"),
        "target_group": row.text("target_group", longest=SHORT),
        "standards": read_standards(row),
        "analysis": read_analysis(row),
        **_of_one_kind(row),
    }
    refuse_fees(row, title or "", str(draft_parts["text"]))
    if title is None or row.errors:
        return None
    return VacancyDraft(row.row, title, starts_on=starts_on, ends_on=ends_on, **draft_parts)  # type: ignore[arg-type]  # each part has its field's type


def _of_one_kind(row: RowReader) -> dict[str, object]:
    """Read what informs people, and what only one kind of need takes."""
    costs = row.codes("covered_costs", CoveredCost, "covered_cost", RowCode.UNKNOWN_CODE)
    wanted = row.codes("collaboration", CollaborationKind, "collaboration", RowCode.UNKNOWN_CODE)
    kind = row.code("kind", NeedKind, "kind") or NeedKind.VACANCY
    for column, taker in _TAKEN_BY.items():
        if row.has(column) and kind is not taker:
            row.refuse(column, RowCode.INVALID_VALUE)
    return {
        "activity": row.code("activity", MissionActivity, "activity"),
        "covered_costs": tuple(each for each in CoveredCost if each in (costs or ())),
        "course_unit": row.text("course_unit", longest=SHORT),
        "mentor_on_site": row.answer("mentor_on_site") is Answer.YES or None,
        "wanted": tuple(each for each in CollaborationKind if each in (wanted or ())),
        "services": tuple(
            dict.fromkeys(each[:SHORT] for each in row.items("services") if isinstance(each, str))
        )[:MOST_SERVICES],
        "brain_drain_sector": row.answer("brain_drain_sector") is Answer.YES or None,
    }


def _season(row: RowReader) -> YearlyWindow | None:
    windows = row.windows("season")
    if not windows:
        return None
    if len(windows) > 1 or isinstance(windows[0], OneOffWindow):
        row.refuse("season", RowCode.INVALID_PERIOD)
        return None
    return windows[0]


def _requirements(row: RowReader) -> tuple[StatedRequirement, ...]:
    found: dict[str, StatedRequirement] = {}
    for column, kind in _SKILL_COLUMNS.items():
        for skill in read_skills(row, column):
            stated = skill.details.get("kind")
            said = (
                read_code(RequirementKind, "requirement", stated)
                if isinstance(stated, str)
                else None
            )
            requirement = StatedRequirement(skill.phrase, said or kind, skill.level, skill.concept)
            found.setdefault(skill.phrase.casefold(), requirement)
    for number in row.numbers("skill_", "skill"):
        phrase = row.text("skill", number)
        if phrase is None:
            continue
        kind_said = row.code("skill_kind", RequirementKind, "requirement", number=number)
        level = row.code("skill_level", Level, "level", RowCode.UNKNOWN_LEVEL, number)
        found.setdefault(
            phrase.casefold(),
            StatedRequirement(
                phrase,
                kind_said or RequirementKind.ESSENTIAL,
                level or Level.UNKNOWN,
                read_concept(phrase),
            ),
        )
    return tuple(found.values())


def _occupations(row: RowReader) -> tuple[StatedOccupation, ...]:
    found = dict.fromkeys(one for one, _ in read_occupations(row, "occupation"))
    for item in row.items("isco"):
        try:
            found[StatedOccupation(isco=read_isco(item))] = None
        except CellRefused as refused:
            row.refuse("isco", refused.code)
    return tuple(found)
