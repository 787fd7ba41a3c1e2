"""What is mended when the two databases were left apart."""

import pytest
from sqlalchemy import text

from data.engine import Stores
from data.records import Mended
from data.repositories import AuditLog, Consents, Persons, Pool, reconcile
from privacy.audit import AuditAction
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.policy import may_erase
from privacy.vocabulary import ConsentStatus, Purpose
from tests.stored import LATER, consent_to, register, registered

SKILLS = (Purpose.MATCH, PersonalField.SKILLS)


def test_stores_in_step_need_nothing(stores: Stores, ring: KeyRing) -> None:
    registered(stores, ring, 2)
    assert reconcile(stores, ring, LATER) == Mended()


def test_a_person_erased_stays_erased_when_a_backup_brings_her_rows_back(
    stores: Stores, ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys forget her, main is as it was before: the state after an old main was restored."""
    [amal, badr] = registered(stores, ring, 2)

    def fail() -> None:
        raise OSError("power cut")

    with stores.begin() as uow:
        Persons(uow, ring, LATER).erase(amal.id, may_erase(amal.actor, amal.id, at=LATER))
        monkeypatch.setattr(uow.main, "commit", fail)
        with pytest.raises(OSError, match="power cut"):
            uow.commit()
    monkeypatch.undo()
    with stores.begin(reading=True) as uow:
        assert Persons(uow, ring, LATER).get(amal.id) is not None
    assert reconcile(stores, ring, LATER) == Mended(erased_rows=1)
    assert reconcile(stores, ring, LATER) == Mended()
    with stores.begin(reading=True) as uow:
        assert Persons(uow, ring, LATER).get(amal.id) is None
        assert Persons(uow, ring, LATER).get(badr.id) is not None
        newest = AuditLog(uow, ring).of_person(amal.log_ref)[0]
    assert newest.action is AuditAction.ERASED


def test_a_restored_main_does_not_undo_a_withdrawal(stores: Stores, ring: KeyRing) -> None:
    [amal] = registered(stores, ring)
    with stores.begin() as uow:
        consent_to(uow, ring, amal, [SKILLS], ConsentStatus.WITHDRAWN, LATER)
        uow.commit()
    with stores.begin() as uow:
        uow.main.connection().execute(text("DELETE FROM consent_event WHERE status = 'withdrawn'"))
        uow.commit()
    with stores.begin() as uow:
        assert list(Pool(uow, ring, LATER).load_matchable()) == []
    assert reconcile(stores, ring, LATER) == Mended(histories_closed=1)
    with stores.begin() as uow:
        assert list(Pool(uow, ring, LATER).load_matchable()) == []
        assert Consents(uow, ring).history(amal.id)[-1].status is ConsentStatus.WITHDRAWN


def test_restored_keys_do_not_undo_a_withdrawal(stores: Stores, ring: KeyRing) -> None:
    [amal] = registered(stores, ring)
    with stores.begin() as uow:
        keys = uow.keys.connection()
        backup = {
            table: keys.execute(text(f"SELECT * FROM {table}")).mappings().all()
            for table in ("consent_switch", "match_ground")
        }
        consent_to(uow, ring, amal, [SKILLS], ConsentStatus.WITHDRAWN, LATER)
        for table, rows in backup.items():
            keys.execute(text(f"DELETE FROM {table}"))
            names = ", ".join(f":{name}" for name in rows[0])
            columns = ", ".join(rows[0].keys())
            for row in rows:
                keys.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({names})"), dict(row))
        uow.commit()
    assert reconcile(stores, ring, LATER) == Mended(switches_closed=1)
    with stores.begin() as uow:
        assert list(Pool(uow, ring, LATER).load_matchable()) == []


def test_keys_and_rows_without_their_half_are_counted_and_left(
    stores: Stores, ring: KeyRing
) -> None:
    with stores.begin() as uow:
        register(uow, ring, [], identity=None, work=None)
        badr = register(uow, ring, [], identity=None, work=None)
        person_key = uow.keys.connection()
        person_key.execute(text("DELETE FROM person_key WHERE person = :p"), {"p": badr.id})
        person_key.execute(
            text("UPDATE person_key SET version = version WHERE person <> :p"), {"p": badr.id}
        )
        uow.commit()
    assert reconcile(stores, ring, LATER) == Mended(unreadable=1)
    with stores.begin() as uow:
        uow.main.connection().execute(text("DELETE FROM person"))
        uow.commit()
    assert reconcile(stores, ring, LATER) == Mended(orphan_keys=1)
