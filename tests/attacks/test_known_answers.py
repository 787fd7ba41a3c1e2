"""Published answers through our own layer, and the same envelopes by another hand.

The vectors are those of the GCM specification (McGrew and Viega, test cases 13 to 16).
Everything an envelope or a wrap holds is then computed by ``galois``, which shares no code
with the library behind the product.
"""

from contextlib import suppress
from typing import NamedTuple

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from privacy.binding import Binding
from privacy.epochs import wrap_binding
from privacy.errors import SealBroken
from privacy.inventory import SEALED_COLUMNS, SealedColumn
from privacy.keys import KeyRing, PersonKey
from privacy.person_key import expand
from privacy.sealing import open_sealed, pad, seal
from tests.attacks import galois
from tests.unit.privacy.builders import AMAL

COLUMNS = SEALED_COLUMNS[:-1]


class Vector(NamedTuple):
    key: str
    nonce: str
    front: str
    plain: str
    cipher: str
    tag: str


LONG = (
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
)
SECRET = "feffe9928665731c6d6a8f9467308308" * 2
CLOSED = (
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
)
VECTORS = [
    Vector("00" * 32, "00" * 12, "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
    Vector(
        "00" * 32,
        "00" * 12,
        "",
        "00" * 16,
        "cea7403d4d606b6e074ec5d3baf39d18",
        "d0d1c8a799996bf0265b98b5d48ab919",
    ),
    Vector(
        SECRET, "cafebabefacedbaddecaf888", "", LONG, CLOSED, "b094dac5d93471bdec1a502270e3cc6c"
    ),
    Vector(
        SECRET,
        "cafebabefacedbaddecaf888",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        LONG[:120],
        CLOSED[:120],
        "76fc6ece0f4e1768cddf8853bb2d551b",
    ),
]


@pytest.mark.parametrize("vector", VECTORS)
def test_both_hands_give_the_published_answer(vector: Vector) -> None:
    key, nonce, front, plain, cipher, tag = map(bytes.fromhex, vector)
    assert AESGCM(key).encrypt(nonce, plain, front) == cipher + tag
    assert galois.crypt(key, nonce, plain) == cipher
    assert galois.tag_of(key, nonce, front, cipher) == tag


class Given(PersonKey):
    """A person's key whose column keys are given, so that a vector's key goes in."""

    given = b""

    def column_key(self, _column: SealedColumn) -> bytes:
        return self.given


@pytest.mark.parametrize("vector", VECTORS)
def test_a_vectors_key_and_nonce_through_our_layer(
    vector: Vector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The vector's key seals with its nonce; the other hand computes the same envelope."""
    secret, nonce, plain = (bytes.fromhex(one) for one in (vector.key, vector.nonce, vector.plain))
    key = Given(AMAL, 1, bytes(32))
    key.given = secret
    monkeypatch.setattr("privacy.sealing.random_bytes", lambda _: nonce)
    place = Binding(SEALED_COLUMNS[0], AMAL, AMAL, 1, 7)
    blob = seal(key, place, plain)
    cipher = galois.crypt(secret, nonce, pad(plain))
    assert blob[14:26] == nonce
    assert blob[26:] == cipher + galois.tag_of(secret, nonce, place.encode(), cipher)
    assert open_sealed(key, place, blob) == plain


@pytest.mark.parametrize("column", COLUMNS, ids=lambda one: f"{one.table}.{one.name}")
def test_an_envelope_of_any_column_is_what_the_standard_says(column: SealedColumn) -> None:
    key = PersonKey(AMAL, 3, bytes(range(32)))
    place = Binding(column, AMAL, AMAL[::-1], 3, 5)
    blob = seal(key, place, b"value")
    secret, nonce, body = key.column_key(column), blob[14:26], blob[26:]
    assert galois.crypt(secret, nonce, body[:-16]) == pad(b"value")
    assert galois.tag_of(secret, nonce, place.encode(), body[:-16]) == body[-16:]


def test_a_wrap_is_what_the_standard_says() -> None:
    epoch = bytes(range(100, 132))
    ring, key = KeyRing({4: epoch}, {1: bytes(32)}), PersonKey(AMAL, 2, bytes(range(32)))
    blob = ring.wrap(key).wrapped
    secret, nonce, body = expand(epoch, b"passerelle/1/wrap"), blob[14:26], blob[26:]
    assert galois.crypt(secret, nonce, body[:-16]) == key.to_be_wrapped()
    front = wrap_binding(AMAL, 2, 4)
    assert galois.tag_of(secret, nonce, front, body[:-16]) == body[-16:]


def test_field_keys_and_commitments_are_what_rfc_5869_says() -> None:
    """HKDF-Expand by the library, which shares nothing with the one line of ours."""
    secret = bytes(range(32))
    key = PersonKey(AMAL, 3, secret)

    def derived(info: bytes) -> bytes:
        return HKDFExpand(SHA512(), 32, info).derive(secret)

    for column in COLUMNS:
        place = column.table_number.to_bytes(2) + column.number.to_bytes(2)
        assert key.column_key(column) == derived(b"passerelle/1/fld" + place)
    assert key.commitment() == derived(b"passerelle/1/commit" + AMAL + (3).to_bytes(4))


KEY = PersonKey(AMAL, 1, bytes(range(32)))
PLACE = Binding(SEALED_COLUMNS[0], AMAL, AMAL, 1, 1)
BLOB = seal(KEY, PLACE, b"value")
TAG, BODY = BLOB[-16:], BLOB[:-16]
INVALID = {
    "tag of zeros": BODY + bytes(16),
    "tag of ones": BODY + b"\xff" * 16,
    "tag turned": BODY + TAG[::-1],
    "tag halves exchanged": BODY + TAG[8:] + TAG[:8],
    "tag right in four bytes": BODY + TAG[:4] + bytes(12),
    "tag inverted": BODY + bytes(each ^ 0xFF for each in TAG),
    "tag of 12 bytes": BODY + TAG[:12],
    "tag of 8 bytes": BODY + TAG[:8],
    "tag of 4 bytes": BODY + TAG[:4],
    "no tag": BODY,
    "tag twice": BODY + TAG + TAG,
    "nonce of zeros": BLOB[:14] + bytes(12) + BLOB[26:],
    "nonce of ones": BLOB[:14] + b"\xff" * 12 + BLOB[26:],
    "nonce of 8 bytes": BLOB[:14] + BLOB[18:],
    "nonce of 16 bytes": BLOB[:26] + bytes(4) + BLOB[26:],
    "no ciphertext": BLOB[:26] + TAG,
    "nothing": b"",
    "counter block as nonce": BLOB[:14] + BLOB[14:25] + b"\x01" + BLOB[26:],
    "ciphertext of zeros": BLOB[:26] + bytes(32) + TAG,
    "blocks exchanged": BLOB[:26] + BLOB[42:58] + BLOB[26:42] + TAG,
    "a block more": BODY + bytes(16) + TAG,
    "a block less": BLOB[:42] + TAG,
}


@pytest.mark.parametrize("blob", INVALID.values(), ids=INVALID.keys())
def test_what_is_known_to_break_others_is_refused(blob: bytes) -> None:
    assert open_sealed(KEY, PLACE, BLOB) == b"value"
    with pytest.raises(SealBroken):
        open_sealed(KEY, PLACE, blob)


class Careless:
    """A cipher that is wrong in one way; with no fault it is right."""

    fault = ""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret

    def _front(self, front: bytes | None) -> bytes:
        return b"" if self.fault == "nothing authenticated beside it" else front or b""

    def encrypt(self, nonce: bytes, plain: bytes, front: bytes | None) -> bytes:
        cipher = galois.crypt(self.secret, nonce, plain)
        return cipher + galois.tag_of(self.secret, nonce, self._front(front), cipher)

    def decrypt(self, nonce: bytes, body: bytes, front: bytes | None) -> bytes:
        cipher, tag = body[:-16], body[-16:]
        right = galois.tag_of(self.secret, nonce, self._front(front), cipher)
        compared = {"four bytes of the tag": 4, "no tag": 0}.get(self.fault, 16)
        if right[:compared] != tag[:compared]:
            raise InvalidTag
        return galois.crypt(self.secret, nonce, cipher)


def accepted() -> set[str]:
    """Try every broken envelope and give those that open."""
    found = set()
    for name, blob in INVALID.items():
        with suppress(SealBroken):
            open_sealed(KEY, PLACE, blob)
            found.add(name)
    return found


def test_a_cipher_that_is_wrong_is_told_by_its_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The breaks: tags compared in part or not at all, and associated data left out."""
    monkeypatch.setattr("privacy.sealing.AESGCM", Careless)
    assert open_sealed(KEY, PLACE, BLOB) == b"value"
    assert accepted() == set()
    monkeypatch.setattr(Careless, "fault", "no tag")
    assert {"tag of zeros", "tag turned", "tag inverted", "tag of ones"} <= accepted()
    monkeypatch.setattr(Careless, "fault", "four bytes of the tag")
    assert accepted() == {"tag right in four bytes"}
    monkeypatch.setattr(Careless, "fault", "nothing authenticated beside it")
    with pytest.raises(SealBroken):
        open_sealed(KEY, PLACE, BLOB)
    column = COLUMNS[0]
    blob = seal(KEY, Binding(column, AMAL, AMAL, 1, 1), b"value")
    secret, front = KEY.column_key(column), Binding(column, AMAL, AMAL, 1, 1).encode()
    assert galois.tag_of(secret, blob[14:26], front, blob[26:-16]) != blob[-16:]
