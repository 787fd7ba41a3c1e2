"""Consent: the history in main, the live switches in keys.

Rules:

- The switch decides at this moment; the history proves how it came to stand there.
- A switch counts only when its proof holds and the history does not know better: one that
  was forged, or put back from an older copy, is no consent.
- Opening a switch commits main first, closing one keys first. What a crash between the two
  commits leaves apart always ends closed.
- Events are numbered here, and each change leaves an audit entry.

What it does not do: decide who may change a consent (``privacy.policy``), or expire what
ran out; an end in the past simply does not hold.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from sqlalchemy import select

from data.engine import UnitOfWork
from data.errors import NotAllowed, UnknownPerson
from data.models import PersonRow
from data.repositories._match_ground import renew_ground
from data.repositories._mending import mend_consents
from data.repositories._pool_version import pool_changed
from data.repositories._standing import (
    Standing,
    insert_events,
    read_standing,
    write_switches,
)
from data.repositories._switches import EVENT_COLUMNS, EVENTS, SWITCHES, Key, event_of
from data.repositories.audit import AuditLog
from privacy.audit import AuditAction
from privacy.consent import HOLDING, ConsentEvent, ConsentSwitch, apply_event
from privacy.decision import Actor
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.vocabulary import Channel, ConsentStatus, PersonId, Purpose, Role


class Consents:
    """Records consent events and keeps the switches that decide at this moment."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring

    def record(self, events: Sequence[ConsentEvent], actor: Actor) -> tuple[ConsentSwitch, ...]:
        """Append events to the histories, set the switches, and audit both.

        Args:
            events: Of one or several consents of one person, in order; their ``sequence`` is
                set here.
            actor: Who acts. What a person says on screen only she can record.

        Returns:
            The switches after the events.

        Raises:
            NotAllowed: Somebody else records what a person says on screen, or the events
                are about several people.
            InvalidTransition: An event does not follow from where its consent stands.
            RuleBroken: An event lies before the last one of its consent.
            UnknownPerson: There is no such person.
        """
        self._uow.require_writing()
        if not events:
            return ()
        person = events[0].person
        if any(not _may_record(event, person, actor) for event in events):
            raise NotAllowed
        row = self._uow.main.get(PersonRow, person)
        if row is None:
            raise UnknownPerson
        standing = read_standing(self._uow, self._ring, person)
        if self._mend(person, standing, events[0].at) != (0, 0):
            standing = read_standing(self._uow, self._ring, person)
        before = standing.counting
        after = dict(before)
        numbered: list[ConsentEvent] = []
        for event in events:
            key = _key(event)
            present = after.get(key)
            one = replace(event, sequence=1 if present is None else present.sequence + 1)
            after[key] = apply_event(present, one)
            numbered.append(one)
            if present is not None and present.status in HOLDING and one.status not in HOLDING:
                self._uow.keys_commit_first()
        changed = [switch for key, switch in after.items() if switch != before.get(key)]
        insert_events(self._uow, self._ring, numbered)
        write_switches(self._uow, self._ring, changed, standing.present)
        self._audit(numbered, actor, row.log_ref)
        renew_ground(self._uow, self._ring, person, after.values(), events[-1].at)
        pool_changed(self._uow, person)
        return tuple(changed)

    def history(self, person: PersonId) -> tuple[ConsentEvent, ...]:
        """Give a person's events, oldest first; those whose proof does not hold are left out."""
        rows = self._uow.main.connection().execute(
            select(*EVENT_COLUMNS).where(EVENTS.c.person == person)
        )
        events = [event for row in rows if (event := event_of(row, self._ring)) is not None]
        return tuple(sorted(events, key=lambda event: (event.at, event.sequence, event.field)))

    def switches(self, person: PersonId) -> tuple[ConsentSwitch, ...]:
        """Give a person's switches that count: proven, and not behind the history."""
        return tuple(read_standing(self._uow, self._ring, person).counting.values())

    def hidden_from(self, organisation: str) -> frozenset[PersonId]:
        """Give the people who do not want to be seen by an organisation.

        Whoever ever answered about it, as either database remembers, stays hidden unless her
        switch says otherwise: a spoiled switch or a lost history hides and never shows.
        """
        if not organisation:
            return frozenset()
        asked = {
            PersonId(row[0])
            for session, table in ((self._uow.main, EVENTS), (self._uow.keys, SWITCHES))
            for row in session.connection().execute(
                select(table.c.person)
                .where(table.c.recipient == organisation, table.c.purpose == Purpose.MATCH)
                .distinct()
            )
        }
        return frozenset(each for each in asked if organisation in self.excluded_by(each))

    def excluded_by(self, person: PersonId) -> frozenset[str]:
        """Give the organisations a person does not want to be seen by."""
        standing = read_standing(self._uow, self._ring, person)
        known = {
            key[3]
            for key in (*standing.last, *standing.present)
            if key[1:3] == _EXCLUDED_BY and key[3]
        }
        shown = {
            key[3]
            for key, switch in standing.counting.items()
            if key[1:3] == _EXCLUDED_BY and switch.status in _SHOWN
        }
        return frozenset(known - shown)

    def mend(self, person: PersonId, now: datetime) -> tuple[int, int]:
        """Bring histories and switches of one person back in step, always by closing.

        A switch that closed without its event gets its event back; a history that says
        "given" without a switch that counts is expired; a switch without any history goes.

        Returns:
            How many histories, and how many switches, were put right.
        """
        return self._mend(person, read_standing(self._uow, self._ring, person), now)

    def _mend(self, person: PersonId, standing: Standing, now: datetime) -> tuple[int, int]:
        if not (standing.ahead or standing.apart or standing.stray):
            return 0, 0
        self._uow.require_writing()
        proven = {_key(event): event for event in self.history(person)}
        counts = mend_consents(self._uow, self._ring, standing, proven, now)
        renew_ground(self._uow, self._ring, person, self.switches(person), now)
        pool_changed(self._uow, person)
        return counts

    def _audit(self, events: Sequence[ConsentEvent], actor: Actor, log_ref: str) -> None:
        log = AuditLog(self._uow, self._ring)
        alike = sorted(events, key=lambda event: (event.at, event.purpose, event.status))
        for (at, purpose, _), group in groupby(
            alike, key=lambda event: (event.at, event.purpose, event.status)
        ):
            log.append(
                AuditAction.CONSENT_CHANGED,
                actor,
                at,
                purpose=purpose,
                person=log_ref,
                fields={event.field for event in group},
            )


_EXCLUDED_BY = (Purpose.MATCH, PersonalField.SKILLS)
"""What an exclusion is a no to, for one recipient."""
_SHOWN = HOLDING | {ConsentStatus.EXPIRED}
"""An exclusion that was taken back stays so; letting it run out is no new exclusion."""


def _key(event: ConsentEvent) -> Key:
    return event.person, event.purpose, event.field, event.recipient


def _may_record(event: ConsentEvent, person: PersonId, actor: Actor) -> bool:
    if event.person != person:
        return False
    own_words = event.by is Role.PERSON and event.channel is Channel.SCREEN
    return not own_words or actor.person == person
