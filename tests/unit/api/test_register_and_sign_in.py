"""Registering, signing in and out: one answer for every failure, and locks that hold."""

from threading import BoundedSemaphore
from typing import Any

import pytest
from pydantic import ValidationError

import api.door
from api.context import open_context
from api.door import Door
from api.errors import Conflict, Invalid, NotSignedIn, TooMany
from api.inputs.registration import Registration
from api.services.accounts.sign_in import resume_session, sign_in, sign_out
from api.services.people.erase_person import erase_after_passphrase
from api.services.people.notices import notice_reference
from api.services.people.record_consent import own_consents
from api.services.people.register_person import Registered, register_person
from data.engine import Stores, UnitOfWork
from data.records import Account, AccountStatus, RoleAssignment
from data.repositories import Accounts, AuditLog
from privacy.audit import AuditAction
from privacy.handles import canonical_login, new_reference
from privacy.inventory import PersonalField
from privacy.vocabulary import Purpose, Role
from tests.api_client import make_door
from tests.api_world import World
from tests.attacks.insiders import Insider

PASSPHRASE = "harbour lantern violet mango seven"
EMAIL = "quiet-otter@example.org"
CODE = "K7RM-2XQ9-TVAB"


def registration(**given: object) -> Registration:
    return Registration.model_validate(
        {
            "language": "en",
            "passphrase": PASSPHRASE,
            "notice": notice_reference("en"),
            "consents": [{"purpose": "store", "field": "skills"}],
            **given,
        }
    )


def register(world: World, **given: object) -> Registered:
    return register_person(Door(world.runtime, "en"), registration(**given))


def test_a_new_account_signs_in_with_its_code_and_holds_exactly_the_consents_chosen(
    world: World,
) -> None:
    new = register(world)
    with world.acting(None) as context:
        resume_session(context, new.token)
        assert context.actor is not None
        assert context.actor.role is Role.PERSON
        held = {(line.purpose, line.field) for line in own_consents(context).lines if line.holds}
    assert held == {(Purpose.STORE, PersonalField.SKILLS)}
    again = sign_in(Door(world.runtime, "en"), new.account_name.lower(), PASSPHRASE)
    assert again.role is Role.PERSON
    assert again.token != new.token


def test_an_address_given_before_still_signs_in(world: World) -> None:
    """Nobody gives one any more; the demonstration's people, and older accounts, have one."""
    door = Door(world.runtime, "en")
    with pytest.raises(ValidationError):
        registration(email=EMAIL)
    older(world)
    assert sign_in(door, EMAIL, PASSPHRASE).role is Role.PERSON
    assert sign_in(door, CODE, PASSPHRASE).role is Role.PERSON


def older(world: World) -> None:
    """Open an account as it was possible before: with an address as a second name."""
    hashed = Door(world.runtime, "en").hash(PASSPHRASE)
    account = Account(new_reference(), AccountStatus.ACTIVE, "en", world.clock.now.date())
    with world.acting(None) as context:
        accounts = Accounts(context.work, world.runtime.key_ring)
        accounts.add(account, canonical_login(CODE), hashed, canonical_login(EMAIL))
        accounts.assign(RoleAssignment(account.id, Role.PERSON))


def test_one_network_opens_twenty_accounts_a_day_on_every_worker_together(world: World) -> None:
    inside = Door(world.runtime, "en", network="198.51.100.0/24")
    elsewhere = Door(world.runtime, "en", network="203.0.113.0/24")
    for _ in range(20):
        register_person(inside, registration())
    with pytest.raises(TooMany, match="accounts_many") as refused:
        register_person(inside, registration())
    assert refused.value.seconds == 86_400
    assert register_person(elsewhere, registration()).account_name
    insider = Insider(world.runtime.stores)
    assert len(insider.rows("main", "account")) == 21, "nothing is left of the refused one"
    assert not any(b"198.51" in repr(row).encode() for row in insider.rows("main", "quota_use"))
    world.later(hours=23, minutes=59)
    with pytest.raises(TooMany):
        register_person(inside, registration())
    world.later(minutes=1)
    assert register_person(inside, registration()).account_name


