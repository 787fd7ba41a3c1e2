"""Copy both databases of an installation on SQLite, as they stand at one moment.

Rules:

- Writers wait while the copy is made, so both copies are of the same moment.
- The copy is made by SQLite itself, so what waits in a log file is in it.

What it does not do: copy keys that lie in files, or databases on PostgreSQL.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from data.engine import Stores

MAIN_FILE, KEYS_FILE = "main.db", "keys.db"


def is_on_sqlite(stores: Stores) -> bool:
    """Say whether both databases are SQLite files."""
    return {engine.dialect.name for engine in (stores.main, stores.keys)} == {"sqlite"}


def copy_stores(stores: Stores, folder: Path) -> Stores:
    """Copy both databases into an empty folder and open the copies.

    Args:
        stores: On SQLite.
        folder: Must exist and be readable by its owner only.
    """
    with stores.begin():
        for engine, name in ((stores.keys, KEYS_FILE), (stores.main, MAIN_FILE)):
            path = engine.url.database
            assert path is not None
            with (
                closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source,
                closing(sqlite3.connect(folder / name)) as target,
            ):
                source.backup(target)
            (folder / name).chmod(0o600)
    return Stores(f"sqlite:///{folder / MAIN_FILE}", f"sqlite:///{folder / KEYS_FILE}")
