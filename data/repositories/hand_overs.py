"""Hand-overs of the service to another host: announced, and who said yes since.

Rules:

- A yes is a consent of its own, that the announced host keeps named fields; it holds only
  while its switch does, so who takes it back is not passed on.
- Nothing given before the announcement counts.

What it does not do: copy or erase anything.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import col
from sqlmodel import select as select_rows

from data.engine import UnitOfWork
from data.models import ConsentSwitchRow, HandOverRow, table_of
from data.repositories.consents import Consents
from privacy.canonical import record
from privacy.consent import is_valid
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.notice import HONOURED_VERSIONS
from privacy.vocabulary import PersonId, Purpose

LABEL = "hand-over"
_SWITCH = table_of(ConsentSwitchRow)


@dataclass(frozen=True, slots=True)
class HandOver:
    """An announced hand-over; people answer to the end of ``answer_until``."""

    id: str
    number: int
    host: str
    asked_on: date
    answer_until: date


class HandOvers:
    """Keeps announcements and finds who agreed."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring

    def announce(self, announced: HandOver) -> None:
        """Store an announcement."""
        self._uow.require_writing()
        row = HandOverRow(
            id=announced.id,
            number=announced.number,
            host=announced.host,
            asked_on=announced.asked_on,
            answer_until=announced.answer_until,
        )
        row.mac = self._ring.row_mac(LABEL, _content(row))
        self._uow.main.add(row)
        self._uow.main.flush()

    def latest(self) -> HandOver | None:
        """Give the last announcement, ``None`` before the first.

        Raises:
            RowForged: Its row is not this installation's.
        """
        row = self._uow.main.exec(
            select_rows(HandOverRow).order_by(col(HandOverRow.number).desc())
        ).first()
        return None if row is None else self._proven(row)

    def get(self, announced: str) -> HandOver | None:
        """Give one announcement, or ``None``.

        Raises:
            RowForged: Its row is not this installation's.
        """
        row = self._uow.main.get(HandOverRow, announced)
        return None if row is None else self._proven(row)

    def agreed_fields(
        self, person: PersonId, announced: HandOver, now: datetime
    ) -> frozenset[PersonalField]:
        """Give what a person agrees, now, to have passed on to the announced host."""
        return frozenset(
            switch.field
            for switch in Consents(self._uow, self._ring).switches(person)
            if switch.purpose is Purpose.STORE
            and switch.recipient == announced.id
            and switch.since.date() >= announced.asked_on
            and is_valid(switch, now, HONOURED_VERSIONS)
        )

    def who_agreed(self, announced: HandOver, now: datetime) -> frozenset[PersonId]:
        """Give everybody who agrees, now, to be passed on with anything."""
        rows = self._uow.keys.connection().execute(
            select(_SWITCH.c.person)
            .where(_SWITCH.c.purpose == Purpose.STORE, _SWITCH.c.recipient == announced.id)
            .distinct()
        )
        people = [PersonId(row[0]) for row in rows]
        return frozenset(each for each in people if self.agreed_fields(each, announced, now))

    def _proven(self, row: HandOverRow) -> HandOver:
        self._ring.verify_row(LABEL, _content(row), row.mac)
        return HandOver(row.id, row.number, row.host, row.asked_on, row.answer_until)


def _content(row: HandOverRow) -> bytes:
    return record(
        "hand-over/1",
        row.id,
        row.number,
        row.host,
        row.asked_on.isoformat(),
        row.answer_until.isoformat(),
    )