def test_an_installation_may_lift_the_limit(world: World) -> None:
    """The break: without it one machine invents as many people as it likes."""
    inside = Door(world.runtime, "en", network="198.51.100.0/24")
    world.runtime.settings = world.runtime.settings.model_copy(update={"accounts_per_network": 0})
    for _ in range(21):
        register_person(inside, registration())


def fail(door: Door, login: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(NotSignedIn):
            sign_in(door, login, "another passphrase altogether")


def test_each_further_failure_doubles_the_wait_up_to_a_day(world: World) -> None:
    older(world)
    door = Door(world.runtime, "en")
    for login in (EMAIL, CODE):
        fail(door, login, 5)
        for minutes in (15, 30, 60, 120, 240, 480, 960, 1440, 1440):
            world.later(minutes=minutes - 1)
            with pytest.raises(NotSignedIn):
                sign_in(door, login, PASSPHRASE)
            world.later(minutes=1)
            fail(door, login, 1)
        world.later(days=1)
        assert sign_in(door, login, PASSPHRASE).role is Role.PERSON
        fail(door, login, 4)
        assert sign_in(door, login, PASSPHRASE).role is Role.PERSON


def test_who_knows_only_the_address_cannot_lock_its_owner_out_of_the_code(world: World) -> None:
    older(world)
    door = Door(world.runtime, "en")
    fail(door, EMAIL, 30)
    with pytest.raises(NotSignedIn):
        sign_in(door, EMAIL, PASSPHRASE)
    assert sign_in(door, CODE, PASSPHRASE).role is Role.PERSON


def test_guessing_by_erasing_counts_locks_and_is_recorded_like_signing_in(world: World) -> None:
    new = register(world)
    door = Door(world.runtime, "en", new.token)
    for _ in range(5):
        with pytest.raises(Invalid, match="passphrase_wrong"):
            erase_after_passphrase(door, "another passphrase altogether")
    with pytest.raises(Invalid, match="passphrase_wrong"):
        erase_after_passphrase(door, PASSPHRASE)
    with pytest.raises(NotSignedIn):
        sign_in(door, new.account_name, PASSPHRASE)
    with world.acting(None) as context:
        actions = [
            each.entry.action for each in AuditLog(context.work, world.runtime.key_ring).chain()
        ]
    assert actions.count(AuditAction.SIGN_IN_FAILED) == 7
    world.later(minutes=14, seconds=59)
    with world.acting(None) as context:
        resume_session(context, new.token)
    world.later(seconds=1)
    erase_after_passphrase(door, PASSPHRASE)
    with pytest.raises(NotSignedIn):
        erase_after_passphrase(door, PASSPHRASE)


def test_no_passphrase_is_checked_inside_a_writing_unit_of_work(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = register(world)
    open_units: list[bool] = []
    checked: list[list[bool]] = []
    enter, leave = UnitOfWork.__enter__, UnitOfWork.__exit__

    def entering(unit: UnitOfWork) -> UnitOfWork:
        open_units.append(unit.reading)
        return enter(unit)

    def leaving(unit: UnitOfWork, *how: Any) -> None:
        open_units.pop()
        leave(unit, *how)

    def verify(_door: Door, _passphrase: str, _stored: str | None) -> bool:
        checked.append(list(open_units))
        return True

    monkeypatch.setattr(UnitOfWork, "__enter__", entering)
    monkeypatch.setattr(UnitOfWork, "__exit__", leaving)
    monkeypatch.setattr(Door, "verify", verify)
    caller = make_door(world)
    body = {"passphrase": PASSPHRASE}
    headers = {"authorization": f"Bearer {new.token}"}
    caller.client.post("/me/leave", data={**body, "form_token": "x" * 43}, headers=headers)
    other = register(world)
    headers = {"authorization": f"Bearer {other.token}"}
    caller.client.post("/api/v1/me/erasure", json=body, headers=headers)
    assert checked == [[], []]


def test_a_token_that_names_nobody_takes_no_writers_turn_by_looking(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = register(world)
    units: list[bool] = []
    begin = Stores.begin

    def beginning(stores: Stores, *, reading: bool = False) -> UnitOfWork:
        units.append(reading)
        return begin(stores, reading=reading)

    monkeypatch.setattr(Stores, "begin", beginning)
    client = make_door(world).client
    for path in ("/", "/me", "/api/v1/me/profile"):
        client.get(path, headers={"authorization": "Bearer " + "a" * 43})
        client.get(path, headers={"cookie": f"{world.runtime.cookie_name}=garbage"})
    assert units
    assert all(units)
    answer = client.get("/api/v1/me/profile", headers={"authorization": f"Bearer {new.token}"})
    assert answer.status_code == 200
    assert not all(units)


def test_who_comes_when_too_many_wait_is_told_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert api.door.MOST_WAITING == 8
    monkeypatch.setattr(api.door, "_PLACES", BoundedSemaphore(1))
    door = Door(world.runtime, "en")
    with api.door._one_check(), pytest.raises(TooMany, match="busy"):
        door.verify(PASSPHRASE, None)
    assert not door.verify(PASSPHRASE, None)


@pytest.mark.parametrize(
    "common",
    [
        "Password Password",
        "passwordpassword1234",
        "123456789012345",
        "qwertyuiopasdfgh",
        "AZERTYUIOP 123456",
        "Correct-Horse-Battery-Staple!",
        "correct horse battery staple 2026",
        "Thequickbrownfoxjumpsoverthelazydog",
        "C'est mon mot de passe",
        "Il était une fois…",
        "liberté égalité fraternité",
        "بسم الله الرحمن الرحيم",
    ],
)
def test_a_passphrase_everybody_tries_is_refused(world: World, common: str) -> None:
    with pytest.raises(Invalid) as refused:
        register(world, passphrase=common)
    assert "passphrase_common" in {field.code for field in refused.value.fields}


def test_a_weak_passphrase_is_refused_and_nothing_is_stored(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        register(world, passphrase="short")
    assert [field.pointer for field in refused.value.fields] == ["/passphrase"]
    with world.acting(None) as context:
        assert len(context.runtime.pool) == 0


def test_consent_to_another_notice_than_the_one_that_stands_is_not_taken(world: World) -> None:
    with pytest.raises(Conflict) as refused:
        register(world, notice="0" * 64)
    assert refused.value.code == "notice_changed"


@pytest.mark.parametrize("login", ["AAAA-BBBB-CCCC", "nobody@example.org", "", "x" * 300])
def test_an_unknown_login_gets_the_same_answer_as_a_wrong_passphrase(
    world: World, login: str
) -> None:
    new = register(world)
    with pytest.raises(NotSignedIn) as unknown:
        sign_in(Door(world.runtime, "en"), login, PASSPHRASE)
    with pytest.raises(NotSignedIn) as wrong:
        sign_in(Door(world.runtime, "en"), new.account_name, "another passphrase altogether")
    assert unknown.value.code == wrong.value.code == "sign_in_failed"


def test_five_failures_lock_the_account_even_for_the_right_passphrase_and_time_unlocks_it(
    world: World,
) -> None:
    new = register(world)
    door = Door(world.runtime, "en")
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            sign_in(door, new.account_name, "another passphrase altogether")
    with pytest.raises(NotSignedIn):
        sign_in(door, new.account_name, PASSPHRASE)
    world.later(minutes=16)
    assert sign_in(door, new.account_name, PASSPHRASE).role is Role.PERSON


def test_a_session_ends_by_signing_out_by_idleness_and_at_the_latest_after_its_hours(
    world: World,
) -> None:
    new = register(world)
    door = Door(world.runtime, "en")

    def is_alive(token: str) -> bool:
        with world.acting(None) as context:
            resume_session(context, token)
            return context.actor is not None

    assert is_alive(new.token)
    with world.acting(None) as context:
        resume_session(context, new.token)
        sign_out(context)
    assert not is_alive(new.token)

    idle = sign_in(door, new.account_name, PASSPHRASE).token
    world.later(minutes=14)
    assert is_alive(idle)
    world.later(minutes=40)
    assert not is_alive(idle)

    busy = sign_in(door, new.account_name, PASSPHRASE).token
    for _ in range(13 * 6):
        world.later(minutes=10)
        if not is_alive(busy):
            break
    else:
        pytest.fail("a session in use never ended")


def test_a_token_of_another_form_recognises_nobody(world: World) -> None:
    register(world)
    for token in ("", "x", "a" * 43, "a" * 5000, "é" * 43, "\ud800"):
        with open_context(world.runtime) as context:
            resume_session(context, token)
            assert context.actor is None
