"""Pages of campaigns: setting up, running and reading; a person's place; an agency's numbers."""

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from api.context import Context
from api.contexts.campaigns import (
    GROUNDS,
    TRACKS,
    AgencySeatsPage,
    CampaignPage,
    CampaignsPage,
    NewCampaignPage,
    OwnCampaignsPage,
)
from api.contexts.page import FormState
from api.dependencies import AsAgency, AsCoordinator, AsCoordinatorAtDoor, AsPerson
from api.door import Door
from api.errors import NotFound
from api.i18n import translator
from api.inputs.campaign import CampaignInput, CampaignWithdrawal, NamingInput
from api.pages.forms import (
    AskedForm,
    FormInput,
    Nested,
    SentForm,
    check_input,
    claim_at_door,
    keep_form,
)
from api.pages.going import see
from api.pages.options import options
from api.pages.shell import render
from api.services.campaigns.appeal_result import read_appeals
from api.services.campaigns.campaign_results import (
    agency_seats,
    all_campaigns,
    outline_campaign,
    read_campaign,
)
from api.services.campaigns.own_campaigns import answer_naming, own_campaigns
from api.services.campaigns.plan_campaign import close_campaign, create_campaign, name_person
from api.services.campaigns.replace_organisation import withdrawals_near
from api.services.campaigns.run_campaign import run_apart, withdraw_apart
from api.services.campaigns.work_apart import opening_at
from api.services.needs.post_need import open_needs
from api.services.views.campaigns import CampaignView
from api.services.views.own_campaign import AppealLine

MOST_OFFERED = 150
"""Open needs offered on the page of a new campaign; more can be sent as JSON."""

coordination = APIRouter(prefix="/coordination/campaigns")
own = APIRouter(prefix="/me/campaigns")
agency = APIRouter(prefix="/agency/campaigns")


@coordination.get("")
def show_campaigns(request: Request, context: AsCoordinator) -> Response:
    """List every campaign."""
    return render(request, CampaignsPage(all_campaigns(context)))


def _new_page(context: Context, form: FormState) -> NewCampaignPage:
    tongue = translator(context.language)
    needs = [
        need
        for need in open_needs(context, MOST_OFFERED + 1)
        if need.kind.value != "institutional_collaboration"
    ]
    return NewCampaignPage(
        needs=tuple(needs[:MOST_OFFERED]),
        more=len(needs) > MOST_OFFERED,
        tracks=options(tongue, "track", TRACKS),
        grounds=options(tongue, "quota_ground", GROUNDS),
        form=form,
    )


@coordination.get("/new")
def show_new_campaign(request: Request, context: AsCoordinator) -> Response:
    """Ask which needs and which quotas."""
    return render(request, _new_page(context, FormState()))


@coordination.post("/new")
def save_new_campaign(request: Request, context: AsCoordinator, form: SentForm) -> Response:
    """Set a campaign up."""
    shown = _new_page(context, FormState())
    keep_form(request, form, lambda state: replace(shown, form=state))
    given = check_input(CampaignInput, _sent_campaign(form), {"needs": []})
    return see(f"/coordination/campaigns/{create_campaign(context, given).id}")


def _sent_campaign(form: FormInput) -> Nested:
    """Leave out the rows that are not ticked, and quotas without a name."""
    tree = form.nested(ignored={"form_token"})
    for name, key in (("needs", "need"), ("quotas", "name")):
        rows = tree.get(name)
        if isinstance(rows, dict):
            kept = {
                row: each for row, each in rows.items() if isinstance(each, dict) and key in each
            }
            if kept:
                tree[name] = dict(kept)
            else:
                del tree[name]
    return tree


def _page(
    campaign: CampaignView, appeals: tuple[AppealLine, ...] = (), *, saved: bool = False
) -> CampaignPage:
    return CampaignPage(
        campaign,
        needs=tuple(
            (each.need.id, each.need.title) for each in campaign.needs if not each.withdrawn
        ),
        lists=tuple((each.code, each.name) for each in campaign.quotas if each.track is None),
        appeals=appeals,
        saved=saved,
    )


def _keep(request: Request, context: Context, campaign_id: str, form: FormInput) -> None:
    """Show the campaign again, without its people, should a form be refused."""
    shown = _page(outline_campaign(context, campaign_id))
    keep_form(request, form, lambda state: replace(shown, form=state))


@coordination.get("/{campaign_id}")
def show_campaign(
    request: Request, context: AsCoordinator, campaign_id: str, saved: str = ""
) -> Response:
    """Show a campaign with its results."""
    campaign, appeals = read_campaign(context, campaign_id), read_appeals(context, campaign_id)
    return render(request, _page(campaign, appeals, saved=bool(saved)))


def _keep_at_door(request: Request, door: Door, campaign_id: str, form: FormInput) -> None:
    """Use the form's token up, and show the campaign again should it be refused."""
    claim_at_door(door, form)
    with opening_at(door)(False) as context:
        _keep(request, context, campaign_id, form)
        context.commit()


@coordination.post("/{campaign_id}/run")
def run(request: Request, door: AsCoordinatorAtDoor, campaign_id: str, form: AskedForm) -> Response:
    """Seat everybody at once."""
    _keep_at_door(request, door, campaign_id, form)
    return see(f"/coordination/campaigns/{run_apart(opening_at(door), campaign_id).id}?saved=yes")


@coordination.post("/{campaign_id}/withdrawal")
def withdraw(
    request: Request, door: AsCoordinatorAtDoor, campaign_id: str, form: AskedForm
) -> Response:
    """Take an organisation's needs out and place its people anew."""
    _keep_at_door(request, door, campaign_id, form)
    given = check_input(CampaignWithdrawal, form.nested(ignored={"form_token"}))
    done = withdraw_apart(opening_at(door), campaign_id, given.organisation)
    return see(f"/coordination/campaigns/{done.id}?saved=yes")


@coordination.post("/{campaign_id}/namings")
def name(request: Request, context: AsCoordinator, campaign_id: str, form: SentForm) -> Response:
    """Put somebody on a list, or name her back; she is asked."""
    _keep(request, context, campaign_id, form)
    tree = form.nested(ignored={"form_token"})
    tree["kind"] = "list" if tree.get("quota") else "recall"
    done = name_person(context, campaign_id, check_input(NamingInput, tree))
    return see(f"/coordination/campaigns/{done.id}?saved=yes")


@coordination.post("/{campaign_id}/closure")
def close(request: Request, context: AsCoordinator, campaign_id: str, form: SentForm) -> Response:
    """Close a campaign for good."""
    _keep(request, context, campaign_id, form)
    return see(f"/coordination/campaigns/{close_campaign(context, campaign_id).id}?saved=yes")


@own.get("")
def show_own_campaigns(request: Request, context: AsPerson, saved: str = "") -> Response:
    """Show the reader's places, or why she has none."""
    return render(request, OwnCampaignsPage(own_campaigns(context), saved=bool(saved)))


@own.post("/{campaign_id}")
def answer(context: AsPerson, campaign_id: str, form: SentForm) -> Response:
    """Say yes or no to being named."""
    said = form.one("answer")
    if said not in {"yes", "no"}:
        raise NotFound("not_found")
    answer_naming(context, campaign_id, agrees=said == "yes")
    return see("/me/campaigns?saved=yes")


@agency.get("")
def show_agency_seats(request: Request, context: AsAgency) -> Response:
    """Show how many seats of the organisation's needs are taken."""
    return render(request, AgencySeatsPage(agency_seats(context), withdrawals_near(context)))
