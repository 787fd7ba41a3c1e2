"""A ciphertext that is authentic under two keys: GCM accepts it, our wraps do not.

Such a ciphertext is cheap to make. Without the commitment one stored wrap would open to one
key under one key-encryption key and to another under another, and a person could be made to
see, or be shown as, something else than others see.
"""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from privacy import person_key
from privacy.epochs import wrap_binding
from privacy.errors import SealBroken
from privacy.keys import KeyRing, PersonKey, WrappedKey
from privacy.person_key import expand
from tests.attacks.galois import for_two_keys
from tests.unit.privacy.builders import AMAL

EPOCHS = (bytes(range(32)), bytes(range(50, 82)))
RINGS = [KeyRing({1: epoch}, {1: bytes(32)}) for epoch in EPOCHS]
CIPHERS = [expand(epoch, b"passerelle/1/wrap") for epoch in EPOCHS]
FRONT, NONCE = wrap_binding(AMAL, 1, 1), bytes(range(12))
HEADER = RINGS[0].wrap(PersonKey(AMAL, 1, bytes(32))).wrapped[:14]
BODY = for_two_keys(CIPHERS[0], CIPHERS[1], NONCE, FRONT, b"any sixteen here")
SECRETS = [AESGCM(cipher).decrypt(NONCE, BODY, FRONT) for cipher in CIPHERS]


def wrap(commitment: bytes) -> WrappedKey:
    return WrappedKey(AMAL, 1, 1, HEADER + NONCE + BODY, commitment)


def test_gcm_alone_opens_it_under_both_keys() -> None:
    assert len(SECRETS[0]) == len(SECRETS[1]) == 32
    assert SECRETS[0] != SECRETS[1]


@pytest.mark.parametrize("number", [0, 1])
def test_the_commitment_admits_one_key_only(number: int) -> None:
    committed = wrap(PersonKey(AMAL, 1, SECRETS[number]).commitment())
    assert RINGS[number].unwrap(committed).to_be_wrapped() == SECRETS[number]
    with pytest.raises(SealBroken, match="commitment"):
        RINGS[1 - number].unwrap(committed)


def test_no_third_commitment_admits_both() -> None:
    for ring in RINGS:
        with pytest.raises(SealBroken, match="commitment"):
            ring.unwrap(wrap(bytes(32)))


def test_without_the_commitment_both_keys_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The break."""
    monkeypatch.setattr(person_key.PersonKey, "commitment", lambda _: bytes(32))
    taken = [ring.unwrap(wrap(bytes(32))).to_be_wrapped() for ring in RINGS]
    assert taken == SECRETS
