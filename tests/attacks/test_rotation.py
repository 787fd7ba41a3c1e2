"""Rotating survives being killed at any moment, and afterwards the old key opens nothing.

Short here; ``python -m tests.attacks.rotation_kills --kills 200`` kills as often as one likes.
"""

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from api.key_file import KeyFileBusy, changing
from api.services.keys.retire_epoch import check_all_wraps, retire_epoch
from api.services.keys.rotate_keys import rotate_keys
from data.engine import Stores
from data.errors import EpochInUse, WrapsBroken
from data.migrations import upgrade
from data.repositories.epochs import Epochs
from data.repositories.rotation import rewrap_some
from privacy.errors import KeyUnusable, RowForged, SealBroken
from privacy.keys import KeyRing, WrappedKey
from tests.attacks.rotating import (
    KEY,
    WRAP,
    Place,
    finish,
    hasty_turn,
    killed,
    look,
    settle,
    turn,
)
from tests.attacks.rotation_kills import run
from tests.stored import NOW

KEYS, BATCH = 60, 20
STEPS = ["looked", "file", "begun", "batch", "batch", "batch", "batch"]
STEPS += ["checked", "called over", "destroyed"]


@pytest.fixture
def place(bare_stores: Stores, tmp_path: Path) -> Place:
    main, keys = (
        engine.url.render_as_string(hide_password=False)
        for engine in (bare_stores.main, bare_stores.keys)
    )
    return Place(main, keys, tmp_path / "secret" / "keys")


def settled(place: Place) -> dict[bytes, bytes]:
    stores = Stores(place.main_url, place.keys_url)
    upgrade(stores)
    stores.close()
    return settle(place, KEYS)


def test_killed_at_random_moments_no_key_is_lost(place: Place) -> None:
    seen = run(place, kills=4, keys=KEYS)
    assert (seen.lost, seen.broken) == (0, 0)
    assert seen.finished


@pytest.mark.parametrize("backend", ["sqlite"])
def test_killed_after_any_step_it_goes_on_and_ends(place: Place) -> None:
    commitments, steps = settled(place), list[str]()
    turn(place, BATCH, steps.append)
    assert steps == STEPS
    for number in range(1, len(STEPS) + 1):
        assert killed(lambda step: turn(place, BATCH, step), at_step=number, after=0)
        assert look(place, commitments).sound, STEPS[number - 1]
        assert finish(place, BATCH) == (KEYS, KEYS)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_rotation_that_names_the_epoch_first_loses_keys(place: Place) -> None:
    """The break: killed between naming and wrapping, a whole batch no longer opens."""
    commitments = settled(place)
    assert killed(lambda step: hasty_turn(place, BATCH, step), at_step=3, after=0)
    assert look(place, commitments).broken == BATCH


