"""The active taxonomy of this process and the linkers built from it.

Rules:

- One release is active at a time; it is loaded once and replaced when another becomes
  active, checked by its digest.
- Linkers are costly and built on first use; what they need is prepared once, kept as files
  where there is a folder for them, and loaded from there without the release itself.

What it does not do: import or activate releases (``api.services.installation.import_taxonomy``).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock

from api.errors import Conflict
from data.engine import Stores, UnitOfWork
from data.linking_files import LinkingFiles
from data.repositories.taxonomy import TaxonomyReleases
from matcher.linking import IndexMaker, IndexSource, Linker
from matcher.relinking import Relinker
from matcher.taxonomy import Concept, ConceptKind, Taxonomy
from matcher.types import ConceptUri

SKILL_KINDS = frozenset({ConceptKind.SKILL, ConceptKind.KNOWLEDGE})
OCCUPATION_KINDS = frozenset({ConceptKind.OCCUPATION})
OCCUPATION_AND_GROUP_KINDS = frozenset({ConceptKind.OCCUPATION, ConceptKind.ISCO_GROUP})


@dataclass(slots=True)
class Catalogue:
    """Holds the active taxonomy; safe to share between threads.

    ``folder`` is where prepared indexes are kept; without it they live in memory only.
    ``stores`` are read again when an index must be made after its release was activated.
    """

    folder: Path | None = None
    stores: Stores | None = None
    _lock: RLock = field(default_factory=RLock)
    _key: tuple[str, str] | None = None
    _taxonomy: Taxonomy | None = None
    _linkers: dict[frozenset[ConceptKind], Linker] = field(default_factory=dict)
    _source: IndexSource | None = None
    _relinker: Relinker | None = None
    _elsewhere: dict[ConceptUri, Concept] | None = None

    def taxonomy(self, work: UnitOfWork) -> Taxonomy:
        """Give the active taxonomy.

        Raises:
            Conflict: ``no_taxonomy``: no release has been imported and activated yet.
        """
        with self._lock:
            name, _ = self._follow(work)
            if self._taxonomy is None:
                self._taxonomy = Taxonomy(name, *TaxonomyReleases(work).load(name))
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
        """Give the linker over concepts of these kinds, building it when needed.

        Raises:
            Conflict: ``no_taxonomy``: no release has been imported and activated yet.
        """
        with self._lock:
            key = self._follow(work)
            if kinds not in self._linkers:
                if self._source is None:
                    self._source = self.source(work, *key)
                self._linkers[kinds] = Linker(self._source, kinds)
            return self._linkers[kinds]

    def source(
        self, work: UnitOfWork, name: str, digest: str, *, keep: bool = False
    ) -> IndexSource:
        """Give where the indexes of a release come from: files, or memory.

        With ``keep``, what is missing is written once it is made; else nothing is.

        Raises:
            data.errors.UnknownRelease: There is none of that name.
        """
        if self.folder is None or self.stores is None:
            if (name, digest) == self._key:
                return IndexMaker(self.taxonomy(work))
            return IndexMaker(Taxonomy(name, *TaxonomyReleases(work).load(name)))
        read = self._reader(self.stores, name, digest)
        return LinkingFiles(self.folder, digest, read, keep=keep)

    def _follow(self, work: UnitOfWork) -> tuple[str, str]:
        """Give the active release's name and digest, forgetting all of another one."""
        active = TaxonomyReleases(work).active()
        if active is None:
            raise Conflict("no_taxonomy")
        key = (active.name, active.digest)
        if self._key != key:
            self._key = key
            self._taxonomy = self._source = self._relinker = self._elsewhere = None
            self._linkers.clear()
        return key

    def _reader(self, stores: Stores, name: str, digest: str) -> Callable[[], Taxonomy]:
        def read() -> Taxonomy:
            known = self._taxonomy
            if known is not None and self._key == (name, digest):
                return known
            with stores.begin(reading=True) as work:
                return Taxonomy(name, *TaxonomyReleases(work).load(name))

        return read


def _other_concepts(releases: TaxonomyReleases, active: str) -> dict[ConceptUri, Concept]:
    """Collect the concepts of every release in store but the active one."""
    return {
        concept.uri: concept
        for info in releases.all()
        if info.name != active
        for concept in releases.load(info.name)[0]
    }
