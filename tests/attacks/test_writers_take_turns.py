"""A writer waits until the one before has committed both databases, whichever came first."""

from pathlib import Path
from threading import Thread

import pytest

from api.services.log.note_action import note_action
from data.engine import Stores
from privacy.audit import AuditAction
from privacy.keys import KeyRing
from privacy.policy import SYSTEM
from tests.api_world import World, make_world


@pytest.fixture
def world(stores: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(stores, ring, tmp_path)


@pytest.mark.parametrize("narrowing", [False, True], ids=["main first", "keys first"])
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
    with world.acting(SYSTEM) as context:
        work = context.work
        note_action(context, AuditAction.LOG_READ)
        last = work.main if narrowing else work.keys
        commit = last.commit

        def late() -> None:
            other.start()
            other.join(0.3)  # time enough to get in between
            done.append("first ended")
            commit()

        last.commit = late  # type: ignore[method-assign]  # holds the second commit up
        context.narrow_first = narrowing
    other.join()
    assert faults == []
    assert done == ["first ended", "second began"]
