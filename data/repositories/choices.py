"""What people choose in campaigns: sealed, theirs to change, gone when they leave.

Rules:

- One row a person and campaign; every change raises its version, and only the version that
  stands in keys counts. A row that does not stand counts as somebody who takes no part.
- Whoever reads somebody's choice leaves an entry in her log first, herself apart.
- Writing and taking back are recorded here.

What it does not do: decide until when choices may change, or who may read them.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col, select

from data.campaign_records import CampaignChoice
from data.codec.campaigns import read_choice, write_choice
from data.engine import UnitOfWork
from data.models import CampaignChoiceRow, table_of
from data.repositories._openings import place_of
from data.repositories._person_key import load_key
from data.repositories._standing_rows import StandingRows
from data.repositories._stands import CHOICE, choice_stand
from data.repositories.audit import AuditLog
from data.repositories.persons import Persons
from data.repositories.seal_floor import seal_floor
from privacy.audit import AuditAction
from privacy.binding import Binding
from privacy.decision import Actor
from privacy.handles import new_reference
from privacy.inventory import CHOICE_COLUMN
from privacy.keys import KeyRing
from privacy.sealing import open_sealed, seal
from privacy.vocabulary import PersonId, Purpose

_CHOICE = table_of(CampaignChoiceRow)


class CampaignChoices:
    """Stores what people chose, and opens it."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing, now: datetime) -> None:
        self._uow = uow
        self._ring = ring
        self._now = now
        self._standing = StandingRows(uow, ring)
        self._log = AuditLog(uow, ring)

    def put(self, choice: CampaignChoice, actor: Actor) -> None:
        """Store what somebody chose, instead of what she chose before."""
        self._uow.require_writing()
        key = load_key(self._uow, self._ring, choice.person)
        row = self._row(choice.campaign, choice.person)
        if row is not None and not self._standing.counts(choice_stand(row)):
            self._uow.main.delete(row)
            self._uow.main.flush()
            row = None
        if row is None:
            reference = new_reference()
            row = CampaignChoiceRow(
                reference=reference,
                place=place_of(reference),
                campaign=choice.campaign,
                person=choice.person,
                key_version=key.version,
                rec_ver=0,
                chosen_sealed=b"",
            )
            self._uow.main.add(row)
        row.key_version = key.version
        row.rec_ver += 1
        row.chosen_sealed = seal(key, _binding(row), write_choice(choice))
        self._uow.main.flush()
        self._standing.put(choice_stand(row), row.person)
        self._note(AuditAction.CHOICES_CHANGED, actor, [choice.person], choice.campaign)

    def take_back(self, campaign: str, person: PersonId, actor: Actor) -> bool:
        """Delete what somebody chose, and say whether there was anything."""
        row = self._row(campaign, person)
        if row is None:
            return False
        self._standing.forget(CHOICE, (row.reference,))
        self._uow.main.delete(row)
        self._uow.main.flush()
        self._note(AuditAction.CHOICES_CHANGED, actor, [person], campaign)
        return True

    def own(self, campaign: str, person: PersonId) -> CampaignChoice | None:
        """Open a person's own choice for herself; ``None`` when she takes no part."""
        row = self._row(campaign, person)
        if row is None or not self._standing.counts(choice_stand(row)):
            return None
        return self._opened(row)

    def of_campaign(
        self, campaign: str, people: Iterable[PersonId], actor: Actor
    ) -> dict[PersonId, CampaignChoice]:
        """Open the choices of some people to seat them; each finds the entry in her log."""
        self._uow.require_writing()
        wanted = set(people)
        rows = [each for each in self._rows(campaign) if each.person in wanted]
        standing = self._standing.counting(choice_stand(row) for row in rows)
        found = [row for row in rows if choice_stand(row).subject in standing]
        self._note(AuditAction.CHOICES_READ, actor, [PersonId(e.person) for e in found], campaign)
        return {PersonId(row.person): self._opened(row) for row in found}

    def versions(self, campaign: str) -> dict[PersonId, tuple[str, int]]:
        """Give who takes part, with what changes when she changes or takes back her choice."""
        return {PersonId(row.person): (row.reference, row.rec_ver) for row in self._rows(campaign)}

    def of_person(self, person: PersonId) -> tuple[CampaignChoice, ...]:
        """Open every choice of a person for herself, by campaign."""
        rows = self._uow.main.exec(
            select(CampaignChoiceRow)
            .where(col(CampaignChoiceRow.person) == person)
            .order_by(col(CampaignChoiceRow.campaign))
        ).all()
        standing = self._standing.counting(choice_stand(row) for row in rows)
        return tuple(self._opened(row) for row in rows if choice_stand(row).subject in standing)

    def forget(self, person: PersonId) -> int:
        """Delete every choice of a person; give how many there were."""
        self._uow.require_writing()
        self._standing.forget_all(person, CHOICE)
        self._uow.main.expire_all()
        gone = delete(_CHOICE).where(_CHOICE.c.person == person)
        return self._uow.main.connection().execute(gone).rowcount

    def _row(self, campaign: str, person: PersonId) -> CampaignChoiceRow | None:
        return self._uow.main.exec(
            select(CampaignChoiceRow).where(
                col(CampaignChoiceRow.campaign) == campaign,
                col(CampaignChoiceRow.person) == person,
            )
        ).first()

    def _rows(self, campaign: str) -> list[CampaignChoiceRow]:
        return list(
            self._uow.main.exec(
                select(CampaignChoiceRow)
                .where(col(CampaignChoiceRow.campaign) == campaign)
                .order_by(col(CampaignChoiceRow.person))
            )
        )

    def _opened(self, row: CampaignChoiceRow) -> CampaignChoice:
        person = PersonId(row.person)
        key = load_key(self._uow, self._ring, person, row.key_version)
        floor = seal_floor(self._uow, self._ring)
        opened = open_sealed(key, _binding(row), row.chosen_sealed, floor)
        return read_choice(row.campaign, person, opened)

    def _note(
        self, action: AuditAction, actor: Actor, people: list[PersonId], campaign: str
    ) -> None:
        references = Persons(self._uow, self._ring, self._now).log_refs(people)
        for person in people:
            self._log.append(
                action,
                actor,
                self._now,
                purpose=Purpose.MATCH,
                person=references[person],
                subject=campaign,
            )


def _binding(row: CampaignChoiceRow) -> Binding:
    person = PersonId(row.person)
    return Binding(CHOICE_COLUMN, person, row.place, row.key_version, row.rec_ver)
