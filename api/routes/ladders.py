"""What to do when nobody fits: steps for a need, steps for a person, gaps as a whole."""

from api.dependencies import AsAgency, AsCoordinator, AsPerson
from api.routes.common import Handle, NeedReference, router
from api.services.matches.climb_ladder import (
    agency_ladder,
    coordinator_ladder,
    coordinator_steps,
    own_steps,
)
from api.services.matches.survey_gaps import survey_gaps
from api.services.views.ladder import AgencyLadderView, GapsView, LadderView, OwnLadderView

routes = router("coordination", prefix="/coordination")
own_routes = router("me", prefix="/me")
agency_routes = router("needs", prefix="/needs")


@routes.get("/gaps")
def read_gaps(context: AsCoordinator) -> GapsView:
    """Read which needs nobody meets, and which skills nobody needs."""
    return survey_gaps(context)


@routes.get("/needs/{need_id}/ladder")
def read_ladder(context: AsCoordinator, need_id: NeedReference) -> LadderView:
    """Read what can be done about a need, from the nearest step to the furthest."""
    return coordinator_ladder(context, need_id)


@routes.get("/needs/{need_id}/matches/{handle}/steps")
def read_steps(context: AsCoordinator, need_id: NeedReference, handle: Handle) -> OwnLadderView:
    """Read what one person and a need could do to come together."""
    return coordinator_steps(context, need_id, handle)


@own_routes.get("/matches/{need_id}/steps")
def read_own_steps(context: AsPerson, need_id: NeedReference) -> OwnLadderView:
    """Read what you and a need could do to come together."""
    return own_steps(context, need_id)


@agency_routes.get("/{need_id}/ladder")
def read_agency_ladder(context: AsAgency, need_id: NeedReference) -> AgencyLadderView:
    """Read what your organisation could change, and which organisations could help."""
    return agency_ladder(context, need_id)
