"""When an organisation withdraws, its people are placed anew and nobody else moves."""

import pytest

from matcher.allocation import (
    Allocation,
    AllocationRefused,
    CampaignFault,
    SeatReason,
    allocate,
    replace_withdrawn,
)
from matcher.types import NeedId, Slot
from tests.unit.matcher.campaigns import campaign, names, need, pair, person, quota

NEEDS = [need("a"), need("b"), need("c", 3)]
PEOPLE = [person(n) for n in range(1, 6)]
PAIRS = [
    pair(1, "a", 90),
    pair(1, "c", 70),
    pair(2, "a", 80),
    pair(2, "b", 60),
    pair(2, "c", 30),
    pair(3, "b", 50),
    pair(4, "c", 40),
    pair(4, "b", 10),
    pair(5, "a", 5),
]
CAMPAIGN = campaign(NEEDS, PEOPLE, PAIRS)


def seated(found: Allocation, slot: int) -> list[tuple[str, SeatReason]]:
    return [(seat.need_id, seat.reason) for seat in found.people[Slot(slot)].seats]


def test_the_displaced_are_placed_anew_and_the_others_stay_where_they_are() -> None:
    before = allocate(CAMPAIGN)
    assert seated(before, 2) == [("a", SeatReason.SEATED)]
    after = replace_withdrawn(CAMPAIGN, before, names("a"))
    assert seated(after, 2) == [("c", SeatReason.SEATED)]
    assert seated(after, 1) == [("c", SeatReason.KEPT)]
    assert seated(after, 3) == [("b", SeatReason.KEPT)]
    assert seated(after, 4) == [("c", SeatReason.KEPT)]
    assert NeedId("a") not in after.needs
    assert after.people[Slot(5)].reason is SeatReason.NO_EDGE
    assert (after.gap, after.filled) == (0, 4)


def test_who_loses_a_seat_and_finds_none_is_told_that_others_keep_theirs() -> None:
    before = allocate(CAMPAIGN)
    after = replace_withdrawn(CAMPAIGN, before, names("c"))
    assert after.people[Slot(1)].reason is SeatReason.OTHERS_KEEP
    assert after.people[Slot(4)].reason is SeatReason.OTHERS_KEEP
    assert seated(after, 2) == [("a", SeatReason.KEPT)]
    assert after.people[Slot(5)] == before.people[Slot(5)]


def test_a_mentor_who_loses_one_place_gets_no_more_than_one_back() -> None:
    mentor = [person(1, capacity=3)]
    pairs = [pair(1, name, 50) for name in "abcd"]
    needs = [need(name) for name in "ab"] + [need("c", 0), need("d", 0)]
    plan = campaign(needs, mentor, pairs)
    before = allocate(plan)
    after = replace_withdrawn(plan, before, names("a"))
    assert seated(after, 1) == [("b", SeatReason.KEPT)]


def test_quotas_hold_over_kept_and_new_seats_together() -> None:
    plan = campaign(
        [need("a"), need("b"), need("c")],
        PEOPLE[:3],
        [pair(1, "a", 50), pair(2, "b", 50), pair(1, "c", 50), pair(3, "c", 1)],
        quotas=(quota("few", needs=names("b", "c"), at_most=1),),
    )
    before = allocate(plan)
    after = replace_withdrawn(plan, before, names("a"))
    assert after.quotas[plan.quotas[0].code].taken == 1
    assert after.people[Slot(1)].reason is SeatReason.OTHERS_KEEP or (
        after.people[Slot(1)].reason is SeatReason.QUOTA_FULL
    )


def test_a_need_that_is_not_in_the_campaign_cannot_be_withdrawn() -> None:
    with pytest.raises(AllocationRefused) as refused:
        replace_withdrawn(CAMPAIGN, allocate(CAMPAIGN), names("z"))
    assert refused.value.fault is CampaignFault.WITHDRAWN_UNKNOWN
    assert refused.value.codes == ("z",)
