"""How one signs in: sessions, passphrase, recovery codes, passkeys, invitations."""

import json

from fastapi import Request, Response

from api.dependencies import AsAnybodyAtDoor, AsAnybodySignedIn, AtTheDoor, seen_address
from api.inputs.accounts import (
    InvitationInput,
    JoinByPasskeyInput,
    PasskeyInput,
    RecoveryInput,
)
from api.inputs.registration import PassphraseInput
from api.routes.common import router
from api.services.accounts.change_way_in import (
    Sheet,
    WaysIn,
    change_passphrase,
    end_other_sessions,
    new_recovery_codes,
    own_ways_in,
)
from api.services.accounts.invite_staff import Welcome, join_by_passkey, open_invitation
from api.services.accounts.recover_account import recover_account
from api.services.accounts.sign_in import SignedIn
from api.services.accounts.use_passkeys import (
    PasskeyQuestion,
    ask_to_enrol_own,
    ask_to_prove,
    ask_to_sign_in,
    enrol_own,
    give_up_passkey,
    prove_by_passkey,
    sign_in_by_passkey,
)
from api.services.log.prove_again import prove_by_passphrase

open_routes = router("account", signed_in=False)
routes = router("account")


@open_routes.post("/recoveries", status_code=201)
def recover(door: AtTheDoor, given: RecoveryInput) -> SignedIn:
    """Set a new passphrase with a printed code and sign in; every failure answers alike."""
    return recover_account(door, given.login, given.code, given.passphrase)


@open_routes.post("/passkeys/sign-in-questions")
def ask_for_passkey(door: AtTheDoor) -> PasskeyQuestion:
    """Get what a browser needs to sign in by passkey."""
    return ask_to_sign_in(door.runtime, door.site)


@open_routes.post("/sessions/by-passkey", status_code=201)
def begin_session_by_passkey(door: AtTheDoor, given: PasskeyInput) -> SignedIn:
    """Sign in by passkey; every failure gives the same answer."""
    return sign_in_by_passkey(door, json.dumps(given.credential))


@open_routes.post("/invitations")
def read_invitation(door: AtTheDoor, given: InvitationInput) -> Welcome:
    """Get what a browser needs to make the first passkey of an invited account."""
    return open_invitation(door, given.code)


@open_routes.post("/invitations/passkey", status_code=201)
def accept_invitation(door: AtTheDoor, given: JoinByPasskeyInput) -> SignedIn:
    """Keep the first passkey of an invited account and sign in."""
    return join_by_passkey(door, given.code, json.dumps(given.credential))


@routes.get("/account")
def read_own_ways_in(context: AsAnybodySignedIn) -> WaysIn:
    """Read how this account signs in, and where it is signed in now."""
    return own_ways_in(context)


@routes.put("/account/secret", status_code=204, response_class=Response)
def write_own_passphrase(door: AsAnybodyAtDoor, given: PassphraseInput) -> None:
    """Set another passphrase; needs a recent proof, and ends the other sessions."""
    change_passphrase(door, given.passphrase)


@routes.post("/account/recovery-codes", status_code=201)
def make_recovery_codes(context: AsAnybodySignedIn) -> Sheet:
    """Get eight new recovery codes, shown only here; needs a recent proof."""
    return new_recovery_codes(context)


@routes.delete("/sessions/others", status_code=204, response_class=Response)
def end_sessions_elsewhere(context: AsAnybodySignedIn) -> None:
    """End every session of this account but the one in use."""
    end_other_sessions(context)


@routes.post("/sessions/current/proof", status_code=204, response_class=Response)
def prove_with_passphrase(door: AsAnybodyAtDoor, given: PassphraseInput) -> None:
    """Prove again who is there, before what cannot be taken back (``step_up_needed``)."""
    prove_by_passphrase(door, given.passphrase)


@routes.post("/passkeys/proof-questions")
def ask_for_proof(request: Request, context: AsAnybodySignedIn) -> PasskeyQuestion:
    """Get what a browser needs to prove by passkey who is there."""
    return ask_to_prove(context, seen_address(request))


@routes.post("/sessions/current/proof/passkey", status_code=204, response_class=Response)
def prove_with_passkey(door: AsAnybodyAtDoor, given: PasskeyInput) -> None:
    """Prove by passkey who is there."""
    prove_by_passkey(door, json.dumps(given.credential))


@routes.post("/passkeys/questions")
def ask_for_new_passkey(request: Request, context: AsAnybodySignedIn) -> PasskeyQuestion:
    """Get what a browser needs to make another passkey; needs a recent proof."""
    return ask_to_enrol_own(context, seen_address(request))


@routes.post("/passkeys", status_code=204, response_class=Response)
def add_passkey(request: Request, context: AsAnybodySignedIn, given: PasskeyInput) -> None:
    """Keep another passkey; needs a recent proof."""
    enrol_own(context, seen_address(request), json.dumps(given.credential))


@routes.delete("/passkeys/{passkey_id}", status_code=204, response_class=Response)
def remove_passkey(context: AsAnybodySignedIn, passkey_id: str) -> None:
    """Give up a passkey; needs a recent proof, and never the last way in."""
    give_up_passkey(context, passkey_id)
