"""The allocation against trying every subset of pairs, over all shapes of quotas."""

from dataclasses import replace
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.allocation import (
    Allocation,
    AllocationRefused,
    Campaign,
    CampaignFault,
    Objective,
    Quota,
    QuotaCode,
    SeatReason,
    Unclaimed,
    allocate,
)
from matcher.allocation.admission import admit
from matcher.allocation.network import quota_rows, quotas_cross, recalled_edges
from matcher.types import Bucket, NeedId, Slot
from tests.benchmarks.allocation import broken_quotas, greedy, make_campaign
from tests.unit.matcher.campaigns import campaign, need, pair, person, quota, recall

NAMES = "abc"
NEEDS = st.sampled_from([frozenset({NeedId(name)}) for name in NAMES] + [None])


@st.composite
def quotas(draw: st.DrawFn) -> Quota:
    at_least = draw(st.integers(0, 2))
    most = draw(st.none() | st.integers(at_least, 3)) if at_least else draw(st.integers(0, 3))
    crossing = st.just(frozenset({NeedId("a"), NeedId("b")}))
    return quota(
        "q",
        group=draw(st.none() | st.frozensets(st.integers(0, 3).map(Slot), max_size=3)),
        needs=draw(NEEDS | crossing),
        at_least=at_least,
        at_most=most,
        unclaimed=draw(st.sampled_from(Unclaimed)),
    )


@st.composite
def campaigns(draw: st.DrawFn) -> Campaign:
    pairs = draw(
        st.lists(
            st.builds(
                pair,
                st.integers(0, 3),
                st.sampled_from(NAMES),
                st.sampled_from([1, 2, 5, 7]),
                st.sampled_from([Bucket.DIRECT, Bucket.DIRECT, Bucket.CONDITIONAL, Bucket.NEAR]),
            ),
            max_size=9,
            unique_by=lambda each: (each.slot, each.need_id),
        )
    )
    order = st.permutations([NeedId(name) for name in NAMES]).map(lambda all_: tuple(all_[:2]))
    people = [
        person(n, capacity=draw(st.integers(0, 2)), ranked=draw(st.just(()) | order))
        for n in range(4)
    ]
    drawn = draw(st.lists(quotas(), max_size=3))
    named = tuple(replace(each, code=QuotaCode(f"q{n}")) for n, each in enumerate(drawn))
    return campaign(
        [need(name, draw(st.integers(0, 2))) for name in NAMES],
        people,
        pairs,
        seed=draw(st.integers(0, 99)),
        quotas=named,
        recalls=tuple(
            recall(
                draw(st.sampled_from(NAMES)), draw(st.integers(0, 3)), agreed=draw(st.booleans())
            )
            for _ in range(draw(st.integers(0, 2)))
        ),
        conditional=draw(st.booleans()),
        preference_step=draw(st.sampled_from([0, 1])),
    )


Pair = tuple[Slot, NeedId]


def best_of_all(plan: Campaign) -> tuple[tuple[int, ...], frozenset[Pair]]:
    """Try every subset of the admitted pairs; give the best objectives, and who sits where."""
    a = admit(plan)
    rows = quota_rows(plan, a)
    back = recalled_edges(plan, a)
    open_pairs = np.flatnonzero(a.admitted)
    best: tuple[int, ...] | None = None
    seats_taken: frozenset[Pair] = frozenset()
    for picks in product((False, True), repeat=len(open_pairs)):
        chosen = np.zeros(len(a.person), np.bool_)
        chosen[open_pairs] = picks
        people = np.bincount(a.person[chosen], minlength=len(a.applicants))
        seats = np.bincount(a.need[chosen], minlength=len(a.needs))
        if (people > a.capacity).any() or (seats > a.seats).any():
            continue
        short, broken = 0, False
        for row in rows:
            inside = {
                each.need_id
                for each in a.needs
                if row.quota.needs is None or each.need_id in row.quota.needs
            }
            room = sum(each.seats for each in a.needs if each.need_id in inside)
            held = row.quota.unclaimed is Unclaimed.HELD and row.quota.at_least > 0
            taken = others = 0
            for edge in np.flatnonzero(chosen).tolist():
                if a.need_ids[int(a.need[edge])] in inside:
                    slot = a.applicants[int(a.person[edge])].slot
                    belongs = row.quota.group is None or slot in row.quota.group
                    taken, others = taken + belongs, others + (not belongs)
            short += max(0, row.quota.at_least - taken)
            broken |= row.quota.at_most is not None and taken > row.quota.at_most
            broken |= held and others > max(0, room - row.quota.at_least)
        if broken:
            continue
        direct = a.bucket == Bucket.DIRECT
        found = (
            int(back[chosen].sum()),
            -short,
            int(a.value[chosen & direct].sum()),
            int(a.value[chosen & ~direct].sum()),
            -int(a.steps[chosen].sum()),
            int(a.lot[chosen].sum()),
        )
        if best is None or found > best:
            best = found
            seats_taken = frozenset(
                (a.applicants[int(a.person[edge])].slot, a.need_ids[int(a.need[edge])])
                for edge in np.flatnonzero(chosen).tolist()
            )
    assert best is not None
    return best, seats_taken


