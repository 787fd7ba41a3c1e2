"""Many answers of several worker processes while people withdraw, and not one latecomer.

Every worker is a process with an application, a matching pool and sessions of its own. It asks
what an agency and a coordinator can ask: lists and pages of matches, links kept from before,
and what was granted, each time as somebody whose browser kept an older copy. Others withdraw
and come back, or take their grants back for good.

An answer is *stale* if it was asked for after a withdrawal had been committed and still holds
the person. The same is read once more out of the log, without any clock: an answer whose entry
stands behind the withdrawal's must not hold her. How many answers were *under way* (asked for
before the commit, begun to be sent after it, with her in it) is counted and told.

    python -m tests.attacks.withdrawal --responses 100000
"""

import argparse
import asyncio
import multiprocessing
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from api.app import create_app
from api.catalogue import Catalogue
from api.pool import MatchingPool
from api.runtime import Runtime
from api.services.notices import notice_reference
from api.services.record_consent import change_consents, withdraw_all
from data.engine import Stores
from data.migrations import upgrade
from data.repositories import AuditLog
from privacy.audit import AuditAction
from privacy.inventory import consent_pairs
from privacy.keys import KeyRing
from privacy.vocabulary import PersonId
from tests.api_world import World
from tests.attacks import withdrawing
from tests.attacks.places import places
from tests.attacks.withdrawing import Scene, handle_of, set_scene
from tests.stored import IDENTITY

HANDLE = re.compile(r"[a-z2-7]{26}|[A-Z2-7]{26}|[0-9A-HJKMNP-TV-Z]{26}")
SEARCHES = ("list", "page", "kept link")
"""What leaves exactly one entry of matches seen in the log."""
KINDS = (
    *("list", "coordinator", "kept link", "coordinator", "list", "granted"),
    *("coordinator", "kept link", "list", "coordinator", "page", "granted page"),
)
"""What a worker asks, in turns; what costs least comes most often."""
AWAY, HERE = 0.3, 0.1
ROUND = 5_000
"""Answers before everybody moves to new databases: grants taken back do not come again."""
FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Asked:
    """One answer: what was asked, when, by whom, when it began to be sent, who was in it."""

    kind: str
    account: str
    began: float
    sent: float
    status: int
    people: frozenset[PersonId]


@dataclass(frozen=True)
class Away:
    """Somebody was not to be seen: by the clock, and by the numbers of the log."""

    person: PersonId
    granting: bool
    since: float
    until: float
    after_entry: int
    before_entry: int


@dataclass
class Town:
    """What all processes know, made before they part."""

    scene: Scene
    ring: bytes
    urls: tuple[str, str]
    home: Path
    tokens: list[tuple[str, str, str]] = field(default_factory=list)

    def world(self) -> World:
        """Open the installation for a process of its own."""
        old = self.scene.here.runtime
        unbounded = {name: 10**9 for name in type(old.settings).model_fields if "_per_" in name}
        runtime = Runtime(
            settings=old.settings.model_copy(update=unbounded),
            stores=Stores(*self.urls),
            key_ring=KeyRing.from_bytes(self.ring),
            clock=self.scene.here.clock,
            catalogue=Catalogue(),
            pool=MatchingPool(),
        )
        return World(runtime, self.scene.here.clock)


def found(urls: tuple[str, str], home: Path, workers: int) -> Town:
    """Set the scene; every worker gets sessions of its own."""
    stores, ring = Stores(*urls), KeyRing.generate()
    upgrade(stores)
    scene = set_scene(stores, ring, home)
    town = Town(scene, ring.to_bytes(), urls, home)
    here = scene.here
    for _ in range(workers):
        member = here.member(scene.agency.role, scene.agency.organisation)
        coordinator = here.coordinator()
        town.tokens.append((member.account, here.token(member), here.token(coordinator)))
    stores.close()
    return town


