"""A person's data key, in and out of the keys database.

Rules:

- A new key is wrapped under the epoch the database calls current, read in the transaction
  that stores it.
- While a person's key is being renewed she has two: rows name the version they are sealed
  under, and open with that one; what is sealed anew takes the newest.
- Nothing is sealed by a program that is older than what was sealed here already.
"""

from collections.abc import Iterable

from sqlalchemy import delete, func, select

from data.engine import UnitOfWork
from data.errors import UnknownPerson
from data.models import PersonKeyRow, table_of
from data.repositories.epochs import current_epoch
from data.repositories.seal_floor import require_able_to_seal
from privacy.keys import KeyRing, PersonKey, WrappedKey
from privacy.vocabulary import PersonId

KEY = table_of(PersonKeyRow)
KEY_COLUMNS = (KEY.c.person, KEY.c.version, KEY.c.epoch, KEY.c.wrapped, KEY.c.commitment)


def store_key(uow: UnitOfWork, ring: KeyRing, key: PersonKey, pool_version: int) -> None:
    """Wrap a new key under the current epoch and store it.

    Raises:
        KeyUnusable: The ring does not hold the current epoch.
        SealBroken: The installation's floor is above what this program seals.
    """
    require_able_to_seal(uow, ring)
    wrapped = ring.wrap(key, current_epoch(uow, ring))
    uow.keys.connection().execute(
        KEY.insert().values(
            person=wrapped.person,
            version=wrapped.version,
            epoch=wrapped.epoch,
            wrapped=wrapped.wrapped,
            commitment=wrapped.commitment,
            pool_version=pool_version,
        )
    )


def load_key(
    uow: UnitOfWork, ring: KeyRing, person: PersonId, version: int | None = None
) -> PersonKey:
    """Give a person's newest key, or the one of a version.

    Raises:
        UnknownPerson: There is none: she was erased, or never was.
        SealBroken: The wrapped key was altered; or the newest is asked for, to seal with, and
            the installation's floor is above what this program seals.
        KeyUnusable: The epoch it is wrapped under is gone.
    """
    query = select(*KEY_COLUMNS).where(KEY.c.person == person).order_by(KEY.c.version.desc())
    if version is None:
        require_able_to_seal(uow, ring)
    else:
        query = query.where(KEY.c.version == version)
    row = uow.keys.connection().execute(query).first()
    if row is None:
        raise UnknownPerson
    return ring.unwrap(WrappedKey(*row))


def key_versions(uow: UnitOfWork, person: PersonId) -> tuple[int, ...]:
    """Give the versions of a person's keys, newest first."""
    rows = uow.keys.connection().execute(
        select(KEY.c.version).where(KEY.c.person == person).order_by(KEY.c.version.desc())
    )
    return tuple(row[0] for row in rows)


def last_pool_version(uow: UnitOfWork, person: PersonId) -> int:
    """Give when the pool last noticed something about a person."""
    found = uow.keys.connection().execute(
        select(func.max(KEY.c.pool_version)).where(KEY.c.person == person)
    )
    return found.scalar() or 0


def delete_keys(uow: UnitOfWork, person: PersonId, versions: Iterable[int]) -> int:
    """Delete some versions of a person's keys, and say how many were there."""
    return (
        uow.keys.connection()
        .execute(delete(KEY).where(KEY.c.person == person, KEY.c.version.in_(tuple(versions))))
        .rowcount
    )
