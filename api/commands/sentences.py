"""What operators read about codes, in English.

Rules:

- Every code of the importers has its words here; a test holds that.
- Facts shown beside them are positions, counts, names of columns and of files.

What it does not do: speak to people who use the pages (``api.locales`` does).
"""

from collections.abc import Iterable, Mapping

from data.importers.errors import (
    ImportFact,
    ImportNote,
    NoteCode,
    RefusalCode,
    RowCode,
    RowError,
)

MOST_NAMED = 6

FAULTS: Mapping[str, str] = {
    # services
    "not_found": "There is no such reference, or it has ended.",
    "unknown_release": "There is no taxonomy release of that name; see: taxonomy list",
    "no_taxonomy": "No taxonomy release is active; see: taxonomy list",
    "file_known": "This very file was imported before; nothing was written.",
    "not_a_demo": "Only a demonstration is filled with fictional people.",
    "log_rewritten": "The log does not hold what an earlier checkpoint said; nothing was signed. "
    "Stop the service and compare with backups.",
    # stores
    "not_recorded": "The log cannot be written (is the disk full?); nothing was done.",
    "stores_busy": "Another process is writing; nothing was done. Try again in a moment.",
    "not_migrated": "The databases are older than this version; run: python -m api migrate",
    "stores_mismatch": "The two databases belong to different installations; nothing was opened.",
    "stores_unsafe": "A database does not accept a setting this service relies on.",
    "broken_release": "The release names a concept twice or relates one it lacks; nothing stored.",
    "stale_revision": "Somebody else changed the record in the meantime; nothing was written.",
    "unreadable_record": "A stored record is of another version or damaged.",
    "demo_file_invalid": "A file of the demonstration is wrong; nothing was stored.",
    # keys
    "not_a_key_file": "it is no key file.",
    "unknown_version": "it was made by a newer version.",
    "damaged": "it is damaged; restore its copy.",
    "unknown_epoch": "it lacks the key of an epoch in use; restore the right copy.",
    "too_many_epochs": "it holds too many epochs.",
    "epoch_in_use": "that epoch is still in use.",
    "other_epoch": "its epoch is not the one the databases know; restore the right copy.",
    "held_elsewhere": "the key process holds the keys; run this where the key file is.",
    "not_answering": "the key process does not answer at its socket; start: keys serve",
    "too_many_asked": "the key process was asked for more keys than its limit allows.",
    "not_a_custodian": "a file is no custodian's, of another version, or damaged.",
    "wrong_passphrase": "a passphrase does not open its custodian's file.",
    "too_few_custodians": "two custodians named in the same share are needed.",
    "epoch_not_empty": "Keys are still wrapped under that epoch; run: python -m api keys rotate",
    "not_empty": "People are kept here already; a copy is taken over by a new installation only.",
    "rows_below_floor": "Something is sealed in an older way, or not at all; run: "
    "python -m api keys renew --everybody",
    "wraps_broken": "Some wrapped keys do not open; nothing was destroyed. See: keys verify",
    "SealBroken": "A sealed value cannot be opened: it was changed, or the key file is another's.",
    "RowForged": "A consent or grant was not written by this installation, or was changed since.",
}

FILE_FAULTS: Mapping[RefusalCode, str] = {
    RefusalCode.NOT_FOUND: "there is no such file",
    RefusalCode.EMPTY: "the file is empty",
    RefusalCode.TOO_BIG: "the file is too big",
    RefusalCode.TOO_MANY_FILES: "there are too many files",
    RefusalCode.TOO_MANY_ROWS: "there are too many rows",
    RefusalCode.TOO_MANY_COLUMNS: "a row has too many columns",
    RefusalCode.CELL_TOO_LONG: "a cell is too long",
    RefusalCode.OVERCOMPRESSED: "a packed file unpacks to far more than it should",
    RefusalCode.ENCRYPTED: "the file is encrypted",
    RefusalCode.TRUNCATED: "the file is cut short or damaged",
    RefusalCode.MALFORMED: "the file does not follow its format",
    RefusalCode.UNKNOWN_FORMAT: "the format is none that is read (CSV, XLSX, JSON lines, JSON-LD)",
    RefusalCode.UNKNOWN_ENCODING: "the encoding cannot be told; save it as UTF-8",
    RefusalCode.NOT_TEXT: "the file is no text",
    RefusalCode.NO_KNOWN_COLUMN: "no column is known; the first row must name them",
    RefusalCode.DUPLICATE_COLUMN: "a column stands twice",
    RefusalCode.COLUMN_MISSING: "a column is missing",
    RefusalCode.CONSENT_COLUMN_MISSING: "a column of consent is missing",
    RefusalCode.NO_JOB_POSTING: "the page holds no JobPosting",
    RefusalCode.NOT_A_RELEASE: "it holds no ESCO files",
    RefusalCode.INVALID_VOCABULARY: "the vocabulary contradicts itself",
}

