"""Move, alter and cut envelopes as somebody who can write to the database would.

The grid is 3 persons x 4 columns x 3 record versions; each person has her own row and key.
Every envelope is put into every other cell, as it is and with its header rewritten to the
versions expected there. Deliberate breaks show that the attack would be noticed.
"""

from dataclasses import replace
from itertools import product
from typing import NamedTuple

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from privacy.binding import Binding
from privacy.errors import SealBroken
from privacy.inventory import (
    ADDRESS_COLUMN,
    EMAIL_COLUMN,
    FULL_NAME_COLUMN,
    PHONE_COLUMN,
    EnvelopeKind,
    SealedColumn,
)
from privacy.keys import PersonKey
from privacy.sealing import header, open_sealed, pad, seal, unpad
from privacy.vocabulary import PersonId
from tests.unit.privacy.builders import AMAL, BORIS, CHEN

PERSONS = (AMAL, BORIS, CHEN)
COLUMNS = (FULL_NAME_COLUMN, PHONE_COLUMN, EMAIL_COLUMN, ADDRESS_COLUMN)
VERSIONS = (1, 2, 3)
KEYS = {person: PersonKey(person, 1, bytes([number]) * 32) for number, person in enumerate(PERSONS)}


class Cell(NamedTuple):
    person: PersonId
    column: SealedColumn
    version: int

    @property
    def binding(self) -> Binding:
        return Binding(self.column, self.person, self.person[::-1], 1, self.version)


GRID = [Cell(*place) for place in product(PERSONS, COLUMNS, VERSIONS)]


class Envelopes:
    """The real envelopes."""

    def close(self, cell: Cell) -> bytes:
        return seal(KEYS[cell.person], cell.binding, b"value")

    def opens(self, cell: Cell, blob: bytes) -> bool:
        try:
            open_sealed(KEYS[cell.person], cell.binding, blob)
        except SealBroken:
            return False
        return True

    def disguised(self, blob: bytes, here: Cell) -> bytes:
        """Write the versions expected here over those in the readable header."""
        return blob[:2] + (1).to_bytes(4, "big") + here.version.to_bytes(8, "big") + blob[14:]


class NotAuthenticated(Envelopes):
    """The break: the envelopes as they are, with nothing authenticated beside the value."""

    def close(self, cell: Cell) -> bytes:
        secret = KEYS[cell.person].column_key(cell.column)
        body = AESGCM(secret).encrypt(bytes(12), pad(b"value"), b"")
        return super().close(cell)[:14] + bytes(12) + body

    def opens(self, cell: Cell, blob: bytes) -> bool:
        if header(blob).record_version != cell.version:
            return False
        secret = KEYS[cell.person].column_key(cell.column)
        try:
            unpad(AESGCM(secret).decrypt(blob[14:26], blob[26:], b""))
        except InvalidTag:
            return False
        return True


class OneKeyForAll(Envelopes):
    """A coarser break: one key for everybody, as encrypted columns often have it."""

    cipher = AESGCM(bytes(32))

    def close(self, _cell: Cell) -> bytes:
        return bytes(12) + self.cipher.encrypt(bytes(12), b"value", b"")

    def opens(self, _cell: Cell, blob: bytes) -> bool:
        try:
            self.cipher.decrypt(blob[:12], blob[12:], b"")
        except InvalidTag:
            return False
        return True

    def disguised(self, blob: bytes, _here: Cell) -> bytes:
        return blob


def substitutions_that_open(envelopes: Envelopes) -> tuple[int, int]:
    """Put every cell's envelope into every other cell, as it is and disguised; count both."""
    blobs = {cell: envelopes.close(cell) for cell in GRID}
    attempts = [
        (here, blob)
        for here in GRID
        for there in GRID
        if here != there
        for blob in (blobs[there], envelopes.disguised(blobs[there], here))
    ]
    return len(attempts), sum(envelopes.opens(here, blob) for here, blob in attempts)


