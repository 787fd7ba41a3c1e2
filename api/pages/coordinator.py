"""Pages of a coordinator: published needs, explained rankings, decisions."""

from fastapi import APIRouter, Request, Response

from api.contexts.coordination import CoordinationPage, RankingPage, ReviewPage
from api.contexts.page import FormState
from api.dependencies import AsCoordinator
from api.errors import FieldProblem, Invalid
from api.i18n import translator
from api.inputs.review import RejectReason, ShortlistReason
from api.pages.forms import SentForm, keep_form
from api.pages.going import see
from api.pages.options import options
from api.pages.shell import render
from api.services.accounts.recover_staff import count_pending_recoveries
from api.services.matches.climb_ladder import coordinator_steps
from api.services.matches.rank_matches import coordinator_match, coordinator_ranking
from api.services.matches.review_match import reject_match, shortlist_match
from api.services.needs.post_need import open_needs, read_need

router = APIRouter(prefix="/coordination")


@router.get("")
def show_open_needs(request: Request, context: AsCoordinator) -> Response:
    """Show every published need."""
    return render(request, CoordinationPage(open_needs(context), count_pending_recoveries(context)))


@router.get("/needs/{need_id}")
def show_ranking(
    request: Request, context: AsCoordinator, need_id: str, saved: str = ""
) -> Response:
    """Show the people that answer a need, explained."""
    return render(request, RankingPage(coordinator_ranking(context, need_id), saved=bool(saved)))


def _review_page(context: AsCoordinator, need_id: str, handle: str, form: FormState) -> ReviewPage:
    tongue = translator(context.language)
    return ReviewPage(
        need=read_need(context, need_id),
        match=coordinator_match(context, need_id, handle),
        steps=coordinator_steps(context, need_id, handle),
        shortlist_reasons=options(
            tongue, "review_reason", [each.value for each in ShortlistReason]
        ),
        reject_reasons=options(tongue, "review_reason", [each.value for each in RejectReason]),
        form=form,
    )


@router.get("/needs/{need_id}/matches/{handle}")
def show_review(request: Request, context: AsCoordinator, need_id: str, handle: str) -> Response:
    """Show one match with its bars and conditions."""
    return render(request, _review_page(context, need_id, handle, FormState()))


@router.post("/needs/{need_id}/matches/{handle}")
def decide(
    request: Request, context: AsCoordinator, need_id: str, handle: str, form: SentForm
) -> Response:
    """Put a match forward or take it out, with the reason."""
    shown = _review_page(context, need_id, handle, FormState())
    keep_form(
        request,
        form,
        lambda state: ReviewPage(
            shown.need,
            shown.match,
            shown.steps,
            shown.shortlist_reasons,
            shown.reject_reasons,
            state,
        ),
    )
    if form.one("decision") == "rejected":
        reject_match(context, need_id, handle, _reject_reason(form.one("reject_reason")))
    else:
        shortlist_match(context, need_id, handle, _shortlist_reason(form.one("reason")))
    return see(f"/coordination/needs/{shown.need.id}?saved=yes")


def _reject_reason(text: str) -> RejectReason:
    try:
        return RejectReason(text)
    except ValueError:
        problem = FieldProblem("/reject_reason", "reason_needed")
        raise Invalid("reason_needed", fields=(problem,)) from None


def _shortlist_reason(text: str) -> ShortlistReason:
    try:
        return ShortlistReason(text)
    except ValueError:
        problem = FieldProblem("/reason", "reason_needed")
        raise Invalid("reason_needed", fields=(problem,)) from None
