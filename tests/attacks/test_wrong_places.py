"""Who tries a place of another role is refused, and that it was tried stays in the log."""

from pathlib import Path
from typing import Any

import pytest

from data.engine import Stores
from data.repositories import AuditLog
from privacy.audit import AuditAction, Outcome
from privacy.errors import DenyReason
from privacy.keys import KeyRing
from privacy.policy import Actor
from privacy.vocabulary import Role
from tests.api_client import make_door
from tests.api_world import World, make_world

PLACES: tuple[tuple[str, str, object], ...] = (
    ("GET", "/coordination/needs", None),
    ("PUT", "/me/exclusions", {"organisations": []}),
    ("POST", "/audit/verifications", {}),
    ("POST", "/me/erasure", {}),
)


@pytest.fixture
def world(stores: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(stores, ring, tmp_path)


def refused(world: World) -> list[tuple[str, Role, Outcome, tuple[DenyReason, ...]]]:
    with world.acting(None) as context:
        return [
            (each.entry.actor, each.entry.role, each.entry.outcome, tuple(each.entry.reasons))
            for each in AuditLog(context.work, world.runtime.key_ring).chain()
            if each.entry.action is AuditAction.PLACE_REFUSED
        ]


def try_everywhere(world: World, agency: Actor) -> None:
    caller = make_door(world).as_(agency)
    for method, path, body in PLACES:
        assert caller.ask(method, path, json=body).status == 403


def test_every_try_is_in_the_log_with_who_tried(world: World) -> None:
    agency = world.agency()
    try_everywhere(world, agency)
    tried = (agency.account, Role.AGENCY_MEMBER, Outcome.DENIED, (DenyReason.WRONG_ROLE,))
    assert refused(world) == [tried] * len(PLACES)


def test_whoever_is_not_signed_in_leaves_no_entry(world: World) -> None:
    caller = make_door(world).as_(None)
    for method, path, body in PLACES:
        assert caller.ask(method, path, json=body).status == 401
    assert refused(world) == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_try_noted_with_what_is_rolled_back_would_be_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: the entry is written in the transaction the refusal rolls back."""

    def together(context: Any, action: AuditAction, reasons: Any, **_: Any) -> None:
        AuditLog(context.work, world.runtime.key_ring).append(
            action, context.actor, context.now, outcome=Outcome.DENIED, reasons=reasons
        )

    monkeypatch.setattr("api.dependencies.note_denial", together)
    caller = make_door(world).as_(world.agency())
    assert caller.ask("GET", "/coordination/needs").status == 403
    assert refused(world) == []
