"""Bring the two databases to the revision this code needs.

Rules:

- Two trees of revisions, *main* and *keys*; each database knows its own revision.
- One upgrade is one transaction under the writers' lock: several workers may start at once,
  and an interrupted upgrade leaves nothing half done.
- The first upgrade gives both databases the same random mark. Databases with different
  marks are refused: keys of one installation never meet the records of another.

What it does not do: create tables any other way, or run by itself.
"""

import secrets
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, Table, insert, inspect, select, text

from data.engine import WRITERS_TURN, Stores
from data.errors import NotMigrated, StoresMismatch
from data.models import KEYS_MARK, MAIN_MARK


def upgrade(stores: Stores) -> None:
    """Bring both databases to the newest revision; doing it again changes nothing.

    Raises:
        StoresMismatch: The two databases belong to different installations.
    """
    for engine, tree in ((stores.keys, "keys"), (stores.main, "main")):
        _run(engine, tree, lambda config: command.upgrade(config, "head"))
    _mark(stores)


def downgrade(stores: Stores, revision: str = "base") -> None:
    """Take both databases back to a revision; ``base`` leaves no table."""
    for engine, tree in ((stores.keys, "keys"), (stores.main, "main")):
        _run(engine, tree, lambda config: command.downgrade(config, revision))


def is_current(stores: Stores) -> bool:
    """Tell whether both databases are at the newest revision."""
    return _at_head(stores.keys, "keys") and _at_head(stores.main, "main")


def require_current(stores: Stores) -> None:
    """Refuse to go on unless both databases are current and belong together.

    Raises:
        NotMigrated: A database is not at the newest revision.
        StoresMismatch: The two databases belong to different installations.
    """
    if not is_current(stores):
        raise NotMigrated
    if _read_mark(stores.main, MAIN_MARK) != _read_mark(stores.keys, KEYS_MARK):
        raise StoresMismatch


def alembic_config(tree: str) -> Config:
    """Give Alembic's configuration of one tree, ``main`` or ``keys``."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / tree))
    config.set_main_option("path_separator", "os")
    return config


def _run(engine: Engine, tree: str, step: Callable[[Config], None]) -> None:
    config = alembic_config(tree)
    with engine.execution_options(writing=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": WRITERS_TURN})
        config.attributes["connection"] = connection
        step(config)


def _at_head(engine: Engine, tree: str) -> bool:
    head = ScriptDirectory.from_config(alembic_config(tree)).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def _mark(stores: Stores) -> None:
    with (
        stores.keys.execution_options(writing=True).begin() as keys,
        stores.main.execution_options(writing=True).begin() as main,
    ):
        found = _mark_in(keys, KEYS_MARK), _mark_in(main, MAIN_MARK)
        if found == (None, None):
            mark = secrets.token_bytes(16)
            keys.execute(insert(KEYS_MARK).values(mark=mark))
            main.execute(insert(MAIN_MARK).values(mark=mark))
        elif found[0] != found[1]:
            raise StoresMismatch


def _read_mark(engine: Engine, table: Table) -> bytes | None:
    with engine.connect() as connection:
        return _mark_in(connection, table)


def _mark_in(connection: Connection, table: Table) -> bytes | None:
    if not inspect(connection).has_table(table.name):
        return None
    return connection.execute(select(table.c.mark)).scalar()
