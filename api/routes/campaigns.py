"""Campaigns: many people and many seats at once, for coordinators, people and agencies."""

from typing import Annotated

from fastapi import Path, Response

from api.dependencies import AsAgency, AsCoordinator, AsPerson
from api.inputs.campaign import CampaignAnswer, CampaignInput, CampaignWithdrawal, NamingInput
from api.routes.common import router
from api.services.campaign_results import agency_seats, all_campaigns, read_campaign
from api.services.own_campaigns import answer_naming, own_campaigns
from api.services.plan_campaign import close_campaign, create_campaign, name_person
from api.services.run_campaign import run_campaign, withdraw_from_campaign
from api.services.views.campaigns import (
    AgencySeatsView,
    CampaignLineView,
    CampaignView,
    OwnCampaignView,
)

routes = router("campaigns", prefix="/coordination/campaigns")
own_routes = router("campaigns", prefix="/me/campaigns")
agency_routes = router("campaigns", prefix="/campaign-seats")
CampaignReference = Annotated[str, Path(max_length=64, description="Reference of a campaign.")]


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
def run_one_campaign(context: AsCoordinator, campaign_id: CampaignReference) -> CampaignView:
    """Seat everybody at once; a later run replaces an earlier one."""
    return run_campaign(context, campaign_id)


@routes.post("/{campaign_id}/withdrawal")
def withdraw_organisation(
    context: AsCoordinator, campaign_id: CampaignReference, given: CampaignWithdrawal
) -> CampaignView:
    """Take an organisation's needs out and place its people anew; others keep their seats."""
    return withdraw_from_campaign(context, campaign_id, given.organisation)


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


@own_routes.get("")
def read_own_campaigns(context: AsPerson) -> tuple[OwnCampaignView, ...]:
    """Read one's own places, or why there is none, and what one is named for."""
    return own_campaigns(context)


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
