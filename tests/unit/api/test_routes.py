"""The JSON routes: the main job end to end, errors in one shape, nothing echoed."""

import json
from typing import Any

import pytest

from api.services.people.notices import notice_reference
from privacy.handles import new_account_code, new_reference
from privacy.inventory import consent_pairs
from privacy.vocabulary import Role
from tests.api_client import Caller, Door, make_door
from tests.api_world import World
from tests.factories import skill
from tests.stored import take_roles

PASSPHRASE = "correct river stone lamp orchard"
CANARY = "qwxz-canary-qwxz"


@pytest.fixture
def door(world: World) -> Door:
    return make_door(world)


def register(door: Door, language: str = "en") -> tuple[Caller, str]:
    nobody = door.as_(None, language)
    notice = nobody.get("/notice")["reference"]
    created = nobody.post(
        "/people",
        {
            "language": language,
            "passphrase": PASSPHRASE,
            "notice": notice,
            "consents": [
                {"purpose": purpose.value, "field": field.value}
                for purpose, field in consent_pairs()
            ],
        },
    )
    return Caller(door.client, created["token"], language), created["account_name"]


NEED = {
    "kind": "vacancy",
    "title": "Fish farm worker",
    "language": "en",
    "beneficiary_group": "local_enterprises",
    "requirements": [{"concept": skill("cage_farming"), "minimum_level": 2}],
}


def test_the_main_job_by_json_alone(world: World) -> None:
    door = make_door(world)
    amal, name = register(door)
    amal.ask("PUT", "/me/identity", json={"full_name": "Amal Canary", "phone": "+20 100 777"})
    work = {"skills": [{"concept": skill("cage_farming"), "level": 3, "last_used_year": 2026}]}
    assert amal.ask("PUT", "/me/work", json=work).status == 204
    assert amal.get("/me/profile")["work"]["skills"][0]["label"] == "cage farming"

    agency = door.as_(world.agency())
    need = agency.post("/needs", NEED)
    published = agency.post(f"/needs/{need['id']}/publication", if_match=f'"{need["revision"]}"')
    assert published["status"] == "open"
    (own,) = amal.get("/me/matches")["matches"]
    assert own["need"]["id"] == need["id"]
    (seen,) = agency.get(f"/needs/{need['id']}/matches")["matches"]
    assert "Amal" not in json.dumps(seen)

    coordinator = door.as_(world.coordinator())
    (ranked,) = coordinator.get(f"/coordination/needs/{need['id']}/matches")["matches"]
    assert ranked["explanation"]["score"] == own["explanation"]["score"]
    review = f"/coordination/needs/{need['id']}/matches/{ranked['handle']}/review"
    decided = coordinator.ask(
        "PUT", review, json={"decision": "shortlisted", "reason": "meets_need"}
    )
    assert decided.status == 200

    match = f"/needs/{need['id']}/matches/{seen['handle']}"
    asked = agency.post(
        f"{match}/disclosure-requests",
        {"fields": ["full_name", "phone"], "until": "2026-12-01"},
    )
    assert asked["status"] == "waiting"
    (request,) = amal.get("/me/disclosure-requests")
    grant = amal.post(f"/me/disclosure-requests/{request['id']}/grant", {"fields": ["full_name"]})
    assert agency.get(f"{match}/disclosure")["fields"] == {"full_name": "Amal Canary"}
    log = amal.get("/me/access-log")
    assert any(line["action"] == "fields_disclosed" for line in log)
    assert amal.ask("DELETE", f"/me/grants/{grant['id']}").status == 204
    ended = agency.ask("GET", f"{match}/disclosure")
    assert ended.json["status"] == "ended"
    assert "Amal" not in ended.text

    exported = amal.get("/me/data")
    assert exported["identity"]["full_name"] == "Amal Canary"
    again = door.as_(None).post("/sessions", {"login": name, "passphrase": PASSPHRASE})
    assert again["role"] == "person"
    wrong = amal.ask("POST", "/me/erasure", json={"passphrase": "something else"})
    assert wrong.status == 422
    assert amal.ask("POST", "/me/erasure", json={"passphrase": PASSPHRASE}).status == 204
    assert amal.ask("GET", "/me/profile").status == 401
    assert agency.get(f"/needs/{need['id']}/matches")["matches"] == []


def test_consents_are_set_as_a_whole_and_name_the_notice(door: Door) -> None:
    amal, _ = register(door)
    sheet = amal.get("/me/consents")
    kept = [
        {"purpose": line["purpose"], "field": line["field"]}
        for line in sheet["consents"]
        if line["purpose"] == "store"
    ]
    outdated = amal.ask("PUT", "/me/consents", json={"consents": kept, "notice": "0" * 64})
    assert (outdated.status, outdated.json["code"]) == (409, "notice_changed")
    answer = amal.ask("PUT", "/me/consents", json={"consents": kept, "notice": sheet["notice"]})
    holding = {line["purpose"] for line in answer.json["consents"] if line["holds"]}
    assert holding == {"store"}
    assert sheet["notice"] == notice_reference("en")


