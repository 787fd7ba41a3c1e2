"""Which proven rows of main stand now: an entry in keys for each, gone when the row goes.

A proof says that this installation once wrote a row, not that the row is the last word.
Whoever can write to main only could put back a used code, a removed passkey, an old
passphrase, a role taken away. So each such row has an entry in keys as well.

Rules:

- A row counts only if its entry is there and proven, and the row's own count of changes is
  not below the entry's. Rows that never change have the count 0 and end with their entry.
- A row may be ahead of its entry: main was committed, and the process ended before keys.
  Only this installation can have made such a row.
- A row whose kind has no count of its own is bound by its content instead.
- Keys and owners are digested: the table names nobody.
- Rows of before this table existed are taken over once, at the first start.

What it does not do: notice somebody who puts back both databases, or a row that is missing
where missing gives nothing (a person's means to sign in).
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, insert, select, update

from data.engine import UnitOfWork
from data.models import StandingRow, table_of
from data.repositories._proofs import holds, take_as_long
from privacy.canonical import record
from privacy.keys import KeyRing

LABEL = "standing-row"
AT_ONCE = 500
Part = str | bytes
_ROW = table_of(StandingRow)
_ADOPTED = "adopted"
_ENTRIES = select(_ROW.c.subject, _ROW.c.number, _ROW.c.mac).where(
    _ROW.c.subject.in_(bindparam("subjects", expanding=True))
)
"""Asked several times in every request, so built once."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A row of main as its repository reads it: kind, primary key, and how far it has come."""

    kind: str
    key: tuple[Part, ...]
    number: int = 0
    content: bytes = b""

    @property
    def subject(self) -> bytes:
        """What its entry lies under."""
        return _digest(self.kind, *self.key)


class StandingRows:
    """Keeps and asks the entries."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring

    def put(self, stand: Stand, owner: Part) -> None:
        """Let a row stand as it is now, and nothing earlier of it."""
        self._uow.require_writing()
        subject, digested = stand.subject, _digest("owner", owner)
        proof = _content(stand.kind, subject, stand.number, stand.content)
        values = {
            "kind": stand.kind,
            "owner": digested,
            "number": stand.number,
            "mac": self._ring.row_mac(LABEL, proof),
        }
        connection = self._uow.keys.connection()
        same = _ROW.c.subject == subject
        if connection.execute(update(_ROW).where(same).values(values)).rowcount == 0:
            connection.execute(insert(_ROW).values(subject=subject, **values))

    def counts(self, stand: Stand) -> bool:
        """Tell whether a row stands."""
        return stand.subject in self.counting([stand])

    def counting(self, stands: Iterable[Stand]) -> frozenset[bytes]:
        """Give the subjects of those rows that stand; asking about none takes as long as one."""
        wanted = {each.subject: each for each in stands}
        found: set[bytes] = set()
        subjects = sorted(wanted) or [_digest("none")]
        if not wanted:
            take_as_long(self._ring, LABEL)
        for start in range(0, len(subjects), AT_ONCE):
            part = subjects[start : start + AT_ONCE]
            for row in self._uow.keys.connection().execute(_ENTRIES, {"subjects": part}):
                stand = wanted[bytes(row[0])]
                proof = _content(stand.kind, stand.subject, row[1], stand.content)
                if stand.number >= row[1] and holds(self._ring, LABEL, proof, row[2]):
                    found.add(stand.subject)
        return frozenset(found)

    def number(self, kind: str, *key: Part) -> int:
        """Give the lowest count a row may carry, 0 where there is no entry.

        Its proof is not asked: a higher number only narrows.
        """
        query = select(_ROW.c.number).where(_ROW.c.subject == _digest(kind, *key))
        return int(self._uow.keys.connection().execute(query).scalar() or 0)

    def forget(self, kind: str, *keys: tuple[Part, ...]) -> None:
        """Let rows stand no longer."""
        self._uow.require_writing()
        subjects = [_digest(kind, *key) for key in keys]
        for start in range(0, len(subjects), AT_ONCE):
            part = subjects[start : start + AT_ONCE]
            self._uow.keys.connection().execute(delete(_ROW).where(_ROW.c.subject.in_(part)))

    def forget_all(
        self, owner: Part, kind: str | None = None, kept: Sequence[tuple[Part, ...]] = ()
    ) -> None:
        """Let no row of an owner stand, or none of a kind, apart from those kept."""
        self._uow.require_writing()
        gone = delete(_ROW).where(_ROW.c.owner == _digest("owner", owner))
        if kind is not None:
            gone = gone.where(_ROW.c.kind == kind)
        if kept and kind is not None:
            gone = gone.where(_ROW.c.subject.not_in([_digest(kind, *key) for key in kept]))
        self._uow.keys.connection().execute(gone)

    def count(self, kinds: Sequence[str]) -> int:
        """Give how many rows of some kinds have an entry."""
        counted = select(func.count()).select_from(_ROW).where(_ROW.c.kind.in_(kinds))
        return int(self._uow.keys.connection().execute(counted).scalar_one())

    @property
    def are_kept(self) -> bool:
        """Say whether the rows of before were taken over."""
        return self.counts(Stand(_ADOPTED, ()))

    def adopt(self, stands: Iterable[tuple[Stand, Part]]) -> int:
        """Let rows of before this table existed stand, once; give how many."""
        count = 0
        for stand, owner in stands:
            self.put(stand, owner)
            count += 1
        self.put(Stand(_ADOPTED, ()), "")
        return count

    def forget_missing(self, stands: Iterable[Stand], kinds: Sequence[str]) -> int:
        """Forget the entries of these kinds whose row main does not have; give how many.

        After a commit that was interrupted between the databases: what main no longer has was
        to go, and must not count again if somebody puts it back.
        """
        there = {each.subject for each in stands}
        rows = self._uow.keys.connection().execute(
            select(_ROW.c.subject).where(_ROW.c.kind.in_(kinds))
        )
        gone = sorted({bytes(row[0]) for row in rows} - there)
        for start in range(0, len(gone), AT_ONCE):
            part = gone[start : start + AT_ONCE]
            self._uow.keys.connection().execute(delete(_ROW).where(_ROW.c.subject.in_(part)))
        return len(gone)


def _digest(kind: str, *parts: Part) -> bytes:
    return hashlib.sha256(record("standing-row/1", kind, *parts)).digest()


def _content(kind: str, subject: bytes, number: int, content: bytes) -> bytes:
    return record("standing-row/1", kind, subject, number, content)
