"""How an import says that something cannot be read, as codes.

Rules:

- ``ImportRefused``: the whole file; ``RowError``: one row; ``ImportNote``: read, but
  something should be known about it.
- Codes, column names, positions and counts only: no cell contents, whatever the file.

What it does not do: word anything for people (the locales do).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from data.errors import DataError

ImportFact = str | int
"""A code, a column or file name, a position or a count."""


class RefusalCode(StrEnum):
    """Why a whole file is refused."""

    NOT_FOUND = "not_found"
    EMPTY = "empty"
    TOO_BIG = "too_big"
    TOO_MANY_FILES = "too_many_files"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    CELL_TOO_LONG = "cell_too_long"
    OVERCOMPRESSED = "overcompressed"
    ENCRYPTED = "encrypted"
    TRUNCATED = "truncated"
    MALFORMED = "malformed"
    UNKNOWN_FORMAT = "unknown_format"
    UNKNOWN_ENCODING = "unknown_encoding"
    NOT_TEXT = "not_text"
    NO_KNOWN_COLUMN = "no_known_column"
    DUPLICATE_COLUMN = "duplicate_column"
    COLUMN_MISSING = "column_missing"
    CONSENT_COLUMN_MISSING = "consent_column_missing"
    NO_JOB_POSTING = "no_job_posting"
    NOT_A_RELEASE = "not_a_release"
    INVALID_VOCABULARY = "invalid_vocabulary"


class RowCode(StrEnum):
    """Why one row is refused."""

    TITLE_MISSING = "title_missing"
    TOO_LONG = "too_long"
    TOO_MANY_ITEMS = "too_many_items"
    TOO_MANY_CELLS = "too_many_cells"
    INVALID_TEXT = "invalid_text"
    INVALID_VALUE = "invalid_value"
    INVALID_DATE = "invalid_date"
    INVALID_PERIOD = "invalid_period"
    INVALID_NUMBER = "invalid_number"
    NUMBER_OUT_OF_RANGE = "number_out_of_range"
    INVALID_ISCO = "invalid_isco"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNKNOWN_LANGUAGE_LEVEL = "unknown_language_level"
    UNKNOWN_COUNTRY = "unknown_country"
    UNKNOWN_REGION = "unknown_region"
    REGION_OUTSIDE_COUNTRY = "region_outside_country"
    UNKNOWN_MODE = "unknown_mode"
    UNKNOWN_LEVEL = "unknown_level"
    UNKNOWN_CODE = "unknown_code"
    UNKNOWN_SECTOR = "unknown_sector"
    DUPLICATE_COLUMN = "duplicate_column"
    NOT_AN_OBJECT = "not_an_object"
    INVALID_JSON = "invalid_json"
    IDENTIFIER_REUSED = "identifier_reused"
    CANDIDATE_FEE = "candidate_fee"
    CONSENT_STORE_MISSING = "consent_store_missing"


class NoteCode(StrEnum):
    """What should be known about an import that was read."""

    UNKNOWN_COLUMN = "unknown_column"
    IGNORED_COLUMN = "ignored_column"
    ENCODING_GUESSED = "encoding_guessed"
    DATES_DAY_FIRST = "dates_day_first"
    SHEET_CHOSEN = "sheet_chosen"
    IDENTITY_NOT_READ = "identity_not_read"
    LEVEL_NOT_READ = "level_not_read"
    SECTION_NOT_READ = "section_not_read"
    FILE_MISSING = "file_missing"
    FILE_IGNORED = "file_ignored"
    FILE_REPEATED = "file_repeated"
    STRUCTURE_NOT_READ = "structure_not_read"
    STRUCTURE_DERIVED = "structure_derived"
    CONCEPTS_ADDED = "concepts_added"
    ROWS_SKIPPED = "rows_skipped"
    RELATIONS_DANGLING = "relations_dangling"


class ImportRefused(DataError):
    """A whole file or release cannot be read.

    Attributes:
        code: Why.
        facts: Positions, counts, column or file names; never contents.
    """

    def __init__(self, code: RefusalCode, **facts: ImportFact) -> None:
        super().__init__()
        self.args = (code.value,)
        self.code: RefusalCode = code
        self.facts: Mapping[str, ImportFact] = facts


@dataclass(frozen=True, slots=True)
class RowError:
    """One row cannot be read; ``row`` counts as the person sees it, the header is row 1.

    ``column`` is our column name, or ``None`` when the whole row is meant.
    """

    row: int
    column: str | None
    code: RowCode


@dataclass(frozen=True, slots=True)
class ImportNote:
    """Something worth knowing about what was read."""

    code: NoteCode
    facts: Mapping[str, ImportFact] = field(default_factory=dict)
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row that says the same as an earlier one of the file and was therefore left out."""

    row: int
    first_row: int
