"""Copy both databases of an installation, as they stand at one moment, and load such a copy.

Rules:

- Writers wait while the copy is made, so both copies are of the same moment.
- A copy is two SQLite files, whatever it was made from. From SQLite it is made by SQLite
  itself, so what waits in a log file is in it; from PostgreSQL it is written row by row, so
  nothing that PostgreSQL had deleted and not overwritten is in it.
- A copy is loaded only where nobody is kept yet, all of it or nothing; the installation then
  bears the mark of the copy.

What it does not do: copy keys that lie in files, or change anything in the copied databases.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from data.engine import Stores
from data.errors import NotEmpty
from data.migrations import require_current, upgrade
from data.repositories.row_copies import copy_rows, keeps_nobody

MAIN_FILE, KEYS_FILE = "main.db", "keys.db"


def is_on_sqlite(stores: Stores) -> bool:
    """Say whether both databases are SQLite files."""
    return {engine.dialect.name for engine in (stores.main, stores.keys)} == {"sqlite"}


def open_copy(folder: Path) -> Stores:
    """Open a copy that lies in a folder."""
    return Stores(f"sqlite:///{folder / MAIN_FILE}", f"sqlite:///{folder / KEYS_FILE}")


def copy_stores(stores: Stores, folder: Path) -> Stores:
    """Copy both databases into an empty folder and open the copies.

    Args:
        stores: At the newest revision.
        folder: Must exist and be readable by its owner only.
    """
    if not is_on_sqlite(stores):
        return _copy_rows_out(stores, folder)
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
    return open_copy(folder)


def load_copy(copied: Stores, stores: Stores) -> int:
    """Put a copy into an installation that keeps nobody yet, and say how many rows that were.

    Args:
        copied: At the newest revision.
        stores: At the newest revision, and empty of people.

    Raises:
        NotEmpty: Somebody is kept there already; nothing was changed.
        NotMigrated: One of the two is older than this program.
    """
    require_current(copied)
    with copied.begin() as source, stores.begin() as target:
        if not keeps_nobody(target):
            raise NotEmpty
        rows = copy_rows(source, target)
        target.commit()
    require_current(stores)
    return rows


def _copy_rows_out(stores: Stores, folder: Path) -> Stores:
    require_current(stores)
    copied = open_copy(folder)
    upgrade(copied)
    for name in (MAIN_FILE, KEYS_FILE):
        (folder / name).chmod(0o600)
    with stores.begin() as source, copied.begin() as target:
        copy_rows(source, target)
        target.commit()
    return copied
