"""Free text to ranked taxonomy concepts, with an honest word about the first of them.

Rules:

- Concepts are ranked, not labels: each stands once, whatever the number of its labels.
- A phrase is compared with labels of its own language, with English ones where a concept
  has none; a language without labels goes through those of others.
- Something is always ranked. Whether the first answer may be trusted is ``confident``:
  below the threshold the person's words stand and nothing may be used silently.
- A phrase nobody could trust may be read by ear (``matcher.linking.kinship``) when that comes
  closer.
- The query is given back character for character.
- The same phrase gets the same answer whatever stands beside it in a batch.

What it does not do: store a phrase, decide for a person, guess a language, or match people
with needs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from matcher.linking.index import LanguageIndex, build_index
from matcher.linking.labels import Vocabulary
from matcher.linking.meaning import Meaning
from matcher.linking.ranking import Found, Ranking
from matcher.linking.trust import TrustModel
from matcher.linking.trust_numbers import OCCUPATION_TRUST, SKILL_TRUST
from matcher.linking.weights import LinkingWeights
from matcher.linking.weights_occupations import OCCUPATION_WEIGHTS
from matcher.linking.weights_skills import SKILL_WEIGHTS
from matcher.normalise import primary
from matcher.taxonomy import ConceptKind
from matcher.types import ConceptUri

OCCUPATIONS = frozenset({ConceptKind.OCCUPATION})
"""Single occupations only."""
OCCUPATIONS_AND_GROUPS = frozenset({ConceptKind.OCCUPATION, ConceptKind.ISCO_GROUP})
"""Occupations and the groups of ISCO-08, which answer titles that name no single one."""
SKILLS = frozenset({ConceptKind.SKILL, ConceptKind.KNOWLEDGE})
"""Skills and knowledge; groups of skills are headings, not answers."""

Kinds = frozenset[ConceptKind]
_TELLING = 4
"""How many answers are looked at to say whether the first may be trusted."""


@dataclass(frozen=True, slots=True)
class LinkedConcept:
    """One concept for a phrase: identifier, label to show, score in [0, 1].

    ``label`` is the preferred one in the phrase's language, else in English.
    """

    uri: ConceptUri
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class Linked:
    """A phrase and its concepts, best first.

    ``query`` is the phrase as it was given. ``concepts`` is empty only when the phrase has
    no readable word. ``confident`` says whether the first concept may be proposed.
    """

    query: str
    concepts: tuple[LinkedConcept, ...]
    confident: bool


def family_of(kinds: Iterable[ConceptKind]) -> Kinds:
    """Give the kinds that are prepared together with these.

    Occupations are always prepared with their groups, since each speaks for the other.
    """
    asked = frozenset(kinds)
    return OCCUPATIONS_AND_GROUPS if asked.issubset(OCCUPATIONS_AND_GROUPS) else asked


class IndexMaker:
    """Prepares the indexes of one vocabulary, each once; may be shared between threads.

    Args:
        vocabulary: A taxonomy, or anything with ``concepts`` and ``relations``.
        meaning: What was learnt of it before; learnt when needed if ``None``.
    """

    def __init__(self, vocabulary: Vocabulary, meaning: Meaning | None = None) -> None:
        self._vocabulary = vocabulary
        self._meaning = meaning
        self._made: dict[tuple[Kinds, str], LanguageIndex] = {}
        self._lock = threading.Lock()

    def __call__(self, kinds: Kinds, language: str) -> LanguageIndex:
        """Give the index of a family of kinds for a primary language."""
        with self._lock:
            index = self._made.get((kinds, language))
            if index is None:
                if self._meaning is None:
                    self._meaning = Meaning.learn(self._vocabulary)
                index = build_index(self._vocabulary, kinds, language, self._meaning)
                self._made[kinds, language] = index
            return index


IndexSource = Callable[[Kinds, str], LanguageIndex]
"""Gives the index of a family of kinds for a primary language: made, or loaded."""


class Linker:
    """Ranks concepts of some kinds for phrases of any language.

    A language is prepared when its first phrase comes, or by ``prepare``; the linker may be
    shared between threads.

    Args:
        source: Where indexes come from.
        kinds: The kinds of concept to find.
        weights: Learnt; those of the kinds when ``None``.
        trust: Learnt; that of the kinds when ``None``.
    """

    def __init__(
        self,
        source: IndexSource,
        kinds: Iterable[ConceptKind],
        weights: LinkingWeights | None = None,
        trust: TrustModel | None = None,
    ) -> None:
        self._source = source
        self._kinds = frozenset(kinds)
        of_occupations = bool(self._kinds & OCCUPATIONS_AND_GROUPS)
        self._weights = weights or (OCCUPATION_WEIGHTS if of_occupations else SKILL_WEIGHTS)
        self._trust = trust or (OCCUPATION_TRUST if of_occupations else SKILL_TRUST)
        self._languages: dict[str, Ranking] = {}
        self._lock = threading.Lock()

    @classmethod
    def build(
        cls, vocabulary: Vocabulary, kinds: Iterable[ConceptKind] = OCCUPATIONS_AND_GROUPS
    ) -> Self:
        """Give a linker with the current weights that prepares what it needs itself."""
        return cls(IndexMaker(vocabulary), kinds)

    @property
    def weights(self) -> LinkingWeights:
        """The weights in use, with their version."""
        return self._weights

    def prepare(self, language: str) -> None:
        """Get ready for phrases of a language (BCP 47 tag), so that the first is not slow."""
        self._ranking(language)

    def link(self, phrases: Sequence[str], language: str, top: int = 10) -> list[Linked]:
        """Rank concepts for each phrase.

        Args:
            phrases: Words of people or adverts; titles, skills or sentences.
            language: BCP 47 tag of the phrases; the region does not matter.
            top: How many concepts to give at most.

        Returns:
            One answer a phrase, in the order given.

        Raises:
            ValueError: ``top`` is below 1.
        """
        if top < 1:
            raise ValueError("top must be at least 1")
        ranking = self._ranking(language)
        read = ranking.read(phrases)
        found = ranking.rank(read, max(top, _TELLING))
        return [
            self._answer(ranking, phrase, words, ranked, top)
            for phrase, words, ranked in zip(phrases, read, found, strict=True)
        ]

    def _answer(
        self,
        ranking: Ranking,
        phrase: str,
        words: tuple[str, ...],
        ranked: Sequence[Found],
        top: int,
    ) -> Linked:
        """Give the answer to a phrase; one that is not trusted may be read by ear instead.

        What was read by ear is closer or not, but never trusted.
        """
        foreign = ranking.is_foreign
        confident = self._trust.holds(ranked, len(words), foreign=foreign)
        other = None if confident else ranking.by_ear(words)
        if other is not None:
            (heard,) = ranking.rank([other], max(top, _TELLING))
            ranked = heard if heard[0].score > ranked[0].score else ranked
        concepts = tuple(LinkedConcept(each.uri, each.label, each.score) for each in ranked[:top])
        return Linked(phrase, concepts, confident)

    def _ranking(self, language: str) -> Ranking:
        """Give what ranks in a language, once ready kept."""
        spoken = primary(language)
        with self._lock:
            ranking = self._languages.get(spoken)
            if ranking is None:
                index = self._source(family_of(self._kinds), spoken)
                allowed = np.array(
                    [kind in self._kinds for kind in index.entries.kinds], dtype=bool
                )
                ranking = Ranking(index, self._weights, allowed)
                self._languages[spoken] = ranking
            return ranking
