"""The hash-chained audit log in main.

Rules:

- Entries are appended in the unit of work of what they record, under the writers' lock, so
  the chain never forks; ``sequence`` as primary key refuses a fork even without the lock.
- Each commit that appended writes the chain's new end into its anchor in keys, so a tail that
  was cut off or rewritten shows without a checkpoint; see ``_anchor`` for what a crash
  between the two commits may leave.
- What the other repositories do with personal data they record themselves: opening,
  writing, consent, requests, grants, erasure. Services record the rest.

What it does not do: change or delete entries; there is no way to.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields as parts_of
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, func, select

from data.engine import UnitOfWork
from data.errors import LogRewritten, NotRecorded
from data.models import AuditEntryRow, table_of
from data.repositories._anchor import Anchor, Fit, follows, read_anchor, write_anchor
from data.repositories._codes import joined, split
from privacy.audit import (
    GENESIS,
    AuditAction,
    AuditEntry,
    ChainedEntry,
    ChainProblem,
    ChainVerdict,
    Checkpoint,
    Outcome,
    chain_entry,
    verify_chain,
)
from privacy.decision import SYSTEM, Actor, Decision
from privacy.errors import DenyReason
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.vocabulary import Purpose, Role

AT_ONCE = 1000
"""Entries read in one go."""
_HEAD = "audit.head"
_ANCHOR = "audit.anchor"
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
        countries: tuple[str, str] = ("", ""),
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
            countries: Of a disclosure: where the data lie, and where the recipient is.

        Raises:
            NotRecorded: The entry cannot be written; what it is about must not happen.
        """
        self._uow.require_writing()
        checkpoint = self._end_of_chain(at)
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
            from_country=countries[0],
            to_country=countries[1],
        )
        chained = chain_entry(checkpoint.head, entry, self._ring)
        try:
            self._uow.main.connection().execute(_INSERT, _values(chained))
        except SQLAlchemyError:
            raise NotRecorded from None
        self._uow.memo[_HEAD] = Checkpoint(entry.sequence, chained.hash)
        return entry

    def verify(self, checkpoint: Checkpoint | None = None) -> ChainVerdict:
        """Check the whole chain: hashes, numbers, seals, and its end against the anchor.

        At most the entries of one commit that was interrupted between the two databases may
        differ from the anchor without being a break.

        Args:
            checkpoint: An earlier state the chain must contain as well.
        """
        anchor = read_anchor(self._uow, self._ring)  # before the chain, which may only grow
        wanted = {anchor.last.count, anchor.settled.count}
        hashes: dict[int, bytes] = {}

        def noted() -> Iterator[ChainedEntry]:
            for row in self.chain():
                if row.entry.sequence in wanted:
                    hashes[row.entry.sequence] = row.hash
                yield row

        found = verify_chain(noted(), self._ring, checkpoint)
        return anchor.verdict(found, hashes) if found.ok else found

    def anchor(self, at: datetime) -> bool:
        """Bring the anchor in step with the chain after an interrupted commit.

        Done by every first append of a unit of work as well. A chain that lacks entries gets
        one that says so; where more than an interrupted commit is missing, the anchor keeps
        the break.

        Returns:
            Whether the two databases were not in step.
        """
        self._uow.require_writing()
        if read_anchor(self._uow, self._ring).last == self.head():
            return False
        self._end_of_chain(at)
        return True

    def append_decision(
        self,
        action: AuditAction,
        decision: Decision,
        *,
        person: str = "",
        subject: str = "",
        fields: Iterable[PersonalField] | None = None,
        record_version: int = 0,
        countries: tuple[str, str] = ("", ""),
    ) -> AuditEntry:
        """Append what a decision led to: done after a yes, denied with its reasons after a no.

        ``fields`` are those of the decision unless given; ``countries`` as in ``append``.
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
            countries=countries,
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

    def of_person_by(
        self, log_ref: str, account: str, *, own: bool, limit: int | None = None, skip: int = 0
    ) -> tuple[AuditEntry, ...]:
        """Give the entries about a person that she made herself, or those others made.

        Args:
            log_ref: The person.
            account: Her login; empty for nobody.
            own: Her own entries; otherwise everybody else's.
            limit: How many at most, all when ``None``.
            skip: How many of the newest to pass over.

        Returns:
            Newest first.
        """
        by_her = (col(AuditEntryRow.role) == Role.PERSON) & (col(AuditEntryRow.actor) == account)
        rows = self._uow.main.exec(
            select(AuditEntryRow)
            .where(AuditEntryRow.person == log_ref, by_her if own else ~by_her)
            .order_by(col(AuditEntryRow.sequence).desc())
            .limit(limit)
            .offset(skip)
        )
        return tuple(_chained(row).entry for row in rows)

    def of_person_at(
        self, log_ref: str, action: AuditAction, at: datetime, grant: str = ""
    ) -> tuple[AuditEntry, ...]:
        """Give the entries about a person of one action, moment and grant, in order."""
        rows = self._uow.main.exec(
            select(AuditEntryRow)
            .where(
                AuditEntryRow.person == log_ref,
                AuditEntryRow.action == action,
                AuditEntryRow.at == at,
                AuditEntryRow.grant == grant,
            )
            .order_by(col(AuditEntryRow.sequence))
        )
        return tuple(_chained(row).entry for row in rows)

    def proven(self, sequence: int) -> tuple[ChainedEntry, bytes]:
        """Give one entry as it is chained, and the hash before it.

        Raises:
            LogRewritten: One of the two is missing.
        """
        rows = self._uow.main.exec(
            select(AuditEntryRow).where(col(AuditEntryRow.sequence).in_([sequence - 1, sequence]))
        )
        found = {row.sequence: _chained(row) for row in rows}
        if sequence not in found or (sequence > 1 and sequence - 1 not in found):
            raise LogRewritten
        return found[sequence], found[sequence - 1].hash if sequence > 1 else GENESIS

    def proven_of_person(self, log_ref: str) -> Iterator[tuple[ChainedEntry, bytes]]:
        """Give every entry about a person as it is chained, with the hash before it, in order.

        Raises:
            LogRewritten: An entry is missing.
        """
        numbers = self._uow.main.exec(
            select(AuditEntryRow.sequence)
            .where(AuditEntryRow.person == log_ref)
            .order_by(col(AuditEntryRow.sequence))
        ).all()
        for start in range(0, len(numbers), AT_ONCE // 2):
            part = numbers[start : start + AT_ONCE // 2]
            rows = self._uow.main.exec(
                select(AuditEntryRow).where(
                    col(AuditEntryRow.sequence).in_({*part, *(number - 1 for number in part)})
                )
            )
            found = {row.sequence: _chained(row) for row in rows}
            for number in part:
                if number > 1 and number - 1 not in found:
                    raise LogRewritten
                yield found[number], found[number - 1].hash if number > 1 else GENESIS

    def count_own(
        self, log_ref: str, account: str
    ) -> tuple[tuple[AuditAction, Outcome, int, datetime], ...]:
        """Count what a person did herself: action, outcome, how often, and when last."""
        rows = self._uow.main.exec(
            select(
                AuditEntryRow.action,
                AuditEntryRow.outcome,
                func.count(),
                func.max(AuditEntryRow.sequence),
            )
            .where(
                AuditEntryRow.person == log_ref,
                AuditEntryRow.role == Role.PERSON,
                AuditEntryRow.actor == account,
            )
            .group_by(col(AuditEntryRow.action), col(AuditEntryRow.outcome))
        ).all()
        found = self._uow.main.exec(
            select(AuditEntryRow.sequence, AuditEntryRow.at).where(
                col(AuditEntryRow.sequence).in_([row[3] for row in rows])
            )
        )
        last = dict(found.all())
        newest = sorted(rows, key=lambda row: -row[3])
        return tuple((AuditAction(row[0]), Outcome(row[1]), row[2], last[row[3]]) for row in newest)

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

    def _end_of_chain(self, at: datetime) -> Checkpoint:
        """Give where the next entry goes; the first time, hold the chain against its anchor."""
        head: Checkpoint | None = self._uow.memo.get(_HEAD)
        if head is not None:
            return head
        head, anchor = self.head(), read_anchor(self._uow, self._ring)
        self._uow.memo[_HEAD] = head
        self._uow.memo[_ANCHOR] = Anchor(head, head, anchor.broken_at, anchor.problem)
        self._uow.before_commit(_ANCHOR, self._write_anchor)
        if head == anchor.last:
            return head
        fit = self._fit(anchor)
        if fit is Fit.SOUND:
            return head
        outcome = Outcome.FAILED
        if fit is Fit.BROKEN and anchor.problem is None:
            outcome = Outcome.DONE
            cut_off = head.count < anchor.last.count
            broken_at = head.count + 1 if cut_off else anchor.last.count
            problem = ChainProblem.CUT_OFF if cut_off else ChainProblem.REWRITTEN
            self._uow.memo[_ANCHOR] = Anchor(head, head, broken_at, problem)
        self.append(AuditAction.TAMPERING_FOUND, SYSTEM, at, outcome=outcome)
        end: Checkpoint = self._uow.memo[_HEAD]
        return end

    def _fit(self, anchor: Anchor) -> Fit:
        """Tell how the chain stands to the anchor, reading only what came after it."""
        rows = self._uow.main.exec(
            select(AuditEntryRow.sequence, AuditEntryRow.hash).where(
                col(AuditEntryRow.sequence).in_({anchor.last.count, anchor.settled.count})
            )
        )
        fit = anchor.fit(dict(rows.all()))
        base = anchor.last if fit is Fit.SOUND else anchor.settled
        if fit is Fit.BROKEN or not follows(base, self.chain(base.count), self._ring):
            return Fit.BROKEN
        return fit

    def _write_anchor(self, keys_first: bool) -> None:
        before: Anchor = self._uow.memo[_ANCHOR]
        last: Checkpoint = self._uow.memo[_HEAD]
        settled = before.settled if keys_first else last
        anchor = Anchor(last, settled, before.broken_at, before.problem)
        write_anchor(self._uow, self._ring, anchor)


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
