"""A writer waits until the one before has committed both databases, whichever came first.

Between the two commits nothing is waited for: who waits in the same process stands in its queue,
and another process that has no patience is turned away at once.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from api.services.log.note_action import note_action
from data import engine
from data.engine import Stores
from data.errors import StoresBusy
from privacy.audit import AuditAction
from privacy.keys import KeyRing
from privacy.policy import SYSTEM
from tests.api_world import World, make_world

NO_PATIENCE = ("busy_timeout", "0", 0)
PATIENCE_MS = "lock_timeout=15s", "lock_timeout=1"
"""PostgreSQL: one millisecond is the least; nought would be for ever."""
BOTH_ORDERS = pytest.mark.parametrize("narrowing", [False, True], ids=["main first", "keys first"])


@pytest.fixture
def world(stores: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(stores, ring, tmp_path)


def between_the_commits(world: World, act: Callable[[Engine], None], *, narrowing: bool) -> None:
    """Write, and act after the first commit; is told which database is committed last."""
    with world.acting(SYSTEM) as context:
        work = context.work
        note_action(context, AuditAction.LOG_READ)
        last = work.main if narrowing else work.keys
        commit = last.commit

        def late() -> None:
            act(world.runtime.stores.main if narrowing else world.runtime.stores.keys)
            commit()

        last.commit = late  # type: ignore[method-assign]  # holds the second commit up
        context.narrow_first = narrowing


@BOTH_ORDERS
def test_nobody_writes_between_the_two_commits_of_another(world: World, narrowing: bool) -> None:
    """Both append to the log; the second must find the entry of the first."""
    done: list[str] = []
    faults: list[Exception] = []

    def second() -> None:
        try:
            with world.acting(SYSTEM) as context:
                done.append("second began")
                note_action(context, AuditAction.LOG_READ)
        except Exception as fault:  # noqa: BLE001 - looked at below
            faults.append(fault)

    other = Thread(target=second)

    def meanwhile(_: Engine) -> None:
        other.start()
        while other.is_alive() and not done and not world.runtime.stores.turns._waiting:
            other.join(0.001)
        done.append("first ended")

    between_the_commits(world, meanwhile, narrowing=narrowing)
    other.join()
    assert faults == []
    assert done == ["first ended", "second began"]


def gets_in(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Say whether a writer of another process, who does not wait, finds a turn free."""
    settings = (*engine.SQLITE_SETTINGS[:-1], NO_PATIENCE)
    assert engine.SQLITE_SETTINGS[-1][0] == NO_PATIENCE[0]
    monkeypatch.setattr(engine, "SQLITE_SETTINGS", settings)
    hasty = engine.POSTGRESQL_OPTIONS.replace(*PATIENCE_MS)
    assert hasty != engine.POSTGRESQL_OPTIONS
    monkeypatch.setattr(engine, "POSTGRESQL_OPTIONS", hasty)
    other = Stores(*(each.url.render_as_string(False) for each in (stores.main, stores.keys)))
    try:
        with other.begin():
            return True
    except StoresBusy:
        return False
    finally:
        other.close()
        monkeypatch.undo()


@BOTH_ORDERS
def test_nor_does_another_process(
    world: World, narrowing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores, found = world.runtime.stores, list[bool]()
    between_the_commits(
        world, lambda _: found.append(gets_in(stores, monkeypatch)), narrowing=narrowing
    )
    assert found == [False]
    assert gets_in(stores, monkeypatch)


@BOTH_ORDERS
def test_who_drops_the_turn_in_one_of_the_two_gets_in_between(
    world: World, narrowing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: no turn is taken in the database that is committed last."""
    stores, found = world.runtime.stores, list[bool]()

    def meanwhile(last: Engine) -> None:
        drop_turn(last, monkeypatch)
        found.append(gets_in(stores, monkeypatch))

    between_the_commits(world, meanwhile, narrowing=narrowing)
    assert found == [True]


def drop_turn(there: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have new writers take none in one database: on SQLite it is taken as they begin."""
    take, begin = engine._take_turn, engine._begin_sqlite

    def careless(act: Callable[[Connection], Any], instead: str) -> Callable[[Connection], None]:
        def done(connection: Connection) -> None:
            if connection.engine.url == there.url:
                connection.exec_driver_sql(instead)
            else:
                act(connection)

        return done

    monkeypatch.setattr(engine, "_take_turn", careless(take, "SELECT 1"))
    monkeypatch.setattr(engine, "_begin_sqlite", careless(begin, "BEGIN"))
