"""The score: a sum of whole numbers that anybody can redo.

Rules:

- Skills are ``sum(share * value)`` over 10**6: shares of the requirements sum to 10 000,
  values are hundredths (``coverage``).
- The other criteria are whole thousandths times 1000 (``criteria``).
- The score is ``sum(criterion weight * value)`` over 10**8; weights sum to 100 over the
  criteria the need asks. Its terms are the bars of the explanation.
- The score is not bent by the bucket, and the bucket is not bent by the score.
- The same pair has the same score from either side, whatever the order or repetition of
  skills, languages, windows or requirements.

What it does not do: see a name, sex, age, nationality or legal situation: the types have no
such field. It is no probability.
"""

from collections.abc import Callable, Mapping
from datetime import date

from matcher.conditions.checking import bucket_of, check_prepared
from matcher.coverage import SkillCover, cover_all
from matcher.criteria import (
    Weighed,
    weigh_affinity,
    weigh_experience,
    weigh_freshness,
    weigh_languages,
    weigh_period,
    weigh_place,
)
from matcher.errors import NotEnoughData
from matcher.experience import rests_on_proposed
from matcher.lots import tie_key
from matcher.prepared import PreparedNeed, prepare
from matcher.taxonomy import Taxonomy
from matcher.types import Criterion, Evidence, MatchNeed, MatchProfile, ScoredMatch
from matcher.weights import Weights

SOFT: Mapping[Criterion, Callable[[MatchProfile, PreparedNeed], Weighed]] = {
    Criterion.EXPERIENCE: weigh_experience,
    Criterion.LANGUAGES: weigh_languages,
    Criterion.PERIOD: weigh_period,
    Criterion.PLACE: weigh_place,
    Criterion.FRESHNESS: weigh_freshness,
    Criterion.AFFINITY: weigh_affinity,
}
_THOUSANDTH = 1000


def weigh(
    profile: MatchProfile,
    need: MatchNeed,
    taxonomy: Taxonomy,
    weights: Weights,
    as_of: date,
) -> ScoredMatch:
    """Weigh the evidence that a profile meets a need.

    Args:
        profile: Pseudonymous; skills are concepts of the taxonomy.
        need: At least one requirement.
        taxonomy: The active release.
        weights: Frozen, versioned.
        as_of: The day of the comparison.

    Returns:
        The bucket, every condition, one evidence per asked criterion, and their sum.

    Raises:
        NotEnoughData: The need has no readable requirement.

    Source: R4-10, R4-33.
    """
    return weigh_prepared(profile, prepare(need, taxonomy, weights, as_of))


def weigh_prepared(profile: MatchProfile, prepared: PreparedNeed) -> ScoredMatch:
    """Weigh a profile against a need made ready.

    Raises:
        NotEnoughData: The need has no readable requirement.
    """
    if not prepared.need.requirements:
        raise NotEnoughData("requirements")
    covers = cover_all(profile, prepared)
    conditions = check_prepared(profile, prepared, covers)
    evidence = tuple(
        _evidence(criterion, weight, profile, prepared, covers)
        for criterion, weight in prepared.criteria.items()
    )
    return ScoredMatch(
        need_id=prepared.need.need_id,
        slot=profile.slot,
        bucket=bucket_of(conditions),
        numerator=sum(each.term for each in evidence),
        conditions=conditions,
        evidence=evidence,
        left_out=prepared.left_out,
        weights_version=prepared.weights.version,
        taxonomy_release=prepared.taxonomy_release,
        as_of=prepared.as_of,
        machine_proposals=any(cover.proposed_by_machine for cover in covers)
        or rests_on_proposed(profile.experience, prepared.need.experience, prepared.occupations),
        tie_key=tie_key(prepared.seed, profile.lot, profile.slot),
    )


def _evidence(
    criterion: Criterion,
    weight: int,
    profile: MatchProfile,
    prepared: PreparedNeed,
    covers: tuple[SkillCover, ...],
) -> Evidence:
    if criterion is Criterion.SKILLS:
        children = tuple(cover.evidence for cover in covers)
        value = sum(child.weight * child.value for child in children)
        return Evidence(criterion, weight, value, bool(profile.skills), children=children)
    weighed = SOFT[criterion](profile, prepared)
    return Evidence(criterion, weight, weighed.value * _THOUSANDTH, weighed.stated, weighed.facts)
