"""Releases, announcements and own records hold on either database."""

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import text

from data.engine import Stores
from data.errors import UnreadableRecord
from data.repositories import Consents, HandOvers, SkillsMap
from data.repositories.hand_overs import HandOver
from data.repositories.own_records import OwnRecords
from data.repositories.retention import Retention
from data.repositories.skills_map import MapRelease
from privacy.aggregates import Grid
from privacy.errors import RowForged
from privacy.handles import new_reference
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.policy import SYSTEM
from privacy.vocabulary import Purpose
from tests.stored import NOW, consent_event, registered

GRID = Grid("test", ("EG", "MA"), ("ict", "care"))


def release(number: int, shown: dict[tuple[str, str], int] | None) -> MapRelease:
    return MapRelease(new_reference(), number, GRID, NOW.date(), Fraction(1), shown)


def test_a_release_comes_back_as_it_was_published(stores: Stores, ring: KeyRing) -> None:
    first, second = release(1, {("EG", "ict"): 25}), release(2, None)
    with stores.begin() as work:
        for each in (first, second):
            SkillsMap(work, ring).add(each)
        work.commit()
    with stores.begin(reading=True) as work:
        store = SkillsMap(work, ring)
        assert store.latest("test") == first
        assert store.latest("another") is None
        assert [each.published for each in store.ledger()] == [True, False]
    with stores.begin() as work:
        work.main.connection().execute(text("DELETE FROM map_release WHERE number = 1"))
        with pytest.raises(UnreadableRecord):
            SkillsMap(work, ring).ledger()
    with stores.begin() as work:
        work.main.connection().execute(text("UPDATE map_release SET body = '{}'"))
        with pytest.raises(RowForged):
            SkillsMap(work, ring).latest("test")


def test_only_people_who_agree_are_opened_for_counting(stores: Stores, ring: KeyRing) -> None:
    registered(stores, ring, 2)
    with stores.begin() as work:
        found = list(SkillsMap(work, ring).countable(SYSTEM, NOW))
        assert [len(each.skills) for each in found] == [1, 1]
        assert {field for each in found for field in each.stated_fields()} == {
            PersonalField.SKILLS,
            PersonalField.PLACES,
        }
    with stores.begin() as work:
        late = NOW + timedelta(days=400)
        assert list(SkillsMap(work, ring).countable(SYSTEM, late)) == []


def test_an_announcement_is_proven_and_agreeing_is_by_field(stores: Stores, ring: KeyRing) -> None:
    (somebody,) = registered(stores, ring)
    announced = HandOver(new_reference(), 1, "Ports", NOW.date(), NOW.date() + timedelta(days=30))
    with stores.begin() as work:
        store = HandOvers(work, ring)
        assert store.latest() is None
        store.announce(announced)
        work.commit()
    event = consent_event(somebody.id, Purpose.STORE, PersonalField.SKILLS, recipient=announced.id)
    with stores.begin() as work:
        Consents(work, ring).record([event], somebody.actor)
        work.commit()
    with stores.begin() as work:
        store = HandOvers(work, ring)
        assert store.latest() == announced
        assert store.agreed_fields(somebody.id, announced, NOW) == {PersonalField.SKILLS}
        assert store.who_agreed(announced, NOW) == {somebody.id}
        work.main.connection().execute(text("UPDATE hand_over SET host = 'Others'"))
        with pytest.raises(RowForged):
            HandOvers(work, ring).latest()


def test_own_records_are_hers_alone_and_hold_no_bytes(stores: Stores, ring: KeyRing) -> None:
    amal, other = registered(stores, ring, 2)
    with stores.begin() as work:
        found = OwnRecords(work).of(amal.id, amal.account)
        assert Retention(work).last_active(amal.id) == NOW.date().replace(day=1)
    values = [value for rows in found.values() for row in rows for value in row.values()]
    assert len(values) > 100
    assert not any(isinstance(value, bytes) for value in values)
    assert amal.log_ref in values
    assert other.log_ref not in values
    assert other.account not in values
