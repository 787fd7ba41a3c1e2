"""The end of the audit log is anchored in keys: what is cut off or rewritten shows."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from data.engine import Stores, UnitOfWork
from data.repositories import AuditLog, reconcile
from data.repositories._anchor import Anchor, write_anchor
from privacy.audit import AuditAction, ChainProblem, ChainVerdict, Outcome
from privacy.decision import SYSTEM
from privacy.keys import KeyRing
from tests.stored import LATER, NOW


def _append(stores: Stores, ring: KeyRing, count: int = 3, *, keys_first: bool = False) -> None:
    with stores.begin() as uow:
        for _ in range(count):
            AuditLog(uow, ring).append(AuditAction.LOG_READ, SYSTEM, NOW)
        uow.commit(narrowing=keys_first)


def _verdict(stores: Stores, ring: KeyRing) -> ChainVerdict:
    with stores.begin(reading=True) as uow:
        return AuditLog(uow, ring).verify()


def _sql(stores: Stores, statement: str, *, keys: bool = False) -> None:
    with (stores.keys if keys else stores.main).begin() as connection:
        connection.execute(text(statement))


def _last(stores: Stores, ring: KeyRing) -> tuple[AuditAction, Outcome]:
    with stores.begin(reading=True) as uow:
        *_, row = AuditLog(uow, ring).chain()
    return row.entry.action, row.entry.outcome


def _interrupt(
    stores: Stores, ring: KeyRing, which: Callable[[UnitOfWork], object], *, keys_first: bool
) -> None:
    """Commit one database of a unit of work that appended two entries, and not the other."""

    def fail() -> None:
        raise OSError("power cut")

    with stores.begin() as uow, pytest.MonkeyPatch.context() as patch:
        for _ in range(2):
            AuditLog(uow, ring).append(AuditAction.LOG_READ, SYSTEM, NOW)
        patch.setattr(which(uow), "commit", fail)
        with pytest.raises(OSError, match="power cut"):
            uow.commit(narrowing=keys_first)


@pytest.mark.parametrize("keys_first", [False, True])
def test_an_untouched_log_is_sound(stores: Stores, ring: KeyRing, keys_first: bool) -> None:
    assert _verdict(stores, ring).ok
    for _ in range(2):
        _append(stores, ring, keys_first=keys_first)
        assert _verdict(stores, ring).ok
    assert _verdict(stores, ring).count == 6


@pytest.mark.parametrize("keys_first", [False, True])
def test_a_tail_cut_off_shows_and_goes_on_showing(
    stores: Stores, ring: KeyRing, keys_first: bool
) -> None:
    _append(stores, ring, keys_first=True)
    _append(stores, ring, keys_first=keys_first)
    last = 3 if keys_first else 6
    _sql(stores, f"DELETE FROM audit_entry WHERE sequence >= {last}")
    found = _verdict(stores, ring)
    assert (found.broken_at, found.problem) == (last, ChainProblem.CUT_OFF)
    _append(stores, ring, 1)
    assert _last(stores, ring) == (AuditAction.LOG_READ, Outcome.DONE)
    _append(stores, ring, 9)
    found = _verdict(stores, ring)
    assert (found.broken_at, found.problem) == (last, ChainProblem.CUT_OFF)
    reconcile(stores, ring, LATER)
    assert _verdict(stores, ring).problem is ChainProblem.CUT_OFF


def test_a_whole_log_deleted_shows(stores: Stores, ring: KeyRing) -> None:
    _append(stores, ring)
    _sql(stores, "DELETE FROM audit_entry")
    assert _verdict(stores, ring).problem is ChainProblem.CUT_OFF
    reconcile(stores, ring, LATER)
    assert _last(stores, ring) == (AuditAction.TAMPERING_FOUND, Outcome.DONE)
    assert _verdict(stores, ring).broken_at == 1


def test_a_sound_log_of_another_past_shows(stores: Stores, ring: KeyRing) -> None:
    """Entries the service itself wrote after it lost the anchor are no way around it."""
    _append(stores, ring)
    with stores.keys.connect() as connection:
        old = dict(connection.execute(text("SELECT * FROM audit_anchor")).mappings().one())
    _sql(stores, "DELETE FROM audit_entry")
    _sql(stores, "DELETE FROM audit_anchor", keys=True)
    with stores.begin() as uow:
        for _ in range(4):
            AuditLog(uow, ring).append(AuditAction.EXPORTED, SYSTEM, NOW)
        uow.commit()
    with stores.keys.begin() as connection:
        parts = ", ".join(f"{name} = :{name}" for name in old)
        connection.execute(text(f"UPDATE audit_anchor SET {parts}"), old)
    found = _verdict(stores, ring)
    assert (found.broken_at, found.problem) == (3, ChainProblem.REWRITTEN)
    _append(stores, ring)
    assert _verdict(stores, ring).problem is ChainProblem.REWRITTEN


def test_a_forged_anchor_shows(stores: Stores, ring: KeyRing) -> None:
    _append(stores, ring)
    _sql(stores, "DELETE FROM audit_entry WHERE sequence = 3")
    _sql(stores, "UPDATE audit_anchor SET count = 2", keys=True)
    assert _verdict(stores, ring).problem is ChainProblem.SEAL
    _append(stores, ring)
    assert _verdict(stores, ring).problem is ChainProblem.SEAL


def test_an_entry_added_by_hand_shows_after_later_ones_too(stores: Stores, ring: KeyRing) -> None:
    _append(stores, ring)
    with stores.main.begin() as connection:
        row = connection.execute(
            text("SELECT * FROM audit_entry WHERE sequence = 3")
        ).mappings().one()  # fmt: skip
        names = ", ".join(f'"{name}"' for name in row)
        places = ", ".join(f":{name}" for name in row)
        connection.execute(
            text(f"INSERT INTO audit_entry ({names}) VALUES ({places})"),
            {**row, "sequence": 4, "hash": b"x" * 32},
        )
    assert not _verdict(stores, ring).ok
    _append(stores, ring)
    assert not _verdict(stores, ring).ok


def test_a_commit_interrupted_before_keys_is_taken_over(stores: Stores, ring: KeyRing) -> None:
    _append(stores, ring)
    _interrupt(stores, ring, lambda uow: uow.keys, keys_first=False)
    assert (_verdict(stores, ring).ok, _verdict(stores, ring).count) == (True, 5)
    reconcile(stores, ring, LATER)
    assert _last(stores, ring) == (AuditAction.LOG_READ, Outcome.DONE)
    _sql(stores, "DELETE FROM audit_entry WHERE sequence = 5")
    assert _verdict(stores, ring).problem is ChainProblem.CUT_OFF


def test_a_commit_interrupted_before_main_is_noted_but_no_break(
    stores: Stores, ring: KeyRing
) -> None:
    _append(stores, ring)
    _interrupt(stores, ring, lambda uow: uow.main, keys_first=True)
    assert (_verdict(stores, ring).ok, _verdict(stores, ring).count) == (True, 3)
    reconcile(stores, ring, LATER)
    assert _last(stores, ring) == (AuditAction.TAMPERING_FOUND, Outcome.FAILED)
    assert (_verdict(stores, ring).ok, _verdict(stores, ring).count) == (True, 4)
    reconcile(stores, ring, LATER)
    assert _verdict(stores, ring).count == 4


def test_two_interruptions_one_after_the_other_are_no_break(stores: Stores, ring: KeyRing) -> None:
    _append(stores, ring)
    _interrupt(stores, ring, lambda uow: uow.main, keys_first=True)
    _interrupt(stores, ring, lambda uow: uow.keys, keys_first=False)
    assert _verdict(stores, ring).ok
    _append(stores, ring)
    assert _verdict(stores, ring).ok


def test_no_more_than_the_interrupted_commit_may_be_missing(stores: Stores, ring: KeyRing) -> None:
    _append(stores, ring)
    _append(stores, ring, 2, keys_first=True)
    _sql(stores, "DELETE FROM audit_entry WHERE sequence > 3")
    assert _verdict(stores, ring).ok  # cannot be told from a crash: the bound that is stated
    _sql(stores, "DELETE FROM audit_entry WHERE sequence = 3")
    assert _verdict(stores, ring).problem is ChainProblem.CUT_OFF


def test_the_anchor_is_written_once_in_a_commit(
    stores: Stores, ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []

    def write(uow: UnitOfWork, ring: KeyRing, anchor: Anchor) -> None:
        written.append(anchor.last.count)
        write_anchor(uow, ring, anchor)

    monkeypatch.setattr("data.repositories.audit.write_anchor", write)
    _append(stores, ring, 50)
    assert written == [50]
    assert _verdict(stores, ring).count == 50
