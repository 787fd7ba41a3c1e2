"""Give people new data keys and seal everything of theirs anew.

Done after a break-glass, when a key may have been seen, or once a year. Each person is two
units of work, so an interruption costs nothing; those left half-way are finished first.
After everybody, nothing is left of an older kind of seal, and none is opened any more.
"""

from collections.abc import Callable

from api.context import open_context
from api.errors import NotFound
from api.runtime import Runtime
from data.errors import UnknownPerson
from data.repositories.handles import Handles
from data.repositories.persons import Persons
from data.repositories.rotation import drop_old_keys, half_renewed, renew_key
from data.repositories.seal_floor import raise_floor
from privacy.decision import SYSTEM
from privacy.handles import COORDINATION
from privacy.vocabulary import PersonId


def renew_key_of(runtime: Runtime, handle: str) -> int:
    """Renew the key of the person behind a handle, and give the new key's version.

    Raises:
        NotFound: ``not_found``: the coordinators' handle stands for nobody (any more).
    """
    with open_context(runtime, reading=True) as context:
        record = Handles(context.work).resolve(handle, COORDINATION, context.now)
    if record is None:
        raise NotFound("not_found")
    return renew_person(runtime, record.person)


def renew_everybody(runtime: Runtime, told: Callable[[int], None] = lambda _: None) -> int:
    """Renew everybody's key, and say how many people that were.

    Args:
        runtime: With the keys, or with the key process.
        told: Called with the number of people done so far.

    Raises:
        RowsBelowFloor: Something is still sealed in an older way, or not at all; everybody's
            keys are renewed all the same.
    """
    with open_context(runtime, reading=True) as context:
        half = set(half_renewed(context.work))
        people = [each.id for each in Persons(context.work, runtime.key_ring, context.now).all()]
    done = 0
    for person in sorted(people, key=lambda one: one not in half):
        try:
            renew_person(runtime, person)
        except UnknownPerson:  # erased in the meantime, or restored without her key
            continue
        done += 1
        told(done)
    with open_context(runtime) as context:
        if raise_floor(context.work, runtime.key_ring, context.now):
            context.commit()
    return done


def renew_person(
    runtime: Runtime, person: PersonId, step: Callable[[str], None] = lambda _: None
) -> int:
    """Renew one person's key, and give its version.

    Raises:
        UnknownPerson: She has no key.
        SealBroken: Something of hers is not what was sealed; her old key then stays.
    """
    with open_context(runtime) as context:
        version = renew_key(context.work, runtime.key_ring, person, SYSTEM, context.now)
        context.commit()
    step("sealed anew")
    with open_context(runtime) as context:
        drop_old_keys(context.work, person)
        context.commit()
    step("old key gone")
    return version
