"""Who gets which seat, and what everybody is told."""

import json
from collections import Counter
from dataclasses import replace

import pytest

from matcher.allocation import (
    AllocationRefused,
    Campaign,
    CampaignFault,
    Edges,
    NeedReason,
    Objective,
    QuotaReason,
    SeatReason,
    TrackCode,
    Unclaimed,
    allocate,
    track_quota,
)
from matcher.allocation.results import Allocation
from matcher.allocation.types import QuotaCode
from matcher.types import Bucket, NeedId, Slot
from tests.unit.matcher.campaigns import (
    STATED,
    campaign,
    names,
    need,
    pair,
    person,
    quota,
    recall,
    slots,
)

HOME, ABROAD = TrackCode("home"), TrackCode("abroad")


def seats_of(found: Allocation) -> dict[int, list[str]]:
    return {
        int(slot): [str(seat.need_id) for seat in result.seats]
        for slot, result in found.people.items()
    }


def why(found: Allocation, slot: int) -> SeatReason:
    return found.people[Slot(slot)].reason


def test_the_best_total_wins_where_taking_the_best_pair_first_would_not() -> None:
    found = allocate(
        campaign(
            [need("a"), need("b")],
            [person(1), person(2)],
            [pair(1, "a", 90), pair(1, "b", 80), pair(2, "a", 85)],
        )
    )
    assert seats_of(found) == {1: ["b"], 2: ["a"]}
    assert (found.total_numerator, found.gap, found.filled) == (165, 0, 2)


def test_who_is_outscored_is_told_the_cut_and_nothing_of_the_other() -> None:
    found = allocate(
        campaign([need("a")], [person(1), person(2)], [pair(1, "a", 90), pair(2, "a", 70)])
    )
    refusal = found.people[Slot(2)].refusal
    assert refusal is not None
    assert (refusal.reason, refusal.cut, refusal.numerator) == (SeatReason.OUTSCORED, 90, 70)
    assert found.needs[NeedId("a")].last == 90


def test_a_mentor_takes_as_many_places_as_she_has() -> None:
    needs = [need("a"), need("b"), need("c")]
    found = allocate(
        campaign(
            needs,
            [person(1, capacity=2), person(2, capacity=0)],
            [*(pair(1, name, 50) for name in "abc"), pair(2, "c", 99)],
        )
    )
    assert len(found.people[Slot(1)].seats) == 2
    assert why(found, 2) is SeatReason.CAPACITY
    assert Counter(each.reason for each in found.needs.values()) == {
        NeedReason.FILLED: 2,
        NeedReason.SEATED_ELSEWHERE: 1,
    }


def test_near_matches_never_get_a_seat_and_conditional_ones_only_when_the_campaign_says_so() -> (
    None
):
    pairs = [pair(1, "a", 99, Bucket.NEAR), pair(2, "a", 60, Bucket.CONDITIONAL)]
    people = [person(1), person(2)]
    strict = allocate(campaign([need("a")], people, pairs))
    assert strict.needs[NeedId("a")].reason is NeedReason.NOBODY
    assert {why(strict, 1), why(strict, 2)} == {SeatReason.BUCKET}
    open_to_both = allocate(campaign([need("a")], people, pairs, conditional=True))
    assert seats_of(open_to_both) == {1: [], 2: ["a"]}
    assert open_to_both.people[Slot(2)].seats[0].conditional


def test_a_conditional_match_never_pushes_a_direct_one_out_whatever_its_score() -> None:
    found = allocate(
        campaign(
            [need("a")],
            [person(1), person(2)],
            [pair(1, "a", 10), pair(2, "a", 99, Bucket.CONDITIONAL)],
            conditional=True,
        )
    )
    assert seats_of(found) == {1: ["a"], 2: []}
    assert why(found, 2) is SeatReason.DIRECT_FIRST


def test_reserved_seats_go_to_the_group_first_and_both_sides_are_told() -> None:
    reserve = quota("women", group=slots(3), needs=names("a"), at_least=1)
    pairs = [pair(1, "a", 90), pair(2, "a", 80), pair(3, "a", 40)]
    people = [person(1), person(2), person(3)]
    found = allocate(campaign([need("a", 2)], people, pairs, quotas=(reserve,)))
    assert seats_of(found) == {1: ["a"], 2: [], 3: ["a"]}
    seat = found.people[Slot(3)].seats[0]
    assert (seat.reason, seat.quota) == (SeatReason.SEATED_RESERVED, "women")
    assert why(found, 2) is SeatReason.RESERVED
    one_seat = allocate(campaign([need("a", 1)], people, pairs, quotas=(reserve,)))
    assert why(one_seat, 1) is SeatReason.RESERVED
    assert one_seat.quotas[QuotaCode("women")].short == 0


