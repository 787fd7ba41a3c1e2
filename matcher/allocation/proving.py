"""Check, without the solver, that nothing better than an allocation exists.

Prices on rows (one place of a person, one seat, one quota) bound every allocation from above:
what the limits are worth at those prices, plus what each edge is worth beyond the prices of
the rows it uses. An allocation that reaches the bound is optimal. All in whole numbers.

Rules:

- Any prices give a valid bound, however they were found, as long as a row that may have slack
  has no negative price; so the solver's floating point can spoil a proof, never fake one.
- Prices are whole parts of a common denominator, 1 for quotas that stay a flow.
- Columns with something left beyond their prices are full in every optimal allocation, those
  with less than nothing are empty, rows with a price are full: this is the face on which the
  next objective decides.

What it does not do: find prices.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.allocation.admission import Mask
from matcher.allocation.network import Network
from matcher.allocation.types import Column

_DENOMINATORS = (1, 2, 3, 4, 6, 12)


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """All allocations that are optimal under the objectives decided so far.

    Attributes:
        free: Columns still open.
        fixed: The value of every column that is not.
        tight: Rows that must be full.
    """

    free: Mask
    fixed: Column
    tight: Mask


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """Prices of rows, over a denominator, and the bound they prove."""

    rows: Column
    denominator: int
    bound: int


def whole_face(network: Network) -> Face:
    """Start: every column open, no row full."""
    rows, columns = network.matrix.shape
    return Face(np.ones(columns, np.bool_), np.zeros(columns, np.int64), np.zeros(rows, np.bool_))


def left_over(network: Network, gain: Column, prices: Prices) -> Column:
    """Tell what each column is worth beyond the prices of its rows, over the denominator."""
    worth: Column = gain * prices.denominator - network.matrix.T @ prices.rows
    return worth


def price(network: Network, face: Face, gain: Column, duals: NDArray[np.float64]) -> Prices:
    """Round the solver's prices to whole parts and prove the bound they give."""
    best: Prices | None = None
    for denominator in _DENOMINATORS:
        rows = np.rint(duals * denominator).astype(np.int64)
        rows = np.where(face.tight, rows, np.maximum(rows, 0))
        found = Prices(rows, denominator, 0)
        surplus = np.maximum(left_over(network, gain, found), 0)
        limits = network.limit - network.matrix @ face.fixed
        parts = (
            int(rows @ limits)
            + int(surplus[face.free] @ network.upper[face.free])
            + denominator * int(gain @ face.fixed)
        )
        found = Prices(rows, denominator, parts // denominator)
        if best is None or found.bound < best.bound:
            best = found
    assert best is not None
    return best


def narrow(network: Network, face: Face, gain: Column, prices: Prices) -> Face:
    """Keep the allocations that reach the bound."""
    left = left_over(network, gain, prices)
    full = face.free & (left > 0)
    fixed = face.fixed.copy()
    fixed[full] = network.upper[full]
    return Face(face.free & (left == 0), fixed, face.tight | (prices.rows != 0))


def is_allowed(network: Network, chosen: Column) -> bool:
    """Tell whether an allocation keeps every limit."""
    inside = bool(((chosen >= 0) & (chosen <= network.upper)).all())
    return inside and bool((network.matrix @ chosen <= network.limit).all())
