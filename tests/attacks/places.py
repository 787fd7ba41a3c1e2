"""Empty databases for attacks that are run as commands."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests.stores import ROOM_NEEDED, serve_postgresql


@contextmanager
def places(which: str) -> Iterator[Callable[[], tuple[str, str]]]:
    """Give what makes two empty databases of a kind, as often as asked."""
    numbers = count(1)
    if which == "sqlite":
        with tempfile.TemporaryDirectory(dir=_in_memory()) as folder:

            def files() -> tuple[str, str]:
                here = Path(folder) / str(next(numbers))
                here.mkdir()
                return f"sqlite:///{here}/main.db", f"sqlite:///{here}/keys.db"

            yield files
        return
    servers = serve_postgresql()
    server = next(servers)

    def databases() -> tuple[str, str]:
        number = next(numbers)
        return server.create(f"main{number}"), server.create(f"keys{number}")

    try:
        yield databases
    finally:
        next(servers, None)


def _in_memory() -> str | None:
    """Where files cost no disk, if there is room: no attack here is about a disk's speed."""
    memory = "/dev/shm"
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM_NEEDED
    return memory if roomy else None
