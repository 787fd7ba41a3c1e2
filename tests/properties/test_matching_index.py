"""The fast index against the slow oracle, and the order both promise."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.index.searching import MatchIndex
from matcher.ranking import order_key, rank_all, rank_all_needs
from matcher.scoring import weigh
from matcher.types import Bucket, MatchNeed, MatchProfile, NeedId, NeedKind, ReasonCode, Slot
from matcher.weights import VERSION_1
from tests import strategies as some
from tests.factories import TODAY, small_taxonomy

TAXONOMY = small_taxonomy()
STEADY = settings(derandomize=True, max_examples=25, deadline=None)


def numbered(profiles: list[MatchProfile]) -> list[MatchProfile]:
    return [replace(each, slot=Slot(number)) for number, each in enumerate(profiles, start=1)]


def named(needs: list[MatchNeed]) -> list[MatchNeed]:
    return [replace(each, need_id=NeedId(f"need-{number}")) for number, each in enumerate(needs)]


pools = st.lists(some.profiles, max_size=7).map(numbered)
boards = st.lists(some.any_needs, max_size=6).map(named)


def filled(profiles: list[MatchProfile], needs: list[MatchNeed]) -> MatchIndex:
    index = MatchIndex(TAXONOMY, VERSION_1, TODAY)
    for profile in profiles:
        index.add(profile)
    for need in needs:
        index.add_need(need)
    return index


@STEADY
@given(pools, some.any_needs, st.integers(0, 9))
def test_the_index_ranks_profiles_exactly_like_the_oracle(
    profiles: list[MatchProfile], need: MatchNeed, limit: int
) -> None:
    ranking = filled(profiles, []).rank_profiles(need, limit)
    assert ranking == rank_all(need, profiles, TAXONOMY, VERSION_1, TODAY, limit=limit)


@STEADY
@given(some.profiles, boards, st.integers(0, 7))
def test_the_index_ranks_needs_exactly_like_the_oracle(
    profile: MatchProfile, needs: list[MatchNeed], limit: int
) -> None:
    ranked = filled([], needs).rank_needs(profile, limit)
    assert ranked == rank_all_needs(profile, needs, TAXONOMY, VERSION_1, TODAY, limit=limit)


@STEADY
@given(pools, boards, st.data())
def test_adding_replacing_and_removing_leaves_the_same_index_as_building_it_anew(
    profiles: list[MatchProfile], needs: list[MatchNeed], data: st.DataObject
) -> None:
    index = filled(profiles, needs)
    gone = data.draw(st.sets(st.sampled_from([id(each) for each in profiles] or [0])))
    kept = [profile for profile in profiles if id(profile) not in gone]
    for profile in profiles:
        if id(profile) in gone:
            assert index.remove(profile.slot)
    for profile in kept[:2]:
        index.add(replace(profile, languages=()))
        index.add(profile)
    for need in needs[:2]:
        assert index.remove_need(need.need_id)
    for need in needs[:1]:
        index.add_need(need)
    left = [*needs[:1], *needs[2:]]
    assert len(index) == len(kept)
    for need in needs:
        expected = rank_all(need, kept, TAXONOMY, VERSION_1, TODAY, limit=5)
        assert index.rank_profiles(need, 5) == expected
    for profile in profiles:
        wanted = rank_all_needs(profile, left, TAXONOMY, VERSION_1, TODAY, limit=5)
        assert index.rank_needs(profile, 5) == wanted


@STEADY
@given(pools, boards)
def test_both_directions_agree_pair_by_pair(
    profiles: list[MatchProfile], needs: list[MatchNeed]
) -> None:
    """R4-10: the same pair has the same score and explanation from either side."""
    index = filled(profiles, needs)
    by_need = {
        (match.need_id, match.slot): match
        for need in needs
        for match in index.rank_profiles(need, 100).matches
    }
    by_profile = {
        (match.need_id, match.slot): match
        for profile in profiles
        for match in index.rank_needs(profile, 100)
    }
    assert by_need == by_profile


@STEADY
@given(pools, some.any_needs)
def test_the_ranking_is_a_total_order_and_nothing_near_stands_above_a_direct_match(
    profiles: list[MatchProfile], need: MatchNeed
) -> None:
    matches = filled(profiles, []).rank_profiles(need, 100).matches
    buckets = [match.bucket for match in matches]
    assert buckets == sorted(buckets)
    keys = [order_key(match) for match in matches]
    assert all(one < other for one, other in pairwise(keys))


@STEADY
@given(pools, some.any_needs, st.integers(1, 6))
def test_a_shorter_list_is_the_beginning_of_a_longer_one(
    profiles: list[MatchProfile], need: MatchNeed, limit: int
) -> None:
    index = filled(profiles, [])
    longer = index.rank_profiles(need, 100).matches
    assert index.rank_profiles(need, limit).matches == longer[:limit]


@STEADY
@given(pools, some.any_needs, st.data())
def test_who_came_first_does_not_matter(
    profiles: list[MatchProfile], need: MatchNeed, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(profiles))
    assert filled(shuffled, []).rank_profiles(need, 9) == filled(profiles, []).rank_profiles(
        need, 9
    )


@STEADY
@given(pools, some.any_needs)
def test_reasons_are_given_exactly_when_nobody_fits_directly(
    profiles: list[MatchProfile], need: MatchNeed
) -> None:
    ranking = filled(profiles, []).rank_profiles(need, 100)
    direct = any(match.bucket is Bucket.DIRECT for match in ranking.matches)
    assert (ranking.no_direct_match is None) == direct
    if ranking.no_direct_match:
        assert all(0 < each.count <= len(profiles) for each in ranking.no_direct_match.reasons)


@STEADY
@given(
    pools, some.any_needs, st.sampled_from((date(2026, 12, 31), date(2027, 1, 1), date(2031, 6, 1)))
)
def test_another_day_gives_what_an_index_built_on_that_day_gives(
    profiles: list[MatchProfile], need: MatchNeed, as_of: date
) -> None:
    index = filled(profiles, [need])
    index.advance(as_of)
    expected = rank_all(need, profiles, TAXONOMY, VERSION_1, as_of, limit=9)
    assert index.rank_profiles(need, 9) == expected
    for profile in profiles:
        wanted = rank_all_needs(profile, [need], TAXONOMY, VERSION_1, as_of, limit=9)
        assert index.rank_needs(profile, 9) == wanted


@STEADY
@given(pools, some.any_needs)
def test_a_need_without_readable_requirements_abstains(
    profiles: list[MatchProfile], need: MatchNeed
) -> None:
    unread = replace(need, kind=NeedKind.VACANCY, requirements=())
    index = filled(profiles, [unread])
    ranking = index.rank_profiles(unread, 9)
    assert ranking.abstained is ReasonCode.NO_REQUIREMENTS
    assert ranking.matches == ()
    assert all(index.rank_needs(profile, 9) == () for profile in profiles)


@STEADY
@given(pools, some.any_needs)
def test_nobody_is_ranked_where_organisations_look_for_organisations(
    profiles: list[MatchProfile], need: MatchNeed
) -> None:
    """R4-44: the kind of a need decides whether people or organisations are compared."""
    theirs = replace(need, kind=NeedKind.INSTITUTIONAL_COLLABORATION)
    index = filled(profiles, [theirs])
    ranking = index.rank_profiles(theirs, 9)
    assert ranking.abstained is ReasonCode.FOR_ORGANISATIONS
    assert ranking == rank_all(theirs, profiles, TAXONOMY, VERSION_1, TODAY, limit=9)
    assert all(index.rank_needs(profile, 9) == () for profile in profiles)
    assert index.needs == (theirs,)


@STEADY
@given(pools, some.any_needs)
def test_a_removed_person_appears_in_no_ranking_that_starts_afterwards(
    profiles: list[MatchProfile], need: MatchNeed
) -> None:
    index = filled(profiles, [])
    for profile in profiles:
        index.remove(profile.slot)
        ranking = index.rank_profiles(need, 100)
        assert profile.slot not in [match.slot for match in ranking.matches]
        assert profile.slot not in index


@STEADY
@given(some.profiles, some.any_needs)
def test_the_same_pair_weighs_the_same_every_time(profile: MatchProfile, need: MatchNeed) -> None:
    first = weigh(profile, need, small_taxonomy(), VERSION_1, TODAY)
    assert weigh(profile, need, TAXONOMY, VERSION_1, TODAY) == first
