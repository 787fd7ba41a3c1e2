"""An older row put back with its own version opens, and the log says that it is not the last.

Every write of a sealed row raises its version, and the entry of the write carries it.
"""

from pathlib import Path
from typing import Any

import pytest

from api.services.keys.verify_keys import verify_keys
from api.services.log.verify_audit import verify_audit
from data.engine import Stores
from data.repositories import AuditLog, Consents, Persons
from data.repositories.rollback import rows_out_of_step
from privacy.audit import AuditAction
from privacy.inventory import IDENTITY_FIELDS
from privacy.keys import KeyRing
from privacy.policy import SYSTEM, may_open_own, may_store
from tests.api_world import World, make_world
from tests.attacks.insiders import Insider
from tests.stored import IDENTITY, WORK, Somebody

TABLES = ("identity", "work_profile")


@pytest.fixture
def world(stores: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(stores, ring, tmp_path)


def write_again(world: World, one: Somebody) -> None:
    """Let her save both parts anew; each row is at its next version then."""
    with world.acting(one.actor) as context:
        persons = Persons(context.work, context.runtime.key_ring, context.now)
        switches = Consents(context.work, context.runtime.key_ring).switches(one.id)
        for fields in (IDENTITY_FIELDS, WORK.stated_fields()):
            decision = may_store(one.actor, one.id, fields, switches, at=context.now)
            if fields is IDENTITY_FIELDS:
                persons.write_identity(one.id, IDENTITY, decision)
            else:
                persons.write_work(one.id, WORK, decision)


def reported(world: World) -> list[tuple[str, str, int, int]]:
    """Ask the verifier which rows were put back: table, whose, version, version in the log."""
    with world.acting(SYSTEM) as context:
        found = list(rows_out_of_step(context.work))
    return sorted((each.table, each.log_ref, each.version, each.logged) for each in found)


def opens(world: World, one: Somebody) -> bool:
    with world.acting(one.actor) as context:
        decision = may_open_own(one.actor, one.id, IDENTITY_FIELDS, at=context.now)
        persons = Persons(context.work, context.runtime.key_ring, context.now)
        return persons.open_identity(one.id, decision) == IDENTITY


def put_back(world: World, one: Somebody) -> None:
    """Save, save again, and write the rows of before over those of now."""
    insider = Insider(world.runtime.stores)
    write_again(world, one)
    before = {table: insider.rows("main", table, person=one.id)[0] for table in TABLES}
    write_again(world, one)
    assert reported(world) == []
    for table, row in before.items():
        insider.put("main", table, row)


def test_rows_put_back_are_reported_with_both_versions(world: World) -> None:
    amal, badr = world.person(), world.person()
    put_back(world, amal)
    assert opens(world, amal)  # it was sealed for that place and version: the cipher is content
    assert opens(world, badr)
    assert reported(world) == [(table, amal.log_ref, 2, 3) for table in TABLES]
    verified = verify_keys(world.runtime)
    assert (verified.ok, verified.older, verified.unlogged) == (False, 2, 0)
    with world.acting(SYSTEM) as context:
        noted = AuditLog(context.work, context.runtime.key_ring).of_person(amal.log_ref, 2)
    assert {entry.action for entry in noted} == {AuditAction.TAMPERING_FOUND}


@pytest.mark.parametrize("backend", ["sqlite"])
def test_without_versions_in_the_log_nobody_would_notice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: entries of writes that do not say which version they made."""
    append: Any = AuditLog.append

    def silent(log: AuditLog, *given: Any, **more: Any) -> Any:
        return append(log, *given, **{**more, "record_version": 0})

    amal, insider = world.person(), Insider(world.runtime.stores)
    before = insider.rows("main", "identity", person=amal.id)[0]
    with monkeypatch.context() as patch:
        patch.setattr(AuditLog, "append", silent)
        write_again(world, amal)
    insider.put("main", "identity", before)
    assert "identity" not in {table for table, *_ in reported(world)}
    write_again(world, amal)  # the same, and the entry says so
    insider.put("main", "identity", before)
    assert ("identity", amal.log_ref, 1, 2) in reported(world)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_who_also_changes_the_version_in_the_log_breaks_the_log(world: World) -> None:
    amal = world.person()
    put_back(world, amal)
    insider = Insider(world.runtime.stores)
    insider.write("main", "UPDATE audit_entry SET record_version = 2 WHERE record_version = 3")
    assert reported(world) == []
    with world.acting(SYSTEM) as context:
        assert not verify_audit(context).ok
