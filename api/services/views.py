"""What the use cases about needs and matches give: frozen values, ready to be shown.

Rules:

- Codes stay codes (words are the locales'); concepts carry their label in the reader's
  language beside their identifier; days are dates, moments are aware UTC.
- No view holds an internal key of a person; she is known by a handle, which is different
  for every audience and need.
- What an agency sees of a person before a grant has no number about her and no bar.

What it does not do: compute or decide anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from data.records import NeedStatus, ReviewDecision
from matcher.explanation import Band
from matcher.types import (
    AffinityFactor,
    CollaborationKind,
    ConditionCode,
    Coverage,
    CoveredCost,
    Criterion,
    EvidenceState,
    FactValue,
    MissionActivity,
    Mode,
    NeedKind,
    OrganisationKind,
    ReasonCode,
    RequirementKind,
    StandardState,
    Verdict,
)
from privacy.errors import DenyReason
from privacy.grants import AgencyStatus, GrantState, RequestState
from privacy.inventory import PersonalField


class BucketCode(StrEnum):
    """The order before the score, by name."""

    DIRECT = "direct"
    CONDITIONAL = "conditional"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class RequirementView:
    """One skill a need asks; ``minimum_level`` is 0 when none is asked, else 1 to 4."""

    concept: str
    label: str
    kind: RequirementKind
    minimum_level: int
    weight: int
    proposed_by_machine: bool


@dataclass(frozen=True, slots=True)
class LanguageAskedView:
    """One language a need asks; ``minimum`` counts the levels of the CEFR from A1 = 1."""

    tag: str
    minimum: int
    minimum_name: str
    essential: bool


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A country, or a region of it."""

    country: str
    region: str | None


@dataclass(frozen=True, slots=True)
class DayOfYearView:
    """A day that returns every year."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class PeriodView:
    """A period: dated (``start``, ``end``) or yearly (``from_day``, ``to_day``)."""

    start: date | None
    end: date | None
    from_day: DayOfYearView | None
    to_day: DayOfYearView | None


@dataclass(frozen=True, slots=True)
class ExperienceAskedView:
    """Experience a need asks; ``occupation_label`` names the occupation."""

    occupation: str | None
    occupation_label: str | None
    sector: str | None
    minimum_years: int
    desired_years: int
    values_abroad: bool
    proposed_by_machine: bool = False


@dataclass(frozen=True, slots=True)
class StandardView:
    """A standard or decision the need depends on, and where it stands."""

    code: str
    state: StandardState
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class CollaborationView:
    """What one organisation seeks in another; ``asker_size`` is a band, 0 when not said."""

    asker_kind: OrganisationKind
    asker_country: str
    asker_size: int
    wanted: tuple[CollaborationKind, ...]
    services: tuple[str, ...]
    brain_drain_sector: bool


@dataclass(frozen=True, slots=True)
class NeedView:
    """One need; its parts have the names a need is described by when it is written.

    ``organisation`` is the name of who posts it, ``employer`` of who hires when it is
    another. ``revision`` must be given back when the need is changed.
    """

    id: str
    status: NeedStatus
    revision: int
    organisation: str
    created_on: date
    kind: NeedKind
    title: str
    text: str
    language: str
    employer: str | None
    requirements: tuple[RequirementView, ...]
    languages: tuple[LanguageAskedView, ...]
    mode: Mode | None
    period: PeriodView | None
    partial_period_ok: bool
    open_ended: bool
    duration_days: int | None
    hours_per_month: int | None
    place: PlaceView | None
    experience: ExperienceAskedView | None
    beneficiary_group: str | None
    evidence_required: EvidenceState | None
    train_the_trainer_required: bool
    standards: tuple[StandardView, ...]
    permits: tuple[str, ...]
    affinity: tuple[AffinityFactor, ...]
    seats: int
    priority: int
    activity: MissionActivity | None = None
    covered_costs: tuple[CoveredCost, ...] = ()
    course_unit: str | None = None
    mentor_on_site: bool = False
    collaboration: CollaborationView | None = None


@dataclass(frozen=True, slots=True)
class RequirementBar:
    """How the best claim covers one requirement.

    ``term`` is its contribution to the score, three decimals; ``share`` its part of 10 000;
    ``similarity``, ``level_factor`` and ``strength`` are hundredths. ``nearest`` is ``None``
    when no claim comes near.
    """

    concept: str
    label: str
    kind: RequirementKind
    asked_level: int
    coverage: Coverage
    nearest: str | None
    nearest_label: str | None
    nearest_level: int
    share: int
    similarity: int
    level_factor: int
    strength: int
    term: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One term of the score.

    ``term`` is what it adds, ``most`` what it could add, both with three decimals; the
    terms of a match add up to its score as shown. ``stated`` is false where the person said
    nothing about it.
    """

    criterion: Criterion
    term: str
    most: str
    stated: bool
    facts: Mapping[str, FactValue]
    requirements: tuple[RequirementBar, ...]