def test_no_envelope_opens_in_another_persons_column_row_or_version() -> None:
    assert substitutions_that_open(Envelopes()) == (36 * 35 * 2, 0)
    assert all(Envelopes().opens(cell, Envelopes().close(cell)) for cell in GRID)


@pytest.mark.parametrize(
    ("broken", "opened"), [(NotAuthenticated(), 36 * 2), (OneKeyForAll(), 36 * 35 * 2)]
)
def test_the_attack_notices_envelopes_that_are_not_bound(broken: Envelopes, opened: int) -> None:
    assert all(broken.opens(cell, broken.close(cell)) for cell in GRID)
    assert substitutions_that_open(broken) == (36 * 35 * 2, opened)


def test_no_envelope_opens_in_another_row_of_the_same_person() -> None:
    key = KEYS[AMAL]
    rows = [bytes([number]) * 16 for number in range(4)]
    places = [Binding(PHONE_COLUMN, AMAL, row, 1, 1) for row in rows]
    blobs = [seal(key, place, b"value") for place in places]
    for (here, place), (there, blob) in product(enumerate(places), enumerate(blobs)):
        if here != there:
            with pytest.raises(SealBroken, match="not_authentic"):
                open_sealed(key, place, blob)


def test_no_envelope_opens_as_another_kind_or_schema_of_the_same_column() -> None:
    """A log detail is no field, and a layout of tomorrow is not read as one of today."""
    key = KEYS[AMAL]
    place = Binding(PHONE_COLUMN, AMAL, AMAL, 1, 1)
    blob = seal(key, place, b"value")
    for column in (
        replace(PHONE_COLUMN, kind=EnvelopeKind.LOG_DETAIL),
        replace(PHONE_COLUMN, schema=2),
    ):
        with pytest.raises(SealBroken, match="not_authentic"):
            open_sealed(key, replace(place, column=column), blob)


def test_a_header_rewritten_to_the_expected_version_does_not_help() -> None:
    """Without the binding in the authentication, this would open."""
    old, now = Cell(AMAL, PHONE_COLUMN, 1), Cell(AMAL, PHONE_COLUMN, 2)
    blob = Envelopes().close(old)
    forged = blob[:6] + (2).to_bytes(8, "big") + blob[14:]
    assert Envelopes().opens(old, blob)
    assert not Envelopes().opens(now, forged)


def test_no_single_flipped_bit_goes_unnoticed() -> None:
    cell = GRID[0]
    blob = Envelopes().close(cell)
    assert len(blob) == 74
    for position, bit in product(range(len(blob)), range(8)):
        altered = bytearray(blob)
        altered[position] ^= 1 << bit
        assert not Envelopes().opens(cell, bytes(altered)), (position, bit)


def test_no_cut_or_lengthened_envelope_opens() -> None:
    cell = GRID[0]
    blob = Envelopes().close(cell)
    assert not any(Envelopes().opens(cell, blob[:length]) for length in range(len(blob)))
    assert not any(Envelopes().opens(cell, blob[length:]) for length in range(1, len(blob)))
    assert not Envelopes().opens(cell, blob + b"\x00")


def test_parts_of_two_envelopes_do_not_make_one() -> None:
    cell = GRID[0]
    one, other = Envelopes().close(cell), Envelopes().close(cell)
    spliced = [one[:cut] + other[cut:] for cut in range(15, len(one))]
    assert not any(Envelopes().opens(cell, blob) for blob in spliced if blob not in (one, other))


def test_a_key_of_the_same_person_in_another_version_opens_nothing() -> None:
    cell = GRID[0]
    blob = Envelopes().close(cell)
    newer = PersonKey(cell.person, 2, bytes(32))
    binding = Binding(cell.column, cell.person, cell.person[::-1], 2, cell.version)
    forged = blob[:2] + (2).to_bytes(4, "big") + blob[6:]
    for attempt in (blob, forged):
        with pytest.raises(SealBroken):
            open_sealed(newer, binding, attempt)