def test_of_several_reserved_seats_only_those_that_the_reserve_gave_are_called_so() -> None:
    reserve = quota("women", group=slots(1, 2), at_least=2)
    scores = {1: 70, 2: 40, 3: 90, 4: 80, 5: 60}
    found = allocate(
        campaign(
            [need("a", 3)],
            [person(n) for n in scores],
            [pair(n, "a", score) for n, score in scores.items()],
            quotas=(reserve,),
        )
    )
    assert {n: why(found, n) for n in scores} == {
        1: SeatReason.SEATED,
        2: SeatReason.SEATED_RESERVED,
        3: SeatReason.SEATED,
        4: SeatReason.RESERVED,
        5: SeatReason.OUTSCORED,
    }
    refusal = found.people[Slot(4)].refusal
    assert refusal is not None
    assert (refusal.need_id, refusal.quota, refusal.cut) == ("a", "women", None)


def test_a_bound_is_named_to_whom_it_kept_out_though_others_sit_above_her() -> None:
    bound = quota("sector", group=slots(1, 2), at_most=1)
    found = allocate(
        campaign(
            [need("a", 2)],
            [person(1), person(2), person(3)],
            [pair(1, "a", 90), pair(2, "a", 80), pair(3, "a", 70)],
            quotas=(bound,),
        )
    )
    assert why(found, 2) is SeatReason.QUOTA_FULL
    assert why(found, 3) is SeatReason.SEATED


@pytest.mark.parametrize(
    ("unclaimed", "filled", "reason"),
    [(Unclaimed.OPEN, 2, NeedReason.FILLED), (Unclaimed.HELD, 1, NeedReason.HELD)],
)
def test_what_the_group_does_not_claim_opens_or_is_held_as_the_quota_says(
    unclaimed: Unclaimed, filled: int, reason: NeedReason
) -> None:
    reserve = quota("young", group=slots(9), needs=names("a"), at_least=1, unclaimed=unclaimed)
    found = allocate(
        campaign(
            [need("a", 2), need("b", 1)],
            [person(1), person(2)],
            [pair(1, "a", 90), pair(2, "a", 80)],
            quotas=(reserve,),
        )
    )
    assert found.needs[NeedId("a")].filled == filled
    assert found.needs[NeedId("a")].reason is reason
    assert found.quotas[QuotaCode("young")].short == 1
    if unclaimed is Unclaimed.HELD:
        refusal = found.people[Slot(2)].refusal
        assert refusal is not None
        assert (refusal.reason, refusal.quota) == (SeatReason.RESERVED, "young")


def test_a_track_at_home_and_one_abroad_keep_their_quotas_and_choices() -> None:
    needs = [need("h", 5, track=HOME), need("x", 5, track=ABROAD)]
    people = [person(n) for n in range(4)] + [person(4, tracks=frozenset({HOME}))]
    bound = track_quota(QuotaCode("abroad"), STATED, needs, ABROAD, at_most=2)
    found = allocate(
        campaign(needs, people, [pair(n, "x", 50 + n) for n in range(5)], quotas=(bound,))
    )
    assert found.quotas[QuotaCode("abroad")].taken == 2
    assert {n for n, seats in seats_of(found).items() if seats} == {2, 3}
    assert why(found, 4) is SeatReason.PREFERENCE_TRACK
    assert why(found, 0) is SeatReason.QUOTA_FULL
    assert found.needs[NeedId("x")].reason is NeedReason.QUOTA_FULL


def test_a_group_whose_quota_is_full_waits_with_that_reason() -> None:
    bound = quota("sector", group=slots(1, 2), at_most=1)
    found = allocate(
        campaign(
            [need("a", 1), need("b", 1)],
            [person(1), person(2)],
            [pair(1, "a", 90), pair(2, "b", 80)],
            quotas=(bound,),
        )
    )
    assert seats_of(found) == {1: ["a"], 2: []}
    refusal = found.people[Slot(2)].refusal
    assert refusal is not None
    assert (refusal.reason, refusal.quota) == (SeatReason.QUOTA_FULL, "sector")


