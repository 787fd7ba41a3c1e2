"""The language somebody chose is kept with her account and speaks wherever no other is chosen."""

import json

import pytest
from starlette.testclient import TestClient

from api.door import Door
from api.services.accounts.invite_staff import invite_staff, join_by_passphrase
from api.services.accounts.sign_in import sign_in
from api.services.people.export_person import export_own_data
from privacy.policy import SYSTEM, Actor
from privacy.vocabulary import Role
from tests.api_client import ORIGIN, application
from tests.api_world import World
from tests.factories import claim

PASSPHRASE = "harbour lantern violet mango seven"
REGISTERED_IN = "ar"
"""Language of the accounts of the tests' people."""


def browser(world: World, actor: Actor) -> TestClient:
    """Give a browser set to English, in somebody's session and with no other cookie."""
    client = TestClient(application(world), base_url=ORIGIN, follow_redirects=False)
    client.headers.update({"accept": "text/html", "accept-language": "en", "origin": ORIGIN})
    client.cookies.set(world.runtime.cookie_name, world.token(actor))
    return client


def spoken(client: TestClient, path: str = "/me") -> str:
    """Say in which language a page is."""
    _, _, rest = client.get(path).text.partition('<html lang="')
    return rest[:2]


def choose(client: TestClient, language: str) -> None:
    assert client.post("/language", data={"language": language, "back": "/me"}).status_code == 303


def exported(world: World, actor: Actor, language: str) -> object:
    with world.acting(actor, language) as context:
        return json.loads(json.dumps(export_own_data(context)))["account"]["language"]


def test_a_choice_is_there_in_another_browser_and_in_the_export(world: World) -> None:
    actor = world.person(claim("net_mending")).actor
    first = browser(world, actor)
    assert spoken(first) == REGISTERED_IN
    choose(first, "es")
    assert spoken(browser(world, actor)) == "es"
    assert exported(world, actor, "en") == "es"


def test_a_choice_in_this_browser_stands_before_the_one_kept(world: World) -> None:
    actor = world.person(claim("net_mending")).actor
    shared = browser(world, actor)
    shared.cookies.set("language", "pt")
    assert spoken(shared) == "pt"
    assert exported(world, actor, "pt") == REGISTERED_IN
    shared.cookies.clear()
    assert spoken(shared, "/sign-in") == "en"


def test_slow_pages_and_their_errors_speak_it_too(world: World) -> None:
    """They are answered at the door, without a unit of work."""
    actor = world.person(claim("net_mending")).actor
    answer = browser(world, actor).post("/account/passphrase", data={"form_token": "none"})
    assert f'<html lang="{REGISTERED_IN}"' in answer.text


def test_a_program_says_its_language_in_each_request(world: World) -> None:
    actor = world.person(claim("net_mending")).actor
    program = browser(world, actor)
    program.cookies.clear()
    program.headers["authorization"] = f"Bearer {world.token(actor)}"
    assert spoken(program) == "en"


def test_nothing_is_kept_of_a_visitor_or_in_the_demonstration(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = world.person(claim("net_mending")).actor
    visitor = browser(world, actor)
    visitor.cookies.clear()
    choose(visitor, "es")
    assert exported(world, actor, "es") == REGISTERED_IN
    monkeypatch.setattr(
        world.runtime, "settings", world.runtime.settings.model_copy(update={"demo": True})
    )
    everybody = browser(world, actor)
    assert spoken(everybody) == "en"
    choose(everybody, "es")
    assert exported(world, actor, "es") == REGISTERED_IN


def test_who_was_invited_has_the_language_she_joined_in(world: World) -> None:
    organisation = world.agency().organisation
    with world.acting(SYSTEM) as context:
        code = invite_staff(context, Role.AGENCY_MEMBER, organisation).code
    joined, name = join_by_passphrase(
        Door(world.runtime, "pt", site="http://localhost"), code, PASSPHRASE
    )
    assert joined.language == "pt"
    assert sign_in(Door(world.runtime, "es"), name, PASSPHRASE).language == "pt"
