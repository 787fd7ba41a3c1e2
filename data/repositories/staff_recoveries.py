"""Recoveries of accounts of staff: asked for, stopped, used.

Rules:

- Every row carries a proof and stands in keys in its last state only: one that was stopped or
  used and is put back opens nothing.
- The code is found by its digest.

What it does not do: record who did what (services do), or let time pass.
"""

from dataclasses import fields
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select, update

from data.engine import UnitOfWork
from data.errors import NotAllowed
from data.models import StaffRecoveryRow, table_of
from data.repositories._standing_rows import StandingRows
from data.repositories._stands import STAFF_RECOVERY, staff_recovery_stand
from privacy.errors import RowForged, RuleBroken
from privacy.keys import KeyRing
from privacy.staff_recovery import STAFF_RECOVERY_LABEL, StaffRecovery

_ROW = table_of(StaffRecoveryRow)
_PARTS = tuple(one.name for one in fields(StaffRecovery))
_COLUMNS = tuple(_ROW.c[name] for name in (*_PARTS, "mac"))


class StaffRecoveries:
    """Stores recoveries, and what became of them."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring
        self._standing = StandingRows(uow, ring)

    def add(self, recovery: StaffRecovery) -> None:
        """Store a new one."""
        self._uow.require_writing()
        self._uow.main.connection().execute(insert(_ROW), [self._values(recovery)])

    def change(self, recovery: StaffRecovery) -> None:
        """Store the next state of one.

        Raises:
            NotAllowed: It was changed meanwhile.
        """
        self._uow.require_writing()
        done = self._uow.main.connection().execute(
            update(_ROW)
            .where(
                _ROW.c.reference == recovery.reference,
                _ROW.c.sequence == recovery.sequence - 1,
            )
            .values(self._values(recovery))
        )
        if done.rowcount != 1:
            raise NotAllowed

    def get(self, reference: str) -> StaffRecovery | None:
        """Give one, or ``None``."""
        return next(iter(self._read(_ROW.c.reference == reference)), None)

    def by_code(self, digest: bytes) -> StaffRecovery | None:
        """Give the one a code was made for, or ``None``."""
        return next(iter(self._read(_ROW.c.digest == digest)), None)

    def of_account(self, account: str) -> tuple[StaffRecovery, ...]:
        """Give those of an account, newest first."""
        return self._read(_ROW.c.account == account)

    def since(self, moment: datetime) -> tuple[StaffRecovery, ...]:
        """Give those asked for since a moment, newest first."""
        return self._read(_ROW.c.asked_at >= moment)

    def remove_all(self, account: str) -> None:
        """Delete those of an account."""
        self._delete(_ROW.c.account == account)
        self._standing.forget_all(account, STAFF_RECOVERY)

    def delete_before(self, moment: datetime) -> int:
        """Delete those asked for before a moment and give how many there were."""
        connection = self._uow.main.connection()
        old = connection.execute(select(_ROW.c.reference).where(_ROW.c.asked_at < moment)).all()
        self._standing.forget(STAFF_RECOVERY, *((str(row[0]),) for row in old))
        return self._delete(_ROW.c.asked_at < moment)

    def _delete(self, wanted: ColumnElement[bool]) -> int:
        self._uow.require_writing()
        return self._uow.main.connection().execute(delete(_ROW).where(wanted)).rowcount

    def _read(self, wanted: ColumnElement[bool]) -> tuple[StaffRecovery, ...]:
        proven: list[StaffRecovery] = []
        for row in self._uow.main.connection().execute(select(*_COLUMNS).where(wanted)):
            *parts, mac = row
            try:
                found = StaffRecovery(**dict(zip(_PARTS, parts, strict=True)))
                self._ring.verify_row(STAFF_RECOVERY_LABEL, found.canonical(), mac)
            except (RowForged, RuleBroken):
                continue
            proven.append(found)
        stands = {each: staff_recovery_stand(each.reference, each.sequence) for each in proven}
        standing = self._standing.counting(stands.values())
        found_standing = [each for each in proven if stands[each].subject in standing]
        return tuple(
            sorted(found_standing, key=lambda each: (each.asked_at, each.reference), reverse=True)
        )

    def _values(self, recovery: StaffRecovery) -> dict[str, object]:
        stand = staff_recovery_stand(recovery.reference, recovery.sequence)
        self._standing.put(stand, recovery.account)
        values = {name: getattr(recovery, name) for name in _PARTS}
        return {**values, "mac": self._ring.row_mac(STAFF_RECOVERY_LABEL, recovery.canonical())}
