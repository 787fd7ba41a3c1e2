"""What concepts are about, as short vectors that every language shares.

Rules:

- A concept's words are those of its labels in every language and of its English description;
  it also takes half the words of its neighbours in the graph (broader, skills of an
  occupation, related) and a quarter of theirs.
- The words of all languages together are reduced to at most 160 directions (truncated
  singular values), so concepts that share words in any language, or neighbours, are close.
- A language learns from its own labels how its pieces, letter groups or stems, map to these
  directions (ridge regression). A phrase thus meets concepts through words it does not share.
- The same concepts give the same vectors: the random start is seeded.

What it does not do: compare or rank.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
from scipy import sparse

from matcher.linking.labels import Vocabulary, own_wordings
from matcher.linking.vectors import (
    Arrays,
    Lexicon,
    Numbers,
    SparseRows,
    counts,
    packed,
    rarities,
    unpacked,
    weighed,
)
from matcher.normalise import fold, stem, without_accents, words
from matcher.taxonomy import Concept, RelationKind
from matcher.types import ConceptUri

DIRECTIONS = 160
_SPARE = 16
_CLOSENESS = {
    RelationKind.BROADER: 1.0,
    RelationKind.ESSENTIAL_SKILL: 0.5,
    RelationKind.OPTIONAL_SKILL: 0.2,
    RelationKind.RELATED: 0.5,
}
_NEAR, _FAR = 0.5, 0.25
_ENGLISH, _DESCRIBED = 2.0, 1.5
_STEPS = 10


class Meaning:
    """Unit vectors of the concepts of a vocabulary.

    Shape: vectors (concepts, directions), directions at most 160.
    """

    def __init__(self, uris: Sequence[ConceptUri], vectors: Numbers) -> None:
        self._places = {uri: place for place, uri in enumerate(uris)}
        self.vectors = vectors

    @classmethod
    def learn(cls, vocabulary: Vocabulary) -> Self:
        """Learn from all the words and relations of a vocabulary."""
        ordered = sorted(vocabulary.concepts, key=lambda each: each.uri)
        uris = [concept.uri for concept in ordered]
        return cls(uris, _reduced(_words_of(ordered), _around(uris, vocabulary)))

    def arrays(self) -> dict[str, Numbers]:
        """Give everything as arrays."""
        return {"uris": packed(self._places), "vectors": self.vectors}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Take everything out of arrays given by ``arrays``."""
        return cls([ConceptUri(uri) for uri in unpacked(arrays["uris"])], arrays["vectors"])

    def of(self, uris: Sequence[ConceptUri]) -> Numbers:
        """Give the vectors of concepts.

        Shape: uris (n,) -> (n, directions).
        """
        found: Numbers = self.vectors[[self._places[uri] for uri in uris]]
        return found


def mapping(pieces: SparseRows, vectors: Numbers, shares: Numbers, firmness: float) -> Numbers:
    """Learn how pieces map to directions, from texts whose concept is known.

    Args:
        pieces: Unit rows of the texts.
        vectors: The vector of each text's concept.
        shares: How much each text counts.
        firmness: How strongly rare pieces are held back (ridge).

    Shape: pieces (texts, p), vectors (texts, k), shares (texts,) -> (p, k).
    """
    weighted = pieces.T.tocsr()
    weighted.data *= shares.astype(np.float32)[weighted.indices]
    learnt: Numbers = np.zeros((pieces.shape[1], vectors.shape[1]), dtype=np.float32)
    rest: Numbers = np.asarray(weighted @ vectors, dtype=np.float32)
    step = rest.copy()
    size = (rest * rest).sum(axis=0)
    for _ in range(_STEPS):
        ahead = weighted @ (pieces @ step) + firmness * step
        along = size / np.maximum((step * ahead).sum(axis=0), 1e-12)
        learnt += along * step
        rest -= along * ahead
        left = (rest * rest).sum(axis=0)
        step = rest + (left / np.maximum(size, 1e-12)) * step
        size = left
    return learnt


