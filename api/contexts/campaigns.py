"""What the pages about campaigns show; see ``api.contexts``."""

from dataclasses import dataclass
from typing import ClassVar

from api.contexts.page import EMPTY_FORM, FormState, Option, Page
from api.services.views.campaigns import (
    AgencySeatsView,
    CampaignLineView,
    CampaignView,
    OwnCampaignView,
    WithdrawalNearView,
)
from api.services.views.need import NeedView
from api.services.views.own_campaign import AppealLine, AppealView, OwnCampaignSheet
from data.campaign_records import AppealDecision, AppealGround, QuotaGround, Track

TRACKS = tuple(track.value for track in Track)
GROUNDS = tuple(ground.value for ground in QuotaGround)
DECISIONS = tuple(decision.value for decision in AppealDecision)
APPEAL_GROUNDS = tuple(ground.value for ground in AppealGround)
RANK_ROWS = range(5)
"""Choices in order offered on the page; more can be sent as JSON."""
QUOTA_ROWS = range(2)
"""Quotas offered on the page; more can be sent as JSON."""


@dataclass(frozen=True, slots=True)
class CampaignsPage(Page):
    """Every campaign."""

    template: ClassVar[str] = "coordinator/campaigns.html"
    audience: ClassVar[str] = "coordinator"
    wide: ClassVar[bool] = True
    campaigns: tuple[CampaignLineView, ...]


@dataclass(frozen=True, slots=True)
class NewCampaignPage(Page):
    """Which needs, which quotas; ``more`` says that not every open need is offered."""

    template: ClassVar[str] = "coordinator/campaign_form.html"
    audience: ClassVar[str] = "coordinator"
    wide: ClassVar[bool] = True
    needs: tuple[NeedView, ...]
    more: bool
    tracks: tuple[Option, ...]
    grounds: tuple[Option, ...]
    form: FormState = EMPTY_FORM
    quota_rows: range = QUOTA_ROWS


@dataclass(frozen=True, slots=True)
class CampaignPage(Page):
    """One campaign with its results; ``lists`` are the quotas people can be put on."""

    template: ClassVar[str] = "coordinator/campaign.html"
    audience: ClassVar[str] = "coordinator"
    wide: ClassVar[bool] = True
    campaign: CampaignView
    needs: tuple[Option, ...]
    lists: tuple[Option, ...]
    appeals: tuple[AppealLine, ...] = ()
    form: FormState = EMPTY_FORM
    saved: bool = False


@dataclass(frozen=True, slots=True)
class OwnCampaignsPage(Page):
    """The reader's places, or why she has none."""

    template: ClassVar[str] = "person/campaigns.html"
    audience: ClassVar[str] = "person"
    campaigns: tuple[OwnCampaignView, ...]
    saved: bool = False


@dataclass(frozen=True, slots=True)
class AgencySeatsPage(Page):
    """How many seats of the agency's needs are taken."""

    template: ClassVar[str] = "agency/campaigns.html"
    audience: ClassVar[str] = "agency"
    seats: tuple[AgencySeatsView, ...]
    withdrawals: tuple[WithdrawalNearView, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnCampaignPage(Page):
    """One campaign for the reader: rules, choices, result, appeal; ``needs`` names them."""

    template: ClassVar[str] = "person/campaign.html"
    audience: ClassVar[str] = "person"
    sheet: OwnCampaignSheet
    tracks: tuple[Option, ...]
    needs: tuple[Option, ...]
    form: FormState = EMPTY_FORM
    rank_rows: range = RANK_ROWS
    saved: bool = False


@dataclass(frozen=True, slots=True)
class AppealPage(Page):
    """One appeal with its words, to be answered."""

    template: ClassVar[str] = "coordinator/appeal.html"
    audience: ClassVar[str] = "coordinator"
    appeal: AppealView
    decisions: tuple[Option, ...]
    grounds: tuple[Option, ...]
    form: FormState = EMPTY_FORM
    saved: bool = False
