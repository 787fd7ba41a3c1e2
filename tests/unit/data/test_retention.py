"""Who and what is past its time is found, on either database."""

from datetime import timedelta

from data.engine import Stores
from data.repositories import AuditLog, Persons
from data.repositories.pool import Pool
from data.repositories.retention import Retention
from privacy.audit import AuditAction, Outcome
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.policy import SYSTEM
from tests.stored import NOW, WORK, register


def test_inactive_people_and_agreements_that_ran_out_are_found(
    stores: Stores, ring: KeyRing
) -> None:
    with stores.begin() as work:
        somebody = register(work, ring, work=WORK, at=NOW)
        alone = Persons(work, ring, NOW).create(None, SYSTEM).id
        work.commit()
    month = NOW.date().replace(day=1)
    with stores.begin() as work:
        retention = Retention(work)
        assert retention.inactive(month - timedelta(days=1)) == ()
        assert set(retention.inactive(month)) == {somebody.id, alone}
        assert retention.inactive(month, somebody.id) == (somebody.id,)
        assert retention.ran_out(NOW + timedelta(days=364)) == {}
        found = retention.ran_out(NOW + timedelta(days=365))
    assert set(found) == {somebody.id}
    assert PersonalField.FULL_NAME in found[somebody.id]


def test_what_she_did_and_what_others_did_are_told_apart(stores: Stores, ring: KeyRing) -> None:
    with stores.begin() as work:
        somebody = register(work, ring, work=WORK, at=NOW)
        log = AuditLog(work, ring)
        for count in range(3):
            at = NOW + timedelta(minutes=count)
            log.append(AuditAction.OWN_DATA_OPENED, somebody.actor, at, person=somebody.log_ref)
            log.append(AuditAction.PROFILE_REVIEWED, SYSTEM, at, person=somebody.log_ref)
        work.commit()
    with stores.begin() as work:
        log = AuditLog(work, ring)
        others = log.of_person_by(somebody.log_ref, somebody.account, own=False)
        own = log.of_person_by(somebody.log_ref, somebody.account, own=True)
        rest = log.of_person_by(somebody.log_ref, somebody.account, own=False, limit=1, skip=1)
        counted = log.count_own(somebody.log_ref, somebody.account)
        assert set(others) | set(own) == set(log.of_person(somebody.log_ref))
        assert Persons(work, ring, NOW).log_refs([somebody.id]) == {somebody.id: somebody.log_ref}
        fields = Pool(work, ring, NOW).matched_fields([somebody.id])[somebody.id]
    assert rest == others[1:2]
    assert [entry.action for entry in others[:3]] == [AuditAction.PROFILE_REVIEWED] * 3
    opened = (AuditAction.OWN_DATA_OPENED, Outcome.DONE, 3, NOW + timedelta(minutes=2))
    assert counted[0] == opened
    assert PersonalField.SKILLS in fields
