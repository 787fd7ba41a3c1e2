"""Campaigns: many people and many seats at once, for coordinators, people and agencies."""

from typing import Annotated

from fastapi import Path, Response

from api.dependencies import AsAgency, AsCoordinator, AsCoordinatorAtDoor, AsPerson
from api.inputs.campaign import (
    AppealAnswerInput,
    AppealInput,
    CampaignAnswer,
    CampaignInput,
    CampaignWithdrawal,
    ChoiceInput,
    NamingInput,
)
from api.routes.common import router
from api.services.campaigns.appeal_result import answer_appeal, appeal, read_appeal, read_appeals
from api.services.campaigns.campaign_results import agency_seats, all_campaigns, read_campaign
from api.services.campaigns.choose_in_campaign import choose, leave_campaign
from api.services.campaigns.own_campaign import read_own_campaign
from api.services.campaigns.own_campaigns import answer_naming, own_campaigns
from api.services.campaigns.plan_campaign import close_campaign, create_campaign, name_person
from api.services.campaigns.replace_organisation import withdrawals_near
from api.services.campaigns.run_campaign import run_apart, withdraw_apart
from api.services.campaigns.work_apart import opening_at
from api.services.views.campaigns import (
    AgencySeatsView,
    CampaignLineView,
    CampaignView,
    OwnCampaignView,
    WithdrawalNearView,
)
from api.services.views.own_campaign import AppealLine, AppealView, OwnCampaignSheet

routes = router("campaigns", prefix="/coordination/campaigns")
own_routes = router("campaigns", prefix="/me/campaigns")
agency_routes = router("campaigns", prefix="/campaign-seats")
CampaignReference = Annotated[str, Path(max_length=64, description="Reference of a campaign.")]
AppealReference = Annotated[str, Path(max_length=64, description="Reference of an appeal.")]


@routes.get("")
def read_campaigns(context: AsCoordinator) -> tuple[CampaignLineView, ...]:
    """List campaigns, newest day first."""
    return all_campaigns(context)


@routes.post("", status_code=201)
def post_campaign(context: AsCoordinator, given: CampaignInput) -> CampaignView:
    """Set a campaign up; its lot is settled and shown from here on."""
    return create_campaign(context, given)


@routes.get("/{campaign_id}")
def read_one_campaign(context: AsCoordinator, campaign_id: CampaignReference) -> CampaignView:
    """Read a campaign with its results; everybody shown finds it in her log."""
    return read_campaign(context, campaign_id)


@routes.post("/{campaign_id}/run")
def run_one_campaign(door: AsCoordinatorAtDoor, campaign_id: CampaignReference) -> CampaignView:
    """Seat everybody at once; a later run replaces an earlier one."""
    return run_apart(opening_at(door), campaign_id)


@routes.post("/{campaign_id}/withdrawal")
def withdraw_organisation(
    door: AsCoordinatorAtDoor, campaign_id: CampaignReference, given: CampaignWithdrawal
) -> CampaignView:
    """Take an organisation's needs out and place its people anew; others keep their seats."""
    return withdraw_apart(opening_at(door), campaign_id, given.organisation)


@routes.post("/{campaign_id}/namings")
def name_for_campaign(
    context: AsCoordinator, campaign_id: CampaignReference, given: NamingInput
) -> CampaignView:
    """Put somebody on a quota's list, or name her back to a need; she is asked."""
    return name_person(context, campaign_id, given)


@routes.post("/{campaign_id}/closure")
def close_one_campaign(context: AsCoordinator, campaign_id: CampaignReference) -> CampaignView:
    """Close a campaign: nothing of it changes any more."""
    return close_campaign(context, campaign_id)


@routes.get("/{campaign_id}/appeals")
def read_campaign_appeals(
    context: AsCoordinator, campaign_id: CampaignReference
) -> tuple[AppealLine, ...]:
    """List the appeals in a campaign, those that wait longest first."""
    return read_appeals(context, campaign_id)


@routes.get("/{campaign_id}/appeals/{appeal_id}")
def read_one_appeal(
    context: AsCoordinator, campaign_id: CampaignReference, appeal_id: AppealReference
) -> AppealView:
    """Read an appeal with its words; she finds in her log that it was read."""
    return read_appeal(context, campaign_id, appeal_id)


@routes.put("/{campaign_id}/appeals/{appeal_id}/answer", status_code=204, response_class=Response)
def answer_one_appeal(
    context: AsCoordinator,
    campaign_id: CampaignReference,
    appeal_id: AppealReference,
    given: AppealAnswerInput,
) -> None:
    """Answer an appeal, once, with a decision and its ground."""
    answer_appeal(context, campaign_id, appeal_id, given)


@own_routes.get("")
def read_own_campaigns(context: AsPerson) -> tuple[OwnCampaignView, ...]:
    """Read one's own places, or why there is none, and the campaigns that are open to one."""
    return own_campaigns(context)


@own_routes.get("/{campaign_id}")
def read_own_campaign_sheet(context: AsPerson, campaign_id: CampaignReference) -> OwnCampaignSheet:
    """Read a campaign's rules, one's own choices, the result by criterion, the appeal."""
    return read_own_campaign(context, campaign_id)


@own_routes.put("/{campaign_id}/choices", status_code=204, response_class=Response)
def write_own_choices(
    context: AsPerson, campaign_id: CampaignReference, given: ChoiceInput
) -> None:
    """Take part in a campaign with these choices, instead of earlier ones."""
    choose(context, campaign_id, given)


@own_routes.delete("/{campaign_id}/choices", status_code=204, response_class=Response)
def leave_one_campaign(context: AsPerson, campaign_id: CampaignReference) -> None:
    """Take part no longer; what was chosen is deleted."""
    leave_campaign(context, campaign_id)


@own_routes.post("/{campaign_id}/appeal", status_code=204, response_class=Response)
def appeal_own_result(
    context: AsPerson, campaign_id: CampaignReference, given: AppealInput
) -> None:
    """Appeal once against one's own result, in one's own words."""
    appeal(context, campaign_id, given.words)


@own_routes.put("/{campaign_id}/answer", status_code=204, response_class=Response)
def answer_own_naming(
    context: AsPerson, campaign_id: CampaignReference, given: CampaignAnswer
) -> None:
    """Say yes or no to being named in a campaign."""
    answer_naming(context, campaign_id, agrees=given.answer == "yes")


@agency_routes.get("")
def read_agency_seats(context: AsAgency) -> tuple[AgencySeatsView, ...]:
    """Read how many seats of the organisation's own needs are taken."""
    return agency_seats(context)


@agency_routes.get("/withdrawals")
def read_withdrawals_near(context: AsAgency) -> tuple[WithdrawalNearView, ...]:
    """Read, as an authority, which organisations of one's place withdrew from campaigns."""
    return withdrawals_near(context)
