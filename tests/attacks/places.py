"""Empty databases for attacks that are run as commands."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests.stores import serve_postgresql


@contextmanager
def places(which: str) -> Iterator[Callable[[], tuple[str, str]]]:
    """Give what makes two empty databases of a kind, as often as asked."""
    numbers = count(1)
    if which == "sqlite":
        with tempfile.TemporaryDirectory() as folder:

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
