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


def best_of_all(plan: Campaign) -> tuple[int, ...]:
    """Try every subset of the admitted pairs; give the best objectives in their order."""
    a = admit(plan)
    rows = quota_rows(plan, a)
    back = recalled_edges(plan, a)
    open_pairs = np.flatnonzero(a.admitted)
    best: tuple[int, ...] | None = None
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
        best = found if best is None else max(best, found)
    assert best is not None
    return best


def proven(plan: Campaign) -> Allocation | None:
    try:
        return allocate(plan)
    except AllocationRefused as refused:
        if refused.fault is CampaignFault.QUOTAS_CROSS:
            return None
        raise


@settings(max_examples=120, deadline=None)
@given(campaigns())
def test_no_other_choice_of_pairs_is_better_in_any_objective(plan: Campaign) -> None:
    a = admit(plan)
    crossing = quotas_cross(quota_rows(plan, a), a)
    found = proven(plan)
    if found is None:
        assert crossing
        return
    best = dict(zip(Objective, best_of_all(plan), strict=True))
    for proof in found.proofs:
        assert (proof.value, proof.gap) == (best.pop(proof.objective), 0)
    assert not any(best.values())
    assert found.filled == sum(len(each.seats) for each in found.people.values())


@settings(max_examples=60, deadline=None)
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
