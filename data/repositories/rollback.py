"""Find rows whose envelopes are older than the log says, or newer.

Rules:

- Every write of a sealed row raises its record version, and the audit entry of the write
  carries it. An old envelope put back together with its old version opens, since it was once
  sealed for exactly that place; but the log knows a later version.
- A row ahead of the log was written by somebody who left no entry.
- People are named by their reference in the log.

What it does not do: check the log itself (``AuditLog.verify``), or open anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from data.engine import UnitOfWork
from data.models import (
    MAIN,
    AuditEntryRow,
    PersonRow,
    table_of,
)
from privacy.audit import AuditAction, Outcome

WRITES: Mapping[str, AuditAction] = {
    "identity": AuditAction.IDENTITY_WRITTEN,
    "work_profile": AuditAction.PROFILE_WRITTEN,
}
"""Table of sealed rows, and what the log calls a write of it."""
_ENTRY = table_of(AuditEntryRow)
_PERSON = table_of(PersonRow)


@dataclass(frozen=True, slots=True)
class OutOfStep:
    """A row that is not at the version the log knows last."""

    table: str
    log_ref: str
    version: int
    logged: int

    @property
    def is_older(self) -> bool:
        """Say whether an older row was put back; otherwise it was written past the log."""
        return self.version < self.logged


def rows_out_of_step(uow: UnitOfWork) -> Iterator[OutOfStep]:
    """Give every sealed row that is not at the version the log knows last."""
    connection = uow.main.connection()
    for name, action in WRITES.items():
        table = MAIN.tables[name]
        logged = {
            row[0]: row[1]
            for row in connection.execute(
                select(_ENTRY.c.person, func.max(_ENTRY.c.record_version))
                .where(_ENTRY.c.action == action, _ENTRY.c.outcome == Outcome.DONE)
                .group_by(_ENTRY.c.person)
            )
        }
        rows = connection.execute(
            select(_PERSON.c.log_ref, table.c.rec_ver)
            .join_from(table, _PERSON, _PERSON.c.id == table.c.person)
            .order_by(_PERSON.c.log_ref)
        )
        for log_ref, version in rows:
            if version != logged.get(log_ref, 0):
                yield OutOfStep(name, log_ref, version, logged.get(log_ref, 0))
