"""Who may be matched now, in bulk and one by one."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from data.engine import Stores
from data.repositories import AuditLog, Consents, Persons, Pool
from privacy.audit import AuditAction
from privacy.consent import USUAL_CONSENT
from privacy.inventory import MATCH_FIELDS, PersonalField
from privacy.keys import KeyRing
from privacy.policy import may_erase, may_match, may_store
from privacy.vocabulary import ConsentStatus, Purpose
from tests.stored import LATER, NOW, WORK, consent_to, register, registered

SKILLS = (Purpose.MATCH, PersonalField.SKILLS)


def test_everybody_who_consents_is_given_with_the_consented_fields(
    stores: Stores, ring: KeyRing
) -> None:
    with stores.begin() as uow:
        whole = register(uow, ring)
        partly = register(uow, ring)
        never = register(uow, ring, [(Purpose.STORE, f) for f in WORK.stated_fields()], None)
        places = [(Purpose.MATCH, PersonalField.PLACES)]
        consent_to(uow, ring, partly, places, ConsentStatus.WITHDRAWN, LATER)
        uow.commit()
    with stores.begin() as uow:
        found = {one.person: one for one in Pool(uow, ring, LATER).load_matchable()}
        uow.commit()
    assert never.id not in found
    assert found[whole.id].fields == MATCH_FIELDS
    assert found[whole.id].profile == WORK.only(MATCH_FIELDS)
    assert found[partly.id].profile.residence is None
    assert found[partly.id].fields == MATCH_FIELDS - {PersonalField.PLACES}


def test_own_words_never_reach_the_pool(stores: Stores, ring: KeyRing) -> None:
    [amal] = registered(stores, ring)
    with stores.begin() as uow:
        pool = Pool(uow, ring, LATER)
        for one in [*pool.load_matchable(), pool.load_one(amal.id)]:
            assert one is not None
            assert one.profile.own_words is None


def test_one_by_one_and_in_bulk_the_same_is_given(stores: Stores, ring: KeyRing) -> None:
    [amal, badr] = registered(stores, ring, 2)
    with stores.begin() as uow:
        permits = [(Purpose.MATCH, PersonalField.PERMIT_ANSWERS)]
        consent_to(uow, ring, badr, permits, ConsentStatus.WITHDRAWN, LATER)
        pool = Pool(uow, ring, LATER)
        bulk = {one.person: one for one in pool.load_matchable()}
        assert bulk == {one.id: pool.load_one(one.id) for one in (amal, badr)}
    assert bulk[amal.id].profile.permit_answers == WORK.permit_answers
    assert bulk[badr.id].profile.permit_answers == {}


def test_bulk_and_policy_say_the_same(stores: Stores, ring: KeyRing) -> None:
    """The kept yes is the fast path; asking the policy about every switch is the oracle."""
    with stores.begin() as uow:
        people = [register(uow, ring) for _ in range(4)]
        for somebody, field in zip(people, sorted(MATCH_FIELDS), strict=False):
            pairs = [(Purpose.STORE, field)]
            consent_to(uow, ring, somebody, pairs, ConsentStatus.WITHDRAWN, LATER)
        for now in (LATER, NOW + USUAL_CONSENT, NOW - timedelta(days=1)):
            bulk = {one.person: one.fields for one in Pool(uow, ring, now).load_matchable()}
            asked = {
                somebody.id: decision.fields
                for somebody in people
                if (
                    decision := may_match(
                        somebody.id, Consents(uow, ring).switches(somebody.id), at=now
                    )
                ).allowed
            }
            if now >= NOW:
                assert bulk == asked
            assert set(asked) == Pool(uow, ring, now).may_still_be_matched(asked)


def test_one_entry_stands_for_a_load_and_is_there_before_the_first_profile(
    stores: Stores, ring: KeyRing
) -> None:
    registered(stores, ring, 2)
    with stores.begin() as uow:
        before = AuditLog(uow, ring).head().count
        profiles = Pool(uow, ring, LATER).load_matchable()
        next(profiles)
        [entry] = [row.entry for row in AuditLog(uow, ring).chain(after=before)]
        assert len(list(profiles)) == 1
        assert AuditLog(uow, ring).head().count == before + 1
    assert entry.action is AuditAction.PROFILE_INDEXED
    assert entry.purpose is Purpose.MATCH


def test_a_withdrawn_person_is_not_given(stores: Stores, ring: KeyRing) -> None:
    [amal, badr] = registered(stores, ring, 2)
    with stores.begin() as uow:
        consent_to(uow, ring, amal, [SKILLS], ConsentStatus.WITHDRAWN, LATER)
        uow.commit()
    with stores.begin() as uow:
        pool = Pool(uow, ring, LATER)
        assert [one.person for one in pool.load_matchable()] == [badr.id]
        assert pool.may_still_be_matched([amal.id, badr.id]) == {badr.id}
        assert pool.load_one(amal.id) is None


def test_a_consent_that_ran_out_is_none(stores: Stores, ring: KeyRing) -> None:
    registered(stores, ring)
    with stores.begin() as uow:
        assert list(Pool(uow, ring, NOW + USUAL_CONSENT).load_matchable()) == []


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE match_ground SET fields = 'skills'",
        "UPDATE match_ground SET number = number - 1",
        "UPDATE match_ground SET notices = '0.old'",
    ],
)
def test_a_forged_ground_is_not_believed(stores: Stores, ring: KeyRing, forgery: str) -> None:
    [amal] = registered(stores, ring)
    with stores.begin() as uow:
        uow.keys.connection().execute(text(forgery))
        [one] = Pool(uow, ring, LATER).load_matchable()
    assert (one.person, one.fields) == (amal.id, MATCH_FIELDS)


def test_a_ground_put_back_after_withdrawal_is_not_believed(stores: Stores, ring: KeyRing) -> None:
    [amal] = registered(stores, ring)
    with stores.begin() as uow:
        keys = uow.keys.connection()
        old = keys.execute(text("SELECT * FROM match_ground")).mappings().one()
        consent_to(uow, ring, amal, [SKILLS], ConsentStatus.WITHDRAWN, LATER)
        assert keys.execute(text("SELECT count(*) FROM match_ground")).scalar_one() == 0
        names = ", ".join(f":{name}" for name in old)
        keys.execute(
            text(f"INSERT INTO match_ground ({', '.join(old.keys())}) VALUES ({names})"), dict(old)
        )
        assert list(Pool(uow, ring, LATER).load_matchable()) == []


def test_the_counter_tells_whose_profile_or_consent_changed(stores: Stores, ring: KeyRing) -> None:
    [amal, badr] = registered(stores, ring, 2)
    with stores.begin(reading=True) as uow:
        version = Pool(uow, ring, LATER).version()
        assert Pool(uow, ring, LATER).changed_since(version) == ()
    with stores.begin() as uow:
        switches = Consents(uow, ring).switches(amal.id)
        may = may_store(amal.actor, amal.id, WORK.stated_fields(), switches, at=LATER)
        Persons(uow, ring, LATER).write_work(amal.id, WORK, may)
        uow.commit()
    with stores.begin() as uow:
        assert Pool(uow, ring, LATER).changed_since(version) == (amal.id,)
        Persons(uow, ring, LATER).erase(badr.id, may_erase(badr.actor, badr.id, at=LATER))
        uow.commit()
    with stores.begin(reading=True) as uow:
        pool = Pool(uow, ring, LATER)
        assert set(pool.changed_since(version)) == {amal.id, badr.id}
        assert pool.version() > version


def test_opening_one_person_is_recorded_with_her(stores: Stores, ring: KeyRing) -> None:
    [amal] = registered(stores, ring)
    with stores.begin() as uow:
        assert Pool(uow, ring, LATER).load_one(amal.id) is not None
        newest = AuditLog(uow, ring).of_person(amal.log_ref)[0]
    assert newest.action is AuditAction.PROFILE_INDEXED
