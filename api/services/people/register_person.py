"""Register a person: an account, the agreements she chose, and nothing else.

Rules:

- The login name is an account code that the service makes up. Nobody chooses one: whoever
  could would learn by trying which ones are taken, and so who is registered here.
- From one network twenty accounts fit into a day, whatever is tried from it; the installation
  may set another number, or none (0). So one machine cannot invent hundreds of people.
- The agreements name the notice she read; with another notice nothing is stored.
- What she says about herself comes later, on pages of its own.
"""

from dataclasses import dataclass, field

from api.door import Door
from api.errors import Conflict
from api.inputs.registration import Registration
from api.services.accounts.change_way_in import check_passphrase
from api.services.accounts.limit_attempts import open_one_more
from api.services.accounts.sign_in import actor_for, start_session
from api.services.people.notices import current_notice
from api.services.people.record_consent import apply_consents
from data.records import Account, AccountStatus, RoleAssignment
from data.repositories.accounts import Accounts
from data.repositories.persons import Persons
from privacy.handles import canonical_login, new_account_code, new_reference
from privacy.vocabulary import Channel, Role


@dataclass(frozen=True, slots=True)
class Registered:
    """A new account. ``account_name`` is shown once; it cannot be looked up later."""

    account_name: str = field(repr=False)
    token: str = field(repr=False)


def register_person(door: Door, registration: Registration) -> Registered:
    """Open an account for a person and sign her in.

    Raises:
        Invalid: The passphrase is too easy to guess.
        Conflict: ``notice_changed``.
        TooMany: ``busy``, ``accounts_many``.
    """
    ring = door.runtime.key_ring
    code = new_account_code()
    check_passphrase(registration.passphrase, code)
    notice = current_notice(registration.language)
    if notice.digest.hex() != registration.notice:
        raise Conflict("notice_changed")
    hashed = door.hash(registration.passphrase)
    with door.work() as context:
        open_one_more(context, door.network)
        assignment = RoleAssignment(new_reference(), Role.PERSON)
        accounts = Accounts(context.work, ring)
        account = Account(
            id=assignment.account,
            status=AccountStatus.ACTIVE,
            language=registration.language,
            created_on=context.today.replace(day=1),
        )
        accounts.add(account, canonical_login(code), hashed)
        accounts.assign(assignment)
        newcomer = actor_for(context, assignment)
        person = Persons(context.work, ring, context.now).create(assignment.account, newcomer)
        context.actor = actor_for(context, assignment)
        apply_consents(context, person, registration.pairs(), notice, Channel.SCREEN)
        token = start_session(context, assignment)
        context.commit()
    return Registered(code, token)
