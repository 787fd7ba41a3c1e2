"""Campaigns with who is named for what, and everybody's result.

Rules:

- Results are read by whoever asked first who may be matched; this file does not ask.
- A run replaces all results of the campaign.
- A campaign or result without a valid proof counts as absent. A naming without one counts as
  answered with no, so nobody is seated by an answer she did not give. So does one whose
  earlier answer was put back: the present one stands in keys.
- What concerns people goes when they are erased (``_erasure``), and with time.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, insert
from sqlmodel import col, select

from data.campaign_records import CampaignRecord, Naming, NamingAnswer, SeatResult
from data.codec.campaigns import read_figures, read_plan, write_figures, write_plan
from data.engine import UnitOfWork
from data.models import (
    CampaignAppealRow,
    CampaignChoiceRow,
    CampaignNamingRow,
    CampaignResultRow,
    CampaignRow,
    table_of,
)
from data.repositories._proofs import (
    CAMPAIGN_LABEL,
    NAMING_LABEL,
    RESULT_LABEL,
    campaign_content,
    holds,
    naming_content,
    result_content,
)
from data.repositories._standing_rows import StandingRows
from data.repositories._stands import APPEAL, CHOICE, NAMING, naming_stand
from privacy.handles import is_reference
from privacy.keys import KeyRing
from privacy.vocabulary import PersonId

AT_ONCE = 500
"""Rows or people in one statement."""
_NAMING = table_of(CampaignNamingRow)
_RESULT = table_of(CampaignResultRow)
_CAMPAIGN = table_of(CampaignRow)
_APPEAL = table_of(CampaignAppealRow)
_CHOICE = table_of(CampaignChoiceRow)
_OF_PEOPLE = (_APPEAL, _CHOICE, _NAMING, _RESULT)
"""Tables whose rows are about somebody."""


class Campaigns:
    """Stores campaigns and what became of everybody in them."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring
        self._standing = StandingRows(uow, ring)

    def add(self, campaign: CampaignRecord) -> None:
        """Store a new campaign."""
        self._uow.require_writing()
        row = CampaignRow(
            id=campaign.id,
            name=campaign.name,
            seed=campaign.seed,
            created_on=campaign.created_on,
            created_by=campaign.created_by,
        )
        self._fill(row, campaign)
        self._uow.main.add(row)
        self._uow.main.flush()

    def change(self, campaign: CampaignRecord) -> None:
        """Store where a campaign stands, its plan and its totals; name and seed stay."""
        self._uow.require_writing()
        row = self._uow.main.get(CampaignRow, campaign.id)
        assert row is not None
        self._fill(row, campaign)
        self._uow.main.flush()

    def get(self, campaign: str) -> CampaignRecord | None:
        """Give one campaign, or ``None``, also for what cannot be a reference."""
        row = self._uow.main.get(CampaignRow, campaign) if is_reference(campaign) else None
        return None if row is None or not self._is_proven(row) else _record(row)

    def all(self) -> tuple[CampaignRecord, ...]:
        """Give every campaign, newest day first."""
        query = select(CampaignRow).order_by(
            col(CampaignRow.created_on).desc(), col(CampaignRow.id)
        )
        return tuple(_record(row) for row in self._uow.main.exec(query) if self._is_proven(row))

    def name(self, naming: Naming) -> None:
        """Name somebody, or store what she answers."""
        self._uow.require_writing()
        key = (naming.campaign, naming.person, naming.kind, naming.subject)
        row = self._uow.main.get(CampaignNamingRow, key)
        if row is None:
            row = CampaignNamingRow(
                campaign=naming.campaign,
                person=naming.person,
                kind=naming.kind,
                subject=naming.subject,
                answer=naming.answer,
                named_on=naming.named_on,
            )
            self._uow.main.add(row)
        row.answer = naming.answer
        self._prove(row)
        self._uow.main.flush()

    def answer_all(self, campaign: str, person: PersonId, answer: NamingAnswer) -> int:
        """Store one answer to everything somebody is named for in a campaign.

        Nothing unproven is changed: it is a no and stays one.

        Returns:
            For how much she is named, proven or not.
        """
        self._uow.require_writing()
        self._uow.main.expire_all()
        rows = self._uow.main.exec(
            select(CampaignNamingRow).where(
                col(CampaignNamingRow.campaign) == campaign,
                col(CampaignNamingRow.person) == person,
            )
        ).all()
        for row in rows:
            if self._stands([row]):
                row.answer = answer
                self._prove(row)
        self._uow.main.flush()
        return len(rows)

    def namings(self, campaign: str) -> tuple[Naming, ...]:
        """Give who is named in a campaign."""
        return self._namings(col(CampaignNamingRow.campaign) == campaign)

    def namings_of_person(self, person: PersonId) -> tuple[Naming, ...]:
        """Give what somebody is named for."""
        return self._namings(col(CampaignNamingRow.person) == person)

    def replace_results(self, campaign: str, results: Iterable[SeatResult]) -> None:
        """Store the results of a run instead of all earlier ones."""
        self._uow.require_writing()
        self._uow.main.expire_all()
        connection = self._uow.main.connection()
        connection.execute(delete(_RESULT).where(_RESULT.c.campaign == campaign))
        rows = [self._result_values(each) for each in results]
        for start in range(0, len(rows), AT_ONCE):
            connection.execute(insert(_RESULT), rows[start : start + AT_ONCE])

    def results(self, campaign: str) -> tuple[SeatResult, ...]:
        """Give every result of a campaign, by need and person."""
        return self._results(col(CampaignResultRow.campaign) == campaign)

    def results_of_person(self, person: PersonId) -> tuple[SeatResult, ...]:
        """Give somebody's results in every campaign."""
        return self._results(col(CampaignResultRow.person) == person)

    def forget_results(self, campaign: str, person: PersonId) -> None:
        """Delete somebody's results in one campaign: she left it."""
        self._delete((_RESULT.c.campaign == campaign) & (_RESULT.c.person == person), _RESULT)

    def people(self) -> frozenset[PersonId]:
        """Give everybody of whom a campaign keeps anything."""
        connection = self._uow.main.connection()
        return frozenset(
            PersonId(row[0])
            for table in _OF_PEOPLE
            for row in connection.execute(select(table.c.person).distinct())
        )

    def forget_people(self, people: Collection[PersonId]) -> int:
        """Delete everything campaigns keep of these people; give how many rows there were."""
        wanted = sorted(people)
        for person in wanted:
            for kind in (APPEAL, CHOICE, NAMING):
                self._standing.forget_all(person, kind)
        return sum(
            self._delete(table.c.person.in_(wanted[start : start + AT_ONCE]), table)
            for table in _OF_PEOPLE
            for start in range(0, len(wanted), AT_ONCE)
        )

    def forget_before(self, day: date) -> int:
        """Delete what concerns people in campaigns made before a day; give how many rows."""
        old = select(_CAMPAIGN.c.id).where(_CAMPAIGN.c.created_on < day)
        for table, kind in ((_APPEAL, APPEAL), (_CHOICE, CHOICE)):
            rows = self._uow.main.connection().execute(
                select(table.c.reference).where(table.c.campaign.in_(old))
            )
            self._standing.forget(kind, *((row[0],) for row in rows))
        return sum(self._delete(table.c.campaign.in_(old), table) for table in _OF_PEOPLE)

    def _delete(self, where: ColumnElement[bool], table: Table) -> int:
        self._uow.require_writing()
        self._uow.main.expire_all()
        return self._uow.main.connection().execute(delete(table).where(where)).rowcount

    def _namings(self, where: ColumnElement[bool]) -> tuple[Naming, ...]:
        rows = self._uow.main.exec(select(CampaignNamingRow).where(where)).all()
        standing = self._stands(rows)
        found = (
            Naming(
                row.campaign,
                PersonId(row.person),
                row.kind,
                row.subject,
                row.answer if naming_stand(row).subject in standing else NamingAnswer.NO,
                row.named_on,
            )
            for row in rows
        )
        return tuple(sorted(found, key=lambda e: (e.campaign, e.kind, e.subject, e.person)))

    def _prove(self, row: CampaignNamingRow) -> None:
        row.mac = self._ring.row_mac(NAMING_LABEL, naming_content(row))
        self._standing.put(naming_stand(row), row.person)

    def _stands(self, rows: Sequence[CampaignNamingRow]) -> frozenset[bytes]:
        return self._standing.counting(
            naming_stand(row)
            for row in rows
            if holds(self._ring, NAMING_LABEL, naming_content(row), row.mac)
        )

    def _results(self, where: ColumnElement[bool]) -> tuple[SeatResult, ...]:
        rows = self._uow.main.exec(select(CampaignResultRow).where(where))
        found = (
            SeatResult(
                row.campaign,
                PersonId(row.person),
                row.need,
                row.reason,
                row.seated,
                row.numerator,
                row.cut,
                row.conditional,
                row.quota,
            )
            for row in rows
            if holds(self._ring, RESULT_LABEL, result_content(row), row.mac)
        )
        return tuple(sorted(found, key=lambda e: (e.campaign, e.need, e.person)))

    def _result_values(self, result: SeatResult) -> dict[str, Any]:
        values = {each.name: getattr(result, each.name) for each in fields(SeatResult)}
        mac = self._ring.row_mac(RESULT_LABEL, result_content(CampaignResultRow(**values)))
        return {**values, "mac": mac}

    def _fill(self, row: CampaignRow, campaign: CampaignRecord) -> None:
        row.status = campaign.status
        row.plan = write_plan(campaign.plan)
        row.run_on = campaign.run_on
        row.figures = None if campaign.figures is None else write_figures(campaign.figures)
        row.mac = self._ring.row_mac(CAMPAIGN_LABEL, campaign_content(row))

    def _is_proven(self, row: CampaignRow) -> bool:
        return holds(self._ring, CAMPAIGN_LABEL, campaign_content(row), row.mac)


def _record(row: CampaignRow) -> CampaignRecord:
    return CampaignRecord(
        id=row.id,
        name=row.name,
        status=row.status,
        plan=read_plan(row.plan),
        seed=row.seed,
        created_on=row.created_on,
        created_by=row.created_by,
        run_on=row.run_on,
        figures=None if row.figures is None else read_figures(row.figures),
    )
