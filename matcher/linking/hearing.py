"""How phrases of one language are heard: as vectors of meaning, through what was learnt.

Rules:

- Letter groups and stems are two ears: the first hears unknown words that look like known
  ones, the second whole words and descriptions.
- Letters learn from the labels compared with phrases, or from all labels of the language
  where there are none to compare; stems learn from every text in the language.

What it does not do: compare labels.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from matcher.linking.labels import Vocabulary, own_wordings
from matcher.linking.meaning import Meaning, mapping
from matcher.linking.vectors import (
    Arrays,
    Lexicon,
    Numbers,
    Pieces,
    Space,
    cut_up,
    letter_groups,
    rarities,
    weighed,
)
from matcher.normalise import fold, stem, without_accents, words
from matcher.types import ConceptUri

_FIRM_LETTERS, _FIRM_STEMS = 1.0, 0.2
_DESCRIPTION = 0.3


@dataclass(frozen=True, slots=True)
class Ear:
    """Pieces and the direction each points in.

    Shape: directions (pieces, k).
    """

    pieces: Pieces
    directions: Numbers

    def hear(self, bag: Mapping[str, float]) -> Numbers:
        """Give the unit vector of a bag of pieces; zeros when none is known.

        Shape: (k,).
        """
        return self.direction(*self.pieces.vector(bag))

    def direction(self, numbers: Numbers, weights: Numbers) -> Numbers:
        """Give the unit vector of a bag whose vector the pieces gave.

        Shape: numbers (n,), weights (n,) -> (k,).
        """
        heard: Numbers = weights @ self.directions[numbers].astype(np.float32)
        length = float(np.sqrt((heard * heard).sum()))
        return heard / np.float32(length if length > 1e-9 else 1.0)

    def arrays(self, name: str) -> dict[str, Numbers]:
        """Give everything as arrays; directions are kept in half precision."""
        return self.pieces.arrays(name) | {f"{name}.directions": self.directions}

    @classmethod
    def from_arrays(cls, arrays: Arrays, name: str, like: Pieces | None = None) -> Self:
        """Take everything out of arrays given by ``arrays``; equal pieces are shared."""
        pieces = Pieces.from_arrays(arrays, name) if like is None else like.or_from(arrays, name)
        return cls(pieces, arrays[f"{name}.directions"])


def letter_bag(phrase: Sequence[str]) -> Counter[str]:
    """Give the letter groups of a phrase's words, with how often each stands there."""
    return Counter(group for word in phrase for group in letter_groups(word))


def stem_bag(phrase: Sequence[str], language: str) -> Counter[str]:
    """Give the stems of a phrase's words, with how often each stands there."""
    return Counter(stem(word, language) for word in phrase)


def train_on_labels(letters: Space, vectors: Numbers, preferred: Numbers, starts: Numbers) -> Ear:
    """Learn letter groups from the labels of concepts.

    Shape: letters has a row a label, vectors (concepts, k), preferred (labels,),
    starts (concepts + 1,).
    """
    many = np.diff(starts)
    shares = np.where(preferred, 2.0, 1.0) / np.repeat(many + 1, many)
    target = np.repeat(vectors, many, axis=0)
    learnt = mapping(letters.by_piece.T.tocsr(), target, shares, _FIRM_LETTERS)
    return Ear(letters.pieces, learnt.astype(np.float16))


def train_on_language(vocabulary: Vocabulary, language: str, meaning: Meaning) -> Ear:
    """Learn letter groups from the labels all concepts have in a language."""
    texts, uris, shares = _labels(vocabulary, language)
    lexicon = Lexicon()
    rows = [lexicon.add(text.split()) for text in texts]
    return _trained(rows, lexicon, letter_groups, meaning.of(uris), shares, _FIRM_LETTERS)


def train_on_texts(vocabulary: Vocabulary, language: str, meaning: Meaning) -> Ear:
    """Learn stems from the labels and descriptions all concepts have in a language."""
    texts, uris, shares = _labels(vocabulary, language)
    for concept in sorted(vocabulary.concepts, key=lambda each: each.uri):
        told = concept.descriptions.get(language)
        if told:
            texts.append(" ".join(words(without_accents(fold(told)), language)))
            uris.append(concept.uri)
            shares.append(_DESCRIPTION)
    lexicon = Lexicon()
    rows = [lexicon.add(text.split()) for text in texts]

    def cut(word: str) -> tuple[str]:
        return (stem(word, language),)

    return _trained(rows, lexicon, cut, meaning.of(uris), shares, _FIRM_STEMS)


def _labels(
    vocabulary: Vocabulary, language: str
) -> tuple[list[str], list[ConceptUri], list[float]]:
    """Give every label of a language, its concept, and how much it counts."""
    texts: list[str] = []
    uris: list[ConceptUri] = []
    shares: list[float] = []
    for concept in sorted(vocabulary.concepts, key=lambda each: each.uri):
        found = own_wordings(concept, language)
        texts.extend(found)
        uris.extend([concept.uri] * len(found))
        shares.extend((2.0 if own else 1.0) / (len(found) + 1) for own in found.values())
    return texts, uris, shares


def _trained(  # noqa: PLR0917 (all of one text after another)
    rows: Sequence[array[int]],
    lexicon: Lexicon,
    cut: Callable[[str], Iterable[str]],
    target: Numbers,
    shares: Sequence[float],
    firmness: float,
) -> Ear:
    """Learn the directions of pieces from texts given as word numbers."""
    names, counted = cut_up(rows, lexicon, cut)
    rarity = rarities(counted)
    learnt = mapping(weighed(counted, rarity), target, np.array(shares), firmness)
    return Ear(Pieces(names, rarity), learnt.astype(np.float16))
