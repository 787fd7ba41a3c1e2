"""Registering somebody who sits beside a coordinator."""

from dataclasses import dataclass, field

from api.dependencies import AsCoordinator
from api.inputs.assistance import AssistedRegistration
from api.routes.common import router
from api.services.people.assist_registration import register_for

routes = router("coordination")


@dataclass(frozen=True, slots=True)
class ClaimAnswer:
    """What to print for the person; it cannot be looked up later."""

    account_name: str = field(repr=False)
    code: str = field(repr=False)


@routes.post("/coordination/people", status_code=201)
def register_assisted(context: AsCoordinator, given: AssistedRegistration) -> ClaimAnswer:
    """Enter what a person says; nothing of it is used before her own yes."""
    sheet = register_for(context, given)
    return ClaimAnswer(sheet.account_name, sheet.code)
