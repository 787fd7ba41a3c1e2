"""The anchor of the audit log: in keys, how many entries main has and the hash of the last.

Without it nobody could see that entries at the end were cut off. It is one row with a proof,
written once in each commit that appended entries, under the writers' lock.

Rules:

- The two databases commit one after the other, so a crash between them leaves the anchor
  one commit apart. Behind main: the entries it does not know yet are checked, hash by hash
  and seal by seal, and kept. Ahead of main, after a commit that was keys first: main then
  ends where that commit began, which the anchor holds as ``settled``. So at most the entries
  of the last commit may be missing without being called a break, and only if that commit was
  keys first.
- Any other difference is a break. It is kept in the anchor and never taken back, however
  many entries follow.

What it does not do: protect against somebody who writes to both databases.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from sqlalchemy import insert, select, update

from data.engine import UnitOfWork
from data.models import AuditAnchorRow, table_of
from data.repositories._proofs import holds
from privacy.audit import (
    GENESIS,
    ChainedEntry,
    ChainProblem,
    ChainVerdict,
    Checkpoint,
    entry_hash,
)
from privacy.canonical import record
from privacy.keys import KeyRing

LABEL = "audit-anchor"
_ANCHOR = table_of(AuditAnchorRow)
START = Checkpoint(0, GENESIS)


class Fit(Enum):
    """How a chain stands to its anchor."""

    SOUND = auto()
    INTERRUPTED = auto()
    BROKEN = auto()


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the chain stood at the last commit, and where before it if that was keys first."""

    last: Checkpoint = START
    settled: Checkpoint = START
    broken_at: int | None = None
    problem: ChainProblem | None = None

    def canonical(self) -> bytes:
        """Give the bytes that authenticate the row."""
        return record(
            "audit-anchor/1",
            self.last.count,
            self.last.head,
            self.settled.count,
            self.settled.head,
            self.broken_at,
            None if self.problem is None else self.problem.value,
        )

    def verdict(self, found: ChainVerdict, hashes: dict[int, bytes]) -> ChainVerdict:
        """Judge a chain that is sound in itself.

        Args:
            found: What reading the chain gave.
            hashes: Hashes of the entries ``last.count`` and ``settled.count``, where there.
        """
        if self.problem is not None:
            return ChainVerdict(found.count, found.head, self.broken_at, self.problem)
        if self.fit(hashes) is not Fit.BROKEN:
            return found
        if found.count < self.last.count:
            return ChainVerdict(found.count, found.head, found.count + 1, ChainProblem.CUT_OFF)
        return ChainVerdict(found.count, found.head, self.last.count, ChainProblem.REWRITTEN)

    def fit(self, hashes: dict[int, bytes]) -> Fit:
        """Tell how a chain with these hashes stands to the anchor."""
        known = {0: GENESIS, **hashes}
        if known.get(self.last.count) == self.last.head:
            return Fit.SOUND
        if known.get(self.settled.count) == self.settled.head:
            return Fit.INTERRUPTED
        return Fit.BROKEN


def follows(base: Checkpoint, rows: Iterable[ChainedEntry], ring: KeyRing) -> bool:
    """Tell whether these entries follow a state of the chain, sealed and without a gap."""
    head, count = base.head, base.count
    for row in rows:
        count += 1
        if row.entry.sequence != count or row.hash != entry_hash(head, row.entry):
            return False
        if not ring.is_audit_seal(row.hash, row.seal):
            return False
        head = row.hash
    return True


def read_anchor(uow: UnitOfWork, ring: KeyRing) -> Anchor:
    """Read the anchor; one whose proof does not hold is broken from the first entry on."""
    row = uow.keys.connection().execute(select(*_ANCHOR.c)).one_or_none()
    if row is None:
        return Anchor()
    _, count, head, settled_count, settled_head, broken_at, problem, mac = row
    anchor = Anchor(
        Checkpoint(count, head), Checkpoint(settled_count, settled_head), broken_at, problem
    )
    if not holds(ring, LABEL, anchor.canonical(), mac):
        return Anchor(broken_at=1, problem=ChainProblem.SEAL)
    return anchor


def write_anchor(uow: UnitOfWork, ring: KeyRing, anchor: Anchor) -> None:
    """Write the anchor in place of the one before."""
    values = {
        "count": anchor.last.count,
        "head": anchor.last.head,
        "settled_count": anchor.settled.count,
        "settled_head": anchor.settled.head,
        "broken_at": anchor.broken_at,
        "problem": anchor.problem,
        "mac": ring.row_mac(LABEL, anchor.canonical()),
    }
    connection = uow.keys.connection()
    if connection.execute(update(_ANCHOR).values(values)).rowcount == 0:
        connection.execute(insert(_ANCHOR).values(id=1, **values))
