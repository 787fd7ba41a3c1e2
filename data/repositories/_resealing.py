"""Seal the rows of one person anew under another key, whatever tables they are in.

Rules:

- Every table of main with sealed columns and a person is listed with the column that is the
  row's own key in the binding; a test refuses a sealed table that is not.
- Only the key changes: value, place and record version stay.

What it does not do: look into what it opens.
"""

from collections.abc import Callable, Iterator, Mapping

from sqlalchemy import Column, Table, select, update

from data.engine import UnitOfWork
from data.models import MAIN
from privacy.binding import Binding
from privacy.inventory import SealedColumn
from privacy.keys import PersonKey
from privacy.sealing import open_sealed, seal
from privacy.vocabulary import PersonId

PLACES: Mapping[str, str] = {
    "identity": "person",
    "work_profile": "person",
    "identity_opening": "place",
    "campaign_choice": "place",
    "campaign_appeal": "place",
}
"""Table, and the column of its rows' own 16 bytes."""


def sealed_columns(table: Table) -> list[tuple[Column[bytes], SealedColumn]]:
    """Give the columns of a table that hold envelopes, and what is sealed in each."""
    found = [(column, column.info.get("inventory")) for column in table.columns]
    return [(column, what) for column, what in found if isinstance(what, SealedColumn)]


def reseal_rows(
    uow: UnitOfWork, key: PersonKey, key_of: Callable[[int], PersonKey], floor: int
) -> int:
    """Seal every row of the key's person anew under it.

    Args:
        uow: A writing unit of work.
        key: The new key.
        key_of: Gives the key of a version.
        floor: Level below which nothing is opened any more.

    Returns:
        How many rows were sealed anew.
    """
    uow.main.flush()
    uow.main.expire_all()
    connection = uow.main.connection()
    done = 0
    for table, row_key in _tables():
        columns = sealed_columns(table)
        rows = connection.execute(
            select(table).where(table.c.person == key.person, table.c.key_version != key.version)
        )
        for row in rows.mappings().all():
            old = key_of(row["key_version"])
            values: dict[str, object] = {"key_version": key.version}
            for column, what in columns:
                blob = row[column.name]
                if not blob:
                    continue
                place = Binding(what, key.person, row[row_key], old.version, row["rec_ver"])
                value = open_sealed(old, place, blob, floor)
                place = Binding(what, key.person, row[row_key], key.version, row["rec_ver"])
                values[column.name] = seal(key, place, value)
            where = [column == row[column.name] for column in table.primary_key.columns]
            connection.execute(update(table).where(*where).values(values))
            done += 1
    return done


def versions_in_use(uow: UnitOfWork, person: PersonId) -> set[int]:
    """Give the versions of keys a person's rows are sealed under."""
    connection = uow.main.connection()
    return {
        row[0]
        for table, _ in _tables()
        for row in connection.execute(
            select(table.c.key_version).where(table.c.person == person).distinct()
        )
    }


def _tables() -> Iterator[tuple[Table, str]]:
    for name, row_key in PLACES.items():
        yield MAIN.tables[name], row_key
