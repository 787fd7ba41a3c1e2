"""Whoever did not freshly agree is not passed on, and nothing of hers opens in the copy (P-21)."""

from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

import api.commands.hand_over as commands
import api.services.installation.hand_over as handing
from api.errors import Conflict, Forbidden
from api.services.disclosures.answer_disclosure import answer_request
from api.services.disclosures.read_disclosed import read_disclosed
from api.services.disclosures.request_disclosure import request_disclosure
from api.services.installation.hand_over import (
    Prepared,
    announce_hand_over,
    answer_hand_over,
    copy_runtime,
    note_preparation,
    own_hand_over,
    strip_copy,
)
from api.services.keys.copy_databases import copy_databases
from api.services.matches.rank_matches import agency_ranking, coordinator_ranking
from api.services.matches.review_match import shortlist_match
from api.services.people.edit_profile import own_profile
from api.services.people.give_receipts import make_receipt, own_receipts
from api.services.people.notices import notice_reference
from api.services.people.record_consent import change_consents, own_consents, withdraw_all
from data.engine import Stores
from data.repositories.hand_overs import HandOver, HandOvers
from data.repositories.persons import Persons
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.policy import SYSTEM
from privacy.vocabulary import Purpose, Role
from tests.api_client import make_door
from tests.api_world import World, make_world
from tests.stored import IDENTITY, Somebody, consent_to

HOST = "Association of Ports"


