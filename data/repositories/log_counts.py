"""Counts over the audit log: how often something was done, never what it was about whom.

What it does not do: write, verify, or give entries (``audit`` does).
"""

from sqlmodel import col, func, select

from data.engine import UnitOfWork
from data.models import AuditEntryRow
from privacy.audit import AuditAction, Outcome
from privacy.vocabulary import Role


class LogCounts:
    """Counts entries that say something was done."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def subjects_of(self, log_ref: str, action: AuditAction, role: Role) -> int:
        """Count the different subjects an action was done about, for a person, in a role."""
        return self._uow.main.exec(
            select(func.count(func.distinct(AuditEntryRow.subject))).where(
                AuditEntryRow.person == log_ref,
                AuditEntryRow.action == action,
                AuditEntryRow.role == role,
                AuditEntryRow.outcome == Outcome.DONE,
                AuditEntryRow.subject != "",
            )
        ).one()

    def by_actor(self, action: AuditAction) -> dict[str, int]:
        """Count how often each actor did an action."""
        rows = self._uow.main.exec(
            select(AuditEntryRow.actor, func.count())
            .where(AuditEntryRow.action == action, AuditEntryRow.outcome == Outcome.DONE)
            .group_by(col(AuditEntryRow.actor))
        )
        return dict(rows.all())
