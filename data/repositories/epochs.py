"""Epochs of key-encryption keys as the keys database knows them.

Rules:

- The database, not any worker's memory, says which epoch new wraps go to: a worker that does
  not know it reads its keys anew before it writes, so no wrap goes to an epoch that is over.
- Each epoch has a check value of its key and a proof of its row; a key file that bears the
  number and not the key is refused before anything is wrapped under it.
- An epoch is retired only when no wrap is left under it.

What it does not do: hold keys, or destroy them (whoever holds the key file does, after).
"""

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from data.engine import UnitOfWork
from data.errors import EpochInUse
from data.models import EpochState, KeyEpochRow, PersonKeyRow, table_of
from data.repositories._proofs import holds
from data.repositories.audit import AuditLog
from privacy.audit import AuditAction
from privacy.canonical import record
from privacy.decision import SYSTEM
from privacy.errors import KeyProblem, KeyUnusable, RowForged
from privacy.keys import KeyRing

LABEL = "key-epoch"
_MEMO = "epochs.current"
_EPOCH = table_of(KeyEpochRow)
_KEY = table_of(PersonKeyRow)


@dataclass(frozen=True, slots=True)
class Epoch:
    """One epoch, and how many wraps are under it."""

    number: int
    state: EpochState
    since: datetime
    wraps: int


class Epochs:
    """Begins, lists and retires epochs.

    Args:
        uow: The unit of work; a writing one for what changes anything.
        ring: The keys.
        now: The moment of the use case.
    """

    def __init__(self, uow: UnitOfWork, ring: KeyRing, now: datetime) -> None:
        self._uow = uow
        self._ring = ring
        self._now = now

    def current(self) -> int:
        """Give the epoch new wraps go to, and make sure that the ring holds its key.

        Raises:
            KeyUnusable: The ring has another key, or none, for it.
            RowForged: The row was not written by this installation.
        """
        return current_epoch(self._uow, self._ring)

    def ensure(self) -> None:
        """Note the first epoch of an installation that has none yet."""
        if not self._rows():
            newest = self._ring.current_epoch
            self._add(newest, EpochState.CURRENT)

    def begin(self, number: int) -> None:
        """Let wraps go to a new epoch from now on; the one before is leaving.

        Beginning the current one again changes nothing.

        Raises:
            KeyUnusable: The ring does not hold it, or two epochs are live already.
        """
        self._uow.require_writing()
        self.ensure()
        rows = {row.number: row for row in self._rows()}
        if number in rows and rows[number].state is EpochState.CURRENT:
            return
        live = [row for row in rows.values() if row.state is not EpochState.RETIRED]
        if number in rows or len(live) > 1 or number < max(rows):
            raise KeyUnusable(KeyProblem.TOO_MANY_EPOCHS)
        for row in live:
            self._set(row, EpochState.LEAVING)
        self._add(number, EpochState.CURRENT)
        self._note(number)

    def listed(self) -> tuple[Epoch, ...]:
        """Give every epoch that is live, oldest first, and the wraps under each."""
        counts = self._counts()
        return tuple(
            Epoch(row.number, row.state, row.since, counts.get(row.number, 0))
            for row in self._rows()
            if row.state is not EpochState.RETIRED
        )

    def leaving(self) -> int | None:
        """Give the epoch that is on its way out, if there is one."""
        states = {row.state: row.number for row in self._rows()}
        return states.get(EpochState.LEAVING)

    def retired(self) -> frozenset[int]:
        """Give the epochs that are over."""
        return frozenset(row.number for row in self._rows() if row.state is EpochState.RETIRED)

    def retire(self, number: int) -> None:
        """Call an epoch over; its key may be destroyed once this is committed.

        Raises:
            EpochInUse: It is the current one, or wraps are left under it.
        """
        self._uow.require_writing()
        row = next((row for row in self._rows() if row.number == number), None)
        if row is None or row.state is EpochState.CURRENT or self._counts().get(number):
            raise EpochInUse
        if row.state is EpochState.LEAVING:
            self._set(row, EpochState.RETIRED)
            self._note(number)

    def _rows(self) -> list[KeyEpochRow]:
        rows = self._uow.keys.connection().execute(select(_EPOCH).order_by(_EPOCH.c.number))
        return [proven(KeyEpochRow(**row), self._ring) for row in rows.mappings()]

    def _counts(self) -> dict[int, int]:
        rows = self._uow.keys.connection().execute(
            select(_KEY.c.epoch, func.count()).group_by(_KEY.c.epoch)
        )
        return {row[0]: row[1] for row in rows}

    def _add(self, number: int, state: EpochState) -> None:
        self._uow.memo.pop(_MEMO, None)
        check = self._ring.epoch_check(number)
        row = KeyEpochRow(number=number, state=state, since=self._now, check_value=check)
        row.mac = self._ring.row_mac(LABEL, _content(row))
        self._uow.keys.connection().execute(insert(_EPOCH).values(row.model_dump()))

    def _set(self, row: KeyEpochRow, state: EpochState) -> None:
        changed = KeyEpochRow(
            number=row.number, state=state, since=self._now, check_value=row.check_value
        )
        self._uow.keys.connection().execute(
            update(_EPOCH)
            .where(_EPOCH.c.number == row.number)
            .values(state=state, since=self._now, mac=self._ring.row_mac(LABEL, _content(changed)))
        )

    def _note(self, number: int) -> None:
        """Record it; the entry's record version is the number of the epoch."""
        AuditLog(self._uow, self._ring).append(
            AuditAction.KEYS_ROTATED, SYSTEM, self._now, record_version=number
        )


def current_epoch(uow: UnitOfWork, ring: KeyRing) -> int:
    """Give the epoch new wraps go to; the ring's newest where none was noted yet.

    Raises:
        KeyUnusable: The ring has another key, or none, for it.
        RowForged: The row was not written by this installation.
    """
    known: int | None = uow.memo.get(_MEMO)
    if known is not None:
        return known
    row = (
        uow.keys.connection()
        .execute(
            select(_EPOCH)
            .where(_EPOCH.c.state == EpochState.CURRENT)
            .order_by(_EPOCH.c.number.desc())
        )
        .mappings()
        .first()
    )
    if row is None:
        return ring.current_epoch
    found = proven(KeyEpochRow(**row), ring)
    if set(ring.epochs) != _live(uow):
        ring.refresh()
    if not hmac.compare_digest(ring.epoch_check(found.number), found.check_value):
        raise KeyUnusable(KeyProblem.OTHER_EPOCH)
    uow.memo[_MEMO] = found.number
    return found.number


def proven(row: KeyEpochRow, ring: KeyRing) -> KeyEpochRow:
    """Give a row back if its proof holds.

    Raises:
        RowForged: It does not.
    """
    if not holds(ring, LABEL, _content(row), row.mac):
        raise RowForged
    return row


def _live(uow: UnitOfWork) -> set[int]:
    rows = uow.keys.connection().execute(
        select(_EPOCH.c.number).where(_EPOCH.c.state != EpochState.RETIRED)
    )
    return {row[0] for row in rows}


def _content(row: KeyEpochRow) -> bytes:
    return record("key-epoch/1", row.number, row.state.value, row.since, row.check_value)
