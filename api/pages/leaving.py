"""Leave at once: the session ends, and a page that says nothing takes its place."""

from fastapi import APIRouter, Request, Response

from api.contexts.account import QuietPage
from api.dependencies import OpenToAll
from api.pages.forms import AskedForm
from api.pages.going import forget_everything, see
from api.pages.shell import render
from api.services.accounts.sign_in import sign_out

router = APIRouter()


@router.post("/quick-exit")
def leave_at_once(request: Request, context: OpenToAll, _form: AskedForm) -> Response:
    """End the session here and have the browser forget all of this site."""
    if context.actor is not None:
        sign_out(context)
    answer = see("/page")
    forget_everything(request, answer)
    return answer


@router.get("/page")
def show_quiet_page(request: Request, _context: OpenToAll) -> Response:
    """Show a page that could be of anything."""
    return render(request, QuietPage())
