"""What a person's profile answers, and who asks to see more of her."""

from typing import Annotated

from fastapi import Path, Response

from api.dependencies import AsPerson
from api.inputs.disclosure import GrantInput
from api.routes.common import Limit, router
from api.services.disclosures.answer_disclosure import (
    answer_request,
    own_requests,
    refuse_request,
    withdraw_grant,
)
from api.services.matches.rank_needs import USUAL_LIST, own_matches
from api.services.views.own import GrantView, OwnMatches, OwnRequest

routes = router("me", prefix="/me")
RequestReference = Annotated[str, Path(max_length=64, description="Reference of a request.")]
GrantReference = Annotated[str, Path(max_length=64, description="Reference of a grant.")]


@routes.get("/matches")
def read_own_matches(context: AsPerson, limit: Limit = USUAL_LIST) -> OwnMatches:
    """Read which needs the profile answers, why, and what is missing."""
    return own_matches(context, limit)


@routes.get("/disclosure-requests")
def read_own_requests(context: AsPerson) -> tuple[OwnRequest, ...]:
    """Read who asks for what, for which need and until when, newest first."""
    return own_requests(context)


@routes.post("/disclosure-requests/{request_id}/grant", status_code=201)
def grant_own_request(
    context: AsPerson, request_id: RequestReference, given: GrantInput
) -> GrantView:
    """Say yes to all or some of what was asked."""
    return answer_request(context, request_id, given.fields, given.until)


@routes.post("/disclosure-requests/{request_id}/refusal", status_code=204, response_class=Response)
def refuse_own_request(context: AsPerson, request_id: RequestReference) -> None:
    """Say no; the organisation sees no difference to silence."""
    refuse_request(context, request_id)


@routes.delete("/grants/{grant_id}", status_code=204, response_class=Response)
def withdraw_own_grant(context: AsPerson, grant_id: GrantReference) -> None:
    """Take a grant back, at once."""
    withdraw_grant(context, grant_id)
