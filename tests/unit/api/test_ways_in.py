"""Passphrase, printed codes, sessions, and proving oneself again; as programs and as pages."""

import re
from typing import Any

import pytest

from api.services.accounts.claim_form import new_form_token
from data.repositories import AuditLog
from privacy.audit import AuditAction, Outcome
from privacy.inventory import PersonalField
from tests.api_client import Answer, Caller, Door, make_door
from tests.api_world import World

FIRST = "zinnia quartz bramble yodel fjord"
SECOND = "walnut kettle orchid saddle prism"


@pytest.fixture
def door(world: World) -> Door:
    return make_door(world)


def register(door: Door, passphrase: str = FIRST, **given: object) -> tuple[str, Caller]:
    nobody = door.as_(None)
    body = {
        "language": "en",
        "notice": nobody.get("/notice")["reference"],
        "passphrase": passphrase,
        "consents": [],
        **given,
    }
    made = nobody.post("/people", body)
    return made["account_name"], Caller(door.client, made["token"])


def sign_in(door: Door, login: str, passphrase: str) -> Answer:
    body = {"login": login, "passphrase": passphrase}
    return door.as_(None).ask("POST", "/sessions", json=body)


def recover(door: Door, login: str, code: str, passphrase: str = SECOND) -> Answer:
    body = {"login": login, "code": code, "passphrase": passphrase}
    return door.as_(None).ask("POST", "/recoveries", json=body)


def test_a_printed_code_lets_her_in_once_and_ends_every_session(door: Door) -> None:
    login, amal = register(door)
    codes = amal.post("/account/recovery-codes")["codes"]
    assert len(set(codes)) == 8
    assert all(
        re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}", c) for c in codes
    )
    answer = recover(door, login.lower(), codes[0].lower().replace("-", " "))
    assert answer.status == 201
    assert amal.ask("GET", "/me/profile").status == 401
    again = Caller(door.client, answer.json["token"])
    assert again.get("/account")["codes_left"] == 7
    assert [sign_in(door, login, each).status for each in (FIRST, SECOND)] == [401, 201]
    assert recover(door, login, codes[0]).status == 401
    assert recover(door, login, codes[1], FIRST).status == 201


def test_new_codes_make_the_old_ones_worthless(door: Door) -> None:
    login, amal = register(door)
    old, new = (amal.post("/account/recovery-codes")["codes"] for _ in range(2))
    assert recover(door, login, old[0]).status == 401
    assert recover(door, login, new[0]).status == 201


def test_a_code_opens_no_other_account_and_unknown_accounts_answer_alike(door: Door) -> None:
    login, amal = register(door)
    other, badr = register(door)
    code = amal.post("/account/recovery-codes")["codes"][0]
    badr.post("/account/recovery-codes")
    answers = [
        recover(door, name, guess)
        for name, guess in ((other, code), ("AAAA-AAAA-AAAA", code), (login, "A" * 29), ("", "x"))
    ]
    assert [answer.status for answer in answers] == [401, 401, 401, 422]
    assert len({answer.text for answer in answers[:3]}) == 1
    assert recover(door, login, code).status == 201


def test_a_code_opens_what_guessers_had_closed(door: Door) -> None:
    login, amal = register(door)
    code = amal.post("/account/recovery-codes")["codes"][0]
    for _ in range(5):
        sign_in(door, login, SECOND)
    assert sign_in(door, login, FIRST).status == 401
    assert recover(door, login, code, SECOND).status == 201
    assert sign_in(door, login, SECOND).status == 201


def test_a_weak_passphrase_uses_no_code_up(door: Door) -> None:
    login, amal = register(door)
    code = amal.post("/account/recovery-codes")["codes"][0]
    assert recover(door, login, code, "short").status == 422
    assert recover(door, login, code).status == 201


