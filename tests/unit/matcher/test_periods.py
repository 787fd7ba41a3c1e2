"""Days at the edges of years and windows."""

from datetime import date

import pytest

from matcher.periods import LONGEST_DAYS, concrete, covered, days_covered, days_in, iso, uncovered
from matcher.types import MonthDay, OneOffWindow, YearlyWindow
from tests.factories import TODAY, dated, season


def test_a_season_already_begun_stands_for_the_next_one() -> None:
    assert concrete(season((11, 15), (1, 31)), date(2026, 11, 15)).start == date(2026, 11, 15)
    assert concrete(season((11, 15), (1, 31)), date(2026, 11, 16)).start == date(2027, 11, 15)
    assert concrete(season((11, 15), (1, 31)), TODAY).end == date(2027, 1, 31)


def test_the_29th_of_february_is_the_28th_in_common_years() -> None:
    assert concrete(season((2, 29), (3, 1)), TODAY) == dated("2027-02-28", "2027-03-01")
    assert concrete(season((2, 29), (3, 1)), date(2027, 12, 1)) == dated("2028-02-29", "2028-03-01")
    assert concrete(season((12, 1), (2, 29)), date(2099, 6, 1)).end == date(2100, 2, 28)


def test_days_that_no_year_has_are_refused() -> None:
    with pytest.raises(ValueError, match="day"):
        YearlyWindow(MonthDay(2, 30), MonthDay(3, 1))
    with pytest.raises(ValueError, match="before"):
        OneOffWindow(date(2026, 2, 1), date(2026, 1, 1))


def test_windows_that_overlap_count_each_day_once() -> None:
    windows = (dated("2026-11-01", "2026-11-20"), season((11, 10), (11, 30)))
    period = dated("2026-11-01", "2026-12-10")
    assert days_covered(windows, period) == 30
    assert covered(windows, period) == (dated("2026-11-01", "2026-11-30"),)
    assert uncovered(windows, period) == (dated("2026-12-01", "2026-12-10"),)


def test_the_whole_year_covers_any_period() -> None:
    always = season((1, 1), (12, 31))
    around = season((7, 1), (6, 30))
    period = dated("2026-11-15", "2029-03-01")
    assert days_covered((always,), period) == days_covered((around,), period) == days_in(period)


def test_a_very_long_period_is_looked_at_for_five_years() -> None:
    found = concrete(OneOffWindow(TODAY, date.max), TODAY)
    assert days_in(found) == LONGEST_DAYS
    assert days_covered((season((1, 1), (12, 31)),), dated("9999-01-01", "9999-12-31")) == 365


def test_windows_are_written_as_iso_intervals() -> None:
    assert iso(season((11, 1), (2, 28))) == "--11-01/--02-28"
    assert iso(dated("2026-11-01", "2027-02-28")) == "2026-11-01/2027-02-28"


def test_of_a_running_period_what_is_left_counts() -> None:
    assert concrete(dated("2026-06-01", "2026-12-31"), TODAY) == OneOffWindow(
        TODAY, date(2026, 12, 31)
    )
    past = dated("2026-06-01", "2026-09-30")
    assert concrete(past, TODAY) == past
    coming = dated("2026-11-01", "2026-12-31")
    assert concrete(coming, TODAY) == coming


def test_a_period_without_a_known_end_stands_for_its_first_day_or_today() -> None:
    later, begun = dated("2026-11-15", "2026-11-15"), dated("2026-01-15", "2026-01-15")
    assert concrete(later, TODAY, open_ended=True) == later
    assert concrete(begun, TODAY, open_ended=True) == OneOffWindow(TODAY, TODAY)
