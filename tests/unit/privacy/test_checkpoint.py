"""Checkpoints and keys have one form, and only their signer makes them."""

import base64
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from privacy import verify
from privacy.checkpoint import TreeHead, read_checkpoint, signed_checkpoint
from privacy.errors import NotMadeHere, RuleBroken
from privacy.keys import KeyRing
from privacy.receipt import receipt_bytes
from privacy.signing import Signer, read_public_key

SIGNER = Signer("passerelle/0123456789abcdef", b"s" * 32)
OTHER = Signer("passerelle/0123456789abcdef", b"o" * 32)
HEAD = TreeHead(SIGNER.public.name, 7, b"r" * 32)
NOTE = signed_checkpoint(HEAD, SIGNER)
KEY = SIGNER.public.text()
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(max_codepoint=127)), inner, max_size=4)
    ),
    max_leaves=12,
)


def test_a_checkpoint_says_what_was_signed() -> None:
    assert read_checkpoint(NOTE, [OTHER.public, SIGNER.public]) == HEAD
    assert verify.read_checkpoint(NOTE, verify.read_keys(KEY)) == (HEAD.origin, 7, b"r" * 32)
    assert read_checkpoint(NOTE.replace("\n", "\r\n"), [SIGNER.public]) == HEAD
    assert NOTE.splitlines()[:2] == ["passerelle/0123456789abcdef", "7"]


def test_a_witness_may_sign_beside_us_and_not_instead() -> None:
    witness = f"— witness.example {base64.b64encode(b'w' * 76).decode()}\n"
    assert read_checkpoint(NOTE + witness, [SIGNER.public]) == HEAD
    only = NOTE[: NOTE.index("—")] + witness
    with pytest.raises(RuleBroken, match="checkpoint_signature"):
        read_checkpoint(only, [SIGNER.public])


@pytest.mark.parametrize(
    "changed",
    [
        NOTE.replace("\n7\n", "\n8\n"),
        NOTE.replace("0123", "0124"),
        NOTE.replace(base64.b64encode(b"r" * 32).decode(), base64.b64encode(b"q" * 32).decode()),
        signed_checkpoint(HEAD, OTHER),
    ],
)
def test_a_changed_checkpoint_is_not_signed(changed: str) -> None:
    with pytest.raises(RuleBroken, match="checkpoint_signature"):
        read_checkpoint(changed, [SIGNER.public])
    with pytest.raises(verify.NotVerified, match="checkpoint_signature"):
        verify.read_checkpoint(changed, verify.read_keys(KEY))


def test_another_logs_state_is_not_signed() -> None:
    with pytest.raises(RuleBroken, match="other_log"):
        signed_checkpoint(TreeHead("elsewhere", 1, b"r" * 32), SIGNER)


MANGLED = st.text() | st.builds(
    lambda place, bit, more: NOTE[:place] + more + NOTE[place + bit :],
    st.integers(0, len(NOTE)),
    st.integers(0, 9),
    st.text(max_size=5),
)


@given(MANGLED)
@example("\ud800\n1\n" + base64.b64encode(b"r" * 32).decode() + "\n\n— a AAAA")
@example("— " * 3_000)
def test_any_text_is_read_or_refused_with_a_code(text: str) -> None:
    """No other error comes out of either parser, and both agree."""
    found: list[object] = []
    try:
        head = read_checkpoint(text, [SIGNER.public])
        found.append((head.origin, head.size, head.root))
    except RuleBroken as refused:
        found.append(refused.code)
    try:
        found.append(verify.read_checkpoint(text, verify.read_keys(KEY)))
    except verify.NotVerified as refused_too:
        found.append(refused_too.code)
    assert isinstance(found[0], str) == isinstance(found[1], str)


@given(st.text() | st.builds(lambda cut, more: KEY[:cut] + more, st.integers(0, 80), st.text()))
def test_any_text_is_a_key_or_refused(text: str) -> None:
    codes = set()
    for read, refused in ((read_public_key, RuleBroken), (verify.read_keys, verify.NotVerified)):
        try:
            read(text)
        except refused as error:
            codes.add(error.code)
    assert codes <= {"public_key", "key"}


@given(st.recursive(st.none() | st.floats() | st.integers() | st.text(), st.lists) | VALUES)
def test_any_json_is_a_receipt_or_refused(value: object) -> None:
    for check in (verify.verify_receipt, verify.verify_entries):
        with pytest.raises(verify.NotVerified):
            check(value, [])
    with pytest.raises(verify.NotVerified):
        verify.verify_log([receipt_bytes({"entry": value}).decode()] if value is None else [""], [])


@given(VALUES)
def test_json_has_the_canonical_form_of_the_standard(value: Any) -> None:
    """The library of RFC 8785 is the judge of both writers."""
    whole: dict[str, Any] = {"part": value}
    assert receipt_bytes(whole) == verify.canonical_json(whole) == rfc8785.dumps(whole)


@pytest.mark.parametrize("value", [0.5, 2**53, {"é": 1}, b"bytes", float("nan")])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(RuleBroken, match="json_form"):
        receipt_bytes({"part": value})
    with pytest.raises(verify.NotVerified, match="json_form"):
        verify.canonical_json({"part": value})


@given(st.binary(min_size=32, max_size=32))
def test_every_key_is_read_back(seed: bytes) -> None:
    """Base64 holds the very sign that stands between the parts."""
    key = Signer("passerelle/a", seed).public
    assert read_public_key(key.text()) == key
    assert verify.read_keys(key.text()) == [(key.name, key.key)]


def test_a_signer_shows_nothing_and_comes_from_the_key_file() -> None:
    ring = KeyRing.generate()
    signer = Signer.derived(ring, "passerelle/a")
    assert (
        signer.public == Signer.derived(KeyRing.from_bytes(ring.to_bytes()), "passerelle/a").public
    )
    assert signer.public.key != Signer.derived(ring, "passerelle/b").public.key
    assert signer.public.key != Signer.derived(KeyRing.generate(), "passerelle/a").public.key
    assert repr(signer) == "<Signer: withheld>"
    with pytest.raises(NotMadeHere):
        signer.__reduce_ex__(2)
    for name, seed in (("with space", b"s" * 32), ("a", b"short")):
        with pytest.raises(RuleBroken, match="signer"):
            Signer(name, seed)
