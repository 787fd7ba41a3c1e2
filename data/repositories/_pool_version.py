"""The counter by which workers notice that who or what may be matched has changed."""

from sqlalchemy import insert, select, update

from data.engine import UnitOfWork
from data.models import PersonKeyRow, PoolVersionRow, table_of
from privacy.vocabulary import PersonId

_COUNTER = table_of(PoolVersionRow)
_KEY = table_of(PersonKeyRow)


def read_version(uow: UnitOfWork) -> int:
    """Give the counter; 0 before the first change."""
    return uow.keys.connection().execute(select(_COUNTER.c.version)).scalar() or 0


def next_version(uow: UnitOfWork) -> int:
    """Raise the counter and give its new value."""
    connection = uow.keys.connection()
    version = read_version(uow) + 1
    if version == 1:
        connection.execute(insert(_COUNTER).values(id=1, version=1))
    else:
        connection.execute(update(_COUNTER).values(version=version))
    return version


def pool_changed(uow: UnitOfWork, person: PersonId) -> None:
    """Raise the counter and note it with the person."""
    uow.keys.connection().execute(
        update(_KEY).where(_KEY.c.person == person).values(pool_version=next_version(uow))
    )