@pytest.mark.parametrize("backend", ["sqlite"])
def test_power_lost_at_any_byte_of_the_log_leaves_every_key_readable(
    place: Place, tmp_path: Path
) -> None:
    """The write-ahead log is cut where the disk stopped; what remains is an earlier moment."""
    commitments = settled(place)
    runtime = place.open()
    rotating = rotate_in_part(place)
    log = (tmp_path / "keys.db-wal").read_bytes()
    assert len(log) > 10_000
    whole = (tmp_path / "keys.db").read_bytes()
    for cut in range(0, len(log), len(log) // 10):
        elsewhere = tmp_path / f"cut{cut}"
        elsewhere.mkdir()
        (elsewhere / "keys.db").write_bytes(whole)
        (elsewhere / "keys.db-wal").write_bytes(log[:cut])
        shutil.copy(tmp_path / "main.db", elsewhere / "main.db")
        found = look(replace(place, keys_url=f"sqlite:///{elsewhere}/keys.db"), commitments)
        assert (found.lost, found.broken) == (0, 0), cut
    rotating.close()
    runtime.stores.close()


def rotate_in_part(place: Place) -> sqlite3.Connection:
    """Move half of the keys while a reader holds the log, so that all of it is there."""
    path = place.keys_url.removeprefix("sqlite:///")
    reader = sqlite3.connect(path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM person_key").fetchone()
    runtime = place.open()
    place.file.write_bytes(runtime.key_ring.with_next_epoch().to_bytes())
    runtime.key_ring.refresh()
    with runtime.stores.begin() as work:
        Epochs(work, runtime.key_ring, NOW).begin(2)
        work.commit()
    for _ in range(2):
        with runtime.stores.begin() as work:
            assert rewrap_some(work, runtime.key_ring, BATCH) == BATCH
            work.commit()
    runtime.stores.close()
    return reader


def test_after_retiring_yesterdays_keys_open_nothing(place: Place) -> None:
    commitments = settled(place)
    runtime = place.open()
    with runtime.stores.begin(reading=True) as work:
        yesterday = [WrappedKey(*row) for row in work.keys.connection().execute(select(*WRAP))]
    assert rotate_keys(runtime, place.file, batch=BATCH).moved == KEYS
    assert [runtime.key_ring.unwrap(wrap).commitment() for wrap in yesterday] == list(
        map(commitments.__getitem__, (wrap.person for wrap in yesterday))
    )
    assert retire_epoch(runtime, place.file).epochs == (1,)
    for wrap in yesterday:
        with pytest.raises(KeyUnusable, match="unknown_epoch"):
            runtime.key_ring.unwrap(wrap)
        with pytest.raises(SealBroken):  # relabelled, and under the epoch there now is
            runtime.key_ring.unwrap(replace(wrap, epoch=2))
    assert look(place, commitments).sound
    runtime.stores.close()


def test_nothing_is_retired_while_a_key_is_left_or_does_not_open(place: Place) -> None:
    settled(place)
    runtime = place.open()
    with runtime.stores.begin() as work, pytest.raises(EpochInUse):
        Epochs(work, runtime.key_ring, NOW).retire(1)
    rotate_keys(runtime, place.file, batch=BATCH)
    with runtime.stores.begin() as work:
        some = work.keys.connection().execute(select(KEY.c.person).limit(1)).scalar_one()
        work.keys.connection().execute(
            KEY.update().where(KEY.c.person == some).values(commitment=bytes(32))
        )
        work.commit()
    before = place.file.read_bytes()
    with pytest.raises(WrapsBroken):
        retire_epoch(runtime, place.file)
    assert check_all_wraps(runtime).broken == 1
    assert place.file.read_bytes() == before
    runtime.stores.close()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_worker_with_yesterdays_keys_wraps_under_the_epoch_of_today(place: Place) -> None:
    from data.repositories._person_key import store_key
    from privacy.handles import new_person_id
    from privacy.keys import PersonKey

    settled(place)
    worker, operator = place.open(), place.open()
    turn(place, BATCH, lambda _: None)
    assert worker.key_ring.epochs == (1,)
    person = new_person_id()
    with worker.stores.begin() as work:
        store_key(work, worker.key_ring, PersonKey.generate(person), 1)
        work.commit()
    assert worker.key_ring.epochs == (2,)
    assert check_all_wraps(operator).opened == KEYS + 1
    for runtime in (worker, operator):
        runtime.stores.close()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_key_file_of_another_installation_is_refused(place: Place) -> None:
    settled(place)
    place.file.write_bytes(KeyRing.generate().to_bytes())
    runtime = place.open()
    with pytest.raises(RowForged):
        rotate_keys(runtime, place.file)
    runtime.stores.close()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_two_do_not_rotate_at_once(place: Place) -> None:
    settled(place)
    runtime = place.open()
    with changing(place.file), pytest.raises(KeyFileBusy):
        rotate_keys(runtime, place.file)
    runtime.stores.close()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_epoch_somebody_wrote_into_the_database_is_refused(place: Place) -> None:
    settled(place)
    runtime = place.open()
    with runtime.stores.keys.begin() as connection:
        connection.exec_driver_sql("UPDATE key_epoch SET number = 7")
    with pytest.raises(RowForged):
        rotate_keys(runtime, place.file)
    runtime.stores.close()
