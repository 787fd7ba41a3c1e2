"""How far the claims of a person cover one asked skill.

Rules:

- The value of a claim for a requirement is ``floor(similarity * level * strength / 10000)``
  hundredths; the best claim counts, repetitions and order change nothing.
- An essential skill is met by a claim of similarity 80 or more at the asked level. Such a
  claim without a level leaves it unknown, with a lower level too low; otherwise it is
  missing. A need that asks no level is met by any such claim.
- The nearest claim is the one that decides this, best proven, then most similar, then of
  the highest level; when nothing is similar enough to decide, the most similar one.

What it does not do: turn a state into a verdict (``conditions``) or weigh requirements
against each other (``scoring``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from matcher.prepared import PreparedNeed
from matcher.types import (
    ConceptUri,
    Coverage,
    Level,
    MatchProfile,
    Requirement,
    RequirementEvidence,
    SkillClaim,
)
from matcher.weights import claim_strength, evidence_rank, level_factor


class SkillState(IntEnum):
    """Whether an asked skill is there, worst first."""

    MISSING = 0
    TOO_LOW = 1
    LEVEL_UNKNOWN = 2
    MET = 3


@dataclass(frozen=True, slots=True)
class SkillCover:
    """What the claims of one person come to for one requirement.

    ``evidence_rank`` is the best proof among the claims that give ``state``; it says
    nothing when the skill is missing. ``nearest`` may have too little similarity to meet.
    """

    evidence: RequirementEvidence
    state: SkillState
    evidence_rank: int
    nearest: SkillClaim | None
    nearest_similarity: int
    proposed_by_machine: bool

    @property
    def requirement(self) -> Requirement:
        """The asked skill."""
        return self.evidence.requirement


def state_of(claimed: Level, asked: Level) -> SkillState:
    """Judge the level of a claim that is similar enough."""
    if asked is Level.UNKNOWN:
        return SkillState.MET
    if claimed is Level.UNKNOWN:
        return SkillState.LEVEL_UNKNOWN
    return SkillState.MET if claimed >= asked else SkillState.TOO_LOW


def cover_all(profile: MatchProfile, prepared: PreparedNeed) -> tuple[SkillCover, ...]:
    """Cover every requirement of a need, in the need's order."""
    claims: dict[ConceptUri, list[SkillClaim]] = {}
    for claim in profile.skills:
        claims.setdefault(claim.concept, []).append(claim)
    return tuple(
        _cover(requirement, share, near, claims, prepared)
        for requirement, share, near in zip(
            prepared.need.requirements, prepared.shares, prepared.neighbours, strict=True
        )
    )


def _cover(
    requirement: Requirement,
    share: int,
    near: Mapping[ConceptUri, int],
    claims: Mapping[ConceptUri, list[SkillClaim]],
    prepared: PreparedNeed,
) -> SkillCover:
    weights = prepared.weights
    asked = requirement.minimum_level
    best_key, best = (-1, -1, -1, -1), None
    nearest_key, nearest = (SkillState.MISSING, -1, -1, -1), None
    proposed = requirement.proposed_by_machine
    # Sorted, so that of equally good claims the smaller concept id is named.
    found = sorted(filter(near.__contains__, claims))
    for claim in (each for concept in found for each in claims[concept]):
        similarity = near[claim.concept]
        strength = claim_strength(claim, prepared.as_of, prepared.country, weights)
        value = similarity * level_factor(claim.level, asked, weights) * strength // 10_000
        proposed = proposed or claim.proposed_by_machine
        key = (value, similarity, int(claim.level), strength)
        if key > best_key:
            best_key, best = key, claim
        state, rank = SkillState.MISSING, 0
        if similarity >= weights.essential_similarity:
            state, rank = state_of(claim.level, asked), evidence_rank(claim, prepared.country)
        if (state, rank, similarity, int(claim.level)) > nearest_key:
            nearest_key, nearest = (state, rank, similarity, int(claim.level)), claim
    value, similarity, _, strength = best_key if best else (0, 0, 0, 0)
    return SkillCover(
        evidence=RequirementEvidence(
            requirement=requirement,
            weight=share,
            claim=best.concept if best else None,
            claim_level=best.level if best else Level.UNKNOWN,
            similarity=similarity,
            level_factor=level_factor(best.level, asked, weights) if best else 0,
            strength=strength,
            value=value,
            coverage=_coverage(nearest_key[0], value),
        ),
        state=nearest_key[0],
        evidence_rank=max(0, nearest_key[1]),
        nearest=nearest,
        nearest_similarity=max(0, nearest_key[2]),
        proposed_by_machine=proposed,
    )


def _coverage(state: SkillState, value: int) -> Coverage:
    if state is SkillState.MET:
        return Coverage.MET
    return Coverage.PARTLY if value else Coverage.MISSING
