"""Which of a person's skills the needs ask, as they are or after some adaptation.

Rules:

- One answer for each skill a person states, the best any need gives it: asked *as is* (it
  stands for an asked skill at its level), *level to confirm* (it does, but its level is not
  stated), *after adaptation* (it resembles an asked skill, or its level is too low), *not
  asked*.
- Welcome and trainable skills count as asked. The sectors named are those of the needs that
  give this best answer: the sector whose experience a need asks, else the sector of the
  asked skill in the taxonomy. A need without either is counted in no sector.
- A refresher is suggested when the last use is stated and longer ago than the second step of
  the recency numbers (six years in version 1). It is advice: the claim keeps its place. An
  unstated last use suggests nothing.

What it does not do: recognise a diploma, or leave a faded skill out.

Source: R4-74, R4-75.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.coverage import SkillState, state_of
from matcher.taxonomy import Taxonomy
from matcher.types import (
    AcquiredIn,
    ConceptUri,
    MatchNeed,
    MatchProfile,
    NeedId,
    Requirement,
    SectorCode,
    SkillClaim,
)
from matcher.weights import VERSION_1, Weights


class TransferStatus(StrEnum):
    """How far a skill can be used where it is asked, best first."""

    AS_IS = "as_is"
    LEVEL_TO_CONFIRM = "level_to_confirm"
    AFTER_ADAPTATION = "after_adaptation"
    NOT_ASKED = "not_asked"


_ORDER = list(TransferStatus)


@dataclass(frozen=True, slots=True)
class TransferableSkill:
    """One stated skill, how far it is asked, and where.

    ``needs`` are those that give the best answer; ``sectors`` counts them by sector, most
    first. ``acquired_in`` is where it was learnt.
    """

    concept: ConceptUri
    status: TransferStatus
    refresh_suggested: bool
    sectors: tuple[tuple[SectorCode, int], ...]
    needs: tuple[NeedId, ...]
    acquired_in: AcquiredIn = AcquiredIn.UNSAID


def transferable(
    profile: MatchProfile,
    needs: Iterable[MatchNeed],
    taxonomy: Taxonomy,
    as_of: date,
    weights: Weights = VERSION_1,
) -> tuple[TransferableSkill, ...]:
    """Say of every stated skill how far it can be transferred.

    Args:
        profile: The person; a skill stated several times is answered once.
        needs: The open needs, each once.
        taxonomy: The active release.
        as_of: The day of the comparison; only its year matters.
        weights: The version in force.

    Returns:
        Best status first, then most needs, then by concept.
    """
    claims: dict[ConceptUri, list[SkillClaim]] = {}
    for claim in profile.skills:
        claims.setdefault(claim.concept, []).append(claim)
    asked = [(need, requirement) for need in needs for requirement in need.requirements]
    found = [
        _transfer(concept, stated, asked, taxonomy, as_of, weights)
        for concept, stated in claims.items()
    ]
    return tuple(
        sorted(found, key=lambda each: (_ORDER.index(each.status), -len(each.needs), each.concept))
    )


def refresh_suggested(claims: Iterable[SkillClaim], as_of: date, weights: Weights) -> bool:
    """Tell whether the last stated use of a skill is so long ago that a refresher helps."""
    used = [claim.last_used_year for claim in claims if claim.last_used_year is not None]
    limit, _ = weights.recency[1]
    return bool(used) and as_of.year - max(used) > limit


def _transfer(  # noqa: PLR0917 - one skill against everything asked
    concept: ConceptUri,
    stated: list[SkillClaim],
    asked: list[tuple[MatchNeed, Requirement]],
    taxonomy: Taxonomy,
    as_of: date,
    weights: Weights,
) -> TransferableSkill:
    best: dict[NeedId, TransferStatus] = {}
    sectors: dict[NeedId, frozenset[SectorCode]] = {}
    for need, requirement in asked:
        status = _status(concept, stated, requirement, taxonomy, weights)
        known = best.get(need.need_id, TransferStatus.NOT_ASKED)
        if _ORDER.index(status) < _ORDER.index(known):
            best[need.need_id] = status
            sectors[need.need_id] = _sectors(need, requirement, taxonomy)
        elif status is known and status is not TransferStatus.NOT_ASKED:
            sectors[need.need_id] |= _sectors(need, requirement, taxonomy)
    reached = min(best.values(), key=_ORDER.index, default=TransferStatus.NOT_ASKED)
    giving = sorted(need_id for need_id, status in best.items() if status is reached)
    counts = Counter(sector for need_id in giving for sector in sectors[need_id])
    places = {claim.acquired_in for claim in stated} - {AcquiredIn.UNSAID}
    return TransferableSkill(
        concept=concept,
        status=reached,
        refresh_suggested=refresh_suggested(stated, as_of, weights),
        sectors=tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0]))),
        needs=tuple(giving),
        acquired_in=places.pop() if len(places) == 1 else AcquiredIn.UNSAID,
    )


def _status(
    concept: ConceptUri,
    stated: list[SkillClaim],
    requirement: Requirement,
    taxonomy: Taxonomy,
    weights: Weights,
) -> TransferStatus:
    similarity = taxonomy.similarity(concept, requirement.concept)
    if not similarity:
        return TransferStatus.NOT_ASKED
    if similarity < weights.essential_similarity:
        return TransferStatus.AFTER_ADAPTATION
    state = max(state_of(claim.level, requirement.minimum_level) for claim in stated)
    if state is SkillState.MET:
        return TransferStatus.AS_IS
    if state is SkillState.LEVEL_UNKNOWN:
        return TransferStatus.LEVEL_TO_CONFIRM
    return TransferStatus.AFTER_ADAPTATION


def _sectors(
    need: MatchNeed, requirement: Requirement, taxonomy: Taxonomy
) -> frozenset[SectorCode]:
    if need.experience is not None and need.experience.sector is not None:
        return frozenset((need.experience.sector,))
    if requirement.concept in taxonomy:
        sector = taxonomy.concept(requirement.concept).sector
        if sector is not None:
            return frozenset((SectorCode(sector),))
    return frozenset()
