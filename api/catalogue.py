"""The active taxonomy of this process and the linkers built from it.

Rules:

- One release is active at a time; it is loaded once and replaced when another becomes
  active, checked by its digest.
- Linkers are costly and built on first use.

What it does not do: import or activate releases (``api.services.import_taxonomy``).
"""

from dataclasses import dataclass, field
from threading import RLock

from api.errors import Conflict
from data.engine import UnitOfWork
from data.repositories.taxonomy import TaxonomyReleases
from matcher.linking import Linker
from matcher.relinking import Relinker
from matcher.taxonomy import Concept, ConceptKind, Taxonomy
from matcher.types import ConceptUri

SKILL_KINDS = frozenset({ConceptKind.SKILL, ConceptKind.KNOWLEDGE})
OCCUPATION_KINDS = frozenset({ConceptKind.OCCUPATION})
OCCUPATION_AND_GROUP_KINDS = frozenset({ConceptKind.OCCUPATION, ConceptKind.ISCO_GROUP})


@dataclass(slots=True)
class Catalogue:
    """Holds the active taxonomy; safe to share between threads."""

    _lock: RLock = field(default_factory=RLock)
    _key: tuple[str, str] | None = None
    _taxonomy: Taxonomy | None = None
    _linkers: dict[frozenset[ConceptKind], Linker] = field(default_factory=dict)
    _relinker: Relinker | None = None
    _elsewhere: dict[ConceptUri, Concept] | None = None

    def taxonomy(self, work: UnitOfWork) -> Taxonomy:
        """Give the active taxonomy.

        Raises:
            Conflict: ``no_taxonomy``: no release has been imported and activated yet.
        """
        repository = TaxonomyReleases(work)
        active = repository.active()
        if active is None:
            raise Conflict("no_taxonomy")
        with self._lock:
            key = (active.name, active.digest)
            if self._taxonomy is None or self._key != key:
                concepts, relations = repository.load(active.name)
                self._taxonomy = Taxonomy(active.name, concepts, relations)
                self._key = key
                self._linkers.clear()
                self._relinker = self._elsewhere = None
            return self._taxonomy

    def counterpart(self, work: UnitOfWork, uri: ConceptUri) -> ConceptUri | None:
        """Give what the active release calls a concept of any release in store.

        The concept itself when the active release holds it; ``None`` when nothing is sure
        enough. Anything but the concept itself is a machine's proposal.
        """
        with self._lock:
            taxonomy = self.taxonomy(work)
            if uri in taxonomy:
                return uri
            known = self._others(work).get(uri)
            if known is None:
                return None
            if self._relinker is None:
                self._relinker = Relinker(
                    taxonomy, self.linker(work, SKILL_KINDS), self.linker(work, OCCUPATION_KINDS)
                )
            return self._relinker.translate(known)

    def knows(self, work: UnitOfWork, uri: ConceptUri) -> bool:
        """Say whether any release in store holds a concept."""
        with self._lock:
            return uri in self.taxonomy(work) or uri in self._others(work)

    def label(self, work: UnitOfWork, uri: ConceptUri, language: str) -> str:
        """Give a concept's label from the active release, else from another, else its URI."""
        with self._lock:
            taxonomy = self.taxonomy(work)
            if uri in taxonomy:
                return taxonomy.label(uri, language)
            known = self._others(work).get(uri)
            return uri if known is None else Taxonomy("", [known], []).label(uri, language)

    def _others(self, work: UnitOfWork) -> dict[ConceptUri, Concept]:
        if self._elsewhere is None:
            active = self.taxonomy(work).release
            self._elsewhere = _other_concepts(TaxonomyReleases(work), active)
        return self._elsewhere

    def linker(self, work: UnitOfWork, kinds: frozenset[ConceptKind]) -> Linker:
        """Give the linker over concepts of these kinds, building it when needed."""
        with self._lock:
            taxonomy = self.taxonomy(work)
            if kinds not in self._linkers:
                self._linkers[kinds] = Linker.build(taxonomy, kinds)
            return self._linkers[kinds]


def _other_concepts(releases: TaxonomyReleases, active: str) -> dict[ConceptUri, Concept]:
    """Collect the concepts of every release in store but the active one."""
    return {
        concept.uri: concept
        for info in releases.all()
        if info.name != active
        for concept in releases.load(info.name)[0]
    }
