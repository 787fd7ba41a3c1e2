"""Let staff in for the first time: a one-time code to enrol the first passkey with.

Rules:

- Only somebody at the machine invites (a command); the code is printed once and holds for
  three days. There is no password.
- The code counts once: it is used up when the passkey is kept.
- A member of an agency may set a passphrase instead; coordinators and officers may not.
- The code with which a colleague lets somebody of staff in again (``recover_staff``) enrols a
  passkey the same way; before its day has passed it is no code.
- Attempts count towards the network's limit.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from api.context import Context
from api.door import Door
from api.errors import Invalid, NotSignedIn
from api.languages import DEFAULT
from api.services.accounts.change_way_in import check_passphrase
from api.services.accounts.limit_attempts import enter_network, leave_network
from api.services.accounts.recover_staff import begin_anew, recovering_account
from api.services.accounts.sign_in import SignedIn, begin, first_role, may_use_passphrase
from api.services.accounts.use_passkeys import PasskeyQuestion, ask_to_enrol, keep_passkey
from api.services.log.note_action import note_action
from data.records import Account, AccountStatus, RoleAssignment
from data.repositories.accounts import Accounts
from data.repositories.codes import Invitations
from data.repositories.organisations import Organisations
from privacy.audit import AuditAction
from privacy.handles import canonical_login, new_account_code, new_reference
from privacy.recovery import code_digest, new_code
from privacy.vocabulary import Role

HOLDS_FOR = timedelta(days=3)
STAFF = frozenset({Role.AGENCY_MEMBER, Role.COORDINATOR, Role.OFFICER})


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time code, printed once."""

    code: str = field(repr=False)
    until: datetime


def invite_staff(context: Context, role: Role, organisation: str | None = None) -> Invitation:
    """Open an account that nobody can get into but with the code.

    Args:
        context: The machine itself.
        role: A role of staff.
        organisation: Of an agency's member.

    Raises:
        Invalid: ``not_staff``, ``no_organisation``.
    """
    if role not in STAFF:
        raise Invalid("not_staff")
    known = {each.id for each in Organisations(context.work, context.runtime.key_ring).all()}
    if (role is Role.AGENCY_MEMBER) != (organisation is not None) or (
        organisation is not None and organisation not in known
    ):
        raise Invalid("no_organisation")
    accounts = Accounts(context.work, context.runtime.key_ring)
    account = Account(new_reference(), AccountStatus.ACTIVE, DEFAULT, context.today)
    code = new_code()
    accounts.add(account, canonical_login(new_account_code()), None)
    accounts.assign(RoleAssignment(account.id, role, organisation))
    until = context.now + HOLDS_FOR
    Invitations(context.work, context.runtime.key_ring).add(account.id, code_digest(code), until)
    note_action(context, AuditAction.INVITED, subject=account.id)
    return Invitation(code, until)


@dataclass(frozen=True, slots=True)
class Welcome:
    """What somebody with a good code may do: make a passkey, and perhaps set a passphrase."""

    question: PasskeyQuestion
    passphrase_allowed: bool


def open_invitation(door: Door, code: str) -> Welcome:
    """Check a code and ask for a passkey; the code stays good until the passkey is kept.

    Raises:
        NotSignedIn: ``invitation_unknown``.
        TooMany: ``too_many_attempts``.
    """
    with door.work() as context:
        attempt = enter_network(context, door.network)
        context.commit()
    with door.work() as context:
        account = _invited(context, code)
        leave_network(context, attempt)
        anew = recovering_account(context, code) is not None
        question = ask_to_enrol(context, door.site, account, anew=anew)
        welcome = Welcome(question, may_use_passphrase(context, account))
        context.commit()
    return welcome


def join_by_passkey(door: Door, code: str, answer: str) -> SignedIn:
    """Keep the first passkey, use the code up, and begin a session.

    Raises:
        NotSignedIn: ``invitation_unknown``.
        Invalid: ``passkey_refused``.
        TooMany: ``too_many_attempts``.
    """
    with door.work() as context:
        attempt = enter_network(context, door.network)
        context.commit()
    with door.work() as context:
        account = _invited(context, code)
        leave_network(context, attempt)
        begin_anew(context, code)
        keep_passkey(context, door.site, answer, account)
        signed_in = _joined(context, account)
        context.commit()
    return signed_in


def join_by_passphrase(door: Door, code: str, passphrase: str) -> tuple[SignedIn, str]:
    """Set a passphrase, use the code up, begin a session, and give the new account code.

    Raises:
        NotSignedIn: ``invitation_unknown``.
        Invalid: ``passphrase_weak``, ``no_passphrase``.
        TooMany: ``busy``, ``too_many_attempts``.
    """
    check_passphrase(passphrase)
    open_invitation(door, code)
    hashed = door.hash(passphrase)
    with door.work() as context:
        account = _invited(context, code)
        if not may_use_passphrase(context, account):
            raise Invalid("no_passphrase")
        begin_anew(context, code)
        accounts = Accounts(context.work, door.runtime.key_ring)
        accounts.set_passphrase(account, hashed)
        account_code = new_account_code()
        accounts.set_code(account, canonical_login(account_code))
        signed_in = _joined(context, account)
        context.commit()
    return signed_in, account_code


def _invited(context: Context, code: str) -> str:
    invitations = Invitations(context.work, context.runtime.key_ring)
    account = invitations.account_of(code_digest(code), context.now)
    account = account or recovering_account(context, code)
    if account is None:
        raise NotSignedIn("invitation_unknown")
    return account


def _joined(context: Context, account: str) -> SignedIn:
    Invitations(context.work, context.runtime.key_ring).remove_all(account)
    assignment = first_role(context, account)
    found = Accounts(context.work, context.runtime.key_ring).get(account)
    if assignment is None or found is None:
        raise NotSignedIn("invitation_unknown")
    return begin(context, assignment, found.language)