@dataclass(frozen=True, slots=True)
class ConditionView:
    """One hard condition with the facts it rests on.

    Facts that name a concept have their label beside them (``skill_label``).
    ``decides`` is false for what is shown but changes no order.
    """

    code: ConditionCode
    verdict: Verdict
    reason: ReasonCode | None
    closable: bool
    decides: bool
    facts: Mapping[str, FactValue]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a match stands where it stands.

    ``score`` has three decimals. ``left_out`` names what the need does not ask; its weight
    went to the rest, for everybody.
    """

    bucket: BucketCode
    band: Band
    score: str
    bars: tuple[Bar, ...]
    left_out: tuple[Criterion, ...]
    conditions: tuple[ConditionView, ...]
    proposed_by_machine: bool
    as_of: date
    weights_version: str
    taxonomy_release: str

    @property
    def open_points(self) -> tuple[ConditionView, ...]:
        """What is missing, not known, or met with a warning, of the conditions that decide."""
        return tuple(
            each
            for each in self.conditions
            if each.decides and (each.verdict is not Verdict.MET or each.reason is not None)
        )


@dataclass(frozen=True, slots=True)
class ReviewView:
    """What a coordinator decided about a match, why, and on which day."""

    decision: ReviewDecision
    reason: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class ReasonCountView:
    """How many people a reason concerns, with the skill it names if it names one.

    ``verdict`` tells a no from a silence; they are counted apart. ``related`` of them have
    at least something of what is asked.
    """

    reason: ReasonCode
    verdict: Verdict
    count: int
    concept: str | None
    label: str | None
    related: int


@dataclass(frozen=True, slots=True)
class CoordinatorMatch:
    """One person's match as a coordinator sees it: pseudonymous, explained."""

    handle: str
    explanation: Explanation
    review: ReviewView | None


@dataclass(frozen=True, slots=True)
class CoordinatorRanking:
    """The people that answer a need, best first.

    ``why_none_direct`` counts reasons over the whole pool when nobody fits directly, else it
    is empty; ``abstained`` says why nobody could be ranked at all.
    """

    need: NeedView
    matches: tuple[CoordinatorMatch, ...]
    pool: int
    abstained: ReasonCode | None
    no_direct_match: bool
    why_none_direct: tuple[ReasonCountView, ...]


@dataclass(frozen=True, slots=True)
class OwnMatch:
    """One need as it answers the reader's own profile."""

    need: NeedView
    explanation: Explanation
    review: ReviewView | None


@dataclass(frozen=True, slots=True)
class OwnMatches:
    """The needs that answer a person's profile, best first.

    ``why_not`` says why she is not matched at all; it is empty when she is. ``fields`` are
    those of hers that are matched. ``has_skills`` is false while she has stated none.
    """

    matches: tuple[OwnMatch, ...]
    why_not: tuple[DenyReason, ...]
    has_skills: bool
    fields: tuple[PersonalField, ...]


class Detail(StrEnum):
    """How much of an anonymous match is shown without pointing at one person."""

    FULL = "full"
    """Every requirement and condition: at least five people share all of it."""
    REQUIREMENTS = "requirements"
    """Every requirement, and no condition beyond what the bucket says."""
    COUNT = "count"
    """How many requirements are met, not which."""
    BAND = "band"
    """Bucket and band, and what follows from them."""


