"""No answer that begins after a withdrawal's commit holds the person, on either database.

Short here; ``python -m tests.attacks.withdrawing SECONDS`` runs as long as one likes.
"""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from api.pool import MatchingPool
from data.engine import Stores
from data.repositories import Consents, Grants, Pool, persons
from privacy.keys import KeyRing
from privacy.policy import SYSTEM
from privacy.vocabulary import PersonId
from tests.api_world import World
from tests.attacks.withdrawal import run as many
from tests.attacks.withdrawal_findings import Asked, Away, Findings
from tests.attacks.withdrawal_town import QUESTIONS, Contents, Town, found
from tests.attacks.withdrawing import KINDS, Scene, run, set_scene

MOST_TO_WAIT = 300.0
"""Seconds; everything ends as soon as enough happened, which takes two or three."""
EACH = tuple(QUESTIONS)
PEOPLE = "SELECT id FROM person"


@pytest.fixture
def scene(stores: Stores, ring: KeyRing, tmp_path: Path) -> Scene:
    return set_scene(stores, ring, tmp_path)


def test_nobody_is_in_an_answer_that_began_after_she_left(scene: Scene) -> None:
    report = run(scene, MOST_TO_WAIT)
    assert report.faults == []
    assert report.stale() == []
    assert report.is_telling()
    for kind in KINDS:
        assert any(answer.people for answer in report.answers if answer.kind == kind)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_without_the_check_before_each_answer_latecomers_are_noticed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: the pool is neither refreshed nor asked again, grants are remembered."""
    refresh, live = MatchingPool.refresh, Grants.live
    remembered: dict[Any, Any] = {}

    def refresh_once(pool: MatchingPool, context: Any) -> None:
        if not len(pool):
            refresh(pool, context)

    def first_answer(grants: Grants, organisation: str, need: str, person: Any, now: Any) -> Any:
        if person not in remembered:
            remembered[person] = live(grants, organisation, need, person, now)
        return remembered[person]

    for one in scene.granting:
        with scene.here.acting(scene.agency) as context:
            grants = Grants(context.work, context.runtime.key_ring)
            remembered[one.id] = grants.live(
                scene.agency.organisation, scene.need, one.id, context.now
            )
    monkeypatch.setattr(MatchingPool, "refresh", refresh_once)
    monkeypatch.setattr(MatchingPool, "forget", lambda *_: None)
    monkeypatch.setattr(
        MatchingPool, "_still_there", lambda _pool, _context, people: frozenset(people)
    )
    monkeypatch.setattr(Grants, "live", first_answer)
    monkeypatch.setattr(persons, "check_ground", lambda *_: None)
    report = run(scene, MOST_TO_WAIT)
    assert report.faults == []
    assert {answer.kind for answer in report.stale()} == set(KINDS)


def town_in(stores: Stores, home: Path, *, moving: int) -> Town:
    urls = tuple(
        engine.url.render_as_string(hide_password=False) for engine in (stores.main, stores.keys)
    )
    return found((urls[0], urls[1]), home, 2, moving)


def test_in_no_way_there_is_anybody_is_seen_who_left(bare_stores: Stores, tmp_path: Path) -> None:
    """Processes of their own; ``python -m tests.attacks.withdrawal`` asks 100,000 times."""
    seen = many(
        town_in(bare_stores, tmp_path, moving=2),
        responses=2 * len(EACH),
        workers=2,
        seconds=MOST_TO_WAIT,
        away=18,
        here=5,
        order=EACH,
    )
    assert {asked.kind for asked in seen.answers} == set(QUESTIONS)
    assert seen.absences
    assert seen.stale() == []
    ordered, behind = seen.behind_in_the_log()
    assert ordered > len(seen.answers) / 2
    assert behind == 0


@pytest.mark.parametrize("backend", ["sqlite"])
def test_workers_that_ask_no_database_again_are_found_out_in_every_way_there_is(
    bare_stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: whoever was there once is taken to be there still, and keeps her seat.

    All leave before the first question and stay away. Each kind of answer must be found to
    hold them: none is asked whose answers are never looked into.
    """
    monkeypatch.setattr("api.services.people.record_consent.forget_who_left", lambda *_: None)
    seen = many(
        town_in(bare_stores, tmp_path, moving=3),
        responses=len(EACH),
        workers=1,
        seconds=MOST_TO_WAIT,
        order=EACH,
        lasting=True,
        spoil=remember_everybody,
    )
    assert {asked.kind for asked in seen.stale()} == set(QUESTIONS)
    assert seen.behind_in_the_log()[1] > 0


def remember_everybody(world: World) -> None:
    """Let nothing in this process ask the databases again who may be seen; it ends soon."""
    with world.acting(SYSTEM) as context:
        people = [row[0] for row in context.work.main.connection().execute(text(PEOPLE))]
        consents = Consents(context.work, context.runtime.key_ring)
        grants = Grants(context.work, context.runtime.key_ring)
        switches = {one: consents.switches(one) for one in people}
        events = {one: consents.history(one) for one in people}
        given = {grant.person: grant for one in people for grant in grants.of_person(one)}

    def remembered(_: Grants, __: str, ___: str, person: Any, ____: Any) -> Any:
        return given.get(person)

    def by_reference(_: Grants, reference: str) -> Any:
        return next((each for each in given.values() if each.reference == reference), None)

    spoilt: Any = {
        (MatchingPool, "refresh"): lambda *_: None,
        (MatchingPool, "forget"): lambda *_: None,
        (Pool, "may_still_be_matched"): lambda _, people: frozenset(people),
        (Consents, "switches"): lambda _, person: switches[person],
        (Consents, "history"): lambda _, person: events[person],
        (Grants, "live"): remembered,
        (Grants, "standing"): by_reference,
        (Grants, "of_organisation"): lambda *_: tuple(given.values()),
        (persons, "check_ground"): lambda *_: None,
    }
    for (where, name), instead in spoilt.items():
        setattr(where, name, instead)


def test_an_answer_asked_for_after_she_left_is_noticed() -> None:
    """The break, in what is counted: by the clock, and by the numbers of the log."""
    person = PersonId(bytes(16))
    away = Away(person, "her", False, 10.0, 20.0, 5, 9)

    def seen(began: float, sent: float, number: int) -> Findings:
        asked = Asked("list", "agency", began, sent, 200, Contents(frozenset({person})))
        return Findings([asked], [away], {"agency": [number]}, [], 5, 5)

    late, before, under_way = seen(11.0, 12.0, 6), seen(8.0, 9.0, 4), seen(9.0, 11.0, 5)
    assert (len(late.stale()), late.behind_in_the_log()) == (1, (1, 1))
    assert (before.stale(), before.behind_in_the_log()) == ([], (1, 0))
    assert (under_way.stale(), under_way.behind_in_the_log()) == ([], (1, 0))
    assert under_way.under_way() == 1
    back = seen(21.0, 22.0, 12)
    assert (back.stale(), back.behind_in_the_log()) == ([], (1, 0))
