"""Attacks on published counts: what somebody with every release and much patience can learn.

Every attack gives a figure, so that the same attack shows the figure of a broken defence.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from fractions import Fraction

import numpy as np
from scipy.stats import chisquare

from privacy.aggregates import (
    CELLS_EPSILON,
    MOST_CELLS,
    Cell,
    DrawBelow,
    Grid,
    bounded_cells,
    draw_noise,
    publish_counts,
)

GRID = Grid(
    "test",
    tuple(f"r{number}" for number in range(6)),
    tuple(f"c{number}" for number in range(6)),
)
SCALE = MOST_CELLS / CELLS_EPSILON
BOUND = math.exp(float(CELLS_EPSILON)) / (1 + math.exp(float(CELLS_EPSILON)))
"""How often, at best, somebody may guess right whether a person is in a release."""
Noise = Callable[[Fraction, DrawBelow], int]


def seeded(seed: int) -> DrawBelow:
    """Give a source of randomness that repeats."""
    generator = np.random.default_rng(seed)
    waiting: list[int] = []

    def below(limit: int) -> int:
        if not waiting:
            waiting.extend(generator.integers(0, 2**62, 4096).tolist())
        return waiting.pop() % limit

    return below


def people_of(number: int, seed: int = 1) -> list[Collection[Cell]]:
    """Make people who state some cells of the grid, a few of them very many."""
    generator = np.random.default_rng(seed)
    cells = GRID.cells()
    sizes = generator.integers(1, 7, number)
    return [
        [cells[position] for position in generator.integers(0, len(cells), size)] for size in sizes
    ]


def fit_of_noise(draws: int, noise: Noise = draw_noise, seed: int = 7) -> float:
    """Compare noise with the two-sided geometric distribution; give the chance of such a fit."""
    below = seeded(seed)
    seen = Counter(noise(SCALE, below) for _ in range(draws))
    alpha = math.exp(-1 / float(SCALE))
    most = 12
    inside = [(1 - alpha) / (1 + alpha) * alpha ** abs(x) for x in range(-most, most + 1)]
    tail = alpha ** (most + 1) / (1 + alpha)
    expected = [tail, *inside, tail]
    observed = [
        sum(count for x, count in seen.items() if x < -most),
        *(seen[x] for x in range(-most, most + 1)),
        sum(count for x, count in seen.items() if x > most),
    ]
    total = sum(expected)
    return float(chisquare(observed, [draws * part / total for part in expected]).pvalue)


def guess_membership(
    trials: int,
    noise: Noise = draw_noise,
    cells_of_target: int = MOST_CELLS,
    bound: Callable[[Collection[Cell]], Collection[Cell]] = bounded_cells,
    seed: int = 11,
) -> float:
    """Guess, knowing everybody else, whether one person is in a release; give the hit rate.

    The attacker sees the noisy numbers before they are rounded or withheld: more than anybody.
    """
    below = seeded(seed)
    target = bound([(f"r{number}", "c0") for number in range(cells_of_target)])
    right = 0
    for trial in range(trials):
        inside = trial % 2
        excess = [inside + noise(SCALE, below) for _ in target]
        # the likelihood ratio of each cell is one of two values: above or below one half
        vote = sum(1 if each >= 1 else -1 for each in excess)
        guess = 1 if vote > 0 or (vote == 0 and below(2)) else 0
        right += guess == inside
    return right / trials


def guess_by_difference(
    trials: int, publish: Callable[[Mapping[Cell, int], DrawBelow], dict[Cell, int]], seed: int = 13
) -> float:
    """Compare two releases, before and after one person came or not; give the hit rate."""
    below = seeded(seed)
    before = dict.fromkeys(GRID.cells(), 37)
    target = bounded_cells([("r1", "c1"), ("r2", "c2"), ("r3", "c3")])
    right = 0
    for trial in range(trials):
        came = trial % 2
        after = {cell: count + (came if cell in target else 0) for cell, count in before.items()}
        first, second = publish(before, below), publish(after, below)
        rise = sum(second.get(cell, 0) - first.get(cell, 0) for cell in target)
        right += (2 * rise > len(target)) == bool(came)
    return right / trials


def published(counts: Mapping[Cell, int], below: DrawBelow) -> dict[Cell, int]:
    """Publish as the service does; there are people enough."""
    found = publish_counts(counts, 10_000, below)
    assert found is not None
    return found
