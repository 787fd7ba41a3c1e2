"""Pages with which a coordinator registers somebody who sits beside her."""

from fastapi import APIRouter, Request, Response

from api.contexts.assistance import AssistPage, ClaimSheetPage
from api.contexts.page import FormState
from api.dependencies import AsCoordinator
from api.inputs.assistance import AssistedRegistration
from api.pages.forms import SentForm, check_input, keep_form
from api.pages.shell import render
from api.services.people.assist_registration import register_for
from api.services.people.notices import notice_reference

router = APIRouter(prefix="/coordination/people")


def _page(context: AsCoordinator, form: FormState) -> AssistPage:
    return AssistPage(notice_reference(context.language), form)


@router.get("/new")
def show_assistance(request: Request, context: AsCoordinator) -> Response:
    """Ask what the person says, in the language the notice is read to her in."""
    return render(request, _page(context, FormState()))


@router.post("/new")
def assist(request: Request, context: AsCoordinator, form: SentForm) -> Response:
    """Register her and show the sheet to print, this once."""
    keep_form(request, form, lambda state: _page(context, state))
    base: dict[str, object] = {"language": context.language}
    if form.one("agreed") == "yes":
        base["agreed"] = True
    given = check_input(AssistedRegistration, form.nested(ignored={"form_token", "agreed"}), base)
    sheet = register_for(context, given)
    return render(request, ClaimSheetPage(sheet.account_name, sheet.code))
