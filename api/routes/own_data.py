"""A person's own file, brought back or brought along."""

from typing import Annotated, Any

from fastapi import Body

from api.dependencies import AsPerson
from api.routes.common import router
from api.services.people.import_own_data import TakenIn, import_own_data

routes = router("me", prefix="/me")


@routes.put("/data")
def import_data(context: AsPerson, given: Annotated[dict[str, Any], Body()]) -> TakenIn:
    """Take in what was exported here or elsewhere; only what is agreed to be kept is written."""
    return import_own_data(context, given)
