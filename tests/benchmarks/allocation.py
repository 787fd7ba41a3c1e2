"""Seat a whole campaign and say how long it took, against a greedy baseline in the same run.

    python -m tests.benchmarks.allocation --people 60000 --seats 15000

The campaign is synthetic: needs of about ten seats with popular and unpopular ones, some
fifteen edges a person, coarse scores so that ties abound, tracks with a quota, seats reserved
for a group over all and in every twentieth need, recalls, exclusions and ranks.
"""

import argparse
import resource
import sys
import time
from collections import Counter
from dataclasses import dataclass

import numpy as np

from matcher.allocation import (
    Allocation,
    Applicant,
    Campaign,
    Edges,
    Quota,
    QuotaCode,
    QuotaReason,
    Recall,
    SeatedNeed,
    TrackCode,
    allocate,
    track_quota,
)
from matcher.types import NeedId, Slot

HOME, ABROAD = TrackCode("home"), TrackCode("abroad")
EDGES_EACH = 15
A_MEGABYTE = 1024


@dataclass(frozen=True)
class Greedy:
    """What taking the best pair first, again and again, reaches."""

    total: int
    filled: int
    broken: int
    seconds: float


def make_campaign(
    people: int, seats: int, *, draw: int = 1, quotas: bool = True, step: int = 500_000
) -> Campaign:
    """Make a campaign up; ``step`` is how coarse scores are, so how many tie."""
    chance = np.random.default_rng(draw)
    count = max(2, seats // 10)
    sizes = np.maximum(1, chance.poisson(seats / count, count))
    needs = tuple(
        SeatedNeed(NeedId(f"n{row:05d}"), int(size), HOME if row % 3 else ABROAD)
        for row, size in enumerate(sizes)
    )
    popular = chance.pareto(1.5, count) + 1
    met = chance.choice(count, size=(people, EDGES_EACH), p=popular / popular.sum())
    keys = np.unique(np.repeat(np.arange(people), EDGES_EACH) * count + met.ravel())
    who, where = keys // count, keys % count
    able = chance.integers(30, 95, people)
    hundredths = np.clip(able[who] + chance.integers(-15, 6, len(who)), 5, 99)
    fine = chance.integers(0, max(1, 1_000_000 // step), len(who)) * step
    edges = Edges(
        who,
        where,
        (chance.random(len(who)) < 0.1).astype(np.int64),
        hundredths * 1_000_000 + fine,
        tuple(need.need_id for need in needs),
    )
    lots = chance.integers(1, 1 << 62, people).tolist()
    ranked = chance.random(people) < 0.2
    applicants = tuple(
        Applicant(
            Slot(row),
            lots[row],
            ranked=(needs[met[row, 0]].need_id, needs[met[row, 1]].need_id) if ranked[row] else (),
            excluded=frozenset({needs[met[row, 2]].need_id}) if row % 50 == 0 else frozenset(),
        )
        for row in range(people)
    )
    recalls = tuple(
        Recall(needs[met[row, 3]].need_id, Slot(row), agreed=row % 2 == 0)
        for row in range(0, people, 200)
    )
    return Campaign(
        needs, applicants, edges, draw, _quotas(needs, people, seats) if quotas else (), recalls
    )


def _quotas(needs: tuple[SeatedNeed, ...], people: int, seats: int) -> tuple[Quota, ...]:
    group = frozenset(Slot(row) for row in range(0, people, 7))
    abroad = sum(need.seats for need in needs if need.track == ABROAD)
    stated = QuotaReason("programme_agreement")
    return (
        track_quota(QuotaCode("abroad"), stated, needs, ABROAD, at_most=abroad * 9 // 10),
        Quota(QuotaCode("group"), stated, group, at_least=seats // 5),
        *(
            Quota(
                QuotaCode(f"seats {need.need_id}"),
                stated,
                group,
                frozenset({need.need_id}),
                at_least=max(1, need.seats // 3),
            )
            for need in needs[::20]
        ),
    )


def greedy(campaign: Campaign) -> Greedy:
    """Seat who is named back, then take the best direct pair again and again.

    Quotas are not asked; how many come out broken or short is counted afterwards.
    """
    started = time.perf_counter()
    edges = campaign.edges
    left = {need.need_id: need.seats for need in campaign.needs}
    seats = [left[need_id] for need_id in edges.need_ids]
    taken: dict[int, int] = {}
    total = 0
    who, where, what = edges.slots.tolist(), edges.needs.tolist(), edges.numerators.tolist()
    refused = {(a.slot, need) for a in campaign.applicants for need in a.excluded}
    called = {(each.slot, each.need_id) for each in campaign.recalls if each.agreed}
    back = np.array(
        [(slot, edges.need_ids[need]) in called for slot, need in zip(who, where, strict=True)]
    )
    direct = edges.buckets == 0
    for pair in np.lexsort((-edges.numerators, ~back)).tolist():
        slot, need = who[pair], where[pair]
        if direct[pair] and seats[need] and slot not in taken:
            if (slot, edges.need_ids[need]) in refused:
                continue
            taken[slot] = need
            seats[need] -= 1
            total += what[pair]
    broken = 0
    for quota in campaign.quotas:
        count = sum(
            (quota.group is None or slot in quota.group)
            and (quota.needs is None or edges.need_ids[need] in quota.needs)
            for slot, need in taken.items()
        )
        broken += count < quota.at_least or (quota.at_most is not None and count > quota.at_most)
    return Greedy(total, len(taken), broken, time.perf_counter() - started)


def broken_quotas(allocation: Allocation) -> list[str]:
    """Name the quotas whose upper bound is passed; there must be none."""
    return [
        quota.code
        for quota in allocation.quotas.values()
        if quota.at_most is not None and quota.taken > quota.at_most
    ]


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // A_MEGABYTE


def main() -> int:
    """Run once with and once without quotas and print what was seen."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=60_000)
    asked.add_argument("--seats", type=int, default=15_000)
    asked.add_argument("--step", type=int, default=500_000, help="how coarse scores are")
    given = asked.parse_args()
    gaps = 0
    for quotas in (False, True):
        campaign = make_campaign(given.people, given.seats, quotas=quotas, step=given.step)
        before = _peak()
        started, busy = time.perf_counter(), time.process_time()
        allocation = allocate(campaign)
        seconds, busy = time.perf_counter() - started, time.process_time() - busy
        base = greedy(campaign)
        gaps += allocation.gap + len(broken_quotas(allocation))
        reasons = Counter(result.reason.value for result in allocation.people.values())
        ratio = allocation.total_numerator / base.total
        lines = [
            f"people {given.people}, seats {allocation.seats}, edges {len(campaign.edges.slots)}",
            f"  quotas {len(campaign.quotas)}, recalls {len(campaign.recalls)}",
            f"  time {seconds:.1f} s, {busy:.1f} s of them busy",
            f"  peak memory {_peak()} MB ({before} MB before)",
            f"  optimality gap {allocation.gap}",
            *(
                f"    {p.objective.value}: {p.value} of at most {p.bound}"
                for p in allocation.proofs
            ),
            f"  upper quotas broken {len(broken_quotas(allocation))}",
            f"  reserves short {sum(quota.short for quota in allocation.quotas.values())}",
            f"  filled {allocation.filled}, greedy {base.filled}",
            f"  total {ratio:.5f} of greedy, {base.seconds:.1f} s",
            f"  quotas greedy breaks: {base.broken}",
            f"  results {dict(reasons.most_common())}",
        ]
        sys.stdout.write("\n".join(lines) + "\n")
    return 1 if gaps else 0


if __name__ == "__main__":
    sys.exit(main())
