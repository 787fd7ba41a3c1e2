"""People: sealed, opened under a decision only, never without an audit entry."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from data.engine import Stores
from data.errors import ReadingOnly, UnknownPerson
from data.records import Identity, WorkProfile
from data.repositories import AuditLog, Consents, Persons
from privacy.audit import AuditAction
from privacy.decision import SYSTEM, Actor
from privacy.errors import AccessDenied, ConsentMissing, NotCovered, SealBroken, SealProblem
from privacy.handles import new_person_id, new_reference
from privacy.inventory import IDENTITY_FIELDS, WORK_FIELDS, PersonalField
from privacy.keys import KeyRing
from privacy.policy import (
    may_change_consent,
    may_erase,
    may_match,
    may_open_own,
    may_review,
    may_store,
)
from privacy.vocabulary import ConsentStatus, Purpose, Role
from tests.stored import (
    IDENTITY,
    LATER,
    NOW,
    WORK,
    consent_to,
    register,
    registered,
)

ALL_WORK = WORK_FIELDS | {PersonalField.PERMIT_ANSWERS}


def test_a_person_reads_back_what_she_wrote(stores: Stores, ring: KeyRing) -> None:
    [amal] = registered(stores, ring)
    with stores.begin() as uow:
        persons = Persons(uow, ring, LATER)
        own = may_open_own(amal.actor, amal.id, IDENTITY_FIELDS | ALL_WORK, at=LATER)
        assert persons.open_identity(amal.id, own) == IDENTITY
        assert persons.open_work(amal.id, own) == WORK


def test_only_the_decided_fields_are_opened(stores: Stores, ring: KeyRing) -> None:
    [amal] = registered(stores, ring)
    fields = {PersonalField.PHONE, PersonalField.LANGUAGES}
    with stores.begin() as uow:
        own = may_open_own(amal.actor, amal.id, fields, at=LATER)
        persons = Persons(uow, ring, LATER)
        assert persons.open_identity(amal.id, own) == Identity(phone=IDENTITY.phone)
        assert persons.open_work(amal.id, own) == WorkProfile(
            languages=WORK.languages, confirmed_on=WORK.confirmed_on
        )
        entries = AuditLog(uow, ring).of_person(amal.log_ref)
    assert [entry.fields for entry in entries[:2]] == [
        {PersonalField.LANGUAGES},
        {PersonalField.PHONE},
    ]


def test_nobody_opens_with_a_no(stores: Stores, ring: KeyRing) -> None:
    [amal, badr] = registered(stores, ring, 2)
    with stores.begin() as uow:
        no = may_open_own(badr.actor, amal.id, IDENTITY_FIELDS, at=LATER)
        with pytest.raises(AccessDenied):
            Persons(uow, ring, LATER).open_identity(amal.id, no)


def test_a_yes_about_somebody_else_opens_nothing(stores: Stores, ring: KeyRing) -> None:
    [amal, badr] = registered(stores, ring, 2)
    with stores.begin() as uow:
        about_badr = may_open_own(badr.actor, badr.id, IDENTITY_FIELDS, at=LATER)
        with pytest.raises(NotCovered):
            Persons(uow, ring, LATER).open_identity(amal.id, about_badr)


def test_a_yes_to_another_question_opens_nothing(stores: Stores, ring: KeyRing) -> None:
    """A yes to storing covers the fields too; it is still no yes to opening."""
    [amal] = registered(stores, ring)
    with stores.begin() as uow:
        switches = Consents(uow, ring).switches(amal.id)
        store = may_store(amal.actor, amal.id, IDENTITY_FIELDS, switches, at=LATER)
        assert store.allowed
        with pytest.raises(NotCovered):
            Persons(uow, ring, LATER).open_identity(amal.id, store)
        own = may_open_own(amal.actor, amal.id, IDENTITY_FIELDS, at=LATER)
        with pytest.raises(NotCovered):
            Persons(uow, ring, LATER).write_identity(amal.id, IDENTITY, own)


def test_an_old_yes_opens_nothing(stores: Stores, ring: KeyRing) -> None:
    [amal] = registered(stores, ring)
    with stores.begin() as uow:
        own = may_open_own(amal.actor, amal.id, IDENTITY_FIELDS, at=LATER)
        with pytest.raises(NotCovered):
            Persons(uow, ring, LATER + timedelta(minutes=2)).open_identity(amal.id, own)


def test_a_coordinators_yes_never_opens_the_identity(stores: Stores, ring: KeyRing) -> None:
    [amal] = registered(stores, ring)
    coordinator = Actor(new_reference(), Role.COORDINATOR)
    with stores.begin() as uow:
        switches = Consents(uow, ring).switches(amal.id)
        review = may_review(coordinator, amal.id, switches, at=LATER)
        assert review.allowed
        with pytest.raises(NotCovered):
            Persons(uow, ring, LATER).open_identity(amal.id, review)
        work = Persons(uow, ring, LATER).open_work(amal.id, review)
    assert work.skills == WORK.skills
    assert work.permit_answers == WORK.permit_answers
    assert work.own_words is None


def test_a_withdrawal_between_decision_and_opening_counts(stores: Stores, ring: KeyRing) -> None:
    [amal] = registered(stores, ring)
    coordinator = Actor(new_reference(), Role.COORDINATOR)
    with stores.begin() as uow:
        switches = Consents(uow, ring).switches(amal.id)
        review = may_review(coordinator, amal.id, switches, at=LATER)
        pairs = [(Purpose.MATCH, PersonalField.SKILLS)]
        consent_to(uow, ring, amal, pairs, ConsentStatus.WITHDRAWN, LATER)
        with pytest.raises(ConsentMissing):
            Persons(uow, ring, LATER).open_work(amal.id, review)


def test_without_an_audit_entry_there_is_no_data(
    stores: Stores, ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    [amal] = registered(stores, ring)

    def fail(*_given: object, **_named: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(AuditLog, "append", fail)
    opened: list[object] = []
    monkeypatch.setattr("data.repositories.persons.open_identity", lambda *a: opened.append(a))
    with stores.begin() as uow, pytest.raises(OSError, match="disk full"):
        Persons(uow, ring, LATER).open_identity(
            amal.id, may_open_own(amal.actor, amal.id, IDENTITY_FIELDS, at=LATER)
        )
    assert opened == []


def test_a_reading_unit_of_work_opens_nothing(stores: Stores, ring: KeyRing) -> None:
    [amal] = registered(stores, ring)
    with stores.begin(reading=True) as uow, pytest.raises(ReadingOnly):
        Persons(uow, ring, LATER).open_identity(
            amal.id, may_open_own(amal.actor, amal.id, IDENTITY_FIELDS, at=LATER)
        )


def test_what_is_not_consented_to_is_not_stored(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        pairs = [(Purpose.STORE, PersonalField.FULL_NAME)]
        amal = register(uow, ring, pairs, identity=None, work=None)
        switches = Consents(uow, ring).switches(amal.id)
        only_name = may_store(amal.actor, amal.id, {PersonalField.FULL_NAME}, switches, at=NOW)
        persons = Persons(uow, ring, NOW)
        persons.write_identity(amal.id, Identity(full_name="A"), only_name)
        with pytest.raises(NotCovered):
            persons.write_identity(amal.id, IDENTITY, only_name)


def test_every_write_raises_the_record_version_and_the_audit_carries_it(
    stores: Stores, ring: KeyRing
) -> None:
    [amal] = registered(stores, ring)
    with stores.begin() as uow:
        switches = Consents(uow, ring).switches(amal.id)
        may = may_store(amal.actor, amal.id, ALL_WORK, switches, at=LATER)
        assert Persons(uow, ring, LATER).write_work(amal.id, WORK, may) == 2
        newest = AuditLog(uow, ring).of_person(amal.log_ref)[0]
    assert (newest.action, newest.record_version) == (AuditAction.PROFILE_WRITTEN, 2)


def test_an_older_envelope_put_back_does_not_open(stores: Stores, ring: KeyRing) -> None:
    [amal] = registered(stores, ring)
    with stores.begin() as uow:
        connection = uow.main.connection()
        old = connection.execute(text("SELECT stated_sealed FROM work_profile")).scalar_one()
        switches = Consents(uow, ring).switches(amal.id)
        may = may_store(amal.actor, amal.id, ALL_WORK, switches, at=NOW)
        Persons(uow, ring, NOW).write_work(amal.id, WORK, may)
        connection.execute(text("UPDATE work_profile SET stated_sealed = :old"), {"old": old})
        uow.commit()
    with stores.begin() as uow, pytest.raises(SealBroken) as broken:
        Persons(uow, ring, LATER).open_work(
            amal.id, may_open_own(amal.actor, amal.id, ALL_WORK, at=LATER)
        )
    assert broken.value.problem is SealProblem.OTHER_RECORD_VERSION


def test_an_old_row_put_back_with_its_version_contradicts_the_audit(
    stores: Stores, ring: KeyRing
) -> None:
    [amal] = registered(stores, ring)
    with stores.begin() as uow:
        switches = Consents(uow, ring).switches(amal.id)
        may = may_store(amal.actor, amal.id, ALL_WORK, switches, at=NOW)
        Persons(uow, ring, NOW).write_work(amal.id, WORK, may)
        found = uow.main.connection().execute(text("SELECT rec_ver FROM work_profile"))
        newest = AuditLog(uow, ring).of_person(amal.log_ref)[0]
        assert found.scalar_one() == newest.record_version == 2


@pytest.mark.parametrize("column", ["full_name_sealed", "phone_sealed"])
def test_envelopes_of_two_people_cannot_be_exchanged(
    stores: Stores, ring: KeyRing, column: str
) -> None:
    [amal, badr] = registered(stores, ring, 2)
    with stores.begin() as uow:
        connection = uow.main.connection()
        taken = connection.execute(
            text(f"SELECT {column} FROM identity WHERE person = :p"), {"p": badr.id}
        ).scalar_one()
        connection.execute(
            text(f"UPDATE identity SET {column} = :b WHERE person = :p"),
            {"b": taken, "p": amal.id},
        )
        with pytest.raises(SealBroken):
            Persons(uow, ring, LATER).open_identity(
                amal.id, may_open_own(amal.actor, amal.id, IDENTITY_FIELDS, at=LATER)
            )


def test_an_erased_person_is_gone_and_her_envelopes_open_no_more(
    stores: Stores, ring: KeyRing
) -> None:
    [amal, badr] = registered(stores, ring, 2)
    with stores.begin() as uow:
        backup = uow.main.connection().execute(text("SELECT * FROM identity")).mappings().all()
        people = uow.main.connection().execute(text("SELECT * FROM person")).mappings().all()
    with stores.begin() as uow:
        Persons(uow, ring, LATER).erase(amal.id, may_erase(amal.actor, amal.id, at=LATER))
        uow.commit()
    with stores.begin() as uow:
        persons = Persons(uow, ring, LATER)
        assert persons.get(amal.id) is None
        assert persons.count() == 1
        actions = [entry.action for entry in AuditLog(uow, ring).of_person(amal.log_ref)]
        assert actions[:2] == [AuditAction.ERASED, AuditAction.ERASURE_ACCEPTED]
        own = may_open_own(badr.actor, badr.id, IDENTITY_FIELDS, at=LATER)
        assert persons.open_identity(badr.id, own) == IDENTITY
    with stores.begin() as uow:
        for table, rows in (("person", people), ("identity", backup)):
            for row in rows:
                if amal.id in (bytes(row.get("id") or b""), bytes(row.get("person") or b"")):
                    values = {**row, "account": None} if table == "person" else dict(row)
                    columns = ", ".join(f":{name}" for name in values)
                    statement = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({columns})"
                    uow.main.connection().execute(text(statement), values)
        own = may_open_own(amal.actor, amal.id, IDENTITY_FIELDS, at=LATER)
        with pytest.raises(UnknownPerson):
            Persons(uow, ring, LATER).open_identity(amal.id, own)


def test_erasing_leaves_no_row_that_names_the_person(stores: Stores, ring: KeyRing) -> None:
    [amal] = registered(stores, ring)
    with stores.begin() as uow:
        Persons(uow, ring, LATER).erase(amal.id, may_erase(amal.actor, amal.id, at=LATER))
        uow.commit()
    with stores.begin(reading=True) as uow:
        for session, tables in (
            (uow.main, ("person", "identity", "work_profile", "consent_event", "account")),
            (uow.keys, ("person_key", "consent_switch", "match_ground")),
        ):
            for table in tables:
                found = session.connection().execute(text(f"SELECT count(*) FROM {table}"))
                assert found.scalar_one() == 0, table
        buried = uow.keys.connection().execute(text("SELECT person FROM tombstone"))
        assert bytes(buried.scalar_one()) == amal.id


def test_nobody_is_erased_without_a_yes_to_that(stores: Stores, ring: KeyRing) -> None:
    [amal, badr] = registered(stores, ring, 2)
    with stores.begin() as uow:
        persons = Persons(uow, ring, LATER)
        with pytest.raises(AccessDenied):
            persons.erase(amal.id, may_erase(badr.actor, amal.id, at=LATER))
        with pytest.raises(NotCovered):
            persons.erase(amal.id, may_erase(badr.actor, badr.id, at=LATER))
        own = may_open_own(amal.actor, amal.id, IDENTITY_FIELDS, at=LATER)
        with pytest.raises(NotCovered):
            persons.erase(amal.id, own)


def test_somebody_unknown_is_no_data(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        stranger = new_person_id()
        assert Persons(uow, ring, NOW).get(stranger) is None
        assert Persons(uow, ring, NOW).of_account(new_reference()) is None
        assert not may_match(stranger, (), at=NOW).allowed
        erase = may_erase(SYSTEM, stranger, at=NOW)
        with pytest.raises(UnknownPerson):
            Persons(uow, ring, NOW).erase(stranger, erase)


def test_a_person_is_found_by_her_account(stores: Stores, ring: KeyRing) -> None:
    [amal] = registered(stores, ring)
    with stores.begin(reading=True) as uow:
        found = Persons(uow, ring, NOW).of_account(amal.account)
        assert found is not None
        assert found.id == amal.id
        assert found.created_on.day == 1
        assert Persons(uow, ring, NOW).all() == (found,)


def test_emptying_takes_fields_out_and_keeps_the_rest(stores: Stores, ring: KeyRing) -> None:
    [amal] = registered(stores, ring)
    gone = {PersonalField.PHONE, PersonalField.PLACES, PersonalField.OWN_WORDS}
    with stores.begin() as uow:
        persons = Persons(uow, ring, LATER)
        change = may_change_consent(amal.actor, amal.id, ConsentStatus.WITHDRAWN, at=LATER)
        persons.empty(amal.id, gone, change)
        entries = AuditLog(uow, ring).of_person(amal.log_ref)[:2]
        assert [entry.record_version for entry in entries] == [2, 2]
        assert {field for entry in entries for field in entry.fields} == gone
        own = may_open_own(amal.actor, amal.id, IDENTITY_FIELDS | ALL_WORK, at=LATER)
        assert persons.open_identity(amal.id, own) == replace(IDENTITY, phone=None)
        assert persons.open_work(amal.id, own) == WORK.only(ALL_WORK - gone)


def test_nothing_is_emptied_without_a_yes_to_changing_consent(
    stores: Stores, ring: KeyRing
) -> None:
    [amal, badr] = registered(stores, ring, 2)
    with stores.begin() as uow:
        persons = Persons(uow, ring, LATER)
        own = may_open_own(amal.actor, amal.id, IDENTITY_FIELDS, at=LATER)
        others = may_change_consent(badr.actor, badr.id, ConsentStatus.WITHDRAWN, at=LATER)
        for decision in (own, others):
            with pytest.raises(NotCovered):
                persons.empty(amal.id, IDENTITY_FIELDS, decision)
