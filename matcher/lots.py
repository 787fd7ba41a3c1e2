"""The order of equals: a lot drawn anew for every need, the same on every machine.

Rules:

- The key comes from the need's id and the person's lot, so being first among equals for one
  need says nothing about the next need, and nobody is favoured for having come early.
- Distinct lots give distinct keys; equal lots fall back on the slot, also mixed.
- The mixing is the finaliser of SplitMix64, which maps 64 bits one to one.

What it does not do: draw lots (whoever registers a person does), or hide anything: it is no
cryptography.
"""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from matcher.types import NeedId, OrganisationRef, Slot

Words = NDArray[np.uint64]
_MASK = (1 << 64) - 1
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def need_seed(need_id: NeedId) -> int:
    """Turn a need's id into 64 bits."""
    return int.from_bytes(blake2b(need_id.encode(), digest_size=8).digest(), "big")


def tie_key(seed: int, lot: int, slot: Slot) -> int:
    """Give the place of one profile among its equals for one need.

    Args:
        seed: ``need_seed`` of the need.
        lot: The person's lot, below 2**64.
        slot: The profile's slot, decides between equal lots.

    Returns:
        128 bits; smaller stands first.
    """
    return _mix(seed ^ (lot & _MASK)) << 64 | _mix(seed ^ (slot & _MASK))


def organisation_key(seed: int, reference: OrganisationRef) -> int:
    """Give the place of an organisation among its equals for one need; 64 bits."""
    return _mix(seed ^ need_seed(NeedId(reference)))


def tie_columns(seed: int, lots: Words, slots: Words) -> tuple[Words, Words]:
    """Give the upper and lower half of ``tie_key`` for many profiles.

    Shape: (n,), (n,) -> (n,), (n,).
    """
    return _mix_many(lots ^ np.uint64(seed)), _mix_many(slots ^ np.uint64(seed))


def _mix(word: int) -> int:
    word = ((word ^ (word >> 30)) * _FIRST) & _MASK
    word = ((word ^ (word >> 27)) * _SECOND) & _MASK
    return word ^ (word >> 31)


def _mix_many(words: Words) -> Words:
    words = (words ^ (words >> np.uint64(30))) * np.uint64(_FIRST)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(_SECOND)
    return words ^ (words >> np.uint64(31))
