"""Days: which of a period's days lie inside somebody's windows.

Rules:

- Both ends of every period count as days. Windows that touch or overlap add up; no day is
  counted twice.
- A yearly window may wrap the year's end. In common years 29 February is 28 February.
- A yearly period (a season somebody asks) stands for its next occurrence, the first that
  starts on the day of the comparison or later.
- Of a running period what is left counts: it starts on the day of the comparison. A period
  wholly past stays as it is. One without a known end stands for its first day, once begun
  for the day of the comparison.
- A period longer than five years is looked at for its first five years.
- In a frame a number of free days in a row is asked, anywhere inside it: the runs that hold
  that many are named. Windows that touch make one run.

What it does not do: judge; see ``conditions`` and ``criteria``.
"""

from collections.abc import Iterable, Iterator
from datetime import MAXYEAR, date, timedelta

from matcher.types import MonthDay, OneOffWindow, Window, YearlyWindow

LONGEST_DAYS = 5 * 365 + 1


def on_year(day: MonthDay, year: int) -> date:
    """Give the day's date in a year; 29 February is the 28th in a common year."""
    if year > MAXYEAR:
        return date.max
    common = year % 4 != 0 or (year % 100 == 0 and year % 400 != 0)
    if day.month == 2 and day.day == 29 and common:
        return date(year, 2, 28)
    return date(year, day.month, day.day)


def occurrence(window: YearlyWindow, year: int) -> OneOffWindow:
    """Give the occurrence of a yearly window that starts in a year."""
    wraps = window.end < window.start
    return OneOffWindow(on_year(window.start, year), on_year(window.end, year + wraps))


def concrete(period: Window, as_of: date, *, open_ended: bool = False) -> OneOffWindow:
    """Turn an asked period into dates.

    Args:
        period: Dated, or a season.
        as_of: The day of the comparison; a season stands for its next start from here on.
        open_ended: Only the start of a dated period is known.

    Returns:
        Dates, at most ``LONGEST_DAYS`` of them.
    """
    if isinstance(period, YearlyWindow):
        found = occurrence(period, as_of.year)
        if found.start < as_of:
            found = occurrence(period, as_of.year + 1)
    elif open_ended:
        first = max(period.start, as_of)
        found = OneOffWindow(first, first)
    elif period.start < as_of <= period.end:
        found = OneOffWindow(as_of, period.end)
    else:
        found = period
    if days_in(found) > LONGEST_DAYS:
        found = OneOffWindow(found.start, found.start + timedelta(days=LONGEST_DAYS - 1))
    return found


def days_in(period: OneOffWindow) -> int:
    """Count the days of a dated period, both ends included."""
    return (period.end - period.start).days + 1


def covered(windows: Iterable[Window], period: OneOffWindow) -> tuple[OneOffWindow, ...]:
    """List the stretches of a period that lie inside the windows, in order, disjoint."""
    stretches: list[OneOffWindow] = []
    for stretch in sorted(_clipped(windows, period), key=lambda each: (each.start, each.end)):
        last = stretches[-1] if stretches else None
        if last is not None and (stretch.start - last.end).days <= 1:
            stretches[-1] = OneOffWindow(last.start, max(last.end, stretch.end))
        else:
            stretches.append(stretch)
    return tuple(stretches)


def uncovered(windows: Iterable[Window], period: OneOffWindow) -> tuple[OneOffWindow, ...]:
    """List the stretches of a period outside all windows, in order."""
    missing: list[OneOffWindow] = []
    day = timedelta(days=1)
    start = period.start
    for stretch in covered(windows, period):
        if stretch.start > start:
            missing.append(OneOffWindow(start, stretch.start - day))
        if stretch.end >= period.end:
            return tuple(missing)
        start = stretch.end + day
    missing.append(OneOffWindow(start, period.end))
    return tuple(missing)


def days_covered(windows: Iterable[Window], period: OneOffWindow) -> int:
    """Count the days of a period that lie inside the windows."""
    return sum(days_in(stretch) for stretch in covered(windows, period))


def runs(
    windows: Iterable[Window], frame: OneOffWindow, days: int
) -> tuple[int, tuple[OneOffWindow, ...]]:
    """Look for a number of free days in a row inside a frame.

    Returns:
        The length of the longest run, ``days`` at most, and the runs that hold that many.
    """
    found = covered(windows, frame)
    longest = max(map(days_in, found), default=0)
    return min(longest, days), tuple(run for run in found if days_in(run) >= days)


def iso(window: Window) -> str:
    """Write a window as an ISO 8601 interval.

    >>> iso(YearlyWindow(MonthDay(11, 1), MonthDay(2, 28)))
    '--11-01/--02-28'
    """
    if isinstance(window, YearlyWindow):
        return "/".join(f"--{day.month:02}-{day.day:02}" for day in (window.start, window.end))
    return f"{window.start.isoformat()}/{window.end.isoformat()}"


def _clipped(windows: Iterable[Window], period: OneOffWindow) -> Iterator[OneOffWindow]:
    for window in windows:
        for dated in _occurrences(window, period):
            start, end = max(dated.start, period.start), min(dated.end, period.end)
            if start <= end:
                yield OneOffWindow(start, end)


def _occurrences(window: Window, period: OneOffWindow) -> Iterator[OneOffWindow]:
    if isinstance(window, OneOffWindow):
        yield window
        return
    for year in range(max(1, period.start.year - 1), period.end.year + 1):
        yield occurrence(window, year)
