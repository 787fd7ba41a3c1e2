"""How much of a label a phrase says, and how much of the phrase the label says.

Rules:

- Words are compared as stems; a rare stem weighs more than a common one.
- A stem no label knows weighs as much as the rarest known one.

What it does not do: compare letters, so a typing mistake is another word here.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from matcher.linking.vectors import (
    Arrays,
    Lexicon,
    Numbers,
    Pieces,
    SparseRows,
    cut_up,
    matrix_arrays,
    matrix_from,
    rarities,
)


@dataclass(frozen=True, slots=True)
class Shared:
    """How much of every label was said, and what the labels and the phrase weigh.

    Shape: said (labels,), weight (labels,).
    """

    said: Numbers
    weight: Numbers
    total: float

    def touched(self) -> Numbers:
        """Give the labels that share a stem with the phrase, first to last."""
        return np.flatnonzero(self.said > 0)

    def of_label(self, labels: Numbers) -> Numbers:
        """Give the share of labels that was said.

        Shape: labels (n,) -> (n,), in [0, 1].
        """
        share: Numbers = self.said[labels] / self.weight[labels]
        return share

    def of_phrase(self, labels: Numbers) -> Numbers:
        """Give the share of the phrase that labels say.

        Shape: labels (n,) -> (n,), in [0, 1].
        """
        share: Numbers = self.said[labels] / self.total
        return share

    def both(self, labels: Numbers) -> Numbers:
        """Give the product: 1 only where both say the same.

        Shape: labels (n,) -> (n,).
        """
        product: Numbers = self.of_label(labels) * self.of_phrase(labels)
        return product


class Shares:
    """The stems of labels, by stem.

    Args:
        stems: The stems.
        by_stem: 1 where a label (column) has a stem (row).
    """

    def __init__(self, stems: Pieces, by_stem: SparseRows) -> None:
        self._stems = stems
        self._by_stem = by_stem
        self._rarest = float(stems.rarity.max()) if len(stems.rarity) else 1.0
        weight = np.asarray(by_stem.T @ stems.rarity, dtype=np.float64).ravel()
        self._weight = np.where(weight > 0, weight, 1.0)

    @property
    def stems(self) -> Sequence[str]:
        """The stems of all labels."""
        return self._stems.names

    @classmethod
    def of(
        cls,
        labels: Sequence[array[int]],
        lexicon: Lexicon,
        cut: Callable[[str], Iterable[str]],
    ) -> Self:
        """Build from labels given as word numbers."""
        stems, counted = cut_up(labels, lexicon, cut)
        by_stem = counted.T.tocsr()
        by_stem.data[:] = 1.0
        return cls(Pieces(stems, rarities(counted)), by_stem)

    def compare(self, bag: Mapping[str, float]) -> Shared:
        """Compare a bag of stems with every label."""
        said = np.zeros(self._by_stem.shape[1], dtype=np.float64)
        total = 0.0
        for each, share in bag.items():
            number = self._stems.number(each)
            rarity = self._rarest if number is None else float(self._stems.rarity[number])
            weight = share * rarity
            total += weight
            if number is not None:
                start, end = self._by_stem.indptr[number], self._by_stem.indptr[number + 1]
                said[self._by_stem.indices[start:end]] += weight
        return Shared(said, self._weight, total or 1.0)

    def arrays(self, name: str) -> dict[str, Numbers]:
        """Give everything as arrays."""
        return self._stems.arrays(name) | matrix_arrays(f"{name}.rows", self._by_stem)

    @classmethod
    def from_arrays(cls, arrays: Arrays, name: str) -> Self:
        """Take everything out of arrays given by ``arrays``."""
        return cls(Pieces.from_arrays(arrays, name), matrix_from(arrays, f"{name}.rows"))
