"""No role carries off identities in bulk, and no role is there for an authority.

Source: P-27, P-3.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from api.app import declared_access
from api.services.accounts.invite_staff import STAFF
from data.engine import Stores
from data.records import Identity
from data.repositories import Consents
from privacy.inventory import IDENTITY_FIELDS
from privacy.keys import KeyRing
from privacy.policy import may_count, may_match
from privacy.vocabulary import Role
from tests.api_client import application
from tests.api_world import World, make_world
from tests.attacks.role_matrix import ask
from tests.attacks.scenes import Scene, set_scene
from tests.stored import Somebody, register

TOOLS = {"agency_member": "member", "coordinator": "coordinator", "officer": "officer"}


@pytest.fixture
def world(sqlite_only: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(sqlite_only, ring, tmp_path)


def name_of(number: int) -> str:
    return f"Zwanzigste-{number:03d}-Qadira"


def people(world: World, count: int = 6) -> list[Somebody]:
    with world.acting(None) as context:
        return [
            register(
                context.work,
                world.runtime.key_ring,
                identity=Identity(full_name=name_of(number), phone=f"+20 100 777 {number:04d}"),
                at=world.clock.now,
            )
            for number in range(count)
        ]


def named_in(text: str, count: int = 6) -> list[str]:
    return [name_of(number) for number in range(count) if name_of(number) in text]


def found_in_one_answer(scene: Scene, routes: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Say how many people an answer named at most, for every role of staff."""
    most = dict.fromkeys(TOOLS, 0)
    for role, caller in TOOLS.items():
        for route in routes[role]:
            cell = ask(scene, route, caller, "ours")
            most[role] = max(most[role], len(named_in(cell.rest)))
    return most


def test_nothing_any_role_can_read_names_people_it_was_not_granted(world: World) -> None:
    """Every address a role may read is asked; the one grant opens its own person only."""
    first, *_ = people(world)
    scene = set_scene(world)
    routes = {
        role: [
            f"{method} {path}"
            for (method, path), access in declared_access(application(world)).items()
            if method == "GET" and role in access.roles and len(access.roles) < len(Role)
        ]
        for role in TOOLS
    }
    assert min(map(len, routes.values())) >= 5
    assert found_in_one_answer(scene, routes) == dict.fromkeys(TOOLS, 0)
    scene.callers["person"] = scene.door.as_(first.actor)
    own = ask(scene, "GET /api/v1/me/profile", "person", "ours")
    assert named_in(own.rest) == [name_of(0)], "the search would find a name"


def test_no_answer_about_many_people_ever_covers_a_name(world: World) -> None:
    """What may be opened for matching or counting, the only openings in bulk, is no identity."""
    (amal,) = people(world, 1)
    with world.acting(amal.actor) as context:
        switches = Consents(context.work, context.runtime.key_ring).switches(amal.id)
        for decision in (
            may_match(amal.id, switches, at=world.clock.now),
            may_count(amal.id, switches, at=world.clock.now),
        ):
            assert decision.allowed
            assert not decision.fields & IDENTITY_FIELDS


def test_roles_are_those_of_the_work_and_none_is_of_an_authority() -> None:
    """A new role fails here until somebody has asked what it may see."""
    assert set(STAFF) == {Role.AGENCY_MEMBER, Role.COORDINATOR, Role.OFFICER}
    assert set(Role) - set(STAFF) == {Role.PERSON, Role.SYSTEM, Role.ASSISTED}
