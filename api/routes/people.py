"""People: registering. What a person says about herself is under ``/me``."""

from api.dependencies import AtTheDoor, OpenToAll
from api.inputs.registration import Registration
from api.routes.common import router
from api.services.people.register_person import Registered, register_person
from api.services.people.show_notice import NoticeShown, show_notice

routes = router("people", signed_in=False)


@routes.get("/notice")
def read_notice(context: OpenToAll) -> NoticeShown:
    """Read the privacy notice and the reference every agreement names."""
    return show_notice(context)


@routes.post("/people", status_code=201)
def register(door: AtTheDoor, given: Registration) -> Registered:
    """Open an account with the agreements that were chosen; the account name is shown once."""
    return register_person(door, given)