ROW_FAULTS: Mapping[RowCode, str] = {
    RowCode.TITLE_MISSING: "the title is missing",
    RowCode.TOO_LONG: "too long",
    RowCode.TOO_MANY_ITEMS: "too many items",
    RowCode.TOO_MANY_CELLS: "more cells than columns",
    RowCode.INVALID_TEXT: "the text is damaged",
    RowCode.INVALID_VALUE: "cannot be read",
    RowCode.INVALID_DATE: "no date (2026-11-30)",
    RowCode.INVALID_PERIOD: "no period, or it ends before it begins",
    RowCode.INVALID_NUMBER: "no number",
    RowCode.NUMBER_OUT_OF_RANGE: "the number is out of range",
    RowCode.INVALID_ISCO: "no ISCO-08 unit group (four digits)",
    RowCode.UNKNOWN_LANGUAGE: "unknown language",
    RowCode.UNKNOWN_LANGUAGE_LEVEL: "unknown language level (A1 to C2)",
    RowCode.UNKNOWN_COUNTRY: "unknown country",
    RowCode.UNKNOWN_REGION: "unknown region",
    RowCode.REGION_OUTSIDE_COUNTRY: "the region lies in another country",
    RowCode.UNKNOWN_MODE: "unknown mode",
    RowCode.UNKNOWN_LEVEL: "unknown level",
    RowCode.UNKNOWN_CODE: "unknown code",
    RowCode.UNKNOWN_SECTOR: "unknown sector",
    RowCode.DUPLICATE_COLUMN: "the same thing stands twice",
    RowCode.NOT_AN_OBJECT: "no JSON object",
    RowCode.INVALID_JSON: "no JSON",
    RowCode.IDENTIFIER_REUSED: "another row has the same identifier and says something else",
    RowCode.CANDIDATE_FEE: "people would have to pay for a place; not read",
    RowCode.CONSENT_STORE_MISSING: "no yes to being kept; not read",
}

NOTES: Mapping[NoteCode, str] = {
    NoteCode.UNKNOWN_COLUMN: "columns not known and not read",
    NoteCode.IGNORED_COLUMN: "columns left out on purpose",
    NoteCode.ENCODING_GUESSED: "the encoding was guessed",
    NoteCode.DATES_DAY_FIRST: "dates such as 03/04 were read day first",
    NoteCode.SHEET_CHOSEN: "of several sheets one was read",
    NoteCode.IDENTITY_NOT_READ: "names and contacts not read for want of consent to contact",
    NoteCode.LEVEL_NOT_READ: "levels that could not be read",
    NoteCode.SECTION_NOT_READ: "sections not read",
    NoteCode.FILE_MISSING: "files that are not there and were done without",
    NoteCode.FILE_IGNORED: "files not known and not read",
    NoteCode.FILE_REPEATED: "files that are there twice, read once",
    NoteCode.STRUCTURE_NOT_READ: "structure taken from the first path only, so not read",
    NoteCode.STRUCTURE_DERIVED: "groups of occupations derived from ISCO codes, for want of",
    NoteCode.CONCEPTS_ADDED: "concepts only later paths have, added",
    NoteCode.ROWS_SKIPPED: "rows without a usable identifier or not released, left out",
    NoteCode.RELATIONS_DANGLING: "relations that lead nowhere, left out",
}


def facts_of(facts: Mapping[str, ImportFact]) -> str:
    """Say positions, counts and names in brackets; nothing when there are none."""
    said = ", ".join(f"{key} {value}" for key, value in facts.items())
    return f" ({said})" if said else ""


def row_line(error: RowError) -> str:
    """Say why one row is refused."""
    return f"row {error.row}, {error.column or 'whole row'}: {ROW_FAULTS[error.code]}"


def note_lines(notes: Iterable[ImportNote]) -> list[str]:
    """Say what should be known about an import, one line a kind of note."""
    kinds: dict[NoteCode, list[str]] = {}
    for note in notes:
        said = _told(note)
        named = kinds.setdefault(note.code, [])
        if said and said not in named:
            named.append(said)
    return [f"note: {NOTES[code]}{_listed(named)}" for code, named in kinds.items()]


def _told(note: ImportNote) -> str:
    facts = dict(note.facts)
    if note.row is not None:
        facts = {"row": note.row, **facts}
    if "file" in facts:
        return str(facts["file"])
    return " ".join(f"{key} {value}" for key, value in facts.items())


def _listed(named: list[str]) -> str:
    if not named:
        return ""
    more = len(named) - MOST_NAMED
    shown = ", ".join(named[:MOST_NAMED])
    return f": {shown} and {more} more" if more > 0 else f": {shown}"
