"""Whoever edits, deletes, inserts, reorders or makes up audit entries is found out.

On both databases, with all the rights of the database's owner but without the key file.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.services.log.verify_audit import AuditVerdict, verify_audit
from data.engine import Stores
from data.repositories import AuditLog
from privacy.audit import GENESIS, ChainProblem, entry_hash
from privacy.keys import KeyRing
from privacy.policy import SYSTEM
from tests.api_world import World, make_world
from tests.attacks.insiders import Insider, Row, set_stage

EDITS: dict[str, object] = {
    "at": None,
    "action": "contacted",
    "outcome": "failed",
    "role": "officer",
    "actor": "a" * 26,
    "organisation": "b" * 26,
    "purpose": "statistics",
    "person": "c" * 26,
    "subject": "d" * 26,
    "grant": "e" * 26,
    "fields": "skills",
    "reasons": "no_grant",
    "record_version": 4711,
    "from_country": "XX",
    "to_country": "XX",
    "hash": b"h" * 32,
    "seal": b"s" * 33,
}
SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
"""For what does not depend on the kind of database."""


@pytest.fixture
def world(stores: Stores, ring: KeyRing, tmp_path: Path) -> World:
    stage = set_stage(make_world(stores, ring, tmp_path))
    return stage.world


def verdict(world: World, *checkpoint: Any) -> AuditVerdict:
    with world.acting(SYSTEM) as context:
        return verify_audit(context, *checkpoint)


def entries(insider: Insider) -> list[Row]:
    return sorted(insider.rows("main", "audit_entry"), key=lambda row: int(row["sequence"]))


def test_every_part_of_an_entry_is_covered(world: World) -> None:
    insider = Insider(world.runtime.stores)
    assert verdict(world).ok
    world.later(hours=1)
    assert verdict(world).ok
    rows = entries(insider)
    assert set(rows[0]) - set(EDITS) == {"sequence", "detail_digest", "detail_sealed"}
    victim = rows[len(rows) // 2]
    for column, value in EDITS.items():
        changed = rows[-1]["at"] if column == "at" else value
        assert changed != victim[column], column
        insider.put("main", "audit_entry", victim, **{column: changed})
        found = verdict(world)
        assert (found.ok, found.broken_at) == (False, victim["sequence"]), column
        insider.put("main", "audit_entry", victim)
    assert verdict(world).ok


def delete_one(insider: Insider, rows: list[Row]) -> None:
    number = rows[3]["sequence"]
    insider.write("main", "DELETE FROM audit_entry WHERE sequence = :number", number=number)


def delete_first(insider: Insider, rows: list[Row]) -> None:
    insider.write("main", "DELETE FROM audit_entry WHERE sequence <= 2")


def close_the_gap(insider: Insider, rows: list[Row]) -> None:
    delete_one(insider, rows)
    for row in rows[4:]:
        insider.write(
            "main",
            "UPDATE audit_entry SET sequence = :new WHERE sequence = :old",
            new=row["sequence"] - 1,
            old=row["sequence"],
        )


def exchange(insider: Insider, rows: list[Row]) -> None:
    one, other = rows[3], rows[5]
    for row in (one, other):
        insider.write(
            "main", "DELETE FROM audit_entry WHERE sequence = :number", number=row["sequence"]
        )
    insider.put("main", "audit_entry", one, sequence=other["sequence"])
    insider.put("main", "audit_entry", other, sequence=one["sequence"])


def insert(insider: Insider, rows: list[Row]) -> None:
    insider.put(
        "main",
        "audit_entry",
        rows[4],
        sequence=rows[-1]["sequence"] + 2,
        hash=b"x" * 32,
    )


@SQLITE
@pytest.mark.parametrize(
    "tamper",
    [delete_one, delete_first, close_the_gap, exchange, insert],
    ids=lambda each: str(each.__name__),
)
def test_a_chain_with_entries_missing_moved_or_added_is_broken(
    world: World, tamper: Callable[[Insider, list[Row]], None]
) -> None:
    insider = Insider(world.runtime.stores)
    assert verdict(world).ok
    tamper(insider, entries(insider))
    assert not verdict(world).ok


def cut_off(insider: Insider) -> None:
    last = entries(insider)[-1]["sequence"]
    for number in range(last - 3, last + 1):
        insider.write("main", "DELETE FROM audit_entry WHERE sequence = :number", number=number)


@SQLITE
def test_entries_cut_off_at_the_end_show_and_go_on_showing(world: World) -> None:
    """The keys database knows how long the chain was; what it found it never takes back."""
    cut_off(Insider(world.runtime.stores))
    for _ in range(3):
        found = verdict(world)
        assert (found.ok, found.problem) == (False, ChainProblem.CUT_OFF)
        world.person()


@SQLITE
def test_cut_off_in_both_databases_only_a_checkpoint_kept_elsewhere_shows_it(world: World) -> None:
    """With the break beside it: without the checkpoint nobody would notice."""
    insider = Insider(world.runtime.stores)
    checkpoint = verdict(world)
    cut_off(insider)
    insider.write("keys", "DELETE FROM audit_anchor")
    assert verdict(world, checkpoint.count, checkpoint.head).problem is ChainProblem.CUT_OFF
    assert verdict(world).ok


@SQLITE
def test_a_chain_made_anew_without_the_key_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All hashes are right, in order and without gaps; only the seals cannot be made up."""
    insider = Insider(world.runtime.stores)
    rows = entries(insider)
    with world.acting(SYSTEM) as context:
        chain = list(AuditLog(context.work, context.runtime.key_ring).chain())
    head, number = GENESIS, 0
    for chained, row in zip(chain, rows, strict=False):
        if chained.entry.person:
            insider.write("main", "DELETE FROM audit_entry WHERE sequence = :n", n=row["sequence"])
            continue
        number += 1
        values = {name: getattr(chained.entry, name) for name in chained.entry.__slots__}
        entry = type(chained.entry)(**{**values, "sequence": number})
        head = entry_hash(head, entry)
        insider.write(
            "main",
            "UPDATE audit_entry SET sequence = :new, hash = :hash WHERE sequence = :old",
            new=number,
            hash=head,
            old=row["sequence"],
        )
    insider.write("keys", "DELETE FROM audit_anchor")
    found = verdict(world)
    assert (found.ok, found.problem) == (False, ChainProblem.SEAL)
    insider.write("keys", "DELETE FROM audit_anchor")
    monkeypatch.setattr(KeyRing, "is_audit_seal", lambda *_: True)
    assert verdict(world).ok
