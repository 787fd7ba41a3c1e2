"""Find the best allocation, one objective after the other, and prove each.

Rules:

- Each objective is a linear programme over the face that the earlier ones left, so a later
  objective, the lot last, can never cost an earlier one anything.
- The programme starts with the most promising columns; columns that the prices say are worth
  more than they cost are added until none is left, so the answer is that of all columns.
- Quotas that stay a flow have whole answers. Crossing quotas may not: then a search over whole
  numbers on the last face decides, and without a closed proof the campaign is refused.
- Whatever the solver says is checked in whole numbers (``proving``).

What it does not do: build the constraints, or word the result.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from matcher.allocation.admission import Mask
from matcher.allocation.errors import AllocationRefused, CampaignFault
from matcher.allocation.network import Network
from matcher.allocation.proving import Face, is_allowed, narrow, price, whole_face
from matcher.allocation.results import Objective, Proof
from matcher.allocation.types import Column

_FEW_COLUMNS = 4_000
_SPARE = 4
_MOST_NODES = 20_000
_WHOLE = 1e-6
_NOTICEABLE = 1e-3

Solution = NDArray[np.float64]


class Solved(NamedTuple):
    """Chosen columns, their rows' prices under the last objective, and the proofs."""

    chosen: Column
    proofs: tuple[Proof, ...]


def solve(network: Network, crossing: tuple[str, ...], face: Face | None = None) -> Solved:
    """Give the best allocation with a proof for every objective.

    Args:
        network: Rows, columns and objectives.
        crossing: The quotas that leave the shapes of a flow.
        face: What may still be decided; everything when ``None``.

    Raises:
        AllocationRefused: No proof closes, which only crossing quotas can bring about.
    """
    face = before = whole_face(network) if face is None else face
    point = (face.fixed + network.start).astype(np.float64)
    bounds: list[tuple[Objective, Column, int]] = []
    for objective, gain in network.objectives:
        before = face
        point, duals = _best(network, face, gain, point)
        prices = price(network, face, gain, duals)
        face = narrow(network, face, gain, prices)
        bounds.append((objective, gain, prices.bound))
    chosen = np.rint(point).astype(np.int64)
    if np.abs(point - chosen).max(initial=0.0) > _WHOLE or not is_allowed(network, chosen):
        chosen, lot = _search(network, before, bounds[-1][1], crossing)
        bounds[-1] = (*bounds[-1][:2], lot)
    proofs = tuple(Proof(objective, int(gain @ chosen), bound) for objective, gain, bound in bounds)
    if not is_allowed(network, chosen) or any(proof.gap for proof in proofs):
        fault = CampaignFault.QUOTAS_CROSS if crossing else CampaignFault.NOT_SOLVED
        raise AllocationRefused(fault, *crossing)
    return Solved(chosen, proofs)


def _best(
    network: Network, face: Face, gain: Column, point: Solution
) -> tuple[Solution, NDArray[np.float64]]:
    """Solve one objective on a face, adding columns until no price asks for another."""
    core = face.free & ((point > 0) | _promising(network, face, gain))
    while True:
        found, duals = _programme(network, face, gain, core)
        left = gain - network.matrix.T @ duals
        outside = np.flatnonzero(face.free & ~core)
        most = left[outside].max(initial=0.0)
        if most <= _NOTICEABLE:
            return found, duals
        near = outside[left[outside] > -most]
        room = max(_FEW_COLUMNS, int(core.sum()) // 2)
        core[near[np.argsort(-left[near], kind="stable")[:room]]] = True


def _promising(network: Network, face: Face, gain: Column) -> Mask:
    """Mark for every row the columns with the most gain, as many as its limit and some more."""
    columns = np.flatnonzero(face.free)
    core = np.zeros(len(gain), np.bool_)
    core[len(network.edges) :] = True
    if len(columns) <= _FEW_COLUMNS:
        core[columns] = True
        return core
    part = network.matrix[:, columns].tocoo()
    positive = part.data > 0
    rows, at = part.row[positive], columns[part.col[positive]]
    order = np.lexsort((-gain[at], rows))
    rows, at = rows[order], at[order]
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    room = np.maximum(network.limit, 0)
    core[at[rank < np.where(room > 1, room + room // 2, 1)[rows] + _SPARE * (room > 1)[rows]]] = (
        True
    )
    return core


def _programme(
    network: Network, face: Face, gain: Column, core: Mask
) -> tuple[Solution, NDArray[np.float64]]:
    columns = np.flatnonzero(core)
    found = face.fixed.astype(np.float64)
    duals = np.zeros(len(network.limit))
    if not len(columns):
        return found, duals
    part = network.matrix[:, columns].tocsr()
    limits = network.limit - network.matrix @ face.fixed
    used = np.diff(part.indptr) > 0
    loose, tight = np.flatnonzero(used & ~face.tight), np.flatnonzero(used & face.tight)
    done = linprog(
        -gain[columns].astype(np.float64),
        A_ub=part[loose].astype(np.float64) if len(loose) else None,
        b_ub=limits[loose] if len(loose) else None,
        A_eq=part[tight].astype(np.float64) if len(tight) else None,
        b_eq=limits[tight] if len(tight) else None,
        bounds=np.column_stack((np.zeros(len(columns)), network.upper[columns])),
        method="highs-ds",
    )
    if done.status != 0:
        raise AllocationRefused(CampaignFault.NOT_SOLVED)
    found[columns] = done.x
    if len(loose):
        duals[loose] = -done.ineqlin.marginals
    if len(tight):
        duals[tight] = -done.eqlin.marginals
    return found, duals


def _search(
    network: Network, face: Face, gain: Column, crossing: tuple[str, ...]
) -> tuple[Column, int]:
    """Search whole numbers on a face; every point of it is best under the earlier objectives."""
    columns = np.flatnonzero(face.free)
    limits = (network.limit - network.matrix @ face.fixed).astype(np.float64)
    done = milp(
        -gain[columns].astype(np.float64),
        integrality=np.ones(len(columns)),
        bounds=Bounds(0, network.upper[columns]),
        constraints=LinearConstraint(
            sparse.csr_matrix(network.matrix[:, columns]),
            np.where(face.tight, limits, -np.inf),
            limits,
        ),
        options={"node_limit": _MOST_NODES, "mip_rel_gap": 0},
    )
    if done.status != 0:
        raise AllocationRefused(CampaignFault.QUOTAS_CROSS, *crossing)
    chosen = face.fixed.copy()
    chosen[columns] = np.rint(done.x).astype(np.int64)
    return chosen, int(gain @ face.fixed) + round(-done.mip_dual_bound)
