"""What goes wrong is said by place and code, and never in the sender's words."""

import pytest

from api.services.accounts.claim_form import new_form_token
from tests.api_client import ORIGIN, make_door
from tests.api_world import World
from tests.impatience import impatient

CANARY = "zq-marmalade-7741"


def test_an_unknown_name_in_the_input_is_refused_without_being_repeated(world: World) -> None:
    door = make_door(world)
    answer = door.as_(None).ask(
        "POST", "/sessions", json={"login": "x", "passphrase": "y", CANARY: 1}
    )
    assert answer.status == 422
    assert answer.json["errors"] == [{"pointer": "", "code": "extra_forbidden"}]
    assert CANARY not in answer.text


def test_a_value_of_the_wrong_kind_is_refused_without_being_repeated(world: World) -> None:
    door = make_door(world)
    answer = door.as_(None).ask("POST", "/sessions", json={"login": [CANARY], "passphrase": "y"})
    assert answer.status == 422
    assert answer.json["errors"][0]["pointer"] == "/login"
    assert CANARY not in answer.text


def test_a_key_of_a_mapping_is_refused_without_being_repeated(world: World) -> None:
    caller = make_door(world).as_(world.person().actor)
    answer = caller.ask("PUT", "/me/work", json={"permit_answers": {CANARY: "yes"}})
    assert answer.status == 422
    assert {error["pointer"] for error in answer.json["errors"]} == {"/permit_answers"}
    assert CANARY not in answer.text


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "null", "//", "http://"])
@pytest.mark.parametrize("path", ["/sign-in", "/api/v1/sessions", "/agency/needs/new", "/me/leave"])
def test_an_origin_that_is_none_is_foreign(world: World, origin: str, path: str) -> None:
    door = make_door(world)
    answer = door.client.post(path, data={"login": "x"}, headers={"origin": origin})
    assert answer.status_code == 403


@pytest.mark.parametrize("revision", ["\u00b2", "\u0663", "-1", "1_0", "9" * 5000, ""])
def test_a_revision_that_is_no_number_is_refused(world: World, revision: str) -> None:
    agency = world.agency()
    need = world.need(agency, "cage_farming", publish=False)
    door = make_door(world)
    headers = {"origin": ORIGIN, "authorization": f"Bearer {world.token(agency)}"}
    for path, name in (("", "revision"), ("/edit", "form_revision")):
        sent = {"form_token": new_form_token(), name: revision, "do": "publish", "save": "yes"}
        answer = door.client.post(f"/agency/needs/{need.id}{path}", data=sent, headers=headers)
        assert answer.status_code == 422


@pytest.mark.parametrize(
    "name",
    [
        "requirements" + "-a" * 3000,
        "-" * 3000,
        "requirements-\u00b2-concept",
        "requirements-" + "9" * 5000 + "-concept",
        "requirements-0-concept-a-b-c-d",
        CANARY,
    ],
)
def test_an_input_name_of_any_form_is_refused(world: World, name: str) -> None:
    door = make_door(world)
    headers = {"origin": ORIGIN, "authorization": f"Bearer {world.token(world.agency())}"}
    sent = {"form_token": new_form_token(), "save": "yes", "title": "Nets", name: "x"}
    answer = door.client.post("/agency/needs/new", data=sent, headers=headers)
    assert answer.status_code == 422
    as_problem = door.client.post(
        "/agency/needs/new",
        data={**sent, "form_token": new_form_token()},
        headers={**headers, "accept": "application/json"},
    )
    assert CANARY not in as_problem.text


def test_an_open_need_is_closed_and_copied_from_its_page(world: World) -> None:
    agency = world.agency()
    need = world.need(agency, "cage_farming")
    door = make_door(world)
    headers = {"origin": ORIGIN, "authorization": f"Bearer {world.token(agency)}"}
    page = door.client.get(f"/agency/needs/{need.id}", headers=headers)
    assert 'value="copy"' in page.text
    sent = {"form_token": new_form_token(), "revision": str(need.revision), "do": "copy"}
    answer = door.client.post(
        f"/agency/needs/{need.id}", data=sent, headers=headers, follow_redirects=False
    )
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("/edit")
    assert door.client.get(answer.headers["location"], headers=headers).status_code == 200


def test_a_control_character_is_refused_wherever_it_stands(world: World) -> None:
    need = {"kind": "vacancy", "title": "Net mender", "text": "", "employer": None}
    for part in ("title", "text", "employer"):
        caller = make_door(world).as_(world.agency())
        answer = caller.ask("POST", "/needs", json={**need, part: "a net\0mender"})
        assert answer.status == 422, part
        assert answer.json["errors"] == [{"pointer": f"/{part}", "code": "control_character"}]


def test_when_others_write_for_too_long_one_is_asked_to_come_back(world: World) -> None:
    amal = world.person()
    caller = make_door(world).as_(amal.actor)
    with impatient(world.runtime.stores):
        with world.runtime.stores.begin():
            answer = caller.ask("POST", "/me/confirmation")
        assert answer.status == 503
        assert answer.json["code"] == "stores_busy"
        assert int(answer.headers["retry-after"]) > 0
        assert caller.ask("POST", "/me/confirmation").status == 204
