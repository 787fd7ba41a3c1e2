"""Any two of three custodians bring the key file back; one alone, or a stranger, does not."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy import custody
from privacy.custody import (
    Custodian,
    public_of_file,
    read_public,
    recover,
    split,
    write_public,
)
from privacy.errors import KeyUnusable
from privacy.keys import KeyRing

CHEAP = 8
THREE = [Custodian(bytes([number]) * 32) for number in (1, 2, 3)]
PUBLICS = [each.public for each in THREE]
CONTENT = KeyRing.generate().with_next_epoch().to_bytes()
SHARES = split(CONTENT, PUBLICS)


@pytest.mark.parametrize("pair", list(combinations(range(3), 2)))
def test_any_two_bring_it_back_with_either_of_their_shares(pair: tuple[int, int]) -> None:
    both = [THREE[number] for number in pair]
    for number in pair:
        assert recover(SHARES[number], both) == CONTENT
        assert recover(SHARES[number], both[::-1]) == CONTENT


def test_the_third_ones_share_does_not_serve_the_other_two() -> None:
    with pytest.raises(KeyUnusable, match="too_few_custodians"):
        recover(SHARES[2], THREE[:2])


@pytest.mark.parametrize("number", range(3))
def test_one_alone_or_with_a_stranger_opens_nothing(number: int) -> None:
    stranger = Custodian.generate()
    for group in ([THREE[number]], [THREE[number]] * 2, [THREE[number], stranger], [stranger], []):
        for share in SHARES:
            with pytest.raises(KeyUnusable, match="too_few_custodians"):
                recover(share, group)


def test_one_with_all_shares_and_forged_names_opens_nothing() -> None:
    """She puts a key of her own where the other's stands; the names are authenticated."""
    own, other, helper = THREE[0], PUBLICS[1], Custodian.generate()
    forged = SHARES[0].replace(other, helper.public)
    for group in ([own, helper], [helper, own]):
        with pytest.raises(KeyUnusable):
            recover(forged, group)


def test_with_one_secret_only_a_single_custodian_would_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """The break: were the key made from one of the two secrets, the first alone would open."""
    first = min(THREE[:2], key=lambda each: each.public)
    stranger = Custodian.generate()
    [copy] = [each for each in custody._copies(SHARES[0]) if THREE[1].public in each]
    with pytest.raises(KeyUnusable):
        custody._open(copy, first, stranger)
    monkeypatch.setattr(custody, "_of_pair", lambda *parts: parts[0])
    [loose] = [
        each for each in custody._copies(split(CONTENT, PUBLICS)[0]) if THREE[1].public in each
    ]
    assert custody._open(loose, first, stranger) == CONTENT


def test_any_change_to_a_share_is_noticed() -> None:
    share, both = SHARES[0], THREE[:2]
    size = int.from_bytes(share[6:10], "big")
    for position in range(10 + size):
        damaged = bytearray(share)
        damaged[position] ^= 1
        with pytest.raises(KeyUnusable):
            recover(bytes(damaged), both)
    for length in range(0, len(share), 7):
        with pytest.raises(KeyUnusable):
            recover(share[:length], both)
    with pytest.raises(KeyUnusable):
        recover(share + b"\x00", both)


@pytest.mark.parametrize("publics", [PUBLICS[:2], [PUBLICS[0]] * 3, [*PUBLICS, bytes(32)]])
def test_three_different_custodians_are_needed(publics: list[bytes]) -> None:
    with pytest.raises(KeyUnusable, match="too_few_custodians"):
        split(CONTENT, publics)


def test_a_custodians_file_opens_with_her_passphrase_only() -> None:
    closed = THREE[0].closed("a passphrase of five words", CHEAP)
    assert Custodian.opened(closed, "a passphrase of five words").public == PUBLICS[0]
    assert public_of_file(closed) == PUBLICS[0]
    with pytest.raises(KeyUnusable, match="wrong_passphrase"):
        Custodian.opened(closed, "a passphrase of five word")


def test_any_change_to_a_custodians_file_is_noticed() -> None:
    closed = THREE[0].closed("words", CHEAP)
    for position in [*range(5), *range(8, len(closed))]:
        damaged = bytearray(closed)
        damaged[position] ^= 1
        with pytest.raises(KeyUnusable):
            Custodian.opened(bytes(damaged), "words")
    with pytest.raises(KeyUnusable, match="not_a_custodian"):
        Custodian.opened(closed[:5] + b"\xff\xff\xff\xff" + closed[9:], "words")


def test_letters_typed_in_two_ways_are_one_passphrase() -> None:
    closed = THREE[0].closed("caf\u00e9 \u0643\u0644\u0645\u0629", CHEAP)
    assert Custodian.opened(closed, "cafe\u0301 \u0643\u0644\u0645\u0629").public == PUBLICS[0]


def test_a_public_line_reads_back() -> None:
    assert read_public(write_public(PUBLICS[0]) + "\n") == PUBLICS[0]


@given(st.one_of(st.text(max_size=120), st.binary(max_size=60).map(bytes.hex)))
def test_any_other_line_is_refused(text: str) -> None:
    for line in (text, f"passerelle-custodian-1:{text}"):
        try:
            assert len(read_public(line)) == 32
        except KeyUnusable:
            continue


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_with_the_one_error(content: bytes) -> None:
    for given_ in (content, b"MSPS\x01" + content, b"MSPS\x01\x01" + content):
        with pytest.raises(KeyUnusable):
            recover(given_, THREE)
    with pytest.raises(KeyUnusable):
        public_of_file(b"MSPC\x01" + content)


def test_keys_agree_as_the_standard_says() -> None:
    """RFC 7748, section 6.1."""
    bob = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"
    own = Custodian(bytes.fromhex(bob))
    assert own.public.hex() == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"
    theirs = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"
    shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
    assert own.agree(bytes.fromhex(theirs)).hex() == shared


def test_a_custodian_shows_nothing() -> None:
    assert repr(THREE[0]) == "<Custodian: withheld>"
