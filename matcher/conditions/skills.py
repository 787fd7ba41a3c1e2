"""Essential and trainable skills, and their proof, as hard conditions.

Rules: see ``conditions``, which puts all conditions together, and ``coverage``, which says
when a skill is there.

What it does not do: weigh.
"""

from collections.abc import Iterator

from matcher.conditions.verdicts import condition
from matcher.coverage import SkillCover, SkillState
from matcher.prepared import PreparedNeed
from matcher.types import (
    Condition,
    ConditionCode,
    EvidenceState,
    ReasonCode,
    RequirementKind,
    Verdict,
)
from matcher.weights import EVIDENCE_ORDER

_VERDICT_OF_SKILL = {
    SkillState.MET: (Verdict.MET, None),
    SkillState.LEVEL_UNKNOWN: (Verdict.UNKNOWN, ReasonCode.SKILL_LEVEL_UNKNOWN),
    SkillState.TOO_LOW: (Verdict.UNMET, ReasonCode.SKILL_LEVEL),
    SkillState.MISSING: (Verdict.UNMET, ReasonCode.SKILL_MISSING),
}


def skill_conditions(prepared: PreparedNeed, covers: tuple[SkillCover, ...]) -> Iterator[Condition]:
    """Put every essential and trainable skill."""
    for cover in covers:
        requirement = cover.requirement
        if requirement.kind is RequirementKind.OPTIONAL:
            continue
        verdict, reason = _VERDICT_OF_SKILL[cover.state]
        first = requirement.kind is RequirementKind.TRAINABLE and verdict is not Verdict.MET
        on_site = prepared.learns_on_site and cover.state is SkillState.TOO_LOW
        yield condition(
            ConditionCode.SKILL,
            verdict,
            reason,
            requirement.kind is RequirementKind.TRAINABLE or on_site,
            skill=requirement.concept,
            kind=requirement.kind.value,
            asked_level=int(requirement.minimum_level),
            claim=cover.nearest.concept if cover.nearest else None,
            claim_level=int(cover.nearest.level) if cover.nearest else None,
            similarity=cover.nearest_similarity if cover.nearest else None,
            before=prepared.before if first else None,
        )


def evidence_conditions(
    prepared: PreparedNeed, covers: tuple[SkillCover, ...]
) -> Iterator[Condition]:
    """Put the proof demanded of every essential skill that is there."""
    demanded = prepared.need.evidence_required
    if demanded is None:
        return
    needed = EVIDENCE_ORDER.index(demanded)
    for cover in covers:
        essential = cover.requirement.kind is RequirementKind.ESSENTIAL
        if not essential or cover.state is SkillState.MISSING:
            continue
        short = needed - cover.evidence_rank
        reason = ReasonCode.EVIDENCE_PENDING if short == 1 else ReasonCode.EVIDENCE
        recognition = demanded is EvidenceState.RECOGNISED
        held = cover.nearest.recognised_in if cover.nearest else None
        yield condition(
            ConditionCode.EVIDENCE,
            Verdict.UNMET if short > 0 else Verdict.MET,
            reason if short > 0 else None,
            short == 1,
            skill=cover.requirement.concept,
            asked_evidence=demanded.value,
            evidence=EVIDENCE_ORDER[cover.evidence_rank].value,
            asked_country=prepared.country if recognition else None,
            recognised_in=held if recognition else None,
            before=prepared.before if short == 1 else None,
        )
