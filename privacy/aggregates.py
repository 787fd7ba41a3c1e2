"""Make counts that may be published: bounded, noisy, small ones withheld, budgeted.

Rules:

- The grid (rows times columns) is public and fixed before anybody is counted. Every cell of
  it gets noise, empty ones too, so no key has to be discovered and hidden.
- A person counts in at most ``MOST_CELLS`` cells, once in each, whatever she stated.
- Noise is two-sided geometric (the discrete Laplace distribution), drawn exactly with whole
  numbers: adding or removing one person changes the chance of any release by a factor of at
  most e^epsilon.
- Whether there are people enough for a map at all is decided on a noisy count, paid for out
  of the same budget, also when the answer is no.
- A noisy count below ``SMALLEST_SHOWN`` is withheld, any other rounded to ``ROUNDED_TO``.
  Sums over rows and columns are sums of what is published: subtracting gives nothing new.
- A release is drawn once. Who asks again gets the same numbers; the ledger refuses a
  release that would come too soon or spend more than a year's budget.

What it does not do: store, know who anybody is, read a clock, or split by sex or age: the
service does not ask for either (R4-93).

Source: C. Canonne, G. Kamath, T. Steinke, The Discrete Gaussian for Differential Privacy
(2020), algorithms 1 and 2, for the sampler; P-6, R4-13.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from privacy.errors import RuleBroken

Cell = tuple[str, str]
"""A row and a column of a grid."""
DrawBelow = Callable[[int], int]
"""Gives a uniform whole number from 0 up to, not including, its argument."""

MOST_CELLS: Final = 3
"""Cells one person may count in."""
SMALLEST_SHOWN: Final = 20
"""Noisy counts below this are withheld. Well above ten on purpose: an empty cell then passes
for a full one about once in seven hundred, instead of three times in a hundred."""
ROUNDED_TO: Final = 5
"""What published counts are rounded to."""
FEWEST_PEOPLE: Final = 200
"""Below this (noisy) number of people there is no map."""
CELLS_EPSILON: Final = Fraction(9, 10)
"""What the cells of one release spend."""
PEOPLE_EPSILON: Final = Fraction(1, 10)
"""What asking whether there are people enough spends."""
RELEASE_EPSILON: Final = CELLS_EPSILON + PEOPLE_EPSILON
"""What one release spends altogether."""
YEAR_EPSILON: Final = Fraction(4)
"""What may be spent about one person in any 365 days, over all grids."""
YEAR_DAYS: Final = 365
"""The span over which the budget is counted."""
QUARTER_DAYS: Final = 90
"""Days between two releases of one grid."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A public table before anybody is counted: its name, its rows and its columns."""

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]

    def cells(self) -> tuple[Cell, ...]:
        """Give every cell, row by row."""
        return tuple((row, column) for row in self.rows for column in self.columns)


@dataclass(frozen=True, slots=True)
class Spending:
    """One entry of the ledger: when, for which grid, how much, and whether it was published."""

    on: date
    grid: str
    epsilon: Fraction
    published: bool


class BudgetSpent(RuleBroken):
    """A release would come too soon (``too_soon``) or spend too much (``budget_spent``)."""


def bounded_cells(cells: Collection[Cell], most: int = MOST_CELLS) -> frozenset[Cell]:
    """Keep at most ``most`` cells of one person, by a rule that looks at nobody else.

    Repeated cells weigh more, so what she states most of stays; then the names decide.

    >>> sorted(bounded_cells([("EG", "ict"), ("EG", "care"), ("EG", "ict")], 1))
    [('EG', 'ict')]
    """
    times = Counter(cells)
    return frozenset(sorted(times, key=lambda cell: (-times[cell], cell))[:most])


def count_cells(grid: Grid, people: Iterable[Collection[Cell]]) -> tuple[dict[Cell, int], int]:
    """Count people in every cell of a grid, each in a bounded number of cells.

    Cells outside the grid are dropped before the bound is applied.

    Returns:
        The exact counts, which are never shown, and how many people counted at all.
    """
    counts = dict.fromkeys(grid.cells(), 0)
    number = 0
    for cells in people:
        bounded = bounded_cells([cell for cell in cells if cell in counts])
        number += bool(bounded)
        for cell in bounded:
            counts[cell] += 1
    return counts, number


def draw_noise(scale: Fraction, below: DrawBelow = secrets.randbelow) -> int:
    """Draw two-sided geometric noise exactly: P(x) is proportional to e^(-|x| / scale).

    Args:
        scale: Cells a person may count in, over epsilon.
        below: The source of randomness; the operating system's unless a test says otherwise.
    """
    top, bottom = scale.numerator, scale.denominator
    while True:
        rest = below(top)
        if not _coin(rest, top, below):
            continue
        whole = 0
        while _coin(1, 1, below):
            whole += 1
        size = (rest + top * whole) // bottom
        negative = below(2) == 1
        if negative and size == 0:
            continue
        return -size if negative else size


def _coin(numerator: int, denominator: int, below: DrawBelow) -> bool:
    """Come up true with probability e^(-numerator/denominator), for a ratio of at most one."""
    turn = 1
    while below(denominator * turn) < numerator:
        turn += 1
    return turn % 2 == 1


def may_release(
    grid: str, today: date, ledger: Sequence[Spending], epsilon: Fraction = RELEASE_EPSILON
) -> None:
    """Refuse a release the ledger has no room for.

    Args:
        grid: Name of the grid.
        today: Day of the release.
        ledger: Every spending so far, of all grids.
        epsilon: What the release may spend at most.

    Raises:
        BudgetSpent: It would come too soon, or spend too much.
    """
    recent = [entry for entry in ledger if entry.on > today - timedelta(days=YEAR_DAYS)]
    if any(
        entry.grid == grid and entry.published and entry.on > today - timedelta(days=QUARTER_DAYS)
        for entry in recent
    ):
        raise BudgetSpent("too_soon")
    if sum((entry.epsilon for entry in recent), Fraction(0)) + epsilon > YEAR_EPSILON:
        raise BudgetSpent("budget_spent")


def publish_counts(
    counts: Mapping[Cell, int], people: int, below: DrawBelow = secrets.randbelow
) -> dict[Cell, int] | None:
    """Draw one release from exact counts.

    Args:
        counts: Of every cell of a grid, from ``count_cells``.
        people: How many people counted at all.
        below: The source of randomness.

    Returns:
        What may be shown, small cells left out; ``None`` when there are too few people for a
        map. Either way the budget is spent: ``RELEASE_EPSILON``, or ``PEOPLE_EPSILON`` alone.
    """
    if people + draw_noise(1 / PEOPLE_EPSILON, below) < FEWEST_PEOPLE:
        return None
    scale = MOST_CELLS / CELLS_EPSILON
    noisy = {cell: count + draw_noise(scale, below) for cell, count in counts.items()}
    return {cell: _rounded(count) for cell, count in noisy.items() if count >= SMALLEST_SHOWN}


def _rounded(count: int) -> int:
    return (count + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO


def row_sums(grid: Grid, shown: Mapping[Cell, int]) -> dict[str, int]:
    """Add up what is published of each row."""
    return {row: sum(shown.get((row, column), 0) for column in grid.columns) for row in grid.rows}


def column_sums(grid: Grid, shown: Mapping[Cell, int]) -> dict[str, int]:
    """Add up what is published of each column."""
    return {
        column: sum(shown.get((row, column), 0) for row in grid.rows) for column in grid.columns
    }
