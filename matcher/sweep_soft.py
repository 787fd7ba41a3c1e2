"""The softer criteria of the whole pool, in columns.

Rules:

- The same whole thousandths as ``criteria``, for all rows together.
- Days inside windows are counted on sorted stretches with a running end per row, so windows
  that overlap count once.

What it does not do: decide anything by itself; ``sweep`` puts the parts together.

Shape: every array has one entry per row of the pool, nobody's included.
"""

from collections.abc import Callable, Collection, Mapping
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from matcher.columns import Records
from matcher.languages import Spoken, language_value, split_tag
from matcher.periods import days_in, on_year
from matcher.pool import Pool, day_code
from matcher.prepared import PreparedNeed
from matcher.types import (
    AffinityFactor,
    Cefr,
    ConceptUri,
    Criterion,
    ExperienceRequirement,
    LanguageRequirement,
    MonthDay,
    OneOffWindow,
)
from matcher.weights import Weights

Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]
Codes = NDArray[np.uint8]


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


class View:
    """A pool as one need looks at it, with what several criteria share."""

    def __init__(self, pool: Pool, prepared: PreparedNeed) -> None:
        """Keep the two sides."""
        self.pool = pool
        self.prepared = prepared

    @cached_property
    def days_inside(self) -> Whole:
        """The days of the need's period inside each row's windows; it must have one."""
        assert self.prepared.period is not None
        if self.prepared.is_over:
            return np.zeros(self.pool.size, dtype=np.int64)
        return covered_days(self.pool, self.prepared.period)

    @cached_property
    def years(self) -> tuple[Whole, Whole]:
        """The years that answer, origin and host; the need must ask experience."""
        asked = self.prepared.need.experience
        assert asked is not None
        return answering_columns(self.pool, asked, self.prepared.occupations)


def covered_days(pool: Pool, period: OneOffWindow) -> Whole:
    """Count the days of a period inside each row's windows."""
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
    return _united(row, start, end, pool.size)


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


def _period(view: View) -> Whole:
    assert view.prepared.period is not None
    return 1000 * view.days_inside // days_in(view.prepared.period)


def answering_columns(
    pool: Pool, asked: ExperienceRequirement, occupations: Collection[ConceptUri]
) -> tuple[Whole, Whole]:
    """Add up the years that answer, of the origin and of the host country."""
    entries = pool.experience.entries()
    if asked.occupation is not None or asked.sector is not None:
        hit = entries["sector"] == pool.names.known(asked.sector)
        wanted = [pool.names.known(each) for each in occupations]
        hit |= np.isin(entries["occupation"], [each for each in wanted if each > 0])
        entries = entries[hit]
    by_sector = entries["occupation"] == 0
    groups = [_summed(pool, entries[chosen]) for chosen in (by_sector, ~by_sector)]
    (sector_origin, sector_host), (origin, host) = groups
    return np.maximum(sector_origin, origin), np.maximum(sector_host, host)


def _summed(pool: Pool, entries: Records) -> tuple[Whole, Whole]:
    origin, host = np.zeros((2, pool.size), dtype=np.int64)
    np.add.at(origin, entries["row"], entries["origin"])
    np.add.at(host, entries["row"], entries["host"])
    return origin, host


