"""The columns of the index, row by row, against weighing each pair."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.index.demand import Demand
from matcher.index.demand_bounds import best_places
from matcher.index.pool import Pool
from matcher.index.searching import MatchIndex
from matcher.index.sweep import sweep
from matcher.prepared import prepare
from matcher.ranking import is_listed, rank_all
from matcher.scoring import weigh_prepared
from matcher.types import SCORE_DENOMINATOR, MatchNeed, MatchProfile, NeedId, Slot
from matcher.weights import VERSION_1
from tests import strategies as some
from tests.factories import TODAY, small_taxonomy

TAXONOMY = small_taxonomy()
STEADY = settings(derandomize=True, max_examples=100, deadline=None)
profiles = st.lists(some.profiles, min_size=1, max_size=4)
needs = st.lists(some.any_needs, min_size=1, max_size=4)


def each_row_equals_its_pair(pool: Pool, need: MatchNeed, count: int) -> None:
    prepared = prepare(need, TAXONOMY, VERSION_1, TODAY)
    swept = sweep(pool, prepared)
    assert np.count_nonzero(swept.alive) == count
    for row in np.flatnonzero(swept.alive).tolist():
        match = weigh_prepared(pool.at(row), prepared)
        assert swept.buckets[row] == match.bucket
        assert swept.numerators[row] == match.numerator
        assert swept.listed[row] == is_listed(match)


@STEADY
@given(profiles, profiles, some.any_needs)
def test_every_row_has_the_bucket_and_the_numerator_of_its_pair(
    people: list[MatchProfile], gone: list[MatchProfile], need: MatchNeed
) -> None:
    """Rows are used again; nothing of those who left may stay in them."""
    pool = Pool(VERSION_1, TODAY)
    for number, person in enumerate(gone, start=1):
        pool.add(replace(person, slot=Slot(number)))
    for number in range(1, len(gone) + 1):
        pool.remove(Slot(number))
    for number, person in enumerate(people, start=1):
        pool.add(replace(person, slot=Slot(number)))
    each_row_equals_its_pair(pool, need, len(people))


@STEADY
@given(st.lists(some.frame_profiles, min_size=1, max_size=4), some.frame_needs)
def test_frames_and_notices_are_the_same_in_columns_and_one_by_one(
    people: list[MatchProfile], need: MatchNeed
) -> None:
    index, pool = MatchIndex(TAXONOMY, VERSION_1, TODAY), Pool(VERSION_1, TODAY)
    numbered = [replace(person, slot=Slot(n)) for n, person in enumerate(people, start=1)]
    for person in numbered:
        index.add(person)
        pool.add(person)
    each_row_equals_its_pair(pool, need, len(people))
    expected = rank_all(need, numbered, TAXONOMY, VERSION_1, TODAY)
    assert index.rank_profiles(need, len(people)) == expected


@STEADY
@given(some.profiles, needs)
def test_no_need_is_taken_for_worse_than_it_is(
    profile: MatchProfile, asked: list[MatchNeed]
) -> None:
    """Opening needs in the order of these places finds the best only if they flatter."""
    demand = Demand()
    for need in asked:
        demand.add(prepare(need, TAXONOMY, VERSION_1, TODAY))
    for need in asked:
        demand.remove(need.need_id)
    prepared = [
        prepare(replace(need, need_id=NeedId(f"n{number}")), TAXONOMY, VERSION_1, TODAY)
        for number, need in enumerate(asked)
    ]
    for each in prepared:
        demand.add(each)
    summed = demand.sum_claims(profile, prepared[0])
    places = best_places(profile, demand, summed, prepared[0])
    for each in prepared:
        row, match = demand.row(each.need.need_id), weigh_prepared(profile, each)
        real = match.bucket * (SCORE_DENOMINATOR + 1) + SCORE_DENOMINATOR - match.numerator
        assert places[row] <= real
        assert summed.touched[row] >= is_listed(match)
