"""Pages about steps, gaps and learning, for coordinators and for the person herself."""

from fastapi import APIRouter, Request, Response

from api.contexts.ladder import (
    ComparisonPage,
    GapsPage,
    LadderPage,
    OwnLearningPage,
    OwnStepsPage,
)
from api.dependencies import AsCoordinator, AsPerson
from api.pages.forms import SentForm
from api.pages.going import see
from api.pages.shell import render
from api.services.matches.climb_ladder import coordinator_ladder, own_steps
from api.services.matches.compare_matches import compare_matches
from api.services.matches.plan_own_learning import own_learning
from api.services.matches.survey_gaps import survey_gaps
from api.services.needs.post_need import open_need, read_need

coordination = APIRouter(prefix="/coordination")
own = APIRouter(prefix="/me")


@coordination.get("/gaps")
def show_gaps(request: Request, context: AsCoordinator) -> Response:
    """Show which needs nobody meets, and which skills nobody needs."""
    return render(request, GapsPage(survey_gaps(context)))


@coordination.get("/needs/{need_id}/ladder")
def show_ladder(request: Request, context: AsCoordinator, need_id: str) -> Response:
    """Show what can be done about a need."""
    page = LadderPage(read_need(context, need_id), coordinator_ladder(context, need_id))
    return render(request, page)


@coordination.post("/needs/{need_id}/comparison")
def choose_comparison(context: AsCoordinator, need_id: str, form: SentForm) -> Response:
    """Go to the comparison of two chosen matches."""
    chosen = [form.one(name) for name in ("first", "second")]
    compare_matches(context, need_id, *chosen)
    return see(f"/coordination/needs/{need_id}/comparison/{chosen[0]}/{chosen[1]}")


@coordination.get("/needs/{need_id}/comparison/{first}/{second}")
def show_comparison(
    request: Request, context: AsCoordinator, need_id: str, first: str, second: str
) -> Response:
    """Show why one match stands above another."""
    comparison = compare_matches(context, need_id, first, second)
    return render(request, ComparisonPage(read_need(context, need_id), comparison))


@own.get("/matches/{need_id}")
def show_own_steps(request: Request, context: AsPerson, need_id: str) -> Response:
    """Show what the reader and a need could do to come together."""
    steps = own_steps(context, need_id)
    return render(request, OwnStepsPage(open_need(context, need_id), steps))


@own.get("/learning")
def show_own_learning(request: Request, context: AsPerson) -> Response:
    """Show what the reader's skills are worth and what to learn."""
    return render(request, OwnLearningPage(own_learning(context)))
