"""Somebody with write access to the databases makes up who she is: nobody lets her in.

Each forgery is also tried with the proof of rows switched off, where it must succeed.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from data.engine import Stores
from privacy.handles import new_token, token_digest
from privacy.keys import KeyRing
from privacy.policy import Actor
from privacy.recovery import code_digest
from privacy.vocabulary import Role
from tests.api_client import Caller, Door, make_door
from tests.api_world import World, make_world
from tests.attacks.insiders import Insider
from tests.breaks import forget_proofs
from tests.stored import IDENTITY

PASSPHRASES = ("zinnia quartz bramble yodel fjord", "walnut kettle orchid saddle prism")


@pytest.fixture
def world(stores: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(stores, ring, tmp_path)


@pytest.fixture
def door(world: World) -> Door:
    return make_door(world)


@pytest.fixture
def insider(stores: Stores) -> Insider:
    return Insider(stores)


@pytest.fixture
def unproven(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Switch the proof of rows off."""
    return lambda: forget_proofs(monkeypatch)


def test_a_made_up_session_is_nobodys(
    world: World, door: Door, insider: Insider, unproven: Callable[[], None]
) -> None:
    amal, mallory = world.person(), world.person()
    world.token(amal.actor)
    world.token(mallory.actor)
    (own,) = insider.rows("main", "session", account=mallory.account)

    def forged(**changed: object) -> Caller:
        token = new_token()
        insider.put("main", "session", {**own, "digest": token_digest(token), **changed})
        return Caller(door.client, token)

    assert forged(account=amal.account).ask("GET", "/me/profile").status == 401
    assert forged(role="coordinator").ask("GET", "/coordination/needs").status == 401
    assert forged().ask("GET", "/me/profile").status == 401  # even her own, under a new token
    unproven()
    answer = forged(account=amal.account).ask("GET", "/me/profile")
    assert (answer.status, str(IDENTITY.phone) in answer.text) == (200, True)


def test_a_role_somebody_gives_herself_is_none(
    world: World, door: Door, insider: Insider, unproven: Callable[[], None]
) -> None:
    mallory = world.agency()
    (own,) = insider.rows("main", "role_assignment", account=mallory.account)
    insider.put("main", "role_assignment", own, role="coordinator", organisation="")
    wished = Actor(mallory.account, Role.COORDINATOR)
    assert Caller(door.client, world.token(wished)).ask("GET", "/coordination/needs").status == 401
    unproven()
    assert Caller(door.client, world.token(wished)).ask("GET", "/coordination/needs").status == 200


def test_a_person_moved_to_another_account_stays_closed(
    world: World, door: Door, insider: Insider, unproven: Callable[[], None]
) -> None:
    amal, mallory = world.person(), world.person()
    caller = Caller(door.client, world.token(mallory.actor))
    statement = "UPDATE person SET account = :account WHERE id = :id"
    insider.write("main", statement, account=None, id=mallory.id)
    insider.write("main", statement, account=mallory.account, id=amal.id)
    for path in ("/me/profile", "/me/data", "/me/access-log"):
        answer = caller.ask("GET", path)
        assert (answer.status, str(IDENTITY.phone) in answer.text) == (404, False)
    unproven()
    answer = caller.ask("GET", "/me/profile")
    assert (answer.status, str(IDENTITY.phone) in answer.text) == (200, True)


def test_a_passphrase_of_another_account_does_not_fit(
    door: Door, insider: Insider, unproven: Callable[[], None]
) -> None:
    nobody = door.as_(None)
    notice = nobody.get("/notice")["reference"]
    names = []
    for passphrase in PASSPHRASES:
        body = {"passphrase": passphrase, "consents": [], "notice": notice}
        names.append(nobody.post("/people", {"language": "en", **body})["account_name"])

    def sign_in() -> int:
        body = {"login": names[0], "passphrase": PASSPHRASES[1]}
        return nobody.ask("POST", "/sessions", json=body).status

    accounts = insider.rows("main", "account")
    assert len(accounts) == 2
    assert sign_in() == 401
    for own, other in (accounts, accounts[::-1]):
        insider.put("main", "account", own, passphrase_hash=other["passphrase_hash"])
    assert sign_in() == 401
    unproven()
    assert sign_in() == 201


def test_a_recovery_code_somebody_else_wrote_opens_nothing(
    world: World, door: Door, insider: Insider, unproven: Callable[[], None]
) -> None:
    nobody = door.as_(None)
    notice = nobody.get("/notice")["reference"]
    body = {"language": "en", "notice": notice, "passphrase": PASSPHRASES[0], "consents": []}
    login = nobody.post("/people", body)["account_name"]
    (account,) = insider.rows("main", "account")
    code = "0000-1111-2222-3333-4444-5555"

    def recover() -> int:
        digest = code_digest(code, account["id"])
        row = {"digest": digest, "account": account["id"], "mac": b"x" * 33}
        insider.put("main", "recovery_code", row)
        given = {"login": login, "code": code, "passphrase": PASSPHRASES[1]}
        return nobody.ask("POST", "/recoveries", json=given).status

    assert recover() == 401
    unproven()
    assert recover() == 201


def test_an_invitation_somebody_else_wrote_lets_nobody_in(
    world: World, door: Door, insider: Insider, unproven: Callable[[], None]
) -> None:
    coordinator = world.coordinator()
    code = "0000-1111-2222-3333-4444-5555"
    row = {
        "digest": code_digest(code),
        "account": coordinator.account,
        "expires_at": world.clock.now + timedelta(days=1),
        "mac": b"x" * 33,
    }
    insider.put("main", "invitation", row)
    ask = partial(door.as_(None).ask, "POST", "/invitations", json={"code": code})
    assert ask().status == 401
    unproven()
    assert ask().status == 200
