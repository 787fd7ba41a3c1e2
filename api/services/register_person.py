"""Register a person: an account, the agreements she chose, and nothing else.

Rules:

- An account code is enough; an e-mail address is optional and kept as a login name only,
  unless she agrees to keep it as her contact.
- Whether an address has an account already is told to nobody: if it has, the new account is
  opened without it, and everybody reads the same sentence.
- The agreements name the notice she read; with another notice nothing is stored.
- What she says about herself comes later, on pages of its own.
"""

from dataclasses import dataclass, field
from typing import Literal

from api.door import Door
from api.errors import Conflict, FieldProblem, Invalid
from api.inputs.registration import Registration
from api.services.common_passphrases import COMMON_PASSPHRASES
from api.services.notices import current_notice
from api.services.record_consent import apply_consents
from api.services.sign_in import actor_for, start_session
from data.errors import LoginTaken
from data.records import Account, AccountStatus, RoleAssignment
from data.repositories.accounts import Accounts
from data.repositories.persons import Persons
from privacy.handles import canonical_login, new_account_code, new_reference
from privacy.passphrase import passphrase_problems
from privacy.vocabulary import Channel, Role


@dataclass(frozen=True, slots=True)
class Registered:
    """A new account. ``account_name`` is shown once; it cannot be looked up later.

    ``email_sign_in`` is the same for everybody: an address signs in too if it was free.
    """

    account_name: str = field(repr=False)
    token: str = field(repr=False)
    email_sign_in: Literal["if_free"] = "if_free"


def register_person(door: Door, registration: Registration) -> Registered:
    """Open an account for a person and sign her in.

    Raises:
        Invalid: The passphrase is too easy to guess.
        Conflict: ``notice_changed``.
        TooMany: ``busy``.
    """
    ring = door.runtime.key_ring
    code = new_account_code()
    problems = passphrase_problems(
        registration.passphrase, registration.email or code, COMMON_PASSPHRASES
    )
    if problems:
        raise Invalid(
            "passphrase_weak",
            fields=tuple(
                FieldProblem("/passphrase", f"passphrase_{problem}") for problem in problems
            ),
        )
    notice = current_notice(registration.language)
    if notice.digest.hex() != registration.notice:
        raise Conflict("notice_changed")
    hashed = door.hash(registration.passphrase)
    with door.work() as context:
        assignment = RoleAssignment(new_reference(), Role.PERSON)
        accounts = Accounts(context.work, ring)
        account = Account(
            id=assignment.account,
            status=AccountStatus.ACTIVE,
            language=registration.language,
            created_on=context.today.replace(day=1),
        )
        email = canonical_login(registration.email) if registration.email else None
        try:
            accounts.add(account, canonical_login(code), hashed, email)
        except LoginTaken:
            accounts.add(account, canonical_login(code), hashed)
        accounts.assign(assignment)
        newcomer = actor_for(context, assignment)
        person = Persons(context.work, ring, context.now).create(assignment.account, newcomer)
        context.actor = actor_for(context, assignment)
        apply_consents(context, person, registration.pairs(), notice, Channel.SCREEN)
        token = start_session(context, assignment)
        context.commit()
    return Registered(code, token)
