"""What is past its time goes, and nothing before it."""

from datetime import timedelta

import pytest

import api.services.people.apply_retention as retaining
from api.inputs.profile import IdentityInput
from api.services.matches.rank_matches import agency_ranking
from api.services.people.apply_retention import KEPT_DAYS, Retained, apply_retention, kept_until
from api.services.people.edit_profile import own_profile, save_identity
from api.services.people.notices import notice_reference
from api.services.people.read_access_log import own_access_log
from api.services.people.record_consent import change_consents, own_consents, own_person
from data.models import IdentityRow
from data.repositories.accounts import Accounts
from data.repositories.audit import AuditLog
from data.repositories.consents import Consents
from data.repositories.persons import Persons
from privacy.audit import AuditAction
from privacy.inventory import PersonalField, consent_pairs
from privacy.policy import SYSTEM, Actor
from privacy.retention import NOTICE_DAYS
from privacy.vocabulary import ConsentStatus, Purpose, Role
from tests.api_world import World
from tests.stored import Somebody, consent_event

NAME = "Zoraide Canary-Quimper"
NOTHING = Retained(0, 0, 0, 0, 0)


def signs_in(world: World, somebody: Somebody) -> None:
    with world.acting(None) as context:
        Accounts(context.work, world.runtime.key_ring).note_success(
            somebody.account, world.clock.now
        )


def is_there(world: World, somebody: Somebody) -> bool:
    with world.acting(None) as context:
        persons = Persons(context.work, world.runtime.key_ring, context.now)
        return persons.get(somebody.id) is not None


def wait(world: World, days: int) -> None:
    """Let days pass with a run thirty days before their end, as a daily run has."""
    world.later(days=days - NOTICE_DAYS)
    apply_retention(world.runtime)
    world.later(days=NOTICE_DAYS)


def test_on_the_first_day_nothing_is_let_go(world: World) -> None:
    world.person()
    assert apply_retention(world.runtime) == NOTHING


def test_a_person_who_never_came_back_is_erased_a_year_after_her_month_and_not_a_day_before(
    world: World,
) -> None:
    somebody = world.person()
    month = world.clock.now.date().replace(day=1)
    left = month + timedelta(days=KEPT_DAYS) - world.clock.now.date()
    world.later(days=left.days - NOTICE_DAYS)
    assert apply_retention(world.runtime).announced == 1
    world.later(days=NOTICE_DAYS - 1)
    assert apply_retention(world.runtime).people == 0
    assert is_there(world, somebody)
    world.later(days=1)
    assert apply_retention(world.runtime).people == 1
    assert not is_there(world, somebody)
    assert apply_retention(world.runtime) == NOTHING


def test_signing_in_keeps_a_person_for_another_year(world: World) -> None:
    somebody = world.person()
    world.later(days=200)
    signs_in(world, somebody)
    world.later(days=200)
    assert apply_retention(world.runtime).people == 0
    assert is_there(world, somebody)
    wait(world, 166)
    assert apply_retention(world.runtime).people == 1


def test_the_erasure_is_the_services_own_and_takes_the_login_along(world: World) -> None:
    somebody = world.person()
    wait(world, 366)
    apply_retention(world.runtime)
    with world.acting(None) as context:
        assert Accounts(context.work, world.runtime.key_ring).get(somebody.account) is None
        log = AuditLog(context.work, world.runtime.key_ring)
        entries = log.of_person(somebody.log_ref)
    assert {(entry.action, entry.role) for entry in entries[:2]} == {
        (AuditAction.ERASED, Role.SYSTEM),
        (AuditAction.ERASURE_ACCEPTED, Role.SYSTEM),
    }


def test_a_field_goes_thirty_days_after_the_agreement_to_keep_it_ran_out(world: World) -> None:
    somebody = world.person()
    with world.acting(somebody.actor) as context:
        save_identity(context, IdentityInput(full_name=NAME, phone="+00 000"))
    world.later(days=366)
    signs_in(world, somebody)
    with world.acting(somebody.actor) as context:
        keep = frozenset({(Purpose.STORE, PersonalField.PHONE)})
        change_consents(context, keep, notice_reference("en"))
    world.later(days=28)
    assert apply_retention(world.runtime).fields == 0
    world.later(days=2)
    fields = {field for purpose, field in consent_pairs() if purpose is Purpose.STORE}
    assert apply_retention(world.runtime).fields == len(fields) - 1
    with world.acting(somebody.actor) as context:
        shown = own_profile(context)
        lines = {
            line.field: line
            for line in own_consents(context).lines
            if line.purpose is Purpose.STORE
        }
        log = own_access_log(context)
    assert PersonalField.FULL_NAME not in shown.identity
    assert shown.identity[PersonalField.PHONE].value == "+00 000"
    assert shown.work.value.stated_fields() == frozenset()
    assert lines[PersonalField.FULL_NAME].status is ConsentStatus.EXPIRED
    assert not lines[PersonalField.FULL_NAME].ran_out
    emptied = [line for line in log if line.action is AuditAction.IDENTITY_WRITTEN]
    assert emptied[0].role is Role.SYSTEM
    assert apply_retention(world.runtime) == NOTHING


