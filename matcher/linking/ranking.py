"""Compare phrases with an index and put its concepts in order.

Rules:

- The concepts closest by letters, subject, words, meaning or translation are looked at
  again, with the groups most of them vote for; the learnt weights order them.
- A phrase that is the preferred label of a single concept needs no further sign; the name
  of a group of occupations does, since single ones are often called the same. What shares
  nothing at all with a phrase scores 0.
- Equal scores are ordered: best label preferred, closer subject, then identifier.
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
from matcher.linking.shares import Shared
from matcher.linking.signs import Compared, Groups, gather, highest
from matcher.linking.vectors import Numbers, Segments
from matcher.linking.weights import LinkingWeights
from matcher.normalise import forms, words
from matcher.types import ConceptUri

_BY_LETTERS = 60
_BY_SUBJECT = 30
_BY_MEANING = 40
_BY_WORDS = 30
_BY_BRIDGE = 20
_GROUPS = 6
_TOGETHER = 16


class Found(NamedTuple):
    """A concept found for a phrase, the label to show, and its score in [0, 1]."""

    uri: ConceptUri
    label: str
    score: float


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
        self._meaning = np.ascontiguousarray(index.meaning.T)
        self._labels = Segments(index.entries.starts)
        self._letters = index.letters.laid(self._labels.beside)
        self._bridges = Segments(index.bridge_starts)
        size = len(index.entries.uris)
        self._allowed = np.ones(size, dtype=bool) if allowed is None else allowed

    def read(self, phrases: Iterable[str]) -> list[tuple[str, ...]]:
        """Give the words of phrases, as all other methods take them."""
        return [words(forms(phrase)[0], self._index.language) for phrase in phrases]

    def rank(self, phrases: Sequence[tuple[str, ...]], top: int) -> Iterator[list[Found]]:
        """Give the best concepts of each phrase, best first, each concept once.

        A phrase without a readable word gives an empty list; any other gives
        ``min(top, concepts)`` concepts, even where nothing resembles.
        """
        for phrase, signed in self.examine(phrases, top):
            yield [] if signed is None else self._ordered(" ".join(phrase), signed, top)

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
                signs, best = gather(self._index, self._groups, phrase, compared, near, votes)
                yield phrase, Signed(near, signs, best)

    def _hear(self, phrases: Sequence[tuple[str, ...]]) -> list[Heard]:
        """Compare the meaning of phrases with every concept, one phrase after another.

        Beside each other these products stay in the processor's memory; they are not made
        one product, whose last digits would depend on the batch.
        """
        index = self._index
        found = []
        for phrase in phrases:
            bag = letter_bag(phrase)
            letters = index.letters.pieces.vector(bag)
            known = index.by_letters.pieces is index.letters.pieces
            heard = index.by_letters.direction(*letters) if known else index.by_letters.hear(bag)
            by_stems = index.by_stems.hear(stem_bag(phrase, index.language))
            found.append(Heard(letters, heard @ self._meaning, by_stems @ self._meaning))
        return found

    def _compare(self, phrase: tuple[str, ...], heard: Heard) -> Compared:
        """Compare a phrase with everything."""
        index = self._index
        translated = index.translation.bag(phrase) if index.translation is not None else None
        if index.is_foreign and translated is not None:
            bag = translated
        else:
            bag = {piece: 1.0 for word in phrase for piece in index.cutter.pieces(word)}
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
        chosen = np.unique(
            np.concatenate(
                [
                    best(compared.letters, max(_BY_LETTERS, top)),
                    best(compared.subject, _BY_SUBJECT),
                    best(compared.meaning, _BY_MEANING),
                    best(compared.by_stems, _BY_MEANING),
                    best(compared.said, _BY_WORDS),
                    best(compared.named, _BY_WORDS),
                    best(compared.bridge, 0 if compared.bridge is compared.said else _BY_BRIDGE),
                    named[named >= 0],
                ]
            )
        )
        kept: Numbers = chosen[allowed[chosen]]
        return kept

    def _ordered(self, text: str, signed: Signed, top: int) -> list[Found]:
        """Weigh the signs and put the concepts in their documented order."""
        near, signs, best = signed
        entries = self._index.entries
        preferred = entries.preferred[best]
        exact = np.array(
            [own and entries.texts[at] == text for own, at in zip(preferred, best, strict=True)],
            dtype=bool,
        )
        scores = self._weights.score(signs)
        scores[exact & ~self._groups.are[near]] = 1.0
        order = np.lexsort((near, -signs[:, 4], ~preferred, -scores))[:top]
        return [
            Found(entries.uris[near[at]], entries.shown[near[at]], float(scores[at]))
            for at in order.tolist()
        ]


def _greatest(runs: Segments, shared: Shared) -> Numbers:
    """Give how much each concept and the phrase say of each other, by its best label."""
    touched = shared.touched()
    return runs.greatest_of(touched, shared.both(touched))
