"""Openings of an identity without a grant: asked, decided, and why.

Rules:

- Every row carries a proof; one that somebody else wrote or changed opens nothing, nor does
  one in an earlier state that is put back.
- The sentence of the reason is sealed under the person's key: erased with her, readable by
  her and, each time with an entry in the log, by those who decide.
- Asking and deciding leave their entries here, under the person's reference: she reads them
  in the same moment.

What it does not do: open the identity (``Persons.open_identity`` does, and asks here again).
"""

from datetime import datetime

from sqlalchemy import insert, update

from data.engine import UnitOfWork
from data.errors import NotAllowed, UnknownPerson
from data.models import IdentityOpeningRow, PersonRow
from data.repositories._openings import (
    OPENINGS,
    opening_values,
    place_of,
    read_opening,
    read_openings,
)
from data.repositories._person_key import load_key
from data.repositories._standing_rows import StandingRows
from data.repositories._stands import opening_stand
from data.repositories.audit import AuditLog
from data.repositories.seal_floor import seal_floor
from privacy.audit import AuditAction
from privacy.binding import Binding
from privacy.breakglass import IdentityOpening, OpeningState
from privacy.decision import Actor, Decision, Question
from privacy.errors import NotCovered
from privacy.handles import is_reference
from privacy.inventory import OPENING_REASON_COLUMN
from privacy.keys import KeyRing
from privacy.sealing import open_text, seal_text
from privacy.vocabulary import PersonId, Purpose

_FIRST = 1
_DECIDED = {
    OpeningState.AGREED: AuditAction.OPENING_AGREED,
    OpeningState.DECLINED: AuditAction.OPENING_DECLINED,
}


class IdentityOpenings:
    """Stores wishes to open an identity, and what became of them."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring
        self._log = AuditLog(uow, ring)
        self._standing = StandingRows(uow, ring)

    def ask(self, opening: IdentityOpening, reason: str, decision: Decision) -> None:
        """Store a wish with its sealed reason, and its audit entry.

        Raises:
            NotCovered: The decision is about something or somebody else.
            AccessDenied: The decision is a no.
        """
        self._uow.require_writing()
        decision.cover(opening.person, opening.fields)
        if decision.question is not Question.ASK_OPENING:
            raise NotCovered(decision.question.value)
        key = load_key(self._uow, self._ring, opening.person)
        place = place_of(opening.reference)
        binding = Binding(OPENING_REASON_COLUMN, opening.person, place, key.version, _FIRST)
        values = {
            **opening_values(opening, self._ring),
            "key_version": key.version,
            "rec_ver": _FIRST,
            "reason_sealed": seal_text(key, binding, reason),
        }
        self._uow.main.connection().execute(insert(OPENINGS), [values])
        self._stands(opening)
        self._note(AuditAction.OPENING_ASKED, opening, decision)

    def decide(self, opening: IdentityOpening, decision: Decision) -> None:
        """Store what the second person decided, and the audit entry.

        Args:
            opening: In its new state.
            decision: A yes to deciding it.

        Raises:
            NotCovered: The decision is about something or somebody else.
            AccessDenied: The decision is a no.
            NotAllowed: It was decided meanwhile.
        """
        self._uow.require_writing()
        decision.cover(opening.person, opening.fields)
        if decision.question is not Question.DECIDE_OPENING:
            raise NotCovered(decision.question.value)
        done = self._uow.main.connection().execute(
            update(OPENINGS)
            .where(
                OPENINGS.c.reference == opening.reference,
                OPENINGS.c.sequence == opening.sequence - 1,
            )
            .values(opening_values(opening, self._ring))
        )
        if done.rowcount != 1:
            raise NotAllowed
        self._stands(opening)
        self._note(_DECIDED[opening.state], opening, decision)

    def get(self, reference: str) -> IdentityOpening | None:
        """Give one opening in its present state; a forged row is none."""
        return read_opening(self._uow, self._ring, reference) if is_reference(reference) else None

    def of_person(self, person: PersonId) -> tuple[IdentityOpening, ...]:
        """Give every opening about a person, newest first."""
        return read_openings(self._uow, self._ring, OPENINGS.c.person == person)

    def since(self, moment: datetime) -> tuple[IdentityOpening, ...]:
        """Give every opening asked for since a moment, newest first."""
        return read_openings(self._uow, self._ring, OPENINGS.c.asked_at >= moment)

    def reason(self, opening: IdentityOpening, actor: Actor, now: datetime) -> str:
        """Open the sentence of a reason, after recording who reads it.

        Raises:
            SealBroken: What is stored is not what was sealed.
        """
        self._uow.require_writing()
        row = self._uow.main.get(IdentityOpeningRow, opening.reference)
        if row is None:
            raise UnknownPerson
        self._log.append(
            AuditAction.OPENING_READ,
            actor,
            now,
            purpose=Purpose.CONTACT,
            person=self._log_ref(opening.person),
            subject=opening.reference,
        )
        key = load_key(self._uow, self._ring, opening.person, row.key_version)
        binding = Binding(
            OPENING_REASON_COLUMN,
            opening.person,
            place_of(opening.reference),
            row.key_version,
            row.rec_ver,
        )
        floor = seal_floor(self._uow, self._ring)
        return open_text(key, binding, row.reason_sealed, floor) or ""

    def _stands(self, opening: IdentityOpening) -> None:
        self._standing.put(opening_stand(opening.reference, opening.sequence), opening.person)

    def _note(self, action: AuditAction, opening: IdentityOpening, decision: Decision) -> None:
        self._log.append_decision(
            action,
            decision,
            person=self._log_ref(opening.person),
            subject=opening.reference,
            fields=opening.fields,
        )

    def _log_ref(self, person: PersonId) -> str:
        row = self._uow.main.get(PersonRow, person)
        if row is None:
            raise UnknownPerson
        return row.log_ref
