"""Ask who is signed in to prove it again before something that cannot be taken back.

Rules:

- Granting, exporting, erasing, opening a person's identity in an emergency and changing how
  one signs in need a proof of the last five minutes: signing in, a passphrase, or a passkey.
- A wrong passphrase counts, locks and is recorded as at signing in.
- Whoever acts without a session (a command on the machine) has none to prove.

What it does not do: check passkeys (``use_passkeys``).
"""

from datetime import timedelta

from api.context import Context
from api.door import Door
from api.errors import Forbidden, Invalid, NotSignedIn
from api.services.accounts.sign_in import passphrase_holds, resume_session
from api.services.log.note_action import note_action
from data.repositories.accounts import Accounts
from data.repositories.sessions import Sessions
from privacy.audit import AuditAction
from privacy.policy import Actor

FRESH_FOR = timedelta(minutes=5)


def is_proof_recent(context: Context) -> bool:
    """Say whether who acts proved lately who she is."""
    if context.session_digest is None:
        return True
    return context.proved_at is not None and context.now < context.proved_at + FRESH_FOR


def require_recent_proof(context: Context) -> None:
    """Refuse to go on unless who acts proved lately who she is.

    Raises:
        Forbidden: ``step_up_needed``; the page asks for the proof and then goes on.
    """
    if not is_proof_recent(context):
        raise Forbidden("step_up_needed")


def note_proof(context: Context) -> None:
    """Remember in the session in use that its owner proved herself now."""
    if context.session_digest is not None:
        sessions = Sessions(context.work, context.runtime.key_ring)
        sessions.reauthenticate(context.session_digest, context.now)
        context.proved_at = context.now
        note_action(context, AuditAction.PROVED_AGAIN, subject=context.signed_in().account)


def prove_by_passphrase(door: Door, passphrase: str) -> None:
    """Check the passphrase of who is signed in, and remember that it was right.

    It is checked outside any unit of work.

    Args:
        door: With the token of a session.
        passphrase: As typed.

    Raises:
        NotSignedIn: The session has ended.
        Invalid: ``passphrase_wrong``, also while the account is locked.
        TooMany: ``busy``.
    """
    ring = door.runtime.key_ring
    with door.work(reading=True) as context:
        account = signed_in_at(context, door).account
        credentials = Accounts(context.work, ring).credentials_of(account)
    right = door.verify(passphrase, credentials.passphrase_hash if credentials else None)
    with door.work() as context:
        signed_in_at(context, door)
        index = Accounts(context.work, ring).code_index(account) or b""
        held = passphrase_holds(context, credentials, right=right, counted_as=index)
        if held:
            note_proof(context)
        context.commit()
    if not held:
        raise Invalid("passphrase_wrong")


def signed_in_at(context: Context, door: Door) -> Actor:
    """Recognise who is signed in, by the door's token.

    Raises:
        NotSignedIn: Nobody is, or no longer.
    """
    resume_session(context, door.token or "")
    if context.actor is None:
        raise NotSignedIn("not_signed_in")
    return context.actor
