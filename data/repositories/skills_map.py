"""The skills map: people who agreed to be counted, releases, and the ledger of the budget.

Rules:

- The policy says for every single person whether and by which fields she may be counted; one
  audit entry stands for the whole count, appended before the first profile opens.
- A release is stored as it was published and never changed; every attempt is an entry of the
  ledger, also one that published nothing.
- A row without a valid proof makes the ledger unusable: nobody may tell what was spent.
- Numbers of releases run without gaps, so a row that was taken away shows while later ones
  stand; what was last taken away, the audit log shows.

What it does not do: count, draw noise, or decide whether a release may be made
(``privacy.aggregates``).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import select
from sqlmodel import col
from sqlmodel import select as select_rows

from data.codec import read_work
from data.engine import UnitOfWork
from data.errors import UnreadableRecord
from data.models import ConsentSwitchRow, MapReleaseRow, WorkProfileRow, table_of
from data.records import WorkProfile
from data.repositories._person_key import KEY, KEY_COLUMNS
from data.repositories.audit import AuditLog
from data.repositories.consents import Consents
from data.repositories.seal_floor import seal_floor
from privacy.aggregates import Cell, Grid, Spending
from privacy.audit import AuditAction
from privacy.binding import Binding
from privacy.canonical import record
from privacy.consent import HOLDING
from privacy.decision import Actor
from privacy.inventory import WORK_PROFILE_COLUMN, PersonalField
from privacy.keys import KeyRing, WrappedKey
from privacy.policy import may_count
from privacy.sealing import open_sealed
from privacy.vocabulary import PersonId, Purpose

LABEL = "map-release"
COUNTED_FIELDS = frozenset({PersonalField.SKILLS, PersonalField.PLACES})
_SWITCH = table_of(ConsentSwitchRow)
_WORK = table_of(WorkProfileRow)


@dataclass(frozen=True, slots=True)
class MapRelease:
    """One attempt to publish a grid; ``shown`` is ``None`` when nothing could be."""

    id: str
    number: int
    grid: Grid
    released_on: date
    epsilon: Fraction
    shown: dict[Cell, int] | None


class SkillsMap:
    """Reads who may be counted, and keeps releases with what they spent."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring

    def countable(self, actor: Actor, now: datetime) -> Iterator[WorkProfile]:
        """Open what may be counted of everybody who agreed to it, one after the other.

        Read the iterator to its end inside the unit of work, and commit.
        """
        self._uow.require_writing()
        AuditLog(self._uow, self._ring).append(
            AuditAction.COUNTED, actor, now, purpose=Purpose.STATISTICS, fields=COUNTED_FIELDS
        )
        keys = self._uow.keys.connection()
        asked = select(_SWITCH.c.person).where(
            _SWITCH.c.purpose == Purpose.STATISTICS, _SWITCH.c.status.in_(sorted(HOLDING))
        )
        people = sorted({PersonId(row[0]) for row in keys.execute(asked.distinct())})
        newest = {
            row[0]: WrappedKey(*row)
            for row in keys.execute(select(*KEY_COLUMNS).order_by(KEY.c.version))
        }
        consents = Consents(self._uow, self._ring)
        floor = seal_floor(self._uow, self._ring)
        for person in people:
            decision = may_count(person, consents.switches(person), at=now)
            wrapped = newest.get(person)
            row = self._sealed(person)
            if PersonalField.SKILLS not in decision.fields or wrapped is None or row is None:
                continue
            binding = Binding(WORK_PROFILE_COLUMN, person, person, row[0], row[1])
            stated = open_sealed(self._ring.unwrap(wrapped), binding, row[2], floor)
            yield read_work(stated).only(decision.fields)

    def ledger(self) -> tuple[Spending, ...]:
        """Give every spending so far, oldest first.

        Raises:
            RowForged: A row is not this installation's.
            UnreadableRecord: A row is missing.
        """
        return tuple(
            Spending(each.released_on, each.grid.name, each.epsilon, each.shown is not None)
            for each in self._all()
        )

    def latest(self, grid: str) -> MapRelease | None:
        """Give the last published release of a grid, exactly as it was published.

        Raises:
            RowForged: Its row is not this installation's.
        """
        row = self._uow.main.exec(
            select_rows(MapReleaseRow)
            .where(MapReleaseRow.grid == grid, col(MapReleaseRow.published).is_(True))
            .order_by(col(MapReleaseRow.number).desc())
        ).first()
        return None if row is None else self._read(row)

    def add(self, release: MapRelease) -> None:
        """Store a release, or an attempt that published nothing."""
        self._uow.require_writing()
        row = MapReleaseRow(
            id=release.id,
            number=release.number,
            grid=release.grid.name,
            released_on=release.released_on,
            epsilon_thousandths=int(release.epsilon * 1000),
            published=release.shown is not None,
            body=_written(release),
        )
        row.mac = self._ring.row_mac(LABEL, _content(row))
        self._uow.main.add(row)
        self._uow.main.flush()

    def _all(self) -> list[MapRelease]:
        rows = self._uow.main.exec(select_rows(MapReleaseRow).order_by(col(MapReleaseRow.number)))
        found = [self._read(row) for row in rows]
        if [each.number for each in found] != list(range(1, len(found) + 1)):
            raise UnreadableRecord("map_release")
        return found

    def _read(self, row: MapReleaseRow) -> MapRelease:
        self._ring.verify_row(LABEL, _content(row), row.mac)
        body = json.loads(row.body)
        shown = {(cell[0], cell[1]): int(cell[2]) for cell in body["shown"]}
        return MapRelease(
            id=row.id,
            number=row.number,
            grid=Grid(row.grid, tuple(body["rows"]), tuple(body["columns"])),
            released_on=row.released_on,
            epsilon=Fraction(row.epsilon_thousandths, 1000),
            shown=shown if row.published else None,
        )

    def _sealed(self, person: PersonId) -> tuple[int, int, bytes] | None:
        columns = (_WORK.c.key_version, _WORK.c.rec_ver, _WORK.c.stated_sealed)
        row = self._uow.main.connection().execute(select(*columns).where(_WORK.c.person == person))
        found = row.first()
        return None if found is None else (found[0], found[1], found[2])


def _written(release: MapRelease) -> str:
    shown = sorted((release.shown or {}).items())
    return json.dumps(
        {
            "rows": release.grid.rows,
            "columns": release.grid.columns,
            "shown": [[row, column, number] for (row, column), number in shown],
        },
        separators=(",", ":"),
    )


def _content(row: MapReleaseRow) -> bytes:
    return record(
        "map-release/1",
        row.id,
        row.number,
        row.grid,
        row.released_on.isoformat(),
        row.epsilon_thousandths,
        row.published,
        row.body,
    )
