"""Erase everything about the person who asks, for good.

Her key is destroyed, so what remains of her data in any copy opens nothing; then her rows,
agreements, references, sessions and account go. The log keeps that she was erased, under a
reference that stands for nobody.
"""

from api.context import Context
from api.door import Door
from api.errors import Invalid
from api.services.record_consent import end_own_grants, own_person
from data.repositories.accounts import Accounts
from data.repositories.persons import Persons
from privacy.policy import may_erase


def is_own_passphrase(door: Door, account: str, passphrase: str) -> bool:
    """Check the signed-in account's passphrase again, outside any transaction."""
    with door.work(reading=True) as context:
        credentials = Accounts(context.work, door.runtime.key_ring).credentials_of(account)
    return door.verify(passphrase, credentials.passphrase_hash if credentials else None)


def erase_self(context: Context, *, passphrase_is_right: bool) -> None:
    """Erase the actor's person and account.

    Args:
        context: A person acting for herself.
        passphrase_is_right: What ``is_own_passphrase`` said a moment ago.

    Raises:
        Invalid: ``passphrase_wrong``.
    """
    if not passphrase_is_right:
        raise Invalid("passphrase_wrong")
    person = own_person(context)
    actor = context.signed_in()
    decision = may_erase(actor, person.id, at=context.now).require()
    end_own_grants(context, person)
    Persons(context.work, context.runtime.key_ring, context.now).erase(person.id, decision)
    context.narrow_first = True
    context.after_commit(lambda: context.runtime.pool.forget(person.id))
