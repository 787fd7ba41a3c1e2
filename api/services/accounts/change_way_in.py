"""See and change how one signs in: passphrase, recovery codes, running sessions.

Rules:

- Each change needs a recent proof, ends the other sessions where it replaces a secret, and is
  recorded.
- Recovery codes are shown once, eight of them; new ones make the old ones worthless.
- What only takes away is committed in keys first: interrupted there, it is gone all the same. A
  new passphrase is committed in main first: interrupted there, it holds all the same.
- The last way in cannot be removed: somebody without any would be locked out for good.
"""

from dataclasses import dataclass, field
from datetime import date

from api.context import Context
from api.door import Door
from api.errors import FieldProblem, Invalid
from api.services.accounts.common_passphrases import COMMON_PASSPHRASES
from api.services.accounts.sign_in import may_use_passphrase
from api.services.log.note_action import note_action
from api.services.log.prove_again import require_recent_proof, signed_in_at
from data.repositories.accounts import Accounts
from data.repositories.codes import RecoveryCodes
from data.repositories.passkeys import Passkeys
from data.repositories.sessions import Sessions
from data.sign_in_records import OwnSession
from privacy.audit import AuditAction
from privacy.passphrase import passphrase_problems
from privacy.recovery import code_digest, new_sheet


@dataclass(frozen=True, slots=True)
class PasskeyLine:
    """One passkey as its owner sees it; months are all that is kept."""

    reference: str
    since: date
    last_used: date | None
    copied: bool


@dataclass(frozen=True, slots=True)
class WaysIn:
    """Every way into the account of who asks, and where it is open now."""

    has_passphrase: bool
    codes_left: int
    passkeys: tuple[PasskeyLine, ...]
    sessions: tuple[OwnSession, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Fresh recovery codes; shown once."""

    codes: tuple[str, ...] = field(repr=False)


def check_passphrase(passphrase: str, login: str = "") -> None:
    """Refuse a passphrase that is easy to guess.

    Raises:
        Invalid: ``passphrase_weak``; ``fields`` says why.
    """
    problems = passphrase_problems(passphrase, login, COMMON_PASSPHRASES)
    if problems:
        raise Invalid(
            "passphrase_weak",
            fields=tuple(
                FieldProblem("/passphrase", f"passphrase_{problem}") for problem in problems
            ),
        )


def own_ways_in(context: Context) -> WaysIn:
    """List how who asks signs in, and where she is signed in now."""
    ring, account = context.runtime.key_ring, context.signed_in().account
    credentials = Accounts(context.work, ring).credentials_of(account)
    usable = may_use_passphrase(context, account)
    running = Sessions(context.work, ring).of_account(account, context.now)
    return WaysIn(
        has_passphrase=bool(usable and credentials and credentials.passphrase_hash),
        codes_left=RecoveryCodes(context.work, ring).left(account),
        passkeys=tuple(
            PasskeyLine(each.id, each.created_on, each.last_used, each.is_copied)
            for each in Passkeys(context.work, ring).of_account(account)
        ),
        sessions=tuple(
            OwnSession(number, each.started_at, each.last_used_at, digest == context.session_digest)
            for number, (digest, each) in enumerate(running, start=1)
        ),
    )


def end_other_sessions(context: Context) -> int:
    """End every session of who asks but the one in use, and give how many there were."""
    context.narrow_first = True
    return _end_others(context)


def _end_others(context: Context) -> int:
    account = context.signed_in().account
    ended = Sessions(context.work, context.runtime.key_ring).end_others(
        account, context.session_digest
    )
    note_action(context, AuditAction.SESSIONS_ENDED, subject=account)
    return ended


def new_recovery_codes(context: Context) -> Sheet:
    """Make eight new recovery codes; those made earlier no longer count.

    Raises:
        Forbidden: ``step_up_needed``.
        Invalid: ``no_passphrase``: they would set a passphrase that opens nothing.
    """
    require_recent_proof(context)
    account = context.signed_in().account
    if not may_use_passphrase(context, account):
        raise Invalid("no_passphrase")
    codes = new_sheet()
    context.narrow_first = True
    RecoveryCodes(context.work, context.runtime.key_ring).replace(
        account, [code_digest(code, account) for code in codes]
    )
    note_action(context, AuditAction.WAY_IN_CHANGED, subject=account)
    return Sheet(codes)


def change_passphrase(door: Door, passphrase: str) -> None:
    """Let another passphrase open the account of who is signed in; other sessions end.

    Args:
        door: With the token of a session whose owner proved herself lately.
        passphrase: The new one, as typed.

    Raises:
        NotSignedIn: The session has ended.
        Forbidden: ``step_up_needed``.
        Invalid: ``passphrase_weak``, ``no_passphrase``.
        TooMany: ``busy``.
    """
    check_passphrase(passphrase)
    with door.work(reading=True) as context:
        signed_in_at(context, door)
        require_recent_proof(context)
    hashed = door.hash(passphrase)
    with door.work() as context:
        account = signed_in_at(context, door).account
        require_recent_proof(context)
        if not may_use_passphrase(context, account):
            raise Invalid("no_passphrase")
        Accounts(context.work, door.runtime.key_ring).set_passphrase(account, hashed)
        _end_others(context)
        note_action(context, AuditAction.WAY_IN_CHANGED, subject=account)
        context.commit()
