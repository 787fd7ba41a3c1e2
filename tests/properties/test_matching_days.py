"""Counting days by stretches against counting them one by one."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.periods import concrete, covered, days_covered, days_in, on_year, runs, uncovered
from matcher.types import MonthDay, OneOffWindow, Window, YearlyWindow
from tests import strategies as some
from tests.factories import TODAY

STEADY = settings(derandomize=True, max_examples=80, deadline=None)


def holds(window: Window, day: date) -> bool:
    """Tell the obvious way whether a day lies inside a window."""
    if isinstance(window, OneOffWindow):
        return window.start <= day <= window.end
    start, end = on_year(window.start, day.year), on_year(window.end, day.year)
    if MonthDay(*window.start) <= MonthDay(*window.end):
        return start <= day <= end
    return day >= start or day <= end


def each_day(period: OneOffWindow) -> list[date]:
    return [period.start + timedelta(days=number) for number in range(days_in(period))]


@STEADY
@given(st.lists(some.windows, max_size=4), some.dated)
def test_days_inside_windows_are_counted_like_one_by_one(
    windows: list[Window], period: OneOffWindow
) -> None:
    expected = [day for day in each_day(period) if any(holds(window, day) for window in windows)]
    assert days_covered(windows, period) == len(expected)
    stretches = covered(windows, period)
    assert [day for stretch in stretches for day in each_day(stretch)] == expected


@STEADY
@given(st.lists(some.windows, max_size=4), some.dated)
def test_covered_and_uncovered_days_make_up_the_period(
    windows: list[Window], period: OneOffWindow
) -> None:
    both = [*covered(windows, period), *uncovered(windows, period)]
    days = sorted(str(day) for stretch in both for day in each_day(stretch))
    assert days == sorted(str(day) for day in each_day(period))


@STEADY
@given(st.lists(some.windows, max_size=4), some.dated, st.integers(1, 40))
def test_days_in_a_row_are_found_like_one_by_one(
    windows: list[Window], frame: OneOffWindow, days: int
) -> None:
    longest, run = 0, 0
    for day in each_day(frame):
        run = run + 1 if any(holds(window, day) for window in windows) else 0
        longest = max(longest, run)
    found, fits = runs(windows, frame, days)
    assert found == min(longest, days)
    assert bool(fits) == (longest >= days)
    for stretch in fits:
        assert days_in(stretch) >= days
        assert all(any(holds(window, day) for window in windows) for day in each_day(stretch))


@STEADY
@given(some.seasons)
def test_a_season_stands_for_its_next_start(season: YearlyWindow) -> None:
    found = concrete(season, TODAY)
    assert found.start >= TODAY
    assert (found.start - TODAY).days <= 366
    assert found.start == on_year(season.start, found.start.year)
    assert days_in(found) <= 367