class Asker:
    """One worker: asks its own application, one question after the other."""

    def __init__(self, town: Town, number: int) -> None:
        self.town = town
        self.world = town.world()
        self.app = create_app(self.world.runtime)
        self.account, self.member, self.coordinator = town.tokens[number]
        scene = town.scene
        self.need = scene.need
        self.granting = [(one.id, handle_of(scene, one.id)) for one in scene.granting]
        self.moving = [(one.id, handle_of(scene, one.id)) for one in scene.moving]
        scene.here.runtime.stores.close()

    async def ask(self, turn: int) -> Asked:
        """Ask the next question."""
        kind = KINDS[turn % len(KINDS)]
        person, granted = self.granting[turn // len(KINDS) % len(self.granting)]
        mover, kept = self.moving[turn % len(self.moving)]
        token = self.coordinator if kind == "coordinator" else self.member
        need = f"needs/{self.need}/matches"
        path = {
            "list": f"/api/v1/{need}",
            "granted": f"/api/v1/{need}/{granted}/disclosure",
            "coordinator": f"/api/v1/coordination/{need}",
            "kept link": f"/api/v1/{need}/{kept}",
            "page": f"/agency/needs/{self.need}",
            "granted page": f"/agency/{need}/{granted}/granted",
        }[kind]
        began = time.monotonic()
        status, headers, sent, body = await self._send(path, token)
        assert headers.get(b"cache-control") == b"no-store", (path, headers)
        people: frozenset[PersonId] = frozenset()
        if status == 200 and kind.startswith("granted"):
            people = frozenset({person} if str(IDENTITY.full_name) in body else ())
        elif status == 200 and kind == "kept link":
            people = frozenset({mover})
        elif status == 200:
            names = self.town.scene.handles
            people = frozenset(names[each] for each in HANDLE.findall(body) if each in names)
        return Asked(kind, self.account, began, sent, status, people)

    async def _send(self, path: str, token: str) -> tuple[int, dict[bytes, bytes], float, str]:
        status, sent, headers, parts = 0, 0.0, {}, []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            nonlocal status, sent, headers
            if message["type"] == "http.response.start":
                sent = time.monotonic()
                status, headers = message["status"], dict(message["headers"])
            else:
                parts.append(message.get("body", b""))

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [
                (b"host", b"testserver"),
                (b"authorization", f"Bearer {token}".encode()),
                (b"accept-language", b"en"),
                (b"if-none-match", b"*"),
                (b"if-modified-since", b"Sun, 01 Jan 2040 00:00:00 GMT"),
            ],
            "client": ("127.0.0.1", 1),
            "server": ("testserver", 80),
        }
        await self.app(scope, receive, send)
        return status, headers, sent, b"".join(parts).decode()


def work(town: Town, number: int, quota: int, until: float, out: Any) -> None:
    """Be a worker until so many answers came, or it is too late."""

    async def repeat() -> list[Asked]:
        asker = Asker(town, number)
        answers: list[Asked] = []
        while len(answers) < quota and time.monotonic() < until:
            answers.append(await asker.ask(len(answers) + number))
        asker.world.runtime.stores.close()
        return answers

    out.put(("answers", asyncio.run(repeat())))


def come_and_go(town: Town, over: Event, out: Any) -> None:
    """Withdraw and come back, in turns."""
    world, absences, turn = town.world(), [], 0
    while not over.is_set():
        one = town.scene.moving[turn % len(town.scene.moving)]
        turn += 1
        with world.acting(one.actor) as context:
            withdraw_all(context)
            entry = AuditLog(context.work, context.runtime.key_ring).head().count
        gone = time.monotonic()
        over.wait(AWAY)
        back = time.monotonic()
        with world.acting(one.actor) as context:
            behind = AuditLog(context.work, context.runtime.key_ring).head().count
            change_consents(context, consent_pairs(), notice_reference("en"))
        absences.append(Away(one.id, False, gone, back, entry, behind))
        over.wait(HERE)
    world.runtime.stores.close()
    out.put(("absences", absences))


def take_back(town: Town, over: Event, seconds: float, out: Any) -> None:
    """Take grants back for good, one after the other, over the whole time."""
    world, absences = town.world(), []
    for one in town.scene.granting:
        if over.wait(seconds / (len(town.scene.granting) + 1)):
            break
        with world.acting(one.actor) as context:
            withdraw_all(context)
            entry = AuditLog(context.work, context.runtime.key_ring).head().count
        gone = time.monotonic()
        absences.append(Away(one.id, True, gone, float("inf"), entry, sys.maxsize))
    world.runtime.stores.close()
    out.put(("absences", absences))


