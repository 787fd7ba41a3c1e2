"""Both trees of revisions, on both kinds of database."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from data.engine import Stores
from data.errors import NotMigrated, StoresMismatch
from data.migrations import downgrade, is_current, require_current, upgrade
from data.models import KEYS, MAIN


def _tables(stores: Stores) -> set[str]:
    return {
        name
        for engine in (stores.main, stores.keys)
        for name in inspect(engine).get_table_names()
        if name != "alembic_version"
    }


def test_upgrade_downgrade_and_upgrade_again(bare_stores: Stores) -> None:
    upgrade(bare_stores)
    assert _tables(bare_stores) == {*MAIN.tables, *KEYS.tables}
    downgrade(bare_stores)
    assert _tables(bare_stores) == set()
    assert not is_current(bare_stores)
    upgrade(bare_stores)
    assert is_current(bare_stores)


def test_revisions_and_tables_say_the_same(stores: Stores) -> None:
    assert len(MAIN.tables) > 15
    assert len(KEYS.tables) > 5
    for engine, metadata in ((stores.main, MAIN), (stores.keys, KEYS)):
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []


def test_comparing_notices_a_missing_column(bare_stores: Stores) -> None:
    """The test above must be able to fail."""
    stores = bare_stores
    upgrade(stores)
    with stores.main.begin() as connection:
        connection.execute(text("ALTER TABLE import_batch DROP COLUMN refused"))
    with stores.main.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), MAIN)


def test_upgrading_twice_changes_nothing(stores: Stores) -> None:
    upgrade(stores)
    require_current(stores)


def test_empty_databases_are_not_current(bare_stores: Stores) -> None:
    assert not is_current(bare_stores)
    with pytest.raises(NotMigrated):
        require_current(bare_stores)


def test_keys_of_another_installation_are_refused(bare_stores: Stores) -> None:
    stores = bare_stores
    upgrade(stores)
    with stores.keys.begin() as connection:
        connection.execute(text("UPDATE installation SET mark = :m"), {"m": b"x" * 16})
    with pytest.raises(StoresMismatch):
        require_current(stores)
    with pytest.raises(StoresMismatch):
        upgrade(stores)
