"""The index as a service uses it; its exactness is a property test."""

from dataclasses import replace
from datetime import date
from threading import Thread

import pytest

from matcher.errors import NotEnoughData, NotInIndex
from matcher.index.columns import NOBODY, Names, Table
from matcher.index.searching import MatchIndex
from matcher.lots import need_seed, tie_key
from matcher.ranking import order_key, rank_all
from matcher.scoring import weigh
from matcher.types import MatchProfile, Mode, NeedId, Ranking, ReasonCode, Slot, Verdict
from matcher.weights import VERSION_1, Weights
from tests.factories import TODAY, asks, claim, need, place, profile, small_taxonomy

TAXONOMY = small_taxonomy()


def an_index(*people: MatchProfile) -> MatchIndex:
    index = MatchIndex(TAXONOMY, VERSION_1, TODAY)
    for person in people:
        index.add(person)
    return index


def slots(ranking: Ranking) -> list[Slot]:
    return [match.slot for match in ranking.matches]


def test_whoever_is_added_or_removed_shows_in_the_next_ranking() -> None:
    index = an_index(profile(claim("triage"), slot=1))
    asked = need(asks("triage"))
    assert slots(index.rank_profiles(asked, 10)) == [1]
    index.add(profile(claim("triage", 4), slot=2))
    assert set(slots(index.rank_profiles(asked, 10))) == {1, 2}
    assert index.remove(Slot(1))
    assert not index.remove(Slot(1))
    assert slots(index.rank_profiles(asked, 10)) == [2]
    assert len(index) == 1
    assert Slot(1) not in index


def test_a_changed_profile_replaces_the_one_of_the_same_slot() -> None:
    index = an_index(profile(claim("triage")))
    index.add(profile(claim("midwifery")))
    assert slots(index.rank_profiles(need(asks("midwifery")), 10)) == [1]
    ranking = index.rank_profiles(need(asks("net_mending")), 10)
    assert ranking.pool == 1
    assert ranking.matches == ()
    assert index.profile(Slot(1)).skills[0].concept.endswith("midwifery")


def test_an_empty_index_answers_with_an_empty_pool() -> None:
    ranking = an_index().rank_profiles(need(asks("triage")), 10)
    assert ranking.matches == ()
    assert ranking.no_direct_match is not None
    assert ranking.no_direct_match.pool == 0
    assert ranking.no_direct_match.reasons == ()


def test_asking_for_somebody_who_is_not_there_is_an_error_without_personal_data() -> None:
    with pytest.raises(NotInIndex) as refused:
        an_index().profile(Slot(7))
    assert refused.value.what == "slot"


def test_needs_are_ranked_for_a_person_and_leave_at_once() -> None:
    index = an_index()
    index.add_need(need(asks("triage"), need_id="a"))
    index.add_need(need(asks("triage", 4), need_id="b"))
    index.add_need(need(need_id="unread"))
    person = profile(claim("triage", 2))
    assert [match.need_id for match in index.rank_needs(person, 10)] == ["a", "b"]
    assert index.remove_need(NeedId("a"))
    assert not index.remove_need(NeedId("a"))
    assert [match.need_id for match in index.rank_needs(person, 10)] == ["b"]
    assert {held.need_id for held in index.needs} == {"b", "unread"}


def test_a_direct_need_in_another_region_stands_before_a_higher_scored_near_one() -> None:
    index = an_index()
    region = place("EG", "EG-KFS")
    index.add_need(need(asks("triage", 3), need_id="direct", place=region))
    index.add_need(need(asks("triage", 2), need_id="near", duration_days=30))
    person = profile(claim("triage", 3), ties=(place("EG", "EG-ALX"),), longest_mission_days=7)
    both = index.rank_needs(person, 2)
    assert [match.need_id for match in both] == ["direct", "near"]
    assert both[0].numerator < both[1].numerator
    assert index.rank_needs(person, 1) == both[:1]


def test_a_need_changed_under_its_id_is_ranked_as_it_is_given() -> None:
    index = an_index(profile(claim("triage")))
    index.add_need(need(asks("triage")))
    changed = need(asks("midwifery"))
    assert index.rank_profiles(changed, 10) == rank_all(
        changed, [profile(claim("triage"))], TAXONOMY, VERSION_1, TODAY, limit=10
    )


