"""Every column of both databases says what it holds about a person.

Source: GDPR article 30; P-3.
"""

import ast
from pathlib import Path

import pytest
from sqlalchemy import Column, LargeBinary, MetaData, Table

import data.models as models
from data.models import KEYS, MAIN
from privacy.inventory import (
    COLUMNS,
    INVENTORY,
    RETIRED_COLUMNS,
    SEALED_COLUMNS,
    TABLES,
    NotPersonal,
    PersonalField,
    SealedColumn,
)
from privacy.vocabulary import Tier

EVERY = [
    column
    for metadata in (MAIN, KEYS)
    for table in metadata.tables.values()
    for column in table.columns
]
MODELS = Path(str(models.__file__)).parent


def _untagged(columns: list[Column[object]]) -> list[str]:
    kinds = (PersonalField, NotPersonal, SealedColumn)
    return [str(one) for one in columns if not isinstance(one.info.get("inventory"), kinds)]


def _sealed(column: Column[object]) -> SealedColumn | None:
    found = column.info["inventory"]
    return found if isinstance(found, SealedColumn) else None


def _where(column: SealedColumn) -> Column[object]:
    metadata = KEYS if column.table == "person_key" else MAIN
    name = column.name if column.table == "person_key" else f"{column.name}_sealed"
    return metadata.tables[column.table].columns[name]


def test_every_column_is_in_the_inventory() -> None:
    assert len(EVERY) > 150
    assert _untagged(EVERY) == []


def test_the_search_notices_an_untagged_column() -> None:
    forgotten = Table("t", MetaData(), Column("nickname", LargeBinary()))
    assert _untagged(list(forgotten.columns)) == ["t.nickname"]


def test_a_reason_is_given_for_what_is_not_personal() -> None:
    reasons = [
        c.info["inventory"].why for c in EVERY if isinstance(c.info["inventory"], NotPersonal)
    ]
    assert len(reasons) > 100
    assert all(len(why) >= 6 for why in reasons)


def test_every_sealed_column_of_the_inventory_is_where_it_says() -> None:
    assert len(SEALED_COLUMNS) >= 9
    for sealed in SEALED_COLUMNS:
        column = _where(sealed)
        assert column.info["inventory"] is sealed
        assert isinstance(column.type, LargeBinary)


def test_every_sealed_field_has_a_sealed_column() -> None:
    fields = {field for field, rule in INVENTORY.items() if rule.sealed}
    held = {field for column in EVERY if (s := _sealed(column)) is not None for field in s.fields}
    assert len(fields) >= 12
    assert held == fields


def test_no_sealed_field_lies_open_in_a_column() -> None:
    open_fields = {
        found for column in EVERY if isinstance(found := column.info["inventory"], PersonalField)
    }
    assert open_fields
    assert {INVENTORY[field].tier for field in open_fields} == {Tier.ACCOUNT}
    accounts = {field for field, rule in INVENTORY.items() if rule.tier is Tier.ACCOUNT}
    assert open_fields == accounts


def test_only_declared_columns_hold_envelopes() -> None:
    named = [column for column in EVERY if column.name.endswith("_sealed")]
    assert len(named) >= 8
    assert all(_sealed(column) is not None for column in named)


def test_numbers_of_tables_and_columns_are_used_once() -> None:
    assert len(set(TABLES.values())) == len(TABLES)
    numbers = [(TABLES[table], number) for (table, _), number in COLUMNS.items()]
    assert len(set(numbers)) == len(numbers)
    assert set(COLUMNS) - RETIRED_COLUMNS == {(c.table, c.name) for c in SEALED_COLUMNS}


def test_numbers_once_given_do_not_change() -> None:
    """The numbers are part of every envelope: with another one nothing opens any more."""
    assert dict(TABLES) == {
        "identity": 1,
        "work_profile": 2,
        "audit_entry": 3,
        "person_key": 4,
        "identity_opening": 5,
        "campaign_choice": 6,
        "campaign_appeal": 7,
    }
    assert dict(COLUMNS) == {
        ("identity", "full_name"): 1,
        ("identity", "phone"): 2,
        ("identity", "email"): 3,
        ("identity", "address"): 4,
        ("work_profile", "stated"): 1,
        ("work_profile", "own_words"): 2,
        ("work_profile", "permit_answers"): 3,
        ("audit_entry", "detail"): 1,
        ("person_key", "wrapped"): 1,
        ("identity_opening", "reason"): 1,
        ("campaign_choice", "chosen"): 1,
        ("campaign_appeal", "words"): 1,
        ("campaign_appeal", "answer"): 2,
    }


def test_no_column_is_declared_past_the_three_ways() -> None:
    """``plain``, ``personal`` and ``sealed`` are the only makers of columns."""
    calls = [
        (path.name, node.func.id)
        for path in sorted(MODELS.glob("*.py"))
        if path.name != "columns.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    makers = [name for _, name in calls if name in {"plain", "personal", "sealed"}]
    assert len(makers) == len(EVERY)
    assert not [call for call in calls if call[1] in {"Column", "Field", "mapped_column"}]


FORBIDDEN = ("ip", "ip_address", "user_agent", "birth", "nationality", "sex", "gender", "religion")


@pytest.mark.parametrize("word", FORBIDDEN)
def test_what_is_never_collected_has_no_column(word: str) -> None:
    parts = {part for column in EVERY for part in (column.name, *column.name.split("_"))}
    assert {"person", "language", "sealed"} <= parts
    assert word not in parts
