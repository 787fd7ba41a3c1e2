"""The log's checkpoints: signed, kept, and proven against each other.

Rules:

- A checkpoint is signed only when the log still holds what the last one said, and no later
  row stands there that this installation did not write; otherwise nothing is signed, ever
  again, until somebody has found out why.
- Hashes of whole tiles are kept so that a proof reads little; checking the whole log reads
  its entries and no tile.
- A stored checkpoint carries a proof, so that the key it names may be believed.

What it does not do: write anything outside the databases (``api.services.log.make_checkpoint``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from data.engine import UnitOfWork
from data.errors import LogRewritten
from data.models import (
    MAIN_MARK,
    AuditCheckpointRow,
    AuditEntryRow,
    AuditTileRow,
    table_of,
)
from data.repositories._proofs import holds
from privacy.canonical import record
from privacy.checkpoint import TreeHead, signed_checkpoint
from privacy.errors import RuleBroken
from privacy.keys import KeyRing
from privacy.merkle import TILE, HashTree
from privacy.signing import PublicKey, Signer, read_public_key

LABEL = "audit-checkpoint"
_ENTRY = table_of(AuditEntryRow)
_TILE = table_of(AuditTileRow)
_CHECKPOINT = table_of(AuditCheckpointRow)


@dataclass(frozen=True, slots=True)
class StoredCheckpoint:
    """A checkpoint as it was signed."""

    size: int
    root: bytes
    at: datetime
    key: PublicKey
    note: str

    def canonical(self) -> bytes:
        """Give the bytes that authenticate the row."""
        return record(
            "audit-checkpoint/1", self.size, self.root, self.at, self.key.text(), self.note
        )


class Checkpoints:
    """Signs and reads checkpoints, and makes proofs under them."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring

    def signer(self) -> Signer:
        """Give the installation's signer; its name is the log's origin."""
        mark: bytes = self._uow.main.connection().execute(select(MAIN_MARK.c.mark)).scalar_one()
        return Signer.derived(self._ring, f"passerelle/{mark.hex()[:16]}")

    def keys(self) -> tuple[PublicKey, ...]:
        """Give the public keys of the log: the present one first, then earlier ones."""
        present = self.signer().public
        rows = self._uow.main.connection().execute(select(_CHECKPOINT.c.size))
        if rows.first() is None:
            return (present,)
        distinct = select(_CHECKPOINT.c.key).distinct()
        others = {
            stored.key
            for (key,) in self._uow.main.connection().execute(distinct)
            if (stored := self._first_with(key)) is not None and stored.key != present
        }
        return (present, *sorted(others, key=lambda one: one.text()))

    def latest(self) -> StoredCheckpoint | None:
        """Give the last checkpoint whose proof holds, or ``None``."""
        return self._newest()[0]

    def at(self, size: int) -> StoredCheckpoint | None:
        """Give the checkpoint over so many entries, or ``None``."""
        return self._one(select(*_CHECKPOINT.c).where(_CHECKPOINT.c.size == size))

    def tree(self, *, tiles: bool = True) -> HashTree:
        """Give the hash tree over the log as it stands.

        Args:
            tiles: Take the kept hashes of whole tiles; without them every entry is read.
        """
        kept = self._tiles() if tiles else ()
        return HashTree(self._hashes, kept)

    def make(self, size: int, now: datetime) -> StoredCheckpoint:
        """Sign the state of the log, unless this very state is signed already.

        Args:
            size: How many entries the log has.
            now: The moment of the use case.

        Raises:
            LogRewritten: The log does not hold what the last checkpoint said, or a later one
                is not this installation's.
        """
        self._uow.require_writing()
        signer, tree = self.signer(), self.tree()
        last, forged = self._newest()
        if forged:
            raise LogRewritten
        if last is not None:
            if last.size > size or tree.root(last.size) != last.root:
                raise LogRewritten
            if last.size == size and last.key == signer.public:
                return last
        root = tree.root(size)
        self._keep_tiles(tree, size)
        head = TreeHead(signer.public.name, size, root)
        note = signed_checkpoint(head, signer)
        stored = StoredCheckpoint(size, root, now, signer.public, note)
        values = {
            "size": size,
            "root": root,
            "at": now,
            "key": stored.key.text(),
            "note": note,
            "mac": self._ring.row_mac(LABEL, stored.canonical()),
        }
        connection = self._uow.main.connection()
        if last is not None and last.size == size:
            connection.execute(_CHECKPOINT.update().where(_CHECKPOINT.c.size == size), values)
        else:
            connection.execute(insert(_CHECKPOINT), values)
        return stored

    def _newest(self) -> tuple[StoredCheckpoint | None, bool]:
        """Give the newest proven checkpoint, and whether an unproven row stands after it."""
        forged = False
        for row in self._uow.main.connection().execute(
            select(*_CHECKPOINT.c).order_by(_CHECKPOINT.c.size.desc())
        ):
            stored = self._proven(row)
            if stored is not None:
                return stored, forged
            forged = True
        return None, forged

    def _one(self, statement: object) -> StoredCheckpoint | None:
        row = self._uow.main.connection().execute(statement).one_or_none()  # type: ignore[call-overload]  # a select
        return None if row is None else self._proven(row)

    def _proven(self, row: Iterable[Any]) -> StoredCheckpoint | None:
        size, root, at, key, note, mac = row
        try:
            stored = StoredCheckpoint(size, root, at, read_public_key(key), note)
        except RuleBroken:
            return None
        return stored if holds(self._ring, LABEL, stored.canonical(), mac) else None

    def _first_with(self, key: str) -> StoredCheckpoint | None:
        return self._one(
            select(*_CHECKPOINT.c)
            .where(_CHECKPOINT.c.key == key)
            .order_by(_CHECKPOINT.c.size)
            .limit(1)
        )

    def _tiles(self) -> tuple[bytes, ...]:
        rows = self._uow.main.connection().execute(
            select(_TILE.c.number, _TILE.c.hash).order_by(_TILE.c.number)
        )
        found = []
        for place, (number, tile) in enumerate(rows):
            if number != place:
                break
            found.append(tile)
        return tuple(found)

    def _keep_tiles(self, tree: HashTree, size: int) -> None:
        kept = {number for (number,) in self._uow.main.connection().execute(select(_TILE.c.number))}
        fresh = [
            {"number": number, "hash": tree.tile(number)}
            for number in range(size // TILE)
            if number not in kept
        ]
        if fresh:
            self._uow.main.connection().execute(insert(_TILE), fresh)

    def _hashes(self, start: int, stop: int) -> Sequence[bytes]:
        rows = self._uow.main.connection().execute(
            select(_ENTRY.c.hash)
            .where(_ENTRY.c.sequence > start, _ENTRY.c.sequence <= stop)
            .order_by(_ENTRY.c.sequence)
        )
        found = [row[0] for row in rows]
        if len(found) != stop - start:
            raise LogRewritten
        return found
