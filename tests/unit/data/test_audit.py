"""The chain of the audit log, in the databases."""

import threading

import pytest
from sqlalchemy import text

from data.engine import Stores
from data.errors import NotRecorded, ReadingOnly
from data.repositories import AuditLog
from privacy.audit import (
    GENESIS,
    AuditAction,
    ChainProblem,
    Checkpoint,
    Outcome,
    verify_chain,
)
from privacy.decision import SYSTEM
from privacy.handles import new_reference
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.policy import may_open_own
from privacy.vocabulary import Purpose
from tests.stored import NOW, register, registered

TABLE = "audit_entry"


def test_an_empty_log_has_the_first_head(stores: Stores, ring: KeyRing) -> None:
    with stores.begin(reading=True) as uow:
        assert AuditLog(uow, ring).head() == Checkpoint(0, GENESIS)


def test_entries_come_back_as_they_were_written(stores: Stores, ring: KeyRing) -> None:
    person = new_reference()
    with stores.begin() as uow:
        log = AuditLog(uow, ring)
        written = log.append(
            AuditAction.FIELDS_DISCLOSED,
            SYSTEM,
            NOW,
            purpose=Purpose.DISCLOSE,
            person=person,
            subject=new_reference(),
            grant=new_reference(),
            fields={PersonalField.PHONE, PersonalField.EMAIL},
            record_version=3,
        )
        uow.commit()
    with stores.begin(reading=True) as uow:
        log = AuditLog(uow, ring)
        assert log.of_person(person) == (written,)
        assert verify_chain(log.chain(), ring).count == 1
        assert log.openings(written.grant) == 1


def test_concurrent_appends_keep_one_chain(stores: Stores, ring: KeyRing) -> None:
    def append() -> None:
        for _ in range(5):
            with stores.begin() as uow:
                AuditLog(uow, ring).append(AuditAction.LOG_READ, SYSTEM, NOW)
                AuditLog(uow, ring).append(AuditAction.LOG_READ, SYSTEM, NOW)
                uow.commit()

    threads = [threading.Thread(target=append) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with stores.begin(reading=True) as uow:
        verdict = verify_chain(AuditLog(uow, ring).chain(), ring)
    assert verdict.ok
    assert verdict.count == 40


def test_an_append_rolled_back_leaves_no_gap(stores: Stores, ring: KeyRing) -> None:
    for commit in (True, False, True):
        with stores.begin() as uow:
            AuditLog(uow, ring).append(AuditAction.LOG_READ, SYSTEM, NOW)
            if commit:
                uow.commit()
    with stores.begin(reading=True) as uow:
        assert verify_chain(AuditLog(uow, ring).chain(), ring).count == 2


def test_reading_units_of_work_append_nothing(stores: Stores, ring: KeyRing) -> None:
    with stores.begin(reading=True) as uow, pytest.raises(ReadingOnly):
        AuditLog(uow, ring).append(AuditAction.LOG_READ, SYSTEM, NOW)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("UPDATE audit_entry SET person = 'aaaaaaaaaaaaaaaaaaaaaaaaaa' WHERE sequence = 2",
         ChainProblem.HASH),
        ("UPDATE audit_entry SET outcome = 'denied' WHERE sequence = 2", ChainProblem.HASH),
        ("DELETE FROM audit_entry WHERE sequence = 2", ChainProblem.NUMBER),
        ("DELETE FROM audit_entry WHERE sequence = 3", ChainProblem.CUT_OFF),
    ],
)  # fmt: skip
def test_every_change_of_the_log_shows(
    stores: Stores, ring: KeyRing, change: str, problem: ChainProblem
) -> None:
    with stores.begin() as uow:
        log = AuditLog(uow, ring)
        for _ in range(3):
            log.append(AuditAction.LOG_READ, SYSTEM, NOW)
        checkpoint = log.head()
        assert verify_chain(log.chain(), ring, checkpoint).ok
        uow.main.connection().execute(text(change))
        assert verify_chain(log.chain(), ring, checkpoint).problem is problem


def test_two_entries_never_have_the_same_number(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        AuditLog(uow, ring).append(AuditAction.LOG_READ, SYSTEM, NOW)
        uow.memo.clear()
        uow.memo["audit.head"] = Checkpoint(0, GENESIS)
        with pytest.raises(NotRecorded):
            AuditLog(uow, ring).append(AuditAction.SIGNED_IN, SYSTEM, NOW)


def test_a_no_is_recorded_with_its_reasons(stores: Stores, ring: KeyRing) -> None:
    [amal, badr] = registered(stores, ring, 2)
    with stores.begin() as uow:
        no = may_open_own(badr.actor, amal.id, {PersonalField.PHONE}, at=NOW)
        entry = AuditLog(uow, ring).append_decision(
            AuditAction.OWN_DATA_OPENED, no, person=amal.log_ref
        )
        assert entry.outcome is Outcome.DENIED
        assert entry.reasons == set(no.reasons)
        assert entry.fields == frozenset()


def test_the_log_of_a_life_verifies(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as uow:
        register(uow, ring)
        verdict = verify_chain(AuditLog(uow, ring).chain(after=0), ring)
    assert verdict.ok
    assert verdict.count >= 6


def test_long_chains_are_streamed(
    stores: Stores, ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.repositories.audit.AT_ONCE", 3)
    with stores.begin() as uow:
        log = AuditLog(uow, ring)
        for _ in range(8):
            log.append(AuditAction.LOG_READ, SYSTEM, NOW)
        assert [row.entry.sequence for row in log.chain(after=2)] == [3, 4, 5, 6, 7, 8]
