"""Rank and read in several threads while people withdraw in others, and look for latecomers.

Two workers with matching pools of their own share the stores. Every answer is noted with
the moments its use case began and ended, every withdrawal with the moments it was committed
and the person came back (if she did). An answer that began after a commit, ended before
she was back and still holds her is *stale*: there must be none.

As a command it runs as long as one likes:

    python -m tests.attacks.withdrawing 60
"""

import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event, Lock, Thread

from api.catalogue import Catalogue
from api.pool import MatchingPool
from api.runtime import Runtime
from api.services.disclosures.answer_disclosure import answer_request, own_requests
from api.services.disclosures.read_disclosed import read_disclosed
from api.services.disclosures.request_disclosure import request_disclosure
from api.services.matches.rank_matches import agency_ranking, coordinator_ranking
from api.services.matches.review_match import shortlist_match
from api.services.people.notices import notice_reference
from api.services.people.record_consent import change_consents, withdraw_all
from data.engine import Stores
from data.errors import StoresBusy
from data.migrations import upgrade
from data.repositories import Handles
from privacy.handles import COORDINATION
from privacy.inventory import PersonalField, consent_pairs
from privacy.keys import KeyRing
from privacy.policy import Actor
from privacy.vocabulary import PersonId
from tests.api_world import World, make_world
from tests.stored import Somebody
from tests.stores import sqlite_stores

COMING_AND_GOING = 3
GRANTING = 6
ENOUGH = 2
"""Whole answers that must have come while somebody is gone before she comes back."""
LOOK = 0.2
PAUSE = 0.03
"""Seconds between two acts of a thread: SQLite's lock is not fair to those who wait."""
KINDS = ("match", "disclosure")
MANY = 12
FIELDS = (PersonalField.FULL_NAME, PersonalField.SKILLS)


@dataclass(frozen=True)
class Answered:
    """When a use case ran, what kind it was, and who was in its answer."""

    kind: str
    began: float
    ended: float
    people: frozenset[PersonId]


@dataclass(frozen=True)
class Gone:
    """Somebody was away between two moments, for these kinds of answers."""

    kind: str
    person: PersonId
    since: float
    until: float


@dataclass
class Report:
    """What a run saw."""

    answers: list[Answered] = field(default_factory=list)
    absences: list[Gone] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)

    def stale(self) -> list[Answered]:
        """Give the answers that hold somebody who was gone the whole time."""
        return [
            answer
            for answer in self.answers
            for gone in self.absences
            if gone.kind == answer.kind
            and gone.person in answer.people
            and gone.since <= answer.began
            and answer.ended <= gone.until
        ]

    def during_absences(self, kind: str) -> int:
        """Count the answers of a kind that began and ended while somebody was gone."""
        answers = [answer for answer in list(self.answers) if answer.kind == kind]
        gone = [each for each in list(self.absences) if each.kind == kind]
        return sum(
            any(each.since <= answer.began and answer.ended <= each.until for each in gone)
            for answer in answers
        )

    def is_telling(self) -> bool:
        """Say whether enough happened to have caught a latecomer."""
        enough = all(self.during_absences(kind) >= MANY for kind in KINDS)
        return enough and len(self.absences) >= MANY

    def __str__(self) -> str:
        during = sum(map(self.during_absences, KINDS))
        return (
            f"{len(self.answers)} answers, {during} of them while somebody was "
            f"gone, {len(self.absences)} withdrawals, {len(self.stale())} stale"
        )


@dataclass
class Scene:
    """Two workers, an agency with a need, and people who answer it."""

    here: World
    there: World
    agency: Actor
    coordinator: Actor
    need: str
    moving: list[Somebody]
    granting: list[Somebody]
    handles: dict[str, PersonId]


def set_scene(stores: Stores, ring: KeyRing, home: Path) -> Scene:
    """Bring everybody together; those who grant have granted."""
    here = make_world(stores, ring, home)
    old = here.runtime
    other = Runtime(old.settings, stores, ring, here.clock, Catalogue(), MatchingPool())
    there = World(other, here.clock)
    agency, coordinator = here.agency(), here.coordinator()
    moving = [here.person() for _ in range(COMING_AND_GOING)]
    granting = [here.person() for _ in range(GRANTING)]
    need = here.need(agency, "cage_farming").id
    handles: dict[str, PersonId] = {}
    with here.acting(coordinator) as context:
        coordinator_ranking(context, need)
    with here.acting(agency) as context:
        agency_ranking(context, need)
    with here.acting(None) as context:
        for one in (*moving, *granting):
            for record in Handles(context.work).of_person(one.id):
                handles[record.handle] = one.id
                if record.audience == COORDINATION and one in granting:
                    context.actor = coordinator
                    shortlist_match(context, need, record.handle)
    scene = Scene(here, there, agency, coordinator, need, moving, granting, handles)
    for one in granting:
        _open_grant(scene, one)
    return scene


