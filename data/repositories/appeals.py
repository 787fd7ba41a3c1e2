"""Appeals against results of campaigns: made once, sealed, answered with a code and words.

Rules:

- The words of the person and of whoever answers are sealed under her key, in one row that is
  proven and stands in keys; a row that is not, or was put back, is none.
- Making, reading and answering leave entries under her reference before anything opens; she
  alone reads without one.

What it does not do: decide who may appeal and until when, or act on an answer.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col, select

from data.campaign_records import Appeal
from data.engine import UnitOfWork
from data.errors import UnknownPerson
from data.models import CampaignAppealRow, PersonRow, table_of
from data.repositories._openings import place_of
from data.repositories._person_key import load_key
from data.repositories._proofs import APPEAL_LABEL, appeal_content, holds
from data.repositories._standing_rows import StandingRows
from data.repositories._stands import APPEAL, appeal_stand
from data.repositories.audit import AuditLog
from data.repositories.seal_floor import seal_floor
from privacy.audit import AuditAction
from privacy.binding import Binding
from privacy.decision import Actor
from privacy.handles import is_reference
from privacy.inventory import APPEAL_ANSWER_COLUMN, APPEAL_WORDS_COLUMN, SealedColumn
from privacy.keys import KeyRing, PersonKey
from privacy.sealing import open_text, seal_text
from privacy.vocabulary import PersonId, Purpose

_APPEAL = table_of(CampaignAppealRow)


class Appeals:
    """Stores appeals and what was answered."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing, now: datetime) -> None:
        self._uow = uow
        self._ring = ring
        self._now = now
        self._standing = StandingRows(uow, ring)
        self._log = AuditLog(uow, ring)

    def ask(self, appeal: Appeal, words: str, actor: Actor) -> None:
        """Store an appeal with its words; there is one a person and campaign."""
        self._uow.require_writing()
        row = CampaignAppealRow(
            reference=appeal.id,
            place=place_of(appeal.id),
            campaign=appeal.campaign,
            person=appeal.person,
            asked_on=appeal.asked_on,
            answer_by=appeal.answer_by,
            decided_by="",
            key_version=0,
            rec_ver=0,
            words_sealed=b"",
            answer_sealed=b"",
            mac=b"",
        )
        self._uow.main.add(row)
        self._note(AuditAction.APPEALED, appeal, actor)
        self._seal(row, words, None)

    def answer(self, appeal: Appeal, answer: str | None, actor: Actor) -> None:
        """Store an answer with its words; ``appeal`` carries decision, ground and day."""
        self._uow.require_writing()
        row = self._uow.main.get(CampaignAppealRow, appeal.id)
        assert row is not None
        words = self._opened(row, APPEAL_WORDS_COLUMN, row.words_sealed)
        row.decision, row.ground = appeal.decision, appeal.ground
        row.answered_on, row.decided_by = appeal.answered_on, appeal.answered_by
        self._note(AuditAction.APPEAL_ANSWERED, appeal, actor)
        self._seal(row, words, answer)

    def get(self, reference: str) -> Appeal | None:
        """Give one appeal without its words; what does not stand is none."""
        row = self._uow.main.get(CampaignAppealRow, reference) if is_reference(reference) else None
        return next(iter(self._proven([] if row is None else [row])), None)

    def of_campaign(self, campaign: str) -> tuple[Appeal, ...]:
        """Give the appeals in a campaign, those that wait longest first."""
        rows = self._uow.main.exec(
            select(CampaignAppealRow).where(col(CampaignAppealRow.campaign) == campaign)
        ).all()
        return self._proven(rows)

    def of_person(self, person: PersonId) -> tuple[Appeal, ...]:
        """Give a person's appeals."""
        rows = self._uow.main.exec(
            select(CampaignAppealRow).where(col(CampaignAppealRow.person) == person)
        ).all()
        return self._proven(rows)

    def own_words(self, appeal: Appeal) -> tuple[str, str | None]:
        """Open a person's own appeal for herself: her words and the answer's."""
        row = self._uow.main.get(CampaignAppealRow, appeal.id)
        assert row is not None
        words = self._opened(row, APPEAL_WORDS_COLUMN, row.words_sealed)
        return words or "", self._opened(row, APPEAL_ANSWER_COLUMN, row.answer_sealed)

    def read(self, appeal: Appeal, actor: Actor) -> tuple[str, str | None]:
        """Open an appeal for whoever answers it, after recording who reads."""
        self._uow.require_writing()
        self._note(AuditAction.APPEAL_READ, appeal, actor)
        return self.own_words(appeal)

    def forget(self, person: PersonId) -> int:
        """Delete every appeal of a person; give how many there were."""
        self._uow.require_writing()
        self._standing.forget_all(person, APPEAL)
        self._uow.main.expire_all()
        gone = delete(_APPEAL).where(_APPEAL.c.person == person)
        return self._uow.main.connection().execute(gone).rowcount

    def _proven(self, rows: Sequence[CampaignAppealRow]) -> tuple[Appeal, ...]:
        proven = [
            row for row in rows if holds(self._ring, APPEAL_LABEL, appeal_content(row), row.mac)
        ]
        standing = self._standing.counting(appeal_stand(row) for row in proven)
        found = [
            Appeal(
                row.reference,
                row.campaign,
                PersonId(row.person),
                row.asked_on,
                row.answer_by,
                row.decision,
                row.ground,
                row.answered_on,
                row.decided_by,
            )
            for row in proven
            if appeal_stand(row).subject in standing
        ]
        return tuple(sorted(found, key=lambda each: (each.asked_on, each.id)))

    def _seal(self, row: CampaignAppealRow, words: str | None, answer: str | None) -> None:
        key: PersonKey = load_key(self._uow, self._ring, PersonId(row.person))
        row.key_version = key.version
        row.rec_ver += 1
        row.words_sealed = seal_text(key, _binding(APPEAL_WORDS_COLUMN, row), words)
        row.answer_sealed = seal_text(key, _binding(APPEAL_ANSWER_COLUMN, row), answer)
        row.mac = self._ring.row_mac(APPEAL_LABEL, appeal_content(row))
        self._uow.main.flush()
        self._standing.put(appeal_stand(row), row.person)

    def _opened(self, row: CampaignAppealRow, column: SealedColumn, blob: bytes) -> str | None:
        key = load_key(self._uow, self._ring, PersonId(row.person), row.key_version)
        return open_text(key, _binding(column, row), blob, seal_floor(self._uow, self._ring))

    def _note(self, action: AuditAction, appeal: Appeal, actor: Actor) -> None:
        person = self._uow.main.get(PersonRow, appeal.person)
        if person is None:
            raise UnknownPerson
        self._log.append(
            action,
            actor,
            self._now,
            purpose=Purpose.MATCH,
            person=person.log_ref,
            subject=appeal.campaign,
        )


def _binding(column: SealedColumn, row: CampaignAppealRow) -> Binding:
    return Binding(column, PersonId(row.person), row.place, row.key_version, row.rec_ver)
