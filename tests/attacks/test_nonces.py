"""No nonce comes twice under a key, also in processes parted from one another.

``python -m tests.attacks.nonces --seals 1000000`` seals as often as one likes.
"""

import hashlib
from itertools import count

import pytest

from privacy import sealing
from tests.attacks.nonces import nonces, of_children, repeated


def test_no_nonce_comes_twice() -> None:
    assert repeated([nonces(6_000), *of_children(3, 1_000)]) == (9_000, 0)


def test_a_seeded_generator_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The break: parted processes go on from the same state."""
    numbers = count()

    def seeded(size: int) -> bytes:
        return hashlib.sha256(str(next(numbers)).encode()).digest()[:size]

    monkeypatch.setattr(sealing, "random_bytes", seeded)
    found, again = repeated(of_children(3, 50))
    assert (found, again) == (150, 100)
