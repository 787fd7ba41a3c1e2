"""Passkeys: enrolling, signing in, proving oneself again; and every way to cheat with one."""

from typing import Any

import pytest

from api.context import open_context
from api.services.accounts.invite_staff import Invitation, invite_staff
from data.repositories.accounts import Accounts
from privacy.handles import new_token
from privacy.passkeys import HOLDS_FOR
from privacy.policy import SYSTEM, Actor
from privacy.vocabulary import Role
from tests.api_client import Answer, Caller, Door, make_door
from tests.api_world import World
from tests.attacks.insiders import Insider
from tests.authenticator import IS_COPIED, MAY_BE_COPIED, PRESENT, VERIFIED, Authenticator, text
from tests.breaks import forget_proofs
from tests.stored import take_roles


@pytest.fixture
def door(world: World) -> Door:
    return make_door(world)


def invite(world: World, role: Role = Role.COORDINATOR, organisation: str | None = None) -> str:
    with open_context(world.runtime, actor=SYSTEM) as context:
        made: Invitation = invite_staff(context, role, organisation)
        context.commit()
    return made.code


def join(door: Door, device: Authenticator, code: str) -> Answer:
    nobody = door.as_(None)
    options = nobody.post("/invitations", {"code": code})["question"]["options"]
    body = {"code": code, "credential": device.make(options)}
    return nobody.ask("POST", "/invitations/passkey", json=body)


def sign_in(door: Door, device: Authenticator, **cheats: Any) -> Answer:
    nobody = door.as_(None)
    options = nobody.post("/passkeys/sign-in-questions")["options"]
    body = {"credential": device.sign(options, **cheats)}
    return nobody.ask("POST", "/sessions/by-passkey", json=body)


def enrol(caller: Caller, device: Authenticator, **cheats: Any) -> Answer:
    options = caller.post("/passkeys/questions")["options"]
    return caller.ask("POST", "/passkeys", json={"credential": device.make(options, **cheats)})


def coordinator(door: Door, device: Authenticator) -> Caller:
    answer = join(door, device, invite(door.world))
    assert answer.status == 201
    return Caller(door.client, answer.json["token"])


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.OFFICER])
def test_staff_get_in_by_a_code_once_and_then_by_their_passkey(door: Door, role: Role) -> None:
    device, code = Authenticator(), invite(door.world, role)
    assert join(door, device, code).json["role"] == role
    nobody = door.as_(None)
    assert nobody.ask("POST", "/invitations", json={"code": code}).status == 401
    assert sign_in(door, device).json["role"] == role


def test_an_invitation_ends_after_three_days(door: Door) -> None:
    code = invite(door.world)
    door.world.later(days=3)
    assert door.as_(None).ask("POST", "/invitations", json={"code": code}).status == 401


def test_a_person_has_several_passkeys_and_gives_them_up(door: Door) -> None:
    amal = door.as_(door.world.person().actor)
    phone, laptop = (
        Authenticator(),
        Authenticator(flags=PRESENT | VERIFIED | MAY_BE_COPIED | IS_COPIED),
    )
    assert enrol(amal, phone).status == 204
    assert enrol(amal, laptop).status == 204
    assert list(phone.keys) == list(laptop.keys)
    listed = amal.get("/account")["passkeys"]
    assert sorted(each["copied"] for each in listed) == [False, True]
    for device in (phone, laptop):
        assert sign_in(door, device).status == 201
    for each in listed:
        assert amal.ask("DELETE", f"/passkeys/{each['reference']}").status == 204
        assert amal.ask("DELETE", f"/passkeys/{each['reference']}").status == 404
    assert sign_in(door, phone).status == 401


def test_the_last_way_in_is_not_given_up(door: Door) -> None:
    device = Authenticator()
    caller = coordinator(door, device)
    (only,) = caller.get("/account")["passkeys"]
    answer = caller.ask("DELETE", f"/passkeys/{only['reference']}")
    assert (answer.status, answer.json["code"]) == (409, "last_way_in")


CHEATS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("its owner was not checked", {"flags": PRESENT}),
    ("nobody was there", {"flags": 0}),
    ("another site's page asked", {"origin": "https://passerelle.evil.example"}),
    ("another site's key", {"host": "evil.example"}),
    ("not what signing in is", {"type": "webauthn.create"}),
    ("a challenge of nobody", {"challenge": text(b"x" * 65)}),
    ("an empty challenge", {"challenge": ""}),
    ("somebody else's handle", {"named": b"y" * 64}),
)


@pytest.mark.parametrize(("what", "cheat"), CHEATS, ids=[what for what, _ in CHEATS])
def test_a_device_that_cheats_signs_nobody_in(door: Door, what: str, cheat: dict[str, Any]) -> None:
    device = Authenticator()
    coordinator(door, device)
    assert sign_in(door, device).status == 201
    answer = sign_in(door, device, **cheat)
    assert (answer.status, answer.json["code"]) == (401, "passkey_failed")


@pytest.mark.parametrize("what", ["flags", "origin", "host", "type", "challenge"])
def test_a_device_that_cheats_enrols_nothing(door: Door, what: str) -> None:
    cheats = {key: value for _, cheat in CHEATS for key, value in cheat.items() if key == what}
    amal = door.as_(door.world.person().actor)
    if what == "type":
        cheats = {"type": "webauthn.get"}
    if what == "flags":
        cheats = {"flags": PRESENT | 0x40}
    answer = enrol(amal, Authenticator(), **cheats)
    assert (answer.status, answer.json["code"]) == (422, "passkey_refused")
    assert amal.get("/account")["passkeys"] == []


