"""Which wordings of a concept are compared with phrases of one language.

Rules:

- A concept speaks through its labels in the language; a concept without any goes through
  its English ones, and without those through all it has.
- Where a language names few concepts or none, English, French and Spanish speak together,
  so that words which many languages share are found.
- Its subject is its labels, the preferred labels of its broader concepts and of the
  essential skills of an occupation, and its description, all in that same language.

What it does not do: translate, weigh, or compare.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from matcher.normalise import fold, forms, without_accents, words
from matcher.taxonomy import Concept, Label, LabelKind, Relation, RelationKind
from matcher.types import ConceptUri

FALLBACK_LANGUAGE = "en"
BRIDGE_LANGUAGES = ("en", "fr", "es")
"""Languages whose labels a phrase is compared with when its own language has none."""
_SPEAKING = (RelationKind.BROADER, RelationKind.ESSENTIAL_SKILL)


class Vocabulary(Protocol):
    """Concepts and their relations, as a taxonomy release gives them."""

    @property
    def concepts(self) -> Sequence[Concept]:
        """All concepts, each once."""

    @property
    def relations(self) -> Sequence[Relation]:
        """All relations between them."""


@dataclass(frozen=True, slots=True)
class ConceptList:
    """The smallest vocabulary: concepts and relations as they are given."""

    concepts: Sequence[Concept]
    relations: Sequence[Relation] = ()


def spoken_by(concept: Concept, language: str) -> str | None:
    """Give the language a concept is compared in: the one asked, else English, else any."""
    spoken = {label.language for label in concept.labels}
    return next((each for each in (language, FALLBACK_LANGUAGE) if each in spoken), None)


def labels_in(concept: Concept, language: str) -> list[Label]:
    """Give the labels a phrase of the language is compared with, preferred ones first."""
    spoken = spoken_by(concept, language)
    found = [label for label in concept.labels if spoken is None or label.language == spoken]
    return sorted(found, key=_rank)


def own_wordings(concept: Concept, language: str) -> dict[str, bool]:
    """Give the normalised texts of the labels in a language alone, as ``wordings`` does."""
    own = sorted((label for label in concept.labels if label.language == language), key=_rank)
    return _texts(own)


def name_in(concept: Concept, language: str) -> str:
    """Give the label to show: preferred, in the language or in English; else the identifier."""
    labels = labels_in(concept, language)
    return labels[0].text if labels else concept.uri


def wordings(concept: Concept, language: str) -> dict[str, bool]:
    """Give the normalised texts of a concept's labels, and whether each is preferred."""
    return _texts(labels_in(concept, language))


def foreign_wordings(concept: Concept) -> dict[str, bool]:
    """Give the texts a phrase of a language without labels is compared with, as ``wordings``."""
    bridges = [
        label
        for bridge in BRIDGE_LANGUAGES
        for label in sorted(concept.labels, key=_rank)
        if label.language == bridge
    ]
    return _texts(bridges or sorted(concept.labels, key=_rank))


def _texts(labels: Sequence[Label]) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for label in labels:
        for form in forms(label.text):
            text = " ".join(words(form, label.language))
            if text:
                found.setdefault(text, label.kind is LabelKind.PREFERRED)
    return found


class Neighbourhood:
    """What stands around a concept: its broader concepts, its skills, its description."""

    def __init__(self, vocabulary: Vocabulary, language: str) -> None:
        self._language = language
        self._by_uri = {concept.uri: concept for concept in vocabulary.concepts}
        self._around: dict[ConceptUri, list[ConceptUri]] = {}
        for relation in vocabulary.relations:
            if relation.kind in _SPEAKING:
                self._around.setdefault(relation.source, []).append(relation.target)
        self._names: dict[tuple[ConceptUri, str], tuple[str, ...]] = {}

    def words(self, concept: Concept) -> Iterator[str]:
        """Give the normalised words around a concept, its own labels left out.

        They are in the language the concept is compared in; what has no words in it is
        silent, since words of another language would only blur the subject.
        """
        spoken = spoken_by(concept, self._language)
        if spoken is None:
            return
        for uri in self._around.get(concept.uri, ()):
            yield from self._name(uri, spoken)
        description = concept.descriptions.get(spoken)
        if description:
            yield from words(without_accents(fold(description)), spoken)

    def _name(self, uri: ConceptUri, spoken: str) -> tuple[str, ...]:
        """Give the words of a neighbour's first label in a language."""
        known = self._names.get((uri, spoken))
        if known is None:
            neighbour = self._by_uri.get(uri)
            known = ()
            if neighbour is not None and spoken_by(neighbour, spoken) == spoken:
                known = words(forms(name_in(neighbour, spoken))[0], spoken)
            self._names[uri, spoken] = known
        return known


def _rank(label: Label) -> tuple[bool, bool]:
    """Order labels: preferred, alternative, hidden; the given order within."""
    return (label.kind is not LabelKind.PREFERRED, label.kind is LabelKind.HIDDEN)
