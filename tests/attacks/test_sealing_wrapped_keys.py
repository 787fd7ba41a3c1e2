"""Exchange, alter and forge wrapped keys, and prove the commitment is what refuses them."""

from dataclasses import replace

import pytest

from privacy import keys
from privacy.binding import Binding
from privacy.epochs import Epochs, wrap_binding
from privacy.errors import PrivacyError, SealBroken
from privacy.inventory import PHONE_COLUMN
from privacy.keys import KeyRing, PersonKey, WrappedKey
from privacy.sealing import open_sealed, seal
from tests.unit.privacy.builders import AMAL, BORIS, CHEN

RING = KeyRing.generate().with_next_epoch()
PERSON_KEYS = [
    PersonKey.generate(person, version) for person in (AMAL, BORIS, CHEN) for version in (1, 2)
]
WRAPS = [RING.wrap(key) for key in PERSON_KEYS]


def test_no_wrap_stands_in_for_another() -> None:
    """Move the wrapped bytes, with and without their commitment, into every other row."""
    refused = 0
    for row in WRAPS:
        for other in WRAPS:
            if row is other:
                continue
            for forged in (
                replace(row, wrapped=other.wrapped),
                replace(row, wrapped=other.wrapped, commitment=other.commitment),
                replace(row, commitment=other.commitment),
            ):
                with pytest.raises(SealBroken):
                    RING.unwrap(forged)
                refused += 1
    assert refused == 6 * 5 * 3


def test_no_flipped_bit_in_a_wrap_or_commitment_goes_unnoticed() -> None:
    row = WRAPS[0]
    for position in range(len(row.wrapped)):
        altered = bytearray(row.wrapped)
        altered[position] ^= 0x10
        with pytest.raises(PrivacyError):
            RING.unwrap(replace(row, wrapped=bytes(altered)))
    for position in range(len(row.commitment)):
        altered = bytearray(row.commitment)
        altered[position] ^= 0x10
        with pytest.raises(SealBroken, match="commitment"):
            RING.unwrap(replace(row, commitment=bytes(altered)))
    for length in range(len(row.wrapped)):
        with pytest.raises(SealBroken):
            RING.unwrap(replace(row, wrapped=row.wrapped[:length]))


def planted(ring: KeyRing, victim: WrappedKey, secret: bytes) -> WrappedKey:
    """Wrap a chosen key into the victim's row, as an insider with the epoch's key could."""
    nonce = bytes(12)
    epochs = ring._wrapping
    assert isinstance(epochs, Epochs)
    body = epochs._cipher(victim.epoch).encrypt(
        nonce, secret, wrap_binding(victim.person, victim.version, victim.epoch)
    )
    return replace(victim, wrapped=victim.wrapped[:14] + nonce + body)


def test_a_planted_key_fails_its_commitment() -> None:
    with pytest.raises(SealBroken, match="commitment"):
        RING.unwrap(planted(RING, WRAPS[0], bytes(32)))


def test_without_the_commitment_the_planted_key_would_be_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The break that shows what the commitment is for."""
    monkeypatch.setattr(keys.PersonKey, "commitment", lambda _key: WRAPS[0].commitment)
    assert RING.unwrap(planted(RING, WRAPS[0], bytes(32))).person == AMAL


def test_an_envelope_opens_only_under_the_key_committed_to() -> None:
    binding = Binding(PHONE_COLUMN, AMAL, AMAL, 1, 1)
    blob = seal(PERSON_KEYS[0], binding, b"value")
    assert open_sealed(RING.unwrap(WRAPS[0]), binding, blob) == b"value"
    with pytest.raises(SealBroken):
        open_sealed(PersonKey(AMAL, 1, bytes(32)), binding, blob)


def test_another_installations_ring_opens_nothing() -> None:
    with pytest.raises(SealBroken, match="not_authentic"):
        KeyRing.generate().with_next_epoch().unwrap(WRAPS[0])
