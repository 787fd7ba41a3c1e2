"""Everybody asks every route; who may, may, and what is foreign looks like what is not there.

Here a part of the matrix that a digest chooses, the same every time; the whole of it by
``python -m tests.attacks.role_matrix``.
"""

import hashlib
from pathlib import Path

import pytest

from api.context import Context
from api.errors import NotFound
from api.services.needs.describe_need import describe_need
from api.services.views.need import NeedView
from data.engine import Stores
from data.repositories import Needs
from privacy.keys import KeyRing
from tests.api_world import make_world
from tests.attacks.role_matrix import (
    expected,
    measure,
    problems_of,
    roles_of,
    routes_of,
    statuses,
)
from tests.attacks.scenes import Scene, set_scene

PART = 8


@pytest.fixture
def scene(sqlite_only: Stores, ring: KeyRing, tmp_path: Path) -> Scene:
    return set_scene(make_world(sqlite_only, ring, tmp_path))


def careless(context: Context, need_id: str) -> NeedView:
    need = Needs(context.work).get(need_id)
    if need is None:
        raise NotFound("not_found")
    return describe_need(context, need)


def chosen(route: str, caller: str) -> bool:
    return hashlib.sha256(f"{route} {caller}".encode()).digest()[0] % PART == 0


def test_every_route_answers_everybody_as_the_table_says(scene: Scene) -> None:
    table, routes = expected(), routes_of(scene)
    assert set(table) == set(routes), "python -m tests.attacks.role_matrix writes the table"
    declared, cells = roles_of(scene), 0
    for caller in scene.callers:
        asked = [route for route in routes if chosen(route, caller)]
        matrix = measure(scene, asked, [caller])
        assert problems_of(matrix, declared) == []
        for route, row in matrix.items():
            assert statuses(row[caller]) == table[route][caller], (route, caller)
            cells += len(row[caller])
    assert cells > 200


def test_the_table_lets_nobody_in_who_should_not_be() -> None:
    """Read from the file: sessions that ended, and members who were removed, get nowhere."""
    open_to_all = {route for route, row in expected().items() if row["anonymous"][0] != "4"}
    for route, row in expected().items():
        if route in open_to_all or row["anonymous"].startswith(("409", "422")):
            continue
        for caller in ("removed member", "expired person", "revoked member"):
            assert row[caller] == row["anonymous"], (route, caller)
    assert not any(code[0] == "5" for row in expected().values() for code in row.values())


def test_a_check_taken_away_would_be_noticed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The breaks: nobody asks for the role; nobody asks whose the need is."""
    routes = ["GET /api/v1/needs/{need_id}", "GET /api/v1/coordination/needs"]
    callers, declared = ["officer", "other member"], roles_of(scene)
    assert problems_of(measure(scene, routes, callers), declared) == []
    with monkeypatch.context() as patch:
        patch.setattr("api.dependencies.Requires.__call__", lambda _, context: context)
        wrong = problems_of(measure(scene, routes[1:], callers), declared)
        assert any("wrong role" in each for each in wrong)
    with monkeypatch.context() as patch:
        patch.setattr("api.routes.needs.read_need", careless)
        wrong = problems_of(measure(scene, routes[:1], callers), declared)
        assert any("foreign" in each for each in wrong)