def test_another_passphrase_ends_the_other_sessions(door: Door) -> None:
    login, amal = register(door)
    elsewhere = Caller(door.client, sign_in(door, login, FIRST).json["token"])
    assert [each["is_current"] for each in amal.get("/account")["sessions"]].count(True) == 1
    assert len(amal.get("/account")["sessions"]) == 2
    assert amal.ask("PUT", "/account/secret", json={"passphrase": SECOND}).status == 204
    assert elsewhere.ask("GET", "/account").status == 401
    assert len(amal.get("/account")["sessions"]) == 1
    assert [sign_in(door, login, each).status for each in (FIRST, SECOND)] == [401, 201]


def test_she_ends_the_sessions_she_left_open_elsewhere(door: Door) -> None:
    login, amal = register(door)
    others = [Caller(door.client, sign_in(door, login, FIRST).json["token"]) for _ in range(2)]
    assert amal.ask("DELETE", "/sessions/others").status == 204
    assert [each.ask("GET", "/account").status for each in (amal, *others)] == [200, 401, 401]


def asking(door: Door) -> tuple[World, Any, Caller, str]:
    """Have an agency ask a person for her name; give her caller and the request."""
    from datetime import timedelta

    from api.services.disclosures.request_disclosure import request_disclosure
    from api.services.matches.rank_matches import agency_ranking, coordinator_ranking
    from api.services.matches.review_match import shortlist_match

    world = door.world
    amal, agency, coordinator = world.person(), world.agency(), world.coordinator()
    need = world.need(agency, "cage_farming")
    with world.acting(coordinator) as context:
        (ranked,) = coordinator_ranking(context, need.id).matches
        shortlist_match(context, need.id, ranked.handle)
    with world.acting(agency) as context:
        (seen,) = agency_ranking(context, need.id).matches
        until = world.clock.now.date() + timedelta(days=9)
        asked = request_disclosure(context, need.id, seen.handle, [PersonalField.FULL_NAME], until)
    return world, amal, door.as_(amal.actor), asked.id


