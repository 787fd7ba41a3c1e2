"""Register a person: an account, the agreements she chose, and nothing else.

Rules:

- An account code is enough; an e-mail address is optional and kept as a login name only,
  unless she agrees to keep it as her contact.
- Registering itself answers the same whether an address has an account already or not: if it
  has, the new account is opened without it. That hides nothing from whoever tries: who
  registers an address and then signs in with it sees whether it was free, and so whether
  somebody has an account under it. An account code alone tells nobody anything.
- Nobody proves that an address is hers: whoever registers it first has it as login name.
- The agreements name the notice she read; with another notice nothing is stored.
- What she says about herself comes later, on pages of its own.
"""

from dataclasses import dataclass, field
from typing import Literal

from api.door import Door
from api.errors import Conflict
from api.inputs.registration import Registration
from api.services.change_way_in import check_passphrase
from api.services.notices import current_notice
from api.services.record_consent import apply_consents
from api.services.sign_in import actor_for, start_session
from data.records import Account, AccountStatus, RoleAssignment
from data.repositories.accounts import Accounts
from data.repositories.persons import Persons
from privacy.handles import canonical_login, new_account_code, new_reference
from privacy.vocabulary import Channel, Role


@dataclass(frozen=True, slots=True)
class Registered:
    """A new account. ``account_name`` is shown once; it cannot be looked up later.

    ``email_sign_in`` is the same for everybody: an address signs in too if it was free. Whoever
    then signs in with it learns which it was.
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
    check_passphrase(registration.passphrase, registration.email or code)
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
        taken = email is not None and accounts.is_taken(email)
        if taken:
            accounts.is_taken(canonical_login(code))  # as many look-ups as for a free address
        accounts.add(account, canonical_login(code), hashed, None if taken else email)
        accounts.assign(assignment)
        newcomer = actor_for(context, assignment)
        person = Persons(context.work, ring, context.now).create(assignment.account, newcomer)
        context.actor = actor_for(context, assignment)
        apply_consents(context, person, registration.pairs(), notice, Channel.SCREEN)
        token = start_session(context, assignment)
        context.commit()
    return Registered(code, token)