def test_sessions_and_handles_past_their_end_go(world: World) -> None:
    agency = world.agency()
    world.person()
    need = world.need(agency, "cage_farming")
    with world.acting(agency) as context:
        agency_ranking(context, need.id)
    world.token(agency)
    assert apply_retention(world.runtime) == NOTHING
    world.later(days=61)
    found = apply_retention(world.runtime)
    assert (found.sessions, found.handles, found.people) == (1, 1, 0)
    assert apply_retention(world.runtime) == NOTHING


def test_a_dry_run_counts_the_same_and_changes_nothing(world: World) -> None:
    agency = world.agency()
    somebody, kept = world.person(), world.person()
    world.token(agency)
    world.later(days=5)
    wait(world, 395)
    signs_in(world, kept)
    counted = apply_retention(world.runtime, dry_run=True)
    assert counted.people == 1
    assert counted.fields > 0
    assert is_there(world, somebody)
    assert apply_retention(world.runtime) == counted
    assert not is_there(world, somebody)
    assert is_there(world, kept)


def test_one_person_with_damaged_values_does_not_hold_the_others_up(world: World) -> None:
    people = [world.person(), world.person()]
    world.later(days=400)
    for somebody in people:
        signs_in(world, somebody)
    with world.acting(people[0].actor) as context:
        keep = frozenset({(Purpose.STORE, PersonalField.PHONE)})
        change_consents(context, keep, notice_reference("en"))
    with world.acting(None) as context:
        row = context.work.main.get_one(IdentityRow, people[0].id)
        row.phone_sealed = bytes(len(row.phone_sealed))
    found = apply_retention(world.runtime)
    assert found.damaged == 1
    assert found.fields > 0


def test_somebody_without_a_login_stays_a_year_after_she_last_agreed(world: World) -> None:
    with world.acting(None) as context:
        persons = Persons(context.work, world.runtime.key_ring, context.now)
        silent, agreeing = (persons.create(None, SYSTEM).id for _ in range(2))
    world.later(days=100)
    with world.acting(None) as context:
        event = consent_event(agreeing, Purpose.STORE, PersonalField.SKILLS, at=world.clock.now)
        consents = Consents(context.work, world.runtime.key_ring)
        consents.record([event], Actor("", Role.PERSON, person=agreeing))

    def there() -> list[bool]:
        with world.acting(None) as context:
            persons = Persons(context.work, world.runtime.key_ring, context.now)
            return [persons.get(each) is not None for each in (silent, agreeing)]

    for days, expected in ((266, [False, True]), (99, [False, False])):
        wait(world, days)
        assert apply_retention(world.runtime).people == 1
        assert there() == expected


def test_nobody_is_erased_who_was_not_announced_thirty_days_before(world: World) -> None:
    """A service that slept through the year announces first, and erases thirty days later."""
    somebody = world.person()
    world.later(days=900)
    first = apply_retention(world.runtime)
    assert (first.people, first.announced) == (0, 1)
    assert apply_retention(world.runtime).announced == 0
    world.later(days=NOTICE_DAYS - 1)
    assert apply_retention(world.runtime).people == 0
    assert is_there(world, somebody)
    world.later(days=1)
    assert apply_retention(world.runtime).people == 1


def test_she_reads_the_announcement_and_the_day_and_coming_back_undoes_it(world: World) -> None:
    somebody = world.person()
    world.later(days=340)
    apply_retention(world.runtime)
    with world.acting(somebody.actor) as context:
        own = own_access_log(context)
        assert own[0].action is AuditAction.RETENTION_ANNOUNCED
        assert kept_until(context, own_person(context)) > context.today
    signs_in(world, somebody)
    world.later(days=40)
    assert apply_retention(world.runtime) == NOTHING
    wait(world, 400)
    assert apply_retention(world.runtime).people == 1


def test_without_the_announcement_the_erasure_would_come_as_a_surprise(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break."""
    monkeypatch.setattr(retaining, "_was_told", lambda *_: True)
    somebody = world.person()
    world.later(days=900)
    apply_retention(world.runtime)
    assert not is_there(world, somebody)