def test_signing_out_ends_the_session(door: Door) -> None:
    amal, _ = register(door)
    assert amal.ask("DELETE", "/sessions/current").status == 204
    assert amal.ask("GET", "/me/profile").status == 401


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/needs", {"kind": CANARY, "title": CANARY, "text": [CANARY]}),
        ("POST", "/needs", [CANARY]),
        ("POST", "/needs", {**NEED, "requirements": [{"concept": CANARY}]}),
        ("GET", f"/needs/{CANARY}", None),
        ("GET", f"/needs?limit={CANARY}", None),
        ("POST", f"/needs/{CANARY}/publication", None),
        ("GET", f"/{CANARY}", None),
        ("POST", "/taxonomy/links", {"phrases": [CANARY], "language": CANARY}),
    ],
)
def test_an_error_is_a_problem_and_repeats_nothing(
    door: Door, world: World, method: str, path: str, body: object
) -> None:
    answer = door.as_(world.agency()).ask(method, path, json=body)
    assert 400 <= answer.status < 500
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json
    assert {"type", "title", "status", "detail", "code"} <= set(problem)
    assert problem["status"] == answer.status
    assert CANARY not in answer.text


def test_a_wrong_field_is_named_by_its_pointer(door: Door, world: World) -> None:
    body = {**NEED, "requirements": [{"concept": skill("cage_farming"), "weight": 1000}]}
    answer = door.as_(world.agency()).ask("POST", "/needs", json=body)
    assert answer.status == 422
    assert [error["pointer"] for error in answer.json["errors"]] == ["/requirements/0/weight"]


def test_a_body_that_is_no_json_is_refused(door: Door, world: World) -> None:
    caller = door.as_(world.agency())
    answer = door.client.post(
        "/api/v1/needs",
        content=b"{" + CANARY.encode(),
        headers={"authorization": f"Bearer {caller.token}", "content-type": "application/json"},
    )
    assert answer.status_code == 422
    assert CANARY not in answer.text


def test_a_change_names_the_revision_it_was_made_from(door: Door, world: World) -> None:
    agency = door.as_(world.agency())
    need = agency.post("/needs", NEED)
    path = f"/needs/{need['id']}"
    assert agency.ask("PUT", path, json=NEED).status == 422
    assert agency.ask("PUT", path, json=NEED, if_match='"1"').status == 200
    late = agency.ask("PUT", path, json=NEED, if_match='"1"')
    assert (late.status, late.json["code"]) == (409, "changed_meanwhile")


def test_lists_are_cut_where_asked_and_never_longer_than_200(door: Door, world: World) -> None:
    agency = door.as_(world.agency())
    for _ in range(3):
        agency.post("/needs", NEED)
    assert len(agency.get("/needs?limit=2")) == 2
    for limit in (0, 201):
        assert agency.ask("GET", f"/needs?limit={limit}").status == 422


def test_errors_speak_the_readers_language(door: Door) -> None:
    details = {
        language: door.as_(None, language).ask("GET", "/me/profile").json["detail"]
        for language in ("fr", "en", "ar")
    }
    assert len(set(details.values())) == 3


def test_a_token_works_as_bearer_and_its_session_may_be_ended_elsewhere(
    door: Door, world: World
) -> None:
    agency = world.agency()
    first, second = door.as_(agency), door.as_(agency)
    first.post("/needs", NEED)
    assert len(second.get("/needs")) == 1
    with world.acting(None) as context:
        take_roles(context.work, agency.account)
    assert first.ask("GET", "/needs").status == 401


def test_sign_in_gives_one_answer_to_every_failure(door: Door) -> None:
    _, name = register(door)
    nobody = door.as_(None)
    answers = [
        nobody.ask("POST", "/sessions", json={"login": login, "passphrase": "wrong wrong wrong"})
        for login in (name, new_account_code(), "nobody@example.org")
    ]
    assert {answer.status for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1


def test_everybody_may_ask_for_health_notice_and_taxonomy(door: Door) -> None:
    nobody = door.as_(None)
    assert nobody.get("/health") == {"status": "ok", "taxonomy": "test"}
    assert nobody.get("/taxonomy")["name"] == "test"
    assert len(nobody.get("/notice")["reference"]) == 64


def test_the_officer_checks_the_chain(door: Door, world: World) -> None:
    officer = door.as_(world.member(Role.OFFICER))
    first: dict[str, Any] = officer.post("/audit/verifications", {})
    second = officer.post("/audit/verifications", {"count": first["count"], "head": first["head"]})
    assert first["ok"]
    assert second["ok"]


def test_an_answer_may_be_kept_by_nobody(door: Door, world: World) -> None:
    answer = door.as_(world.agency()).ask("GET", "/needs")
    assert answer.headers["cache-control"] == "no-store"


def test_words_are_found_by_post_and_come_back_unchanged(door: Door, world: World) -> None:
    caller = door.as_(world.coordinator())
    (found,) = caller.post(
        "/taxonomy/links", {"phrases": [" net mending "], "language": "en", "top": 2}
    )
    assert found["query"] == " net mending "
    assert found["concepts"][0]["label"] == "net mending"


def test_somebody_elses_reference_is_not_found(door: Door, world: World) -> None:
    need = door.as_(world.agency()).post("/needs", NEED)
    other = door.as_(world.agency("Green Coop"))
    foreign = other.ask("GET", f"/needs/{need['id']}")
    nothing = other.ask("GET", f"/needs/{new_reference()}")
    assert foreign.status == nothing.status == 404
    assert foreign.text == nothing.text
