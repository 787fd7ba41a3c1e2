"""Compare phrases with an index and put its concepts in order.

Rules:

- The concepts closest by letters, subject, words, meaning or translation are looked at
  again, with the groups most of them vote for; the learnt weights order them.
- A phrase that is the preferred label of a single concept needs no further sign; the name
  of a group of occupations does, since single ones are often called the same. What shares
  nothing at all with a phrase scores 0.
- Equal scores are ordered: best label preferred, closer subject, then identifier.
- How senior somebody is, and the grade at the end of a title, tell no occupation from another:
  they are left out, unless a label says the same.
- A phrase's answer depends on nothing else in its batch.

What it does not do: say when an answer may be trusted (``matcher.linking.linker``), or
keep phrases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from matcher.linking.hearing import letter_bag, stem_bag
from matcher.linking.index import LanguageIndex
from matcher.linking.kinship import Kinship
from matcher.linking.shares import Shared
from matcher.linking.signs import SIGNS, Borders, Compared, Groups, gather, highest
from matcher.linking.vectors import Numbers, Segments
from matcher.linking.weights import LinkingWeights
from matcher.normalise import forms, words
from matcher.normalise_words import GRADES, LEVELS
from matcher.taxonomy import ConceptKind
from matcher.types import ConceptUri

_BY_LETTERS = 40
_BY_SUBJECT = 15
_BY_MEANING = 30
_BY_STEMS = 20
_BY_WORDS = 15
_BY_BRIDGE = 12
_GROUPS = 6
_TOGETHER = 64
_EXACT_PREFERRED, _SUBJECT = SIGNS.index("exact_preferred"), SIGNS.index("subject")
_SHORT = 2
_FINE = 4000.0
"""Into how many parts a direction of length 1 is cut: sums of products stay below 2 ** 24, up to
which float32 counts whole numbers exactly, whatever the order."""


class Found(NamedTuple):
    """A concept found for a phrase, the label to show, its score in [0, 1], and its signs.

    Shape: signs (signs,).
    """

    uri: ConceptUri
    label: str
    score: float
    signs: Numbers


class Signed(NamedTuple):
    """The concepts looked at twice for a phrase: their places, signs and best labels.

    Shape: near (n,), signs (n, signs), best (n,).
    """

    near: Numbers
    signs: Numbers
    best: Numbers


class Heard(NamedTuple):
    """The letter groups of a phrase as a vector, and its likeness in meaning to every concept.

    Shape: meaning (concepts,), by letters; by_stems (concepts,).
    """

    letters: tuple[Numbers, Numbers]
    meaning: Numbers
    by_stems: Numbers


class Ranking:
    """Ranks the concepts of one index.

    Args:
        index: What phrases are compared with.
        weights: Learnt.
        allowed: Which concepts may be answers; all when ``None``.
    """

    def __init__(
        self, index: LanguageIndex, weights: LinkingWeights, allowed: Numbers | None = None
    ) -> None:
        self._index = index
        self._weights = weights
        self._groups = Groups(index)
        self._titles = ConceptKind.OCCUPATION in index.entries.kinds
        self._borders = Borders(index.entries.texts)
        self._meaning = np.ascontiguousarray(_whole(index.meaning).T)
        self._labels = Segments(index.entries.starts)
        self._letters = index.letters.laid(self._labels.beside)
        self._bridges = Segments(index.bridge_starts)
        self._kinship = Kinship(index.shares.stems, index.language)
        size = len(index.entries.uris)
        self._allowed = np.ones(size, dtype=bool) if allowed is None else allowed

    def read(self, phrases: Iterable[str]) -> list[tuple[str, ...]]:
        """Give the words of phrases, as all other methods take them."""
        found = (words(forms(phrase)[0], self._index.language) for phrase in phrases)
        return [self._without_level(each) for each in found] if self._titles else list(found)

    def _without_level(self, phrase: tuple[str, ...]) -> tuple[str, ...]:
        """Take level and grade from a title that is no label and says more than these."""
        kept = phrase[:-1] if phrase and phrase[-1] in GRADES else phrase
        kept = tuple(word for word in kept if word not in LEVELS)
        if len(kept) == len(phrase) or not any(len(word) > _SHORT for word in kept):
            return phrase
        return phrase if " ".join(phrase) in self._index.entries.texts else kept

    @property
    def is_foreign(self) -> bool:
        """Whether phrases are compared with labels of other languages."""
        return self._index.is_foreign

    def by_ear(self, phrase: tuple[str, ...]) -> tuple[str, ...] | None:
        """Give the phrase as it may have been meant by who spells by ear, if labels know that."""
        return None if self._index.is_foreign else self._kinship.by_ear(phrase)

    def rank(self, phrases: Sequence[tuple[str, ...]], top: int) -> Iterator[list[Found]]:
        """Give the best concepts of each phrase, best first, each concept once.

        A phrase without a readable word gives an empty list; any other gives
        ``min(top, concepts)`` concepts, even where nothing resembles.
        """
        for _, signed in self.examine(phrases, top):
            yield [] if signed is None else self._ordered(signed, top)

    def examine(
        self, phrases: Sequence[tuple[str, ...]], top: int = 1
    ) -> Iterator[tuple[tuple[str, ...], Signed | None]]:
        """Give each phrase, and the signs of the concepts worth a second look."""
        none = not self._allowed.any()
        for start in range(0, len(phrases), _TOGETHER):
            part = phrases[start : start + _TOGETHER]
            for phrase, heard in zip(part, self._hear(part), strict=True):
                if not phrase or none:
                    yield phrase, None
                    continue
                compared = self._compare(phrase, heard)
                votes = self._groups.vote(compared)
                near = self._near(compared, votes, top)
                signs, best = gather(
                    self._index, self._borders, self._groups, phrase, compared, near, votes
                )
                yield phrase, Signed(near, signs, best)

    def _hear(self, phrases: Sequence[tuple[str, ...]]) -> list[Heard]:
        """Compare the meaning of phrases with every concept, all in one product.

        Directions are whole numbers so small that every sum is exact: the product of a
        batch has the same digits as that of each phrase alone.
        """
        index = self._index
        if not phrases:
            return []
        known = index.by_letters.pieces is index.letters.pieces
        letters, by_letters, by_stems = [], [], []
        for phrase in phrases:
            bag = letter_bag(phrase)
            vector = index.letters.pieces.vector(bag)
            letters.append(vector)
            by_letters.append(
                index.by_letters.direction(*vector) if known else index.by_letters.hear(bag)
            )
            by_stems.append(index.by_stems.hear(stem_bag(phrase, index.language)))
        likeness = _whole(np.array([*by_letters, *by_stems])) @ self._meaning
        likeness /= np.float32(_FINE * _FINE)
        return [
            Heard(*each)
            for each in zip(
                letters, likeness[: len(phrases)], likeness[len(phrases) :], strict=True
            )
        ]

    def _compare(self, phrase: tuple[str, ...], heard: Heard) -> Compared:
        """Compare a phrase with everything."""
        index = self._index
        translated = index.translation.bag(phrase) if index.translation is not None else None
        if index.is_foreign and translated is not None:
            bag = translated
        else:
            said_pieces = {piece: 1.0 for word in phrase for piece in index.cutter.pieces(word)}
            bag = self._kinship.bag(said_pieces)
        by_label = self._letters.cosines(*heard.letters)
        shared = index.shares.compare(bag)
        said = _greatest(self._labels, shared)
        bridge = said
        if index.bridge is not None and translated is not None:
            bridge = _greatest(self._bridges, index.bridge.compare(translated))
        return Compared(
            by_label=by_label,
            beside=self._labels.beside,
            shared=shared,
            letters=self._labels.greatest(by_label),
            subject=index.subjects.likeness(bag),
            named=index.named.likeness(bag),
            described=index.described.likeness(bag),
            meaning=heard.meaning,
            by_stems=heard.by_stems,
            said=said,
            bridge=bridge,
        )

    def _near(self, compared: Compared, votes: Numbers, top: int) -> Numbers:
        """Choose the places worth a second look."""
        allowed = self._allowed

        everything = bool(allowed.all())

        def best(values: Numbers, count: int) -> Numbers:
            return highest(values if everything else np.where(allowed, values, -1.0), count)

        named = self._groups.places[highest(votes, _GROUPS)]
        looked_at = np.zeros(len(allowed), dtype=bool)
        looked_at[
            np.concatenate(
                [
                    best(compared.letters, max(_BY_LETTERS, top)),
                    best(compared.subject, _BY_SUBJECT),
                    best(compared.meaning, _BY_MEANING),
                    best(compared.by_stems, _BY_STEMS),
                    best(compared.said, _BY_WORDS),
                    best(compared.named, _BY_WORDS),
                    best(compared.bridge, 0 if compared.bridge is compared.said else _BY_BRIDGE),
                    named[named >= 0],
                ]
            )
        ] = True
        return np.flatnonzero(looked_at & allowed)

    def _ordered(self, signed: Signed, top: int) -> list[Found]:
        """Weigh the signs and put the concepts in their documented order."""
        near, signs, best = signed
        entries = self._index.entries
        preferred = entries.preferred[best]
        scores = self._weights.score(signs)
        named = signs[:, _EXACT_PREFERRED] > 0
        scores[named & ~self._groups.are[near]] = 1.0
        order = np.lexsort((near, -signs[:, _SUBJECT], ~preferred, -scores))[:top]
        return [
            Found(entries.uris[near[at]], entries.shown[near[at]], float(scores[at]), signs[at])
            for at in order.tolist()
        ]


def _whole(vectors: Numbers) -> Numbers:
    """Give vectors of length 1 at most in whole numbers, each kept as float32."""
    fine: Numbers = np.rint(vectors * _FINE).astype(np.float32)
    return fine


def _greatest(runs: Segments, shared: Shared) -> Numbers:
    """Give how much each concept and the phrase say of each other, by its best label."""
    touched = shared.touched()
    return runs.greatest_of(touched, shared.both(touched))
