"""Sessions: begin one with a passphrase, end the one in use.

The token goes into ``Authorization: Bearer``; it is shown only here.
"""

from fastapi import Response

from api.dependencies import AsAnybodySignedIn, AtTheDoor
from api.inputs.registration import SignInInput
from api.routes.common import router
from api.services.accounts.sign_in import SignedIn, sign_in, sign_out

open_routes = router("sessions", signed_in=False)
routes = router("sessions")


@open_routes.post("/sessions", status_code=201)
def begin_session(door: AtTheDoor, given: SignInInput) -> SignedIn:
    """Sign in; every failure gives the same answer."""
    return sign_in(door, given.login, given.passphrase)


@routes.delete("/sessions/current", status_code=204, response_class=Response)
def end_session(context: AsAnybodySignedIn) -> None:
    """Sign out."""
    sign_out(context)
