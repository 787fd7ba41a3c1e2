"""Many answers of several worker processes while people withdraw, and not one latecomer.

Every worker is a process with an application, a matching pool and sessions of its own. It asks
in every way in which somebody can be seen (``withdrawal_town``): lists and parts of them, links
and pages kept from before, sheets, what was granted, ladders, gaps, comparisons, seats of a
campaign, what operators write out; each time as somebody whose browser kept an older copy.
Others withdraw and come back, or take their grants back for good. How long they stay away is
counted in answers, not in seconds.

An answer is *stale* if it was asked for after a withdrawal had been committed and still holds
the person, or counts more people than there were. The same is read once more out of the log,
without any clock: an answer whose entry stands behind the withdrawal's must not hold her, and
no entry that says she was looked at may stand there. How many answers were *under way* (asked
for before the commit, begun to be sent after it, with her in it) is counted and told.

    python -m tests.attacks.withdrawal --responses 100000
"""

import argparse
import asyncio
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from queue import Empty
from typing import Any, TypeVar

from api.commands.rankings import need_as_json
from api.commands.seats import trial_as_json
from api.services.campaigns.allocate_needs import allocate_needs
from api.services.campaigns.run_campaign import run_campaign
from api.services.matches.rank_everything import rank_one_need
from api.services.people.notices import notice_reference
from api.services.people.record_consent import change_consents, withdraw_all
from data.errors import StoresBusy
from data.repositories import AuditLog
from privacy.audit import AuditAction, Outcome
from privacy.handles import COORDINATION
from privacy.inventory import consent_pairs
from privacy.policy import SYSTEM
from privacy.vocabulary import Purpose
from tests.api_client import application
from tests.api_world import World
from tests.asgi import ask, without_threads
from tests.attacks.places import places
from tests.attacks.withdrawal_findings import Asked, Away, Findings, Total
from tests.attacks.withdrawal_town import (
    KINDS,
    QUESTIONS,
    Asks,
    Contents,
    Question,
    Subjects,
    Town,
    found,
)
from tests.stored import Somebody

AWAY, HERE = 30, 10
"""For how many answers somebody is gone, and there again, before it begins anew."""
ROUND = 2_500
"""Answers before everybody moves to new databases: grants taken back do not come again."""
FORK = multiprocessing.get_context("fork")
BACK = [pair for pair in consent_pairs() if pair[0] in {Purpose.STORE, Purpose.MATCH}]
LOOKED = frozenset(
    {AuditAction.PROFILE_REVIEWED, AuditAction.SEATS_ALLOCATED, AuditAction.FIELDS_DISCLOSED}
)
"""What an entry says about whoever was seen."""
TICK = 0.01
Told = TypeVar("Told")
NO_TURN = 503
"""The database was locked for longer than anybody waits: no answer, and not counted as one."""
MOST_WITHOUT_TURN = 0.01


@dataclass
class Shared:
    """What the processes share while they run."""

    quota: int
    until: float
    order: tuple[str, ...] = KINDS
    lasting: bool = False
    """Everybody leaves before the first question, and stays away."""
    workers: int = 1
    ready: Any = field(default_factory=lambda: FORK.Value("L", 0))
    gone: Any = field(default_factory=lambda: FORK.Value("L", 0))
    begun: Any = field(default_factory=lambda: FORK.Value("L", 0))
    answered: Any = field(default_factory=lambda: FORK.Value("L", 0))
    unanswered: Any = field(default_factory=lambda: FORK.Value("L", 0))
    over: Any = field(default_factory=FORK.Event)
    out: Any = field(default_factory=FORK.Queue)

    def ticket(self) -> int | None:
        """Give the number of the next question, or ``None`` when it is enough."""
        with self.begun.get_lock():
            if self.begun.value >= self.quota or time.monotonic() > self.until:
                return None
            self.begun.value += 1
            return int(self.begun.value) - 1

    def wait_for(self, counter: Any, number: float) -> bool:
        """Wait until a counter has come so far; say whether it is over before."""
        while counter.value < number and not self.over.is_set():
            time.sleep(TICK)
        return bool(self.over.is_set())


