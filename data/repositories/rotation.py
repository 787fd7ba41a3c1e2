"""Move wraps from one epoch to the next, and renew single people's keys.

Rules:

- Wraps move in batches, each in a unit of work of its own; a row is changed only if it is
  still the row that was read. What an interruption leaves is a mixture of two live epochs,
  all of it readable, and the next run goes on from there.
- A person's key is renewed in two steps, each committed for itself. First the new key is
  stored and her rows are sealed anew under it, keys first; only then, once no row of hers
  names the old one, the old one goes. Between the two every row names the key it needs.
- Sealing anew under another key changes no value: record versions stay.

What it does not do: begin or end epochs (``data.repositories.epochs``).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, select, update

from data.engine import UnitOfWork
from data.errors import UnknownPerson
from data.models import PersonRow
from data.repositories._person_key import (
    KEY,
    KEY_COLUMNS,
    delete_keys,
    key_versions,
    last_pool_version,
    load_key,
    store_key,
)
from data.repositories._proofs import person_of
from data.repositories._resealing import reseal_rows, versions_in_use
from data.repositories.audit import AuditLog
from data.repositories.epochs import current_epoch
from data.repositories.seal_floor import seal_floor
from privacy.audit import AuditAction
from privacy.decision import Actor
from privacy.errors import PrivacyError
from privacy.keys import KeyRing, PersonKey, WrappedKey
from privacy.vocabulary import PersonId

BATCH = 200
"""Wraps moved in one unit of work."""
_MOVE = (
    update(KEY)
    .where(
        KEY.c.person == bindparam("of_person"),
        KEY.c.version == bindparam("of_version"),
        KEY.c.epoch == bindparam("of_epoch"),
        KEY.c.wrapped == bindparam("as_read"),
    )
    .values(epoch=bindparam("epoch"), wrapped=bindparam("wrapped"))
)


def rewrap_some(uow: UnitOfWork, ring: KeyRing, size: int = BATCH) -> int:
    """Move some wraps to the current epoch.

    Args:
        uow: A writing unit of work; the caller commits.
        ring: With both epochs.
        size: How many at most.

    Returns:
        How many were moved; 0 when none is left.

    Raises:
        SealBroken: A wrap was altered; nothing of the batch is moved then.
        KeyUnusable: An epoch is not in the ring.
    """
    uow.require_writing()
    epoch = current_epoch(uow, ring)
    connection = uow.keys.connection()
    rows = connection.execute(select(*KEY_COLUMNS).where(KEY.c.epoch < epoch).limit(size))
    old = [WrappedKey(*row) for row in rows]
    moved = [
        {
            "of_person": before.person,
            "of_version": before.version,
            "of_epoch": before.epoch,
            "as_read": before.wrapped,
            "epoch": after.epoch,
            "wrapped": after.wrapped,
        }
        for before, after in zip(old, ring.rewrap_all(old, epoch), strict=True)
    ]
    return connection.execute(_MOVE, moved).rowcount if moved else 0


@dataclass(frozen=True, slots=True)
class WrapCheck:
    """How many wraps were opened, and how many did not open."""

    opened: int
    broken: int
    last: tuple[PersonId, int] | None


def check_wraps(
    uow: UnitOfWork, ring: KeyRing, after: tuple[PersonId, int] | None = None, size: int = BATCH
) -> WrapCheck:
    """Open some wraps, in order, after a given one, to see that all of them do.

    Nothing is read with the keys; ``last`` is ``None`` once there are no more.
    """
    query = select(*KEY_COLUMNS).order_by(KEY.c.person, KEY.c.version).limit(size)
    if after is not None:
        query = query.where(
            (KEY.c.person > after[0]) | and_(KEY.c.person == after[0], KEY.c.version > after[1])
        )
    wraps = [WrappedKey(*row) for row in uow.keys.connection().execute(query)]
    broken = _broken(ring, wraps)
    last = (wraps[-1].person, wraps[-1].version) if len(wraps) == size else None
    return WrapCheck(len(wraps) - broken, broken, last)


def _broken(ring: KeyRing, wraps: list[WrappedKey]) -> int:
    try:
        ring.unwrap_all(wraps)
    except PrivacyError:
        if len(wraps) == 1:
            return 1
        middle = len(wraps) // 2
        return _broken(ring, wraps[:middle]) + _broken(ring, wraps[middle:])
    return 0


def renew_key(uow: UnitOfWork, ring: KeyRing, person: PersonId, actor: Actor, now: datetime) -> int:
    """Take the first step of renewing a person's key: a new one, and all her rows under it.

    A step that was interrupted goes on with the key it had made.

    Args:
        uow: A writing unit of work; the caller commits, and then calls ``drop_old_keys``.
        ring: The keys.
        person: Whose key.
        actor: Who renews it.
        now: The moment of the use case.

    Returns:
        The version of the new key.

    Raises:
        UnknownPerson: She has no key, or there is no such person.
        SealBroken: Something stored is not what was sealed; nothing is changed then.
    """
    uow.require_writing()
    row = uow.main.get(PersonRow, person)
    versions = key_versions(uow, person)
    if row is None or not versions:
        raise UnknownPerson
    uow.keys_commit_first()
    if len(versions) == 1:
        fresh = PersonKey.generate(person, versions[0] + 1)
        store_key(uow, ring, fresh, last_pool_version(uow, person))
    else:
        fresh = load_key(uow, ring, person)
    floor = seal_floor(uow, ring)
    reseal_rows(uow, fresh, lambda version: load_key(uow, ring, person, version), floor)
    AuditLog(uow, ring).append(
        AuditAction.KEYS_ROTATED,
        actor,
        now,
        person=person_of(row, ring).log_ref,
        record_version=fresh.version,
    )
    return fresh.version


def drop_old_keys(uow: UnitOfWork, person: PersonId) -> int:
    """Take the second step: destroy the keys no row of hers is sealed under any more.

    Returns:
        How many went; SQLite's log files are emptied after the commit if any did.
    """
    uow.require_writing()
    versions = key_versions(uow, person)
    unused = set(versions[1:]) - versions_in_use(uow, person)
    if not unused:
        return 0
    uow.shreds()
    return delete_keys(uow, person, unused)


def half_renewed(uow: UnitOfWork) -> Iterator[PersonId]:
    """Give the people who have more than one key: their renewal was interrupted."""
    rows = uow.keys.connection().execute(
        select(KEY.c.person).group_by(KEY.c.person).having(func.count() > 1)
    )
    for row in rows.all():
        yield PersonId(row[0])
