"""The chain names the first entry that is not what was written, and holds nothing personal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from privacy.audit import (
    GENESIS,
    AuditAction,
    AuditEntry,
    ChainedEntry,
    ChainProblem,
    Checkpoint,
    Outcome,
    chain_entry,
    entry_hash,
    verify_chain,
)
from privacy.errors import DenyReason, RuleBroken
from privacy.handles import new_reference
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.vocabulary import Purpose, Role
from tests.unit.privacy.builders import DAY, NOON

RING = KeyRing.generate()


def entry(sequence: int = 1, **changes: object) -> AuditEntry:
    given: dict[str, object] = {
        "sequence": sequence,
        "at": NOON,
        "action": AuditAction.FIELDS_DISCLOSED,
        "outcome": Outcome.DONE,
        "role": Role.AGENCY_MEMBER,
        "actor": "a" * 26,
        "organisation": "b" * 26,
        "purpose": Purpose.DISCLOSE,
        "person": "c" * 26,
        "subject": "d" * 26,
        "grant": "e" * 26,
        "fields": frozenset({PersonalField.PHONE}),
    } | changes
    return AuditEntry(**given)  # type: ignore[arg-type]  # parts of an entry


def chain(length: int, ring: KeyRing = RING) -> list[ChainedEntry]:
    rows: list[ChainedEntry] = []
    for number in range(1, length + 1):
        previous = rows[-1].hash if rows else GENESIS
        rows.append(chain_entry(previous, entry(number, subject=new_reference()), ring))
    return rows


def test_a_sound_chain_is_found_sound() -> None:
    rows = chain(8)
    verdict = verify_chain(rows, RING, Checkpoint(5, rows[4].hash))
    assert verdict.ok
    assert (verdict.count, verdict.head) == (8, rows[-1].hash)
    assert verify_chain(rows).ok
    assert verify_chain([]).ok


def without(rows: list[ChainedEntry], position: int) -> list[ChainedEntry]:
    return rows[:position] + rows[position + 1 :]


def exchanged(rows: list[ChainedEntry], position: int) -> list[ChainedEntry]:
    return [*rows[:position], rows[position + 1], rows[position], *rows[position + 2 :]]


def doubled(rows: list[ChainedEntry], position: int) -> list[ChainedEntry]:
    return [*rows[: position + 1], rows[position], *rows[position + 1 :]]


def edited(rows: list[ChainedEntry], position: int) -> list[ChainedEntry]:
    row = rows[position]
    forged = replace(row, entry=replace(row.entry, fields=frozenset({PersonalField.EMAIL})))
    return [*rows[:position], forged, *rows[position + 1 :]]


def rehashed(rows: list[ChainedEntry], position: int) -> list[ChainedEntry]:
    previous = rows[position - 1].hash if position else GENESIS
    (forged,) = edited(rows, position)[position : position + 1]
    forged = replace(forged, hash=entry_hash(previous, forged.entry))
    return [*rows[:position], forged, *rows[position + 1 :]]


@pytest.mark.parametrize(
    ("tamper", "broken_behind"),
    [(without, 1), (exchanged, 1), (doubled, 2), (edited, 1), (rehashed, 1)],
)
@pytest.mark.parametrize("position", [0, 3, 6])
def test_the_first_broken_entry_is_named(
    tamper: Callable[[list[ChainedEntry], int], list[ChainedEntry]],
    broken_behind: int,
    position: int,
) -> None:
    verdict = verify_chain(tamper(chain(8), position), RING)
    assert not verdict.ok
    assert verdict.broken_at == position + broken_behind
    assert verdict.count == position + broken_behind - 1


def test_a_whole_chain_recomputed_without_the_key_is_noticed() -> None:
    """Whoever can only write rows makes hashes that agree, but not the seals."""
    honest = chain(4)
    forged: list[ChainedEntry] = []
    for row in honest:
        previous = forged[-1].hash if forged else GENESIS
        lie = replace(row.entry, actor="f" * 26)
        forged.append(ChainedEntry(lie, entry_hash(previous, lie), row.seal))
    assert verify_chain(forged).ok
    assert verify_chain(forged, RING).problem is ChainProblem.SEAL
    assert verify_chain(chain(4, KeyRing.generate()), RING).broken_at == 1


def test_a_cut_or_replaced_end_is_noticed_against_a_checkpoint() -> None:
    rows = chain(6)
    checkpoint = Checkpoint(6, rows[-1].hash)
    cut = verify_chain(rows[:4], RING, checkpoint)
    assert (cut.problem, cut.broken_at) == (ChainProblem.CUT_OFF, 5)
    assert verify_chain(rows[:4], RING).ok, "without a checkpoint a cut end cannot show"
    other = [*rows[:5], chain_entry(rows[4].hash, entry(6, actor="g" * 26), RING)]
    assert verify_chain(other, RING, checkpoint).problem is ChainProblem.REWRITTEN


@pytest.mark.parametrize(
    "changes",
    [
        {"sequence": 2},
        {"at": NOON + DAY},
        {"action": AuditAction.OWN_DATA_OPENED},
        {"outcome": Outcome.DENIED},
        {"role": Role.COORDINATOR},
        {"actor": "f" * 26},
        {"organisation": "f" * 26},
        {"purpose": None},
        {"person": "f" * 26},
        {"subject": "f" * 26},
        {"grant": ""},
        {"fields": frozenset()},
        {"reasons": frozenset({DenyReason.NO_GRANT})},
        {"record_version": 1},
        {"detail_digest": bytes(32)},
    ],
)
def test_every_part_of_an_entry_is_covered(changes: dict[str, object]) -> None:
    assert entry_hash(GENESIS, entry(**changes)) != entry_hash(GENESIS, entry())  # type: ignore[arg-type]  # parts of an entry


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("actor", "Amal Haddad"),
        ("organisation", "agency@example.org"),
        ("person", "+20 100 000"),
        ("subject", "a" * 27),
        ("grant", "A" * 26),
        ("fields", frozenset({"phone: 123"})),
        ("reasons", frozenset({"because"})),
        ("action", "looked"),
        ("purpose", "fun"),
        ("outcome", "done"),
        ("role", "person"),
        ("at", datetime(2026, 1, 1)),  # noqa: DTZ001 - the missing zone is the point
        ("sequence", 0),
        ("record_version", -1),
        ("detail_digest", b"text"),
    ],
)
def test_what_is_no_code_number_or_reference_is_refused_and_not_repeated(
    part: str, value: object
) -> None:
    with pytest.raises(RuleBroken) as caught:
        entry(**{part: value})  # type: ignore[arg-type]  # parts of an entry
    assert str(caught.value) == part


def test_the_chain_does_not_change() -> None:
    """Stored chains are verified over these bytes: this fixture is never regenerated."""
    assert GENESIS.hex()[:16] == "681b548accba572c"
    assert entry_hash(GENESIS, entry()).hex() == (
        "d4c59bb44712d46086bfbb4de7c5345c335ff58cf0d7b0d40306526bf7c58c0e"
    )


def test_a_previous_hash_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        entry_hash(b"", entry())
