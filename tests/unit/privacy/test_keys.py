"""Keys are apart, bound, committed to, and never shown."""

import copy
import pickle
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from privacy.errors import KeyUnusable, NotMadeHere, RowForged, SealBroken
from privacy.inventory import SEALED_COLUMNS
from privacy.keys import KeyRing, PersonKey, WrappedKey
from privacy.vocabulary import PersonId
from tests.unit.privacy.builders import AMAL, BORIS, fixed_key, fixed_ring

KEY_FILE_1 = bytes.fromhex(
    "4d53504b010100000007000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d"
    "1e1f01016465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f8081828330b6930e"
    "2ff420e384300b88c732e8e8"
)
WRAP_1 = bytes.fromhex(
    "0101000000010000000000000007c8c9cacbcccdcecfd0d1d2d3f7e50881ef583e05c13b156b0cf7"
    "1f6f0de4e3982f680dd7cce9d2a2da48852447ec56471b10088f40d329a627abf372"
)
COMMITMENT_1 = bytes.fromhex("2149bbd17da8921eb71b09cb84a180a6e1f8a616e80dfa8c50c28aadbf8269ad")


def same_key(one: PersonKey, other: PersonKey) -> bool:
    return one.column_key(SEALED_COLUMNS[0]) == other.column_key(SEALED_COLUMNS[0])


def test_a_key_file_gives_back_its_ring() -> None:
    ring = KeyRing.generate().with_next_epoch().with_next_server_secret()
    again = KeyRing.from_bytes(ring.to_bytes())
    assert again.epochs == (1, 2)
    assert again.pepper_version == 2
    assert again.to_bytes() == ring.to_bytes()
    assert same_key(again.unwrap(ring.wrap(fixed_key())), fixed_key())


def test_a_key_file_of_version_1_still_opens() -> None:
    """This fixture is never regenerated."""
    assert KeyRing.from_bytes(KEY_FILE_1).to_bytes() == fixed_ring().to_bytes() == KEY_FILE_1


def test_a_wrap_of_format_1_still_opens() -> None:
    """This fixture is never regenerated."""
    wrapped = WrappedKey(AMAL, 1, 7, WRAP_1, COMMITMENT_1)
    assert same_key(fixed_ring().unwrap(wrapped), fixed_key())


def test_derived_keys_do_not_change() -> None:
    """Changing a label would lose every row tag, index entry and passphrase."""
    ring = fixed_ring()
    assert fixed_key().column_key(SEALED_COLUMNS[0]).hex()[:16] == "c66e925534907391"
    assert ring.row_mac("grant", b"row").hex()[:18] == "013692dd9ef9e5f2c5"
    assert ring.audit_seal(bytes(32)).hex()[:18] == "018bb2ace50016a056"
    assert ring.blind_index("someone@example.org").hex()[:18] == "017c36176b169bf40f"
    assert ring.pepper(1).hex()[:16] == "8f31430a9582cf09"


@pytest.mark.parametrize("length", range(0, 60, 7))
def test_a_cut_key_file_is_refused(length: int) -> None:
    with pytest.raises(KeyUnusable):
        KeyRing.from_bytes(KEY_FILE_1[:length])


def test_any_flipped_bit_in_a_key_file_is_noticed() -> None:
    for position in range(len(KEY_FILE_1)):
        damaged = bytearray(KEY_FILE_1)
        damaged[position] ^= 1
        with pytest.raises(KeyUnusable):
            KeyRing.from_bytes(bytes(damaged))


def test_a_key_file_with_something_behind_it_is_refused() -> None:
    with pytest.raises(KeyUnusable):
        KeyRing.from_bytes(KEY_FILE_1 + b"\n")


def test_a_ring_holds_at_most_two_epochs() -> None:
    ring = KeyRing.generate().with_next_epoch()
    with pytest.raises(KeyUnusable, match="too_many_epochs"):
        ring.with_next_epoch()
    assert ring.without_epoch(1).with_next_epoch().epochs == (2, 3)


def test_the_current_epoch_cannot_be_forgotten() -> None:
    with pytest.raises(KeyUnusable, match="epoch_in_use"):
        KeyRing.generate().without_epoch(1)
    with pytest.raises(KeyUnusable, match="unknown_epoch"):
        KeyRing.generate().without_epoch(5)


@pytest.mark.parametrize(
    ("epochs", "servers"),
    [
        ({}, {1: bytes(32)}),
        ({1: bytes(32)}, {}),
        ({0: bytes(32)}, {1: bytes(32)}),
        ({1: bytes(31)}, {1: bytes(32)}),
        ({1: bytes(32)}, {256: bytes(32)}),
    ],
)
def test_a_ring_of_another_shape_is_refused(
    epochs: dict[int, bytes], servers: dict[int, bytes]
) -> None:
    with pytest.raises(KeyUnusable):
        KeyRing(epochs, servers)