def test_reasons_are_counted_over_the_whole_pool_and_not_over_the_list() -> None:
    people = [
        profile(claim("triage", 1), slot=number, modes=frozenset({Mode.REMOTE}))
        for number in range(1, 40)
    ]
    index = an_index(*people, profile(slot=40))
    ranking = index.rank_profiles(need(asks("triage", 3), mode=Mode.SEASONAL), 2)
    assert len(ranking.matches) == 2
    assert ranking.no_direct_match is not None
    counts = {(each.reason, each.verdict): each.count for each in ranking.no_direct_match.reasons}
    assert counts == {
        (ReasonCode.MODE, Verdict.UNMET): 39,
        (ReasonCode.MODE, Verdict.UNKNOWN): 1,
        (ReasonCode.SKILL_LEVEL, Verdict.UNMET): 39,
        (ReasonCode.SKILL_MISSING, Verdict.UNMET): 1,
    }
    assert ranking.no_direct_match.reasons[0].count == 39


def test_a_new_year_lets_skills_fade() -> None:
    person = profile(claim("triage", last_used_year=2023))
    index = an_index(person)
    asked = need(asks("triage"))
    before = index.rank_profiles(asked, 1).matches[0].numerator
    index.advance(date(2027, 1, 1))
    assert index.as_of == date(2027, 1, 1)
    assert index.rank_profiles(asked, 1).matches[0].numerator < before


def test_equals_are_ordered_differently_for_different_needs_and_never_by_arrival() -> None:
    people = [replace(profile(claim("triage"), slot=n), lot=n * 7919) for n in range(1, 31)]
    orders = {
        tuple(slots(an_index(*people).rank_profiles(need(asks("triage"), need_id=name), 30)))
        for name in ("a", "b", "c")
    }
    assert len(orders) == 3
    assert tuple(range(1, 31)) not in orders


def test_the_lot_and_not_the_slot_orders_equals() -> None:
    asked = need(asks("triage"))
    people = [replace(profile(claim("triage"), slot=n), lot=n) for n in range(1, 11)]
    moved = [replace(person, slot=Slot(person.slot + 100)) for person in reversed(people)]
    first = [match.slot for match in an_index(*people).rank_profiles(asked, 10).matches]
    second = [match.slot - 100 for match in an_index(*moved).rank_profiles(asked, 10).matches]
    assert first == second


def test_distinct_slots_never_tie_even_without_lots() -> None:
    keys = {tie_key(need_seed(NeedId("n")), 0, Slot(number)) for number in range(2000)}
    assert len(keys) == 2000


def test_matches_of_another_version_are_not_compared() -> None:
    match = weigh(profile(claim("triage")), need(asks("triage")), TAXONOMY, VERSION_1, TODAY)
    with pytest.raises(ValueError, match="weights_version"):
        order_key(match, Weights("2", VERSION_1.criteria))


def test_weighing_a_need_without_requirements_names_what_is_missing() -> None:
    with pytest.raises(NotEnoughData) as refused:
        weigh(profile(), need(), TAXONOMY, VERSION_1, TODAY)
    assert refused.value.fields == ("requirements",)


def test_threads_that_add_and_rank_at_once_lose_nobody() -> None:
    index = an_index()
    asked = need(asks("triage"))

    def fill(start: int) -> None:
        for number in range(start, start + 40):
            index.add(profile(claim("triage"), slot=number))
            index.rank_profiles(asked, 3)

    threads = [Thread(target=fill, args=(start,)) for start in (1, 101, 201)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert index.rank_profiles(asked, 200).pool == 120
    assert len(index.rank_profiles(asked, 200).matches) == 120


def test_dropped_entries_belong_to_nobody_and_are_swept_away_in_time() -> None:
    table = Table([("row", "i4"), ("value", "i4")])
    for row in range(1, 201):
        table.append(row, row)
    for row in range(1, 151):
        table.drop(row)
    entries = table.entries()
    living = entries[entries["row"] != NOBODY]
    assert sorted(living["value"].tolist()) == list(range(151, 201))
    assert len(entries) < 200


def test_names_are_numbered_once_and_nobody_has_the_unknown_one() -> None:
    names = Names()
    assert names.number("ar") == names.number("ar") == names.known("ar") == 1
    assert names.number(None) == 0
    assert names.known("fr") == names.known(None) == -1
