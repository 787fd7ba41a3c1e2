"""The concept graph, given as data: labels, hierarchy and occupation skills.

Rules:

- A taxonomy is built once from concepts and relations that somebody else loaded; it opens
  no file.
- Similarity between two skills is a whole number of hundredths taken from the graph alone;
  the rules stand in ``matcher.similarity``. A concept the release does not hold is like
  itself and like nothing else, so claims of an older release still meet their own word.
- Neighbours are worked out when first asked for and then kept.

What it does not do: parse releases (``data.importers``), or turn words into concepts
(``matcher.linking``).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from matcher.errors import UnknownConcept
from matcher.similarity import SkillGraph
from matcher.types import ConceptUri
from matcher.weights import VERSION_1, SimilarityScale


class ConceptKind(StrEnum):
    """What a concept is, in the words of ESCO and ISCO-08."""

    SKILL = "skill"
    KNOWLEDGE = "knowledge"
    SKILL_GROUP = "skill_group"
    OCCUPATION = "occupation"
    ISCO_GROUP = "isco_group"


class LabelKind(StrEnum):
    """Status of a label, in the words of SKOS."""

    PREFERRED = "preferred"
    ALTERNATIVE = "alternative"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Label:
    """One wording of a concept in one language (BCP 47 primary tag, lower case)."""

    language: str
    text: str
    kind: LabelKind = LabelKind.PREFERRED


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry of the taxonomy.

    ``code`` is the ISCO-08 code as text (leading zeros matter) of an occupation or group,
    else ``None``. ``descriptions`` maps a language to a text, where there is one.
    ``sector`` is set by vocabularies that have sectors.
    """

    uri: ConceptUri
    kind: ConceptKind
    labels: tuple[Label, ...]
    code: str | None = None
    descriptions: Mapping[str, str] = field(default_factory=dict)
    sector: str | None = None


class RelationKind(StrEnum):
    """How two concepts are related; read "source RELATION target"."""

    BROADER = "broader"
    RELATED = "related"
    ESSENTIAL_SKILL = "essential_skill"
    OPTIONAL_SKILL = "optional_skill"


@dataclass(frozen=True, slots=True)
class Relation:
    """One directed edge: the source's broader concept, related concept or skill."""

    source: ConceptUri
    kind: RelationKind
    target: ConceptUri


