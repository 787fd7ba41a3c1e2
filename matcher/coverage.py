"""How far the claims of a person cover one asked skill.

Rules:

- The value of a claim for a requirement is ``floor(similarity * level * strength / 10000)``
  hundredths; the best claim counts, repetitions and order change nothing.
- An essential skill is met by a claim of similarity 80 or more at the asked level. Such a
  claim without a level leaves it unknown, with a lower level too low; otherwise it is
  missing. A need that asks no level, or the lowest, is met by any such claim: any real level
  reaches the lowest.
- One claim answers for the skill, its proof and the willingness to teach it: the one that
  leaves the least severe verdict on all three together. So a further claim never makes a
  match worse. Among equals the one nearest to meeting the level, then teachable, best
  proven, most similar, of the highest level. When nothing is similar enough to decide, the
  most similar claim is the nearest.

What it does not do: turn a state into a verdict (``conditions``) or weigh requirements
against each other (``scoring``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from matcher.prepared import PreparedNeed
from matcher.types import (
    Answer,
    ConceptUri,
    Coverage,
    Level,
    MatchProfile,
    Requirement,
    RequirementEvidence,
    RequirementKind,
    SkillClaim,
)
from matcher.weights import EVIDENCE_ORDER, claim_strength, evidence_rank, level_factor


class SkillState(IntEnum):
    """Whether an asked skill is there, worst first."""

    MISSING = 0
    TOO_LOW = 1
    LEVEL_UNKNOWN = 2
    MET = 3


@dataclass(frozen=True, slots=True)
class SkillCover:
    """What the claims of one person come to for one requirement.

    ``state``, ``evidence_rank`` and ``teachable`` (not refused) are those of the claim that
    answers; the latter two say nothing when the skill is missing. ``nearest`` is that claim,
    or one of too little similarity to meet.
    """

    evidence: RequirementEvidence
    state: SkillState
    evidence_rank: int
    teachable: bool
    nearest: SkillClaim | None
    nearest_similarity: int
    proposed_by_machine: bool

    @property
    def requirement(self) -> Requirement:
        """The asked skill."""
        return self.evidence.requirement


def state_of(claimed: Level, asked: Level) -> SkillState:
    """Judge the level of a claim that is similar enough."""
    if asked <= Level.BASIC:
        return SkillState.MET
    if claimed is Level.UNKNOWN:
        return SkillState.LEVEL_UNKNOWN
    return SkillState.MET if claimed >= asked else SkillState.TOO_LOW


def standing(
    state: SkillState, rank: int, teachable: bool, kind: RequirementKind, prepared: PreparedNeed
) -> int:
    """Say where a claim that is similar enough leaves its requirement: 0 to 3, 3 the best.

    3 means direct, 2 conditional, 1 near, as far as skill, proof and willingness go; 0 is
    what nothing similar enough leaves.
    """
    if kind is RequirementKind.OPTIONAL or state is SkillState.MISSING:
        return 0 if state is SkillState.MISSING else 3
    if kind is RequirementKind.TRAINABLE:
        return 3 if state is SkillState.MET else 2
    demanded = prepared.need.evidence_required
    short = EVIDENCE_ORDER.index(demanded) - rank if demanded is not None else 0
    refused = prepared.asks_willingness and not teachable
    too_low = state is SkillState.TOO_LOW
    if (too_low and not prepared.learns_on_site) or short > 1 or refused:
        return 1
    return 2 if too_low or state is SkillState.LEVEL_UNKNOWN or short == 1 else 3


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
    nearest_key: tuple[int, ...] = (-1,)
    nearest, answers = None, (SkillState.MISSING, 0, True, 0)
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
        state, rank, teachable = SkillState.MISSING, 0, True
        if similarity >= weights.essential_similarity:
            state, rank = state_of(claim.level, asked), evidence_rank(claim, prepared.country)
            teachable = claim.can_teach is not Answer.NO
        stands = standing(state, rank, teachable, requirement.kind, prepared)
        order = (stands, state, teachable, rank, similarity, int(claim.level))
        if order > nearest_key:
            nearest_key, nearest = order, claim
            answers = (state, rank, teachable, similarity)
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
            coverage=_coverage(answers[0], value),
        ),
        state=answers[0],
        evidence_rank=answers[1],
        teachable=answers[2],
        nearest=nearest,
        nearest_similarity=answers[3],
        proposed_by_machine=proposed,
    )


def _coverage(state: SkillState, value: int) -> Coverage:
    if state is SkillState.MET:
        return Coverage.MET
    return Coverage.PARTLY if value else Coverage.MISSING