def _open_grant(scene: Scene, one: Somebody) -> None:
    until = scene.here.clock.now.date() + timedelta(days=9)
    handle = handle_of(scene, one.id)
    with scene.here.acting(scene.agency) as context:
        request_disclosure(context, scene.need, handle, FIELDS, until)
    with scene.here.acting(one.actor) as context:
        answer_request(context, own_requests(context)[0].id, FIELDS)


def handle_of(scene: Scene, person: PersonId) -> str:
    with scene.here.acting(scene.agency) as context:
        records = Handles(context.work).of_person(person)
        return next(each.handle for each in records if each.audience == scene.agency.organisation)


def run(scene: Scene, seconds: float, *, until_telling: bool = True) -> Report:
    """Let everybody act at once for a while.

    Args:
        scene: Who acts.
        seconds: How long at most.
        until_telling: Stop as soon as enough happened.
    """
    report, lock, over = Report(), Lock(), Event()
    handles = {one.id: handle_of(scene, one.id) for one in scene.granting}

    def note(answer: Answered) -> None:
        with lock:
            report.answers.append(answer)

    def ranked(world: World, actor: Actor) -> None:
        began = time.perf_counter()
        with world.acting(actor) as context:
            if actor is scene.agency:
                found = [each.handle for each in agency_ranking(context, scene.need).matches]
            else:
                found = [each.handle for each in coordinator_ranking(context, scene.need).matches]
        people = frozenset(scene.handles[handle] for handle in found)
        note(Answered("match", began, time.perf_counter(), people))

    def read(world: World, turn: int) -> None:
        one = scene.granting[turn % len(scene.granting)]
        began = time.perf_counter()
        with world.acting(scene.agency) as context:
            view = read_disclosed(context, scene.need, handles[one.id])
        people = frozenset({one.id}) if view.identity or view.work else frozenset[PersonId]()
        note(Answered("disclosure", began, time.perf_counter(), people))

    def wait_for_answers(kind: str, since: float) -> None:
        while not over.wait(PAUSE):
            with lock:
                answers = [each for each in report.answers if each.kind == kind]
            if sum(answer.began >= since for answer in answers) >= ENOUGH:
                return

    def leave_and_return(turn: int) -> None:
        one = scene.moving[turn % len(scene.moving)]
        with scene.here.acting(one.actor) as context:
            withdraw_all(context)
        gone = time.perf_counter()
        wait_for_answers("match", gone)
        back = time.perf_counter()
        with lock:
            report.absences.append(Gone("match", one.id, gone, back))
        with scene.here.acting(one.actor) as context:
            change_consents(context, consent_pairs(), notice_reference("en"))

    def take_back(turn: int) -> None:
        wait_for_answers("disclosure", time.perf_counter())
        if turn < len(scene.granting) and not over.is_set():
            one = scene.granting[turn]
            with scene.here.acting(one.actor) as context:
                withdraw_all(context)
            gone = time.perf_counter()
            with lock:
                report.absences.append(Gone("disclosure", one.id, gone, float("inf")))
                report.absences.append(Gone("match", one.id, gone, float("inf")))

    acts: list[Callable[[int], None]] = [
        lambda _: ranked(scene.here, scene.agency),
        lambda _: ranked(scene.there, scene.coordinator),
        lambda turn: read(scene.there, turn),
        lambda turn: read(scene.here, turn + 1),
        leave_and_return,
        take_back,
    ]
    start = Barrier(len(acts) + 1)

    def repeat(act: Callable[[int], None]) -> None:
        start.wait()
        turn = 0
        try:
            while not over.is_set():
                with suppress(StoresBusy):  # nothing was answered, nothing changed
                    act(turn)
                    turn += 1
                over.wait(PAUSE)
        except BaseException as fault:  # noqa: BLE001 - reported by the test that waits
            report.faults.append(fault)
            over.set()

    threads = [Thread(target=repeat, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    start.wait()
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline and not over.wait(LOOK):
        if until_telling and report.is_telling():
            break
    over.set()
    for thread in threads:
        thread.join()
    return report


def main(seconds: float) -> int:
    """Run on SQLite for so many seconds and print what was seen."""
    with tempfile.TemporaryDirectory() as folder:
        stores = sqlite_stores(Path(folder))
        upgrade(stores)
        report = run(
            set_scene(stores, KeyRing.generate(), Path(folder)), seconds, until_telling=False
        )
        stores.close()
    sys.stdout.write(f"{report}\n")
    return 1 if report.stale() or report.faults else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 30.0))
