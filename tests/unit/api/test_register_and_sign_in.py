"""Registering, signing in and out: one answer for every failure, and locks that hold."""

import pytest

from api.context import open_context
from api.door import Door
from api.errors import Conflict, Invalid, NotSignedIn
from api.inputs.registration import Registration
from api.services.notices import notice_reference
from api.services.record_consent import own_consents
from api.services.register_person import Registered, register_person
from api.services.sign_in import resume_session, sign_in, sign_out
from privacy.inventory import PersonalField
from privacy.vocabulary import Purpose, Role
from tests.api_world import World

PASSPHRASE = "harbour lantern violet mango seven"
EMAIL = "quiet-otter@example.org"


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


def test_an_email_address_signs_in_too_and_is_taken_only_once(world: World) -> None:
    register(world, email=EMAIL)
    assert sign_in(Door(world.runtime, "en"), EMAIL, PASSPHRASE).role is Role.PERSON
    with pytest.raises(Invalid) as refused:
        register(world, email=EMAIL)
    assert refused.value.code == "login_taken"
    assert EMAIL not in repr(refused.value)


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
