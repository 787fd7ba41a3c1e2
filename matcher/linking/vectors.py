"""Texts as sparse vectors of pieces: letter groups, or stems.

Rules:

- Letter groups are the 3 to 5 neighbouring letters of each word with its borders, so that
  endings, compounds and typing mistakes cost a part and never everything.
- Rare pieces count more (inverse document frequency), repeated ones little more than once;
  vectors have length 1, so a product of two is their cosine.
- Each distinct word is cut and stemmed once, however many labels it stands in.
- What is prepared is arrays only, so that it can be kept and loaded.

What it does not do: normalise text (``matcher.normalise``), rank, or open files.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Self

import numpy as np
from scipy import sparse
from scipy.sparse import _sparsetools  # the public product copies rows, which costs more than it

Numbers = np.ndarray[Any, np.dtype[Any]]
SparseRows = Any
"""A SciPy CSR matrix of float32; SciPy has no types of its own."""
Arrays = Mapping[str, Numbers]
"""Arrays by name: what a prepared file holds."""

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


class Pieces:
    """The pieces of one space by number, and how rare each is."""

    def __init__(self, names: Sequence[str], rarity: Numbers) -> None:
        self.names = names
        self.rarity = rarity
        self._known = {name: number for number, name in enumerate(names)}

    def number(self, name: str) -> int | None:
        """Give the number of a piece, or ``None``."""
        return self._known.get(name)

    def vector(self, bag: Mapping[str, float]) -> tuple[Numbers, Numbers]:
        """Give the numbers and the unit weights of a bag of pieces; unknown ones are left out.

        Shape: two of (known pieces of the bag,).
        """
        known = self._known
        found = sorted([(known[name], many) for name, many in bag.items() if name in known])
        numbers = np.array([number for number, _ in found], dtype=np.int32)
        many = np.array([many for _, many in found], dtype=np.float32)
        weights = np.where(many > 1, 1 + np.log(np.maximum(many, 1)), many)
        weights = (weights * self.rarity[numbers]).astype(np.float32)
        length = float(np.sqrt((weights * weights).sum()))
        return numbers, weights / np.float32(length or 1.0)

    def arrays(self, name: str) -> dict[str, Numbers]:
        """Give the pieces as arrays."""
        return {f"{name}.names": packed(self.names), f"{name}.rarity": self.rarity}

    @classmethod
    def from_arrays(cls, arrays: Arrays, name: str) -> Self:
        """Take the pieces out of arrays given by ``arrays``."""
        return cls(unpacked(arrays[f"{name}.names"]), arrays[f"{name}.rarity"])

    def or_from(self, arrays: Arrays, name: str) -> Pieces:
        """Give these pieces where the arrays hold the same ones, else those of the arrays."""
        same = np.array_equal(self.rarity, arrays[f"{name}.rarity"]) and np.array_equal(
            packed(self.names), arrays[f"{name}.names"]
        )
        return self if same else Pieces.from_arrays(arrays, name)


class Space:
    """Rows of pieces, ready to be compared with bags of pieces.

    Args:
        pieces: The pieces.
        by_piece: The rows' unit vectors, turned: one row a piece.

    Shape: by_piece (pieces, rows).
    """

    def __init__(self, pieces: Pieces, by_piece: SparseRows) -> None:
        self.pieces = pieces
        self.by_piece = by_piece

    @classmethod
    def of(
        cls,
        rows: Sequence[array[int]],
        lexicon: Lexicon,
        cut: Callable[[str], Iterable[str]],
    ) -> Self:
        """Build the space of texts given as word numbers; more words may be in the lexicon."""
        names, counted = cut_up(rows, lexicon, cut)
        rarity = rarities(counted)
        return cls(Pieces(names, rarity), weighed(counted, rarity).T.tocsr())

    def likeness(self, bag: Mapping[str, float]) -> Numbers:
        """Compare a bag of pieces with every row.

        Shape: (rows,), cosines in [0, 1].
        """
        return self.cosines(*self.pieces.vector(bag))

    def cosines(self, numbers: Numbers, weights: Numbers) -> Numbers:
        """Compare the vector of a bag, as its pieces give it, with every row.

        Pieces are taken from the last to the first, so what lies between two of them in the
        matrix begins after its end and is passed over.

        Shape: numbers (n,), weights (n,) -> (rows,), cosines in [0, 1].
        """
        rows = self.by_piece
        width = rows.shape[1]
        cosines: Numbers = np.zeros(width, dtype=np.float32)
        if not len(numbers):
            return cosines
        borders = np.empty(2 * len(numbers), dtype=rows.indptr.dtype)
        borders[0::2] = rows.indptr[numbers[::-1]]
        borders[1::2] = rows.indptr[1:][numbers[::-1]]
        shares = np.zeros(len(borders) - 1, dtype=np.float32)
        shares[0::2] = weights[::-1]
        _sparsetools.csc_matvec(
            width, len(shares), borders, rows.indices, rows.data, shares, cosines
        )
        return cosines

    def laid(self, places: Numbers) -> Space:
        """Give the same space with its rows in other places.

        Shape: places (rows,), the new place of each row.
        """
        rows = self.by_piece
        parts = (rows.data, places[rows.indices], rows.indptr)
        return Space(self.pieces, sparse.csr_matrix(parts, shape=rows.shape))

    def arrays(self, name: str) -> dict[str, Numbers]:
        """Give the space as arrays, each name beginning with ``name``."""
        return self.pieces.arrays(name) | matrix_arrays(f"{name}.rows", self.by_piece)

    @classmethod
    def from_arrays(cls, arrays: Arrays, name: str) -> Self:
        """Take the space out of arrays given by ``arrays``."""
        return cls(Pieces.from_arrays(arrays, name), matrix_from(arrays, f"{name}.rows"))


def counts(rows: Sequence[array[int]], width: int) -> SparseRows:
    """Give the matrix of how often each number stands in each row."""
    starts = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=starts[1:])
    columns = np.fromiter(chain.from_iterable(rows), dtype=np.int32, count=int(starts[-1]))
    ones = np.ones(len(columns), dtype=np.float32)
    matrix = sparse.csr_matrix((ones, columns, starts), shape=(len(rows), max(width, 1)))
    matrix.sum_duplicates()
    return matrix


class Segments:
    """Runs of labels, one a concept, and the greatest value of each run.

    Runs are laid side by side, longest first, so that whole layers are compared at once.

    Args:
        starts: The first place of each run, and at its end the number of places; no run is
            empty.

    ``beside`` gives the place each place has when runs are laid side by side.
    """

    def __init__(self, starts: Numbers) -> None:
        lengths = np.diff(starts)
        self._run = np.repeat(np.arange(len(lengths)), lengths)
        self._order = np.argsort(-lengths, kind="stable")
        longest = lengths[self._order]
        begins = starts[:-1][self._order]
        self._layers: list[tuple[int, int]] = []
        places = []
        for step in range(int(longest.max(initial=0))):
            reach = int(np.searchsorted(-longest, -step, side="left"))
            start = self._layers[-1][1] if self._layers else 0
            self._layers.append((start, start + reach))
            places.append((begins[:reach] + step).astype(np.int32))
        self.beside = np.empty(int(starts[-1]), dtype=np.int32)
        if places:
            self.beside[np.concatenate(places)] = np.arange(len(self.beside), dtype=np.int32)

    def greatest(self, values: Numbers) -> Numbers:
        """Give the greatest value of each run, in the order of the runs.

        Shape: values (places,), laid side by side -> (runs,).
        """
        if not self._layers:
            return values[:0]
        best = values[: self._layers[0][1]].copy()
        for start, end in self._layers[1:]:
            part = best[: end - start]
            np.maximum(part, values[start:end], out=part)
        found = np.empty_like(best)
        found[self._order] = best
        return found

    def greatest_of(self, places: Numbers, values: Numbers) -> Numbers:
        """Give the greatest value of each run where only some places have one above 0.

        Shape: places (n,) in rising order, values (n,) -> (runs,).
        """
        found = np.zeros(len(self._order), dtype=values.dtype)
        if len(places):
            runs = self._run[places]
            first = np.flatnonzero(np.diff(runs, prepend=-1))
            found[runs[first]] = np.maximum.reduceat(values, first)
        return found


def cut_up(
    rows: Sequence[array[int]], lexicon: Lexicon, cut: Callable[[str], Iterable[str]]
) -> tuple[list[str], SparseRows]:
    """Cut the words of texts, and give the pieces and how often each stands in each text.

    Shape: rows (n,) -> (n, pieces), one empty column when there is no piece.
    """
    pieces = Lexicon()
    cuts = [pieces.add(cut(word)) for word in lexicon.words]
    if not len(pieces):
        return [], counts([array("i") for _ in rows], 1)
    return pieces.words, counts(rows, len(lexicon)) @ counts(cuts, len(pieces))


def rarities(counted: SparseRows) -> Numbers:
    """Give the inverse document frequency of each column, never below 1."""
    in_rows = np.bincount(counted.indices, minlength=counted.shape[1])
    rarity: Numbers = (np.log((1 + counted.shape[0]) / (1 + in_rows)) + 1).astype(np.float32)
    return rarity


def weighed(counted: SparseRows, rarity: Numbers) -> SparseRows:
    """Give unit rows of weighed pieces from their counts."""
    matrix = counted.tocsr().copy()
    matrix.data = (1 + np.log(matrix.data)) * rarity[matrix.indices]
    return unit_rows(matrix)


def unit_rows(matrix: SparseRows) -> SparseRows:
    """Give the rows with length 1; a row of nothing stays so."""
    squares = np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()
    lengths = np.sqrt(np.where(squares > 0, squares, 1.0)).astype(np.float32)
    matrix.data /= np.repeat(lengths, np.diff(matrix.indptr))
    return matrix


def matrix_arrays(name: str, matrix: SparseRows) -> dict[str, Numbers]:
    """Give a CSR matrix as arrays."""
    return {
        f"{name}.data": matrix.data.astype(np.float32),
        f"{name}.indices": matrix.indices.astype(np.int32),
        f"{name}.indptr": matrix.indptr.astype(np.int64),
        f"{name}.shape": np.array(matrix.shape, dtype=np.int64),
    }


def matrix_from(arrays: Arrays, name: str) -> SparseRows:
    """Take a CSR matrix out of arrays."""
    height, width = arrays[f"{name}.shape"].tolist()
    parts = (arrays[f"{name}.data"], arrays[f"{name}.indices"], arrays[f"{name}.indptr"])
    return sparse.csr_matrix(parts, shape=(height, width))


def packed(texts: Iterable[str]) -> Numbers:
    """Give texts without zero bytes as one array of bytes."""
    return np.frombuffer("\0".join(texts).encode("utf-8", "surrogatepass"), dtype=np.uint8)


def unpacked(array_of_bytes: Numbers) -> list[str]:
    """Take texts out of the array ``packed`` gave."""
    text = array_of_bytes.tobytes().decode("utf-8", "surrogatepass")
    return text.split("\0") if text else []
