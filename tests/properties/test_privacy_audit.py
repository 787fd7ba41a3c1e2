"""Every single change of a stored chain is found, and at the right entry."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from privacy.audit import (
    GENESIS,
    AuditAction,
    AuditEntry,
    ChainedEntry,
    Checkpoint,
    Outcome,
    chain_entry,
    verify_chain,
)
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.vocabulary import Purpose, Role
from tests.unit.privacy.builders import NOON

RING = KeyRing.generate()
references = st.just("") | st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=26, max_size=26)
facts = st.fixed_dictionaries(
    {
        "action": st.sampled_from(AuditAction),
        "outcome": st.sampled_from(Outcome),
        "role": st.sampled_from(Role),
        "actor": references,
        "person": references,
        "purpose": st.none() | st.sampled_from(Purpose),
        "fields": st.frozensets(st.sampled_from(PersonalField), max_size=3),
        "record_version": st.integers(0, 5),
    }
)


def chained(all_facts: list[dict[str, object]]) -> list[ChainedEntry]:
    rows: list[ChainedEntry] = []
    for number, given_ in enumerate(all_facts, 1):
        entry = AuditEntry(sequence=number, at=NOON, **given_)  # type: ignore[arg-type]  # drawn facts
        rows.append(chain_entry(rows[-1].hash if rows else GENESIS, entry, RING))
    return rows


@given(st.lists(facts, max_size=8))
@settings(deadline=None)
def test_an_untouched_chain_verifies(all_facts: list[dict[str, object]]) -> None:
    rows = chained(all_facts)
    head = rows[-1].hash if rows else GENESIS
    assert verify_chain(rows, RING, Checkpoint(len(rows), head)).ok


@given(st.lists(facts, min_size=2, max_size=6), st.data())
@settings(deadline=None)
def test_every_single_change_is_found_where_it_was_made(
    all_facts: list[dict[str, object]], data: st.DataObject
) -> None:
    rows = chained(all_facts)
    position = data.draw(st.integers(0, len(rows) - 1))
    changed = data.draw(facts)
    row = rows[position]
    forged = replace(row, entry=replace(row.entry, **changed))
    verdict = verify_chain([*rows[:position], forged, *rows[position + 1 :]], RING)
    assert verdict.ok == (forged == row)
    if forged != row:
        assert verdict.broken_at == position + 1


@given(st.lists(facts, min_size=2, max_size=6), st.data())
@settings(deadline=None)
def test_a_flipped_bit_in_a_hash_or_seal_is_found(
    all_facts: list[dict[str, object]], data: st.DataObject
) -> None:
    rows = chained(all_facts)
    position = data.draw(st.integers(0, len(rows) - 1))
    row = rows[position]
    in_hash = data.draw(st.booleans())
    content = bytearray(row.hash if in_hash else row.seal)
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    altered = bytes(content)
    rows[position] = replace(row, hash=altered) if in_hash else replace(row, seal=altered)
    assert verify_chain(rows, RING).broken_at == position + 1