def _experience(view: View) -> Whole:
    asked = view.prepared.need.experience
    assert asked is not None
    origin, host = view.years
    half_years = 2 * origin + (2 if asked.values_abroad else 1) * host
    desired = max(1, asked.desired_years, asked.minimum_years)
    values: Whole = np.minimum(1000, 1000 * half_years // (2 * desired))
    return values


def _speakers(pool: Pool, asked: LanguageRequirement) -> tuple[Records, Mask]:
    """Give the entries of a language, and which of them are of the asked dialect."""
    language, dialect = split_tag(asked.tag)
    entries = pool.languages.entries()
    entries = entries[entries["language"] == pool.names.known(language)]
    if not dialect:
        return entries, np.ones(len(entries), dtype=np.bool_)
    return entries, entries["dialect"] == pool.names.known(dialect)


def spoken_states(pool: Pool, asked: LanguageRequirement) -> Codes:
    """Say how far each row speaks an asked language, as codes of `Spoken`."""
    entries, same = _speakers(pool, asked)
    answers = np.where(same, Spoken.MET, Spoken.OTHER_DIALECT).astype(np.uint8)
    if asked.minimum > Cefr.A1:
        answers[entries["level"] < asked.minimum] = Spoken.TOO_LOW
        answers[entries["level"] == Cefr.UNKNOWN] = Spoken.LEVEL_UNKNOWN
    states = np.zeros(pool.size, dtype=np.uint8)
    np.maximum.at(states, entries["row"], answers)
    return states


def _language_values(same: bool, minimum: Cefr, weights: Weights) -> Whole:
    values = [language_value(level, minimum, same, weights) for level in Cefr]
    return np.array(values, dtype=np.int64)


def _languages(view: View) -> Whole:
    pool, prepared = view.pool, view.prepared
    total = np.zeros(pool.size, dtype=np.int64)
    for asked in prepared.need.languages:
        entries, same = _speakers(pool, asked)
        own = _language_values(True, asked.minimum, prepared.weights)
        other = _language_values(False, asked.minimum, prepared.weights)
        level = entries["level"]
        best = np.zeros(pool.size, dtype=np.int64)
        np.maximum.at(best, entries["row"], np.where(same, own[level], other[level]))
        total += best
    return total // len(prepared.need.languages)


def _place(view: View) -> Whole:
    pool, prepared = view.pool, view.prepared
    place = prepared.on_site
    assert place is not None
    entries = pool.places.entries()
    there = entries["country"] == pool.names.known(place.country)
    entries = entries[there]
    values = np.full(len(entries), 1000, dtype=np.int64)
    if place.region is not None:
        elsewhere = entries["region"] != pool.names.known(place.region)
        values[elsewhere] = prepared.weights.same_country
    best = np.zeros(pool.size, dtype=np.int64)
    np.maximum.at(best, entries["row"], values)
    return best


def _freshness(view: View) -> Whole:
    pool, prepared = view.pool, view.prepared
    weights, confirmed = prepared.weights, pool.facts["confirmed"]
    age = prepared.as_of.toordinal() - confirmed
    values = np.full(pool.size, weights.freshness_older, dtype=np.int64)
    for limit, value in reversed(weights.freshness):
        values[age <= limit] = value
    values[confirmed == 0] = 0
    return values


def _affinity(view: View) -> Whole:
    pool, prepared = view.pool, view.prepared
    present = np.zeros(pool.size, dtype=np.int64)
    for factor in prepared.affinity:
        present += _HAS[factor](view)
    return 1000 * present // len(prepared.affinity)


def _tied(view: View) -> Mask:
    pool, prepared = view.pool, view.prepared
    place, ties = prepared.need.place, pool.places.entries()
    assert place is not None
    hit = ties["tie"] & (ties["country"] == pool.names.known(place.country))
    if place.region is not None:
        hit &= ties["region"] == pool.names.known(place.region)
    return _rows_with(pool, ties[hit])


def _dialect(view: View) -> Mask:
    pool, prepared = view.pool, view.prepared
    found = np.zeros(pool.size, dtype=np.bool_)
    for asked in prepared.need.languages:
        if split_tag(asked.tag)[1]:
            entries, same = _speakers(pool, asked)
            found |= _rows_with(pool, entries[same])
    return found


def _abroad(view: View) -> Mask:
    abroad: Mask = view.pool.facts["abroad"]
    return abroad


def _rows_with(pool: Pool, entries: Records) -> Mask:
    found = np.zeros(pool.size, dtype=np.bool_)
    found[entries["row"]] = True
    return found


_HAS: Mapping[AffinityFactor, Callable[[View], Mask]] = {
    AffinityFactor.TIE_REGION: _tied,
    AffinityFactor.DIALECT: _dialect,
    AffinityFactor.MIGRATION_EXPERIENCE: _abroad,
}
SOFT_COLUMNS: Mapping[Criterion, Callable[[View], Whole]] = {
    Criterion.EXPERIENCE: _experience,
    Criterion.LANGUAGES: _languages,
    Criterion.PERIOD: _period,
    Criterion.PLACE: _place,
    Criterion.FRESHNESS: _freshness,
    Criterion.AFFINITY: _affinity,
}
"""What ``criteria`` weighs, by criterion, in thousandths."""
