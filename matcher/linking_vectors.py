"""Phrases as sparse vectors of letter groups and of word stems.

Rules:

- Letter groups are the 3 to 5 neighbouring letters of each word with its borders, so that
  endings, compounds and typing mistakes cost a part and never everything.
- Rare pieces count more (inverse document frequency), repeated ones little more than once;
  vectors have length 1, so a product of two is their cosine.
- Each distinct word is cut and stemmed once, however many labels it stands in.

What it does not do: normalise text (``matcher.normalise``), or rank.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from scipy import sparse

Numbers = np.ndarray[Any, np.dtype[Any]]
SparseRows = Any
"""A SciPy CSR matrix of float32; SciPy has no types of its own."""

_SIZES = (3, 4, 5)


def letter_groups(word: str) -> list[str]:
    """Give the groups of 3 to 5 letters of a word and its borders, with repetitions."""
    padded = f" {word} "
    groups: list[str] = []
    for size in _SIZES:
        groups.extend(padded[at : at + size] for at in range(len(padded) - size + 1))
        if len(padded) <= size:
            break
    return groups


class Lexicon:
    """Numbers for distinct words, in the order they were first seen."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def words(self) -> list[str]:
        """The words, by number."""
        return list(self._numbers)

    def add(self, words: Iterable[str]) -> array[int]:
        """Give the number of each word, taking in new ones."""
        numbers = self._numbers
        return array("i", [numbers.setdefault(word, len(numbers)) for word in words])


class Space:
    """A TF-IDF space over rows of words, each word being cut into pieces by one rule.

    Args:
        rows: Word numbers of each text, from ``lexicon``; more words may be in the lexicon.
        lexicon: The words.
        cut: The pieces of a word: its letter groups, or its stem alone.

    Shape: rows (n,) -> vectors (n, pieces), kept by piece.
    """

    def __init__(
        self,
        rows: Sequence[array[int]],
        lexicon: Lexicon,
        cut: Callable[[str], Iterable[str]],
    ) -> None:
        from sklearn.feature_extraction.text import TfidfTransformer  # noqa: PLC0415  (slow)

        self._cut = cut
        self._pieces = Lexicon()
        cuts = [self._pieces.add(cut(word)) for word in lexicon.words]
        of_words = _counts(cuts, len(self._pieces))
        self._weigher = TfidfTransformer(sublinear_tf=True)
        vectors = self._weigher.fit_transform(_counts(rows, len(lexicon)) @ of_words)
        self._by_piece: SparseRows = vectors.T.tocsr()
        self._known = {piece: number for number, piece in enumerate(self._pieces.words)}
        self._rarity: dict[str, float] = dict(
            zip(self._known, self._weigher.idf_.tolist(), strict=True)
        )
        self._rarest = max(self._rarity.values(), default=1.0)

    def likeness(self, phrases: Iterable[Sequence[str]]) -> Numbers:
        """Compare phrases, each given as words, with every row; unknown pieces are left out.

        Shape: phrases (m,) -> cosines (m, n) in [0, 1].
        """
        known = self._known
        rows = [
            array(
                "i", [known[piece] for word in words for piece in self._cut(word) if piece in known]
            )
            for words in phrases
        ]
        placed = self._weigher.transform(_counts(rows, len(known)))
        cosines: Numbers = (placed @ self._by_piece).toarray()
        return cosines

    def rarity(self, piece: str) -> float:
        """Say how rare a piece is; an unknown one counts as the rarest."""
        return self._rarity.get(piece, self._rarest)


def _counts(rows: Sequence[array[int]], width: int) -> SparseRows:
    """Give the matrix of how often each number stands in each row."""
    starts = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=starts[1:])
    columns = np.fromiter(chain.from_iterable(rows), dtype=np.int32, count=int(starts[-1]))
    ones = np.ones(len(columns), dtype=np.float32)
    matrix = sparse.csr_matrix((ones, columns, starts), shape=(len(rows), max(width, 1)))
    matrix.sum_duplicates()
    return matrix
