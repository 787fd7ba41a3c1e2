"""Sign in with an account code or e-mail address and a passphrase; resume; sign out.

Rules:

- Unknown account, wrong passphrase and locked account give one answer after the same work.
- Five failures lock an account for a quarter of an hour, doubling with each further one.
- A session ends by itself: after some idle minutes, and after some hours at the latest.
- The token is random; only its digest is stored.

What it does not do: open anything a person said about herself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from api.context import Context
from api.door import Door
from api.errors import NotSignedIn
from api.services.note_action import note_action
from data.records import AccountStatus, Credentials, LoginSession, RoleAssignment
from data.repositories.accounts import Accounts
from data.repositories.persons import Persons
from data.repositories.sessions import Sessions
from privacy.audit import AuditAction, Outcome
from privacy.handles import canonical_login, new_token, token_digest
from privacy.policy import Actor
from privacy.vocabulary import Role

FAILURES_ALLOWED = 5
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=24)
IDLE = {
    Role.PERSON: timedelta(minutes=15),
    Role.AGENCY_MEMBER: timedelta(minutes=30),
    Role.COORDINATOR: timedelta(minutes=30),
    Role.OFFICER: timedelta(minutes=15),
}
LONGEST = {
    Role.PERSON: timedelta(hours=12),
    Role.AGENCY_MEMBER: timedelta(hours=12),
    Role.COORDINATOR: timedelta(hours=8),
    Role.OFFICER: timedelta(hours=8),
}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has begun; ``token`` is shown to its owner only once."""

    token: str
    role: Role
    language: str

    def __repr__(self) -> str:
        return f"SignedIn({self.role})"


def lock_after(failures: int, now: datetime) -> datetime | None:
    """Say until when an account is locked after so many failures in a row."""
    over = failures - FAILURES_ALLOWED
    if over < 0:
        return None
    doublings: int = min(over, 10)
    return now + min(FIRST_LOCK * (1 << doublings), LONGEST_LOCK)


def start_session(context: Context, assignment: RoleAssignment) -> str:
    """Begin a session for a role and give its token."""
    token = new_token()
    Sessions(context.work).start(
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
        TooMany: ``busy``.
    """
    ring = door.runtime.key_ring
    with door.work(reading=True) as context:
        credentials = Accounts(context.work, ring).credentials(canonical_login(login[:254]))
    right = door.verify(passphrase, credentials.passphrase_hash if credentials else None)
    with door.work() as context:
        if credentials is None:
            note_action(context, AuditAction.SIGN_IN_FAILED, outcome=Outcome.DENIED)
            context.commit()
            raise NotSignedIn("sign_in_failed")
        assignment = _checked(context, credentials, right=right)
        if assignment is None:
            context.commit()
            raise NotSignedIn("sign_in_failed")
        context.actor = actor_for(context, assignment)
        token = start_session(context, assignment)
        Accounts(context.work, ring).note_success(assignment.account, context.now)
        note_action(context, AuditAction.SIGNED_IN, subject=assignment.account)
        context.commit()
    return SignedIn(token, assignment.role, credentials.account.language)


def _checked(context: Context, found: Credentials, *, right: bool) -> RoleAssignment | None:
    accounts = Accounts(context.work, context.runtime.key_ring)
    account = accounts.get(found.account.id)
    if account is None:
        return None
    locked = account.locked_until is not None and context.now < account.locked_until
    roles = accounts.roles(account.id)
    if right and not locked and account.status is AccountStatus.ACTIVE and roles:
        return roles[0]
    if not right and not locked:
        accounts.note_failure(account.id, lock_after(account.failed_logins + 1, context.now))
    note_action(context, AuditAction.SIGN_IN_FAILED, subject=account.id, outcome=Outcome.DENIED)
    return None


def resume_session(context: Context, token: str) -> None:
    """Recognise the actor a token stands for; an unknown or ended one leaves nobody.

    The session's language is not touched: the reader's choice stands.
    """
    if len(token) > 100:
        return
    digest = token_digest(token)
    sessions = Sessions(context.work)
    session = sessions.find(digest, context.now)
    if session is None:
        return
    if context.now >= session.last_used_at + IDLE[session.role] + timedelta(minutes=5):
        sessions.end(digest)
        return
    assignment = RoleAssignment(session.account, session.role, session.organisation)
    if assignment not in Accounts(context.work, context.runtime.key_ring).roles(session.account):
        return
    sessions.touch(digest, context.now)
    context.actor = actor_for(context, assignment)
    context.session_digest = digest


def sign_out(context: Context) -> None:
    """End the session in use."""
    if context.session_digest is not None:
        Sessions(context.work).end(context.session_digest)
        note_action(context, AuditAction.SIGNED_OUT)
