"""The page of one campaign for a person: its rules, her choices, her result, her appeal."""

from fastapi import APIRouter, Request, Response

from api.context import Context
from api.contexts.campaigns import TRACKS, OwnCampaignPage
from api.contexts.page import FormState
from api.dependencies import AsPerson
from api.i18n import translator
from api.inputs.campaign import AppealInput, ChoiceInput
from api.pages.forms import FormInput, SentForm, check_input, keep_form
from api.pages.going import see
from api.pages.options import options
from api.pages.shell import render
from api.services.campaigns.appeal_result import appeal
from api.services.campaigns.choose_in_campaign import choose, leave_campaign
from api.services.campaigns.own_campaign import read_own_campaign
from api.services.views.own_campaign import OwnCampaignSheet

router = APIRouter(prefix="/me/campaigns")
RANK = "ranked-"


def _page(
    context: Context, sheet: OwnCampaignSheet, form: FormState | None = None, *, saved: bool = False
) -> OwnCampaignPage:
    return OwnCampaignPage(
        sheet,
        tracks=options(translator(context.language), "track", TRACKS),
        needs=tuple(
            (each.need.id, f"{each.need.title} – {each.need.organisation}") for each in sheet.needs
        ),
        form=_state_of(sheet) if form is None else form,
        saved=saved,
    )


def _state_of(sheet: OwnCampaignSheet) -> FormState:
    choice = sheet.choice
    if choice is None:
        return FormState({"tracks": TRACKS})
    ranks = {f"{RANK}{number}": (need,) for number, need in enumerate(choice.ranked)}
    return FormState({"tracks": choice.tracks, "excluded": choice.excluded, **ranks})


@router.get("/{campaign_id}")
def show_own_campaign(
    request: Request, context: AsPerson, campaign_id: str, saved: str = ""
) -> Response:
    """Show a campaign with its rules, her choices, her result and her appeal."""
    sheet = read_own_campaign(context, campaign_id)
    return render(request, _page(context, sheet, saved=bool(saved)))


def _keep(request: Request, context: Context, campaign_id: str, form: FormInput) -> None:
    sheet = read_own_campaign(context, campaign_id)
    keep_form(request, form, lambda state: _page(context, sheet, state))


@router.post("/{campaign_id}/choices")
def save_choices(request: Request, context: AsPerson, campaign_id: str, form: SentForm) -> Response:
    """Take part with these choices, or leave."""
    _keep(request, context, campaign_id, form)
    if form.one("do") == "leave":
        leave_campaign(context, campaign_id)
        return see("/me/campaigns?saved=yes")
    tree = form.nested(several={"tracks", "excluded"}, ignored={"form_token", "do"})
    tree.setdefault("tracks", [])
    choose(context, campaign_id, check_input(ChoiceInput, tree))
    return see(f"/me/campaigns/{campaign_id}?saved=yes")


@router.post("/{campaign_id}/appeal")
def send_appeal(request: Request, context: AsPerson, campaign_id: str, form: SentForm) -> Response:
    """Appeal, once."""
    _keep(request, context, campaign_id, form)
    given = check_input(AppealInput, form.nested(ignored={"form_token"}))
    appeal(context, campaign_id, given.words)
    return see(f"/me/campaigns/{campaign_id}?saved=yes")
