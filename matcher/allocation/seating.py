"""Solve a campaign, and solve it again without its reserves or bounds to know whom they moved.

Rules:

- Seats are solved from the quotas given and what is kept or closed, nothing else.
- Whether a reserve or a bound decided about somebody is no guess: the campaign is solved once
  more without any reserve, and once more without any bound, all else and the lot the same.
- Where no reserve is claimed to its end and no bound is reached, there is nothing to ask.
- Without a proof there is no answer: crossing quotas may leave it open.

What it does not do: name reasons (``explaining``).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from matcher.allocation.admission import Admission, Mask
from matcher.allocation.errors import AllocationRefused
from matcher.allocation.network import QuotaRow, build_network, quota_rows, quotas_cross
from matcher.allocation.proving import whole_face
from matcher.allocation.results import Proof
from matcher.allocation.solving import solve
from matcher.allocation.types import Campaign, Quota, Unclaimed


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Chosen edges with the quotas as they bind, those that cross, and the proofs."""

    chosen: Mask
    quotas: tuple[QuotaRow, ...]
    crossing: tuple[str, ...]
    proofs: tuple[Proof, ...]


def solve_seats(campaign: Campaign, admission: Admission, kept: Mask, closed: Mask) -> Solution:
    """Seat whoever is neither kept where she is nor closed out.

    Raises:
        AllocationRefused: No answer could be proven best.
    """
    quotas = quota_rows(campaign, admission, kept)
    crossing = quotas_cross(quotas, admission)
    network = build_network(campaign, admission, quotas)
    face = whole_face(network)
    width = len(network.edges)
    face.free[:width] &= ~(kept | closed)[network.edges]
    face.fixed[:width] = kept[network.edges]
    solved = solve(network, crossing, face)
    chosen = np.zeros_like(kept)
    chosen[network.edges] = solved.chosen[:width] > 0
    return Solution(chosen, quotas, crossing, solved.proofs)


def without_reserves(
    campaign: Campaign, admission: Admission, kept: Mask, closed: Mask, found: Solution
) -> Mask | None:
    """Give the edges chosen if no seat were reserved; ``None`` when no reserve can have decided."""
    decides = any(
        row.outside is not None or 0 < int(found.chosen[row.members].sum()) <= row.quota.at_least
        for row in found.quotas
        if row.quota.at_least
    )
    return _solved(campaign, admission, kept, closed, _open) if decides else None


def without_bounds(
    campaign: Campaign, admission: Admission, kept: Mask, closed: Mask, found: Solution
) -> Mask | None:
    """Give the edges chosen if no quota had an upper bound; ``None`` when none is reached."""
    decides = any(
        int(found.chosen[row.members].sum()) >= row.quota.at_most
        for row in found.quotas
        if row.quota.at_most is not None
    )
    return _solved(campaign, admission, kept, closed, _unbounded) if decides else None


def _solved(
    campaign: Campaign,
    admission: Admission,
    kept: Mask,
    closed: Mask,
    change: Callable[[Quota], Quota | None],
) -> Mask | None:
    quotas = [each for quota in campaign.quotas if (each := change(quota)) is not None]
    other = replace(campaign, quotas=tuple(quotas))
    try:
        return solve_seats(other, admission, kept, closed).chosen
    except AllocationRefused:
        return None


def _open(quota: Quota) -> Quota | None:
    if quota.at_most is None:
        return None
    return replace(quota, at_least=0, unclaimed=Unclaimed.OPEN)


def _unbounded(quota: Quota) -> Quota | None:
    return replace(quota, at_most=None) if quota.at_least else None
