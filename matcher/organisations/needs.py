"""A need as it is put to organisations: which criteria it asks, and what is wanted.

Rules: see ``organisations``.

What it does not do: look at an organisation.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from matcher.taxonomy import Taxonomy
from matcher.types import (
    Collaboration,
    CollaborationKind,
    ConceptUri,
    MatchNeed,
    MissionActivity,
    NeedKind,
    OrganisationCriterion,
)
from matcher.weights import CRITERION_TOTAL, Weights, largest_remainder, requirement_weights

ORGANISATION_WEIGHTS = (
    (OrganisationCriterion.SPECIALITIES, 40),
    (OrganisationCriterion.KIND, 20),
    (OrganisationCriterion.COLLABORATION, 15),
    (OrganisationCriterion.LANGUAGES, 15),
    (OrganisationCriterion.SIZE, 10),
)
"""The criteria and their hundredths."""


@dataclass(frozen=True, slots=True)
class PutNeed:
    """A need made ready to be compared with organisations.

    ``shares`` and ``near`` run along the requirements; ``criteria`` holds the weights of what
    is asked (sum 100), ``wanted`` what the two would do together.
    """

    need: MatchNeed
    request: Collaboration | None
    wanted: frozenset[CollaborationKind]
    shares: tuple[int, ...]
    near: tuple[Mapping[ConceptUri, int], ...]
    criteria: Mapping[OrganisationCriterion, int]
    weights: Weights


def put_need(need: MatchNeed, taxonomy: Taxonomy, weights: Weights) -> PutNeed:
    """Make a need ready, whether it looks for organisations or for people."""
    request = need.collaboration
    wanted = _wanted(need)
    twin = request is not None and request.brain_drain_sector
    kept = [
        (criterion, weight)
        for criterion, weight in ORGANISATION_WEIGHTS
        if {
            OrganisationCriterion.SPECIALITIES: bool(need.requirements),
            OrganisationCriterion.KIND: twin,
            OrganisationCriterion.SIZE: twin and bool(request and request.asker_size),
            OrganisationCriterion.COLLABORATION: bool(wanted),
            OrganisationCriterion.LANGUAGES: bool(need.languages),
        }[criterion]
    ]
    given = largest_remainder([weight for _, weight in kept], CRITERION_TOTAL)
    return PutNeed(
        need=need,
        request=request,
        wanted=wanted,
        shares=requirement_weights(need),
        near=tuple(taxonomy.neighbours(each.concept) for each in need.requirements),
        criteria={criterion: share for (criterion, _), share in zip(kept, given, strict=True)},
        weights=weights,
    )


def _wanted(need: MatchNeed) -> frozenset[CollaborationKind]:
    if need.kind is NeedKind.INSTITUTIONAL_COLLABORATION:
        return need.collaboration.wanted if need.collaboration else frozenset()
    mission = need.kind is NeedKind.SHORT_MISSION and need.activity is MissionActivity.TRAINING
    if mission or need.kind is NeedKind.TRAINING_DELIVERY:
        return frozenset({CollaborationKind.TEACHING})
    return frozenset()
