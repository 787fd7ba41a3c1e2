"""Read what a row says of its grounds: the analysis, standards it waits for, and who pays.

Rules:

- An analysis has a source; a day or words without one are an error of the source's column.
- A standard is a code with its state, pending where none is said (``centre licence: settled``);
  ``standards_valid_until`` is the last day of those that are settled, and an error without any.
- Nobody pays for being chosen or placed: a fee stated in its column, or in words, refuses the
  row (C-21).

What it does not do: judge whether a standard is the right one.
"""

import re
from collections.abc import Iterator

from data.importers.cells import RowReader
from data.importers.errors import RowCode
from data.importers.text import latin_digits
from data.importers.words import read_code
from matcher.fees import asks_candidates_to_pay
from matcher.types import (
    Analysis,
    AnalysisSource,
    Answer,
    Standard,
    StandardCode,
    StandardState,
)

LONGEST_WORDS = 500
_NOTHING = re.compile(r"0+(?:[.,]0+)?")
_PARTS = re.compile(r"\s*:\s*")


def read_analysis(row: RowReader) -> Analysis | None:
    """Read where the knowledge of the target group comes from."""
    source = row.code("analysis_source", AnalysisSource, "analysis")
    made_on = row.day("analysis_date")
    words = row.text("analysis_words", longest=LONGEST_WORDS)
    if source is None:
        if (made_on or words) and not row.has("analysis_source"):
            row.refuse("analysis_source", RowCode.INVALID_VALUE)
        return None
    return Analysis(source, made_on, words)


def read_standards(row: RowReader) -> tuple[Standard, ...]:
    """Read the standards a need depends on, each once."""
    until = row.day("standards_valid_until")
    found = list(_standards(row))
    if len({each.code for each in found}) < len(found):
        row.refuse("standards", RowCode.INVALID_VALUE)
    settled = [each for each in found if each.state is StandardState.SETTLED]
    if until is not None and not settled and not row.errors:
        row.refuse("standards_valid_until", RowCode.INVALID_VALUE)
    return tuple(
        Standard(each.code, each.state, until if each in settled else None) for each in found
    )


def _standards(row: RowReader) -> Iterator[Standard]:
    for item in row.items("standards", short=True):
        code_said, _, state_said = _PARTS.sub(":", item if isinstance(item, str) else "").partition(
            ":"
        )
        code = read_code(StandardCode, "standard", code_said)
        state = (
            read_code(StandardState, "standard_state", state_said)
            if state_said
            else StandardState.PENDING
        )
        if code is None or state is None:
            row.refuse("standards", RowCode.UNKNOWN_CODE)
        else:
            yield Standard(code.value, state)


def refuse_fees(row: RowReader, *texts: str) -> None:
    """Refuse a row that makes people pay, in its own column or in words."""
    said = row.text("candidate_fee")
    if said is not None:
        free = _NOTHING.fullmatch(latin_digits(said)) is not None
        if not free and read_code(Answer, "answer", said) is not Answer.NO:
            row.refuse("candidate_fee", RowCode.CANDIDATE_FEE)
    if any(asks_candidates_to_pay(text) for text in texts):
        row.refuse("description", RowCode.CANDIDATE_FEE)
