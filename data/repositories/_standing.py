"""Where one person's consents stand: switches of keys beside the history of main."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, update

from data.engine import UnitOfWork
from data.repositories._switches import (
    EVENTS,
    SWITCH_COLUMNS,
    SWITCHES,
    Key,
    agreeing,
    event_values,
    switch_of,
    switch_values,
)
from privacy.consent import ConsentEvent, ConsentSwitch
from privacy.keys import KeyRing
from privacy.vocabulary import PersonId

_KEY = ("person", "purpose", "field", "recipient")


@dataclass(frozen=True, slots=True)
class Standing:
    """What both databases say about one person's consents.

    ``last`` is the number of each consent's last event, ``counting`` the switches that are
    proven and not behind it, ``present`` the keys of all rows, counting or not.
    """

    last: dict[Key, int]
    counting: dict[Key, ConsentSwitch]
    present: frozenset[Key]

    @property
    def ahead(self) -> list[ConsentSwitch]:
        """Closed switches whose event main does not have."""
        return [s for s in self.counting.values() if s.sequence > self.last.get(s.key, 0)]

    @property
    def apart(self) -> list[Key]:
        """Consents with a history and no switch that counts."""
        return [key for key in self.last if key not in self.counting]

    @property
    def stray(self) -> list[Key]:
        """Switches that do not count and have no history."""
        return [key for key in self.present if key not in self.counting and key not in self.last]


def read_standing(uow: UnitOfWork, ring: KeyRing, person: PersonId) -> Standing:
    """Read where a person's consents stand."""
    columns = [EVENTS.c[name] for name in _KEY]
    events = uow.main.connection().execute(
        select(*columns, func.max(EVENTS.c.sequence))
        .where(EVENTS.c.person == person)
        .group_by(*columns)
    )
    last: dict[Key, int] = {(PersonId(row[0]), row[1], row[2], row[3]): row[4] for row in events}
    rows = (
        uow.keys.connection()
        .execute(
            select(*SWITCH_COLUMNS)
            .where(SWITCHES.c.person == person)
            .order_by(SWITCHES.c.purpose, SWITCHES.c.field, SWITCHES.c.recipient)
        )
        .all()
    )
    proven = [switch for row in rows if (switch := switch_of(row, ring)) is not None]
    return Standing(
        last=last,
        counting={switch.key: switch for switch in proven if agreeing(switch, last)},
        present=frozenset((PersonId(row[0]), row[1], row[2], row[3]) for row in rows),
    )


def insert_events(uow: UnitOfWork, ring: KeyRing, events: Sequence[ConsentEvent]) -> None:
    """Add events to the history."""
    if events:
        rows = [event_values(event, ring) for event in events]
        uow.main.connection().execute(insert(EVENTS), rows)


def write_switches(
    uow: UnitOfWork, ring: KeyRing, switches: Sequence[ConsentSwitch], present: frozenset[Key]
) -> None:
    """Write switches, in place of the rows that are present."""
    connection = uow.keys.connection()
    fresh = [switch_values(one, ring) for one in switches if one.key not in present]
    stale = [switch_values(one, ring) for one in switches if one.key in present]
    if fresh:
        connection.execute(insert(SWITCHES), fresh)
    if stale:
        same = [SWITCHES.c[name] == bindparam(f"present_{name}") for name in _KEY]
        connection.execute(
            update(SWITCHES).where(*same),
            [{**row, **{f"present_{name}": row[name] for name in _KEY}} for row in stale],
        )


def delete_switches(uow: UnitOfWork, keys: Sequence[Key]) -> None:
    """Delete switches."""
    for key in keys:
        uow.keys.connection().execute(delete(SWITCHES).where(*_is(key)))


def _is(key: Key) -> list[ColumnElement[bool]]:
    return [SWITCHES.c[name] == part for name, part in zip(_KEY, key, strict=True)]
