"""How the demonstration files write days, years and periods."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.demo.dates import read_day, read_period, read_year
from matcher.types import MonthDay, OneOffWindow, YearlyWindow

DAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("+30d", date(2026, 4, 9)),
        ("-10d", date(2026, 2, 28)),
        ("+0d", DAY),
        ("this-01-31", date(2026, 1, 31)),
        ("next-02-29", date(2027, 2, 28)),
        ("2031-12-24", date(2031, 12, 24)),
    ],
)
def test_a_day_is_relative_or_a_date(text: str, meant: date) -> None:
    assert read_day(text, DAY) == meant


@pytest.mark.parametrize(
    ("text", "year"),
    [("this year", 2026), ("last year", 2025), ("1 year ago", 2025), ("12 years ago", 2014)],
)
def test_a_year_is_counted_back_from_the_day_of_loading(text: str, year: int) -> None:
    assert read_year(text, DAY) == year


def test_a_season_may_wrap_the_end_of_the_year() -> None:
    assert read_period("yearly 11-01 to 02-28", DAY) == YearlyWindow(
        MonthDay(11, 1), MonthDay(2, 28)
    )


def test_a_period_has_both_its_ends() -> None:
    assert read_period("+1d to +2d", DAY) == OneOffWindow(date(2026, 3, 11), date(2026, 3, 12))


@pytest.mark.parametrize("text", ["", "soon", "30d", "+30", "this-13-01", "next-00-10", "03-10"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the standard library's wording may change
        read_day(text, DAY)


@pytest.mark.parametrize(
    "text", ["", "+30d", "+9d to +8d", "yearly 11-01", "yearly 02-30 to 03-01", "a to b"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the standard library's wording may change
        read_period(text, DAY)


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(-3000, 3000))
def test_relative_days_keep_their_distance(day: date, shift: int) -> None:
    assert (read_day(f"{shift:+d}d", day) - day).days == shift
