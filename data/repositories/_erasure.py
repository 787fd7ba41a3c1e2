"""Remove everything about a person from both databases."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, Table, delete, insert, select, update

from data.engine import UnitOfWork
from data.models import (
    CampaignAppealRow,
    CampaignChoiceRow,
    CampaignNamingRow,
    CampaignResultRow,
    ConsentEventRow,
    ConsentSwitchRow,
    DisclosureRequestRow,
    GrantEventRow,
    GrantSwitchRow,
    HandleRow,
    IdentityOpeningRow,
    IdentityRow,
    MatchGroundRow,
    PersonKeyRow,
    PersonRow,
    ReviewRow,
    TombstoneRow,
    WorkProfileRow,
    table_of,
)
from data.records import Person
from data.repositories._pool_version import next_version
from data.repositories._standing_rows import StandingRows
from data.repositories.accounts import Accounts
from data.repositories.sessions import Sessions
from privacy.keys import KeyRing
from privacy.vocabulary import PersonId

IN_KEYS = tuple(
    table_of(row) for row in (MatchGroundRow, ConsentSwitchRow, GrantSwitchRow, PersonKeyRow)
)
IN_MAIN = tuple(
    table_of(row)
    for row in (
        HandleRow,
        ReviewRow,
        CampaignAppealRow,
        CampaignChoiceRow,
        CampaignNamingRow,
        CampaignResultRow,
        GrantEventRow,
        DisclosureRequestRow,
        ConsentEventRow,
        IdentityOpeningRow,
        IdentityRow,
        WorkProfileRow,
    )
)
"""Tables with a ``person`` column, in an order that foreign keys allow."""
_PERSON = table_of(PersonRow)
_TOMBSTONE = table_of(TombstoneRow)


def erase_rows(uow: UnitOfWork, ring: KeyRing, person: Person, now: datetime) -> None:
    """Destroy the key and the switches, delete every row and the login, leave a tombstone."""
    connection = uow.keys.connection()
    for table in IN_KEYS:
        connection.execute(delete(table).where(table.c.person == person.id))
    if connection.execute(_buried(person.id)).first() is None:
        connection.execute(
            insert(_TOMBSTONE).values(
                person=person.id,
                erased_month=now.date().replace(day=1),
                pool_version=next_version(uow),
            )
        )
    erase_main_rows(uow, person.id)
    StandingRows(uow, ring).forget_all(person.id)
    if person.account is not None:
        Sessions(uow, ring).end_all(person.account)
        Accounts(uow, ring).delete(person.account)


def erase_main_rows(uow: UnitOfWork, person: PersonId) -> None:
    """Delete a person's rows in main; sealed values are overwritten first."""
    uow.main.expire_all()
    connection = uow.main.connection()
    for table in IN_MAIN:
        blobs = {column: b"" for column in table.c if column.name.endswith("_sealed")}
        if blobs:
            connection.execute(update(table).where(_of(table, person)).values(blobs))
        connection.execute(delete(table).where(_of(table, person)))
    connection.execute(delete(_PERSON).where(_PERSON.c.id == person))


def _of(table: Table, person: PersonId) -> ColumnElement[bool]:
    return table.c.person == person


def _buried(person: PersonId) -> Select[tuple[bytes]]:
    return select(_TOMBSTONE.c.person).where(_TOMBSTONE.c.person == person)
