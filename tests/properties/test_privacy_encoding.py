"""Encodings are injective: different facts never give the same bytes."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy.binding import Binding, encode_binding
from privacy.canonical import Piece, record
from privacy.errors import PrivacyError, SealBroken
from privacy.inventory import SEALED_COLUMNS
from privacy.keys import KeyRing, PersonKey
from privacy.sealing import header, open_sealed, open_text, pad, seal, seal_text, unpad
from privacy.vocabulary import PersonId

moments = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds take no zone
words = st.text(max_size=6)
pieces = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.binary(max_size=6),
    words,
    moments,
    st.frozensets(words, max_size=3),
    st.lists(words, max_size=3).map(tuple),
)
records = st.tuples(words, st.lists(pieces, max_size=4).map(tuple))
sixteen = st.binary(min_size=16, max_size=16)
small = st.integers(0, 3)
bindings = st.fixed_dictionaries(
    {
        "algorithm": st.integers(0, 255),
        "kind": st.integers(0, 255),
        "table": st.integers(0, 2**16 - 1),
        "column": st.integers(0, 2**16 - 1),
        "schema": st.integers(0, 2**16 - 1),
        "person": sixteen,
        "row": sixteen,
        "key_version": st.integers(0, 2**32 - 1),
        "record_version": st.integers(0, 2**64 - 1),
    }
)
close_bindings = st.fixed_dictionaries(
    {
        "algorithm": small,
        "kind": small,
        "table": small,
        "column": small,
        "schema": small,
        "person": st.sampled_from([bytes(16), bytes(15) + b"\x01"]),
        "row": st.sampled_from([bytes(16), bytes(15) + b"\x01"]),
        "key_version": small,
        "record_version": small,
    }
)


def typed(value: Piece) -> object:
    """Tell True from 1, as equality in Python does not."""
    return type(value), value


def separated(label: str, parts: tuple[Piece, ...]) -> bytes:
    """The break: pieces joined with a bar, as is often done."""
    return "|".join([label, *map(str, parts)]).encode("utf-8", "surrogatepass")


@given(records, records)
@settings(max_examples=400, deadline=None)
def test_records_that_differ_encode_differently(
    one: tuple[str, tuple[Piece, ...]], other: tuple[str, tuple[Piece, ...]]
) -> None:
    same = one[0] == other[0] and list(map(typed, one[1])) == list(map(typed, other[1]))
    assert (record(one[0], *one[1]) == record(other[0], *other[1])) == same


@given(st.lists(st.text("ab|", max_size=3), min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_moving_the_boundaries_between_texts_changes_the_bytes(parts: list[str]) -> None:
    joined = "".join(parts)
    if parts != [joined]:
        assert record("x", *parts) != record("x", joined)
        assert record("x", tuple(parts)) != record("x", (joined,))


def test_the_property_notices_an_encoding_that_joins() -> None:
    assert separated("a", ("b|c",)) == separated("a", ("b", "c"))
    assert record("a", "b|c") != record("a", "b", "c")


@given(st.one_of(bindings, close_bindings), st.one_of(bindings, close_bindings))
@settings(max_examples=500, deadline=None)
def test_bindings_that_differ_encode_differently(
    one: dict[str, int | bytes], other: dict[str, int | bytes]
) -> None:
    first, second = encode_binding(**one), encode_binding(**other)  # type: ignore[arg-type]  # parts of a binding
    assert len(first) == 56
    assert (first == second) == (one == other)


@given(st.binary(max_size=3000))
@settings(deadline=None)
def test_padding_is_undone_and_one_to_one(value: bytes) -> None:
    assert unpad(pad(value)) == value


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_only_what_pad_gives_is_unpadded(padded: bytes) -> None:
    try:
        value = unpad(padded)
    except SealBroken:
        return
    assert pad(value) == padded


@given(
    sixteen,
    sixteen,
    st.sampled_from(SEALED_COLUMNS),
    st.integers(1, 2**32 - 1),
    st.integers(0, 2**64 - 1),
    st.binary(max_size=700),
)
@settings(deadline=None)
def test_what_is_sealed_opens_in_its_place(
    person: bytes, row: bytes, column: object, key_version: int, version: int, value: bytes
) -> None:
    key = PersonKey.generate(PersonId(person), key_version)
    place = Binding(column, PersonId(person), row, key_version, version)  # type: ignore[arg-type]  # drawn from the columns
    blob = seal(key, place, value)
    assert open_sealed(key, place, blob) == value
    assert header(blob).record_version == version
    ring = KeyRing.generate()
    assert open_sealed(ring.unwrap(ring.wrap(key)), place, blob) == value


@given(st.none() | st.text(max_size=100))
@settings(deadline=None)
def test_texts_and_their_absence_come_back(text: str | None) -> None:
    person = PersonId(bytes(16))
    key, place = PersonKey.generate(person), Binding(SEALED_COLUMNS[0], person, person, 1, 1)
    assert open_text(key, place, seal_text(key, place, text)) == text


@given(st.binary(max_size=120))
@settings(deadline=None)
def test_bytes_that_are_no_envelope_or_key_file_raise_only_our_errors(junk: bytes) -> None:
    person = PersonId(bytes(16))
    key, place = PersonKey.generate(person), Binding(SEALED_COLUMNS[0], person, person, 1, 1)
    for prefix in (b"", b"\x01\x01" + (1).to_bytes(4, "big") + (1).to_bytes(8, "big")):
        with pytest.raises(PrivacyError):
            open_sealed(key, place, prefix + junk)
    for prefix in (b"", b"MSPK\x01"):
        with pytest.raises(PrivacyError):
            KeyRing.from_bytes(prefix + junk)
