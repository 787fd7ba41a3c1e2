"""Concepts of one language ready to be compared with phrases, and the comparison itself.

Rules:

- The best of a concept's labels speaks for it, so many labels are no advantage.
- The closest concepts by letters and by subject are looked at again, with the words of
  their best label.
- A phrase that is the preferred label of a single concept needs no further sign; the name
  of a group of occupations does, since single ones are often called the same.
- Equal scores are ordered: best label preferred, closer subject, then identifier.

What it does not do: say when an answer may be trusted (``matcher.linking``), or keep the
phrases.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from matcher.linking_labels import Neighbourhood, Vocabulary, name_in, wordings
from matcher.linking_vectors import Lexicon, Numbers, Space, letter_groups
from matcher.linking_weights import LinkingWeights
from matcher.normalise import forms, stem, words
from matcher.taxonomy import ConceptKind
from matcher.types import ConceptUri

_BATCH = 64
_BY_LETTERS = 60
_BY_SUBJECT = 30


class Found(NamedTuple):
    """A concept found for a phrase, the label to show, and its score in [0, 1]."""

    uri: ConceptUri
    label: str
    score: float


class LanguageIndex:
    """Labels and subjects of concepts in one language, as vectors.

    Args:
        vocabulary: Concepts and what stands around them.
        kinds: The kinds of concept to find.
        language: Primary language of the phrases to come.
        weights: How much each sign of likeness counts.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        kinds: frozenset[ConceptKind],
        language: str,
        weights: LinkingWeights,
    ) -> None:
        self._language = language
        self._weights = weights
        self._shown: list[tuple[ConceptUri, str]] = []
        self._texts: list[str] = []
        groups: list[bool] = []
        preferred: list[bool] = []
        starts: list[int] = []
        labels: list[array[int]] = []
        subjects: list[array[int]] = []
        lexicon = Lexicon()
        around = Neighbourhood(vocabulary, language)
        wanted = (concept for concept in vocabulary.concepts if concept.kind in kinds)
        for concept in sorted(wanted, key=lambda each: each.uri):
            found = wordings(concept, language)
            if not found:
                continue
            self._shown.append((concept.uri, name_in(concept, language)))
            groups.append(concept.kind is ConceptKind.ISCO_GROUP)
            starts.append(len(self._texts))
            self._texts.extend(found)
            preferred.extend(found.values())
            numbered = [lexicon.add(text.split()) for text in found]
            labels.extend(numbered)
            own = dict.fromkeys(number for label in numbered for number in label)
            subjects.append(array("i", own) + lexicon.add(around.words(concept)))
        self._preferred = np.array(preferred, dtype=bool)
        self._starts = np.array([*starts, len(self._texts)], dtype=np.int64)
        self._groups = np.array(groups, dtype=bool)
        self._label_stems: dict[int, tuple[frozenset[str], float]] = {}
        if not self._shown:
            return
        self._letters = Space(labels, lexicon, letter_groups)
        self._subjects = Space(subjects, lexicon, self._stem)

    def rank(self, phrases: Sequence[str], top: int) -> Iterator[list[Found]]:
        """Give the best concepts of each phrase, best first, each concept once.

        A phrase without a readable word gives an empty list; any other gives
        ``min(top, concepts)`` concepts, even where nothing resembles.
        """
        read = [words(forms(phrase)[0], self._language) for phrase in phrases]
        for start in range(0, len(read), _BATCH):
            yield from self._rank_batch(read[start : start + _BATCH], top)

    def _rank_batch(self, phrases: list[tuple[str, ...]], top: int) -> Iterator[list[Found]]:
        """Rank a batch small enough to be compared with every label at once."""
        if not self._shown:
            yield from ([] for _ in phrases)
            return
        by_label = self._letters.likeness(phrases)
        by_subject = self._subjects.likeness(phrases)
        starts = self._starts[:-1]
        by_letters = np.maximum.reduceat(by_label, starts, axis=1)
        by_preferred = np.maximum.reduceat(by_label * self._preferred, starts, axis=1)
        for row, phrase in enumerate(phrases):
            if not phrase:
                yield []
                continue
            near = self._near(by_letters[row], by_subject[row], top)
            best = np.array([self._best_label(by_label[row], place) for place in near])
            signs = np.column_stack(
                [
                    by_letters[row, near],
                    by_preferred[row, near],
                    by_subject[row, near],
                    *self._word_signs(phrase, best),
                ]
            )
            yield self._ordered(" ".join(phrase), near, best, signs, top)

    def _near(self, by_letters: Numbers, by_subject: Numbers, top: int) -> Numbers:
        """Choose the places worth a second look; ties go to the lower place."""
        return np.union1d(
            _highest(by_letters, max(_BY_LETTERS, top)), _highest(by_subject, _BY_SUBJECT)
        )

    def _best_label(self, by_label: Numbers, place: int) -> int:
        """Give the label that speaks for a concept: the closest, preferred before others."""
        first = self._starts[place]
        return int(first + by_label[first : self._starts[place + 1]].argmax())

    def _word_signs(self, phrase: tuple[str, ...], best: Numbers) -> tuple[Numbers, ...]:
        """Compare the words of a phrase with those of the best labels.

        Shape: best (n,) -> three of (n,): inside, shared, covered.
        """
        text = [" ".join(phrase)]
        labels = [self._texts[label] for label in best]
        inside = process.cdist(text, labels, scorer=fuzz.partial_ratio, processor=None)[0]
        shared = process.cdist(text, labels, scorer=fuzz.token_set_ratio, processor=None)[0]
        said = {stem(word, self._language) for word in phrase}
        covered = np.array([self._covered(said, label) for label in best.tolist()])
        return inside / 100, shared / 100, covered

    def _covered(self, said: set[str], label: int) -> float:
        """Give the share of a label's stems that were said, rare ones counting more."""
        known = self._label_stems.get(label)
        if known is None:
            found = frozenset(stem(word, self._language) for word in self._texts[label].split())
            known = (found, sum(map(self._subjects.rarity, found)))
            self._label_stems[label] = known
        return sum(map(self._subjects.rarity, known[0] & said)) / known[1]

    def _ordered(
        self, text: str, near: Numbers, best: Numbers, signs: Numbers, top: int
    ) -> list[Found]:
        """Weigh the signs and put the concepts in their documented order."""
        weights = self._weights
        exact = np.array(
            [self._preferred[label] and self._texts[label] == text for label in best], dtype=bool
        )
        signs[exact & ~self._groups[near]] = 1.0
        each = np.array(
            [
                weights.letters,
                weights.preferred,
                weights.subject,
                weights.inside,
                weights.shared,
                weights.covered,
            ]
        )
        raw = (signs @ each - weights.group * self._groups[near]) / weights.total
        raw = np.round(raw, 6)
        order = np.lexsort((near, -signs[:, 2], ~self._preferred[best], -raw))[:top]
        scores = np.clip(raw, 0.0, 1.0).tolist()
        found = []
        for at in order.tolist():
            uri, label = self._shown[near[at]]
            found.append(Found(uri, label, scores[at]))
        return found

    def _stem(self, word: str) -> tuple[str]:
        """Give the stem of a word as the only piece it is cut into."""
        return (stem(word, self._language),)


def _highest(values: Numbers, count: int) -> Numbers:
    """Give the places of the highest values, lower places first among equals."""
    if count >= len(values):
        return np.arange(len(values))
    apart = values.astype(np.float64) - np.arange(len(values)) * 1e-12
    return np.argpartition(-apart, count - 1)[:count]