def unit(vectors: Numbers) -> Numbers:
    """Give rows with length 1; a row of nothing stays so."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    divided: Numbers = vectors / np.where(lengths > 1e-9, lengths, 1.0)
    return divided


def _around(uris: Sequence[ConceptUri], vocabulary: Vocabulary) -> SparseRows:
    """Give each concept's neighbours, their closeness adding up to 1."""
    places = {uri: place for place, uri in enumerate(uris)}
    ends: list[tuple[int, int]] = []
    close: list[float] = []
    for relation in vocabulary.relations:
        one, other = places.get(relation.source), places.get(relation.target)
        if one is not None and other is not None:
            ends += [(one, other), (other, one)]
            close += [_CLOSENESS[relation.kind]] * 2
    rows, columns = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    size = (len(uris), len(uris))
    around = sparse.csr_matrix((close, (rows, columns)), shape=size, dtype=np.float32)
    total = np.asarray(around.sum(axis=1)).ravel()
    around.data /= np.repeat(np.where(total > 0, total, 1.0), np.diff(around.indptr))
    return around.astype(np.float32)


def _words_of(ordered: Sequence[Concept]) -> SparseRows:
    """Give the weighed stems of every language, and of descriptions, side by side."""
    languages = sorted({label.language for concept in ordered for label in concept.labels})
    blocks = [sparse.csr_matrix((len(ordered), 1), dtype=np.float32)]
    for language in languages:
        rows = [
            [stem(word, language) for text in own_wordings(each, language) for word in text.split()]
            for each in ordered
        ]
        blocks.append(_block(rows) * (_ENGLISH if language == "en" else 1.0))
    described = [
        [
            stem(word, "en")
            for word in words(without_accents(fold(each.descriptions.get("en", ""))), "en")
        ]
        for each in ordered
    ]
    blocks.append(_block(described) * _DESCRIBED)
    return sparse.hstack(blocks).tocsr().astype(np.float32)


def _block(rows: Sequence[Sequence[str]]) -> SparseRows:
    """Give unit rows of the stems that stand in two rows or more; of all in few rows."""
    lexicon = Lexicon()
    counted = counts([lexicon.add(row) for row in rows], len(lexicon))
    block = weighed(counted, rarities(counted))
    often = np.bincount(counted.indices, minlength=counted.shape[1]) >= 2
    return block[:, often] if often.any() else block


def _reduced(own: SparseRows, around: SparseRows) -> Numbers:
    """Reduce the words of concepts and their neighbours to few directions, as unit rows."""
    size = own.shape[0]
    rank = min(DIRECTIONS, size)
    if not rank:
        return np.zeros((0, 1), dtype=np.float32)
    taken = min(rank + _SPARE, size)
    start = np.random.default_rng(0).standard_normal((own.shape[1], taken), dtype=np.float32)

    def spread(columns: Numbers) -> Numbers:
        near = around @ columns
        result: Numbers = columns + _NEAR * near + _FAR * (around @ near)
        return result

    turned = around.T.tocsr()

    def gathered(columns: Numbers) -> Numbers:
        near = turned @ columns
        result: Numbers = columns + _NEAR * near + _FAR * (turned @ near)
        return result

    sketch = spread(own @ start)
    lengths = np.linalg.norm(sketch, axis=1, keepdims=True)
    scale = 1.0 / np.where(lengths > 1e-9, lengths / np.sqrt(taken), 1.0)
    basis, _ = np.linalg.qr(scale * sketch)
    words_of = own.T.tocsr()
    for _ in range(2):
        back, _ = np.linalg.qr(words_of @ gathered(scale * basis))
        basis, _ = np.linalg.qr(scale * spread(own @ back))
    small = (words_of @ gathered(scale * basis)).T
    squares, left = np.linalg.eigh((small @ small.T).astype(np.float64))
    strongest = np.argsort(-squares, kind="stable")[:rank]
    strength = np.sqrt(np.maximum(squares[strongest], 0.0))
    return unit(((basis @ left[:, strongest]) * strength).astype(np.float32))
