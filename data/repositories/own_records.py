"""Everything the service itself recorded about one person, column by column.

Rules:

- Tables that lead to a person are found by their columns (``person`` or ``account``), so a
  new table or column is given to her without anybody thinking of it.
- What is sealed is not here: it is opened elsewhere, and stands beside this in her export.
- What is left out is named with the reason: means to prove or to sign in, and references
  that stand for somebody else.

What it does not do: open envelopes, check proofs, or read the log of access, which has its
own form.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

from sqlalchemy import Column, LargeBinary, Table, select

from data.engine import UnitOfWork
from data.models import KEYS, MAIN
from privacy.inventory import SealedColumn
from privacy.vocabulary import PersonId

OPENED_ELSEWHERE: Final[frozenset[str]] = frozenset({"identity", "work_profile"})
"""Tables whose content is sealed; their values are opened for the export on their own."""
PROOF: Final = "proof that this installation wrote the row; says nothing about her"
KEY: Final = "internal key, never shown to anybody"
SIGNS_IN: Final = "means to sign in; giving it out would weaken her account"
SOMEBODY: Final = "stands for somebody else"
DIGEST: Final = "digest of a text or of a token; says nothing by itself"
LEFT_OUT: Final[Mapping[str, str]] = {
    "mac": PROOF,
    "person": KEY,
    "commitment": KEY,
    "wrapped": KEY,
    "person.id": KEY,
    "digest": DIGEST,
    "notice_digest": DIGEST,
    "code_index": SIGNS_IN,
    "email_index": SIGNS_IN,
    "passphrase_hash": SIGNS_IN,
    "credential": SIGNS_IN,
    "public_key": SIGNS_IN,
    "owner": SIGNS_IN,
    "identity_opening.place": KEY,
    "campaign_choice.place": KEY,
    "campaign_appeal.place": KEY,
    "asked_by": SOMEBODY,
    "decided_by": SOMEBODY,
    "entered_by": SOMEBODY,
    "pool_version": "count of changes of everybody",
}
"""Why a column is not given, by its name, or by its table and name."""


def personal_tables() -> tuple[Table, ...]:
    """List the tables of both databases that lead to a person, in the order of their names."""
    found = [
        table
        for metadata in (MAIN, KEYS)
        for table in metadata.tables.values()
        if table.name not in OPENED_ELSEWHERE and _whose(table) is not None
    ]
    return tuple(sorted(found, key=lambda table: table.name))


def unexplained(table: Table) -> list[str]:
    """Name the columns of a table that are neither given, nor opened elsewhere, nor explained."""
    return [
        f"{table.name}.{column.name}"
        for column in table.columns
        if isinstance(column.type, LargeBinary)
        and not isinstance(column.info.get("inventory"), SealedColumn)
        and _why_not(table, column) is None
    ]


class OwnRecords:
    """Reads what stands about one person in every table."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def of(self, person: PersonId, account: str | None) -> dict[str, list[dict[str, Any]]]:
        """Give her rows by table, each as plain values by column, in a settled order."""
        found: dict[str, list[dict[str, Any]]] = {}
        for table in personal_tables():
            whose = _whose(table)
            assert whose is not None
            value: object = person if isinstance(whose.type, LargeBinary) else account
            if value is None:
                continue
            session = self._uow.main if table.metadata is MAIN else self._uow.keys
            rows = session.connection().execute(select(*table.columns).where(whose == value))
            plain = [dict(_given(table, row)) for row in rows]
            if plain:
                found[table.name] = sorted(plain, key=str)
        return found


def _whose(table: Table) -> Column[Any] | None:
    """Give the column by which a row is somebody's."""
    if table.name in {"person", "account"}:
        return table.c.id
    for name in ("person", "account"):
        column = table.c.get(name)
        if column is not None and (name == "account" or isinstance(column.type, LargeBinary)):
            return column
    return None


def _why_not(table: Table, column: Column[Any]) -> str | None:
    return LEFT_OUT.get(f"{table.name}.{column.name}") or LEFT_OUT.get(column.name)


def _given(table: Table, row: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    for column, value in zip(table.columns, row, strict=True):
        sealed = isinstance(column.info.get("inventory"), SealedColumn)
        if not sealed and _why_not(table, column) is None:
            yield column.name, _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime) else value