@pytest.fixture
def world(sqlite_only: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(sqlite_only, ring, tmp_path)


@pytest.fixture
def anywhere(stores: Stores, ring: KeyRing, tmp_path: Path) -> World:
    """The same on SQLite and on PostgreSQL."""
    return make_world(stores, ring, tmp_path)


def announce(world: World) -> HandOver:
    with world.acting(world.member(Role.OFFICER)) as context:
        return announce_hand_over(context, HOST, context.today + timedelta(days=30))


def answer(world: World, somebody: Somebody, *, agrees: bool) -> None:
    with world.acting(somebody.actor) as context:
        answer_hand_over(context, agrees=agrees)


def prepare(world: World, folder: Path) -> tuple[World, Prepared]:
    with world.acting(SYSTEM) as context:
        announced = note_preparation(context)
    stores = copy_databases(world.runtime, folder)
    runtime = copy_runtime(world.runtime, stores)
    return World(runtime, world.clock), strip_copy(runtime, announced)


def people(world: World) -> set[bytes]:
    with world.acting(SYSTEM) as context:
        return {
            each.id for each in Persons(context.work, world.runtime.key_ring, context.now).all()
        }


def test_only_those_who_agreed_are_in_the_copy_and_their_matches_are_the_same(
    anywhere: World, tmp_path: Path
) -> None:
    world = anywhere
    need = world.need(world.agency(), "cage_farming").id
    yes, no, silent, changed = (world.person() for _ in range(4))
    announce(world)
    answer(world, yes, agrees=True)
    answer(world, no, agrees=False)
    answer(world, changed, agrees=True)
    answer(world, changed, agrees=False)
    world.later(days=31)
    copy, done = prepare(world, tmp_path / "copy")
    assert done == Prepared(kept=1, erased=3, emptied_fields=0)
    assert people(copy) == {yes.id}
    assert people(world) == {yes.id, no.id, silent.id, changed.id}
    with copy.acting(yes.actor) as context:
        shown = own_profile(context).identity
    assert shown[PersonalField.FULL_NAME].value == IDENTITY.full_name
    with copy.acting(copy.coordinator()) as context:
        (kept,) = coordinator_ranking(context, need).matches
    with world.acting(world.coordinator()) as context:
        before = coordinator_ranking(context, need).matches
    assert kept.explanation in [each.explanation for each in before]
    for name in ("main.db", "keys.db"):
        assert (tmp_path / "copy" / name).stat().st_mode & 0o077 == 0
    copy.runtime.stores.close()


def test_no_wrapped_key_of_those_left_out_is_in_any_file_of_the_copy(
    world: World, tmp_path: Path
) -> None:
    silent, yes = world.person(), world.person()
    announce(world)
    answer(world, yes, agrees=True)
    with world.acting(SYSTEM) as context:
        rows = context.work.keys.connection().execute(
            text("SELECT person, wrapped FROM person_key")
        )
        wrapped = {bytes(person): bytes(key) for person, key in rows}
    world.later(days=31)
    copy, _ = prepare(world, tmp_path / "copy")
    copy.runtime.stores.close()
    content = b"".join(path.read_bytes() for path in (tmp_path / "copy").iterdir())
    assert wrapped[yes.id] in content
    assert wrapped[silent.id] not in content


def agreed(world: World, somebody: Somebody) -> set[PersonalField]:
    with world.acting(SYSTEM) as context:
        store = HandOvers(context.work, world.runtime.key_ring)
        announced = store.latest()
        assert announced is not None
        return set(store.agreed_fields(somebody.id, announced, context.now))


def test_stopping_every_use_stops_the_passing_on_too(world: World) -> None:
    amal = world.person()
    announce(world)
    answer(world, amal, agrees=True)
    assert agreed(world, amal)
    with world.acting(amal.actor) as context:
        withdraw_all(context)
        assert own_profile(context).kept
    assert agreed(world, amal) == set()


def test_a_field_taken_out_and_given_again_is_not_passed_on_unasked(world: World) -> None:
    amal = world.person()
    announce(world)
    answer(world, amal, agrees=True)
    before = agreed(world, amal)
    kept = {(Purpose.STORE, field) for field in before}
    notice = notice_reference("en")
    for wanted in (kept - {(Purpose.STORE, PersonalField.PHONE)}, kept):
        with world.acting(amal.actor) as context:
            change_consents(context, wanted, notice)
    assert agreed(world, amal) == before - {PersonalField.PHONE}


def test_fields_kept_here_and_not_passed_on_are_empty_in_the_copy(
    world: World, tmp_path: Path
) -> None:
    amal = world.person()
    world.withdraw(amal, Purpose.STORE, field=PersonalField.PHONE)
    announce(world)
    answer(world, amal, agrees=True)
    with world.acting(amal.actor) as context:
        pair = [(Purpose.STORE, PersonalField.PHONE)]
        consent_to(context.work, world.runtime.key_ring, amal, pair, at=world.clock.now)
    world.later(days=31)
    copy, done = prepare(world, tmp_path / "copy")
    assert done.emptied_fields == 1
    with copy.acting(amal.actor) as context:
        assert PersonalField.PHONE not in own_profile(context).identity
    copy.runtime.stores.close()


def test_nothing_is_prepared_before_people_had_their_time(world: World, tmp_path: Path) -> None:
    world.person()
    officer = world.member(Role.OFFICER)
    with world.acting(officer) as context, pytest.raises(Conflict, match="hand_over_too_short"):
        announce_hand_over(context, HOST, context.today + timedelta(days=29))
    announce(world)
    with world.acting(officer) as context, pytest.raises(Conflict, match="hand_over_open"):
        note_preparation(context)
    for actor in (world.coordinator(), world.agency()):
        with world.acting(actor) as context, pytest.raises(Forbidden):
            note_preparation(context)
    world.later(days=31)
    amal = world.person()
    with world.acting(amal.actor) as context:
        asked = own_hand_over(context)
        assert asked is not None
        assert (asked.host, asked.agreed) == (HOST, False)
        with pytest.raises(Conflict, match="hand_over_over"):
            answer_hand_over(context, agrees=True)


def test_a_yes_can_be_taken_back_until_the_copy_is_made(world: World, tmp_path: Path) -> None:
    amal = world.person()
    announce(world)
    answer(world, amal, agrees=True)
    world.later(days=31)
    page = make_door(world).client.get(
        "/me/rights",
        headers={"authorization": f"Bearer {world.token(amal.actor)}", "accept": "text/html"},
    )
    assert 'value="refuse"' in page.text
    answer(world, amal, agrees=False)
    with pytest.raises(Conflict, match="hand_over_over"):
        answer(world, amal, agrees=True)
    copy, done = prepare(world, tmp_path / "copy")
    assert done == Prepared(kept=0, erased=1, emptied_fields=0)
    copy.runtime.stores.close()


def test_a_copy_that_could_not_be_finished_does_not_stay(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    yes, silent = world.person(), world.person()
    announce(world)
    answer(world, yes, agrees=True)
    world.later(days=31)
    folder = tmp_path / "out" / "copy"
    folder.parent.mkdir()
    monkeypatch.setattr(commands, "opened_runtime", lambda: nullcontext(world.runtime))
    with monkeypatch.context() as patch:
        patch.setattr(handing, "_empty_rest", interrupted)
        with pytest.raises(KeyboardInterrupt):
            commands.prepare(folder)
    assert list(folder.parent.iterdir()) == []
    commands.prepare(folder)
    assert list(folder.parent.iterdir()) == [folder]
    stores = Stores(f"sqlite:///{folder / 'main.db'}", f"sqlite:///{folder / 'keys.db'}")
    assert people(World(copy_runtime(world.runtime, stores), world.clock)) == {yes.id}
    assert people(world) == {yes.id, silent.id}
    stores.close()


def test_the_receipt_of_a_yes_names_the_new_host(world: World) -> None:
    amal = world.person()
    world.later(minutes=1)
    announce(world)
    answer(world, amal, agrees=True)
    with world.acting(amal.actor) as context:
        (newest, *earlier) = own_receipts(context)
        receipt = make_receipt(context, newest.id)
    assert newest.organisation == HOST
    assert [party["party_name"] for party in receipt["parties"]][-1] == HOST
    (processing,) = receipt["processing"]
    assert processing["recipient_third_parties"] == [receipt["parties"][-1]["party_id"]]
    assert [each.organisation for each in earlier] == [None] * len(earlier)


def test_announcing_and_preparing_are_in_the_log(world: World, tmp_path: Path) -> None:
    announce(world)
    world.later(days=31)
    with world.acting(world.member(Role.OFFICER)) as context:
        note_preparation(context)
        sql = text("SELECT count(*) FROM audit_entry WHERE action = 'handed_over'")
        assert context.work.main.connection().execute(sql).scalar() == 2


def test_a_yes_to_an_earlier_announcement_is_none_to_the_next(world: World, tmp_path: Path) -> None:
    amal = world.person()
    announce(world)
    answer(world, amal, agrees=True)
    world.later(days=1)
    announce(world)
    world.later(days=31)
    copy, done = prepare(world, tmp_path / "copy")
    assert done == Prepared(kept=0, erased=1, emptied_fields=0)
    copy.runtime.stores.close()


def test_without_the_fresh_question_everybody_would_be_passed_on(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: taking the agreement to keep for an agreement to pass on."""
    silent = world.person()
    announce(world)
    world.later(days=31)
    monkeypatch.setattr(HandOvers, "who_agreed", lambda *_: frozenset({silent.id}))
    monkeypatch.setattr(handing, "_empty_rest", lambda *_: 0)
    copy, _ = prepare(world, tmp_path / "copy")
    assert people(copy) == {silent.id}
    copy.runtime.stores.close()


def test_agreeing_to_the_hand_over_leaves_grants_and_agreements_here_as_they_are(
    world: World,
) -> None:
    agency, coordinator, amal = world.agency(), world.coordinator(), world.person()
    need = world.need(agency, "cage_farming").id
    with world.acting(coordinator) as context:
        (ranked,) = coordinator_ranking(context, need).matches
        shortlist_match(context, need, ranked.handle)
    with world.acting(agency) as context:
        (seen,) = agency_ranking(context, need).matches
        until = context.today + timedelta(days=9)
        asked = request_disclosure(context, need, seen.handle, [PersonalField.FULL_NAME], until)
    with world.acting(amal.actor) as context:
        answer_request(context, asked.id, [PersonalField.FULL_NAME])
        before = own_consents(context).lines
    world.later(days=1)
    announce(world)
    for agrees in (True, False):
        answer(world, amal, agrees=agrees)
        with world.acting(amal.actor) as context:
            assert own_consents(context).lines == before
        with world.acting(agency) as context:
            shown = read_disclosed(context, need, seen.handle).identity
            assert shown[PersonalField.FULL_NAME].value == IDENTITY.full_name
