"""Signs that a concept is meant by a phrase: the numbers the weights are learnt for.

Rules:

- Every sign is a number for one concept and one phrase; its name stands in ``SIGNS``, and
  the order of the names is the order the learnt weights count on.
- Signs compare letters, stems, meaning, whole strings, the first and last word, and how
  much the closest concepts of the same ISCO unit group speak for it.
- "Behind" is the distance to the best concept of this phrase; "rank" how many are better.
- Equal concepts get equal signs, whatever their place.

What it does not do: weigh.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from matcher.linking.index import Entries, LanguageIndex
from matcher.linking.shares import Shared
from matcher.linking.vectors import Numbers
from matcher.taxonomy import ConceptKind

SIGNS = (
    "letters", "preferred", "second", "mean_letters", "subject", "named", "described",
    "meaning", "meaning_of_stems", "both_said", "bridge", "inside", "shared", "of_label",
    "of_phrase", "ratio", "sorted_ratio", "first_word", "last_word", "unit_group", "minor_group",
    "is_group", "group_letters", "best_in_group", "group_size", "letters_behind",
    "subject_behind", "meaning_behind", "stems_behind", "said_behind", "bridge_behind",
    "best_letters", "best_unit_group", "exact", "exact_preferred", "best_is_preferred", "labels",
    "words", "label_words", "letters_rank", "meaning_rank", "stems_rank", "group_rank",
    "is_knowledge",
)  # fmt: skip
_VOTERS = 40
_VOTE_POWER = 6
_MOST_LABELS = 48
_PARTS = 32


@dataclass(frozen=True, slots=True)
class Compared:
    """One phrase against every label and concept.

    ``beside`` says where the value of each label stands in ``by_label``.

    Shape: by_label, beside and those of ``shared`` (labels,), all others (concepts,).
    """

    by_label: Numbers
    beside: Numbers
    shared: Shared
    letters: Numbers
    subject: Numbers
    named: Numbers
    described: Numbers
    meaning: Numbers
    by_stems: Numbers
    said: Numbers
    bridge: Numbers


class Borders:
    """The first and the last word of every label, and how many it has."""

    def __init__(self, texts: Sequence[str]) -> None:
        known: dict[str, str] = {}
        cut = [text.split(" ") for text in texts]
        self.first = [known.setdefault(words[0], words[0]) for words in cut]
        self.last = [known.setdefault(words[-1], words[-1]) for words in cut]
        self.lengths = np.array([len(words) for words in cut], dtype=np.int32)


class Groups:
    """The ISCO unit groups of an index, and how concepts vote for them."""

    def __init__(self, index: LanguageIndex) -> None:
        entries = index.entries
        self.of = entries.unit_groups
        self.places = entries.group_places
        self.are = np.array([kind is ConceptKind.ISCO_GROUP for kind in entries.kinds], dtype=bool)
        self.are_knowledge = np.array(
            [kind is ConceptKind.KNOWLEDGE for kind in entries.kinds], dtype=bool
        )
        self.single = ~self.are & (self.of >= 0)
        single = np.flatnonzero(self.single)
        self._by_group = single[np.argsort(self.of[single], kind="stable")]
        self._first = np.flatnonzero(np.diff(self.of[self._by_group], prepend=-1))
        self.sizes = np.bincount(self.of[self.single], minlength=len(self.places))
        self.minor = entries.minor_groups
        self.count = len(self.places)

    def greatest(self, values: Numbers) -> Numbers:
        """Give the greatest value of the single occupations of each group, or 0.

        Shape: values (concepts,) -> (groups,).
        """
        found = np.zeros(self.count)
        if self.count:
            sorted_values = values[self._by_group]
            found[self.of[self._by_group[self._first]]] = np.maximum.reduceat(
                sorted_values, self._first
            )
        return found

    def vote(self, compared: Compared) -> Numbers:
        """Give each unit group its share of the votes of the closest concepts.

        Shape: (groups,), adding up to 1, or all 0.
        """
        votes: Numbers = np.zeros(self.count)
        if self.count:
            likeness = (
                compared.letters + 0.5 * compared.subject + 0.5 * np.maximum(compared.meaning, 0.0)
            )
            near = highest(np.where(self.of >= 0, likeness, 0.0), _VOTERS)
            near = near[self.of[near] >= 0]
            cast: Numbers = np.bincount(self.of[near], likeness[near] ** _VOTE_POWER, self.count)
            votes = cast / (cast.sum() or 1.0)
        return votes


def highest(values: Numbers, count: int) -> Numbers:
    """Give the places of the highest values, and first places when too few exist; in no order.

    Values of nothing are passed over while there are others. Of equal values the first places
    are taken.
    """
    some = np.flatnonzero(values >= floor if (floor := _floor(values, count)) > 0 else values > 0)
    if len(some) > count > 0:
        return some[np.argsort(-values[some], kind="stable")[:count]]
    if len(some) >= count:
        return some[:count]
    return np.concatenate([some, np.flatnonzero(~(values[:count] > 0))])


def _floor(values: Numbers, count: int) -> float:
    """Give a number that at least so many values reach, or 0.

    The values are dealt into columns: the highest of each column are values too.
    """
    columns = len(values) // _PARTS
    if not 0 < count <= columns:
        return 0.0
    tops = values[: columns * _PARTS].reshape(_PARTS, columns).max(axis=0)
    return float(np.partition(tops, columns - count)[columns - count])


def gather(  # noqa: PLR0917 (each is another thing a sign needs)
    index: LanguageIndex,
    borders: Borders,
    groups: Groups,
    phrase: Sequence[str],
    compared: Compared,
    near: Numbers,
    votes: Numbers,
) -> tuple[Numbers, Numbers]:
    """Give the signs of some concepts, and the label that speaks for each of them.

    Shape: near (n,) -> signs (n, signs), best labels (n,).
    """
    entries = index.entries
    best, second, mean, own = _of_labels(entries, compared, near)
    labels = best.tolist()
    texts = [entries.texts[label] for label in labels]
    text = " ".join(phrase)
    first, last = phrase[0], phrase[-1]
    preferred = entries.preferred[best]
    group = groups.of[near]
    grouped = group >= 0

    def string(scorer: Any) -> Numbers:
        found: Numbers = process.cdist([text], texts, scorer=scorer, processor=None)[0] / 100
        return found

    def alike(word: str, others: Sequence[str]) -> Numbers:
        scorer = JaroWinkler.normalized_similarity
        found: Numbers = process.cdist([word], others, scorer=scorer, dtype=np.float64)[0]
        return found

    def of_group(values: Numbers) -> Numbers:
        if not groups.count:
            return np.zeros(len(near))
        found: Numbers = np.where(grouped, values[group], 0)
        return found

    ratio = string(fuzz.ratio)
    exact = ratio >= 1.0
    minor = np.bincount(groups.minor, votes) if groups.count else votes
    voted = of_group(votes)
    letters, subject = compared.letters[near], compared.subject[near]
    meaning, by_stems = compared.meaning[near], compared.by_stems[near]
    said, bridge = compared.said[near], compared.bridge[near]
    at_group = np.where(groups.places >= 0, compared.letters[groups.places], 0)
    within = groups.greatest(compared.letters)
    signs = np.empty((len(SIGNS), len(near)))
    for at, values in enumerate(
        (
            letters,
            own,
            second,
            mean,
            subject,
            compared.named[near],
            compared.described[near],
            meaning,
            by_stems,
            said,
            bridge,
            string(fuzz.partial_ratio),
            string(fuzz.token_set_ratio),
            compared.shared.of_label(best),
            compared.shared.of_phrase(best),
            ratio,
            string(fuzz.token_sort_ratio),
            alike(first, [borders.first[label] for label in labels]),
            alike(last, [borders.last[label] for label in labels]),
            voted,
            of_group(minor[groups.minor]),
            groups.are[near],
            of_group(at_group),
            of_group(within),
            of_group(groups.sizes),
            letters - compared.letters.max(),
            subject - compared.subject.max(),
            meaning - compared.meaning.max(),
            by_stems - compared.by_stems.max(),
            said - compared.said.max(),
            bridge - compared.bridge.max(),
            compared.letters.max(),
            votes.max(initial=0.0),
            exact,
            exact & preferred,
            preferred,
            np.diff(entries.starts)[near],
            len(phrase),
            borders.lengths[best],
            _rank(letters),
            _rank(meaning),
            _rank(by_stems),
            _rank(voted),
            groups.are_knowledge[near],
        )
    ):
        signs[at] = values
    return np.round(signs, 5, out=signs).T, best


def _of_labels(
    entries: Entries, compared: Compared, near: Numbers
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Give the closest label of each concept, preferred before others, and likenesses.

    These are the second closest, the mean, and the closest preferred label's. Of very many
    labels the first are looked at.
    """
    begin = entries.starts[near]
    many = np.minimum(entries.starts[near + 1] - begin, _MOST_LABELS)
    steps = np.arange(int(many.max(initial=1)))
    inside = steps < many[:, None]
    places = np.where(inside, begin[:, None] + steps, begin[:, None])
    values = np.where(inside, compared.by_label[compared.beside[places]], 0.0)
    own = (values * entries.preferred[places]).max(axis=1, initial=0.0)
    mean = values.sum(axis=1) / many
    at = values.argmax(axis=1)
    values[np.arange(len(near)), at] = 0.0
    return begin + at, values.max(axis=1, initial=0.0), mean, own


def _rank(values: Numbers) -> Numbers:
    """Give how many of the values are greater than each."""
    rank: Numbers = len(values) - np.sort(values).searchsorted(values, side="right")
    return rank
