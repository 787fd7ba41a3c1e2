"""Rotations that can be killed: an installation of many keys, and what must hold afterwards."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, insert, select, update

from api.catalogue import Catalogue
from api.pool import MatchingPool
from api.runtime import Runtime
from api.services.keys.retire_epoch import check_all_wraps, retire_epoch
from api.services.keys.rotate_keys import rotate_keys
from api.settings import Settings
from data.engine import Stores
from data.models import PersonKeyRow, table_of
from data.repositories.epochs import Epochs
from data.repositories.reconcile import reconcile
from privacy.errors import PrivacyError
from privacy.handles import new_person_id
from privacy.keys import KeyRing, PersonKey, WrappedKey
from tests.stored import NOW

KEY = table_of(PersonKeyRow)
WRAP = (KEY.c.person, KEY.c.version, KEY.c.epoch, KEY.c.wrapped, KEY.c.commitment)


@dataclass(frozen=True)
class Place:
    """Where an installation is; processes open it for themselves."""

    main_url: str
    keys_url: str
    file: Path

    def open(self) -> Runtime:
        def read() -> KeyRing:
            return KeyRing.from_bytes(self.file.read_bytes())

        ring = read()
        ring.follow(read)
        return Runtime(
            settings=Settings(home=self.file.parent, insecure_cookies=True),
            stores=Stores(self.main_url, self.keys_url),
            key_ring=ring,
            clock=lambda: NOW,
            catalogue=Catalogue(),
            pool=MatchingPool(),
        )


def settle(place: Place, keys: int) -> dict[bytes, bytes]:
    """Put so many wrapped keys into an empty, migrated installation; give their commitments."""
    ring = KeyRing.generate()
    place.file.parent.mkdir(parents=True, exist_ok=True)
    place.file.write_bytes(ring.to_bytes())
    place.file.chmod(0o600)
    wraps = [ring.wrap(PersonKey.generate(new_person_id())) for _ in range(keys)]
    stores = Stores(place.main_url, place.keys_url)
    with stores.begin() as work:
        work.keys.connection().execute(
            insert(KEY),
            [
                {
                    "person": wrap.person,
                    "version": wrap.version,
                    "epoch": wrap.epoch,
                    "wrapped": wrap.wrapped,
                    "commitment": wrap.commitment,
                    "pool_version": 1,
                }
                for wrap in wraps
            ],
        )
        work.commit()
    reconcile(stores, ring, NOW)
    stores.close()
    return {wrap.person: wrap.commitment for wrap in wraps}


def turn(place: Place, batch: int, step: Callable[[str], None]) -> None:
    """Rotate and retire once."""
    runtime = place.open()
    rotate_keys(runtime, place.file, batch=batch, step=step)
    retire_epoch(runtime, place.file, step=step)
    runtime.stores.close()


def hasty_turn(place: Place, batch: int, step: Callable[[str], None]) -> None:
    """The break: each row says its new epoch in one transaction, and is wrapped in the next."""
    runtime = place.open()
    ring = runtime.key_ring.with_next_epoch()
    place.file.write_bytes(ring.to_bytes())
    with runtime.stores.begin() as work:
        rows = work.keys.connection().execute(select(*WRAP))
        old = [WrappedKey(*row) for row in rows]
    for start in range(0, len(old), batch):
        some = old[start : start + batch]
        with runtime.stores.begin() as work:
            for wrap in some:
                work.keys.connection().execute(
                    update(KEY).where(KEY.c.person == wrap.person).values(epoch=wrap.epoch + 1)
                )
            work.commit()
        step("named")
        with runtime.stores.begin() as work:
            for wrap in some:
                work.keys.connection().execute(
                    update(KEY)
                    .where(KEY.c.person == wrap.person)
                    .values(wrapped=ring.rewrap(wrap).wrapped)
                )
            work.commit()
        step("wrapped")
    runtime.stores.close()


def killed(act: Callable[[Callable[[str], None]], None], *, at_step: int, after: float) -> bool:
    """Do something in a process of its own, and kill that with SIGKILL.

    Args:
        act: What is done; told a function to call after each of its steps.
        at_step: Killed right after so many steps; 0 for never.
        after: Killed after so many seconds, wherever it then is; 0 for never.

    Returns:
        Whether it was killed; otherwise it ended by itself, in good order.
    """
    child = os.fork()
    if child == 0:
        steps = 0

        def step(_name: str) -> None:
            nonlocal steps
            steps += 1
            if steps == at_step:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            act(step)
        except BaseException as fault:  # noqa: BLE001 - the process ends here in any case
            os.write(2, f"{fault!r}\n".encode())
            os._exit(1)
        os._exit(0)
    if after:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, status
    return os.WIFSIGNALED(status)


@dataclass
class Verdict:
    """What is found after a kill."""

    lost: int
    broken: int
    epochs: int
    live: int

    @property
    def sound(self) -> bool:
        return self.lost == self.broken == 0 and self.live <= 2


def look(place: Place, commitments: dict[bytes, bytes]) -> Verdict:
    """Open every key under the epoch its row names, and hold it against what it was."""
    runtime = place.open()
    found, broken = {}, 0
    with runtime.stores.begin(reading=True) as work:
        wraps = [WrappedKey(*row) for row in work.keys.connection().execute(select(*WRAP))]
    for wrap in wraps:
        try:
            found[bytes(wrap.person)] = runtime.key_ring.unwrap(wrap).commitment()
        except PrivacyError:
            broken += 1
    lost = sum(found.get(person) != value for person, value in commitments.items()) - broken
    verdict = Verdict(
        lost, broken, len({wrap.epoch for wrap in wraps}), len(runtime.key_ring.epochs)
    )
    runtime.stores.close()
    return verdict


def finish(place: Place, batch: int) -> tuple[int, int]:
    """Let an interrupted rotation end; give the wraps there are and those that open."""
    turn(place, batch, lambda _: None)
    runtime = place.open()
    opened = check_all_wraps(runtime).opened
    with runtime.stores.begin(reading=True) as work:
        counted = select(func.count()).select_from(KEY)
        count = work.keys.connection().execute(counted).scalar_one()
        listed = Epochs(work, runtime.key_ring, NOW).listed()
    assert len(listed) == 1
    assert listed[0].wraps == count
    assert runtime.key_ring.epochs == (listed[0].number,)
    runtime.stores.close()
    return count, opened
