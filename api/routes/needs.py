"""An agency's needs, their anonymous matches, and what people granted it."""

from typing import Any

from api.dependencies import AsAgency
from api.inputs.disclosure import DisclosureInput
from api.inputs.need import NeedInput
from api.routes.common import LONGEST_LIST, Handle, Limit, NeedReference, Revision, router
from api.services.disclosures.read_disclosed import read_disclosed
from api.services.disclosures.request_disclosure import agency_requests, request_disclosure
from api.services.log.write_out import write_out_disclosed
from api.services.matches.rank_matches import agency_match, agency_ranking
from api.services.needs.post_need import (
    close_need,
    create_need,
    own_needs,
    publish_need,
    read_need,
    update_need,
)
from api.services.views.agency import AgencyMatch, AgencyRanking, AgencyRequest, RequestStatusView
from api.services.views.need import NeedView

routes = router("needs")


@routes.get("/needs")
def read_own_needs(context: AsAgency, limit: Limit = LONGEST_LIST) -> tuple[NeedView, ...]:
    """List the agency's needs, newest day first."""
    return own_needs(context, limit)


@routes.post("/needs", status_code=201)
def post_need(context: AsAgency, given: NeedInput) -> NeedView:
    """Describe a need; it stays a draft until it is published."""
    return create_need(context, given)


@routes.get("/needs/{need_id}")
def read_own_need(context: AsAgency, need_id: NeedReference) -> NeedView:
    """Read one of the agency's needs."""
    return read_need(context, need_id)


@routes.put("/needs/{need_id}")
def change_need(
    context: AsAgency, need_id: NeedReference, revision: Revision, given: NeedInput
) -> NeedView:
    """Replace what a need says, if nobody changed it meanwhile."""
    return update_need(context, need_id, given, revision)


@routes.post("/needs/{need_id}/publication")
def publish_own_need(context: AsAgency, need_id: NeedReference, revision: Revision) -> NeedView:
    """Open a need for matching."""
    return publish_need(context, need_id, revision)


@routes.post("/needs/{need_id}/closure")
def close_own_need(context: AsAgency, need_id: NeedReference, revision: Revision) -> NeedView:
    """Take a need out of matching for good."""
    return close_need(context, need_id, revision)


@routes.get("/needs/{need_id}/matches")
def read_anonymous_matches(
    context: AsAgency, need_id: NeedReference, limit: Limit = LONGEST_LIST
) -> AgencyRanking:
    """List the anonymous matches of a published need."""
    return agency_ranking(context, need_id, limit)


@routes.get("/needs/{need_id}/matches/{handle}")
def read_anonymous_match(context: AsAgency, need_id: NeedReference, handle: Handle) -> AgencyMatch:
    """Read one anonymous match."""
    return agency_match(context, need_id, handle)


@routes.post("/needs/{need_id}/matches/{handle}/disclosure-requests", status_code=201)
def ask_for_disclosure(
    context: AsAgency, need_id: NeedReference, handle: Handle, given: DisclosureInput
) -> RequestStatusView:
    """Ask the person behind a shortlisted match to show named fields until a day."""
    return request_disclosure(context, need_id, handle, given.fields, given.until)


@routes.get("/needs/{need_id}/matches/{handle}/disclosure")
def read_disclosed_fields(
    context: AsAgency, need_id: NeedReference, handle: Handle
) -> dict[str, Any]:
    """Read what the person granted; each reading is recorded and shown to her."""
    return write_out_disclosed(read_disclosed(context, need_id, handle))


@routes.get("/disclosure-requests")
def read_agency_requests(
    context: AsAgency, limit: Limit = LONGEST_LIST
) -> tuple[AgencyRequest, ...]:
    """List what the agency asked for and where it stands, newest first."""
    return agency_requests(context, limit)
