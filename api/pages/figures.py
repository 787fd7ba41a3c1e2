"""A page of figures about the work itself: departures from the ranking, age of profiles."""

from fastapi import APIRouter, Request, Response

from api.contexts.coordination import FiguresPage
from api.dependencies import AsCoordinatorOrOfficer
from api.pages.shell import render
from api.services.matches.report_departures import report_departures
from api.services.people.report_freshness import report_freshness

router = APIRouter(prefix="/coordination/figures")


@router.get("")
def show_figures(request: Request, context: AsCoordinatorOrOfficer) -> Response:
    """Show who departed from the ranking and why, and how old the profiles are."""
    page = FiguresPage(report_departures(context), report_freshness(context))
    return render(request, page, role=context.signed_in().role.value)
