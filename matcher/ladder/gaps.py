"""When nobody fits directly: why, and who comes near with what missing.

Rules:

- Reasons are counted over the whole pool, not over the best few: each profile counts once
  for each reason (and asked skill, where the reason names one). What is unmet and what is
  unknown are counted apart: nobody's silence is counted as a refusal. Warnings on met
  conditions and private permits do not count.
- Two numbers stand side by side: over everybody, and over those who have at least something
  of what is asked. A pool is full of other trades; only the second number says why a need
  has no direct match, and it decides the order.
- Near matches keep their order and name each missing skill with the nearest claim.

What it does not do: propose anything (``ladder`` puts the proposals together).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from matcher.types import (
    Bucket,
    ConceptUri,
    Condition,
    ConditionCode,
    Level,
    NoDirectMatch,
    ReasonCode,
    ReasonCount,
    ScoredMatch,
    Slot,
    Verdict,
)

SKILL_REASONS = frozenset(
    {ReasonCode.SKILL_MISSING, ReasonCode.SKILL_LEVEL, ReasonCode.SKILL_LEVEL_UNKNOWN}
)
"""Reasons that say how a skill is missing."""
Reason = tuple[ReasonCode, Verdict, ConceptUri | None]
"""A reason, whether it is a no or a silence, and the asked skill it names, if it names one."""


@dataclass(frozen=True, slots=True)
class MissingSkill:
    """A skill that is asked and not plainly there, with the nearest claim if any."""

    concept: ConceptUri
    reason: ReasonCode
    asked_level: Level
    nearest: ConceptUri | None
    nearest_level: Level


@dataclass(frozen=True, slots=True)
class NearMatch:
    """A match that fails, with exactly what is missing.

    ``other_reasons`` tell a no from a silence.
    """

    slot: Slot
    numerator: int
    missing_skills: tuple[MissingSkill, ...]
    other_reasons: tuple[tuple[ReasonCode, Verdict], ...]


def reasons_of(conditions: Iterable[Condition]) -> set[Reason]:
    """Collect why a match is not direct, each reason once."""
    found: set[Reason] = set()
    for condition in conditions:
        if condition.decides and condition.reason and condition.verdict is not Verdict.MET:
            found.add((condition.reason, condition.verdict, _skill_of(condition)))
    return found


def no_direct_match(
    pool: int, counts: Counter[Reason], related: int, related_counts: Counter[Reason]
) -> NoDirectMatch:
    """Put the counted reasons in order.

    Args:
        pool: How many profiles were looked at.
        counts: Reasons over all of them.
        related: How many of them have at least something of what is asked.
        related_counts: Reasons over those.

    Returns:
        Most related people first, then most people, then by code, skill and verdict.
    """
    found = (
        ReasonCount(reason, count, concept, verdict, related_counts[reason, verdict, concept])
        for (reason, verdict, concept), count in counts.items()
        if count
    )
    ordered = sorted(
        found,
        key=lambda each: (
            -each.related,
            -each.count,
            each.reason,
            each.concept or "",
            each.verdict,
        ),
    )
    return NoDirectMatch(pool, tuple(ordered), related)


def near_matches(matches: Iterable[ScoredMatch]) -> tuple[NearMatch, ...]:
    """Name what the near matches of a ranking lack, in the ranking's order."""
    return tuple(
        NearMatch(
            slot=match.slot,
            numerator=match.numerator,
            missing_skills=tuple(_missing(match)),
            other_reasons=tuple(
                sorted(
                    {
                        (reason, verdict)
                        for reason, verdict, _ in reasons_of(match.conditions)
                        if reason not in SKILL_REASONS
                    }
                )
            ),
        )
        for match in matches
        if match.bucket is Bucket.NEAR
    )


def _missing(match: ScoredMatch) -> Iterable[MissingSkill]:
    for condition in match.conditions:
        if condition.code is ConditionCode.SKILL and condition.reason:
            facts = dict(condition.facts)
            claim = facts.get("claim")
            yield MissingSkill(
                concept=ConceptUri(str(facts["skill"])),
                reason=condition.reason,
                asked_level=Level(int(facts["asked_level"] or 0)),
                nearest=ConceptUri(str(claim)) if claim is not None else None,
                nearest_level=Level(int(facts.get("claim_level") or 0)),
            )


def _skill_of(condition: Condition) -> ConceptUri | None:
    skill = dict(condition.facts).get("skill")
    return ConceptUri(str(skill)) if skill is not None else None
