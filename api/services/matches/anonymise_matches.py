"""Reduce matches to what an agency may see before any grant.

Rules:

- Bucket and band are always shown, and what follows from them: in the direct bucket every
  essential and trainable requirement is met and so is every condition. A permit, and a
  standard the need itself waits for, are the same for everybody.
- Everything beyond that is shown only where at least five people of this need share all of
  it; else less is shown: requirements without conditions, then only how many are met, then
  nothing more. So what is shown never points at one person. Who does not count towards the
  five (``count_people``) is shown what the others allow.
- Among those shown in full, the region of a tie and a band of years of experience are shown
  too where at least five share all of it, and never so that fewer than five without remain.
- No score, no bar, no reason, no other fact about a person.

What it does not do: order or cut (``rank_matches``), or issue handles.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

from api.services.views.agency import (
    AnonymousCondition,
    AnonymousCoverage,
    AnonymousRequirement,
    AnonymousState,
    Detail,
    ExperienceBand,
    experience_band,
)
from matcher.explanation import AgencyRequirement, AgencyView, Confirmation, agency_view
from matcher.taxonomy import Taxonomy
from matcher.types import (
    Bucket,
    ConditionCode,
    Coverage,
    MatchNeed,
    MatchProfile,
    RequirementKind,
    ScoredMatch,
)

LEAST_ALIKE = 5
"""How many people must share all that is shown of one of them."""
SAME_FOR_ALL = frozenset({ConditionCode.PERMIT, ConditionCode.STANDARD})


@dataclass(frozen=True, slots=True)
class Background:
    """What may stand beside a match where enough people share it; ``None``: not stated."""

    region: str | None = None
    experience: ExperienceBand | None = None


UNKNOWN = Background()


@dataclass(frozen=True, slots=True)
class Anonymous:
    """What may be shown of one match."""

    detail: Detail
    requirements: tuple[AnonymousRequirement, ...]
    requirements_met: int | None
    conditions: tuple[AnonymousCondition, ...]
    proposed_by_machine: bool
    background: Background = UNKNOWN


def background_of(profile: MatchProfile | None, need: MatchNeed) -> Background:
    """Give the region she is tied to in the need's country, and a band of years.

    Without a place in the need, the first region by code counts.
    """
    if profile is None:
        return UNKNOWN
    wanted = need.place.country if need.place else None
    regions = sorted(
        tie.region
        for tie in profile.ties
        if tie.region and (wanted is None or tie.country == wanted)
    )
    years = [entry.years_origin + entry.years_host for entry in profile.experience]
    return Background(
        region=regions[0] if regions else None,
        experience=experience_band(sum(years)) if years else None,
    )


def anonymise_matches(
    matches: Sequence[ScoredMatch],
    taxonomy: Taxonomy,
    language: str,
    backgrounds: Sequence[Background] = (),
    counting: Sequence[bool] = (),
) -> list[Anonymous]:
    """Reduce the matches of one need, all of them together.

    Args:
        matches: Everybody the agency's list is drawn from; the more, the more is shown.
        taxonomy: Names the requirements.
        language: The reader's.
        backgrounds: One a match, in their order; left out, none is shown.
        counting: Whether each counts towards the five; left out, everybody does.

    Returns:
        One value a match, in the order given.
    """
    views = [agency_view(match) for match in matches]
    counted = list(counting) or [True] * len(views)
    details = _details(views, counted)
    beside = _beside(views, details, backgrounds or [UNKNOWN] * len(views), counted)
    return [
        replace(_shown(view, detail, _is_proposed_need(match), taxonomy, language), background=told)
        for view, detail, match, told in zip(views, details, matches, beside, strict=True)
    ]


def _beside(
    views: Sequence[AgencyView],
    details: Sequence[Detail],
    backgrounds: Sequence[Background],
    counting: Sequence[bool],
) -> list[Background]:
    """Choose whose background may be shown: at least five share all, and five or none remain."""
    found = [UNKNOWN] * len(views)
    groups: dict[Hashable, list[int]] = {}
    for number, detail in enumerate(details):
        if detail is Detail.FULL:
            groups.setdefault(_KEYS[Detail.FULL](views[number]), []).append(number)
    for members in groups.values():
        counted = [number for number in members if counting[number]]
        sizes = Counter(backgrounds[number] for number in counted)
        told = sorted(
            (each for each, size in sizes.items() if size >= LEAST_ALIKE and each != UNKNOWN),
            key=lambda each: (-sizes[each], str(each)),
        )
        while told and _leaves_few(members, counted, backgrounds, told):
            told.pop()
        for number in members:
            if backgrounds[number] in told:
                found[number] = backgrounds[number]
    return found


def _leaves_few(
    members: Sequence[int],
    counted: Sequence[int],
    backgrounds: Sequence[Background],
    told: Sequence[Background],
) -> bool:
    """Say whether somebody remains without a background, but fewer than five who count."""
    remaining = [number for number in members if backgrounds[number] not in told]
    return bool(remaining) and len(set(remaining).intersection(counted)) < LEAST_ALIKE


def _details(views: Sequence[AgencyView], counting: Sequence[bool]) -> list[Detail]:
    """Choose the most that may be shown of each view.

    Those shown in more detail do not count for the others: leaving them out by elimination
    must not leave fewer than five either.
    """
    found = [Detail.BAND] * len(views)
    left = list(range(len(views)))
    for detail, key in _KEYS.items():
        alike = Counter(key(views[number]) for number in left if counting[number])
        for number in left:
            if alike[key(views[number])] >= LEAST_ALIKE:
                found[number] = detail
        left = [number for number in left if found[number] is Detail.BAND]
    return found


def _met(view: AgencyView) -> int:
    return sum(each.coverage is Coverage.MET for each in view.requirements)


def _base(view: AgencyView) -> Hashable:
    return view.bucket, view.band, view.machine_proposals


def _covered(view: AgencyView) -> Hashable:
    return tuple(each.coverage for each in view.requirements)


_KEYS: Mapping[Detail, Callable[[AgencyView], Hashable]] = {
    Detail.FULL: lambda view: (_base(view), _covered(view), view.conditions),
    Detail.REQUIREMENTS: lambda view: (_base(view), _covered(view)),
    Detail.COUNT: lambda view: (_base(view), _met(view)),
}
"""Everything that would be shown, by detail, most first."""


def _is_proposed_need(match: ScoredMatch) -> bool:
    return any(
        child.requirement.proposed_by_machine
        for evidence in match.evidence
        for child in evidence.children
    )


def _shown(
    view: AgencyView, detail: Detail, proposed_need: bool, taxonomy: Taxonomy, language: str
) -> Anonymous:
    names = detail in {Detail.FULL, Detail.REQUIREMENTS}
    return Anonymous(
        detail=detail,
        requirements=tuple(
            AnonymousRequirement(
                concept=each.concept,
                label=taxonomy.label(each.concept, language),
                kind=each.kind,
                coverage=_coverage(each, view.bucket, shown=names),
            )
            for each in view.requirements
        ),
        requirements_met=None if detail is Detail.BAND else _met(view),
        conditions=tuple(
            AnonymousCondition(code, _state(code, state, view.bucket, detail))
            for code, state in view.conditions
        ),
        proposed_by_machine=proposed_need or (view.machine_proposals and detail is not Detail.BAND),
    )


def _coverage(each: AgencyRequirement, bucket: Bucket, *, shown: bool) -> AnonymousCoverage:
    if shown:
        return AnonymousCoverage(each.coverage.value)
    if bucket is Bucket.DIRECT and each.kind is not RequirementKind.OPTIONAL:
        return AnonymousCoverage.MET
    return AnonymousCoverage.NOT_SHOWN


def _state(
    code: ConditionCode, state: Confirmation, bucket: Bucket, detail: Detail
) -> AnonymousState:
    if detail is Detail.FULL or code in SAME_FOR_ALL:
        return AnonymousState(state.value)
    return AnonymousState.MET if bucket is Bucket.DIRECT else AnonymousState.NOT_SHOWN
