"""The tree proves membership and growth; two programs that share no code agree on it."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy import verify
from privacy.merkle import EMPTY_ROOT, TILE, HashTree, is_consistent, is_included

MOST = 2 * TILE + 40
CHAINED = [hashlib.sha256(number.to_bytes(4, "big")).digest() for number in range(MOST)]
TREE = HashTree(lambda start, stop: CHAINED[start:stop])
TILED = HashTree(lambda start, stop: CHAINED[start:stop], [TREE.tile(0), TREE.tile(1)])


def slow_root(hashes: list[bytes]) -> bytes:
    """RFC 6962 as it stands."""
    if len(hashes) == 1:
        return hashlib.sha256(b"\x00" + hashes[0]).digest()
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    parts = slow_root(hashes[:half]) + slow_root(hashes[half:])
    return hashlib.sha256(b"\x01" + parts).digest()


def peaked_root(size: int) -> bytes:
    peaks: list[tuple[int, bytes]] = []
    for one in CHAINED[:size]:
        verify._add(peaks, one)
    return verify._root(peaks)


def test_three_ways_to_a_root_agree() -> None:
    assert TREE.root(0) == EMPTY_ROOT == peaked_root(0)
    for size in [*range(1, 20), 255, 256, 257, 511, 512, 513, MOST]:
        assert TREE.root(size) == TILED.root(size) == slow_root(CHAINED[:size]), size
        assert TREE.root(size) == peaked_root(size), size


@given(st.integers(1, MOST), st.data())
def test_every_entry_has_a_proof_and_no_other_fits_it(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, MOST - 1))
    proof, root = TILED.inclusion(index, size), TREE.root(size)
    for included in (is_included, verify._included):
        assert included(CHAINED[index], index, size, proof, root)
        assert included(CHAINED[other], index, size, proof, root) == (other == index)
        assert included(CHAINED[index], other, size, proof, root) == (other == index)
        assert not included(CHAINED[index], index, size, (*proof, root), root)
        assert not proof or not included(CHAINED[index], index, size, proof[:-1], root)
        for place in range(len(proof)):
            wrong = [*proof[:place], b"\x00" * 32, *proof[place + 1 :]]
            assert not included(CHAINED[index], index, size, wrong, root)


@given(st.integers(0, MOST), st.data())
def test_growth_is_proven_and_a_rewriting_is_not(size: int, data: st.DataObject) -> None:
    before = data.draw(st.integers(0, size))
    proof, old, new = TILED.consistency(before, size), TREE.root(before), TREE.root(size)
    rewritten = [b"\xff" * 32, *CHAINED[1:]]
    forged = HashTree(lambda start, stop: rewritten[start:stop])
    for consistent in (is_consistent, verify._consistent):
        assert consistent(before, old, size, new, proof)
        assert not consistent(before, old, size, new, [*proof, old])
        assert not consistent(size + 1, old, size, new, proof)
        if 0 < before < size:
            assert not consistent(before, old, size, new, proof[:-1])
            made_up = forged.consistency(before, size)
            assert not consistent(before, old, size, forged.root(size), made_up)


def test_what_is_not_there_has_no_proof() -> None:
    with pytest.raises(ValueError, match="no such entry"):
        TREE.inclusion(5, 5)
    with pytest.raises(ValueError, match="longer than the log"):
        TREE.consistency(6, 5)
    with pytest.raises(ValueError, match="an entry is missing"):
        HashTree(lambda _start, _stop: []).root(3)
