"""A coordinator who lost her passkey is let in again by a colleague, and nobody else is.

The dangerous person here is a colleague, who makes the code herself: a day in everybody's
sight is what stands between her and the account.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import privacy.staff_recovery as rules
from api.context import open_context
from api.errors import Conflict, Forbidden, Invalid
from api.services.accounts.claim_form import new_form_token
from api.services.accounts.recover_staff import (
    ask_staff_recovery,
    count_pending_recoveries,
    pending_for_me,
    recoveries_to_see,
    stop_staff_recovery,
)
from api.services.accounts.revoke_staff import revoke_staff
from api.services.people.apply_retention import apply_retention
from data.engine import Stores
from data.repositories import AuditLog
from privacy.audit import AuditAction, Outcome
from privacy.keys import KeyRing
from privacy.policy import SYSTEM, Actor
from privacy.vocabulary import Role
from tests.api_client import ORIGIN, Answer, Caller, Door, make_door
from tests.api_world import World, make_world
from tests.attacks.insiders import Insider
from tests.authenticator import Authenticator
from tests.breaks import forget_standing

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
"""Nothing here depends on the kind of database."""
DAY = timedelta(days=1)
TICK = timedelta(seconds=1)


@pytest.fixture
def world(stores: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(stores, ring, tmp_path)


@pytest.fixture
def door(world: World) -> Door:
    return make_door(world)


def ask(world: World, actor: Actor, account: str) -> str:
    with world.acting(actor) as context:
        return ask_staff_recovery(context, account).code


def joins(door: Door, code: str, device: Authenticator) -> Answer:
    nobody = door.as_(None)
    welcome = nobody.ask("POST", "/invitations", json={"code": code})
    if welcome.status != 200:
        return welcome
    credential = device.make(welcome.json["question"]["options"])
    body = {"code": code, "credential": credential}
    return nobody.ask("POST", "/invitations/passkey", json=body)


def enrols(caller: Caller, device: Authenticator) -> None:
    options = caller.post("/passkeys/questions")["options"]
    answer = caller.ask("POST", "/passkeys", json={"credential": device.make(options)})
    assert answer.status == 204


def signs_in(door: Door, device: Authenticator) -> int:
    nobody = door.as_(None)
    options = nobody.post("/passkeys/sign-in-questions")["options"]
    body = {"credential": device.sign(options)}
    return nobody.ask("POST", "/sessions/by-passkey", json=body).status


def entries(world: World) -> list[tuple[AuditAction, str, str, Outcome]]:
    with world.acting(None) as context:
        chain = AuditLog(context.work, world.runtime.key_ring).chain()
        return [
            (each.entry.action, each.entry.actor, each.entry.subject, each.entry.outcome)
            for each in chain
        ]


def test_a_day_later_the_code_makes_a_new_passkey_and_ends_everything_old(
    world: World, door: Door
) -> None:
    lost, colleague = world.coordinator(), world.coordinator()
    old, new = Authenticator(), Authenticator()
    running = door.as_(lost)
    enrols(running, old)
    code = ask(world, colleague, lost.account)
    begun = world.clock.now
    for too_early in (timedelta(0), DAY - TICK):
        world.clock.now = begun + too_early
        assert joins(door, code, new).status == 401
    world.clock.now = begun + DAY
    token = world.token(lost)
    answer = joins(door, code, new)
    assert (answer.status, answer.json["role"]) == (201, "coordinator")
    assert Caller(door.client, token).ask("GET", "/coordination/needs").status == 401
    assert (signs_in(door, old), signs_in(door, new)) == (401, 201)
    assert joins(door, code, Authenticator()).status == 401, "the code counts once"
    log = entries(world)
    assert (
        AuditAction.STAFF_RECOVERY_ASKED,
        colleague.account,
        lost.account,
        Outcome.DONE,
    ) in log
    assert AuditAction.RECOVERED in [
        action for action, _, subject, _ in log if subject == lost.account
    ]


def test_without_the_day_the_colleague_would_be_in_at_once(
    world: World, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: what the wait is worth."""
    lost, thief = world.coordinator(), world.coordinator()
    code = ask(world, thief, lost.account)
    assert joins(door, code, Authenticator()).status == 401
    monkeypatch.setattr(rules, "WAITS_FOR", timedelta(0))
    assert joins(door, code, Authenticator()).status == 201


def test_the_code_ends_three_days_after_it_began_to_hold(world: World, door: Door) -> None:
    lost, colleague = world.coordinator(), world.coordinator()
    code = ask(world, colleague, lost.account)
    world.later(days=4)
    assert joins(door, code, Authenticator()).status == 401
    with world.acting(colleague) as context:
        assert [each.state for each in recoveries_to_see(context)] == ["lapsed"]
        with pytest.raises(Conflict, match="request_closed"):
            stop_staff_recovery(context, recoveries_to_see(context)[0].id)
    assert ask(world, colleague, lost.account)


def test_nobody_recovers_herself_or_anybody_but_staff(world: World) -> None:
    lost, agency, amal = world.coordinator(), world.agency(), world.person()
    with world.acting(lost) as context, pytest.raises(Forbidden, match="second_person_needed"):
        ask_staff_recovery(context, lost.account)
    for account in (agency.account, amal.account, "a" * 26, ""):
        with world.acting(lost) as context, pytest.raises(Invalid, match="staff_unknown"):
            ask_staff_recovery(context, account)
    for actor in (agency, amal.actor):
        with world.acting(actor) as context, pytest.raises(Forbidden, match="wrong_role"):
            ask_staff_recovery(context, lost.account)
    with world.acting(lost) as context:
        assert recoveries_to_see(context) == ()


