"""An officer erases on a written request: named twice, checked, proven, recorded."""

import pytest

import api.services.people.erase_on_request as erasing
from api.errors import Forbidden, Invalid
from api.services.people.erase_on_request import erase_on_request
from data.records import Account, AccountStatus
from data.repositories.accounts import Accounts
from data.repositories.audit import AuditLog
from data.repositories.persons import Persons
from privacy.audit import AuditAction
from privacy.handles import new_account_code, new_reference
from privacy.policy import Actor
from privacy.vocabulary import PersonId, Role
from tests.api_world import World

CODE = "K7RM-2XQ9-TVAB"


def somebody_with_code(world: World) -> tuple[PersonId, str]:
    account = Account(new_reference(), AccountStatus.ACTIVE, "en", world.clock.now.date())
    with world.acting(None) as context:
        ring = world.runtime.key_ring
        Accounts(context.work, ring).add(account, CODE, "$argon2id$fake")
        persons = Persons(context.work, ring, context.now)
        person = persons.create(account.id, Actor(account.id, Role.PERSON))
    return person.id, person.log_ref


def is_there(world: World, person: PersonId) -> bool:
    with world.acting(None) as context:
        return Persons(context.work, world.runtime.key_ring, context.now).get(person) is not None


def test_who_is_named_twice_is_erased_and_the_log_says_by_whom(world: World) -> None:
    person, log_ref = somebody_with_code(world)
    officer = world.member(Role.OFFICER)
    with world.acting(officer) as context:
        erase_on_request(context, CODE, CODE.lower().replace("-", " "), letter_checked=True)
    assert not is_there(world, person)
    with world.acting(None) as context:
        entries = AuditLog(context.work, world.runtime.key_ring).of_person(log_ref)
    assert (entries[0].action, entries[0].role) == (AuditAction.ERASED, Role.OFFICER)
    assert entries[0].actor == officer.account


@pytest.mark.parametrize(
    ("code", "again", "checked", "why"),
    [
        (CODE, "K7RM-2XQ9-TVAC", True, "codes_differ"),
        (CODE, CODE, False, "letter_unchecked"),
        ("AAAA-AAAA-AAAA", "AAAA-AAAA-AAAA", True, "code_unknown"),
    ],
)
def test_anything_less_erases_nobody(
    world: World, code: str, again: str, checked: bool, why: str
) -> None:
    person, _ = somebody_with_code(world)
    with world.acting(world.member(Role.OFFICER)) as context, pytest.raises(Invalid, match=why):
        erase_on_request(context, code, again, letter_checked=checked)
    assert is_there(world, person)


def test_only_officers_do_and_only_after_proving_themselves(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, _ = somebody_with_code(world)
    for actor in (world.coordinator(), world.agency(), world.person().actor):
        with world.acting(actor) as context, pytest.raises(Forbidden):
            erase_on_request(context, CODE, CODE, letter_checked=True)

    def refuse(_: object) -> None:
        raise Forbidden("step_up_needed")

    monkeypatch.setattr(erasing, "require_recent_proof", refuse)
    with world.acting(world.member(Role.OFFICER)) as context, pytest.raises(Forbidden):
        erase_on_request(context, CODE, CODE, letter_checked=True)
    assert is_there(world, person)


def test_codes_of_staff_name_nobody(world: World) -> None:
    account = Account(new_reference(), AccountStatus.ACTIVE, "en", world.clock.now.date())
    code = new_account_code()
    with world.acting(None) as context:
        Accounts(context.work, world.runtime.key_ring).add(account, code, "$argon2id$fake")
    officer = world.member(Role.OFFICER)
    with world.acting(officer) as context, pytest.raises(Invalid, match="code_unknown"):
        erase_on_request(context, code, code, letter_checked=True)


def test_without_the_second_name_a_slip_would_erase(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: nothing compares the two codes."""
    person, _ = somebody_with_code(world)
    monkeypatch.setattr(erasing, "canonical_login", lambda _: "")
    with world.acting(world.member(Role.OFFICER)) as context:
        erase_on_request(context, CODE, "K7RM-2XQ9-TVAC", letter_checked=True)
    assert not is_there(world, person)
