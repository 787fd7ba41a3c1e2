"""Copy both databases of an installation into a new folder, for its owner only.

The copy is two SQLite files, also of databases on PostgreSQL.

What it does not do: copy the key file.
"""

from pathlib import Path

from api.runtime import Runtime
from data.copying import copy_stores
from data.engine import Stores


def copy_databases(runtime: Runtime, folder: Path) -> Stores:
    """Copy and open the copies."""
    folder.mkdir(parents=True, mode=0o700)
    return copy_stores(runtime.stores, folder)
