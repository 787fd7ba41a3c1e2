"""Every route declares its access once, and what it declares is what happens.

``route_access.txt`` is the table a reviewer reads; a new route without a row fails here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import APIRouter

from api.app import UndeclaredAccess, create_app, declared_access
from api.dependencies import Access
from api.services.disclosures.answer_disclosure import answer_request
from api.services.disclosures.request_disclosure import request_disclosure
from api.services.matches.rank_matches import agency_ranking, coordinator_ranking
from api.services.matches.review_match import shortlist_match
from data.engine import Stores
from privacy.handles import new_reference
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.policy import Actor
from privacy.vocabulary import Role
from tests.api_client import Answer, Caller, Door, application, make_door
from tests.api_world import World, make_world, need_input

FILE = Path(__file__).with_name("route_access.txt")
EVERYBODY, SIGNED_IN = "everybody", "anybody signed in"
Route = tuple[str, str]


def table() -> dict[Route, str]:
    found: dict[Route, str] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            who, method, path = re.split(r"\s{2,}| (?=/)", line, maxsplit=2)
            found[method.strip(), path.strip()] = who
    return found


TABLE = table()
EXPECTED = {route: who for route, who in TABLE.items() if route[1].startswith("/api/")}
"""The JSON routes of the table."""
JSON_ROUTES = len(EXPECTED)


def named(access: Access) -> str:
    if not access.roles:
        return EVERYBODY
    if access.roles == frozenset(Role):
        return SIGNED_IN
    return " ".join(sorted(access.roles))


@pytest.fixture
def world(sqlite_only: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(sqlite_only, ring, tmp_path)


@pytest.fixture
def door(world: World) -> Door:
    return make_door(world)


def test_every_route_is_in_the_table_and_no_other(world: World) -> None:
    declared = declared_access(application(world))
    assert {route: named(access) for route, access in declared.items()} == TABLE
    assert len(declared) == len(TABLE) >= 130


def test_a_route_without_a_declaration_does_not_start(world: World) -> None:
    app = create_app(world.runtime)
    router = APIRouter()
    router.add_api_route("/forgotten", lambda: None)
    app.include_router(router)
    with pytest.raises(UndeclaredAccess, match="/forgotten"):
        declared_access(app)


def callers(door: Door) -> dict[str, Caller]:
    world = door.world
    return {
        "nobody": door.as_(None),
        Role.PERSON: door.as_(world.person().actor),
        Role.AGENCY_MEMBER: door.as_(world.agency()),
        Role.COORDINATOR: door.as_(world.coordinator()),
        Role.OFFICER: door.as_(world.member(Role.OFFICER)),
    }


def ask(caller: Caller, route: Route, **references: str) -> Answer:
    method, path = route
    path = path.removeprefix("/api/v1")
    for name in re.findall(r"\{(\w+)\}", path):
        path = path.replace(f"{{{name}}}", references.get(name, "a" * 26))
    json: dict[str, object] | None = {} if method in {"POST", "PUT"} else None
    return caller.ask(method, path, json=json)


def test_who_is_refused_is_what_the_table_says(door: Door) -> None:
    """All roles against all routes; the session is ended last."""
    refused = 0
    for who, caller in callers(door).items():
        for route, allowed in sorted(
            EXPECTED.items(), key=lambda row: row[0][1].endswith("sessions/current")
        ):
            status = ask(caller, route).status
            if (
                allowed == EVERYBODY
                or who in allowed.split()
                or (allowed == SIGNED_IN and who != "nobody")
            ):
                assert status not in {401, 403, 500} or route[1].endswith("/sessions"), route
            else:
                refused += 1
                assert status == (401 if who == "nobody" else 403), (who, route)
    # five callers times all routes, less those each may call
    every = list(EXPECTED.values())
    everybody, signed_in = every.count(EVERYBODY), every.count(SIGNED_IN)
    own = [len(who.split()) for who in every if who not in {EVERYBODY, SIGNED_IN}]
    assert refused == 5 * (JSON_ROUTES - everybody) - 4 * signed_in - sum(own)


def test_an_ended_session_is_nobodys(door: Door) -> None:
    for who, caller in callers(door).items():
        if who == "nobody":
            continue
        assert caller.ask("DELETE", "/sessions/current").status == 204
        for route, allowed in EXPECTED.items():
            if who in allowed.split():
                assert ask(caller, route).status == 401


def test_a_token_that_is_none_is_nobodys(door: Door) -> None:
    for token in ("x", "a" * 43, "a" * 5000, "a b", '"', "%00"):
        assert Caller(door.client, token).ask("GET", "/needs").status == 401


@dataclass(frozen=True)
class Foreign:
    """References that exist, and belong to somebody else."""

    need: str
    agency_handle: str
    coordination_handle: str
    request: str
    grant: str


@pytest.fixture
def foreign(world: World) -> Foreign:
    agency, coordinator = world.agency("Green Coop"), world.coordinator()
    amal = world.person()
    need = world.need(agency, "cage_farming")
    with world.acting(coordinator) as context:
        (ranked,) = coordinator_ranking(context, need.id).matches
        shortlist_match(context, need.id, ranked.handle)
    with world.acting(agency) as context:
        (seen,) = agency_ranking(context, need.id).matches
        until = world.clock.now.date() + timedelta(days=9)
        asked = request_disclosure(context, need.id, seen.handle, [PersonalField.FULL_NAME], until)
    grant = grant_of(world, amal.actor, asked.id)
    return Foreign(need.id, seen.handle, ranked.handle, asked.id, grant)


def grant_of(world: World, actor: Actor, request: str) -> str:
    with world.acting(actor) as context:
        return answer_request(context, request, [PersonalField.FULL_NAME]).id


NEED = need_input("cage_farming").model_dump(mode="json", exclude_none=True)
ATTEMPTS: tuple[tuple[str, str, str, object], ...] = (
    (Role.AGENCY_MEMBER, "GET", "/needs/{need}", None),
    (Role.AGENCY_MEMBER, "PUT", "/needs/{need}", NEED),
    (Role.AGENCY_MEMBER, "POST", "/needs/{need}/publication", None),
    (Role.AGENCY_MEMBER, "POST", "/needs/{need}/closure", None),
    (Role.AGENCY_MEMBER, "GET", "/needs/{need}/matches", None),
    (Role.AGENCY_MEMBER, "GET", "/needs/{need}/matches/{agency_handle}", None),
    (Role.AGENCY_MEMBER, "GET", "/needs/{need}/matches/{agency_handle}/disclosure", None),
    (
        Role.AGENCY_MEMBER,
        "POST",
        "/needs/{need}/matches/{agency_handle}/disclosure-requests",
        {"fields": ["full_name"], "until": "2026-12-01"},
    ),
    (Role.COORDINATOR, "GET", "/coordination/needs/{need}/matches/{agency_handle}", None),
    (
        Role.COORDINATOR,
        "PUT",
        "/coordination/needs/{need}/matches/{agency_handle}/review",
        {"decision": "shortlisted", "reason": "meets_need"},
    ),
    (
        Role.PERSON,
        "POST",
        "/me/disclosure-requests/{request}/grant",
        {"fields": ["full_name"]},
    ),
    (Role.PERSON, "POST", "/me/disclosure-requests/{request}/refusal", None),
    (Role.PERSON, "DELETE", "/me/grants/{grant}", None),
)


def paths(template: str, foreign: Foreign) -> Iterator[str]:
    """Give the address with foreign references, and with references that are nobody's."""
    names = re.findall(r"\{(\w+)\}", template)
    for found in (
        {name: getattr(foreign, name) for name in names},
        {name: new_reference() for name in names},
        {
            name: getattr(foreign, names[0]) if name == names[0] else new_reference()
            for name in names
        },
    ):
        yield template.format(**found)


def test_what_is_somebody_elses_looks_like_what_is_not_there(door: Door, foreign: Foreign) -> None:
    """Same status, same body, same headers but for the day."""
    known = callers(door)
    tried = 0
    for who, method, template, body in ATTEMPTS:
        answers = [
            known[who].ask(method, path, json=body, if_match='"2"')
            for path in paths(template, foreign)
        ]
        assert {answer.status for answer in answers} == {404}, template
        assert len({answer.text for answer in answers}) == 1, template
        assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1, template
        tried += 1
    assert tried == len(ATTEMPTS) == 13
