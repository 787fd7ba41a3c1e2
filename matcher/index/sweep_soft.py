"""The softer criteria of the whole pool, in columns.

Rules:

- The same whole thousandths as ``criteria``, for all rows together (days: ``sweep_days``).

What it does not do: decide anything by itself; ``sweep`` puts the parts together.

Shape: every array has one entry per row of the pool, nobody's included.
"""

from collections.abc import Callable, Collection, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.index.columns import Records
from matcher.index.pool import Pool
from matcher.index.sweep_days import covered_days, free_runs
from matcher.languages import Spoken, dialects_alike, language_value, split_tag
from matcher.prepared import PreparedNeed
from matcher.types import (
    AffinityFactor,
    Cefr,
    ConceptUri,
    Criterion,
    ExperienceRequirement,
    LanguageRequirement,
)
from matcher.weights import Weights

Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]
Codes = NDArray[np.uint8]


class View:
    """A pool as one need looks at it, with what several criteria share."""

    def __init__(self, pool: Pool, prepared: PreparedNeed) -> None:
        """Keep the two sides."""
        self.pool = pool
        self.prepared = prepared

    @cached_property
    def days_inside(self) -> Whole:
        """The days each row's windows give of those asked; the need must have a period.

        In a frame the longest run, the asked days at most.
        """
        assert self.prepared.period is not None
        if self.prepared.is_over:
            return np.zeros(self.pool.size, dtype=np.int64)
        if self.prepared.frame:
            return np.minimum(self.runs[0], self.prepared.asked_days)
        return covered_days(self.pool, self.prepared.period)

    @cached_property
    def runs(self) -> tuple[Whole, Whole]:
        """Each row's longest run of free days in the frame, and the start of its last that fits."""
        assert self.prepared.period is not None
        return free_runs(self.pool, self.prepared.period, self.prepared.asked_days)

    @cached_property
    def days_left(self) -> Whole:
        """The days to each row's last start; the need must have a period."""
        prepared = self.prepared
        latest = prepared.latest_start
        assert latest is not None
        starts = np.full(self.pool.size, latest.toordinal(), dtype=np.int64)
        if prepared.frame and not prepared.need.partial_period_ok:
            starts = np.where(self.runs[1] > 0, self.runs[1], starts)
        left: Whole = np.maximum(0, starts - prepared.as_of.toordinal())
        return left

    @cached_property
    def years(self) -> tuple[Whole, Whole]:
        """The years that answer, origin and host; the need must ask experience."""
        asked = self.prepared.need.experience
        assert asked is not None
        return answering_columns(self.pool, asked, self.prepared.occupations)


def _period(view: View) -> Whole:
    assert view.prepared.period is not None
    return 1000 * view.days_inside // view.prepared.asked_days


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
    alike = [pool.names.known(each) for each in dialects_alike(language, dialect)]
    return entries, np.isin(entries["dialect"], [each for each in alike if each > 0])


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
