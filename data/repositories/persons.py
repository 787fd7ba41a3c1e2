"""People: their key, their sealed identity, their sealed work profile, their erasure.

Rules:

- A person's data key is made with her, wrapped in keys, and committed there first: no row
  without a key.
- Every write raises the row's record version by one; the version is part of what the
  envelopes are bound to, and the audit entry of the write carries it.
- Opening needs a yes that was made for opening, for this person and these fields, a moment
  ago; its ground (consents, grant) is read again here. Then the audit entry is appended,
  then the envelope opens. Whatever fails on the way, nothing is given.
- What is opened to an organisation is recorded with the fields, the grant it rests on, and
  both countries; with less it does not open.
- Erasing destroys the key, then everything else.
- The row that links a person to her account carries a proof; a link somebody else wrote or
  changed counts as none.

What it does not do: decide (``privacy.policy``), or show (``privacy.disclosure``).
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from sqlmodel import col, func, select

from data.engine import UnitOfWork
from data.errors import NotRecorded, UnknownPerson
from data.models import IdentityRow, PersonRow, WorkProfileRow
from data.records import Identity, Person, WorkProfile
from data.repositories._erasure import erase_rows
from data.repositories._ground import check_ground
from data.repositories._person_key import load_key, store_key
from data.repositories._pool_version import next_version, pool_changed
from data.repositories._proofs import PERSON_LABEL, person_content, person_of, take_as_long
from data.repositories._sealed_rows import (
    given_fields,
    open_identity,
    open_work,
    seal_identity,
    seal_work,
)
from data.repositories.audit import AuditLog
from data.repositories.erasure_notices import ErasureNotices
from data.repositories.seal_floor import seal_floor
from privacy.audit import AuditAction
from privacy.decision import Actor, Decision, Question
from privacy.errors import NotCovered
from privacy.handles import new_person_id, new_reference
from privacy.inventory import IDENTITY_FIELDS, WORK_FIELDS, PersonalField
from privacy.keys import KeyRing, PersonKey
from privacy.vocabulary import PersonId

AT_ONCE: Final = 500
"""People asked for in one statement."""
_PROFILE_FIELDS: Final = WORK_FIELDS | {PersonalField.PERMIT_ANSWERS}


class Persons:
    """Stores people; opens what they said under a decision, after writing the audit entry.

    Args:
        uow: The unit of work; a writing one wherever something is opened.
        ring: The keys.
        now: The moment of the use case.
    """

    def __init__(self, uow: UnitOfWork, ring: KeyRing, now: datetime) -> None:
        self._uow = uow
        self._ring = ring
        self._now = now
        self._log = AuditLog(uow, ring)

    def create(self, account: str | None, actor: Actor) -> Person:
        """Create a person with a new data key and no data, with its audit entry.

        Args:
            account: Her login, if she has one.
            actor: Who registers her.
        """
        self._uow.require_writing()
        self._uow.keys_commit_first()
        person = Person(
            id=new_person_id(),
            log_ref=new_reference(),
            account=account,
            created_on=self._now.date().replace(day=1),
        )
        key = PersonKey.generate(person.id)
        store_key(self._uow, self._ring, key, next_version(self._uow))
        row = PersonRow(
            id=person.id,
            log_ref=person.log_ref,
            account=account,
            created_month=person.created_on,
        )
        row.mac = self._ring.row_mac(PERSON_LABEL, person_content(row))
        self._uow.main.add(row)
        self._uow.main.flush()
        self._log.append(AuditAction.ACCOUNT_OPENED, actor, self._now, person=person.log_ref)
        return person

    def get(self, person: PersonId) -> Person | None:
        """Give the person without any data, or ``None``; an unproven account is none."""
        row = self._uow.main.get(PersonRow, person)
        return None if row is None else person_of(row, self._ring)

    def of_account(self, account: str) -> Person | None:
        """Give the person an account belongs to, or ``None``; an unproven link is none."""
        row = self._uow.main.exec(select(PersonRow).where(PersonRow.account == account)).first()
        if row is None:
            take_as_long(self._ring, PERSON_LABEL)
            return None
        found = person_of(row, self._ring)
        return found if found.account == account else None

    def all(self) -> tuple[Person, ...]:
        """Give everybody, without any data, in no telling order."""
        rows = self._uow.main.exec(select(PersonRow).order_by(col(PersonRow.id)))
        return tuple(person_of(row, self._ring) for row in rows)

    def log_refs(self, people: Collection[PersonId]) -> dict[PersonId, str]:
        """Give the references by which the log knows these people; unknown ones are left out."""
        wanted = sorted(set(people))
        found: dict[PersonId, str] = {}
        for start in range(0, len(wanted), AT_ONCE):
            rows = self._uow.main.exec(
                select(PersonRow.id, PersonRow.log_ref).where(
                    col(PersonRow.id).in_(wanted[start : start + AT_ONCE])
                )
            )
            found.update((PersonId(person), log_ref) for person, log_ref in rows)
        return found

    def count(self) -> int:
        """Count people."""
        return self._uow.main.exec(select(func.count()).select_from(PersonRow)).one()

    def write_identity(self, person: PersonId, identity: Identity, decision: Decision) -> int:
        """Seal name and contact anew, with an audit entry that carries the record version.

        Args:
            person: Whose identity it is.
            identity: All of it; what is ``None`` is sealed as not given.
            decision: A yes to storing every field that is given.

        Returns:
            The record version.

        Raises:
            NotCovered: The decision is about something else.
            AccessDenied: The decision is a no.
            UnknownPerson: There is no such person.
        """
        given = given_fields(identity)
        known = self._may_write(person, decision, given)
        version = seal_identity(self._uow, self._key(person), identity)
        self._note_write(AuditAction.IDENTITY_WRITTEN, known, decision, given, version)
        return version

    def write_work(self, person: PersonId, work: WorkProfile, decision: Decision) -> int:
        """Seal the work profile anew, with an audit entry that carries the record version.

        Args:
            person: Whose profile it is.
            work: All of it.
            decision: A yes to storing every field of which something is stated.

        Returns:
            The record version.

        Raises:
            NotCovered: The decision is about something else.
            AccessDenied: The decision is a no.
            UnknownPerson: There is no such person.
        """
        stated = work.stated_fields()
        known = self._may_write(person, decision, stated)
        version = seal_work(self._uow, self._key(person), work)
        self._note_write(AuditAction.PROFILE_WRITTEN, known, decision, stated, version)
        pool_changed(self._uow, person)
        return version

    def open_identity(
        self, person: PersonId, decision: Decision, countries: tuple[str, str] = ("", "")
    ) -> Identity:
        """Open the identity fields the decision covers; the others are ``None``.

        Args:
            person: Whose fields they are.
            decision: A yes made for opening.
            countries: Of a disclosure: where the data lie, and where the recipient is.

        Raises:
            NotCovered: The decision was not made for opening, is about somebody else, covers
                no field of the identity, or no longer stands.
            AccessDenied: The decision is a no.
            NotRecorded: A disclosure lacks its grant or one of its countries.
            UnknownPerson: There is no such person.
            SealBroken: What is stored is not what was sealed.
        """
        return self._identity(person, self._may_open(person, decision, IDENTITY_FIELDS, countries))

    def open_work(
        self, person: PersonId, decision: Decision, countries: tuple[str, str] = ("", "")
    ) -> WorkProfile:
        """Open the work fields the decision covers; the others are left as never stated.

        Args:
            person: Whose fields they are.
            decision: A yes made for opening.
            countries: As above.

        Raises:
            NotCovered: The decision was not made for opening, is about somebody else, covers
                no field of the work profile, or no longer stands.
            AccessDenied: The decision is a no.
            NotRecorded: A disclosure lacks its grant or one of its countries.
            UnknownPerson: There is no such person.
            SealBroken: What is stored is not what was sealed.
        """
        return self._work(person, self._may_open(person, decision, _PROFILE_FIELDS, countries))

    def open_all(
        self, person: PersonId, decision: Decision, countries: tuple[str, str] = ("", "")
    ) -> tuple[Identity, WorkProfile]:
        """Open every field the decision covers, of identity and work: one look, one entry.

        Args:
            person: Whose fields they are.
            decision: A yes made for opening.
            countries: As above.

        Raises:
            NotCovered: The decision was not made for opening, is about somebody else, covers
                no field, or no longer stands.
            AccessDenied: The decision is a no.
            NotRecorded: A disclosure lacks its grant or one of its countries.
            UnknownPerson: There is no such person.
            SealBroken: What is stored is not what was sealed.
        """
        fields = self._may_open(person, decision, IDENTITY_FIELDS | _PROFILE_FIELDS, countries)
        return (
            self._identity(person, fields & IDENTITY_FIELDS),
            self._work(person, fields & _PROFILE_FIELDS),
        )

    def empty(
        self, person: PersonId, fields: Collection[PersonalField], decision: Decision
    ) -> None:
        """Take fields out of what is kept, as when the person no longer agrees to keep them.

        What remains is sealed anew under the next record version; nothing is given out. The
        unit of work then commits the keys database first and empties SQLite's log files, so
        that the envelopes as they were do not stay behind in them.

        Args:
            person: Whose fields they are.
            fields: What is taken out.
            decision: A yes to changing her consent.

        Raises:
            NotCovered: The decision is about something or somebody else.
            AccessDenied: The decision is a no.
            UnknownPerson: There is no such person.
        """
        self._uow.require_writing()
        decision.cover(person, ())
        if decision.question is not Question.CHANGE_CONSENT:
            raise NotCovered(decision.question.value)
        known = self._known(person)
        self._uow.shreds()
        identity = self._uow.main.get(IdentityRow, person)
        gone = IDENTITY_FIELDS.intersection(fields)
        if identity is not None and gone:
            key = self._key(person, identity.key_version)
            kept = open_identity(key, identity, IDENTITY_FIELDS - gone, self._floor())
            version = seal_identity(self._uow, self._key(person), kept)
            self._note_write(AuditAction.IDENTITY_WRITTEN, known, decision, gone, version)
        profile = self._uow.main.get(WorkProfileRow, person)
        gone = _PROFILE_FIELDS.intersection(fields)
        if profile is not None and gone:
            key = self._key(person, profile.key_version)
            remaining = open_work(key, profile, _PROFILE_FIELDS - gone, self._floor())
            version = seal_work(self._uow, self._key(person), remaining)
            self._note_write(AuditAction.PROFILE_WRITTEN, known, decision, gone, version)
            pool_changed(self._uow, person)

    def erase(self, person: PersonId, decision: Decision, *, tell: bool = True) -> None:
        """Erase a person: audit, switches, sessions, handles, key, rows, tombstone, audit.

        Organisations that opened something under her grants are told.

        The unit of work then commits the keys database first and empties SQLite's log files.

        Args:
            person: Who is erased; her account is closed.
            decision: A yes to erasing her.
            tell: False in a copy, where nobody has read anything.

        Raises:
            NotCovered: The decision is about something or somebody else.
            AccessDenied: The decision is a no.
            UnknownPerson: There is no such person.
        """
        self._uow.require_writing()
        decision.cover(person, ())
        if decision.question is not Question.ERASE:
            raise NotCovered(decision.question.value)
        known = self._known(person)
        self._log.append_decision(AuditAction.ERASURE_ACCEPTED, decision, person=known.log_ref)
        if tell:
            ErasureNotices(self._uow, self._ring).leave(person, self._now.date())
        erase_rows(self._uow, self._ring, known, self._now)
        self._log.append_decision(AuditAction.ERASED, decision, person=known.log_ref)
        self._uow.shreds()

    def _may_write(
        self, person: PersonId, decision: Decision, fields: Collection[PersonalField]
    ) -> Person:
        self._uow.require_writing()
        decision.cover(person, fields)
        if decision.question is not Question.STORE:
            raise NotCovered(decision.question.value)
        check_ground(self._uow, self._ring, decision, fields, self._now)
        return self._known(person)

    def _may_open(
        self,
        person: PersonId,
        decision: Decision,
        candidates: Collection[PersonalField],
        countries: tuple[str, str],
    ) -> frozenset[PersonalField]:
        self._uow.require_writing()
        fields = decision.fields.intersection(candidates)
        decision.cover(person, fields)
        action = _OPENING.get(decision.question)
        if action is None or not fields:
            raise NotCovered(decision.question.value)
        if decision.question is Question.DISCLOSE and not (decision.grant and all(countries)):
            raise NotRecorded
        check_ground(self._uow, self._ring, decision, fields, self._now)
        known = self._known(person)
        self._log.append_decision(
            action, decision, person=known.log_ref, fields=fields, countries=countries
        )
        return fields

    def _identity(self, person: PersonId, fields: frozenset[PersonalField]) -> Identity:
        row = self._uow.main.get(IdentityRow, person) if fields else None
        if row is None:
            return Identity()
        return open_identity(self._key(person, row.key_version), row, fields, self._floor())

    def _work(self, person: PersonId, fields: frozenset[PersonalField]) -> WorkProfile:
        row = self._uow.main.get(WorkProfileRow, person) if fields else None
        if row is None:
            return WorkProfile()
        return open_work(self._key(person, row.key_version), row, fields, self._floor())

    def _known(self, person: PersonId) -> Person:
        known = self.get(person)
        if known is None:
            raise UnknownPerson
        return known

    def _key(self, person: PersonId, version: int | None = None) -> PersonKey:
        return load_key(self._uow, self._ring, person, version)

    def _floor(self) -> int:
        return seal_floor(self._uow, self._ring)

    def _note_write(
        self,
        action: AuditAction,
        known: Person,
        decision: Decision,
        fields: Collection[PersonalField],
        version: int,
    ) -> None:
        self._log.append_decision(
            action, decision, person=known.log_ref, fields=fields, record_version=version
        )


_OPENING: Final[Mapping[Question, AuditAction]] = {
    Question.OPEN_OWN: AuditAction.OWN_DATA_OPENED,
    Question.MATCH: AuditAction.PROFILE_INDEXED,
    Question.REVIEW: AuditAction.PROFILE_REVIEWED,
    Question.DISCLOSE: AuditAction.FIELDS_DISCLOSED,
    Question.OPEN_IDENTITY: AuditAction.IDENTITY_OPENED,
    Question.COUNT: AuditAction.COUNTED,
}
"""The questions whose yes opens fields; every other yes opens nothing."""
