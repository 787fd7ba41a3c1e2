"""Envelopes open where they belong, look alike, and keep opening."""

import struct

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from privacy import sealing
from privacy.binding import Binding
from privacy.errors import SealBroken, SealProblem
from privacy.inventory import FULL_NAME_COLUMN, PHONE_COLUMN
from privacy.keys import PersonKey
from privacy.sealing import (
    LARGEST_PLAINTEXT,
    header,
    open_sealed,
    open_text,
    pad,
    seal,
    seal_text,
    unpad,
)
from tests.unit.privacy.builders import AMAL, BORIS, fixed_key

HERE = Binding(FULL_NAME_COLUMN, AMAL, AMAL, key_version=1, record_version=9)
FORMAT_1 = bytes.fromhex(
    "0101000000010000000000000009c8c9cacbcccdcecfd0d1d2d38e3b77b5223662da8bf339beacdf"
    "39c013ac6290ae5b9ac3ab02c49c4aa7dfb48e32f29a32b43cab5173dca2d513bd1b"
)


def test_an_envelope_gives_back_what_was_sealed() -> None:
    key = PersonKey.generate(AMAL)
    for value in (b"", b"x", bytes(27), bytes(28), bytes(29), bytes(5000)):
        assert open_sealed(key, HERE, seal(key, HERE, value)) == value


def test_an_envelope_of_format_1_still_opens() -> None:
    """Stored in format 1 for good: this fixture is never regenerated."""
    assert open_text(fixed_key(), HERE, FORMAT_1) == "Amal Haddad-Østby أمل"


def test_format_1_is_what_its_description_says() -> None:
    """Read with nothing of ours but the derived key."""
    binding = struct.pack(">4sBBHHH16s16sIQ", b"MSP1", 1, 1, 1, 1, 1, AMAL, AMAL, 1, 9)
    assert FORMAT_1[:14] == struct.pack(">BBIQ", 1, 1, 1, 9)
    secret = fixed_key().column_key(FULL_NAME_COLUMN)
    inside = AESGCM(secret).decrypt(FORMAT_1[14:26], FORMAT_1[26:], binding)
    text = b"\x01" + "Amal Haddad-Østby أمل".encode()
    assert inside == struct.pack(">I", len(text)) + text + bytes(32 - 4 - len(text))
    assert sealing._close(secret, FORMAT_1[14:26], HERE, text) == FORMAT_1


def test_a_short_value_takes_74_bytes() -> None:
    assert len(seal(fixed_key(), HERE, bytes(18))) == 32 + 42


def test_lengths_are_hidden_in_steps_that_double() -> None:
    key = fixed_key()
    sizes = sorted({len(seal(key, HERE, bytes(length))) - 42 for length in range(0, 1100, 7)})
    assert sizes == [32, 64, 128, 256, 512, 1024, 2048]


def test_not_given_looks_like_given() -> None:
    key = fixed_key()
    absent, empty, given = (seal_text(key, HERE, text) for text in (None, "", "Amal Haddad"))
    assert len(absent) == len(empty) == len(given)
    assert open_text(key, HERE, absent) is None
    assert open_text(key, HERE, empty) == ""
    assert open_text(key, HERE, given) == "Amal Haddad"


def test_sealing_twice_gives_different_bytes() -> None:
    key = fixed_key()
    assert seal(key, HERE, b"same") != seal(key, HERE, b"same")


def test_the_header_tells_the_versions() -> None:
    front = header(seal(fixed_key(), HERE, b""))
    assert (front.format, front.algorithm, front.key_version, front.record_version) == (1, 1, 1, 9)


@pytest.mark.parametrize("position", [0, 1])
@pytest.mark.parametrize("value", [0, 2, 3, 255])
def test_unknown_formats_and_algorithms_are_refused(position: int, value: int) -> None:
    blob = bytearray(seal(fixed_key(), HERE, b"x"))
    blob[position] = value
    with pytest.raises(SealBroken) as caught:
        open_sealed(fixed_key(), HERE, bytes(blob))
    assert caught.value.problem in {SealProblem.UNKNOWN_FORMAT, SealProblem.UNKNOWN_ALGORITHM}


def test_a_binding_with_another_algorithm_is_refused() -> None:
    other = Binding(FULL_NAME_COLUMN, AMAL, AMAL, 1, 9, algorithm=2)
    with pytest.raises(SealBroken, match="unknown_algorithm"):
        open_sealed(fixed_key(), other, seal(fixed_key(), HERE, b"x"))


def test_nothing_is_sealed_under_an_algorithm_that_is_not_in_use() -> None:
    with pytest.raises(SealBroken, match="unknown_algorithm"):
        seal(fixed_key(), Binding(FULL_NAME_COLUMN, AMAL, AMAL, 1, 9, algorithm=2), b"x")


def test_another_persons_key_is_refused_before_sealing_and_opening() -> None:
    blob = seal(fixed_key(), HERE, b"x")
    with pytest.raises(SealBroken, match="other_person"):
        seal(fixed_key(BORIS), HERE, b"x")
    with pytest.raises(SealBroken, match="other_person"):
        open_sealed(fixed_key(BORIS), HERE, blob)
    with pytest.raises(SealBroken, match="other_key_version"):
        seal(fixed_key(version=2), HERE, b"x")


def test_a_value_too_large_is_refused() -> None:
    with pytest.raises(SealBroken, match="too_large"):
        seal(fixed_key(), HERE, bytes(LARGEST_PLAINTEXT + 1))
    assert len(pad(bytes(LARGEST_PLAINTEXT))) == 1024 * 1024


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        bytes(31),
        bytes(33),
        bytes(64),
        b"\x00\x00\x00\x01" + bytes(27) + b"\x01",
        b"\xff\xff\xff\xff" + bytes(28),
        b"\x00\x00\x00\x1d" + bytes(28),
    ],
)
def test_padding_of_another_shape_is_refused(padded: bytes) -> None:
    with pytest.raises(SealBroken, match="padding"):
        unpad(padded)


def test_something_else_than_a_text_is_refused_as_text() -> None:
    key = fixed_key()
    for content in (b"", b"\x02x", b"\x01\xff", b"\x00x"):
        with pytest.raises(SealBroken, match="padding"):
            open_text(key, HERE, seal(key, HERE, content))


def test_an_error_shows_no_bytes() -> None:
    key, blob = fixed_key(), seal(fixed_key(), HERE, b"secret")
    with pytest.raises(SealBroken) as caught:
        open_sealed(key, Binding(PHONE_COLUMN, AMAL, AMAL, 1, 9), blob)
    assert str(caught.value) == "not_authentic"
    assert caught.value.__cause__ is None
