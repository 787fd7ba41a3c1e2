"""The pool as a whole, seen by one need: how many stand where, and which rows to open.

Rules:

- Counts are over everybody; those who have nothing of what is asked are never counted as
  fitting.
- Rows are opened in the documented order (``ranking``): bucket, score, lot.

What it does not do: compare (``sweep``), explain (``scoring``) or lock (``index``).

Shape: every array has one entry per row of the pool, nobody's included.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.index.pool import Pool
from matcher.index.sweep import Sweep
from matcher.ladder.gaps import no_direct_match
from matcher.lots import tie_columns
from matcher.prepared import PreparedNeed
from matcher.types import SCORE_DENOMINATOR, Bucket, NoDirectMatch

Mask = NDArray[np.bool_]
Places = NDArray[np.int8]
UNLISTED = len(Bucket)
"""Stands after every bucket for whoever has nothing of what is asked, and for nobody."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Where everybody stands for one need: a bucket, or ``UNLISTED``."""

    stands: Places

    @classmethod
    def of(cls, listed: Mask, buckets: NDArray[np.int64]) -> "Survey":
        """Put together who is listed and in which bucket."""
        return cls(np.where(listed, buckets, UNLISTED).astype(np.int8))

    @property
    def direct(self) -> int:
        """How many meet every condition."""
        return int(np.count_nonzero(self.stands == Bucket.DIRECT))

    @property
    def conditional(self) -> int:
        """How many could, once something is known or done."""
        return int(np.count_nonzero(self.stands == Bucket.CONDITIONAL))

    @property
    def near(self) -> int:
        """How many have something of what is asked and fail a condition."""
        return int(np.count_nonzero(self.stands == Bucket.NEAR))


def survey_of(swept: Sweep) -> Survey:
    """Say where everybody stands."""
    return Survey.of(swept.listed, swept.buckets)


def why_nobody(swept: Sweep) -> NoDirectMatch:
    """Count why nobody fits directly, over everybody and over those who are listed."""
    return no_direct_match(
        int(np.count_nonzero(swept.alive)),
        swept.reason_counts(),
        int(np.count_nonzero(swept.listed)),
        swept.reason_counts(swept.listed),
    )


def best_rows(
    pool: Pool, prepared: PreparedNeed, swept: Sweep, limit: int, among: Mask | None = None
) -> list[int]:
    """Give the first rows in the documented order.

    Args:
        pool: Swept by the need.
        prepared: The need.
        swept: What came of it.
        limit: How many rows at most.
        among: Which of the listed rows to look at; all when ``None``.
    """
    chosen = swept.listed if among is None else swept.listed & among
    rows: NDArray[np.intp] = np.flatnonzero(chosen)
    place = swept.buckets[rows] * (SCORE_DENOMINATOR + 1)
    place += SCORE_DENOMINATOR - swept.numerators[rows]
    if 0 < limit < len(rows):
        last = np.partition(place, limit - 1)[limit - 1]
        rows, place = rows[place <= last], place[place <= last]
    facts = pool.facts[rows]
    first, second = tie_columns(prepared.seed, facts["lot"], facts["slot"].astype(np.uint64))
    order = np.lexsort((second, first, place))
    best: list[int] = rows[order][: max(0, limit)].tolist()
    return best
