"""Erase everything about the person who asks, for good.

Her key is destroyed, so what remains of her data in any copy opens nothing; then her rows,
agreements, references, sessions and account go. The log keeps that she was erased, under a
reference that stands for nobody.
"""

from api.context import Context
from api.door import Door
from api.errors import Invalid
from api.services.accounts.sign_in import passphrase_holds
from api.services.log.prove_again import require_recent_proof, signed_in_at
from api.services.people.record_consent import end_own_grants, own_person
from data.repositories.accounts import Accounts
from data.repositories.persons import Persons
from privacy.policy import may_erase


def erase_after_passphrase(door: Door, passphrase: str) -> None:
    """Ask the signed-in person's passphrase again, then erase her.

    A wrong one counts, locks and is recorded exactly as at signing in; it is checked outside
    any unit of work. Who has no passphrase proved herself by passkey a moment ago instead.

    Args:
        door: With the token of her session.
        passphrase: As typed.

    Raises:
        NotSignedIn: The session has ended.
        Invalid: ``passphrase_wrong``, also while the account is locked.
        Forbidden: ``step_up_needed``: she has no passphrase.
        TooMany: ``busy``.
    """
    with door.work(reading=True) as context:
        account = signed_in_at(context, door).account
        credentials = Accounts(context.work, door.runtime.key_ring).credentials_of(account)
    if credentials is not None and credentials.passphrase_hash is None:
        _erase_without_passphrase(door)
        return
    right = door.verify(passphrase, credentials.passphrase_hash if credentials else None)
    with door.work() as context:
        signed_in_at(context, door)
        index = Accounts(context.work, door.runtime.key_ring).code_index(account) or b""
        held = passphrase_holds(context, credentials, right=right, counted_as=index)
        if held:
            erase_self(context, passphrase_is_right=True)
        context.commit()
    if not held:
        raise Invalid("passphrase_wrong")


def _erase_without_passphrase(door: Door) -> None:
    with door.work() as context:
        signed_in_at(context, door)
        require_recent_proof(context)
        erase_self(context, passphrase_is_right=True)
        context.commit()


def erase_self(context: Context, *, passphrase_is_right: bool) -> None:
    """Erase the actor's person and account.

    Args:
        context: A person acting for herself.
        passphrase_is_right: Whether the passphrase she was asked for again opened.

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
