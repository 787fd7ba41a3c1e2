"""Let somebody who lost her passphrase in again, with a printed code, and only her.

Rules:

- An unknown account, a code of somebody else and a used code give one answer after the same
  work.
- A code counts once. It sets a new passphrase, ends every session, removes every passkey
  (whoever had the account meanwhile may have made one), and opens an account that guessers
  had locked.
- Each attempt on a person's account is in her log, whoever had the code.
- It also opens an account whose row is older than it was, as after an older copy of main was
  restored: nothing else does, and only a code that was not used since.
- Attempts count towards the network's limit; a code cannot be guessed, so nothing is locked
  and nobody can keep the owner from recovering.

What it does not do: serve roles whose passphrase opens nothing; those are invited anew.
"""

from api.context import Context
from api.door import Door
from api.errors import NotSignedIn
from api.services.accounts.change_way_in import check_passphrase
from api.services.accounts.limit_attempts import enter_network, leave_network
from api.services.accounts.sign_in import SignedIn, begin, first_role, may_use_passphrase
from api.services.log.note_action import note_action
from data.records import AccountStatus, Person
from data.repositories.accounts import Accounts
from data.repositories.codes import RecoveryCodes
from data.repositories.passkeys import Passkeys
from data.repositories.persons import Persons
from data.repositories.sessions import Sessions
from privacy.audit import AuditAction, Outcome
from privacy.handles import canonical_login
from privacy.recovery import code_digest


def recover_account(door: Door, login: str, code: str, passphrase: str) -> SignedIn:
    """Set a new passphrase and begin a session.

    Args:
        door: Nobody is signed in.
        login: Account code or e-mail address, as typed.
        code: A recovery code, as typed.
        passphrase: The new one, as typed.

    Raises:
        NotSignedIn: ``recovery_failed``, whatever the reason.
        Invalid: ``passphrase_weak``.
        TooMany: ``busy``, ``too_many_attempts``.
    """
    check_passphrase(passphrase, login)
    ring = door.runtime.key_ring
    with door.work() as context:
        attempt = enter_network(context, door.network)
        context.commit()
    hashed = door.hash(passphrase)
    with door.work() as context:
        accounts = Accounts(context.work, ring)
        account = accounts.recoverable(canonical_login(login[:254]))
        reference = account.id if account else ""
        used = RecoveryCodes(context.work, ring).use(reference, code_digest(code, reference))
        active = account is not None and account.status is AccountStatus.ACTIVE
        allowed = may_use_passphrase(context, reference)
        assignment = first_role(context, reference)
        if not (used and active and allowed) or account is None or assignment is None:
            note_action(
                context,
                AuditAction.RECOVERED,
                person=_whose(context, reference),
                subject=reference,
                outcome=Outcome.DENIED,
            )
            context.commit()
            raise NotSignedIn("recovery_failed")
        leave_network(context, attempt)
        accounts.set_passphrase(account.id, hashed)
        Passkeys(context.work, ring).remove_all(account.id)
        Sessions(context.work, ring).end_all(account.id)
        signed_in = begin(context, assignment, account.language)
        person = _whose(context, reference)
        note_action(context, AuditAction.RECOVERED, person=person, subject=account.id)
        context.commit()
    return signed_in


def _whose(context: Context, account: str) -> Person | None:
    """Give the person an account belongs to, if it is a person's."""
    return Persons(context.work, context.runtime.key_ring, context.now).of_account(account)
