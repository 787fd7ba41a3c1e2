"""What has to be done again and again is done when its time has come, and it shows if not."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from api.errors import Conflict
from api.runtime import read_key_ring
from api.services.installation.run_timers import (
    GRACE,
    STATE_FILE,
    TRY_AGAIN,
    Job,
    checkpoint_job,
    late_jobs,
    read_state,
    retention_job,
    rewrap_job,
    run_due,
    seconds_to_next,
)
from data.engine import Stores
from data.repositories.reconcile import reconcile
from privacy.errors import KeyUnusable
from privacy.keys import KeyRing
from tests.api_world import World, make_world
from tests.attacks.test_take_over import wraps

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


@pytest.fixture
def world(sqlite_only: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(sqlite_only, ring, tmp_path)


def names(world: World, jobs: tuple[Job, ...], file: Path) -> list[str]:
    return [each.job for each in run_due(jobs, file, world.clock.now)]


def test_each_job_is_done_in_its_own_time(world: World, tmp_path: Path) -> None:
    checkpoints = tmp_path / "elsewhere"
    settings = world.runtime.settings.model_copy(update={"checkpoint_file": checkpoints})
    world.runtime.settings = settings
    jobs = (checkpoint_job(world.runtime, HOUR), retention_job(world.runtime, 24 * HOUR))
    file = tmp_path / STATE_FILE
    assert names(world, jobs, file) == ["checkpoint", "retention"]
    assert names(world, jobs, file) == []
    assert seconds_to_next(jobs, file, world.clock.now) == HOUR.total_seconds()
    world.later(hours=1)
    assert names(world, jobs, file) == ["checkpoint"]
    world.later(hours=23)
    assert names(world, jobs, file) == ["checkpoint", "retention"]
    assert checkpoints.read_text().count("\n\n— ") == 3
    assert file.stat().st_mode & 0o077 == 0


def test_a_job_that_fails_is_tried_again_and_does_not_hold_the_others_up(
    world: World, tmp_path: Path
) -> None:
    broken = [True]

    def run() -> Mapping[str, object]:
        if broken:
            raise Conflict("log_rewritten")
        return {}

    jobs = (Job("checkpoint", HOUR, run), Job("retention", HOUR, dict))
    file = tmp_path / STATE_FILE
    first = run_due(jobs, file, world.clock.now)
    assert [each.fault for each in first] == ["log_rewritten", None]
    world.later(seconds=TRY_AGAIN.total_seconds())
    assert names(world, jobs, file) == ["checkpoint"]
    assert late_jobs(file, world.clock.now) == ("checkpoint",)
    broken.clear()
    world.later(seconds=TRY_AGAIN.total_seconds())
    assert names(world, jobs, file) == ["checkpoint"]
    assert late_jobs(file, world.clock.now) == ()


def test_a_job_that_is_not_done_shows(world: World, tmp_path: Path) -> None:
    file = tmp_path / STATE_FILE
    assert late_jobs(file, world.clock.now) == ("timers",)
    run_due((Job("retention", HOUR, dict),), file, world.clock.now)
    assert late_jobs(file, world.clock.now + 2 * HOUR + GRACE) == ()
    late = world.clock.now + 2 * HOUR + GRACE + timedelta(seconds=1)
    assert late_jobs(file, late) == ("retention",)
    file.write_text('{"retention": "nonsense"}')
    assert read_state(file) == {}


def test_keys_are_wrapped_anew_once_the_epoch_is_old_enough(world: World, tmp_path: Path) -> None:
    key_file = tmp_path / "keys"
    key_file.write_bytes(world.runtime.key_ring.to_bytes())
    key_file.chmod(0o600)
    world.runtime.key_ring = read_key_ring(key_file)
    reconcile(world.runtime.stores, world.runtime.key_ring, world.clock.now)
    world.person()
    (before,) = wraps(world.runtime.stores)
    shares: list[int] = []
    job = rewrap_job(world.runtime, key_file, WEEK, lambda ring: shares.append(ring.current_epoch))
    assert job.run() == {"epoch": 1, "moved": 0}
    world.later(days=7)
    assert job.run() == {"epoch": 2, "moved": 1, "destroyed": [1]}
    assert job.run() == {"epoch": 2, "moved": 0}
    assert shares == [2, 2]
    with pytest.raises(KeyUnusable):
        world.runtime.key_ring.unwrap(before)
