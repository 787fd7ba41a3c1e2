"""Prove that an entry is in the log, and that a longer log contains a shorter one.

The tree is that of RFC 6962: a leaf is the SHA-256 of a zero byte and the entry's chained
hash, a node that of a one byte and its two halves, the left half the largest power of two
that is smaller than the whole.

Rules:

- A leaf covers the chained hash, so the tree and the chain cannot tell different stories.
- A proof holds hashes only; whoever receives one learns nothing about other entries but
  how many there are.
- Hashes of whole tiles of 256 leaves may be given instead of their leaves; what they are
  worth is decided by who keeps them: a wrong one gives a root nobody signed.

What it does not do: store, sign, or read a log.

Source: RFC 6962 section 2.1; RFC 9162 section 2.1.3.2 and 2.1.4.2 for checking.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Sequence
from typing import Final

TILE: Final = 256
"""Leaves of a tile."""
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
"""The root of a log without entries."""

Leaves = Callable[[int, int], Sequence[bytes]]
"""Gives the chained hashes of the entries from one position to before another, from 0."""


def leaf_hash(chained: bytes) -> bytes:
    """Give the hash of a leaf, from an entry's chained hash."""
    return hashlib.sha256(b"\x00" + chained).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Give the hash of a node from its two halves."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class HashTree:
    """The tree over a log's first entries, read as needed.

    Args:
        leaves: Gives chained hashes.
        tiles: Hashes of whole tiles from the first one on; may be empty.
    """

    def __init__(self, leaves: Leaves, tiles: Sequence[bytes] = ()) -> None:
        self._leaves: Final = leaves
        self._tiles: Final = tiles
        self._known: Final[dict[tuple[int, int], bytes]] = {}

    def root(self, size: int) -> bytes:
        """Give the root over the first ``size`` entries, 32 bytes."""
        return EMPTY_ROOT if size == 0 else self._over(0, size)

    def tile(self, number: int) -> bytes:
        """Give the hash of a whole tile, from its leaves or as it was given."""
        return self._over(number * TILE, TILE)

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """Give the proof that the entry at a position is among the first ``size``.

        Args:
            index: Position from 0: the entry's number less one.
            size: How many entries the root covers.

        Raises:
            ValueError: There is no such entry among so many.
        """
        if not 0 <= index < size:
            raise ValueError("no such entry")
        return tuple(self._path(index, 0, size))

    def consistency(self, before: int, size: int) -> tuple[bytes, ...]:
        """Give the proof that the first ``before`` entries are a beginning of ``size``.

        Raises:
            ValueError: The beginning is longer than the whole.
        """
        if not 0 <= before <= size:
            raise ValueError("longer than the log")
        if before in {0, size}:
            return ()
        return tuple(self._subproof(before, 0, size, whole=True))

    def _over(self, start: int, size: int) -> bytes:
        if size == TILE and start % TILE == 0 and start // TILE < len(self._tiles):
            return self._tiles[start // TILE]
        known = self._known.get((start, size))
        if known is None:
            if size <= TILE:
                self._fill(start, [leaf_hash(one) for one in self._leaves(start, start + size)])
                known = self._known[start, size]
            else:
                half = _split(size)
                known = node_hash(self._over(start, half), self._over(start + half, size - half))
                self._known[start, size] = known
        return known

    def _fill(self, start: int, hashes: Sequence[bytes]) -> bytes:
        if not hashes:
            raise ValueError("an entry is missing")
        if len(hashes) == 1:
            found = hashes[0]
        else:
            half = _split(len(hashes))
            found = node_hash(
                self._fill(start, hashes[:half]), self._fill(start + half, hashes[half:])
            )
        self._known[start, len(hashes)] = found
        return found

    def _path(self, index: int, start: int, size: int) -> Iterator[bytes]:
        if size == 1:
            return
        half = _split(size)
        if index < half:
            yield from self._path(index, start, half)
            yield self._over(start + half, size - half)
        else:
            yield from self._path(index - half, start + half, size - half)
            yield self._over(start, half)

    def _subproof(self, before: int, start: int, size: int, *, whole: bool) -> Iterator[bytes]:
        if before == size:
            if not whole:
                yield self._over(start, size)
            return
        half = _split(size)
        if before <= half:
            yield from self._subproof(before, start, half, whole=whole)
            yield self._over(start + half, size - half)
        else:
            yield from self._subproof(before - half, start + half, size - half, whole=False)
            yield self._over(start, half)


def is_included(chained: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Does the proof show that this entry stands at this position under the root?"""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf_hash(chained)
    for sibling in proof:
        if last == 0:
            return False
        if place % 2 or place == last:
            found = node_hash(sibling, found)
            while not place % 2 and place:
                place, last = place // 2, last // 2
        else:
            found = node_hash(found, sibling)
        place, last = place // 2, last // 2
    return last == 0 and hmac.compare_digest(found, root)


def is_consistent(
    before: int, before_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Does the proof show that the log under one root goes on from that under another?"""
    if before in {0, size}:
        same = before_root == root if before == size else before_root == EMPTY_ROOT
        return same and not proof
    if not 0 < before < size or not proof:
        return False
    path = list(proof)
    if before & (before - 1) == 0:
        path.insert(0, before_root)
    place, last = before - 1, size - 1
    while place % 2:
        place, last = place // 2, last // 2
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not place % 2 and place:
                place, last = place // 2, last // 2
        else:
            new = node_hash(new, sibling)
        place, last = place // 2, last // 2
    return last == 0 and hmac.compare_digest(old, before_root) and hmac.compare_digest(new, root)


def _split(size: int) -> int:
    """Give the largest power of two that is smaller than the size."""
    return 1 << ((size - 1).bit_length() - 1)
