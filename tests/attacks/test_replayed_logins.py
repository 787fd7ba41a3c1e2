"""Somebody with write access to main puts back a row that was valid once: it counts no more.

Each is also tried as it was before keys knew which rows stand: there it must succeed.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest

from api.door import Door
from api.errors import NotSignedIn, ServiceError
from api.services.accounts.change_way_in import change_passphrase
from api.services.accounts.recover_account import recover_account
from api.services.accounts.revoke_staff import revoke_staff
from api.services.accounts.sign_in import sign_in
from data.engine import Stores
from data.repositories import Accounts, Sessions, reconcile
from data.repositories.codes import Invitations, RecoveryCodes
from privacy.handles import token_digest
from privacy.keys import KeyRing
from privacy.policy import SYSTEM
from privacy.recovery import code_digest, new_code
from tests.api_client import make_door
from tests.api_world import World, make_world
from tests.attacks.guessing import RIGHT, WRONG, register
from tests.attacks.insiders import Insider
from tests.authenticator import Authenticator
from tests.breaks import standing_forgotten

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
"""What stands does not depend on the kind of database."""
OTHER = "saddle prism orchid walnut kettle"


@pytest.fixture
def world(stores: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(stores, ring, tmp_path)


@pytest.fixture
def insider(stores: Stores) -> Insider:
    return Insider(stores)


@pytest.fixture
def forgetting() -> Callable[[], AbstractContextManager[None]]:
    """Give what switches the entries in keys off for a while."""

    return standing_forgotten


def account_of(insider: Insider) -> str:
    (row,) = insider.rows("main", "account")
    return str(row["id"])


def give_codes(world: World, account: str) -> list[str]:
    codes = [new_code() for _ in range(3)]
    with world.acting(SYSTEM) as context:
        RecoveryCodes(context.work, world.runtime.key_ring).replace(
            account, [code_digest(code, account) for code in codes]
        )
    return codes


def test_a_used_recovery_code_put_back_opens_nothing(
    world: World, insider: Insider, forgetting: Callable[[], AbstractContextManager[None]]
) -> None:
    login, door = register(world), Door(world.runtime, "en")
    used, *_ = give_codes(world, account_of(insider))
    before = insider.rows("main", "recovery_code")
    assert recover_account(door, login, used, WRONG).token
    for row in before:
        insider.put("main", "recovery_code", row)
    with pytest.raises(NotSignedIn):
        recover_account(door, login, used, OTHER)
    for row in before:
        insider.put("main", "recovery_code", row)
    with forgetting():
        assert recover_account(door, login, used, OTHER).token


def test_an_old_sheet_put_back_opens_nothing(
    world: World, insider: Insider, forgetting: Callable[[], AbstractContextManager[None]]
) -> None:
    login, door = register(world), Door(world.runtime, "en")
    old = give_codes(world, account_of(insider))
    rows = insider.rows("main", "recovery_code")
    give_codes(world, account_of(insider))
    for row in rows:
        insider.put("main", "recovery_code", row)
    with world.acting(SYSTEM) as context:
        assert RecoveryCodes(context.work, world.runtime.key_ring).left(account_of(insider)) == 3
    with pytest.raises(NotSignedIn):
        recover_account(door, login, old[0], WRONG)
    with forgetting():
        assert recover_account(door, login, old[1], WRONG).token


def test_an_old_passphrase_put_back_opens_nothing(
    world: World, insider: Insider, forgetting: Callable[[], AbstractContextManager[None]]
) -> None:
    login, door = register(world), Door(world.runtime, "en")
    (old,) = insider.rows("main", "account")
    change_passphrase(Door(world.runtime, "en", token=sign_in(door, login, RIGHT).token), WRONG)
    insider.put("main", "account", old)
    with pytest.raises(NotSignedIn):
        sign_in(door, login, RIGHT)
    with forgetting():
        assert sign_in(door, login, RIGHT).token


def test_who_lost_her_row_to_an_older_copy_recovers_with_a_code(
    world: World, insider: Insider
) -> None:
    login, door = register(world), Door(world.runtime, "en")
    code, *_ = give_codes(world, account_of(insider))
    (old,) = insider.rows("main", "account")
    change_passphrase(Door(world.runtime, "en", token=sign_in(door, login, RIGHT).token), WRONG)
    insider.put("main", "account", old)
    assert recover_account(door, login, code, OTHER).token
    assert sign_in(door, login, OTHER).token
    insider.put("main", "account", old)
    with pytest.raises(NotSignedIn):
        sign_in(door, login, RIGHT)


def test_a_removed_passkey_put_back_lets_nobody_in(
    world: World, insider: Insider, forgetting: Callable[[], AbstractContextManager[None]]
) -> None:
    door, device = make_door(world), Authenticator()
    amal = door.as_(world.person().actor)
    options = amal.post("/passkeys/questions")["options"]
    assert amal.ask("POST", "/passkeys", json={"credential": device.make(options)}).status == 204

    def signs_in() -> int:
        nobody = door.as_(None)
        asked = nobody.post("/passkeys/sign-in-questions")["options"]
        body = {"credential": device.sign(asked)}
        return nobody.ask("POST", "/sessions/by-passkey", json=body).status

    assert signs_in() == 201
    (row,) = insider.rows("main", "passkey")
    assert amal.ask("DELETE", f"/passkeys/{row['id']}").status == 204
    insider.put("main", "passkey", row)
    assert amal.get("/account")["passkeys"] == []
    assert signs_in() == 401
    with forgetting():
        assert signs_in() == 201


def test_a_device_that_counts_is_not_set_back(world: World, insider: Insider) -> None:
    """Else a copy of the device's key, made earlier, could go on from the earlier count."""
    door, device = make_door(world), Authenticator(count=1)
    amal = door.as_(world.person().actor)
    options = amal.post("/passkeys/questions")["options"]
    assert amal.ask("POST", "/passkeys", json={"credential": device.make(options)}).status == 204
    (old,) = insider.rows("main", "passkey")
    nobody = door.as_(None)
    asked = nobody.post("/passkeys/sign-in-questions")["options"]
    body = {"credential": device.sign(asked)}
    assert nobody.ask("POST", "/sessions/by-passkey", json=body).status == 201
    insider.put("main", "passkey", old)
    asked = nobody.post("/passkeys/sign-in-questions")["options"]
    body = {"credential": device.sign(asked)}
    assert nobody.ask("POST", "/sessions/by-passkey", json=body).status == 401


