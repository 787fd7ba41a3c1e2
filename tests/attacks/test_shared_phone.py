"""Whoever picks up a telephone that others use: what is left open on it, and what its tab says."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

import api.pages.shell as shell
import api.services.accounts.sign_in as signing_in
import api.services.people.erase_person as erasing
from api.app import declared_access
from api.i18n import translator
from api.languages import OFFERED
from data.engine import Stores
from data.records import Account, AccountStatus, RoleAssignment
from data.repositories import Accounts, Persons
from privacy.handles import canonical_login, new_account_code, new_reference
from privacy.keys import KeyRing
from privacy.policy import Actor
from privacy.vocabulary import Role
from tests.api_client import Caller, Door, application, make_door
from tests.api_world import World, make_world
from tests.attacks.insiders import Insider

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
TICK = timedelta(seconds=1)
LASTS = {
    Role.PERSON: (timedelta(minutes=15), timedelta(hours=12)),
    Role.AGENCY_MEMBER: (timedelta(minutes=30), timedelta(hours=12)),
    Role.COORDINATOR: (timedelta(minutes=15), timedelta(hours=8)),
    Role.OFFICER: (timedelta(minutes=15), timedelta(hours=8)),
}


@pytest.fixture
def world(stores: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(stores, ring, tmp_path)


@pytest.fixture
def door(world: World) -> Door:
    return make_door(world)


def somebody(world: World, role: Role) -> Actor:
    if role is Role.PERSON:
        return world.person().actor
    return world.agency() if role is Role.AGENCY_MEMBER else world.member(role)


@pytest.mark.parametrize("role", LASTS)
def test_a_session_ends_by_itself_to_the_second(
    world: World, door: Door, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    idle, longest = LASTS[role]
    actor = somebody(world, role)

    def runs(token: str) -> bool:
        with world.acting(None) as context:
            signing_in.resume_session(context, token)
            return context.actor is not None

    left = world.token(actor)
    world.clock.now += idle - TICK
    assert runs(left)
    world.clock.now += idle
    assert not runs(left)
    assert Caller(door.client, left).ask("GET", "/account").status == 401
    busy, begun = world.token(actor), world.clock.now
    while world.clock.now + idle - TICK < begun + longest:
        world.clock.now += idle - TICK
        assert runs(busy)
    world.clock.now = begun + longest - TICK
    assert runs(busy)
    world.clock.now = begun + longest
    assert not runs(busy)
    left = world.token(actor)
    monkeypatch.setitem(signing_in.IDLE, role, timedelta(hours=1))
    world.clock.now += idle
    assert runs(left), "the break: with a longer time it would still be open"


def test_who_has_no_passphrase_proves_herself_before_she_is_erased(
    world: World, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = Account(new_reference(), AccountStatus.ACTIVE, "en", world.clock.now.date())
    ring, insider = world.runtime.key_ring, Insider(world.runtime.stores)
    with world.acting(None) as context:
        accounts = Accounts(context.work, ring)
        accounts.add(account, canonical_login(new_account_code()), None)
        accounts.assign(RoleAssignment(account.id, Role.PERSON))
        newcomer = Actor(account.id, Role.PERSON)
        amal = Persons(context.work, ring, context.now).create(account.id, newcomer)
    caller = door.as_(Actor(account.id, Role.PERSON, "", amal.id))
    world.later(minutes=5)
    answer = caller.ask("POST", "/me/erasure", json={"passphrase": "whatever is typed here"})
    assert (answer.status, answer.json["code"]) == (403, "step_up_needed")
    assert insider.rows("main", "person", id=amal.id)
    monkeypatch.setattr(erasing, "require_recent_proof", lambda _: None)
    answer = caller.ask("POST", "/me/erasure", json={"passphrase": "whatever is typed here"})
    assert answer.status == 204
    assert insider.rows("main", "person", id=amal.id) == []


def quiet_paths(world: World) -> list[str]:
    """Give every page a person or somebody at the door can open without a reference."""
    declared = declared_access(application(world))
    return sorted(
        path
        for (method, path), access in declared.items()
        if method == "GET"
        and "{" not in path
        and (path.startswith("/me") or path.startswith(DOOR))
        and (not access.roles or Role.PERSON in access.roles)
    )


DOOR = ("/account", "/sign-in", "/register", "/recover", "/join", "/page")


@pytest.mark.parametrize("language", OFFERED)
def test_the_tab_says_nothing_on_a_persons_pages(
    world: World, door: Door, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = quiet_paths(world)
    assert len(paths) > 20
    token = world.token(world.person().actor)
    neutral = translator(language).text("tab.neutral")

    def titles(paths: list[str]) -> set[str]:
        found: set[str] = set()
        for path in paths:
            headers = {"accept": "text/html", "accept-language": language}
            if not path.startswith(DOOR[1:5]):
                headers["authorization"] = f"Bearer {token}"
            answer = door.client.get(path, headers=headers, follow_redirects=False)
            if answer.status_code in {303, 307}:
                continue
            found.update(each.strip() for each in TITLE.findall(answer.text))
            assert 'href="data:,"' in answer.text or neutral not in found
        return found

    if language != OFFERED[0]:
        paths = ["/me", "/account", "/sign-in"]
    assert titles([*paths, "/me/nowhere", "/me/matches/" + "a" * 26]) == {neutral}
    if language == OFFERED[0]:
        monkeypatch.setattr(shell, "NEUTRAL", frozenset())
        assert len(titles(["/me", "/me/profile", "/me/requests"])) == 3, "the break"