def _count(counter: Any) -> None:
    with counter.get_lock():
        counter.value += 1


class Asker:
    """One worker: asks its own application, one question after the other."""

    def __init__(self, town: Town, number: int) -> None:
        self.town = town
        self.world = town.world()
        self.app = application(self.world)
        member, member_token, staff, staff_token = town.sessions[number]
        self.who = {Asks.MEMBER: (member, member_token), Asks.COORDINATOR: (staff, staff_token)}
        self.kept: dict[str, tuple[dict[bytes, bytes], Contents]] = {}
        town.here.runtime.stores.close()

    def warm_up(self) -> None:
        """Know everybody, as a worker does that has been running for a while."""
        with self.world.acting(SYSTEM) as context:
            context.runtime.pool.refresh(context)

    async def ask(self, turn: int, order: tuple[str, ...] = KINDS) -> Asked:
        """Ask the next question."""
        kind = order[turn % len(order)]
        question, lap = QUESTIONS[kind], turn // len(order) + turn
        moving, granting = self.town.moving, self.town.granting
        about = Subjects(
            mover=moving[lap % len(moving)].id,
            other=self.town.staying[0].id,
            granting=granting[lap % len(granting)].id,
        )
        began = time.monotonic()
        if question.asks is Asks.OPERATOR:
            body = self._written_out(question.path)
            return Asked(
                kind, "", began, time.monotonic(), 200, question.read(self.town, about, body)
            )
        account, token = self.who[question.asks]
        path = self._path(question, about)
        status, headers, sent, body = await ask(
            self.app, path, token, headers=self._conditions(path)
        )
        assert headers.get(b"cache-control") == b"no-store", (path, headers)
        assert status in {200, 304, 404, NO_TURN}, (path, status)
        contents = Contents()
        if status == 200:
            contents = question.read(self.town, about, body)
            self.kept[path] = (headers, contents)
        elif status == 304:
            contents = self.kept[path][1]
        return Asked(kind, account, began, sent, status, contents)

    def _path(self, question: Question, about: Subjects) -> str:
        town, own = self.town, self.town.agency.organisation
        return question.path.format(
            need=town.need,
            near=town.near,
            books=town.books,
            campaign=town.campaign,
            kept=town.handle(own, town.need, about.mover),
            seen=town.handle(COORDINATION, town.need, about.mover),
            other=town.handle(COORDINATION, town.need, about.other),
            granted=town.handle(own, town.books, about.granting),
        )

    def _written_out(self, command: str) -> str:
        """Do what a command does, up to what it prints."""
        with self.world.acting(SYSTEM) as context:
            if command == "allocate":
                return json.dumps(trial_as_json(allocate_needs(context, [self.town.need], seed=7)))
            return json.dumps(need_as_json(rank_one_need(context, self.town.need, best=9)))

    def _conditions(self, path: str) -> list[tuple[bytes, bytes]]:
        """Ask as a browser does that kept the last answer, or as one that kept anything."""
        headers = self.kept[path][0] if path in self.kept else {}
        return [
            (b"if-none-match", headers.get(b"etag", b"*")),
            (
                b"if-modified-since",
                headers.get(b"last-modified", b"Sun, 01 Jan 2040 00:00:00 GMT"),
            ),
        ]


