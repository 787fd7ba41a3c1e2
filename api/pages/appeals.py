"""The page of one appeal, for the coordination: read it, and answer it once."""

from fastapi import APIRouter, Request, Response

from api.context import Context
from api.contexts.campaigns import APPEAL_GROUNDS, DECISIONS, AppealPage
from api.contexts.page import EMPTY_FORM, FormState
from api.dependencies import AsCoordinator
from api.i18n import translator
from api.inputs.campaign import AppealAnswerInput
from api.pages.forms import SentForm, check_input, keep_form
from api.pages.going import see
from api.pages.options import options
from api.pages.shell import render
from api.services.campaigns.appeal_result import answer_appeal, read_appeal
from api.services.views.own_campaign import AppealView

router = APIRouter(prefix="/coordination/campaigns")


def _page(
    context: Context, appeal: AppealView, form: FormState = EMPTY_FORM, *, saved: bool = False
) -> AppealPage:
    tongue = translator(context.language)
    return AppealPage(
        appeal,
        decisions=options(tongue, "appeal_decision", DECISIONS),
        grounds=options(tongue, "appeal_ground", APPEAL_GROUNDS),
        form=form,
        saved=saved,
    )


@router.get("/{campaign_id}/appeals/{appeal_id}")
def show_appeal(
    request: Request, context: AsCoordinator, campaign_id: str, appeal_id: str, saved: str = ""
) -> Response:
    """Show an appeal with its words; she finds in her log that it was read."""
    appeal = read_appeal(context, campaign_id, appeal_id)
    return render(request, _page(context, appeal, saved=bool(saved)))


@router.post("/{campaign_id}/appeals/{appeal_id}")
def answer(
    request: Request, context: AsCoordinator, campaign_id: str, appeal_id: str, form: SentForm
) -> Response:
    """Answer it."""
    shown = read_appeal(context, campaign_id, appeal_id)
    keep_form(request, form, lambda state: _page(context, shown, state))
    given = check_input(AppealAnswerInput, form.nested(ignored={"form_token"}))
    answer_appeal(context, campaign_id, appeal_id, given)
    return see(f"/coordination/campaigns/{campaign_id}/appeals/{appeal_id}?saved=yes")
