"""Who may be matched now, opened in bulk for the in-memory index.

Rules:

- The policy says for every single person which fields, consented both to store and to match,
  are given; its yes is kept with a proof between two changes of consent.
- One audit entry stands for a whole load, one for each single opening.
- A document that cannot be read keeps nobody else from being matched: it is left out, and the
  log says whose it is. A broken seal stops everything.
- A counter tells other workers that consent or profiles changed, and whose.

What it does not do: rank, or keep anything in memory.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from data.codec import read_permits, read_work, with_private
from data.engine import UnitOfWork
from data.errors import UnreadableRecord
from data.models import TombstoneRow, WorkProfileRow, table_of
from data.records import Matchable
from data.repositories._match_ground import event_counts, read_grounds
from data.repositories._person_key import KEY, KEY_COLUMNS
from data.repositories._pool_version import read_version
from data.repositories.audit import AuditLog
from data.repositories.consents import Consents
from data.repositories.persons import Persons
from data.repositories.seal_floor import seal_floor
from privacy.audit import AuditAction
from privacy.binding import Binding
from privacy.decision import SYSTEM, Decision
from privacy.inventory import (
    MATCH_FIELDS,
    PERMIT_ANSWERS_COLUMN,
    WORK_PROFILE_COLUMN,
    PersonalField,
)
from privacy.keys import KeyRing, WrappedKey
from privacy.policy import may_match
from privacy.sealing import open_sealed
from privacy.vocabulary import PersonId, Purpose

AT_ONCE = 500
"""People asked for in one statement."""
_TOMBSTONE = table_of(TombstoneRow)
_WORK = table_of(WorkProfileRow)
_PROFILE = (
    _WORK.c.person,
    _WORK.c.key_version,
    _WORK.c.rec_ver,
    _WORK.c.stated_sealed,
    _WORK.c.permit_answers_sealed,
)


class Pool:
    """Reads the people with live consent to matching."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing, now: datetime) -> None:
        self._uow = uow
        self._ring = ring
        self._now = now

    def version(self) -> int:
        """Give the counter that every change of who or what may be matched increases."""
        return read_version(self._uow)

    def changed_since(self, version: int) -> tuple[PersonId, ...]:
        """Give the people whose profile or consent changed after that version, erased ones too."""
        connection = self._uow.keys.connection()
        return tuple(
            PersonId(row[0])
            for table in (KEY, _TOMBSTONE)
            for row in connection.execute(
                select(table.c.person).where(table.c.pool_version > version)
            )
        )

    def load_matchable(self) -> Iterator[Matchable]:
        """Open the profiles of everybody who may be matched, one after the other.

        The audit entry is appended before the first profile is given; read the iterator to
        its end inside the unit of work, and commit.
        """
        self._uow.require_writing()
        AuditLog(self._uow, self._ring).append(
            AuditAction.PROFILE_INDEXED,
            SYSTEM,
            self._now,
            purpose=Purpose.MATCH,
            fields=MATCH_FIELDS,
        )
        wraps = self._wraps()
        fields_of = self._who()
        rows = [
            row
            for row in self._uow.main.connection().execute(select(*_PROFILE))
            if fields_of.get(row.person) and (row.person, row.key_version) in wraps
        ]
        for start in range(0, len(rows), AT_ONCE):
            yield from self._opened(rows[start : start + AT_ONCE], wraps, fields_of)

    def _opened(
        self,
        rows: Sequence[Row[Any, Any, Any, Any, Any]],
        wraps: Mapping[tuple[PersonId, int], WrappedKey],
        fields_of: Mapping[PersonId, frozenset[PersonalField]],
    ) -> Iterator[Matchable]:
        floor = seal_floor(self._uow, self._ring)
        keys = self._ring.unwrap_all(wraps[row.person, row.key_version] for row in rows)
        for key, (person, key_version, rec_ver, stated, permits) in zip(keys, rows, strict=True):
            fields = fields_of[person]
            try:
                binding = Binding(WORK_PROFILE_COLUMN, person, person, key_version, rec_ver)
                work = read_work(open_sealed(key, binding, stated, floor)).only(fields)
                if PersonalField.PERMIT_ANSWERS in fields:
                    binding = Binding(PERMIT_ANSWERS_COLUMN, person, person, key_version, rec_ver)
                    answers = read_permits(open_sealed(key, binding, permits, floor))
                    work = with_private(work, answers, None)
            except UnreadableRecord:
                self.note_unfit(person)
                continue
            yield Matchable(person, work, fields)

    def note_unfit(self, person: PersonId) -> None:
        """Put on record that what is stored of somebody is nothing anybody wrote here."""
        found = Persons(self._uow, self._ring, self._now).get(person)
        AuditLog(self._uow, self._ring).append(
            AuditAction.TAMPERING_FOUND,
            SYSTEM,
            self._now,
            person=found.log_ref if found else "",
        )

    def load_one(self, person: PersonId) -> Matchable | None:
        """Open one person's profile for matching; ``None`` when she may or can not be matched."""
        decision = self._decision(person)
        if not decision.allowed:
            return None
        persons = Persons(self._uow, self._ring, self._now)
        if persons.get(person) is None:
            return None
        try:
            work = persons.open_work(person, decision)
        except UnreadableRecord:
            self.note_unfit(person)
            return None
        return Matchable(person, work, decision.fields)

    def may_still_be_matched(self, people: Collection[PersonId]) -> frozenset[PersonId]:
        """Give those of the people who may be matched at this moment.

        In a writing unit of work nobody can withdraw between this answer and its commit.
        """
        wanted = sorted(set(people))
        found: set[PersonId] = set()
        for start in range(0, len(wanted), AT_ONCE):
            fields_of = self._who(wanted[start : start + AT_ONCE])
            found.update(person for person, fields in fields_of.items() if fields)
        return frozenset(found)

    def matched_fields(
        self, people: Collection[PersonId]
    ) -> dict[PersonId, frozenset[PersonalField]]:
        """Give the fields by which each of the people may be matched at this moment."""
        wanted = sorted(set(people))
        found: dict[PersonId, frozenset[PersonalField]] = {}
        for start in range(0, len(wanted), AT_ONCE):
            found.update(self._who(wanted[start : start + AT_ONCE]))
        return found

    def _decision(self, person: PersonId) -> Decision:
        return may_match(person, Consents(self._uow, self._ring).switches(person), at=self._now)

    def _who(
        self, people: Collection[PersonId] | None = None
    ) -> dict[PersonId, frozenset[PersonalField]]:
        """Give the fields by which everybody, or each of some people, may be matched now."""
        numbers = event_counts(self._uow, people)
        found = {}
        for person, ground in read_grounds(self._uow, self._ring, people).items():
            if ground is not None and ground.holds(self._now, numbers.get(person, 0)):
                found[person] = ground.fields
            else:
                found[person] = self._decision(person).fields
        return found

    def _wraps(self) -> dict[tuple[PersonId, int], WrappedKey]:
        rows = self._uow.keys.connection().execute(select(*KEY_COLUMNS))
        return {(row[0], row[1]): WrappedKey(*row) for row in rows}