@dataclass
class Findings:
    """What all processes together saw."""

    answers: list[Asked]
    absences: list[Away]
    entries: dict[str, list[int]]
    seconds: float

    def concerns(self, asked: Asked, away: Away) -> bool:
        return away.person in asked.people and (
            away.granting or not asked.kind.startswith("granted")
        )

    def stale(self) -> list[Asked]:
        """Give the answers asked for after a withdrawal's commit that hold the person."""
        return [
            asked
            for asked in self.answers
            for away in self.absences
            if away.since <= asked.began and asked.sent <= away.until and self.concerns(asked, away)
        ]

    def under_way(self) -> int:
        """Count answers asked for before a commit and begun to be sent after it, with her in."""
        return sum(
            asked.began < away.since < asked.sent <= away.until and self.concerns(asked, away)
            for asked in self.answers
            for away in self.absences
        )

    def behind_in_the_log(self) -> tuple[int, int]:
        """Give how many answers the log orders, and how many stand behind a withdrawal wrongly."""
        ordered = wrong = 0
        for account, numbers in self.entries.items():
            mine = [
                asked
                for asked in self.answers
                if asked.account == account and asked.kind in SEARCHES and asked.status == 200
            ]
            assert len(mine) == len(numbers), (len(mine), len(numbers))
            ordered += len(mine)
            wrong += sum(
                away.after_entry < number <= away.before_entry and self.concerns(asked, away)
                for asked, number in zip(mine, numbers, strict=True)
                for away in self.absences
            )
        return ordered, wrong


@dataclass
class Total:
    """What all rounds together saw."""

    answers: int = 0
    holding: int = 0
    absences: int = 0
    stale: int = 0
    ordered: int = 0
    behind: int = 0
    under_way: int = 0
    seconds: float = 0.0
    kinds: Counter[str] = field(default_factory=Counter)

    def add(self, seen: Findings) -> None:
        ordered, behind = seen.behind_in_the_log()
        self.answers += len(seen.answers)
        self.holding += sum(bool(asked.people) for asked in seen.answers)
        self.absences += len(seen.absences)
        self.stale += len(seen.stale())
        self.ordered, self.behind = self.ordered + ordered, self.behind + behind
        self.under_way += seen.under_way()
        self.seconds += seen.seconds
        self.kinds.update(asked.kind for asked in seen.answers)

    def __str__(self) -> str:
        counts = ", ".join(f"{kind} {number}" for kind, number in sorted(self.kinds.items()))
        return (
            f"{self.answers} answers in {self.seconds:.0f} s ({counts}), {self.holding} with "
            f"people in them; {self.absences} withdrawals; stale {self.stale}; ordered by the "
            f"log {self.ordered}, behind a withdrawal {self.behind}; under way at a commit "
            f"{self.under_way}"
        )


def run(town: Town, *, responses: int, workers: int, seconds: float) -> Findings:
    """Let all processes loose and gather what they saw."""
    over, out = FORK.Event(), FORK.Queue()
    began = time.monotonic()
    quota = -(-responses // workers)
    until = began + seconds
    expected = max(1.0, min(seconds, responses * 0.008))
    askers = [
        FORK.Process(target=work, args=(town, number, quota, until, out))
        for number in range(workers)
    ]
    others = [
        FORK.Process(target=come_and_go, args=(town, over, out)),
        FORK.Process(target=take_back, args=(town, over, expected, out)),
    ]
    for process in (*askers, *others):
        process.start()
    answers: list[Asked] = []
    absences: list[Away] = []
    for _ in range(len(askers) + len(others)):
        kind, some = out.get(timeout=seconds + 60)
        (answers if kind == "answers" else absences).extend(some)
        workers -= kind == "answers"
        if workers == 0:
            over.set()
    for process in (*askers, *others):
        process.join()
    return Findings(answers, absences, _entries(town), time.monotonic() - began)


def _entries(town: Town) -> dict[str, list[int]]:
    world = town.world()
    numbers: dict[str, list[int]] = {account: [] for account, _, _ in town.tokens}
    with world.runtime.stores.begin(reading=True) as work_:
        for row in AuditLog(work_, world.runtime.key_ring).chain():
            entry = row.entry
            if entry.action is AuditAction.MATCHES_SEEN and entry.actor in numbers:
                numbers[entry.actor].append(entry.sequence)
    world.runtime.stores.close()
    return numbers


def main() -> int:
    """Run on both kinds of database and print what was seen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--responses", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=7200.0, help="at most, on each database")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    given = parser.parse_args()
    withdrawing.COMING_AND_GOING, withdrawing.GRANTING = 3, 2
    wrong = 0
    for which in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
        with places(which) as fresh, tempfile.TemporaryDirectory() as home:
            total, until = Total(), time.monotonic() + given.seconds
            while total.answers < given.responses and time.monotonic() < until:
                town = found(fresh(), Path(home), given.workers)
                some = min(ROUND, given.responses - total.answers)
                seconds = until - time.monotonic()
                total.add(run(town, responses=some, workers=given.workers, seconds=seconds))
                sys.stdout.write(f"{which}: {total}\n")
                sys.stdout.flush()
            wrong += total.stale + total.behind
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
