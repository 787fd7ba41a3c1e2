"""What an agency sees before a grant: no number about a person, and no bar."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from api.services.views.explaining import BucketCode
from api.services.views.need import NeedView, PlaceView
from matcher.explanation import Band
from matcher.types import ConditionCode, ReasonCode, RequirementKind, Verdict
from privacy.grants import AgencyStatus
from privacy.inventory import PersonalField


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
class AgencyRequest:
    """One request the agency made, with where it stands; ``handle`` leads to the match."""

    need_id: str
    need_title: str
    handle: str | None
    request: RequestStatusView
