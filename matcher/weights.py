"""Every number a match rests on, in one frozen and versioned object.

Rules:

- A change of any number is a new version; matches and reviews keep the version's name.
- Requirement weights of a need are normalised to 10 000 and criterion weights to 100, both
  by largest remainder, so no rounding depends on the order of anything.
- A claim's strength is ``floor(recency * evidence / 100)``: age and proof lower a claim,
  they never erase it.
- "Recognised" is worth more than "certified" in the recognising country only.

What it does not do: compare anything; see ``scoring`` and ``conditions``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from matcher.types import (
    CountryCode,
    Criterion,
    EvidenceState,
    Level,
    MatchNeed,
    Requirement,
    SkillClaim,
)

REQUIREMENT_TOTAL = 10_000
CRITERION_TOTAL = 100
EVIDENCE_ORDER = tuple(EvidenceState)
"""Evidence states, weakest first; the position is the rank."""


@dataclass(frozen=True, slots=True)
class SimilarityScale:
    """How near two skills are, in hundredths, by how the graph ties them.

    ``floor`` is the least similarity that counts; ``sibling_group`` the largest number of
    direct narrower concepts a shared broader concept may have for its members to be
    siblings, ``chain_group`` the largest number of narrower concepts, at any depth, that a
    broader concept more than one step away may have (a direct step always counts).
    """

    same: int = 100
    narrower_claimed: int = 90
    broader_claimed: int = 70
    related: int = 60
    sibling: int = 55
    shared_occupations: int = 60
    floor: int = 30
    sibling_group: int = 30
    chain_group: int = 50


@dataclass(frozen=True, slots=True)
class Weights:
    """One version of all numbers.

    Units: criteria sum to 100; level factors, recency, evidence and similarities are
    hundredths; values of the softer criteria are thousandths; ages are in years (recency)
    or days (freshness).

    ``level_factors`` is indexed by the number of missing levels. ``recency`` and
    ``freshness`` are steps ``(age at most, value)``, nearest first, followed by the value
    of everything older. ``language_at_minimum`` is where a language met exactly stands,
    ``language_below`` the share a language below its minimum can reach at most,
    ``other_dialect`` the hundredths kept by another dialect, and ``same_country`` the value
    of the right country with another region. Work that begins in fewer days than
    ``usual_notice_days`` leaves a notice nobody stated open.
    """

    version: str
    criteria: tuple[tuple[Criterion, int], ...]
    level_factors: tuple[int, ...] = (100, 70, 45, 20)
    recency: tuple[tuple[int, int], ...] = ((3, 100), (6, 85), (10, 70))
    recency_older: int = 60
    evidence: tuple[int, ...] = (80, 88, 94, 97, 100)
    similarity: SimilarityScale = field(default_factory=SimilarityScale)
    essential_similarity: int = 80
    language_at_minimum: int = 600
    language_below: int = 500
    other_dialect: int = 80
    same_country: int = 600
    freshness: tuple[tuple[int, int], ...] = ((183, 1000), (365, 700), (730, 400))
    freshness_older: int = 100
    usual_notice_days: int = 30

    def criterion_weights(self, asked: Sequence[Criterion]) -> dict[Criterion, int]:
        """Share the weight of what is not asked among what is.

        Args:
            asked: The criteria the need asks; the others get nothing, for everybody.

        Returns:
            Hundredths summing to 100 in the version's order of criteria, by largest
            remainder; equal remainders go to the criterion that stands first. Empty when
            nothing is asked.
        """
        kept = [(criterion, weight) for criterion, weight in self.criteria if criterion in asked]
        if not kept:
            return {}
        given = largest_remainder([weight for _, weight in kept], CRITERION_TOTAL)
        return {criterion: share for (criterion, _), share in zip(kept, given, strict=True)}

    def recency_of(self, last_used_year: int | None, as_of: date) -> int:
        """Give the hundredths left of a skill last used in a year (unknown: the least)."""
        if last_used_year is None:
            return self.recency_older
        age = as_of.year - last_used_year
        return next((value for limit, value in self.recency if age <= limit), self.recency_older)


VERSION_1 = Weights(
    version="1",
    criteria=(
        (Criterion.SKILLS, 60),
        (Criterion.EXPERIENCE, 12),
        (Criterion.LANGUAGES, 8),
        (Criterion.PERIOD, 8),
        (Criterion.PLACE, 5),
        (Criterion.FRESHNESS, 4),
        (Criterion.AFFINITY, 3),
    ),
)
"""The numbers in force."""


def largest_remainder(
    weights: Sequence[int], total: int, tie_keys: Sequence[object] | None = None
) -> tuple[int, ...]:
    """Split a total in proportion to weights, in whole parts.

    Args:
        weights: Relative, not negative; all zero means equal parts.
        total: What the parts sum to.
        tie_keys: Comparable keys deciding equal remainders, smallest first; the position
            decides when absent or equal.

    Returns:
        One part per weight, in the order given; empty for no weights.

    Shape: weights (n,) -> parts (n,).
    """
    if not weights:
        return ()
    if not any(weights):
        weights = [1] * len(weights)
    whole = sum(weights)
    parts = [weight * total // whole for weight in weights]
    keys = tie_keys if tie_keys is not None else [0] * len(weights)

    def claim_to_rest(position: int) -> tuple[int, object, int]:
        return (-(weights[position] * total % whole), keys[position], position)

    for position in sorted(range(len(weights)), key=claim_to_rest)[: total - sum(parts)]:
        parts[position] += 1
    return tuple(parts)


def requirement_weights(need: MatchNeed) -> tuple[int, ...]:
    """Give each requirement its share of the need's skills.

    Returns:
        Shares of 10 000 in the order of ``need.requirements``, by largest remainder;
        equal remainders go to the smaller concept id, so the order of the requirements
        changes nothing.
    """
    return largest_remainder(
        [requirement.weight for requirement in need.requirements],
        REQUIREMENT_TOTAL,
        [_requirement_key(requirement) for requirement in need.requirements],
    )


def _requirement_key(requirement: Requirement) -> tuple[str, str, int, int]:
    return (
        requirement.concept,
        requirement.kind.value,
        requirement.minimum_level,
        requirement.weight,
    )


def evidence_rank(claim: SkillClaim, country: CountryCode | None) -> int:
    """Give the position of a claim's evidence, as seen from a country.

    Recognition in another country, or when the need names no country, ranks as certified.
    """
    rank = EVIDENCE_ORDER.index(claim.evidence)
    if claim.evidence is EvidenceState.RECOGNISED and (
        country is None or claim.recognised_in != country
    ):
        rank -= 1
    return rank


def claim_strength(
    claim: SkillClaim,
    as_of: date,
    country: CountryCode | None,
    weights: Weights = VERSION_1,
) -> int:
    """Fold how long ago a skill was used and what proves it into one number.

    Args:
        claim: Any claim.
        as_of: The day of the comparison; only its year matters.
        country: The need's country, where a recognition counts in full.
        weights: The version in force.

    Returns:
        Whole hundredths, ``floor(recency * evidence / 100)``; never 0 in version 1.
    """
    recency = weights.recency_of(claim.last_used_year, as_of)
    return recency * weights.evidence[evidence_rank(claim, country)] // 100


def level_factor(claimed: Level, asked: Level, weights: Weights = VERSION_1) -> int:
    """Give the hundredths left when levels are missing; an unknown level counts as basic."""
    missing = max(0, asked - max(claimed, Level.BASIC))
    return weights.level_factors[missing]
