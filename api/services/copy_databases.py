"""Copy both databases of an installation on SQLite into a new folder, for its owner only.

What it does not do: copy the key file, or PostgreSQL databases.
"""

from pathlib import Path

from api.errors import Conflict
from api.runtime import Runtime
from data.copying import copy_stores, is_on_sqlite
from data.engine import Stores


def copy_databases(runtime: Runtime, folder: Path) -> Stores:
    """Copy and open the copies.

    Raises:
        Conflict: ``not_sqlite``.
    """
    if not is_on_sqlite(runtime.stores):
        raise Conflict("not_sqlite")
    folder.mkdir(parents=True, mode=0o700)
    return copy_stores(runtime.stores, folder)
