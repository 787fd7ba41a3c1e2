"""The words people write in cells for our codes, and the headings they give to columns.

Rules:

- Both lists are reference data in five languages; folding (case, accents, separators,
  Arabic letter variants) makes spellings meet.
- A code's own name or value is always understood, and so is a column's own name.
- One word stands for one code within its list; a heading for one column within its kind
  of file. The test of the lists proves it.

What it does not do: guess at near spellings, or word anything for people.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from data.importers.text import key
from matcher.types import (
    AcquiredHow,
    AcquiredIn,
    AnalysisSource,
    Answer,
    Cefr,
    CollaborationKind,
    Compensation,
    CoveredCost,
    EvidenceState,
    Level,
    MissionActivity,
    Mode,
    NeedKind,
    RequirementKind,
    StandardCode,
    StandardState,
    TrainerState,
)
from matcher.types.training import WageReplacement

FOLDER = Path(__file__).parent.parent / "reference" / "spreadsheets"
FAMILIES: Mapping[str, type[Enum]] = {
    "level": Level,
    "cefr": Cefr,
    "mode": Mode,
    "kind": NeedKind,
    "activity": MissionActivity,
    "covered_cost": CoveredCost,
    "collaboration": CollaborationKind,
    "requirement": RequirementKind,
    "evidence": EvidenceState,
    "acquired_in": AcquiredIn,
    "acquired_how": AcquiredHow,
    "answer": Answer,
    "trainer": TrainerState,
    "compensation": Compensation,
    "wages": WageReplacement,
    "analysis": AnalysisSource,
    "standard": StandardCode,
    "standard_state": StandardState,
}
"""The code lists that have words, by the name of their list."""

_Code = TypeVar("_Code", bound=Enum)
_NUMBER = re.compile(r"\b(\d{1,2})\b")
# Columns that may stand several times, numbered.
_REPEATED = ("skill", "occupation", "window")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Column:
    """One of our columns; ``number`` tells repeated ones apart (``skill 2``)."""

    name: str
    number: int = 0


@cache
def _document(name: str) -> Mapping[str, Mapping[str, Mapping[str, list[str]]]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with (FOLDER / name).open("rb") as stream:
        loaded: Any = yaml.load(stream, Loader=loader)  # noqa: S506  # both loaders are the safe ones
    return loaded  # type: ignore[no-any-return]


@cache
def _words(family: str) -> Mapping[str, str]:
    codes = FAMILIES[family]
    found = {key(code.name): code.name for code in codes}
    found |= {key(str(code.value)): code.name for code in codes if isinstance(code.value, str)}
    for code, by_language in _document("words.yaml").get(family, {}).items():
        for words in by_language.values():
            found |= {key(word): code for word in words}
    return found


def read_code(codes: type[_Code], family: str, text: str) -> _Code | None:
    """Read a word as one of our codes; ``None`` when it is not known."""
    name = _words(family).get(key(text))
    return None if name is None else codes[name]


@cache
def _headings(kind: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for column, by_language in _document("headers.yaml")[kind].items():
        found[key(column)] = column
        for headings in by_language.values():
            found |= {key(heading): column for heading in headings}
    return found


def column_names(kind: str) -> tuple[str, ...]:
    """The columns of a kind of file (``vacancies``, ``profiles``, ``courses``), in order."""
    return tuple(_document("headers.yaml")[kind])


def read_heading(kind: str, heading: str) -> Column | None:
    """Read a heading of a kind of file; ``None`` when it is not known."""
    folded = key(_CAMEL.sub(" ", heading[:200]))
    known = _headings(kind)
    if folded in known:
        return Column(known[folded])
    numbers = _NUMBER.findall(folded)
    if len(numbers) == 1:
        name = known.get(" ".join(_NUMBER.sub(" ", folded).split()))
        if name is not None and name.startswith(_REPEATED):
            return Column(name, int(numbers[0]))
    return None
