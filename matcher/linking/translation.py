"""Words of one language in the English stems of the same concepts.

Rules:

- Concepts are named in many languages: a stem and an English stem that stand in the labels
  of the same concepts translate each other, the better the less they stand apart.
- At most four English stems a stem, each with its share of the best.
- A word nothing is known of stays itself, since names and loanwords often do.

What it does not do: translate sentences, or show its translations to anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Self

import numpy as np

from matcher.linking.compounds import Cutter
from matcher.linking.labels import FALLBACK_LANGUAGE, Vocabulary, own_wordings
from matcher.linking.vectors import Arrays, Lexicon, Numbers, counts, packed, unpacked
from matcher.normalise import stem

_MOST = 4
_FLOOR = 0.12
_UNKNOWN_BESIDE_KNOWN = 0.6
_LOANWORD_LETTERS = 5


class Translation:
    """English stems for the stems of one language.

    Args:
        cutter: Cuts words of the language.
        stems: For each stem of the language, its English stems and their shares.
    """

    def __init__(self, cutter: Cutter, stems: Mapping[str, Mapping[str, float]]) -> None:
        self._cutter = cutter
        self._stems = stems

    @classmethod
    def learn(cls, vocabulary: Vocabulary, language: str) -> Self:
        """Learn from all concepts that have labels in the language and in English."""
        pairs = []
        for concept in sorted(vocabulary.concepts, key=lambda each: each.uri):
            own = " ".join(own_wordings(concept, language)).split()
            english = " ".join(own_wordings(concept, FALLBACK_LANGUAGE)).split()
            if own and english:
                pairs.append((own, {stem(word, FALLBACK_LANGUAGE) for word in english}))
        cutter = Cutter((word for own, _ in pairs for word in own), language)
        here, there = Lexicon(), Lexicon()
        ours = [
            here.add(sorted({piece for word in own for piece in cutter.pieces(word)}))
            for own, _ in pairs
        ]
        theirs = [there.add(sorted(english)) for _, english in pairs]
        one, other = counts(ours, len(here)), counts(theirs, len(there))
        together = (one.T @ other).tocsr()
        often = np.asarray(one.sum(axis=0)).ravel()
        often_there = np.asarray(other.sum(axis=0)).ravel()
        names = there.words
        learnt: dict[str, dict[str, float]] = {}
        for row, name in enumerate(here.words):
            part = slice(together.indptr[row], together.indptr[row + 1])
            columns, both = together.indices[part], together.data[part]
            close = both / np.sqrt(often[row] * often_there[columns])
            close[(both < 2) & (often[row] > 2)] = 0.0
            best = np.lexsort((columns, -close))[:_MOST]
            best = best[close[best] >= _FLOOR]
            if len(best):
                learnt[name] = {
                    names[columns[at]]: float(close[at] / close[best[0]]) for at in best
                }
        return cls(cutter, learnt)

    def bag(self, words: Sequence[str]) -> dict[str, float]:
        """Give the English stems of the words of a phrase, each with its share."""
        found: dict[str, float] = {}
        for word in words:
            known = False
            for piece in self._cutter.pieces(word):
                for english, share in self._stems.get(piece, {}).items():
                    found[english] = max(found.get(english, 0.0), share)
                    known = True
            if not known or len(word) >= _LOANWORD_LETTERS:
                itself = stem(word, FALLBACK_LANGUAGE)
                share = _UNKNOWN_BESIDE_KNOWN if known else 1.0
                found[itself] = max(found.get(itself, 0.0), share)
        return found

    def arrays(self, name: str) -> dict[str, Numbers]:
        """Give the translation as arrays."""
        flat = [
            (own, english, share)
            for own, known in self._stems.items()
            for english, share in known.items()
        ]
        return {
            f"{name}.words": packed(self._cutter.words),
            f"{name}.own": packed(own for own, _, _ in flat),
            f"{name}.english": packed(english for _, english, _ in flat),
            f"{name}.shares": np.array([share for _, _, share in flat], dtype=np.float64),
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays, name: str, language: str) -> Self:
        """Take the translation out of arrays given by ``arrays``."""
        stems: dict[str, dict[str, float]] = {}
        flat: Iterable[tuple[str, str, float]] = zip(
            unpacked(arrays[f"{name}.own"]),
            unpacked(arrays[f"{name}.english"]),
            arrays[f"{name}.shares"].tolist(),
            strict=True,
        )
        for own, english, share in flat:
            stems.setdefault(own, {})[english] = share
        return cls(Cutter(unpacked(arrays[f"{name}.words"]), language), stems)
