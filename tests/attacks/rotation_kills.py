"""Kill rotations at random moments, many times, and see that no key is ever lost.

Each time a process begins (or goes on with) a rotation of an installation and is killed with
SIGKILL somewhere in it: after a random time, or right after a random step. Then every wrapped
key must open under the epoch its row names, and be the key it was. Every few kills a rotation
is let run to its end, which must leave one epoch and no row behind.

    python -m tests.attacks.rotation_kills --kills 200
"""

import argparse
import hashlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from data.engine import Stores
from data.migrations import upgrade
from tests.attacks.places import places
from tests.attacks.rotating import Place, finish, killed, look, settle, turn

BATCH = 100


@dataclass
class Kills:
    """What was seen."""

    killed: int = 0
    ended: int = 0
    mixed: int = 0
    lost: int = 0
    broken: int = 0
    finished: int = 0
    keys: int = 0

    def __str__(self) -> str:
        return (
            f"{self.killed} kills of rotations of {self.keys} keys ({self.ended} rotations were "
            f"over before), {self.mixed} left two epochs mixed; {self.lost} keys lost, "
            f"{self.broken} not opening; {self.finished} rotations went on and ended"
        )


def chances(seed: str) -> Iterator[float]:
    """Give numbers between 0 and 1, the same for the same seed."""
    number = 0
    while True:
        digest = hashlib.sha256(f"{seed}/{number}".encode()).digest()
        yield int.from_bytes(digest[:6], "big") / (1 << 48)
        number += 1


def run(
    place: Place,
    *,
    kills: int,
    keys: int,
    seed: str = "kills",
    told: Callable[[Kills], None] = lambda _: None,
) -> Kills:
    """Kill so many rotations of an empty installation.

    Args:
        place: Where it is.
        kills: How often.
        keys: How many wrapped keys it shall have.
        seed: The same seed gives the same moments, as far as the machine allows.
        told: Called after each kill.
    """
    stores = Stores(place.main_url, place.keys_url)
    upgrade(stores)
    stores.close()
    commitments, seen, chance = settle(place, keys), Kills(keys=keys), chances(seed)
    steps: list[str] = []
    began = time.perf_counter()
    turn(place, BATCH, steps.append)
    usual = time.perf_counter() - began

    def act(step: object) -> None:
        turn(place, BATCH, step)  # type: ignore[arg-type]  # it is a function of one name

    while seen.killed < kills:
        by_time = next(chance) < 0.6
        at = next(chance)
        if killed(
            act,
            at_step=0 if by_time else 1 + int(at * len(steps)),
            after=max(0.001, at * usual) if by_time else 0,
        ):
            seen.killed += 1
        else:
            seen.ended += 1
        found = look(place, commitments)
        seen.mixed += found.epochs > 1
        told(seen)
        seen.lost, seen.broken = seen.lost + found.lost, seen.broken + found.broken
        if next(chance) < 0.3:
            count, opened = finish(place, BATCH)
            seen.finished += count == opened == keys
            seen.lost += keys - count
    count, opened = finish(place, BATCH)
    seen.finished += count == opened == keys
    return seen


def _progress(seen: Kills) -> None:
    if seen.killed % 20 == 0:
        sys.stderr.write(f"{seen}\n")


def main() -> int:
    """Kill on both kinds of database and print what was seen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--keys", type=int, default=1500)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    given = parser.parse_args()
    wrong = 0
    for which in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
        with places(which) as fresh, tempfile.TemporaryDirectory() as home:
            place = Place(*fresh(), Path(home) / "secret" / "keys")
            began = time.perf_counter()
            seen = run(place, kills=given.kills, keys=given.keys, told=_progress)
            sys.stdout.write(f"{which}: {seen}; {time.perf_counter() - began:.0f} s\n")
            wrong += seen.lost + seen.broken
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
