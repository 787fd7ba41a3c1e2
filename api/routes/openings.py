"""Openings of an identity without a grant: asked, decided by a second person, told to her."""

from typing import Annotated, Any

from fastapi import Path

from api.dependencies import AsCoordinator, AsCoordinatorOrOfficer, AsPerson
from api.inputs.opening import OpeningDecision, OpeningInput
from api.routes.common import Handle, NeedReference, router
from api.services.disclosures.open_in_emergency import (
    OpeningView,
    ask_opening,
    decide_opening,
    open_identity,
    openings_to_see,
    own_openings,
    read_opening,
)

OpeningReference = Annotated[str, Path(max_length=64, description="Reference of an opening.")]

routes = router("openings")


@routes.post("/coordination/needs/{need_id}/matches/{handle}/identity-openings", status_code=201)
def ask_identity_opening(
    context: AsCoordinator, need_id: NeedReference, handle: Handle, given: OpeningInput
) -> OpeningView:
    """Ask to open somebody's identity without her grant; she is told at once."""
    return ask_opening(context, need_id, handle, given.fields, reason=given.reason, text=given.text)


@routes.get("/coordination/identity-openings")
def read_identity_openings(context: AsCoordinatorOrOfficer) -> tuple[OpeningView, ...]:
    """List the openings of the last thirty days."""
    return openings_to_see(context)


@routes.get("/coordination/identity-openings/{opening_id}")
def read_identity_opening(
    context: AsCoordinatorOrOfficer, opening_id: OpeningReference
) -> OpeningView:
    """Read one with its reason; she sees that it was read."""
    return read_opening(context, opening_id)


@routes.put("/coordination/identity-openings/{opening_id}/decision")
def decide_identity_opening(
    context: AsCoordinatorOrOfficer, opening_id: OpeningReference, given: OpeningDecision
) -> OpeningView:
    """Agree to an opening somebody else asked for, or decline it."""
    return decide_opening(context, opening_id, agree=given.agree)


@routes.get("/coordination/identity-openings/{opening_id}/identity")
def read_opened_identity(context: AsCoordinator, opening_id: OpeningReference) -> dict[str, Any]:
    """Open the fields, once a second person agreed and for an hour."""
    shown = open_identity(context, opening_id)
    return {
        "id": shown.id,
        "until": shown.until,
        "fields": {field.value: given.value for field, given in shown.identity.items()},
    }


@routes.get("/me/identity-openings")
def read_own_openings(context: AsPerson) -> tuple[OpeningView, ...]:
    """Read every opening about oneself, with its reason."""
    return own_openings(context)
