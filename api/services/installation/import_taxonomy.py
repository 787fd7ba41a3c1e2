"""Bring a taxonomy release in, choose the active one, and link words against it.

Rules:

- A release is stored whole or not at all; the same files under the same name change nothing.
- Importing does not activate, unless nothing else is active.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.context import open_context
from api.errors import Conflict, NotFound
from api.runtime import Runtime
from api.services.log.note_action import note_action
from data.errors import UnknownRelease
from data.importers.errors import ImportNote
from data.importers.esco import read_release
from data.records import ReleaseInfo
from data.repositories.taxonomy import TaxonomyReleases
from matcher.linking import Linked, Linker
from matcher.taxonomy import ConceptKind
from privacy.audit import AuditAction

Progress = Callable[[int, int], None]
KINDS = {
    ("occupation", True): frozenset({ConceptKind.OCCUPATION, ConceptKind.ISCO_GROUP}),
    ("occupation", False): frozenset({ConceptKind.OCCUPATION}),
    ("skill", True): frozenset({ConceptKind.SKILL, ConceptKind.KNOWLEDGE}),
    ("skill", False): frozenset({ConceptKind.SKILL, ConceptKind.KNOWLEDGE}),
}


@dataclass(frozen=True, slots=True)
class ReleaseImported:
    """What an import did; ``written`` is false when the release was there already."""

    release: ReleaseInfo
    written: bool
    notes: tuple[ImportNote, ...]


def import_taxonomy(
    runtime: Runtime,
    paths: Sequence[Path],
    name: str,
    *,
    reading: Progress,
    storing: Progress,
) -> ReleaseImported:
    """Read ESCO's CSV files and store them as one release.

    Args:
        runtime: The process's runtime.
        paths: Folders or zips; structure comes from the first, labels from all.
        name: Name of the release.
        reading: Told bytes read and bytes in all.
        storing: Told how many concepts, wordings and relations are stored, and how many
            there are.

    Raises:
        ImportRefused: The files cannot be read.
    """
    draft = read_release(paths, name, progress=reading)
    wordings = sum(len(concept.labels) + len(concept.descriptions) for concept in draft.concepts)
    total = len(draft.concepts) + wordings + len(draft.relations)
    with open_context(runtime) as context:
        releases = TaxonomyReleases(context.work)
        written = releases.store(
            name,
            draft.digest,
            draft.concepts,
            draft.relations,
            context.today,
            progress=lambda done: storing(done, total),
        )
        if releases.active() is None:
            releases.activate(name)
        if written:
            note_action(context, AuditAction.IMPORTED)
        info = next(item for item in releases.all() if item.name == name)
        context.commit()
    return ReleaseImported(info, written, draft.notes)


def list_releases(runtime: Runtime) -> tuple[ReleaseInfo, ...]:
    """List the releases in store."""
    with open_context(runtime, reading=True) as context:
        return TaxonomyReleases(context.work).all()


def activate_release(runtime: Runtime, name: str) -> None:
    """Make a release the active one.

    Raises:
        NotFound: ``unknown_release``.
    """
    with open_context(runtime) as context:
        try:
            TaxonomyReleases(context.work).activate(name)
        except UnknownRelease:
            raise NotFound("unknown_release") from None
        note_action(context, AuditAction.IMPORTED)
        context.commit()


def open_linker(runtime: Runtime, kind: str, *, groups: bool, release: str | None) -> Linker:
    """Give a linker over one kind of concept of a release, the active one by default.

    Raises:
        NotFound: ``unknown_release``.
        Conflict: ``no_taxonomy``.
    """
    kinds = KINDS[kind, groups]
    with open_context(runtime, reading=True) as context:
        known = TaxonomyReleases(context.work)
        info = next((each for each in known.all() if each.name == release), None)
        if release is None:
            info = known.active()
        if info is None:
            raise Conflict("no_taxonomy") if release is None else NotFound("unknown_release")
        source = context.runtime.catalogue.source(context.work, info.name, info.digest, keep=True)
    return Linker(source, kinds)


def link_lines(linker: Linker, phrases: Sequence[str], language: str, top: int) -> list[Linked]:
    """Rank concepts for each phrase, in order."""
    return linker.link(phrases, language, top)
