"""Pages with which a colleague who lost her passkey is let in again, or kept out."""

from fastapi import APIRouter, Request, Response

from api.contexts.staff_recovery import RecoveriesPage, RecoverySheetPage
from api.dependencies import AsCoordinatorOrOfficer
from api.inputs.accounts import StaffRecoveryInput
from api.pages.forms import SentForm, check_input, keep_form
from api.pages.going import see
from api.pages.shell import render
from api.services.accounts.recover_staff import (
    ask_staff_recovery,
    recoveries_to_see,
    stop_staff_recovery,
)

router = APIRouter(prefix="/coordination/recoveries")


@router.get("")
def show_recoveries(
    request: Request, context: AsCoordinatorOrOfficer, stopped: str = ""
) -> Response:
    """List the recoveries of the last thirty days, with the form to ask for one."""
    page = RecoveriesPage(recoveries_to_see(context), bool(stopped))
    return render(request, page, role=context.signed_in().role)


@router.post("")
def ask(request: Request, context: AsCoordinatorOrOfficer, form: SentForm) -> Response:
    """Make the code and show it, this once."""
    shown = recoveries_to_see(context)
    keep_form(request, form, lambda state: RecoveriesPage(shown, form=state))
    given = check_input(StaffRecoveryInput, {"account": form.one("account")})
    sheet = ask_staff_recovery(context, given.account)
    page = RecoverySheetPage(sheet.code, sheet.opens_at, sheet.until)
    return render(request, page, role=context.signed_in().role)


@router.post("/{recovery_id}")
def stop(context: AsCoordinatorOrOfficer, recovery_id: str, _form: SentForm) -> Response:
    """Stop one."""
    stop_staff_recovery(context, recovery_id)
    return see("/coordination/recoveries?stopped=yes")