def test_what_cannot_be_taken_back_needs_a_proof_of_the_last_five_minutes(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And without that rule it would not: the break."""
    world, _, amal, request = asking(door)
    grant = ("POST", f"/me/disclosure-requests/{request}/grant", {"fields": ["full_name"]})
    guarded: tuple[tuple[str, str, object], ...] = (
        grant,
        ("GET", "/me/data", None),
        ("POST", "/account/recovery-codes", None),
        ("PUT", "/account/secret", {"passphrase": SECOND}),
        ("POST", "/passkeys/questions", None),
        ("POST", "/passkeys", {"credential": {}}),
        ("DELETE", "/passkeys/x", None),
    )
    world.later(minutes=5)
    for method, path, body in guarded:
        answer = amal.ask(method, path, json=body)
        assert (answer.status, answer.json["code"]) == (403, "step_up_needed"), path
    assert amal.ask("POST", "/me/disclosure-requests/none/grant", json=grant[2]).status == 403
    # narrowing never waits
    assert amal.ask("POST", "/me/consents/withdrawal").status == 204
    module = "api.services.disclosures.answer_disclosure.require_recent_proof"
    monkeypatch.setattr(module, lambda _: None)
    assert amal.ask(*grant[:2], json=grant[2]).status != 403


def test_a_passphrase_proves_it_and_a_wrong_one_counts(door: Door) -> None:
    login, amal = register(door)
    proof = "/sessions/current/proof"
    door.world.later(minutes=6)
    assert amal.ask("GET", "/me/data").status == 403
    for _ in range(4):
        assert amal.ask("POST", proof, json={"passphrase": SECOND}).status == 422
    assert amal.ask("POST", proof, json={"passphrase": FIRST}).status == 204
    assert amal.ask("GET", "/me/data").status == 200
    door.world.later(minutes=4, seconds=59)
    assert amal.ask("GET", "/me/data").status == 200
    door.world.later(seconds=1)
    assert amal.ask("GET", "/me/data").status == 403
    assert amal.ask("POST", proof, json={"passphrase": SECOND}).status == 422
    assert sign_in(door, login, FIRST).status == 401
    with door.world.acting(None) as context:
        log = AuditLog(context.work, door.world.runtime.key_ring).chain()
        outcomes = [
            each.entry.outcome for each in log if each.entry.action is AuditAction.PROVED_AGAIN
        ]
    assert outcomes == [Outcome.DONE]


HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def form_on(page: str, action: str) -> dict[str, str]:
    """Give the hidden inputs of the form with this action."""
    (form,) = (
        part
        for part in re.findall(r"<form.*?</form>", page, re.DOTALL)
        if f'action="{action}"' in part and "data-passkey" not in part
    )
    return dict(HIDDEN.findall(form))


def test_pages_ask_for_the_proof_keep_what_was_filled_in_and_go_on(door: Door) -> None:
    """Without any script."""
    world, amal, caller, request = asking(door)
    from api.door import Door as Threshold
    from data.repositories import Accounts

    with world.acting(None) as context:
        Accounts(context.work, world.runtime.key_ring).set_passphrase(
            amal.account, Threshold(world.runtime, "en").hash(FIRST)
        )
    world.later(minutes=6)
    headers = {
        "authorization": f"Bearer {caller.token}",
        "accept-language": "en",
        "accept": "text/html",
    }

    def send(path: str, data: dict[str, str]) -> Any:
        return door.client.post(path, data=data, headers=headers, follow_redirects=False)

    form = {"form_token": new_form_token(), "fields": "full_name", "do": "grant"}
    asked = send(f"/me/requests/{request}", form)
    assert asked.status_code == 403
    waiting = form_on(asked.text, "/account/proof")
    assert waiting["kept.fields"] == "full_name"
    wrong = send("/account/proof", {**waiting, "passphrase": SECOND})
    assert wrong.status_code == 422
    waiting = form_on(wrong.text, "/account/proof")
    right = send("/account/proof", {**waiting, "passphrase": FIRST})
    assert right.status_code == 200
    last = form_on(right.text, f"/me/requests/{request}")
    assert {name: last[name] for name in ("fields", "do")} == {"fields": "full_name", "do": "grant"}
    done = send(f"/me/requests/{request}", last)
    assert (done.status_code, done.headers["location"]) == (303, "/me/requests?saved=granted")


def test_a_proof_leads_to_no_other_site(door: Door) -> None:
    _, amal = register(door)
    headers = {"authorization": f"Bearer {amal.token}", "accept": "text/html"}
    for back in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"):
        for waits in ("", "yes"):
            data = {
                "form_token": new_form_token(),
                "back": back,
                "passphrase": FIRST,
                "waits": waits,
            }
            answer = door.client.post(
                "/account/proof", data=data, headers=headers, follow_redirects=False
            )
            assert "evil" not in answer.text + str(answer.headers)
            assert "javascript" not in answer.text


def test_leaving_quickly_ends_the_session_and_clears_the_browser(door: Door) -> None:
    _, amal = register(door)
    client = door.client
    client.cookies.set("passerelle", amal.token or "")
    for path in ("/", "/me", "/account", "/nowhere"):
        assert 'action="/quick-exit"' in client.get(path, headers={"accept": "text/html"}).text
    left = client.post("/quick-exit", data={"form_token": "x"}, follow_redirects=False)
    assert (left.status_code, left.headers["location"]) == (303, "/page")
    assert left.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert left.headers["cache-control"] == "no-store"
    assert 'passerelle=""' in left.headers["set-cookie"]
    client.cookies.clear()
    assert amal.ask("GET", "/account").status == 401
    quiet = client.get("/page", headers={"accept-language": "fr"}).text.lower()
    assert "passerelle" not in quiet.replace("/static/passerelle.css", "")
