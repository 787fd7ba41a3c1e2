"""The data-protection officer's page: whether the audit log is whole."""

from fastapi import APIRouter, Request, Response

from api.contexts.officer import AuditPage
from api.dependencies import AsOfficer
from api.pages.forms import SentForm, keep_form
from api.pages.shell import render
from api.services.accounts.recover_staff import count_pending_recoveries
from api.services.log.make_checkpoint import make_checkpoint
from api.services.log.verify_audit import verify_audit

router = APIRouter(prefix="/officer")


@router.get("")
def show_audit(request: Request, context: AsOfficer) -> Response:
    """Show the button that checks the chain, and tell of colleagues about to be let in again."""
    return render(request, AuditPage(recoveries=count_pending_recoveries(context)))


@router.post("")
def check_audit(request: Request, context: AsOfficer, form: SentForm) -> Response:
    """Check the whole chain now and show what was found, or sign it and show the note."""
    keep_form(request, form, lambda state: AuditPage(form=state))
    if form.one("do") == "sign":
        return render(request, AuditPage(note=make_checkpoint(context).note))
    note = form.one("note")
    found = verify_audit(context, note=note or None)
    return render(
        request,
        AuditPage(
            whole=found.ok,
            entries=found.count,
            head=found.head,
            broken_at=found.broken_at or 0,
            compared=bool(note),
        ),
    )
