"""What privacy costs a request: `python -m tests.benchmarks.privacy_cost [--people N]`.

The same installation is built several times, each with one part of the privacy layer taken
out: envelopes that hide nothing, no log, no proofs of rows, and none of the three. The same
requests are then asked of all of them in turns, in one run, so that whatever else the machine
does touches them alike. Figures are milliseconds of the processor, medians; what is taken out
exists in this benchmark only.

At the end: how long an erasure takes, and changing the key-encryption key of many people.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import pytest

from api.app import create_app
from api.services.disclosures.answer_disclosure import answer_request, own_requests
from api.services.disclosures.request_disclosure import request_disclosure
from api.services.keys.retire_epoch import retire_epoch
from api.services.keys.rotate_keys import rotate_keys
from api.services.matches.rank_matches import agency_ranking, coordinator_ranking
from api.services.matches.review_match import shortlist_match
from api.services.people.erase_person import erase_self
from data.engine import Stores
from data.migrations import upgrade
from data.repositories import AuditLog, Handles
from privacy.handles import COORDINATION
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from tests.api_world import World, make_world
from tests.asgi import ask, without_threads
from tests.attacks.guessing import register
from tests.attacks.places import places
from tests.attacks.rotating import Place, settle
from tests.stored import Somebody

ROUNDS = 9
TAG = bytes(16)
GRANTED = (PersonalField.FULL_NAME, PersonalField.SKILLS)


class NullCipher:
    """Closes nothing: the value itself, and a tag that is never looked at."""

    def __init__(self, _: bytes) -> None:
        pass

    def encrypt(self, _nonce: bytes, plain: bytes, _front: bytes | None) -> bytes:
        return plain + TAG

    def decrypt(self, _nonce: bytes, body: bytes, _front: bytes | None) -> bytes:
        return body[: -len(TAG)]


def unsealed(patch: pytest.MonkeyPatch) -> None:
    """Take the ciphers out of envelopes and wraps."""
    patch.setattr("privacy.sealing.AESGCM", NullCipher)
    patch.setattr("privacy.epochs.AESGCM", NullCipher)


def unlogged(patch: pytest.MonkeyPatch) -> None:
    """Take the log out, with its chain and its end in the other database."""
    patch.setattr(AuditLog, "append", lambda *_, **__: None)


def unproven(patch: pytest.MonkeyPatch) -> None:
    """Take the proofs of rows out; what says which rows stand is still asked."""
    patch.setattr(KeyRing, "verify_row", lambda *_: None)
    patch.setattr(KeyRing, "row_mac", lambda *_: bytes(33))


Part = Callable[[pytest.MonkeyPatch], None]
BUILDS: Mapping[str, tuple[Part, ...]] = {
    "as it is": (),
    "null cipher": (unsealed,),
    "no log": (unlogged,),
    "no proofs": (unproven,),
    "none of these": (unsealed, unlogged, unproven),
}


@dataclass
class Build:
    """One installation, with what is taken out of it while it works."""

    name: str
    world: World
    app: Any
    paths: dict[str, tuple[str, str]]
    identity: str
    registered: int = 0

    @contextmanager
    def at_work(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for part in BUILDS[self.name]:
                part(patch)
            yield

    def requests(self) -> Iterator[tuple[str, Callable[[], int]]]:
        """Give every request, by name; each gives its status."""
        for name, (path, token) in self.paths.items():
            yield name, partial(self._ask, path, token)
        yield (
            "saving who one is",
            lambda: self._ask(
                "/api/v1/me/identity",
                self.identity,
                method="PUT",
                body=json.dumps({"full_name": "Amal Canary", "phone": "+20 100 7777777"}).encode(),
                headers=((b"content-type", b"application/json"),),
            ),
        )
        yield "registering (hash as in tests)", self._register

    def _ask(self, path: str, token: str, **more: Any) -> int:
        return asyncio.run(ask(self.app, path, token, **more))[0]

    def _register(self) -> int:
        register(self.world)
        return 200


def build(name: str, urls: tuple[str, str], home: Path, people: int) -> Build:
    """Set an installation up in which so many people answer one need."""
    with pytest.MonkeyPatch.context() as patch:
        for part in BUILDS[name]:
            part(patch)
        stores = Stores(*urls)
        upgrade(stores)
        world = make_world(stores, KeyRing.generate(), home)
        unbounded = {
            key: 10**9 for key in type(world.runtime.settings).model_fields if "_per_" in key
        }
        world.runtime.settings = world.runtime.settings.model_copy(update=unbounded)
        agency, coordinator = world.agency(), world.coordinator()
        persons = [world.person() for _ in range(people)]
        need = world.need(agency, "cage_farming").id
        with world.acting(coordinator) as context:
            coordinator_ranking(context, need)
        with world.acting(agency) as context:
            agency_ranking(context, need)
        handles = _handles(world, persons[0])
        with world.acting(coordinator) as context:
            shortlist_match(context, need, handles[COORDINATION])
        handle = handles[agency.organisation]
        with world.acting(agency) as context:
            until = world.clock.now.date() + timedelta(days=9)
            request_disclosure(context, need, handle, GRANTED, until)
        with world.acting(persons[0].actor) as context:
            answer_request(context, own_requests(context)[0].id, GRANTED)
        member, staff, own = (
            world.token(actor) for actor in (agency, coordinator, persons[1].actor)
        )
        paths = {
            f"an agency's list of {people}": (f"/api/v1/needs/{need}/matches", member),
            f"a coordinator's list of {people}": (
                f"/api/v1/coordination/needs/{need}/matches",
                staff,
            ),
            "opening what was granted": (
                f"/api/v1/needs/{need}/matches/{handle}/disclosure",
                member,
            ),
            "own profile": ("/api/v1/me/profile", own),
            "own page": ("/me/profile", own),
            "taking one's data along": ("/api/v1/me/data", own),
        }
        return Build(name, world, create_app(world.runtime), paths, own)


def _handles(world: World, one: Somebody) -> dict[str, str]:
    with world.acting(None) as context:
        return {each.audience: each.handle for each in Handles(context.work).of_person(one.id)}


def compare(which: str, people: int) -> None:
    """Ask every build the same, in turns, and print the medians."""
    seconds: dict[str, dict[str, list[float]]] = {}
    with places(which) as fresh, ExitStack() as stack:
        homes = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in BUILDS]
        builds = [
            build(name, fresh(), home, people) for name, home in zip(BUILDS, homes, strict=True)
        ]
        for number in range(ROUNDS + 1):
            for one in builds[number % len(builds) :] + builds[: number % len(builds)]:
                with one.at_work():
                    for name, request in one.requests():
                        began = process_time()
                        status = request()
                        took = process_time() - began
                        assert status in {200, 204}, (one.name, name, status)
                        if number:
                            seconds.setdefault(name, {}).setdefault(one.name, []).append(took)
        sys.stdout.write(f"\n{which}: milliseconds of the processor, medians of {ROUNDS}\n")
        sys.stdout.write(f"{'':34}" + "".join(f"{name:>16}" for name in BUILDS) + "\n")
        for name, found in seconds.items():
            whole = median(found["as it is"])
            cells = [
                f"{median(found[each]) * 1000:8.1f} {median(found[each]) / whole:6.0%} "
                for each in BUILDS
            ]
            sys.stdout.write(f"{name:34}" + "".join(cells) + "\n")
        _erase(builds[0].world)
        for one in builds:
            one.world.runtime.stores.close()


def _erase(world: World) -> None:
    taken = []
    for _ in range(9):
        one = world.person()
        began = perf_counter()
        with world.acting(one.actor) as context:
            erase_self(context, passphrase_is_right=True)
        taken.append(perf_counter() - began)
    sys.stdout.write(
        f"erasing one person, logs emptied: {median(taken) * 1000:.0f} ms "
        f"(slowest of {len(taken)}: {max(taken) * 1000:.0f} ms)\n"
    )


def rotate(which: str, keys: int) -> None:
    """Change the key-encryption key of so many people, and destroy the old one."""
    with places(which) as fresh, tempfile.TemporaryDirectory() as folder:
        place = Place(*fresh(), Path(folder) / "secret" / "keys")
        stores = Stores(place.main_url, place.keys_url)
        upgrade(stores)
        stores.close()
        settle(place, keys)
        runtime = place.open()
        began = perf_counter()
        moved = rotate_keys(runtime, place.file).moved
        between = perf_counter()
        retired = retire_epoch(runtime, place.file)
        over = perf_counter()
        runtime.stores.close()
    sys.stdout.write(
        f"{which}: {moved} keys wrapped anew in {between - began:.2f} s; all opened once more "
        f"and epochs {list(retired.epochs)} destroyed in {over - between:.2f} s\n"
    )


def main() -> None:
    """Measure on both kinds of database."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.privacy_cost")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--keys", type=int, default=5_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    given = parser.parse_args()
    without_threads()
    for which in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
        compare(which, given.people)
        rotate(which, given.keys)


if __name__ == "__main__":
    main()
