"""Sign in with an account code or e-mail address and a passphrase; resume; sign out.

Rules:

- Unknown account, wrong passphrase, locked account and an account that may not sign in this
  way give one answer after the same work.
- Coordinators and officers sign in by passkey only (``use_passkeys``), the demonstration
  apart.
- Failures are counted and slowed down (``limit_attempts``).
- A passphrase is checked outside any unit of work; it opens nothing unless it is still the
  account's when the session is written.
- A right passphrase that is stored under an earlier cost or secret is hashed anew once its session
  has begun; whoever was refused waits for no such thing. If there is no room for it, next time.
- A session ends by itself: after some idle minutes, and after some hours at the latest.
- The token is random; only its digest is stored.

What it does not do: open anything a person said about herself.
"""

from dataclasses import dataclass
from datetime import timedelta

from api.context import Context
from api.door import Door
from api.errors import NotSignedIn, TooMany
from api.services.accounts.choose_language import keep_language, stored_language
from api.services.accounts.limit_attempts import (
    count_failure,
    enter_network,
    is_locked,
    leave_network,
)
from api.services.log.note_action import note_action
from data.errors import StoresBusy
from data.records import AccountStatus, Credentials, LoginSession, RoleAssignment
from data.repositories.accounts import Accounts
from data.repositories.limits import FailureCounts
from data.repositories.persons import Persons
from data.repositories.sessions import Sessions
from privacy.audit import AuditAction, Outcome
from privacy.handles import canonical_login, new_token, token_digest
from privacy.policy import Actor
from privacy.vocabulary import Role

IDLE = {
    Role.PERSON: timedelta(minutes=15),
    Role.AGENCY_MEMBER: timedelta(minutes=30),
    Role.COORDINATOR: timedelta(minutes=15),
    Role.OFFICER: timedelta(minutes=15),
}
LONGEST = {
    Role.PERSON: timedelta(hours=12),
    Role.AGENCY_MEMBER: timedelta(hours=12),
    Role.COORDINATOR: timedelta(hours=8),
    Role.OFFICER: timedelta(hours=8),
}
PASSKEY_ONLY = frozenset({Role.COORDINATOR, Role.OFFICER})
"""Roles whose passphrase opens nothing outside the demonstration."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has begun; ``token`` is shown to its owner only once."""

    token: str
    role: Role
    language: str

    def __repr__(self) -> str:
        return f"SignedIn({self.role})"


def start_session(context: Context, assignment: RoleAssignment) -> str:
    """Begin a session for a role and give its token."""
    token = new_token()
    Sessions(context.work, context.runtime.key_ring).start(
        token_digest(token),
        LoginSession(
            account=assignment.account,
            role=assignment.role,
            organisation=assignment.organisation,
            started_at=context.now,
            last_used_at=context.now,
            expires_at=context.now + LONGEST[assignment.role],
            reauthenticated_at=context.now,
        ),
    )
    return token


def actor_for(context: Context, assignment: RoleAssignment) -> Actor:
    """Give the actor an account is in one of its roles."""
    person = None
    if assignment.role is Role.PERSON:
        found = Persons(context.work, context.runtime.key_ring, context.now).of_account(
            assignment.account
        )
        person = found.id if found else None
    return Actor(assignment.account, assignment.role, assignment.organisation or "", person)


def sign_in(door: Door, login: str, passphrase: str) -> SignedIn:
    """Begin a session.

    Args:
        door: Nobody is signed in yet.
        login: Account code or e-mail address, as typed.
        passphrase: As typed.

    Raises:
        NotSignedIn: ``sign_in_failed``, whatever the reason.
        TooMany: ``busy``, ``too_many_attempts``.
    """
    ring = door.runtime.key_ring
    name = canonical_login(login[:254])
    with door.work() as context:
        attempt = enter_network(context, door.network)
        credentials = Accounts(context.work, ring).credentials(name)
        context.commit()
    right = door.verify(passphrase, credentials.passphrase_hash if credentials else None)
    with door.work() as context:
        typed = FailureCounts(context.work, ring).index(name)
        held = passphrase_holds(context, credentials, right=right, counted_as=typed)
        assignment = first_role(context, credentials.account.id if credentials else "")
        if not held or credentials is None or assignment is None:
            context.commit()
            raise NotSignedIn("sign_in_failed")
        leave_network(context, attempt)
        signed_in = begin(context, assignment, credentials.account.language)
        context.commit()
    _hash_anew(door, credentials, passphrase)
    return signed_in


