"""Pages of openings without a grant: asked by one, agreed to by another, told to the person."""

from fastapi import APIRouter, Request, Response

from api.contexts.assistance import AskOpeningPage, OpenedPage, OpeningPage, OpeningsPage
from api.contexts.page import FormState
from api.contexts.person import OwnOpeningsPage
from api.dependencies import AsCoordinator, AsCoordinatorOrOfficer, AsPerson
from api.i18n import translator
from api.inputs.opening import REASONS, OpeningInput
from api.pages.forms import SentForm, check_input, keep_form
from api.pages.going import see
from api.pages.options import options
from api.pages.shell import render
from api.services.disclosures.open_in_emergency import (
    ask_opening,
    decide_opening,
    open_identity,
    openings_to_see,
    own_openings,
    read_opening,
)

OFFERED_FIELDS = ("full_name", "phone", "email", "address")

router = APIRouter()


def _asking(context: AsCoordinator, need_id: str, handle: str, form: FormState) -> AskOpeningPage:
    tongue = translator(context.language)
    return AskOpeningPage(
        need_id=need_id,
        handle=handle,
        reasons=options(tongue, "opening_reason", REASONS),
        fields=options(tongue, "field", OFFERED_FIELDS),
        form=form,
    )


@router.get("/coordination/needs/{need_id}/matches/{handle}/opening")
def show_asking(request: Request, context: AsCoordinator, need_id: str, handle: str) -> Response:
    """Ask which fields, and why."""
    return render(request, _asking(context, need_id, handle, FormState()))


@router.post("/coordination/needs/{need_id}/matches/{handle}/opening")
def ask(
    request: Request, context: AsCoordinator, need_id: str, handle: str, form: SentForm
) -> Response:
    """Put the wish before a second person; she is told at once."""
    keep_form(request, form, lambda state: _asking(context, need_id, handle, state))
    tree = form.nested(several={"fields"}, ignored={"form_token"})
    given = check_input(OpeningInput, tree)
    made = ask_opening(context, need_id, handle, given.fields, reason=given.reason, text=given.text)
    return see(f"/coordination/openings/{made.id}")


@router.get("/coordination/openings")
def show_openings(request: Request, context: AsCoordinatorOrOfficer) -> Response:
    """List the openings of the last thirty days."""
    return render(request, OpeningsPage(openings_to_see(context)), role=_role(context))


@router.get("/coordination/openings/{opening_id}")
def show_opening(request: Request, context: AsCoordinatorOrOfficer, opening_id: str) -> Response:
    """Show one with its reason."""
    return render(request, OpeningPage(read_opening(context, opening_id)), role=_role(context))


@router.post("/coordination/openings/{opening_id}")
def decide(context: AsCoordinatorOrOfficer, opening_id: str, form: SentForm) -> Response:
    """Agree or decline."""
    decide_opening(context, opening_id, agree=form.one("do") == "agree")
    return see(f"/coordination/openings/{opening_id}")


@router.post("/coordination/openings/{opening_id}/identity")
def show_identity(
    request: Request, context: AsCoordinator, opening_id: str, _form: SentForm
) -> Response:
    """Show the fields, this once."""
    shown = open_identity(context, opening_id)
    return render(request, OpenedPage(shown.id, shown.until, shown.identity))


@router.get("/me/openings")
def show_own_openings(request: Request, context: AsPerson) -> Response:
    """Tell her every opening about herself, with its reason."""
    return render(request, OwnOpeningsPage(own_openings(context)))


def _role(context: AsCoordinatorOrOfficer) -> str:
    return context.signed_in().role.value
