"""Seat a whole campaign at once, and seat anew those whose organisation withdraws.

Rules:

- What is decided first: recalls with the person's agreement, then reserved seats, then the
  total score of direct matches, then that of conditional ones where the campaign takes them,
  then preferences between equal totals, then the lot of the published seed.
- The same campaign gives the same answer, whatever the order of its parts and whatever slots
  people have; another seed changes no total.
- When needs are withdrawn, everybody else keeps her seat. Only people who lost one are placed
  anew, on seats that were free.

What it does not do: it makes nobody a better match. It sees neither sex, age nor nationality;
who is in a group was decided elsewhere, with a reason. It does not repair a score that is
unfair, it does not balance groups by itself, and it binds nobody: people review it.
"""

from dataclasses import replace

import numpy as np

from matcher.allocation.admission import Admission, Mask, admit
from matcher.allocation.errors import AllocationRefused, CampaignFault
from matcher.allocation.explaining import Explainer, Seating
from matcher.allocation.network import recalled_edges
from matcher.allocation.results import Allocation
from matcher.allocation.seating import solve_seats, without_bounds, without_reserves
from matcher.allocation.types import Campaign, Quota
from matcher.types import NeedId


def allocate(campaign: Campaign) -> Allocation:
    """Give the seats of a campaign, with a reason for everybody and a proof of the whole.

    Raises:
        AllocationRefused: The campaign is inconsistent, or its quotas cross and no answer
            could be proven best.
    """
    admission = admit(campaign)
    nobody = np.zeros(len(admission.person), np.bool_)
    return _seat(campaign, admission, nobody, nobody)


def replace_withdrawn(
    campaign: Campaign, before: Allocation, withdrawn: frozenset[NeedId]
) -> Allocation:
    """Place anew the people whose needs are withdrawn; everybody else keeps what she has.

    Args:
        campaign: The campaign ``before`` was made from.
        before: The allocation in force.
        withdrawn: Needs whose organisation withdraws.

    Returns:
        An allocation of the remaining needs. Seats that stay are ``KEPT``; who had none and
        lost none keeps her former reason unless it spoke of a withdrawn need.

    Raises:
        AllocationRefused: A withdrawn need is not in the campaign, or ``before`` does not
            belong to it.
    """
    ids = {need.need_id for need in campaign.needs}
    people = {applicant.slot for applicant in campaign.applicants}
    if not withdrawn <= ids or people != before.people.keys():
        raise AllocationRefused(CampaignFault.WITHDRAWN_UNKNOWN, *(withdrawn - ids))
    rest = _without(campaign, before, withdrawn)
    admission = admit(rest)
    places = {need_id: place for place, need_id in enumerate(admission.need_ids)}
    seats = [
        row * len(places) + places[seat.need_id]
        for row, applicant in enumerate(admission.applicants)
        for seat in before.people[applicant.slot].seats
        if seat.need_id in places
    ]
    kept = np.isin(admission.keys, np.array(seats, np.int64)) & admission.admitted
    if int(kept.sum()) < len(seats):
        raise AllocationRefused(CampaignFault.EDGE_UNKNOWN)
    lost = np.array(
        [
            any(seat.need_id in withdrawn for seat in before.people[applicant.slot].seats)
            for applicant in admission.applicants
        ],
        np.bool_,
    )
    after = _seat(rest, admission, kept, ~lost[admission.person] & ~kept)
    stays = {
        slot: result
        for slot, result in before.people.items()
        if result.refusal is not None and result.refusal.need_id not in withdrawn
    }
    return replace(after, people={**after.people, **stays})


def _without(campaign: Campaign, before: Allocation, withdrawn: frozenset[NeedId]) -> Campaign:
    edges = campaign.edges
    gone = np.array([need_id in withdrawn for need_id in edges.need_ids], np.bool_)
    stay = ~gone[edges.needs]
    return replace(
        campaign,
        needs=tuple(need for need in campaign.needs if need.need_id not in withdrawn),
        applicants=tuple(
            replace(
                each,
                capacity=min(each.capacity, len(before.people[each.slot].seats) or each.capacity),
            )
            for each in campaign.applicants
        ),
        edges=replace(
            edges,
            slots=edges.slots[stay],
            needs=edges.needs[stay],
            buckets=edges.buckets[stay],
            numerators=edges.numerators[stay],
        ),
        quotas=tuple(_narrowed(quota, withdrawn) for quota in campaign.quotas),
        recalls=tuple(each for each in campaign.recalls if each.need_id not in withdrawn),
    )


def _narrowed(quota: Quota, withdrawn: frozenset[NeedId]) -> Quota:
    return quota if quota.needs is None else replace(quota, needs=quota.needs - withdrawn)


def _seat(campaign: Campaign, admission: Admission, kept: Mask, closed: Mask) -> Allocation:
    """Seat whoever is neither kept where she is nor closed out, and answer for everybody."""
    found = solve_seats(campaign, admission, kept, closed)
    chosen = found.chosen
    explainer = Explainer(
        Seating(
            admission,
            found.quotas,
            chosen,
            recalled_edges(campaign, admission),
            kept,
            closed,
            without_reserves(campaign, admission, kept, closed, found),
            without_bounds(campaign, admission, kept, closed, found),
        )
    )
    return Allocation(
        campaign.seed,
        explainer.people(),
        explainer.needs(),
        explainer.quotas(),
        found.proofs,
        bool(found.crossing),
        int(admission.numerator[chosen].sum()),
        int(chosen.sum()),
        int(admission.seats.sum()),
    )
