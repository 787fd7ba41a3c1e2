"""Carry concepts of one release over to another when the active release changes.

People keep the identifier they chose and their own words; what a new release calls the same
thing is found here, by label.

Rules:

- A label shared word for word counts, in every language both releases speak: preferred on
  both sides 3, on one side 2, on neither 1. The concept with most wins when it has at least
  3 and no other has as many.
- Otherwise the preferred label is linked as any phrase is, and taken only when the linker is
  confident.
- Skills and knowledge stay among themselves, and so do occupations.

What it does not do: change what anybody stated, or accept a proposal. Whoever uses the
result marks it as proposed by machine.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from matcher.linking import OCCUPATIONS, SKILLS, Linker
from matcher.normalise import plain
from matcher.taxonomy import Concept, ConceptKind, LabelKind, Taxonomy
from matcher.types import ConceptUri

ENOUGH = 3
"""Points from which a shared label decides."""
SURE_FROM = 0.8
"""Score from which a linked label decides: carrying over asks more than proposing."""
LINKED_LANGUAGES: Sequence[str] = ("en", "fr", "es", "pt", "ar")
"""Languages whose preferred label is linked when no label is shared, in this order."""


class Relinker:
    """Finds in one taxonomy what concepts of other releases are called there.

    Args:
        taxonomy: The release to carry over to.
        skills: A linker over its skills and knowledge.
        occupations: A linker over its occupations.
    """

    def __init__(self, taxonomy: Taxonomy, skills: Linker, occupations: Linker) -> None:
        self._taxonomy = taxonomy
        self._linkers = ((SKILLS, skills), (OCCUPATIONS, occupations))
        self._labels: dict[tuple[frozenset[ConceptKind], str], _LabelTable] = {}
        self._spoken = {label.language for c in taxonomy.concepts for label in c.labels}
        self._found: dict[ConceptUri, ConceptUri | None] = {}

    def translate(self, concept: Concept) -> ConceptUri | None:
        """Give the concept's counterpart, itself when the release holds it, or ``None``."""
        if concept.uri in self._taxonomy:
            return concept.uri
        if concept.uri not in self._found:
            self._found[concept.uri] = self._find(concept)
        return self._found[concept.uri]

    def _find(self, concept: Concept) -> ConceptUri | None:
        for kinds, linker in self._linkers:
            if concept.kind in kinds:
                return self._by_label(concept, kinds) or self._by_linking(concept, linker)
        return None

    def _by_label(self, concept: Concept, kinds: frozenset[ConceptKind]) -> ConceptUri | None:
        points: Counter[ConceptUri] = Counter()
        for label in concept.labels:
            if label.language in self._spoken:
                own = 2 if label.kind is LabelKind.PREFERRED else 1
                for uri, theirs in (
                    self._table(kinds, label.language).get(plain(label.text), {}).items()
                ):
                    points[uri] += own + theirs - 1
        best = sorted(points.items(), key=lambda item: (-item[1], item[0]))[:2]
        if not best or best[0][1] < ENOUGH or (len(best) > 1 and best[0][1] == best[1][1]):
            return None
        return best[0][0]

    def _by_linking(self, concept: Concept, linker: Linker) -> ConceptUri | None:
        preferred = {
            label.language: label.text
            for label in concept.labels
            if label.kind is LabelKind.PREFERRED
        }
        for language in LINKED_LANGUAGES:
            if language in preferred and language in self._spoken:
                linked = linker.link([preferred[language]], language, 1)[0]
                if linked.confident and linked.concepts[0].score >= SURE_FROM:
                    return linked.concepts[0].uri
        return None

    def _table(self, kinds: frozenset[ConceptKind], language: str) -> "_LabelTable":
        key = (kinds, language)
        if key not in self._labels:
            table: defaultdict[str, dict[ConceptUri, int]] = defaultdict(dict)
            for concept in self._taxonomy.concepts:
                if concept.kind in kinds:
                    for label in concept.labels:
                        if label.language == language:
                            worth = 2 if label.kind is LabelKind.PREFERRED else 1
                            said = table[plain(label.text)]
                            said[concept.uri] = max(worth, said.get(concept.uri, 0))
            self._labels[key] = dict(table)
        return self._labels[key]


_LabelTable = Mapping[str, Mapping[ConceptUri, int]]