def test_a_copied_device_whose_count_stands_still_is_refused(door: Door) -> None:
    device = Authenticator(count=5)
    coordinator(door, device)
    assert sign_in(door, device, count=9).status == 201
    assert sign_in(door, device, count=9).status == 401
    assert sign_in(door, device, count=8).status == 401
    assert sign_in(door, device, count=10).status == 201


def test_an_answer_counts_once_and_for_some_minutes(door: Door) -> None:
    device = Authenticator()
    coordinator(door, device)
    nobody = door.as_(None)

    def question() -> Any:
        return nobody.post("/passkeys/sign-in-questions")["options"]

    answer = {"credential": device.sign(question())}
    assert nobody.ask("POST", "/sessions/by-passkey", json=answer).status == 201
    assert nobody.ask("POST", "/sessions/by-passkey", json=answer).status == 401
    late = {"credential": device.sign(question())}
    door.world.later(seconds=HOLDS_FOR.total_seconds() + 1)
    assert nobody.ask("POST", "/sessions/by-passkey", json=late).status == 401


def test_a_question_to_prove_or_enrol_is_no_question_to_sign_in(door: Door) -> None:
    device = Authenticator()
    caller, nobody = coordinator(door, device), door.as_(None)
    options = caller.post("/passkeys/proof-questions")["options"]
    answer = {"credential": device.sign(options)}
    assert nobody.ask("POST", "/sessions/by-passkey", json=answer).status == 401
    path = "/sessions/current/proof/passkey"
    assert caller.ask("POST", path, json=answer).status == 204
    assert caller.ask("POST", path, json=answer).status == 422
    options = nobody.post("/passkeys/sign-in-questions")["options"]
    assert caller.ask("POST", path, json={"credential": device.sign(options)}).status == 422


def test_nobody_proves_herself_by_another_ones_passkey(door: Door) -> None:
    mine, other = Authenticator(), Authenticator()
    caller = coordinator(door, mine)
    coordinator(door, other)
    options = caller.post("/passkeys/proof-questions")["options"]
    answer = {"credential": other.sign(options)}
    assert caller.ask("POST", "/sessions/current/proof/passkey", json=answer).status == 422


@pytest.mark.parametrize(
    "credential",
    [{}, {"rawId": 1}, {"rawId": "é"}, {"rawId": "AAAA", "response": {"clientDataJSON": "AAAA"}}],
)
def test_what_is_no_answer_of_a_device_is_refused(
    door: Door, credential: dict[str, object]
) -> None:
    amal = door.as_(door.world.person().actor)
    body = {"credential": credential}
    assert door.as_(None).ask("POST", "/sessions/by-passkey", json=body).status == 401
    assert amal.ask("POST", "/passkeys", json=body).status == 422
    assert amal.ask("POST", "/sessions/current/proof/passkey", json=body).status == 422


def test_a_passkey_moved_to_another_account_opens_nothing(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the proof of rows switched off it would: the break."""
    amal, mallory = door.world.person(), door.world.person()
    device = Authenticator()
    assert enrol(door.as_(mallory.actor), device).status == 204
    door.as_(amal.actor)
    insider = Insider(door.world.runtime.stores)
    insider.write("main", "UPDATE passkey SET account = :account", account=amal.account)
    assert sign_in(door, device).status == 401
    forget_proofs(monkeypatch)
    assert sign_in(door, device).status == 201


def test_a_blocked_account_is_opened_by_no_passkey(door: Door) -> None:
    device = Authenticator()
    caller = coordinator(door, device)
    assert caller.get("/account")["passkeys"]
    with door.world.acting(None) as context:
        accounts = Accounts(context.work, door.world.runtime.key_ring)
        (assignment,) = accounts.with_role(Role.COORDINATOR)
        take_roles(context.work, assignment.account)
    assert sign_in(door, device).status == 401


def test_a_passphrase_opens_nothing_for_coordinators_and_officers(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside the demonstration; the break is the rule taken away."""
    passphrase, code = "zinnia quartz bramble yodel fjord", "K7RM-2XQ9-TVAB"
    officer: Actor = door.world.member(Role.OFFICER)
    hashed = "x"
    from api.door import Door as Threshold

    hashed = Threshold(door.world.runtime, "en").hash(passphrase)
    with door.world.acting(None) as context:
        accounts = Accounts(context.work, door.world.runtime.key_ring)
        accounts.set_passphrase(officer.account, hashed)
        accounts.set_code(officer.account, code)
    body = {"login": code, "passphrase": passphrase}
    nobody = door.as_(None)
    refused = nobody.ask("POST", "/sessions", json=body)
    assert (refused.status, refused.json["code"]) == (401, "sign_in_failed")
    monkeypatch.setattr("api.services.accounts.sign_in.PASSKEY_ONLY", frozenset())
    assert nobody.ask("POST", "/sessions", json=body).status == 201


def test_a_made_up_invitation_opens_nothing(door: Door) -> None:
    for code in ("", "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", new_token(), "x" * 100):
        answer = door.as_(None).ask("POST", "/invitations", json={"code": code})
        assert answer.status in {401, 422}


def test_a_member_of_an_agency_may_set_a_passphrase_instead(door: Door) -> None:
    agency = door.world.agency()
    code = invite(door.world, Role.AGENCY_MEMBER, agency.organisation)
    assert door.as_(None).post("/invitations", {"code": code})["passphrase_allowed"]
    code = invite(door.world, Role.COORDINATOR)
    assert not door.as_(None).post("/invitations", {"code": code})["passphrase_allowed"]
