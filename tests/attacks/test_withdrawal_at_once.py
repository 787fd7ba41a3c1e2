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
