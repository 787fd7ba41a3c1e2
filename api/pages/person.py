"""A person's own pages, the profile apart: start, agreements, needs, requests, log, leaving."""

import json
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response

from api.context import Context
from api.contexts.door import LeftPage
from api.contexts.page import FormState
from api.contexts.person import (
    AccessLogPage,
    ConsentsPage,
    LeavePage,
    MatchesPage,
    MePage,
    RequestsPage,
    Step,
)
from api.dependencies import AsPerson, AsPersonAtDoor
from api.errors import Invalid
from api.inputs.disclosure import GrantInput
from api.inputs.registration import ConsentChange
from api.pages.door import consent_pairs_of
from api.pages.forms import AskedForm, Nested, SentForm, check_input, claim_at_door, keep_form
from api.pages.going import forget_session, see
from api.pages.shell import render
from api.services.disclosures.answer_disclosure import (
    answer_request,
    count_waiting,
    own_requests,
    refuse_request,
    withdraw_grant,
)
from api.services.disclosures.open_in_emergency import count_new_openings
from api.services.matches.rank_needs import own_matches
from api.services.people.edit_profile import own_profile
from api.services.people.erase_person import erase_after_passphrase
from api.services.people.export_person import export_own_data
from api.services.people.notices import notice_reference
from api.services.people.own_outcomes import own_outcomes
from api.services.people.read_access_log import access_page
from api.services.people.record_consent import (
    ConsentLine,
    change_consents,
    own_consents,
    withdraw_all,
)
from api.services.people.report_freshness import is_due

router = APIRouter(prefix="/me")
PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]
SAVED_REQUESTS = frozenset({"granted", "refused", "withdrawn"})


def _steps(lines: tuple[ConsentLine, ...], filled: int) -> tuple[Step, ...]:
    kept = any(line.holds and line.purpose.value == "store" for line in lines)
    matched = any(
        line.holds and (line.purpose.value, line.field.value) == ("match", "skills")
        for line in lines
    )
    done = (("consents", "/me/consents", kept and matched), ("profile", "/me/profile", filled > 0))
    steps = []
    waiting = True
    for code, href, is_done in done:
        steps.append(Step(code, href, done=is_done, next=waiting and not is_done))
        waiting = waiting and is_done
    return (*steps, Step("matches", "/me/matches", done=False, next=waiting))


@router.get("")
def show_start(request: Request, context: AsPerson) -> Response:
    """Show what waits and what comes next."""
    work = own_profile(context).work.value
    waiting = sum(each.can_answer for each in own_requests(context))
    steps = _steps(own_consents(context).lines, len(work.stated_fields()))
    asks = bool(work.stated_fields()) and is_due(work.confirmed_on, context.today)
    page = MePage(
        waiting,
        steps,
        own_outcomes(context),
        openings=count_new_openings(context),
        asks_to_confirm=asks,
        confirmed_on=work.confirmed_on,
    )
    return render(request, page)


def _consents_page(
    context: Context, form: FormState | None = None, *, saved: bool = False
) -> ConsentsPage:
    sheet = own_consents(context)
    given = tuple(f"{line.purpose}:{line.field}" for line in sheet.lines if line.holds)
    asked = {line.purpose for line in sheet.lines}
    return ConsentsPage(
        notice=sheet.notice,
        reference=notice_reference(context.language),
        sections=tuple(part for part in sheet.notice.sections if part.purpose in asked),
        lines=sheet.lines,
        outdated=any(
            not line.holds and line.status is not None and line.status.value in {"given", "renewed"}
            for line in sheet.lines
        ),
        form=form or FormState({"consents": given}),
        saved=saved,
    )


@router.get("/consents")
def show_consents(request: Request, context: AsPerson, saved: str = "") -> Response:
    """Show every agreement as it stands."""
    return render(request, _consents_page(context, saved=bool(saved)))


@router.post("/consents")
def save_consents(request: Request, context: AsPerson, form: SentForm) -> Response:
    """Make exactly the ticked agreements hold, or take back everything but keeping."""
    if form.one("do") == "withdraw":
        withdraw_all(context)
        return see("/me/consents?saved=yes")
    shown = _consents_page(context)
    keep_form(
        request,
        form,
        lambda state: ConsentsPage(
            shown.notice, shown.reference, shown.sections, shown.lines, shown.outdated, state
        ),
    )
    choice = check_input(
        ConsentChange,
        {"notice": form.one("notice"), "removed": list(form.many("removed"))},
        {"consents": consent_pairs_of(form)},
    )
    change_consents(context, choice.pairs(), choice.notice, choice.removed)
    return see("/me/consents?saved=yes")


@router.get("/matches")
def show_matches(request: Request, context: AsPerson) -> Response:
    """Show the needs that answer her profile."""
    return render(request, MatchesPage(own_matches(context)))


@router.get("/requests")
def show_requests(request: Request, context: AsPerson, saved: str = "") -> Response:
    """Show who asks to see what."""
    known = saved if saved in SAVED_REQUESTS else ""
    page = RequestsPage(own_requests(context), saved=known, waiting=count_waiting(context))
    return render(request, page)


@router.get("/requests/{request_id}")
def show_one_request(_context: AsPerson, request_id: str) -> Response:
    """Lead to the request in the list; its form is answered at this address."""
    return see(f"/me/requests#{quote(request_id, safe='')}")


@router.post("/requests/{request_id}")
def answer(request: Request, context: AsPerson, request_id: str, form: SentForm) -> Response:
    """Say yes to the ticked fields, or no."""
    shown = own_requests(context)
    keep_form(request, form, lambda state: RequestsPage(shown, state))
    if form.one("do") == "refuse":
        refuse_request(context, request_id)
        return see("/me/requests?saved=refused")
    if not form.many("fields"):
        raise Invalid("nothing_ticked")
    sent: Nested = {"fields": list(form.many("fields"))}
    if form.one("most_openings"):
        sent["most_openings"] = form.one("most_openings")
    given = check_input(GrantInput, sent)
    answer_request(context, request_id, given.fields, most_openings=given.most_openings)
    return see("/me/requests?saved=granted")


@router.post("/grants/{grant_id}")
def take_back(context: AsPerson, grant_id: str, _form: SentForm) -> Response:
    """Take a grant back; it ends at once."""
    withdraw_grant(context, grant_id)
    return see("/me/requests?saved=withdrawn")


@router.get("/access-log")
def show_log(request: Request, context: AsPerson, page: PageNumber = 1) -> Response:
    """Show who saw what of her."""
    found = access_page(context, page)
    return render(request, AccessLogPage(found.others, found.own, found.older, found.newer))


@router.post("/data")
def download(context: AsPerson, _form: SentForm) -> Response:
    """Give her everything the service holds about her, as a file."""
    body = json.dumps(export_own_data(context), ensure_ascii=False, indent=2)
    return Response(
        body,
        media_type="application/json",
        headers={"content-disposition": 'attachment; filename="my-data.json"'},
    )


@router.get("/leave")
def show_leave(request: Request, _context: AsPerson) -> Response:
    """Show the ways out: download, stop, erase."""
    return render(request, LeavePage())


@router.post("/leave")
def leave(request: Request, door: AsPersonAtDoor, form: AskedForm) -> Response:
    """Erase everything about her, after her passphrase once more."""
    claim_at_door(door, form)
    keep_form(request, form, LeavePage)
    erase_after_passphrase(door, form.one("passphrase"))
    gone = render(request, LeftPage())
    forget_session(request, gone)
    return gone
