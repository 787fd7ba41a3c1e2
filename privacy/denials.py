"""Name the grounds of a no that several questions share.

Rules: every ground that holds is given, not the first one only; no ground is an empty answer.

What it does not do: decide; the modules named ``…_policy`` do.
"""

from collections.abc import Collection, Iterable

from privacy.decision import Actor
from privacy.errors import DenyReason
from privacy.inventory import DISCLOSABLE_FIELDS, PersonalField
from privacy.vocabulary import PersonId, Role


def not_own(actor: Actor, person: PersonId) -> tuple[DenyReason, ...]:
    """Say why the actor is not the person herself; nothing when it is."""
    if actor.role is not Role.PERSON:
        return (DenyReason.WRONG_ROLE,)
    return () if actor.person == person else (DenyReason.NOT_OWN_DATA,)


def not_own_need(actor: Actor, organisation: str) -> tuple[DenyReason, ...]:
    """Say why the need is none of the actor's own organisation; nothing when it is."""
    if actor.organisation and actor.organisation == organisation:
        return ()
    return (DenyReason.NOT_OWN_NEED,)


def not_disclosable(fields: Collection[PersonalField]) -> Iterable[DenyReason]:
    """Say why these fields can never be asked for or disclosed; nothing when they can."""
    if not fields:
        yield DenyReason.NO_FIELDS
    if not DISCLOSABLE_FIELDS.issuperset(fields):
        yield DenyReason.NOT_DISCLOSABLE
