"""Coordination: published needs, explained rankings, reviews."""

from api.dependencies import AsCoordinator
from api.inputs.review import RejectReason, ReviewInput, ShortlistReason
from api.routes.common import LONGEST_LIST, Handle, Limit, NeedReference, router
from api.services.matches.rank_matches import coordinator_match, coordinator_ranking
from api.services.matches.review_match import reject_match, shortlist_match
from api.services.needs.post_need import open_needs, read_need
from api.services.views.coordination import CoordinatorMatch, CoordinatorRanking
from api.services.views.explaining import ReviewView
from api.services.views.need import NeedView

routes = router("coordination", prefix="/coordination")


@routes.get("/needs")
def read_open_needs(context: AsCoordinator, limit: Limit = LONGEST_LIST) -> tuple[NeedView, ...]:
    """List the published needs of all organisations, newest day first."""
    return open_needs(context, limit)


@routes.get("/needs/{need_id}")
def read_published_need(context: AsCoordinator, need_id: NeedReference) -> NeedView:
    """Read one published need."""
    return read_need(context, need_id)


@routes.get("/needs/{need_id}/matches")
def read_explained_matches(
    context: AsCoordinator, need_id: NeedReference, limit: Limit = LONGEST_LIST
) -> CoordinatorRanking:
    """Rank people for a need, with everything the score rests on."""
    return coordinator_ranking(context, need_id, limit)


@routes.get("/needs/{need_id}/matches/{handle}")
def read_explained_match(
    context: AsCoordinator, need_id: NeedReference, handle: Handle
) -> CoordinatorMatch:
    """Read one match; the person sees in her log that it was looked at."""
    return coordinator_match(context, need_id, handle)


@routes.put("/needs/{need_id}/matches/{handle}/review")
def review_match(
    context: AsCoordinator, need_id: NeedReference, handle: Handle, given: ReviewInput
) -> ReviewView:
    """Shortlist or reject a match; a later review undoes an earlier one."""
    if isinstance(given.reason, ShortlistReason):
        return shortlist_match(context, need_id, handle, given.reason)
    return reject_match(context, need_id, handle, RejectReason(given.reason))
