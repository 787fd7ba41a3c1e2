"""A person's data key, in and out of the keys database."""

from sqlalchemy import select

from data.engine import UnitOfWork
from data.errors import UnknownPerson
from data.models import PersonKeyRow, table_of
from privacy.keys import KeyRing, PersonKey, WrappedKey
from privacy.vocabulary import PersonId

KEY = table_of(PersonKeyRow)
KEY_COLUMNS = (KEY.c.person, KEY.c.version, KEY.c.epoch, KEY.c.wrapped, KEY.c.commitment)


def store_key(uow: UnitOfWork, wrapped: WrappedKey, pool_version: int) -> None:
    """Store a wrapped key."""
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


def load_key(uow: UnitOfWork, ring: KeyRing, person: PersonId) -> PersonKey:
    """Give a person's newest key.

    Raises:
        UnknownPerson: There is none: she was erased, or never was.
        SealBroken: The wrapped key was altered.
        KeyUnusable: The epoch it is wrapped under is gone.
    """
    row = (
        uow.keys.connection()
        .execute(select(*KEY_COLUMNS).where(KEY.c.person == person).order_by(KEY.c.version.desc()))
        .first()
    )
    if row is None:
        raise UnknownPerson
    return ring.unwrap(WrappedKey(*row))