class ExperienceBand(StrEnum):
    """Years of experience, in a word."""

    UNDER_FIVE = "under_five"
    FIVE_TO_NINE = "five_to_nine"
    TEN_TO_NINETEEN = "ten_to_nineteen"
    TWENTY_OR_MORE = "twenty_or_more"


def experience_band(years: int) -> ExperienceBand:
    """Put years of experience into a word.

    >>> experience_band(9).value
    'five_to_nine'
    """
    if years < 5:
        return ExperienceBand.UNDER_FIVE
    if years < 10:
        return ExperienceBand.FIVE_TO_NINE
    return ExperienceBand.TEN_TO_NINETEEN if years < 20 else ExperienceBand.TWENTY_OR_MORE


class AnonymousCoverage(StrEnum):
    """How far one requirement is covered, or that it is not shown which."""

    MET = "met"
    PARTLY = "partly"
    MISSING = "missing"
    NOT_SHOWN = "not_shown"


class AnonymousState(StrEnum):
    """Whether one condition is met, or that it is not shown."""

    MET = "met"
    TO_BE_CONFIRMED = "to_be_confirmed"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True, slots=True)
class AnonymousRequirement:
    """One of the agency's requirements, and how far it is covered."""

    concept: str
    label: str
    kind: RequirementKind
    coverage: AnonymousCoverage


@dataclass(frozen=True, slots=True)
class AnonymousCondition:
    """One of the agency's conditions: met, to be confirmed, or not shown."""

    code: ConditionCode
    state: AnonymousState


@dataclass(frozen=True, slots=True)
class RequestStatusView:
    """The agency's latest request about a match: refusal and silence look the same.

    ``until`` is the end of the grant, once there is one.
    """

    id: str
    status: AgencyStatus
    fields: tuple[PersonalField, ...]
    asked_at: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class AgencyMatch:
    """One anonymous match.

    ``requirements_met`` is ``None`` when not even the count is shown. ``shortlisted`` says
    whether disclosure may be asked for. ``region`` and ``experience`` are shown only where at
    least five people share all that is shown.
    """

    handle: str
    bucket: BucketCode
    band: Band
    detail: Detail
    region: PlaceView | None
    experience: ExperienceBand | None
    requirements: tuple[AnonymousRequirement, ...]
    requirements_met: int | None
    conditions: tuple[AnonymousCondition, ...]
    proposed_by_machine: bool
    shortlisted: bool
    request: RequestStatusView | None


@dataclass(frozen=True, slots=True)
class ReasonView:
    """Why nobody fits directly, for at least five people; without a number."""

    reason: ReasonCode
    verdict: Verdict
    concept: str | None
    label: str | None


@dataclass(frozen=True, slots=True)
class AgencyRanking:
    """Anonymous matches of one of the agency's needs.

    By bucket, then band; inside of these the order means nothing and changes every day.
    """

    need: NeedView
    matches: tuple[AgencyMatch, ...]
    abstained: ReasonCode | None
    no_direct_match: bool
    why_none_direct: tuple[ReasonView, ...]


@dataclass(frozen=True, slots=True)
class GrantView:
    """What a person granted, as she sees it; ``openings`` counts how often it was used.

    ``most_openings`` is the number she allowed, ``None`` for no limit.
    """

    id: str
    state: GrantState
    fields: tuple[PersonalField, ...]
    granted_at: datetime
    until: datetime
    ended_at: datetime | None
    openings: int
    most_openings: int | None = None


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """An organisation's question to the reader: who, what, for which need, until when."""

    id: str
    organisation: str
    country: str
    need_id: str
    need_title: str
    need_language: str
    fields: tuple[PersonalField, ...]
    asked_at: datetime
    answer_by: datetime
    until: datetime
    state: RequestState
    can_answer: bool
    grant: GrantView | None


@dataclass(frozen=True, slots=True)
class AgencyRequest:
    """One request the agency made, with where it stands; ``handle`` leads to the match."""

    need_id: str
    need_title: str
    handle: str | None
    request: RequestStatusView