def test_a_session_that_was_ended_and_put_back_is_over(
    world: World, insider: Insider, forgetting: Callable[[], AbstractContextManager[None]]
) -> None:
    amal = world.person()
    token = world.token(amal.actor)
    (row,) = insider.rows("main", "session")
    ways_to_end: tuple[Callable[[Sessions], object], ...] = (
        lambda sessions: sessions.end(token_digest(token)),
        lambda sessions: sessions.end_all(amal.account),
        lambda sessions: sessions.end_others(amal.account, b"another"),
    )

    def is_running() -> bool:
        with world.acting(None) as context:
            sessions = Sessions(context.work, world.runtime.key_ring)
            return sessions.find(token_digest(token), world.clock.now) is not None

    assert is_running()
    for end in ways_to_end:
        insider.put("main", "session", row)
        with world.acting(None) as context:
            end(Sessions(context.work, world.runtime.key_ring))
        insider.put("main", "session", row)
        assert not is_running()
        insider.put("main", "session", row)
        with forgetting():
            assert is_running()


def test_revoked_staff_stay_out_whatever_is_put_back(
    world: World, insider: Insider, forgetting: Callable[[], AbstractContextManager[None]]
) -> None:
    coordinator = world.coordinator()
    token = world.token(coordinator)
    tables = ("account", "role_assignment", "session")
    rows = {table: insider.rows("main", table) for table in tables}
    with world.acting(SYSTEM) as context:
        revoke_staff(context, coordinator.account)
    door = make_door(world)

    def looks() -> int:
        for table in tables:
            for row in rows[table]:
                insider.put("main", table, row)
        caller = door.as_(None)
        caller.token = token
        return caller.ask("GET", "/coordination/needs").status

    assert looks() == 401
    with world.acting(SYSTEM) as context:
        accounts = Accounts(context.work, world.runtime.key_ring)
        assert accounts.get(coordinator.account) is None
        assert accounts.roles(coordinator.account) == ()
    with forgetting():
        assert looks() == 200