def proven(plan: Campaign) -> Allocation | None:
    try:
        return allocate(plan)
    except AllocationRefused as refused:
        if refused.fault is CampaignFault.QUOTAS_CROSS:
            return None
        raise


@settings(max_examples=90, deadline=None)
@given(campaigns())
def test_no_other_choice_of_pairs_is_better_in_any_objective(plan: Campaign) -> None:
    a = admit(plan)
    crossing = quotas_cross(quota_rows(plan, a), a)
    found = proven(plan)
    if found is None:
        assert crossing
        return
    best = dict(zip(Objective, best_of_all(plan)[0], strict=True))
    for proof in found.proofs:
        assert (proof.value, proof.gap) == (best.pop(proof.objective), 0)
    assert not any(best.values())
    assert found.filled == sum(len(each.seats) for each in found.people.values())


@settings(max_examples=40, deadline=None)
@given(campaigns(), st.integers(0, 99))
def test_no_seed_changes_a_total_and_everybody_has_one_true_reason(
    plan: Campaign, seed: int
) -> None:
    first, other = proven(plan), proven(replace(plan, seed=seed))
    if first is None or other is None:
        return
    assert [p.value for p in first.proofs[:-1]] == [p.value for p in other.proofs[:-1]]
    assert first.people.keys() == {each.slot for each in plan.applicants}
    for result in first.people.values():
        refusal = result.refusal
        assert (refusal is None) == bool(result.seats)
        if refusal is None or refusal.cut is None:
            continue
        assert refusal.numerator is not None
        assert refusal.numerator <= refusal.cut, "whoever beats the cut sits"
        outscored = refusal.numerator < refusal.cut
        assert outscored == (refusal.reason is SeatReason.OUTSCORED)


def without(plan: Campaign, **changed: object) -> frozenset[Slot]:
    """Give who sits anywhere if every quota were changed so, found by trying everything."""
    return frozenset(slot for slot, _ in pairs_without(plan, **changed))


def pairs_without(plan: Campaign, **changed: object) -> frozenset[Pair]:
    quotas = tuple(replace(each, **changed) for each in plan.quotas)  # type: ignore[arg-type]
    kept = tuple(each for each in quotas if each.at_least or each.at_most is not None)
    return best_of_all(replace(plan, quotas=kept))[1]


@settings(max_examples=20, deadline=None)
@given(campaigns())
def test_a_reserve_or_a_bound_is_named_exactly_when_it_decided(plan: Campaign) -> None:
    a = admit(plan)
    found = proven(plan)
    if found is None or quotas_cross(quota_rows(plan, a), a):
        return
    open_to_all = pairs_without(plan, at_least=0, unclaimed=Unclaimed.OPEN)
    unbounded = without(plan, at_most=None)
    tight = [each for each in plan.quotas if 0 < found.quotas[each.code].taken <= each.at_least]
    for slot, result in found.people.items():
        for seat in result.seats:
            if seat.reason is SeatReason.RECALLED:
                continue
            counted = any(
                (each.group is None or slot in each.group)
                and (each.needs is None or seat.need_id in each.needs)
                for each in tight
            )
            reserved = counted and (slot, seat.need_id) not in open_to_all
            assert (seat.reason is SeatReason.SEATED_RESERVED) == reserved
        if result.refusal is None:
            continue
        if slot in {each for each, _ in open_to_all}:
            assert result.reason is SeatReason.RESERVED
        elif slot in unbounded:
            assert result.reason is SeatReason.QUOTA_FULL
        elif result.refusal.cut is not None:
            assert result.refusal.quota is None


def test_a_shortened_campaign_is_proven_best_and_beats_taking_the_best_pair_first() -> None:
    plan = make_campaign(1_500, 400)
    found = allocate(plan)
    assert found.gap == 0
    assert broken_quotas(found) == []
    assert sum(each.short for each in found.quotas.values()) == 0
    free = make_campaign(1_500, 400, quotas=False)
    base = greedy(free)
    unbound = allocate(Campaign(free.needs, free.applicants, free.edges, free.seed))
    assert unbound.total_numerator >= base.total
    assert unbound.gap == 0
