"""Free text to ranked taxonomy concepts, with an honest word about the first of them.

Rules:

- Concepts are ranked, not labels: each stands once, whatever the number of its labels.
- A phrase is compared with labels of its own language, with English ones where a concept
  has none.
- Something is always ranked. Whether the first answer may be trusted is ``confident``:
  below the threshold the person's words stand and nothing may be used silently.
- The query is given back character for character.
- The same phrase gets the same answer whatever stands beside it in a batch.

What it does not do: store a phrase, decide for a person, guess a language, or match people
with needs.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from matcher.linking_index import LanguageIndex
from matcher.linking_labels import ConceptList, Vocabulary
from matcher.linking_weights import VERSION_1, LinkingWeights
from matcher.normalise import primary
from matcher.taxonomy import ConceptKind
from matcher.types import ConceptUri

__all__ = [
    "OCCUPATIONS",
    "OCCUPATIONS_AND_GROUPS",
    "SKILLS",
    "ConceptList",
    "Linked",
    "LinkedConcept",
    "Linker",
    "Vocabulary",
]

OCCUPATIONS = frozenset({ConceptKind.OCCUPATION})
"""Single occupations only."""
OCCUPATIONS_AND_GROUPS = frozenset({ConceptKind.OCCUPATION, ConceptKind.ISCO_GROUP})
"""Occupations and the groups of ISCO-08, which answer titles that name no single one."""
SKILLS = frozenset({ConceptKind.SKILL, ConceptKind.KNOWLEDGE})
"""Skills and knowledge; groups of skills are headings, not answers."""


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


class Linker:
    """Ranks concepts of some kinds for phrases of any language.

    A language is prepared when its first phrase comes, or by ``prepare``; the linker may be
    shared between threads.

    Args:
        vocabulary: A taxonomy, or anything with ``concepts`` and ``relations``.
        kinds: The kinds of concept to find.
        weights: How much each sign of likeness counts.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        kinds: Iterable[ConceptKind],
        weights: LinkingWeights = VERSION_1,
    ) -> None:
        self._vocabulary = vocabulary
        self._kinds = frozenset(kinds)
        self._weights = weights
        self._languages: dict[str, LanguageIndex] = {}
        self._lock = threading.Lock()

    @classmethod
    def build(
        cls, vocabulary: Vocabulary, kinds: Iterable[ConceptKind] = OCCUPATIONS_AND_GROUPS
    ) -> Self:
        """Give a linker with the current weights."""
        return cls(vocabulary, kinds)

    @property
    def weights(self) -> LinkingWeights:
        """The weights in use, with their version."""
        return self._weights

    def prepare(self, language: str) -> None:
        """Get ready for phrases of a language (BCP 47 tag), so that the first is not slow."""
        self._index(language)

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
        linked = []
        for phrase, found in zip(
            phrases, self._index(language).rank(phrases, max(top, 2)), strict=True
        ):
            concepts = tuple(LinkedConcept(each.uri, each.label, each.score) for each in found)
            linked.append(Linked(phrase, concepts[:top], self._may_trust(concepts)))
        return linked

    def _may_trust(self, concepts: Sequence[LinkedConcept]) -> bool:
        """Say whether the first concept is close enough and alone enough."""
        if not concepts:
            return False
        second = concepts[1].score if len(concepts) > 1 else 0.0
        first = concepts[0].score
        return (
            first >= self._weights.confident_from and first - second >= self._weights.confident_lead
        )

    def _index(self, language: str) -> LanguageIndex:
        """Give the index of a language, building it once."""
        spoken = primary(language)
        with self._lock:
            index = self._languages.get(spoken)
            if index is None:
                index = LanguageIndex(self._vocabulary, self._kinds, spoken, self._weights)
                self._languages[spoken] = index
            return index
