"""The hash-chained audit log in main.

Rules:

- Entries are appended in the unit of work of what they record, under the writers' lock, so
  the chain never forks; ``sequence`` as primary key refuses a fork even without the lock.
- What the other repositories do with personal data they record themselves: opening,
  writing, consent, requests, grants, erasure. Services record the rest.

What it does not do: change or delete entries; there is no way to.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields as parts_of
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import col, select

from data.engine import UnitOfWork
from data.models import AuditEntryRow, table_of
from data.repositories._codes import joined, split
from privacy.audit import (
    GENESIS,
    AuditAction,
    AuditEntry,
    ChainedEntry,
    Checkpoint,
    Outcome,
    chain_entry,
)
from privacy.decision import Actor, Decision
from privacy.errors import DenyReason
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.vocabulary import Purpose

AT_ONCE = 1000
"""Entries read in one go."""
_HEAD = "audit.head"
_INSERT = insert(table_of(AuditEntryRow))
_PARTS = tuple(one.name for one in parts_of(AuditEntry))


class AuditLog:
    """Appends to the chain and reads it."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring

    def append(
        self,
        action: AuditAction,
        actor: Actor,
        at: datetime,
        *,
        outcome: Outcome = Outcome.DONE,
        purpose: Purpose | None = None,
        person: str = "",
        subject: str = "",
        grant: str = "",
        fields: Iterable[PersonalField] = (),
        reasons: Iterable[DenyReason] = (),
        record_version: int = 0,
    ) -> AuditEntry:
        """Append an entry to the end of the chain.

        Args:
            action: What was done or tried.
            actor: Who did it.
            at: When.
            outcome: How it ended.
            purpose: What for.
            person: Log reference of the person concerned (``Person.log_ref``), or empty.
            subject: Reference of what else was acted on, or empty.
            grant: Reference of the grant used, or empty.
            fields: Fields opened or written.
            reasons: Why it was denied.
            record_version: Version a write gave the row, 0 otherwise.
        """
        self._uow.require_writing()
        checkpoint: Checkpoint = self._uow.memo.get(_HEAD) or self.head()
        entry = AuditEntry(
            sequence=checkpoint.count + 1,
            at=at,
            action=action,
            outcome=outcome,
            role=actor.role,
            actor=actor.account,
            organisation=actor.organisation,
            purpose=purpose,
            person=person,
            subject=subject,
            grant=grant,
            fields=frozenset(fields),
            reasons=frozenset(reasons),
            record_version=record_version,
        )
        chained = chain_entry(checkpoint.head, entry, self._ring)
        self._uow.main.connection().execute(_INSERT, _values(chained))
        self._uow.memo[_HEAD] = Checkpoint(entry.sequence, chained.hash)
        return entry

    def append_decision(
        self,
        action: AuditAction,
        decision: Decision,
        *,
        person: str = "",
        subject: str = "",
        fields: Iterable[PersonalField] | None = None,
        record_version: int = 0,
    ) -> AuditEntry:
        """Append what a decision led to: done after a yes, denied with its reasons after a no.

        ``fields`` are those of the decision unless given.
        """
        return self.append(
            action,
            decision.actor,
            decision.at,
            outcome=Outcome.DONE if decision.allowed else Outcome.DENIED,
            purpose=decision.purpose,
            person=person,
            subject=subject,
            grant=decision.grant,
            fields=decision.fields if fields is None else fields,
            reasons=decision.reasons,
            record_version=record_version,
        )

    def of_person(self, log_ref: str, limit: int = 200) -> tuple[AuditEntry, ...]:
        """Give the newest entries about a person, newest first."""
        rows = self._uow.main.exec(
            select(AuditEntryRow)
            .where(AuditEntryRow.person == log_ref)
            .order_by(col(AuditEntryRow.sequence).desc())
            .limit(limit)
        )
        return tuple(_chained(row).entry for row in rows)

    def chain(self, after: int = 0) -> Iterator[ChainedEntry]:
        """Stream the chain in order, after an entry's number, for ``privacy.verify_chain``."""
        while True:
            rows = self._uow.main.exec(
                select(AuditEntryRow)
                .where(AuditEntryRow.sequence > after)
                .order_by(col(AuditEntryRow.sequence))
                .limit(AT_ONCE)
            ).all()
            if not rows:
                return
            yield from map(_chained, rows)
            after = rows[-1].sequence

    def head(self) -> Checkpoint:
        """Give the count of entries and the hash of the last one."""
        last = self._uow.main.exec(
            select(AuditEntryRow.sequence, AuditEntryRow.hash)
            .order_by(col(AuditEntryRow.sequence).desc())
            .limit(1)
        ).first()
        return Checkpoint(0, GENESIS) if last is None else Checkpoint(*last)

    def openings(self, grant: str) -> int:
        """Count how often fields were disclosed under a grant."""
        return len(
            self._uow.main.exec(
                select(AuditEntryRow.sequence).where(
                    AuditEntryRow.grant == grant,
                    AuditEntryRow.action == AuditAction.FIELDS_DISCLOSED,
                    AuditEntryRow.outcome == Outcome.DONE,
                )
            ).all()
        )


def _values(chained: ChainedEntry) -> dict[str, Any]:
    entry = chained.entry
    return {
        **{name: getattr(entry, name) for name in _PARTS},
        "fields": joined(entry.fields),
        "reasons": joined(entry.reasons),
        "detail_sealed": None,
        "hash": chained.hash,
        "seal": chained.seal,
    }


def _chained(row: AuditEntryRow) -> ChainedEntry:
    parts = {name: getattr(row, name) for name in _PARTS}
    parts["fields"] = split(PersonalField, row.fields)
    parts["reasons"] = split(DenyReason, row.reasons)
    return ChainedEntry(AuditEntry(**parts), row.hash, row.seal)