def test_who_asks_for_herself_is_refused_and_in_the_log(world: World, door: Door) -> None:
    lost = world.coordinator()
    sent = {"account": lost.account, "form_token": new_form_token()}
    headers = {"origin": ORIGIN, "authorization": f"Bearer {world.token(lost)}"}
    answer = door.client.post("/coordination/recoveries", data=sent, headers=headers)
    assert answer.status_code == 403
    asked = (AuditAction.STAFF_RECOVERY_ASKED, lost.account, lost.account, Outcome.DENIED)
    assert entries(world).count(asked) == 1


def test_one_code_at_a_time(world: World) -> None:
    lost, colleague, officer = world.coordinator(), world.coordinator(), world.member(Role.OFFICER)
    ask(world, colleague, lost.account)
    with world.acting(officer) as context, pytest.raises(Conflict, match="recovery_waits"):
        ask_staff_recovery(context, lost.account)


@pytest.mark.parametrize("who", ["the account itself", "an officer", "another colleague"])
def test_everybody_sees_it_at_once_and_can_stop_it(
    world: World, door: Door, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, thief = world.coordinator(), world.coordinator()
    stopper = {
        "the account itself": lost,
        "an officer": world.member(Role.OFFICER),
        "another colleague": world.coordinator(),
    }[who]
    code = ask(world, thief, lost.account)
    insider = Insider(world.runtime.stores)
    (waiting,) = insider.rows("main", "staff_recovery")
    with world.acting(stopper) as context:
        assert count_pending_recoveries(context) == 1
        (line,) = recoveries_to_see(context)
        assert (line.state, line.own) == ("waiting", stopper == lost)
        assert (pending_for_me(context) is not None) is (stopper == lost)
        stop_staff_recovery(context, line.id)
        assert pending_for_me(context) is None
    world.later(days=1)
    assert joins(door, code, Authenticator()).status == 401
    stopped = (AuditAction.STAFF_RECOVERY_STOPPED, stopper.account, lost.account, Outcome.DONE)
    assert stopped in entries(world)
    insider.put("main", "staff_recovery", waiting)
    assert joins(door, code, Authenticator()).status == 401, "put back, it is stopped all the same"
    forget_standing(monkeypatch)
    assert joins(door, code, Authenticator()).status == 201


def test_pages_tell_the_account_and_the_officers(world: World, door: Door) -> None:
    lost, colleague, officer = world.coordinator(), world.coordinator(), world.member(Role.OFFICER)
    pages = {"/account": lost, "/officer": officer, "/coordination": colleague}

    def told() -> list[bool]:
        return [read(path, actor).count("/coordination/recoveries") > 1
                for path, actor in pages.items()]  # fmt: skip

    def read(path: str, actor: Actor) -> str:
        headers = {"authorization": f"Bearer {world.token(actor)}", "accept": "text/html"}
        answer = door.client.get(path, headers=headers)
        assert answer.status_code == 200
        return answer.text

    assert told() == [False, False, False]
    assert lost.account in read("/account", lost)
    ask(world, colleague, lost.account)
    assert told() == [True, True, True]


def test_asking_needs_a_recent_proof(world: World, door: Door) -> None:
    lost, colleague = world.coordinator(), world.coordinator()
    token = world.token(colleague)
    world.later(minutes=6)
    headers = {"authorization": f"Bearer {token}", "accept": "text/html"}
    from api.services.accounts.claim_form import new_form_token

    form = {"form_token": new_form_token(), "account": lost.account}
    door.client.post("/coordination/recoveries", headers=headers, data=form)
    with world.acting(colleague) as context:
        assert recoveries_to_see(context) == ()


def test_a_recovered_coordinator_gets_no_passphrase(world: World, door: Door) -> None:
    lost, colleague = world.coordinator(), world.coordinator()
    code = ask(world, colleague, lost.account)
    world.later(days=1)
    welcome: dict[str, Any] = door.as_(None).post("/invitations", {"code": code})
    assert welcome["passphrase_allowed"] is False


def test_a_code_written_by_hand_lets_nobody_in(world: World, door: Door) -> None:
    lost, thief = world.coordinator(), world.coordinator()
    code = ask(world, thief, lost.account)
    insider = Insider(world.runtime.stores)
    (row,) = insider.rows("main", "staff_recovery")
    earlier = {"asked_at": "2026-01-01 00:00:00.000000"}
    insider.put("main", "staff_recovery", row, **earlier)
    assert joins(door, code, Authenticator()).status == 401
    other = world.coordinator()
    insider.put("main", "staff_recovery", row, account=other.account)
    world.later(days=1)
    assert joins(door, code, Authenticator()).status == 401


def test_who_was_put_out_is_not_let_in_by_a_code(world: World, door: Door) -> None:
    lost, colleague = world.coordinator(), world.coordinator()
    code = ask(world, colleague, lost.account)
    insider = Insider(world.runtime.stores)
    (row,) = insider.rows("main", "staff_recovery")
    with world.acting(SYSTEM) as context:
        revoke_staff(context, lost.account)
    world.later(days=1)
    insider.put("main", "staff_recovery", row)
    assert joins(door, code, Authenticator()).status == 401


def test_the_operator_asks_where_there_is_no_colleague(world: World, door: Door) -> None:
    lost = world.coordinator()
    with open_context(world.runtime, actor=SYSTEM) as context:
        code = ask_staff_recovery(context, lost.account).code
        context.commit()
    assert joins(door, code, Authenticator()).status == 401
    world.later(days=1)
    assert joins(door, code, Authenticator()).status == 201


def test_rows_go_after_thirty_days(world: World) -> None:
    lost, colleague = world.coordinator(), world.coordinator()
    ask(world, colleague, lost.account)
    world.later(days=31)
    apply_retention(world.runtime)
    assert Insider(world.runtime.stores).rows("main", "staff_recovery") == []
