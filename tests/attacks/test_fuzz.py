"""A short run of the fuzzer, and proof that it would notice a fault and a leak.

The long one: ``python -m tests.attacks.fuzz --requests 10000``.
"""

import json
from pathlib import Path
from typing import NoReturn

import pytest

from api.context import Context
from api.services.needs.describe_need import describe_need
from api.services.views.need import NeedView
from data.engine import Stores
from data.repositories import Needs
from privacy.keys import KeyRing
from tests.api_world import make_world
from tests.attacks.fuzz import Fuzzer, make_fuzzer

REQUESTS = 250


@pytest.fixture
def fuzzer(sqlite_only: Stores, ring: KeyRing, tmp_path: Path) -> Fuzzer:
    return make_fuzzer(make_world(sqlite_only, ring, tmp_path))


def test_nothing_sent_by_anybody_is_a_fault_or_a_leak(fuzzer: Fuzzer) -> None:
    report = fuzzer.run(REQUESTS)
    assert (report.faults, report.leaks) == ([], [])
    assert len(report.operations) > 50
    assert len(report.reached) > 15


def test_a_fault_and_a_leak_would_be_noticed(
    fuzzer: Fuzzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The breaks: a use case that raises, and one that does not ask whose the need is."""

    def careless(context: Context, need_id: str) -> NeedView:
        need = Needs(context.work).get(need_id)
        assert need is not None
        return describe_need(context, need)

    def broken(*_: object) -> NoReturn:
        raise RuntimeError

    own = fuzzer.scene.callers["member"].get("/needs")
    canary = fuzzer.canaries.of_agency["ours agency"]
    need = next(each["id"] for each in own if canary in json.dumps(each))
    fuzzer.scene.theirs.references["need_id"] = fuzzer.scene.ours.references["need_id"] = need
    fuzzer.document["paths"] = {
        path: {"get": methods["get"]}  # a change would take the title away that is looked for
        for path, methods in fuzzer.document["paths"].items()
        if path in {"/api/v1/needs/{need_id}", "/api/v1/taxonomy"}
    }
    monkeypatch.setattr("api.routes.needs.read_need", careless)
    monkeypatch.setattr("api.routes.taxonomy.active_taxonomy", broken)
    report = fuzzer.run(160)
    assert any("taxonomy" in each for each in report.faults)
    assert "GET /api/v1/needs/{need_id} as other member: ours agency" in report.leaks
