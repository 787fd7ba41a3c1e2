"""What comparing the two sides yields.

What it does not do: compute (``matcher.scoring``, ``matcher.ranking``).
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from matcher.types.codes import ConceptUri, Level, NeedId, Slot
from matcher.types.conditions import Condition, Facts, ReasonCode, Verdict
from matcher.types.need import Requirement

SCORE_DENOMINATOR = 100_000_000


class Criterion(StrEnum):
    """The dimensions weighed; each is one bar of the explanation."""

    SKILLS = "skills"
    EXPERIENCE = "experience"
    LANGUAGES = "languages"
    PERIOD = "period"
    PLACE = "place"
    FRESHNESS = "freshness"
    AFFINITY = "affinity"


class Bucket(IntEnum):
    """The order before the score: lower stands first."""

    DIRECT = 0
    CONDITIONAL = 1
    NEAR = 2


class Coverage(StrEnum):
    """How far one requirement is covered, in words."""

    MET = "met"
    PARTLY = "partly"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class RequirementEvidence:
    """How the best claim covers one requirement.

    ``weight`` is the requirement's share of 10 000; ``similarity``, ``level_factor``,
    ``strength`` and ``value`` are whole hundredths. ``claim`` is ``None`` when no claim
    reaches the similarity floor.
    """

    requirement: Requirement
    weight: int
    claim: ConceptUri | None
    claim_level: Level
    similarity: int
    level_factor: int
    strength: int
    value: int
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Evidence:
    """One term of the score.

    ``weight`` is hundredths (all terms of a match sum to 100), ``value`` millionths.
    ``stated`` is false when the person said nothing and the floor of 0 was taken.
    ``children`` is filled for the skills criterion only; their
    ``weight * value`` sum to ``value``.
    """

    criterion: Criterion
    weight: int
    value: int
    stated: bool = True
    facts: Facts = ()
    children: tuple[RequirementEvidence, ...] = ()

    @property
    def term(self) -> int:
        """Contribution to the score's numerator, over 100 000 000."""
        return self.weight * self.value


@dataclass(frozen=True, slots=True)
class ScoredMatch:
    """One need and one profile, compared.

    ``numerator`` over ``SCORE_DENOMINATOR`` is the score; it equals the sum of the
    evidence terms exactly. ``left_out`` names the criteria the need did not ask, whose
    weight was shared among the others. ``tie_key`` orders equal matches of one need,
    pseudo-random and different for every need.
    """

    need_id: NeedId
    slot: Slot
    bucket: Bucket
    numerator: int
    conditions: tuple[Condition, ...]
    evidence: tuple[Evidence, ...]
    left_out: tuple[Criterion, ...]
    weights_version: str
    taxonomy_release: str
    as_of: date
    machine_proposals: bool = False
    tie_key: int = 0

    @property
    def score(self) -> float:
        """The score in [0, 1]; compare ``numerator``, never this."""
        return self.numerator / SCORE_DENOMINATOR


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many profiles of the pool a reason concerns, with the concept it names if any.

    ``verdict`` tells a no (unmet) from a silence (unknown); they are counted apart.
    ``related`` of them have at least something of what is asked; the rest are from other
    trades, and say little about why nobody fits.
    """

    reason: ReasonCode
    count: int
    concept: ConceptUri | None = None
    verdict: Verdict = Verdict.UNMET
    related: int = 0


@dataclass(frozen=True, slots=True)
class NoDirectMatch:
    """The normal answer when nobody fits directly: why, counted over the pool.

    ``related`` of the pool have at least something of the skills asked.
    """

    pool: int
    reasons: tuple[ReasonCount, ...]
    related: int = 0


@dataclass(frozen=True, slots=True)
class Ranking:
    """Matches of one need, best first, in a total documented order.

    ``abstained`` names why nobody was ranked at all (no readable requirement).
    ``no_direct_match`` is present when no match is in the direct bucket.
    """

    need_id: NeedId
    matches: tuple[ScoredMatch, ...]
    pool: int
    no_direct_match: NoDirectMatch | None = None
    abstained: ReasonCode | None = None