def test_who_is_named_back_and_agrees_is_seated_first_and_who_did_not_agree_is_not() -> None:
    people = [person(1), person(2)]
    pairs = [pair(1, "a", 90), pair(2, "a", 40)]
    agreed = allocate(campaign([need("a")], people, pairs, recalls=(recall("a", 2),)))
    assert why(agreed, 2) is SeatReason.RECALLED
    assert why(agreed, 1) is SeatReason.RECALL_FIRST
    silent = allocate(campaign([need("a")], people, pairs, recalls=(recall("a", 2, agreed=False),)))
    assert seats_of(silent) == {1: ["a"], 2: []}


def test_an_excluded_need_is_never_given_and_named_as_her_own_choice() -> None:
    found = allocate(campaign([need("a")], [person(1, excluded=names("a"))], [pair(1, "a", 90)]))
    assert why(found, 1) is SeatReason.PREFERENCE_EXCLUDED


def test_ranks_decide_between_equal_totals_and_never_change_a_total() -> None:
    needs, people = [need("a"), need("b")], [person(1), person(2)]
    pairs = [pair(n, name, 50) for n in (1, 2) for name in "ab"]
    ranked = [person(1, ranked=("b", "a")), people[1]]
    for seed in range(8):
        plain = allocate(campaign(needs, people, pairs, seed=seed))
        asked = allocate(campaign(needs, ranked, pairs, seed=seed))
        assert plain.total_numerator == asked.total_numerator
        assert seats_of(asked)[1] == ["b"]
    lower = allocate(campaign([need("a")], [person(1, ranked=("b", "a")), person(2)], pairs[0::2]))
    assert why(lower, 1) is SeatReason.PREFERENCE_ORDER


def test_a_published_step_takes_points_off_lower_choices_and_adds_none() -> None:
    needs = [need("a"), need("b")]
    pairs = [pair(1, "a", 60), pair(1, "b", 50), pair(2, "a", 55), pair(2, "b", 50)]
    people = [person(1, ranked=("b",)), person(2)]
    without = allocate(campaign(needs, people, pairs))
    assert seats_of(without) == {1: ["a"], 2: ["b"]}
    stepped = allocate(campaign(needs, people, pairs, preference_step=10))
    assert seats_of(stepped) == {1: ["b"], 2: ["a"]}
    assert stepped.total_numerator == 105