def work(town: Town, number: int, shared: Shared, spoil: Callable[[World], None] | None) -> None:
    """Be a worker until there were answers enough, or it is too late."""

    async def repeat() -> list[Asked]:
        asker = Asker(town, number)
        asker.warm_up()
        if spoil is not None:
            spoil(asker.world)
        _count(shared.ready)
        if shared.lasting:
            shared.wait_for(shared.gone, len(town.moving) + len(town.granting))
        answers: list[Asked] = []
        while (ticket := shared.ticket()) is not None:
            if ticket >= shared.quota // 3:
                shared.wait_for(shared.gone, 1)  # however slow whoever leaves has been to start
            answer = await asker.ask(ticket, shared.order)
            if answer.status == NO_TURN:
                _count(shared.unanswered)
            else:
                answers.append(answer)
            _count(shared.answered)
        asker.world.runtime.stores.close()
        return answers

    without_threads()
    shared.out.put(("answers", asyncio.run(repeat())))


def come_and_go(town: Town, shared: Shared, away: float, here: float) -> None:
    """Withdraw and come back, in turns."""
    world, absences, turn = town.world(), [], 0
    shared.wait_for(shared.ready, shared.workers)
    while not shared.over.is_set():
        one = town.moving[turn % len(town.moving)]
        turn += 1
        entry, gone = _in_turn(partial(_leave, world, one))
        _count(shared.gone)
        back, behind = float("inf"), sys.maxsize
        if not shared.lasting:
            shared.wait_for(shared.answered, shared.answered.value + away)
            back = time.monotonic()
            behind = _in_turn(partial(_come_back, world, one))
            if turn % len(town.moving) == 0:
                _in_turn(partial(_seat_anew, world, town))
        absences.append(Away(one.id, one.log_ref, False, gone, back, entry, behind))
        if shared.lasting and turn == len(town.moving):
            break
        shared.wait_for(shared.answered, shared.answered.value + (0 if shared.lasting else here))
    world.runtime.stores.close()
    shared.out.put(("absences", absences))


def take_back(town: Town, shared: Shared) -> None:
    """Take grants back for good, one after the other, within the first two thirds."""
    world, absences = town.world(), []
    shared.wait_for(shared.ready, shared.workers)
    for number, one in enumerate(town.granting, 1):
        part = 0 if shared.lasting else number * 2 / 3 / len(town.granting)
        if shared.wait_for(shared.answered, shared.quota * part):
            break
        entry, gone = _in_turn(partial(_leave, world, one))
        _count(shared.gone)
        absences.append(Away(one.id, one.log_ref, True, gone, float("inf"), entry, sys.maxsize))
    world.runtime.stores.close()
    shared.out.put(("absences", absences))


def _leave(world: World, one: Somebody) -> tuple[int, float]:
    with world.acting(one.actor) as context:
        withdraw_all(context)
        entry = AuditLog(context.work, context.runtime.key_ring).head().count
    return entry, time.monotonic()


def _come_back(world: World, one: Somebody) -> int:
    with world.acting(one.actor) as context:
        behind = AuditLog(context.work, context.runtime.key_ring).head().count
        change_consents(context, BACK, notice_reference("en"))
    return behind


def _seat_anew(world: World, town: Town) -> None:
    """Run the campaign once more: whoever left had her result deleted."""
    with world.acting(town.coordinator) as context:
        run_campaign(context, town.campaign)


def _in_turn(act: Callable[[], Told]) -> Told:
    """Do it as soon as the databases give a turn; they may let somebody wait too long."""
    while True:
        try:
            return act()
        except StoresBusy:
            continue


