"""Sign in with an account code or e-mail address and a passphrase; resume; sign out.

Rules:

- Unknown account, wrong passphrase and locked account give one answer after the same work.
- Five failures lock an account for a quarter of an hour, and so does each further one until
  somebody signs in; never longer, or anybody could lock somebody out for good.
- The account code is counted apart (``failed_codes``): who knows only the e-mail address
  cannot lock its owner out of the code. Asking the passphrase again counts the same way.
- A session ends by itself: after some idle minutes, and after some hours at the latest.
- The token is random; only its digest is stored.

What it does not do: open anything a person said about herself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from api.context import Context
from api.door import Door
from api.errors import NotSignedIn
from api.services.failed_codes import FAILED_CODES
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
LOCK = timedelta(minutes=15)
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
    return now + LOCK if failures >= FAILURES_ALLOWED else None


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
        by_code = "@" not in login
        held = passphrase_holds(context, credentials, right=right, by_code=by_code)
        roles = Accounts(context.work, ring).roles(credentials.account.id)
        if not held or not roles:
            context.commit()
            raise NotSignedIn("sign_in_failed")
        assignment = roles[0]
        context.actor = actor_for(context, assignment)
        token = start_session(context, assignment)
        note_right_passphrase(context, assignment.account)
        note_action(context, AuditAction.SIGNED_IN, subject=assignment.account)
        context.commit()
    return SignedIn(token, assignment.role, credentials.account.language)


def passphrase_holds(context: Context, found: Credentials, *, right: bool, by_code: bool) -> bool:
    """Judge a checked passphrase: count and record a failure, and say whether it opens.

    The caller commits either way.

    Args:
        context: A writing unit of work, begun after the passphrase was checked.
        found: What it was checked against.
        right: What ``door.verify`` said.
        by_code: The account code was given, or its owner is signed in: an e-mail address
            alone was not enough.
    """
    accounts = Accounts(context.work, context.runtime.key_ring)
    account = accounts.get(found.account.id)
    if account is None:
        return False
    by_email_locked = account.locked_until is not None and context.now < account.locked_until
    locked = FAILED_CODES.is_locked(account.id, context.now) if by_code else by_email_locked
    roles = accounts.roles(account.id)
    if right and not locked and account.status is AccountStatus.ACTIVE and roles:
        return True
    if not right and not locked:
        if not by_email_locked:
            accounts.note_failure(account.id, lock_after(account.failed_logins + 1, context.now))
        if by_code:
            failures = FAILED_CODES.count(account.id, context.now) + 1
            FAILED_CODES.note(account.id, context.now, lock_after(failures, context.now))
    note_action(context, AuditAction.SIGN_IN_FAILED, subject=account.id, outcome=Outcome.DENIED)
    return False


def note_right_passphrase(context: Context, account: str) -> None:
    """Forget the failures of an account whose passphrase was right."""
    Accounts(context.work, context.runtime.key_ring).note_success(account, context.now)
    context.after_commit(lambda: FAILED_CODES.forget(account))


def resume_session(context: Context, token: str) -> None:
    """Recognise the actor a token stands for; an unknown or ended one leaves nobody.

    The session's language is not touched: the reader's choice stands. A unit of work begun
    for reading recognises her too; nothing is then written about the session.
    """
    if len(token) > 100:
        return
    digest = token_digest(token)
    sessions = Sessions(context.work, context.runtime.key_ring)
    session = sessions.find(digest, context.now)
    if session is None:
        return
    if context.now >= session.last_used_at + IDLE[session.role] + timedelta(minutes=5):
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


def sign_out(context: Context) -> None:
    """End the session in use."""
    if context.session_digest is not None:
        Sessions(context.work, context.runtime.key_ring).end(context.session_digest)
        note_action(context, AuditAction.SIGNED_OUT)