def test_a_used_invitation_put_back_enrols_nobody(
    world: World, insider: Insider, forgetting: Callable[[], AbstractContextManager[None]]
) -> None:
    coordinator, digest = world.coordinator(), code_digest(new_code())
    until = world.clock.now + timedelta(days=1)
    with world.acting(SYSTEM) as context:
        invitations = Invitations(context.work, world.runtime.key_ring)
        invitations.add(coordinator.account, digest, until)
    (row,) = insider.rows("main", "invitation")

    def whose() -> str | None:
        with world.acting(None) as context:
            invitations = Invitations(context.work, world.runtime.key_ring)
            return invitations.account_of(digest, world.clock.now)

    assert whose() == coordinator.account
    with world.acting(SYSTEM) as context:
        Invitations(context.work, world.runtime.key_ring).remove_all(coordinator.account)
    insider.put("main", "invitation", row)
    assert whose() is None
    with forgetting():
        assert whose() == coordinator.account


@pytest.mark.parametrize("spoil", ["deleted", "put back"])
def test_failures_that_were_forgotten_behind_our_back_count_on(
    world: World,
    insider: Insider,
    spoil: str,
    forgetting: Callable[[], AbstractContextManager[None]],
) -> None:
    login, door = register(world), Door(world.runtime, "en")

    def fail() -> None:
        with pytest.raises(ServiceError):
            sign_in(door, login, WRONG)

    fail()
    (early,) = insider.rows("main", "login_failure")
    for _ in range(4):
        fail()

    def set_back() -> None:
        insider.write("main", "DELETE FROM login_failure")
        if spoil == "put back":
            insider.put("main", "login_failure", early)

    set_back()
    with pytest.raises(NotSignedIn):
        sign_in(door, login, RIGHT)
    (row,) = insider.rows("main", "login_failure")
    assert row["count"] == 5
    entries = insider.rows("main", "audit_entry", action="tampering_found")
    assert len(entries) == 1
    set_back()
    with forgetting():
        assert sign_in(door, login, RIGHT).token


def test_the_wait_after_a_count_was_set_back_ends(world: World, insider: Insider) -> None:
    """An older main restored by its operators must not lock people out for good."""
    login, door = register(world), Door(world.runtime, "en")
    for _ in range(5):
        with pytest.raises(ServiceError):
            sign_in(door, login, WRONG)
    insider.write("main", "DELETE FROM login_failure")
    with pytest.raises(NotSignedIn):
        sign_in(door, login, RIGHT)
    world.later(minutes=16)
    assert sign_in(door, login, RIGHT).token


def test_what_an_interrupted_commit_removed_does_not_come_back(
    world: World, insider: Insider, stores: Stores, ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the databases: main has used the code up, keys still has its entry."""
    login, door = register(world), Door(world.runtime, "en")
    reconcile(stores, ring, world.clock.now)
    used, *_ = give_codes(world, account_of(insider))
    codes = insider.rows("main", "recovery_code")
    entries = {name: insider.rows("keys", name) for name in ("standing_row", "audit_anchor")}
    assert recover_account(door, login, used, WRONG).token
    insider.write("keys", "DELETE FROM standing_row")
    for name, rows in entries.items():
        for row in rows:
            insider.put("keys", name, row)
    assert sign_in(door, login, WRONG).token, "what main committed holds"
    for name, rows in entries.items():
        for row in rows:
            insider.put("keys", name, row)
    reconcile(stores, ring, world.clock.now)
    for row in codes:
        insider.put("main", "recovery_code", row)
    with pytest.raises(NotSignedIn):
        recover_account(door, login, used, OTHER)


def test_rows_of_before_are_taken_over_once(
    world: World, insider: Insider, stores: Stores, ring: KeyRing
) -> None:
    login, door = register(world), Door(world.runtime, "en")
    used, *_ = give_codes(world, account_of(insider))
    insider.write("keys", "DELETE FROM standing_row")
    with pytest.raises(NotSignedIn):
        sign_in(door, login, RIGHT)
    reconcile(stores, ring, world.clock.now)
    codes = insider.rows("main", "recovery_code")
    assert recover_account(door, login, used, WRONG).token
    for row in codes:
        insider.put("main", "recovery_code", row)
    reconcile(stores, ring, world.clock.now)
    with pytest.raises(NotSignedIn):
        recover_account(door, login, used, OTHER)


def test_an_entry_in_keys_cannot_be_made_or_moved(world: World, insider: Insider) -> None:
    login, door = register(world), Door(world.runtime, "en")
    rows = insider.rows("keys", "standing_row", kind="account")
    (row,) = rows
    insider.put("keys", "standing_row", row, number=-1)
    with pytest.raises(NotSignedIn):
        sign_in(door, login, RIGHT)
    insider.put("keys", "standing_row", row)
    assert sign_in(door, login, RIGHT).token