def test_rewrapping_moves_a_key_to_the_new_epoch_and_the_old_one_then_opens_nothing() -> None:
    first = KeyRing.generate()
    old = first.wrap(fixed_key())
    both = first.with_next_epoch()
    new = both.rewrap(old)
    assert (old.epoch, new.epoch) == (1, 2)
    assert new.commitment == old.commitment
    second = both.without_epoch(1)
    assert same_key(second.unwrap(new), fixed_key())
    with pytest.raises(KeyUnusable, match="unknown_epoch"):
        second.unwrap(old)


def test_a_wrap_relabelled_with_another_epoch_is_refused() -> None:
    ring = KeyRing.generate().with_next_epoch()
    wrapped = ring.wrap(fixed_key())
    with pytest.raises(SealBroken):
        ring.unwrap(replace(wrapped, epoch=1))


def test_every_column_has_a_key_of_its_own() -> None:
    key = fixed_key()
    assert len({key.column_key(column) for column in SEALED_COLUMNS}) == len(SEALED_COLUMNS)
    assert key.column_key(SEALED_COLUMNS[0]) is key.column_key(SEALED_COLUMNS[0])


def test_keys_are_derived_as_the_standard_says() -> None:
    """HKDF-Expand of RFC 5869, by another hand."""
    secret, info = bytes(range(32, 64)), b"passerelle/1/fld" + bytes([0, 1, 0, 1])
    standard = HKDFExpand(algorithm=SHA512(), length=32, info=info).derive(secret)
    assert fixed_key().column_key(SEALED_COLUMNS[0]) == standard


def test_a_commitment_is_of_one_key_person_and_version() -> None:
    keys = [
        fixed_key(),
        fixed_key(BORIS),
        fixed_key(version=2),
        PersonKey(AMAL, 1, bytes(32)),
    ]
    assert len({key.commitment() for key in keys}) == 4


def test_server_keys_differ_by_use() -> None:
    ring = fixed_ring()
    outputs = {ring.pepper(1), ring.audit_seal(b"x" * 32)[1:], ring.row_mac("x", b"x" * 32)[1:]}
    assert len(outputs) == 3


def test_a_row_is_authenticated_with_its_label_and_content() -> None:
    ring = KeyRing.generate()
    mac = ring.row_mac("grant", b"content")
    ring.verify_row("grant", b"content", mac)
    for label, content, tag in (
        ("grants", b"content", mac),
        ("gran", b"tcontent", mac),
        ("grant", b"Content", mac),
        ("grant", b"content", mac[:-1]),
        ("grant", b"content", b""),
        ("grant", b"content", b"\x02" + mac[1:]),
        ("grant", b"content", KeyRing.generate().row_mac("grant", b"content")),
    ):
        with pytest.raises(RowForged):
            ring.verify_row(label, content, tag)


def test_rows_of_an_older_secret_still_verify_and_new_ones_use_the_newer() -> None:
    old = KeyRing.generate()
    new = old.with_next_server_secret()
    new.verify_row("grant", b"content", old.row_mac("grant", b"content"))
    assert new.row_mac("grant", b"content")[0] == 2
    assert new.is_audit_seal(b"h" * 32, old.audit_seal(b"h" * 32))


def test_a_login_is_found_under_every_live_secret() -> None:
    old = KeyRing.generate()
    new = old.with_next_server_secret()
    stored = old.blind_index("K7RM2XQ9TVAB")
    assert stored in new.blind_indexes("K7RM2XQ9TVAB")
    assert new.blind_indexes("K7RM2XQ9TVAB")[0] == new.blind_index("K7RM2XQ9TVAB")
    assert stored not in new.blind_indexes("K7RM2XQ9TVAC")


def test_an_unknown_pepper_is_an_error() -> None:
    with pytest.raises(KeyUnusable, match="unknown_version"):
        fixed_ring().pepper(9)


@pytest.mark.parametrize("secret", [fixed_ring(), fixed_key()])
def test_a_key_shows_copies_and_pickles_nothing(secret: KeyRing | PersonKey) -> None:
    name = type(secret).__name__
    for shown in (repr(secret), str(secret), f"{secret}", f"{secret:>40}", format(secret)):
        assert shown == f"<{name}: withheld>"
    for take in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(NotMadeHere):
            take(secret)
    assert not hasattr(secret, "__dict__")


def test_a_wrapped_key_does_not_print_the_person() -> None:
    assert "amal" not in repr(fixed_ring().wrap(fixed_key()))


def test_a_key_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        PersonKey(AMAL, 1, bytes(16))
    with pytest.raises(ValueError, match="32 bytes"):
        PersonKey(PersonId(b"short"), 1, bytes(32))
