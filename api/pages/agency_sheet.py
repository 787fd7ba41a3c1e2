"""The sheet an organisation prints about its need: what is asked, and how many people fit."""

from fastapi import APIRouter, Request, Response

from api.contexts.agency import EmployerSheetPage
from api.dependencies import AsAgency
from api.pages.shell import render
from api.services.needs.employer_sheet import employer_sheet

router = APIRouter(prefix="/agency/needs")


@router.get("/{need_id}/sheet")
def show_sheet(request: Request, context: AsAgency, need_id: str) -> Response:
    """Show the sheet of one own need."""
    return render(request, EmployerSheetPage(employer_sheet(context, need_id)))
