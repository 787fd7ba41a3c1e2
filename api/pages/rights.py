"""A person's rights in one place; and the officer's page for written requests.

What it does not do: what the pages it leads to do (profile, agreements, log, leaving).
"""

from fastapi import APIRouter, Request, Response

from api.contexts.officer import ErasuresPage
from api.contexts.person import RightsPage
from api.dependencies import AsOfficer, AsPerson
from api.pages.forms import SentForm, keep_form
from api.pages.going import see
from api.pages.shell import render
from api.services.installation.hand_over import answer_hand_over, own_hand_over
from api.services.people.apply_retention import kept_until
from api.services.people.erase_on_request import erase_on_request
from api.services.people.record_consent import own_person

router = APIRouter()
RIGHTS = (
    ("access", "/me/leave"),
    ("log", "/me/access-log"),
    ("rectify", "/me/profile"),
    ("restrict", "/me/consents"),
    ("object", "/me/consents"),
    ("carry", "/me/leave"),
    ("erase", "/me/leave"),
)
"""What she may ask for, and where it is done."""
ANSWERS = {"agree": True, "refuse": False}


@router.get("/me/rights")
def show_rights(request: Request, context: AsPerson, saved: str = "") -> Response:
    """Show what she may ask for, until when she is kept, and whether the service moves."""
    return render(
        request,
        RightsPage(
            rights=RIGHTS,
            kept_until=kept_until(context, own_person(context)),
            hand_over=own_hand_over(context),
            today=context.today,
            saved=bool(saved),
        ),
    )


@router.post("/me/rights/hand-over")
def say(context: AsPerson, form: SentForm) -> Response:
    """Say yes or no to being passed on to another host."""
    answer_hand_over(context, agrees=ANSWERS.get(form.one("do"), False))
    return see("/me/rights?saved=yes")


@router.get("/officer/erasures")
def show_erasures(request: Request, _context: AsOfficer, saved: str = "") -> Response:
    """Show the form for a written request."""
    return render(request, ErasuresPage(saved=bool(saved)))


@router.post("/officer/erasures")
def erase(request: Request, context: AsOfficer, form: SentForm) -> Response:
    """Erase somebody on her written request, named twice."""
    keep_form(request, form, lambda state: ErasuresPage(form=state))
    erase_on_request(
        context,
        form.one("code"),
        form.one("again"),
        letter_checked="yes" in form.many("checked"),
    )
    return see("/officer/erasures?saved=yes")
