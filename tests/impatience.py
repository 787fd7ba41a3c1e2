"""Stores whose writers wait for a turn only a moment, so that a test need not."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from data.engine import Stores

MOMENT_MS = 20
_SAID = {
    "sqlite": f"PRAGMA busy_timeout={MOMENT_MS}",
    "postgresql": f"SET lock_timeout = '{MOMENT_MS}ms'",
}


@contextmanager
def impatient(stores: Stores) -> Iterator[None]:
    """Let writers of these stores give up after a moment, inside the ``with`` statement."""

    def hurry(connection: Any, _record: object) -> None:
        connection.cursor().execute(_SAID[stores.main.dialect.name])
        connection.commit()

    engines = (stores.keys, stores.main)
    for engine in engines:
        engine.dispose()
        event.listen(engine, "connect", hurry)
    patience, stores.turns.patience = stores.turns.patience, MOMENT_MS / 1000
    try:
        yield
    finally:
        stores.turns.patience = patience
        for engine in engines:
            event.remove(engine, "connect", hurry)
            engine.dispose()