def _hash_anew(door: Door, found: Credentials, passphrase: str) -> None:
    stored = found.passphrase_hash
    if stored is None or not door.is_outdated(stored):
        return
    try:
        hashed = door.hash(passphrase)
        with door.work() as context:
            accounts = Accounts(context.work, context.runtime.key_ring)
            now = accounts.credentials_of(found.account.id)
            if now is not None and now.passphrase_hash == stored:
                accounts.set_passphrase(found.account.id, hashed)
                context.commit()
    except (TooMany, StoresBusy):
        return


def begin(context: Context, assignment: RoleAssignment, language: str) -> SignedIn:
    """Begin a session of somebody who has proved who she is, and forget her failures."""
    context.actor = actor_for(context, assignment)
    token = start_session(context, assignment)
    accounts = Accounts(context.work, context.runtime.key_ring)
    is_first = accounts.note_success(assignment.account, context.now)
    if is_first and assignment.role is not Role.PERSON:
        keep_language(context, context.language)
    note_action(context, AuditAction.SIGNED_IN, subject=assignment.account)
    return SignedIn(token, assignment.role, stored_language(context) or language)


def first_role(context: Context, account: str) -> RoleAssignment | None:
    """Give the role an account acts in, ``None`` when it has none."""
    return next(iter(Accounts(context.work, context.runtime.key_ring).roles(account)), None)


def may_use_passphrase(context: Context, account: str) -> bool:
    """Say whether a passphrase opens this account at all."""
    roles = {each.role for each in Accounts(context.work, context.runtime.key_ring).roles(account)}
    return bool(roles) and (context.runtime.settings.demo or not roles & PASSKEY_ONLY)


def passphrase_holds(
    context: Context, found: Credentials | None, *, right: bool, counted_as: bytes
) -> bool:
    """Judge a checked passphrase: count and record a failure, and say whether it opens.

    The caller commits either way.

    Args:
        context: A writing unit of work, begun after the passphrase was checked.
        found: What it was checked against; ``None`` for a name that nobody has.
        right: What ``door.verify`` said.
        counted_as: The login name a failure counts under.
    """
    reference = found.account.id if found else ""  # looked up all the same: it takes time
    now = Accounts(context.work, context.runtime.key_ring).credentials_of(reference)
    account = now.account if now else None
    same = now is not None and found is not None and now.passphrase_hash == found.passphrase_hash
    locked = is_locked(context, counted_as)
    allowed = may_use_passphrase(context, reference) and account is not None
    is_open = account is not None and account.status is AccountStatus.ACTIVE
    if right and same and not locked and is_open and allowed:
        return True
    if not locked and not (right and allowed):
        count_failure(context, counted_as)
    note_action(context, AuditAction.SIGN_IN_FAILED, subject=reference, outcome=Outcome.DENIED)
    return False


def resume_session(context: Context, token: str) -> None:
    """Recognise the actor a token stands for; an unknown or ended one leaves nobody.

    The language is left as it is (``choose_language``). A unit of work begun for reading
    recognises her too; nothing is then written about the session.
    """
    if len(token) > 100:
        return
    digest = token_digest(token)
    sessions = Sessions(context.work, context.runtime.key_ring)
    session = sessions.find(digest, context.now)
    if session is None:
        return
    if context.now >= session.last_used_at + IDLE[session.role]:
        if not context.work.reading:
            sessions.end(digest)
        return
    assignment = RoleAssignment(session.account, session.role, session.organisation)
    if assignment not in Accounts(context.work, context.runtime.key_ring).roles(session.account):
        return
    if not context.work.reading:
        sessions.touch(digest, context.now)
    context.actor = actor_for(context, assignment)
    context.session_digest = digest
    context.proved_at = session.reauthenticated_at


def sign_out(context: Context) -> None:
    """End the session in use."""
    if context.session_digest is not None:
        Sessions(context.work, context.runtime.key_ring).end(context.session_digest)
        context.narrow_first = True
        note_action(context, AuditAction.SIGNED_OUT)
