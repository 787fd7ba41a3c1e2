"""Canonical bytes tell apart what joining with a separator would not."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from privacy.canonical import microseconds, record


def test_moved_boundaries_give_other_bytes() -> None:
    assert record("a", "bc", "d") != record("a", "b", "cd")
    assert record("ab", "c") != record("a", "bc")
    assert record("a", ("b", "c")) != record("a", ("bc",))
    assert record("a", ("b",), "c") != record("a", ("b", "c"))


def test_kinds_of_values_are_told_apart() -> None:
    values = [None, "", b"", 0, False, (), frozenset[str](), "0", 1, True, b"\x01"]
    assert len({record("a", value) for value in values}) == len(values)


def test_equal_sets_give_equal_bytes_whatever_their_order() -> None:
    assert record("a", frozenset(["x", "y"])) == record("a", frozenset(["y", "x"]))


def test_the_same_moment_in_another_zone_gives_the_same_bytes() -> None:
    here = datetime(2026, 1, 1, 12, tzinfo=UTC)
    there = here.astimezone(timezone(timedelta(hours=3)))
    assert record("a", here) == record("a", there)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        record("a", datetime(2026, 1, 1))  # noqa: DTZ001 - the missing zone is the point


def test_a_number_too_large_is_refused() -> None:
    with pytest.raises(ValueError, match="eight bytes"):
        record("a", 1 << 63)


def test_microseconds_are_exact_far_from_the_epoch() -> None:
    moment = datetime(2199, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    assert microseconds(moment + timedelta(microseconds=1)) == microseconds(moment) + 1


def test_the_format_does_not_change() -> None:
    """Stored rows are authenticated over these bytes."""
    content = record("demo/1", "é", 5, None, True, frozenset(["b", "a"]), ("c",), b"\x00")
    assert content.hex() == (
        "4c0000000664656d6f2f310000000754000000"
        "02c3a94900000008000000000000000" + "5" + "4e00000000" + "4200000001" + "01"
        "530000000c540000000161540000000162" + "5100000006540000000163" + "520000000100"
    )