class Taxonomy:
    """One release of the concept graph, ready to be asked.

    Relations to concepts the release does not hold are dropped; ``dangling`` counts them.
    """

    def __init__(
        self,
        release: str,
        concepts: Iterable[Concept],
        relations: Iterable[Relation],
        scale: SimilarityScale = VERSION_1.similarity,
    ) -> None:
        """Take a release in.

        Args:
            release: Name kept with every match, ``starter`` or ``1.1.1``.
            concepts: Each URI once; of repeated ones the last stands.
            relations: Any order; repetitions do not matter.
            scale: The similarity numbers in force.
        """
        self.release = release
        by_uri = {concept.uri: concept for concept in concepts}
        self._concepts = tuple(by_uri.values())
        self._numbers = {concept.uri: number for number, concept in enumerate(self._concepts)}
        self._relations: list[Relation] = []
        self.dangling = 0
        for relation in relations:
            if relation.source in self._numbers and relation.target in self._numbers:
                self._relations.append(relation)
            else:
                self.dangling += 1
        self._graph = SkillGraph(
            broader=self._edges(RelationKind.BROADER),
            related=self._edges(RelationKind.RELATED),
            essential=self._edges(RelationKind.ESSENTIAL_SKILL),
            scale=scale,
        )
        self._neighbours: dict[ConceptUri, Mapping[ConceptUri, int]] = {}
        self._skills: dict[RelationKind, dict[ConceptUri, tuple[ConceptUri, ...]]] = {}

    def __len__(self) -> int:
        return len(self._concepts)

    def __contains__(self, uri: object) -> bool:
        return uri in self._numbers

    @property
    def concepts(self) -> Sequence[Concept]:
        """All concepts, in the order they came."""
        return self._concepts

    @property
    def relations(self) -> Sequence[Relation]:
        """All relations whose two ends the release holds."""
        return self._relations

    def concept(self, uri: ConceptUri) -> Concept:
        """Look a concept up.

        Raises:
            UnknownConcept: The release does not hold it.
        """
        number = self._numbers.get(uri)
        if number is None:
            raise UnknownConcept(uri)
        return self._concepts[number]

    def label(self, uri: ConceptUri, language: str, fallback: str = "en") -> str:
        """Give the preferred label in a language, else in the fallback, else in any.

        Returns:
            The label; the URI itself when the concept is unknown or has no label at all.
        """
        if uri not in self._numbers:
            return uri
        labels = self.concept(uri).labels
        for wanted in (language, fallback):
            for label in labels:
                if label.language == wanted and label.kind is LabelKind.PREFERRED:
                    return label.text
        return labels[0].text if labels else uri

    def broader(self, uri: ConceptUri) -> tuple[ConceptUri, ...]:
        """List the direct broader concepts; empty for an unknown concept."""
        return self._translate(uri, self._graph.broader)

    def narrower(self, uri: ConceptUri) -> tuple[ConceptUri, ...]:
        """List the direct narrower concepts; empty for an unknown concept."""
        return self._translate(uri, self._graph.narrower)

    def within(self, uri: ConceptUri) -> frozenset[ConceptUri]:
        """Collect a concept and everything narrower at any depth.

        An unknown concept is within itself only.
        """
        number = self._numbers.get(uri)
        if number is None:
            return frozenset((uri,))
        below = self._graph.descendants(number) or set()
        return frozenset(self._concepts[each].uri for each in below | {number})

    def similarity(self, claimed: ConceptUri, asked: ConceptUri) -> int:
        """Say how far a claimed skill stands for an asked one.

        Units: hundredths, 0 below the floor.
        """
        return 100 if claimed == asked else self.neighbours(asked).get(claimed, 0)

    def neighbours(self, asked: ConceptUri) -> Mapping[ConceptUri, int]:
        """List every skill that may be claimed where one is asked.

        Returns:
            Claimed concept to similarity, itself (100) included; nothing below the floor.
        """
        kept = self._neighbours.get(asked)
        if kept is None:
            kept = self._neighbours[asked] = self._similar(asked, self._graph.accepted_for)
        return kept

    def serves(self, claimed: ConceptUri) -> Mapping[ConceptUri, int]:
        """List every skill that may be asked of somebody who claims one; not kept."""
        return self._similar(claimed, self._graph.serves)

    def skills_of(self, occupation: ConceptUri, essential: bool = True) -> tuple[ConceptUri, ...]:
        """List the essential, or else the optional, skills of an occupation, by URI."""
        kind = RelationKind.ESSENTIAL_SKILL if essential else RelationKind.OPTIONAL_SKILL
        if kind not in self._skills:
            found: dict[ConceptUri, set[ConceptUri]] = {}
            for relation in self._relations:
                if relation.kind is kind:
                    found.setdefault(relation.source, set()).add(relation.target)
            self._skills[kind] = {uri: tuple(sorted(skills)) for uri, skills in found.items()}
        return self._skills[kind].get(occupation, ())

    def _edges(self, kind: RelationKind) -> Iterator[tuple[int, int]]:
        for relation in self._relations:
            if relation.kind is kind:
                yield self._numbers[relation.source], self._numbers[relation.target]

    def _translate(
        self, uri: ConceptUri, ask: Callable[[int], tuple[int, ...]]
    ) -> tuple[ConceptUri, ...]:
        number = self._numbers.get(uri)
        if number is None:
            return ()
        return tuple(self._concepts[each].uri for each in ask(number))

    def _similar(
        self, uri: ConceptUri, ask: Callable[[int], dict[int, int]]
    ) -> Mapping[ConceptUri, int]:
        number = self._numbers.get(uri)
        if number is None:
            return MappingProxyType({uri: 100})
        near = ask(number)
        return MappingProxyType({self._concepts[each].uri: near[each] for each in near})
