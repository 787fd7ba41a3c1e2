"""Days inside the windows of the whole pool, in columns.

Rules:

- The same days and runs as ``periods``, for all rows together.
- Rows are laid one behind the other on a single line of days, so one running maximum over
  sorted stretches serves all, and windows that overlap count once.

What it does not do: judge or weigh (``sweep``, ``sweep_soft``).

Shape: every array that is given back has one entry per row of the pool, nobody's included.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matcher.index.pool import Pool, day_code
from matcher.periods import on_year
from matcher.types import MonthDay, OneOffWindow

Whole = NDArray[np.int64]


@lru_cache(maxsize=64)
def _days_of(year: int) -> Whole:
    """Map every day code to its ordinal in a year; codes of no day stay 0."""
    ordinals = np.zeros(13 * 32, dtype=np.int64)
    for month in range(1, 13):
        longest = 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31
        for day in range(1, longest + 1):
            date = on_year(MonthDay(month, day), year)
            ordinals[day_code(month, day)] = date.toordinal()
    return ordinals


def covered_days(pool: Pool, period: OneOffWindow) -> Whole:
    """Count the days of a period inside each row's windows."""
    return _united(*_stretches(pool, period), pool.size)


def _stretches(pool: Pool, period: OneOffWindow) -> tuple[Whole, Whole, Whole]:
    """Give the row, first and last day of every stretch of a window inside a period.

    Days are counted from the period's first, which is 0.
    """
    dated, seasons = pool.dated.entries(), pool.seasons.entries()
    rows, starts, ends = [dated["row"]], [dated["start"]], [dated["end"]]
    wraps = seasons["end"] < seasons["start"]
    for year in range(max(1, period.start.year - 1), period.end.year + 1):
        this, following = _days_of(year), _days_of(year + 1)
        last = np.where(wraps, following[seasons["end"]], this[seasons["end"]])
        rows.append(seasons["row"])
        starts.append(this[seasons["start"]])
        ends.append(last)
    first, final = period.start.toordinal(), period.end.toordinal()
    start, end = np.concatenate(starts), np.concatenate(ends)
    inside = (start <= final) & (end >= first)
    row = np.concatenate(rows)[inside].astype(np.int64)
    start = np.maximum(start[inside], first) - first
    end = np.minimum(end[inside], final) - first
    return row, start, end


def free_runs(pool: Pool, frame: OneOffWindow, days: int) -> tuple[Whole, Whole]:
    """Find the free days in a row of each row of the pool inside a frame.

    Returns:
        The length of the longest run, and the last day (ordinal) a run of ``days`` can
        begin; 0 for none.
    """
    row, start, end = _stretches(pool, frame)
    longest, latest = np.zeros((2, pool.size), dtype=np.int64)
    if not len(row):
        return longest, latest
    span = int(end.max()) + 2
    begin, close = row * span + start, row * span + end
    order = np.argsort(begin, kind="stable")
    begin, close = begin[order], close[order]
    reached = np.maximum.accumulate(close)
    # A stretch that touches the one before belongs to its run; rows lie two days apart.
    heads = np.flatnonzero(begin > np.concatenate((np.array([-2]), reached[:-1])) + 1)
    tails = np.concatenate((heads[1:], np.array([len(begin)]))) - 1
    lengths = reached[tails] - begin[heads] + 1
    whose = row[order][heads]
    np.maximum.at(longest, whose, lengths)
    holds = lengths >= days
    last_starts = reached[tails] - whose * span - days + 1 + frame.start.toordinal()
    np.maximum.at(latest, whose[holds], last_starts[holds])
    return longest, latest


def _united(row: Whole, start: Whole, end: Whole, size: int) -> Whole:
    """Add up the days of stretches per row, each day once.

    Rows are laid one behind the other on a single line, so one running maximum serves all.
    """
    if not len(row):
        return np.zeros(size, dtype=np.int64)
    span = int(end.max()) + 2
    begin, close = row * span + start, row * span + end
    order = np.argsort(begin, kind="stable")
    begin, close = begin[order], close[order]
    reached = np.maximum.accumulate(close)
    before = np.concatenate((np.array([-1]), reached[:-1]))
    fresh = np.maximum(0, close - np.maximum(begin - 1, before))
    # Weights are doubles in bincount: whole numbers below 2**53 stay exact.
    return np.bincount(row[order], weights=fresh, minlength=size).astype(np.int64)
