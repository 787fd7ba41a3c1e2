"""Pages of an agency: its needs, their anonymous matches, asking, and what was granted."""

from dataclasses import replace
from datetime import timedelta

from fastapi import APIRouter, Request, Response

from api.context import Context
from api.contexts.agency import AgencyMatchPage, AgencyNeedPage, AgencyNeedsPage, GrantedPage
from api.contexts.choices import FIELDS_TO_ASK
from api.contexts.page import FormState
from api.dependencies import AsAgency
from api.errors import Invalid, NotFound
from api.i18n import translator
from api.inputs.disclosure import DisclosureInput
from api.pages.forms import SentForm, check_input, keep_form, number_in
from api.pages.going import see
from api.pages.options import options
from api.pages.saying import Saying
from api.pages.shell import render
from api.services.disclosures.read_disclosed import read_disclosed
from api.services.disclosures.request_disclosure import request_disclosure
from api.services.matches.climb_ladder import agency_ladder
from api.services.matches.rank_matches import agency_match, agency_ranking
from api.services.needs.own_supplies import own_supplies
from api.services.needs.post_need import (
    close_need,
    copy_to_draft,
    own_needs,
    publish_need,
    read_need,
)
from api.services.people.read_erasures import read_erasures
from api.services.views.agency import AgencyMatch

router = APIRouter(prefix="/agency")
USUAL_DAYS = 30
SAVED_NEEDS = frozenset({"draft", "changed", "published", "closed"})
ASK_AGAIN = frozenset({"no_answer", "ended"})


@router.get("")
def show_own_needs(request: Request, context: AsAgency) -> Response:
    """Show the organisation's needs."""
    needs = own_needs(context)
    supplies = own_supplies(context, [need.id for need in needs])
    return render(request, AgencyNeedsPage(needs, supplies, read_erasures(context)))


def _need_page(
    context: Context, need_id: str, form: FormState | None = None, saved: str = ""
) -> AgencyNeedPage:
    need = read_need(context, need_id)
    ranking = agency_ranking(context, need_id) if need.status.value == "open" else None
    helpless = ranking is not None and ranking.no_direct_match
    ladder = agency_ladder(context, need_id, already_searched=True) if helpless else None
    return AgencyNeedPage(need, ranking, ladder, form or FormState(), saved)


@router.get("/needs/{need_id}")
def show_need(request: Request, context: AsAgency, need_id: str, saved: str = "") -> Response:
    """Show a need and, once it is published, its anonymous matches."""
    known = saved if saved in SAVED_NEEDS else ""
    return render(request, _need_page(context, need_id, saved=known))


@router.post("/needs/{need_id}")
def change_status(request: Request, context: AsAgency, need_id: str, form: SentForm) -> Response:
    """Publish a need, close it, or close it and go on with a draft that says the same."""
    shown = _need_page(context, need_id)
    keep_form(request, form, lambda state: replace(shown, form=state))
    revision = number_in(form.one("revision"))
    if revision is None:
        raise Invalid("invalid_input")
    if form.one("do") == "close":
        close_need(context, need_id, revision)
        return see(f"/agency/needs/{shown.need.id}?saved=closed")
    if form.one("do") == "copy":
        draft = copy_to_draft(context, need_id, revision)
        return see(f"/agency/needs/{draft.id}/edit")
    publish_need(context, need_id, revision)
    return see(f"/agency/needs/{shown.need.id}?saved=published")


def _may_ask(match: AgencyMatch) -> bool:
    return match.shortlisted and (match.request is None or match.request.status.value in ASK_AGAIN)


def _match_page(
    context: Context, need_id: str, handle: str, form: FormState, *, saved: bool = False
) -> AgencyMatchPage:
    match = agency_match(context, need_id, handle)
    return AgencyMatchPage(
        need=read_need(context, need_id),
        match=match,
        may_ask=_may_ask(match),
        fields=options(translator(context.language), "field", FIELDS_TO_ASK),
        form=form,
        saved=saved,
    )


@router.get("/needs/{need_id}/matches/{handle}")
def show_match(
    request: Request, context: AsAgency, need_id: str, handle: str, saved: str = ""
) -> Response:
    """Show one anonymous match and, when shortlisted, the question to the person."""
    until = context.today + timedelta(days=USUAL_DAYS)
    form = FormState({"until": (until.isoformat(),)})
    return render(request, _match_page(context, need_id, handle, form, saved=bool(saved)))


@router.post("/needs/{need_id}/matches/{handle}")
def ask(request: Request, context: AsAgency, need_id: str, handle: str, form: SentForm) -> Response:
    """Ask the person to show the ticked fields until a day."""
    shown = _match_page(context, need_id, handle, FormState())
    keep_form(
        request,
        form,
        lambda state: AgencyMatchPage(shown.need, shown.match, shown.may_ask, shown.fields, state),
    )
    tree = form.nested(several={"fields"}, ignored={"form_token"})
    given = check_input(DisclosureInput, tree)
    request_disclosure(context, need_id, handle, given.fields, given.until)
    return see(f"/agency/needs/{shown.need.id}/matches/{handle}?saved=yes")


@router.get("/needs/{need_id}/matches/{handle}/granted")
def show_granted(request: Request, context: AsAgency, need_id: str, handle: str) -> Response:
    """Show what the person granted, exactly that; she sees that it was read."""
    need = read_need(context, need_id)
    view = read_disclosed(context, need_id, handle)
    if view.until is None:
        raise NotFound("nothing_granted")
    saying = Saying(translator(context.language), view.labels)
    identity = {field.value: (shown.value,) for field, shown in view.identity.items()}
    work = {
        field.value: saying.lines(field.value, shown.value) for field, shown in view.work.items()
    }
    rows = tuple(
        (field.value, identity.get(field.value) or work.get(field.value, ()))
        for field in view.granted
    )
    return render(request, GrantedPage(need, view.handle, view.until, rows))
