"""No answer that begins after a withdrawal's commit holds the person, on either database.

Short here; ``python -m tests.attacks.withdrawing SECONDS`` runs as long as one likes.
"""

from pathlib import Path
from typing import Any

import pytest

from api.pool import MatchingPool
from data.engine import Stores
from data.repositories import Grants, persons
from privacy.keys import KeyRing
from privacy.vocabulary import PersonId
from tests.attacks.withdrawal import KINDS as ASKED
from tests.attacks.withdrawal import Asked, Away, Findings, found
from tests.attacks.withdrawal import run as many
from tests.attacks.withdrawing import KINDS, Scene, run, set_scene

MOST_SECONDS = 20.0
"""It ends as soon as enough happened, after two or three seconds on a quiet machine."""


@pytest.fixture
def scene(stores: Stores, ring: KeyRing, tmp_path: Path) -> Scene:
    return set_scene(stores, ring, tmp_path)


def test_nobody_is_in_an_answer_that_began_after_she_left(scene: Scene) -> None:
    report = run(scene, MOST_SECONDS)
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
    report = run(scene, MOST_SECONDS)
    assert report.faults == []
    assert {answer.kind for answer in report.stale()} == set(KINDS)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_pages_kept_links_and_what_was_granted_hold_nobody_who_left(
    bare_stores: Stores, tmp_path: Path
) -> None:
    """Processes of their own; ``python -m tests.attacks.withdrawal`` asks 100,000 times."""
    urls = tuple(
        engine.url.render_as_string(hide_password=False)
        for engine in (bare_stores.main, bare_stores.keys)
    )
    town = found((urls[0], urls[1]), tmp_path, 2)
    seen = many(town, responses=48, workers=2, seconds=60)
    assert {asked.kind for asked in seen.answers} == set(ASKED)
    assert seen.absences
    assert seen.stale() == []
    ordered, behind = seen.behind_in_the_log()
    assert ordered >= 16
    assert behind == 0


def test_an_answer_asked_for_after_she_left_is_noticed() -> None:
    """The break, in what is counted: by the clock, and by the numbers of the log."""
    person = PersonId(bytes(16))
    away = Away(person, False, 10.0, 20.0, 5, 9)

    def seen(began: float, sent: float, number: int) -> Findings:
        asked = Asked("list", "agency", began, sent, 200, frozenset({person}))
        return Findings([asked], [away], {"agency": [number]}, 1.0)

    late, before, under_way = seen(11.0, 12.0, 6), seen(8.0, 9.0, 4), seen(9.0, 11.0, 5)
    assert (len(late.stale()), late.behind_in_the_log()) == (1, (1, 1))
    assert (before.stale(), before.behind_in_the_log()) == ([], (1, 0))
    assert (under_way.stale(), under_way.behind_in_the_log()) == ([], (1, 0))
    assert under_way.under_way() == 1
    back = seen(21.0, 22.0, 12)
    assert (back.stale(), back.behind_in_the_log()) == ([], (1, 0))
