"""The data-protection officer's page: whether the audit chain is whole."""

from fastapi import APIRouter, Request, Response

from api.contexts import AuditPage
from api.dependencies import AsOfficer
from api.pages.forms import SentForm
from api.pages.shell import render
from api.services.verify_audit import verify_audit

router = APIRouter(prefix="/officer")


@router.get("")
def show_audit(request: Request, _context: AsOfficer) -> Response:
    """Show the button that checks the chain."""
    return render(request, AuditPage())


@router.post("")
def check_audit(request: Request, context: AsOfficer, _form: SentForm) -> Response:
    """Check the whole chain now and show what was found."""
    found = verify_audit(context)
    return render(
        request,
        AuditPage(
            whole=found.ok,
            entries=found.count,
            head=found.head,
            broken_at=found.broken_at or 0,
        ),
    )
