"""Read a file of profiles: tables, JSON lines, or JSON Resume.

Rules:

- Nothing is read without consent: a file without a column for it is refused, and so is
  every row that does not say yes to being stored.
- Name and contact are read only where the row also says yes to being contacted; a file that
  brings them without a column for that consent is refused. Consent to disclosure cannot be
  imported: it is granted per organisation and need.
- Errors and notes carry row, column and code; no cell and no unknown heading is repeated,
  since a file without headings would show a person there.
- What a row does not say stays unsaid. There is no column for sex, age, nationality,
  religion or legal situation: such columns count as unknown and are not read.

What it does not do: link words to concepts, record consent, or write.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from data.importers.cells import TEXT, CellRefused, RowReader, read_whole
from data.importers.delimited import Cell
from data.importers.drafts import (
    ProfileDraft,
    StatedClaim,
    StatedConsent,
    StatedExperience,
    StatedOccupation,
)
from data.importers.errors import (
    Duplicate,
    ImportNote,
    ImportRefused,
    NoteCode,
    RefusalCode,
    RowCode,
    RowError,
)
from data.importers.jsonresume import is_resume, to_record
from data.importers.limits import TableLimits
from data.importers.statements import (
    FIRST_YEAR,
    LAST_YEAR,
    YEARS_MOST,
    read_concept,
    read_occupation,
    read_occupations,
    read_sector,
    read_skills,
)
from data.importers.tables import FileFormat, Record, load, resolve_object
from data.importers.text import BrokenText
from data.records import Identity
from matcher.types import (
    AcquiredHow,
    AcquiredIn,
    Answer,
    Compensation,
    EvidenceState,
    LanguageSkill,
    Level,
    Mode,
    MonthDay,
    OneOffWindow,
    TrainerState,
    Window,
    YearlyWindow,
)
from privacy.vocabulary import Purpose

KIND = "profiles"
IDENTITY_COLUMNS = ("full_name", "phone", "email", "address")
CONSENT_COLUMNS: Mapping[str, Purpose] = {
    "consent_store": Purpose.STORE,
    "consent_match": Purpose.MATCH,
    "consent_contact": Purpose.CONTACT,
    "consent_statistics": Purpose.STATISTICS,
}


@dataclass(frozen=True, slots=True)
class ProfileImport:
    """What a file of profiles says.

    ``rows`` counts every row met: drafts, duplicates and refused ones. ``digest`` is
    SHA-256 of the file.
    """

    format: FileFormat
    digest: str
    rows: int
    drafts: tuple[ProfileDraft, ...]
    errors: tuple[RowError, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    notes: tuple[ImportNote, ...] = ()


@dataclass(slots=True)
class _Gathering:
    limits: TableLimits
    consent: StatedConsent | None
    rows: int = 0
    day_first: bool = False
    drafts: list[ProfileDraft] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    notes: list[ImportNote] = field(default_factory=list)
    headings: dict[str, ImportNote] = field(default_factory=dict)
    by_key: dict[str, tuple[int, str]] = field(default_factory=dict)

    def add(self, draft: ProfileDraft) -> None:
        content = draft.content_digest
        first, said = self.by_key.setdefault(draft.source_key, (draft.row, content))
        if first == draft.row:
            self.drafts.append(draft)
        elif said == content:
            self.duplicates.append(Duplicate(draft.row, first))
        else:
            self.errors.append(RowError(draft.row, "identifier", RowCode.IDENTIFIER_REUSED))


def read_profiles(
    source: Path | bytes,
    filename: str = "",
    limits: TableLimits | None = None,
    *,
    consent: StatedConsent | None = None,
    as_of: date | None = None,
) -> ProfileImport:
    """Read a file of profiles.

    Args:
        source: A path, or the bytes of an upload.
        filename: The name an upload came under; a path's own name when empty.
        limits: Caps; the defaults suit uploads.
        consent: What the person who uploads her own file has already said; ``None`` when
            the file itself must say it, row by row.
        as_of: Day up to which work that has not ended counts.

    Raises:
        ImportRefused: The file cannot be read at all, or says nothing about consent.
    """
    limits = limits or TableLimits()
    name = filename or (source.name if isinstance(source, Path) else "")
    loaded = load(source, name, KIND, limits)
    found = _Gathering(
        limits,
        consent,
        rows=len(loaded.errors),
        errors=list(loaded.errors),
        notes=list(loaded.notes),
    )
    if loaded.columns and consent is None:
        _require_consent_columns({column.name for column in loaded.columns})
    for record in loaded.records:
        _read_record(record, (), found)
    _read_objects(loaded.objects, found, as_of)
    for document in loaded.documents:
        values = document if isinstance(document, list) else [document]
        if len(values) > limits.rows:
            raise ImportRefused(RefusalCode.TOO_MANY_ROWS, limit=limits.rows)
        objects = [(row, one) for row, one in enumerate(values, 1) if isinstance(one, dict)]
        if not objects:
            raise ImportRefused(RefusalCode.NO_KNOWN_COLUMN)
        found.rows += len(values) - len(objects)
        found.errors += [
            RowError(row, None, RowCode.NOT_AN_OBJECT)
            for row, one in enumerate(values, 1)
            if not isinstance(one, dict)
        ]
        _read_objects(objects, found, as_of)
    notes = [*found.notes, *found.headings.values()]
    if found.day_first:
        notes.append(ImportNote(NoteCode.DATES_DAY_FIRST))
    return ProfileImport(
        loaded.format,
        loaded.digest,
        found.rows,
        tuple(found.drafts),
        tuple(sorted(found.errors, key=lambda one: (one.row, one.column or ""))),
        tuple(found.duplicates),
        tuple(notes),
    )


def _require_consent_columns(names: set[str]) -> None:
    if "consent_store" not in names:
        raise ImportRefused(RefusalCode.CONSENT_COLUMN_MISSING, column="consent_store")
    if names.intersection(IDENTITY_COLUMNS) and "consent_contact" not in names:
        raise ImportRefused(RefusalCode.CONSENT_COLUMN_MISSING, column="consent_contact")


def _read_objects(
    objects: Iterable[tuple[int, Mapping[str, object]]], found: _Gathering, as_of: date | None
) -> None:
    for row, source in objects:
        if is_resume(source):
            try:
                resume = to_record(row, source, as_of)
            except BrokenText:
                found.rows += 1
                found.errors.append(RowError(row, None, RowCode.INVALID_TEXT))
                continue
            found.notes += resume.notes
            _read_record(resume.record, (), found)
            continue
        record, errors, notes = resolve_object(row, source, KIND, found.limits)
        for heading, note in notes.items():
            if len(found.headings) < found.limits.columns:
                found.headings.setdefault(heading, note)
        _read_record(record, tuple(errors), found)


def _read_record(record: Record, errors: tuple[RowError, ...], found: _Gathering) -> None:
    found.rows += 1
    row = RowReader(record, found.limits.cell)
    row.errors.extend(errors)
    consent = found.consent or _consent(row)
    if Purpose.STORE not in consent.purposes:
        found.errors.append(RowError(record.row, "consent_store", RowCode.CONSENT_STORE_MISSING))
        return
    draft = _draft(row, consent, found)
    found.day_first = found.day_first or row.day_first
    if row.errors:
        found.errors += row.errors
    else:
        found.add(draft)


def _consent(row: RowReader) -> StatedConsent:
    purposes = frozenset(
        purpose for column, purpose in CONSENT_COLUMNS.items() if row.answer(column) is Answer.YES
    )
    return StatedConsent(
        purposes,
        row.day("consented_on"),
        row.text("notice_version"),
        row.text("collected_by"),
        row.day("collected_on"),
    )


def _identity(row: RowReader, consent: StatedConsent, found: _Gathering) -> Identity | None:
    if not row.has(*IDENTITY_COLUMNS):
        return None
    if Purpose.CONTACT not in consent.purposes:
        found.notes.append(ImportNote(NoteCode.IDENTITY_NOT_READ, {}, row.row))
        return None
    return Identity(**{name: row.text(name) for name in IDENTITY_COLUMNS})


def _draft(row: RowReader, consent: StatedConsent, found: _Gathering) -> ProfileDraft:
    return ProfileDraft(
        row=row.row,
        consent=consent,
        identifier=row.text("identifier"),
        identity=_identity(row, consent, found),
        language=row.language("language"),
        skills=_skills(row),
        experience=_experience(row),
        languages=tuple(LanguageSkill(tag, level) for tag, level in row.spoken("languages")),
        modes=row.codes("modes", Mode, "mode", RowCode.UNKNOWN_MODE),
        windows=_windows(row),
        hours_per_month=row.whole("hours_per_month", 0, 744),
        longest_mission_days=row.whole("longest_mission_days", 0, 3_660),
        notice_days=row.whole("notice_days", 0, 3_660),
        residence=row.place("country", "region"),
        ties=row.places("ties"),
        willing_to_share=row.answer("willing_to_share"),
        train_the_trainer=row.code("train_the_trainer", TrainerState, "trainer")
        or TrainerState.UNSAID,
        mentoring_places=row.whole("mentoring_places", 0, 1_000),
        compensation=row.code("compensation", Compensation, "compensation") or Compensation.UNSAID,
        own_words=row.text("own_words", longest=TEXT),
        confirmed_on=row.day("confirmed_on"),
    )


def _skills(row: RowReader) -> tuple[StatedClaim, ...]:
    found: dict[str, StatedClaim] = {}
    for skill in read_skills(row, "skills"):
        claim = StatedClaim(
            skill.phrase, skill.level, skill.years, skill.last_used_year, concept=skill.concept
        )
        found.setdefault(skill.phrase.casefold(), claim)
    for number in row.numbers("skill_", "skill"):
        phrase = row.text("skill", number)
        if phrase is None:
            continue
        claim = StatedClaim(
            phrase,
            row.code("skill_level", Level, "level", RowCode.UNKNOWN_LEVEL, number) or Level.UNKNOWN,
            row.whole("skill_years", 0, YEARS_MOST, number),
            row.whole("skill_last_used", FIRST_YEAR, LAST_YEAR, number),
            row.code("skill_acquired_in", AcquiredIn, "acquired_in", number=number)
            or AcquiredIn.UNSAID,
            row.code("skill_acquired_how", AcquiredHow, "acquired_how", number=number)
            or AcquiredHow.UNSAID,
            _evidence(row, number),
            row.answer("skill_can_teach", number),
            read_concept(phrase),
        )
        found.setdefault(phrase.casefold(), claim)
    return tuple(found.values())


def _evidence(row: RowReader, number: int) -> EvidenceState:
    state = row.code("skill_evidence", EvidenceState, "evidence", number=number)
    if state is EvidenceState.RECOGNISED:
        # A recognition needs the country that gave it, which no column says.
        row.refuse("skill_evidence", RowCode.UNKNOWN_CODE)
    return state or EvidenceState.CLAIMED


def _experience(row: RowReader) -> tuple[StatedExperience, ...]:
    found: list[StatedExperience] = []
    listed = read_occupations(row, "occupation")
    for occupation, item in listed:
        if isinstance(item, Mapping):
            found.append(StatedExperience(occupation, years_unplaced=_years(row, item)))
        elif len(listed) > 1:
            found.append(StatedExperience(occupation))
        else:
            found.append(_placed(row, occupation, 0))
    if not listed and row.has("occupation_sector"):
        found.append(_placed(row, None, 0))
    for number in row.numbers("occupation"):
        if number:
            phrase = row.text("occupation", number)
            found.append(_placed(row, read_occupation(phrase) if phrase else None, number))
    return tuple(one for one in found if one != StatedExperience())


def _years(row: RowReader, item: Mapping[str, Cell]) -> int | None:
    try:
        years = item.get("years")
        return None if years is None else read_whole(years, 0, YEARS_MOST)
    except CellRefused as refused:
        row.refuse("occupation", refused.code)
        return None


def _placed(row: RowReader, occupation: StatedOccupation | None, number: int) -> StatedExperience:
    return StatedExperience(
        occupation,
        read_sector(row, "occupation_sector", number),
        row.whole("occupation_years_origin", 0, YEARS_MOST, number),
        row.whole("occupation_years_host", 0, YEARS_MOST, number),
    )


def _windows(row: RowReader) -> tuple[Window, ...] | None:
    if not row.has("windows", "window_start", "window_end"):
        return None
    found: dict[Window, None] = dict.fromkeys(row.windows("windows"))
    for number in row.numbers("window_start", "window_end"):
        start, end = row.day("window_start", number), row.day("window_end", number)
        if start is None or end is None:
            if not row.errors:
                row.refuse("window_end" if start else "window_start", RowCode.INVALID_PERIOD)
            continue
        if row.answer("window_yearly", number) is Answer.YES:
            window: Window = YearlyWindow(
                MonthDay(start.month, start.day), MonthDay(end.month, end.day)
            )
        elif end < start:
            row.refuse("window_end", RowCode.INVALID_PERIOD)
            continue
        else:
            window = OneOffWindow(start, end)
        found[window] = None
    return tuple(found)