def run(
    town: Town,
    *,
    responses: int,
    workers: int,
    seconds: float,
    away: float = AWAY,
    here: float = HERE,
    order: tuple[str, ...] = KINDS,
    lasting: bool = False,
    spoil: Callable[[World], None] | None = None,
) -> Findings:
    """Let all processes loose and gather what they saw.

    Args:
        town: Where.
        responses: How many answers in all.
        workers: How many processes ask.
        seconds: How long at most.
        away: For how many answers somebody is gone.
        here: For how many she is there again.
        order: The kinds of question, in turns.
        lasting: Everybody leaves before the first question, for good.
        spoil: Done in each worker once it knows everybody.
    """
    began = time.monotonic()
    shared = Shared(responses, began + seconds, order, lasting, workers)
    askers = [
        FORK.Process(target=work, args=(town, number, shared, spoil)) for number in range(workers)
    ]
    others = [
        FORK.Process(target=come_and_go, args=(town, shared, away, here)),
        FORK.Process(target=take_back, args=(town, shared)),
    ]
    for process in (*askers, *others):
        process.start()
    answers: list[Asked] = []
    absences: list[Away] = []
    for _ in range(len(askers) + len(others)):
        kind, some = _next_of(shared.out, (*askers, *others))
        (answers if kind == "answers" else absences).extend(some)
        workers -= kind == "answers"
        if workers == 0:
            shared.over.set()
    for process in (*askers, *others):
        process.join()
    seen, looked = _entries(town, [one.log_ref for one in town.everybody])
    return Findings(
        answers,
        absences,
        seen,
        looked,
        matched=len(town.everybody),
        answering=len(town.moving) + len(town.staying),
        seconds=time.monotonic() - began,
        unanswered=shared.unanswered.value,
    )


def _next_of(out: Any, processes: Sequence[Any]) -> Any:
    """Wait for what one of the processes tells, unless one of them has failed."""
    while True:
        try:
            return out.get(timeout=1)
        except Empty:
            failed = [each for each in processes if each.exitcode]
            if failed:
                for each in processes:
                    each.terminate()
                raise AssertionError("a process failed; its own words are above") from None


def _entries(
    town: Town, people: Iterable[str]
) -> tuple[dict[str, list[int]], list[tuple[int, str]]]:
    world = town.world()
    seen: dict[str, list[int]] = {member: [] for member, *_ in town.sessions}
    references, looked = frozenset(people), []
    with world.runtime.stores.begin(reading=True) as unit:
        for row in AuditLog(unit, world.runtime.key_ring).chain():
            entry = row.entry
            if entry.action is AuditAction.MATCHES_SEEN and entry.actor in seen:
                seen[entry.actor].append(entry.sequence)
            about = entry.action in LOOKED and entry.outcome is Outcome.DONE
            if about and entry.person in references:
                looked.append((entry.sequence, entry.person))
    world.runtime.stores.close()
    return seen, looked


def rounds(which: str, given: argparse.Namespace, responses: int, out: Any) -> None:
    """Run one town after the other on databases of a kind until there were answers enough."""
    with places(which) as fresh, tempfile.TemporaryDirectory() as home:
        until, answers = time.monotonic() + given.seconds, 0
        while answers < responses and time.monotonic() < until:
            town, total = found(fresh(), Path(home), given.workers), Total()
            some, seconds = min(ROUND, responses - answers), until - time.monotonic()
            total.add(run(town, responses=some, workers=given.workers, seconds=seconds))
            answers += total.answers
            out.put(total)
    out.put(None)


def main() -> int:
    """Run on both kinds of database and print what was seen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--responses", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--towns", type=int, default=1, help="side by side, each by itself")
    parser.add_argument("--seconds", type=float, default=7200.0, help="at most, on each database")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    given = parser.parse_args()
    wrong = missing = 0
    for which in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
        out, total = FORK.Queue(), Total()
        share = -(-given.responses // given.towns)
        towns = [
            FORK.Process(target=rounds, args=(which, given, share, out)) for _ in range(given.towns)
        ]
        for process in towns:
            process.start()
        ended = 0
        while ended < len(towns):
            part = _next_of(out, towns)
            if part is None:
                ended += 1
                continue
            total.join(part)
            sys.stdout.write(f"{which}: {total}\n")
            sys.stdout.flush()
        for process in towns:
            process.join()
            missing += process.exitcode != 0
        wrong += total.stale.total() + total.behind
        missing += total.answers < given.responses
        missing += total.unanswered > total.answers * MOST_WITHOUT_TURN
    return 1 if wrong or missing else 0


if __name__ == "__main__":
    sys.exit(main())
