"""What a person sees of one campaign: its rules, her choices, her result, her appeal.

Rules:

- The rules are those the run follows, shown before anybody chooses.
- Her result is told criterion by criterion, of her own pairs only.
- The coordination sees an appeal under her handle.

What it does not do: decide what is in it (the use cases do).
"""

from dataclasses import dataclass
from datetime import date

from api.services.views.campaigns import OwnCampaignView
from api.services.views.explaining import Explanation
from api.services.views.ladder import NeedLineView
from data.campaign_records import AppealDecision, AppealGround, QuotaGround, Track
from matcher.allocation import Objective, SeatReason
from matcher.types import Criterion


@dataclass(frozen=True, slots=True)
class QuotaRule:
    """Seats bounded or reserved: for whom, how many, why."""

    name: str
    ground: QuotaGround
    track: Track | None
    at_least: int
    at_most: int | None
    held: bool


@dataclass(frozen=True, slots=True)
class CriterionRule:
    """One criterion and its share of the score, in hundredths."""

    criterion: Criterion
    weight: int


@dataclass(frozen=True, slots=True)
class CampaignRules:
    """By which rules a campaign seats; ``step`` is a score with three decimals."""

    weights_version: str
    criteria: tuple[CriterionRule, ...]
    order: tuple[Objective, ...]
    quotas: tuple[QuotaRule, ...]
    conditional: bool
    on_application: bool
    choices_until: date | None
    step: str
    appeal_days: int
    answer_days: int


@dataclass(frozen=True, slots=True)
class OfferedNeedView:
    """A need of the campaign she may choose; ``rank`` counts from 1."""

    need: NeedLineView
    seats: int
    track: Track | None
    rank: int | None
    excluded: bool


@dataclass(frozen=True, slots=True)
class OwnChoiceView:
    """What she chose, and when."""

    chosen_on: date
    tracks: tuple[Track, ...]
    ranked: tuple[str, ...]
    excluded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeighedView:
    """Her result at one need, criterion by criterion.

    ``as_then`` is false when her profile or the need changed since the run; the bars are of
    today. ``most_open`` is the criterion with the most left to gain.
    """

    need: NeedLineView
    reason: SeatReason
    seated: bool
    explanation: Explanation
    as_then: bool
    most_open: Criterion | None


@dataclass(frozen=True, slots=True)
class OwnAppealView:
    """Her appeal, and what was answered."""

    asked_on: date
    answer_by: date
    words: str
    decision: AppealDecision | None
    ground: AppealGround | None
    answer: str | None
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class OwnCampaignSheet:
    """One campaign whole, for the person it concerns.

    ``appeal_until`` is the last day on which she may appeal, ``None`` when she may not.
    """

    campaign: OwnCampaignView
    rules: CampaignRules
    needs: tuple[OfferedNeedView, ...]
    choice: OwnChoiceView | None
    can_choose: bool
    weighed: tuple[WeighedView, ...]
    appeal: OwnAppealView | None
    appeal_until: date | None


@dataclass(frozen=True, slots=True)
class AppealLine:
    """One appeal in a list; ``late`` when its answer is overdue."""

    id: str
    asked_on: date
    answer_by: date
    decision: AppealDecision | None
    late: bool


@dataclass(frozen=True, slots=True)
class AppealView:
    """An appeal as the coordination reads it; ``need`` is where she came nearest or sits."""

    id: str
    campaign: str
    campaign_name: str
    asked_on: date
    answer_by: date
    words: str
    reason: SeatReason | None
    need: NeedLineView | None
    handle: str | None
    decision: AppealDecision | None
    ground: AppealGround | None
    answer: str | None
    answered_on: date | None