def test_equal_people_have_equal_chances_over_the_seeds() -> None:
    groups, equals, seeds = 40, 4, 12
    needs = [need(f"n{group}") for group in range(groups)]
    people = [person(n) for n in range(groups * equals)]
    pairs = [pair(n, f"n{n // equals}", 50) for n in range(groups * equals)]
    won, by_person = Counter[int](), Counter[int]()
    for seed in range(seeds):
        found = allocate(campaign(needs, people, pairs, seed=seed))
        assert found.total_numerator == 50 * groups
        seated = [n for n, seats in seats_of(found).items() if seats]
        assert [n // equals for n in seated] == list(range(groups))
        assert {why(found, n) for n in range(len(people))} == {
            SeatReason.SEATED,
            SeatReason.LOT_LOST,
        }
        won.update(n % equals for n in seated)
        by_person.update(seated)
    expected = groups * seeds / equals
    # 16.3 is passed by one fair lot in a thousand (three degrees of freedom).
    assert sum((won[n] - expected) ** 2 / expected for n in range(equals)) < 16.3
    # Over people: 160 of them, 120 degrees of freedom, each won in a quarter of the seeds.
    spread = sum((by_person[n] - seeds / equals) ** 2 for n in range(len(people)))
    assert spread * equals / seeds < 173.7


def test_the_same_seed_gives_the_same_result_whatever_the_order_and_the_slots() -> None:
    people = [person(n) for n in range(8)]
    pairs = [pair(n, name, 50 + n % 2) for n in range(8) for name in "abc"]
    needs = [need(name) for name in "abc"]
    first = allocate(campaign(needs, people, pairs, seed=7))
    turned = allocate(campaign(needs[::-1], people[::-1], pairs[::-1], seed=7))
    assert turned.as_json() == first.as_json()
    moved = [replace(each, slot=Slot(100 - each.slot)) for each in people]
    moved_pairs = [each._replace(slot=Slot(100 - each.slot)) for each in pairs]
    other = allocate(campaign(needs, moved, moved_pairs, seed=7))
    assert {100 - n: seats for n, seats in seats_of(other).items()} == seats_of(first)


def test_everything_is_told_as_plain_json() -> None:
    found = allocate(
        campaign(
            [need("a", 0), need("b")],
            [person(1), person(2)],
            [pair(1, "a", 9)],
            quotas=(quota("q", at_most=1),),
        )
    )
    told = json.loads(json.dumps(found.as_json()))
    assert told["gap"] == 0
    assert [each["reason"] for each in told["people"]] == ["no_seats", "no_edge"]
    assert [each["reason"] for each in told["needs"]] == ["filled", "nobody"]
    assert [each["objective"] for each in told["proofs"]] == ["direct_score", "lot"]
    assert found.proofs[0].objective is Objective.DIRECT_SCORE


def test_a_campaign_without_people_or_pairs_is_answered_too() -> None:
    empty = allocate(Campaign((), (), Edges.of([]), 0))
    assert (empty.filled, empty.gap) == (0, 0)
    lonely = allocate(campaign([need("a")], [person(1)], []))
    assert why(lonely, 1) is SeatReason.NO_EDGE


def test_crossing_quotas_are_answered_when_a_proof_closes() -> None:
    crossing = quota("mixed", group=slots(1, 2), needs=names("a", "b"), at_most=1)
    found = allocate(
        campaign(
            [need("a"), need("b"), need("c")],
            [person(1), person(2), person(3)],
            [pair(1, "a", 90), pair(2, "b", 80), pair(2, "c", 10), pair(3, "b", 20)],
            quotas=(crossing,),
        )
    )
    assert found.crossing
    assert found.gap == 0
    assert seats_of(found) == {1: ["a"], 2: ["c"], 3: ["b"]}


def test_crossing_quotas_without_a_proof_are_refused_by_name() -> None:
    # Three pairs, any two of which one quota counts: the fractions 1/2 each promise 1.5 seats.
    needs = [need("a"), need("b"), need("c")]
    people = [person(1), person(2), person(3)]
    pairs = [pair(1, "a", 1), pair(2, "b", 1), pair(3, "c", 1)]
    quotas = (
        quota("p", group=slots(1, 2), at_most=1),
        quota("q", group=slots(2, 3), at_most=1),
        quota("r", group=slots(1, 3), at_most=1),
    )
    with pytest.raises(AllocationRefused) as refused:
        allocate(campaign(needs, people, pairs, quotas=quotas))
    assert refused.value.fault is CampaignFault.QUOTAS_CROSS
    assert refused.value.codes == ("p", "q", "r")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"needs": (need("a"), need("a"))}, CampaignFault.NEED_TWICE),
        ({"needs": (need("a", -1),)}, CampaignFault.SEATS_NEGATIVE),
        ({"applicants": (person(1), person(1))}, CampaignFault.APPLICANT_TWICE),
        ({"applicants": (person(1, capacity=-1),)}, CampaignFault.CAPACITY_NEGATIVE),
        ({"applicants": (person(2),)}, CampaignFault.EDGE_UNKNOWN),
        ({"needs": (need("b"),)}, CampaignFault.EDGE_UNKNOWN),
        ({"edges": Edges.of([pair(1, "a", 5)] * 2)}, CampaignFault.EDGE_TWICE),
        ({"edges": Edges.of([pair(1, "a", 0)])}, CampaignFault.SCORE_OUT_OF_RANGE),
        ({"seed": -1}, CampaignFault.SEED_OUT_OF_RANGE),
        ({"preference_step": -1}, CampaignFault.PREFERENCE_STEP),
        ({"recalls": (recall("z", 1),)}, CampaignFault.RECALL_UNKNOWN),
        ({"quotas": (quota("q", at_most=1),) * 2}, CampaignFault.QUOTA_TWICE),
        ({"quotas": (quota("q"),)}, CampaignFault.QUOTA_BOUNDS),
        ({"quotas": (quota("q", at_least=2, at_most=1),)}, CampaignFault.QUOTA_BOUNDS),
        ({"quotas": (quota("q", at_most=1, needs=names("z")),)}, CampaignFault.QUOTA_NEED_UNKNOWN),
        (
            {"quotas": (replace(quota("q", at_most=1), reason=QuotaReason("")),)},
            CampaignFault.QUOTA_WITHOUT_REASON,
        ),
    ],
)
def test_an_inconsistent_campaign_is_refused_with_its_fault(
    change: dict[str, object], fault: CampaignFault
) -> None:
    good = campaign([need("a")], [person(1)], [pair(1, "a", 5)])
    with pytest.raises(AllocationRefused) as refused:
        allocate(replace(good, **change))  # type: ignore[arg-type]
    assert refused.value.fault is fault
