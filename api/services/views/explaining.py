"""Why a match is what it is: bars, conditions, reasons, and what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from data.records import ReviewDecision
from matcher.explanation import Band
from matcher.types import (
    ConditionCode,
    Coverage,
    Criterion,
    FactValue,
    ReasonCode,
    RequirementKind,
    Verdict,
)


class BucketCode(StrEnum):
    """The order before the score, by name."""

    DIRECT = "direct"
    CONDITIONAL = "conditional"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class RequirementBar:
    """How the best claim covers one requirement.

    ``term`` is its contribution to the score, three decimals; ``share`` its part of 10 000;
    ``similarity``, ``level_factor`` and ``strength`` are hundredths. ``nearest`` is ``None``
    when no claim comes near.
    """

    concept: str
    label: str
    kind: RequirementKind
    asked_level: int
    coverage: Coverage
    nearest: str | None
    nearest_label: str | None
    nearest_level: int
    share: int
    similarity: int
    level_factor: int
    strength: int
    term: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One term of the score.

    ``term`` is what it adds, ``most`` what it could add, both with three decimals; the
    terms of a match add up to its score as shown. ``stated`` is false where the person said
    nothing about it.
    """

    criterion: Criterion
    term: str
    most: str
    stated: bool
    facts: Mapping[str, FactValue]
    requirements: tuple[RequirementBar, ...]


@dataclass(frozen=True, slots=True)
class ConditionView:
    """One hard condition with the facts it rests on.

    Facts that name a concept have their label beside them (``skill_label``).
    ``decides`` is false for what is shown but changes no order.
    """

    code: ConditionCode
    verdict: Verdict
    reason: ReasonCode | None
    closable: bool
    decides: bool
    facts: Mapping[str, FactValue]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a match stands where it stands.

    ``score`` has three decimals. ``left_out`` names what the need does not ask; its weight
    went to the rest, for everybody.
    """

    bucket: BucketCode
    band: Band
    score: str
    bars: tuple[Bar, ...]
    left_out: tuple[Criterion, ...]
    conditions: tuple[ConditionView, ...]
    proposed_by_machine: bool
    as_of: date
    weights_version: str
    taxonomy_release: str

    @property
    def open_points(self) -> tuple[ConditionView, ...]:
        """What is missing, not known, or met with a warning, of the conditions that decide."""
        return tuple(
            each
            for each in self.conditions
            if each.decides and (each.verdict is not Verdict.MET or each.reason is not None)
        )


@dataclass(frozen=True, slots=True)
class ReviewView:
    """What a coordinator decided about a match, why, and on which day."""

    decision: ReviewDecision
    reason: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class ReasonCountView:
    """How many people a reason concerns, with the skill it names if it names one.

    ``verdict`` tells a no from a silence; they are counted apart. ``related`` of them have
    at least something of what is asked.
    """

    reason: ReasonCode
    verdict: Verdict
    count: int
    concept: str | None
    label: str | None
    related: int
