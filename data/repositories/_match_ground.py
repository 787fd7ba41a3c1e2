"""What the policy said about matching after a person's last change of consent, proven.

Asking the policy about every switch of everybody would take most of the time of filling the
index. So its yes is kept in keys with the fields it covers, its end and a proof, written in
the same unit of work as the switches.

Rules:

- It is believed only while its proof holds, its end is ahead, every notice it rests on still
  stands, and main's history holds exactly the events it was made from. In any other case
  the switches are read one by one.
- A no leaves no row.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select

from data.engine import UnitOfWork
from data.models import MatchGroundRow, table_of
from data.repositories._codes import joined, split
from data.repositories._switches import EVENTS
from privacy.canonical import record
from privacy.consent import NAMED_IN_NOTICE, ConsentSwitch
from privacy.errors import RowForged
from privacy.inventory import MATCH_FIELDS, PersonalField
from privacy.keys import KeyRing
from privacy.notice import HONOURED_VERSIONS
from privacy.policy import may_match
from privacy.vocabulary import PersonId, Purpose

GROUND = table_of(MatchGroundRow)
LABEL = "match-ground"
PURPOSES = (Purpose.STORE, Purpose.MATCH)


@dataclass(frozen=True, slots=True)
class MatchGround:
    """A yes of ``may_match``, kept."""

    person: PersonId
    fields: frozenset[PersonalField]
    until: datetime
    notices: frozenset[str]
    number: int

    def holds(self, now: datetime, number: int) -> bool:
        """Tell whether the yes still stands, ``number`` events being in the history."""
        return (
            number == self.number and now < self.until and self.notices.issubset(HONOURED_VERSIONS)
        )

    def canonical(self) -> bytes:
        """Give the bytes that authenticate the row."""
        return record(
            "match-ground/1", self.person, self.fields, self.until, self.notices, self.number
        )


def renew_ground(
    uow: UnitOfWork,
    ring: KeyRing,
    person: PersonId,
    switches: Iterable[ConsentSwitch],
    now: datetime,
) -> None:
    """Ask the policy again and keep its yes, or remove the row after a no."""
    relevant = [
        switch
        for switch in switches
        if switch.purpose in PURPOSES
        and switch.field in MATCH_FIELDS
        and switch.recipient == NAMED_IN_NOTICE
    ]
    decision = may_match(person, relevant, at=now)
    connection = uow.keys.connection()
    connection.execute(delete(GROUND).where(GROUND.c.person == person))
    if not decision.allowed or decision.until is None:
        return
    ground = MatchGround(
        person=person,
        fields=decision.fields,
        until=decision.until,
        notices=frozenset(s.notice_version for s in relevant if s.field in decision.fields),
        number=sum(switch.sequence for switch in relevant),
    )
    connection.execute(
        insert(GROUND).values(
            person=person,
            fields=joined(ground.fields),
            until=ground.until,
            notices=" ".join(sorted(ground.notices)),
            number=ground.number,
            mac=ring.row_mac(LABEL, ground.canonical()),
        )
    )


def read_grounds(
    uow: UnitOfWork, ring: KeyRing, people: Collection[PersonId] | None = None
) -> dict[PersonId, MatchGround | None]:
    """Give every kept yes, or some people's; ``None`` for one whose proof does not hold."""
    known: dict[str, frozenset[PersonalField]] = {}
    found: dict[PersonId, MatchGround | None] = {}
    query = select(*GROUND.c)
    if people is not None:
        query = query.where(GROUND.c.person.in_(people))
    for person, fields, until, notices, number, mac in uow.keys.connection().execute(query):
        if fields not in known:
            known[fields] = split(PersonalField, fields)
        ground = MatchGround(
            PersonId(person), known[fields], until, frozenset(notices.split()), number
        )
        try:
            ring.verify_row(LABEL, ground.canonical(), mac)
        except RowForged:
            found[ground.person] = None
        else:
            found[ground.person] = ground
    return found


def event_counts(
    uow: UnitOfWork, people: Collection[PersonId] | None = None
) -> Mapping[PersonId, int]:
    """Count the events that bear on matching, as the history in main has them."""
    query = select(EVENTS.c.person, func.count()).where(_bears()).group_by(EVENTS.c.person)
    if people is not None:
        query = query.where(EVENTS.c.person.in_(people))
    rows = uow.main.connection().execute(query)
    return {PersonId(row[0]): row[1] for row in rows}


def _bears() -> ColumnElement[bool]:
    return (
        EVENTS.c.purpose.in_(PURPOSES)
        & EVENTS.c.field.in_(MATCH_FIELDS)
        & (EVENTS.c.recipient == NAMED_IN_NOTICE)
    )
