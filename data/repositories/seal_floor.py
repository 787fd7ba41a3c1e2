"""The floor of an installation's seals: read by whoever opens or seals, raised, never lowered.

Rules:

- The floor is one row in keys, with a proof; without a row it is the first level.
- It rises only when every envelope of main is at the new level, in the unit of work that
  looked, under the writers' lock: so a program that writes at an older level is either
  before, and found, or after, and refused.
- Raising it is in the log.

What it does not do: seal anything anew (``_resealing``), or notice that a whole older keys
database was put back; the log has the level it was raised to.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import insert, select, update

from data.engine import UnitOfWork
from data.errors import RowsBelowFloor
from data.models import KEYS, MAIN, SealFloorRow, table_of
from data.repositories._proofs import holds
from data.repositories._resealing import sealed_columns
from data.repositories.audit import AuditLog
from privacy.audit import AuditAction
from privacy.canonical import record
from privacy.decision import SYSTEM
from privacy.errors import RowForged
from privacy.keys import KeyRing
from privacy.ratchet import FIRST_LEVEL, NEWEST_LEVEL, level_of, require_able

LABEL = "seal-floor"
_MEMO = "seal_floor"
_FLOOR = table_of(SealFloorRow)


def seal_floor(uow: UnitOfWork, ring: KeyRing) -> int:
    """Give the level below which nothing is opened.

    Raises:
        RowForged: The row was not written by this installation.
    """
    known: int | None = uow.memo.get(_MEMO)
    if known is None:
        row = uow.keys.connection().execute(select(_FLOOR)).mappings().one_or_none()
        known = FIRST_LEVEL if row is None else _proven(SealFloorRow(**row), ring).level
        uow.memo[_MEMO] = known
    return known


def require_able_to_seal(uow: UnitOfWork, ring: KeyRing) -> None:
    """Refuse to seal with a program that is older than what was sealed here already.

    Raises:
        SealBroken: It is.
        RowForged: The row of the floor was not written by this installation.
    """
    require_able(seal_floor(uow, ring))


def envelopes_below(uow: UnitOfWork, level: int) -> int:
    """Count what stands in sealed columns below a level; plain values are below every one."""
    return sum(level_of(blob) < level for blob in _blobs(uow))


def raise_floor(uow: UnitOfWork, ring: KeyRing, now: datetime, level: int = NEWEST_LEVEL) -> bool:
    """Raise the floor to a level, and say whether that changed anything.

    Args:
        uow: A writing unit of work; the caller commits.
        ring: The keys.
        now: The moment of the use case.
        level: The new floor; a lower one than the present changes nothing.

    Raises:
        RowsBelowFloor: Something in a sealed column is below it.
        RowForged: The row of the floor was not written by this installation.
    """
    uow.require_writing()
    if level <= seal_floor(uow, ring):
        return False
    left = envelopes_below(uow, level)
    if left:
        raise RowsBelowFloor(left)
    row = SealFloorRow(id=1, level=level, since=now)
    row.mac = ring.row_mac(LABEL, _content(row))
    values = row.model_dump()
    connection = uow.keys.connection()
    if connection.execute(update(_FLOOR).values(values)).rowcount == 0:
        connection.execute(insert(_FLOOR).values(values))
    uow.keys_commit_first()
    uow.memo[_MEMO] = level
    AuditLog(uow, ring).append(AuditAction.SEALS_TIGHTENED, SYSTEM, now, record_version=level)
    return True


def _blobs(uow: UnitOfWork) -> Iterator[bytes]:
    uow.main.flush()
    for metadata, session in ((MAIN, uow.main), (KEYS, uow.keys)):
        for table in metadata.sorted_tables:
            for column, _ in sealed_columns(table):
                for (blob,) in session.connection().execute(select(column)):
                    if blob:
                        yield bytes(blob)


def _proven(row: SealFloorRow, ring: KeyRing) -> SealFloorRow:
    if not holds(ring, LABEL, _content(row), row.mac):
        raise RowForged
    return row


def _content(row: SealFloorRow) -> bytes:
    return record("seal-floor/1", row.level, row.since)
