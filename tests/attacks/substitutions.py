"""Everything that can be put in the place of a sealed value or a wrapped key, tried and counted.

python -m tests.attacks.substitutions
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from privacy.binding import BINDING_BYTES, Binding
from privacy.errors import PrivacyError, SealBroken
from privacy.sealing import open_sealed, seal
from tests.attacks.test_sealing_substitution import GRID, Envelopes
from tests.attacks.test_sealing_wrapped_keys import RING, WRAPS
from tests.attacks.test_substitution_table import TABLE, attempts


def places() -> tuple[int, int]:
    """Put every envelope into every other place, as it is and with its front rewritten."""
    tried, plain, disguised = attempts()
    return tried, plain + disguised


def bound_bits() -> tuple[int, int]:
    """Change each bit of what every envelope is bound to."""
    opened = 0
    for cell in TABLE:
        blob, right = seal(cell.key, cell.place, b"value"), cell.place.encode()
        for position, bit in product(range(BINDING_BYTES), range(8)):
            wrong = bytearray(right)
            wrong[position] ^= 1 << bit
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Binding, "encode", lambda _, wrong=bytes(wrong): wrong)
                opened += cell.opens(blob)
    return len(TABLE) * BINDING_BYTES * 8, opened


def stored_bits() -> tuple[int, int]:
    """Change each bit of every stored envelope, and cut it everywhere."""
    tried = opened = 0
    for cell in GRID:
        blob = Envelopes().close(cell)
        opened += sum(Envelopes().opens(cell, altered) for altered in flipped(blob))
        opened += sum(Envelopes().opens(cell, blob[:length]) for length in range(len(blob)))
        tried += len(blob) * 9
    return tried, opened


def flipped(blob: bytes) -> Iterator[bytes]:
    """Give the bytes once for each bit, that bit changed."""
    for position, bit in product(range(len(blob)), range(8)):
        altered = bytearray(blob)
        altered[position] ^= 1 << bit
        yield bytes(altered)


def wraps() -> tuple[int, int]:
    """Exchange wrapped keys and commitments between all rows, and change each of their bits."""
    forged = [
        replace(row, wrapped=wrapped, commitment=commitment)
        for row, other in product(WRAPS, WRAPS)
        for wrapped, commitment in product(
            (row.wrapped, other.wrapped), (row.commitment, other.commitment)
        )
        if (wrapped, commitment) != (row.wrapped, row.commitment)
    ]
    for row in WRAPS:
        forged += [replace(row, wrapped=blob) for blob in flipped(row.wrapped)]
        forged += [replace(row, commitment=blob) for blob in flipped(row.commitment)]
    opened = 0
    for one in forged:
        try:
            RING.unwrap(one)
        except PrivacyError:
            continue
        opened += 1
    return len(forged), opened


def truly_open() -> int:
    """Count what opens as it should, so that a refusal says something."""
    try:
        for cell in TABLE:
            open_sealed(cell.key, cell.place, seal(cell.key, cell.place, b"value"))
    except SealBroken:
        return 0
    return len(TABLE) + sum(RING.unwrap(row).version == row.version for row in WRAPS)


def main() -> int:
    """Try everything and print the counts."""
    tried = opened = 0
    for attack in (places, bound_bits, stored_bits, wraps):
        count, wrong = attack()
        tried, opened = tried + count, opened + wrong
        sys.stdout.write(f"{attack.__name__}: {count} tried, {count - wrong} refused\n")
    sys.stdout.write(
        f"substitutions: {tried} tried, {tried - opened} refused; {truly_open()} in their own "
        f"places opened\n"
    )
    return 1 if opened or not truly_open() else 0


if __name__ == "__main__":
    sys.exit(main())
