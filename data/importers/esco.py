"""Read an ESCO release, versions 1.0 to 1.2, several languages and versions at once.

Rules:

- Structure (hierarchy, relations, kinds, codes) comes from the first path; the others add
  labels by concept identifier, and the concepts the first does not have.
- A concept has one preferred label a language, the one met first; what later files prefer
  becomes an alternative label. Alternative labels stand one a line, in some label files
  between bars.
- Missing files are named, not fatal: without the file of broader occupations, the groups
  follow from the ISCO codes. Unknown files are named and passed over.
- Relations between skills (essential or optional in ESCO) are read as related.

What it does not do: decide which release is active, store, or judge labels.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from data.importers.archives import ArchiveLimits, Bundle
from data.importers.errors import ImportNote, ImportRefused, NoteCode, RefusalCode
from data.importers.esco_files import (
    LABEL_ROLES,
    EscoFile,
    EscoListing,
    EscoRole,
    list_files,
    read_rows,
)
from data.importers.release import ReleaseDraft
from matcher.taxonomy import Concept, ConceptKind, Label, LabelKind, Relation, RelationKind
from matcher.types import ConceptUri

Progress = Callable[[int, int], None]
"""Called with bytes read so far and bytes in all."""

ISCO_PREFIX = "http://data.europa.eu/esco/isco/C"
_URI = re.compile(r"https?://[^\s<>\"]{3,300}")
_ISCO_URI = re.compile(r"https?://data\.europa\.eu/esco/isco/C(\d{1,4})")
_UNIT_GROUP = re.compile(r"\d{4}")
_LABEL_COLUMNS = (
    "conceptUri",
    "preferredLabel",
    "altLabels",
    "hiddenLabels",
    "description",
    "conceptType",
    "iscoGroup",
    "skillType",
    "status",
)
_LEVELS = range(4)
_HIERARCHY_COLUMNS = tuple(
    f"Level {level} {what}" for level in _LEVELS for what in ("URI", "preferred term")
)
_KIND_OF_TYPE = {
    "Occupation": ConceptKind.OCCUPATION,
    "ISCOGroup": ConceptKind.ISCO_GROUP,
    "SkillGroup": ConceptKind.SKILL_GROUP,
}
_KIND_OF_ROLE = {
    EscoRole.OCCUPATIONS: ConceptKind.OCCUPATION,
    EscoRole.SKILLS: ConceptKind.SKILL,
    EscoRole.SKILL_GROUPS: ConceptKind.SKILL_GROUP,
    EscoRole.ISCO_GROUPS: ConceptKind.ISCO_GROUP,
}
_SKILL_RELATIONS = {
    "essential": RelationKind.ESSENTIAL_SKILL,
    "optional": RelationKind.OPTIONAL_SKILL,
}
_OCCUPATION_SKILL_COLUMNS = ("occupationUri", "relationType", "skillUri")
_PLAIN_RELATIONS = {
    EscoRole.SKILL_SKILL: (RelationKind.RELATED, ("originalSkillUri", "relatedSkillUri")),
    EscoRole.BROADER_OCCUPATIONS: (RelationKind.BROADER, ("conceptUri", "broaderUri")),
    EscoRole.BROADER_SKILLS: (RelationKind.BROADER, ("conceptUri", "broaderUri")),
}


@dataclass(slots=True)
class _Gathered:
    """One concept while files are read."""

    kind: ConceptKind
    code: str | None = None
    labels: dict[tuple[str, str], LabelKind] = field(default_factory=dict)
    preferred: set[str] = field(default_factory=set)
    descriptions: dict[str, str] = field(default_factory=dict)

    def name(self, language: str, text: str, kind: LabelKind) -> None:
        """Add a label unless it says nothing new."""
        text = " ".join(text.split())
        if not text:
            return
        if kind is LabelKind.PREFERRED:
            if language in self.preferred:
                kind = LabelKind.ALTERNATIVE
            else:
                self.preferred.add(language)
        known = self.labels.get((language, text))
        if known is None or _STRENGTH[kind] > _STRENGTH[known]:
            self.labels[language, text] = kind


_STRENGTH = {LabelKind.HIDDEN: 0, LabelKind.ALTERNATIVE: 1, LabelKind.PREFERRED: 2}


class _Builder:
    """Gathers concepts and relations over all files of a release."""

    def __init__(self) -> None:
        self.concepts: dict[str, _Gathered] = {}
        self.relations: dict[tuple[str, RelationKind, str], None] = {}
        self.skipped = 0
        self._uris: dict[str, str] = {}

    def add_label_rows(self, rows: Iterable[tuple[str, ...]], role: EscoRole, language: str) -> int:
        """Add concepts and labels; gives how many concepts were not there before."""
        added = 0
        for uri, preferred, alternatives, hidden, description, type_, isco, skill, status in rows:
            if not _URI.fullmatch(uri) or status not in ("", "released"):
                self.skipped += 1
                continue
            concept = self.concepts.get(uri)
            if concept is None:
                added += 1
                concept = _Gathered(_kind(uri, role, type_, skill))
                self.concepts[self._uris.setdefault(uri, uri)] = concept
            if concept.code is None:
                concept.code = _code(uri, isco)
            concept.name(language, preferred, LabelKind.PREFERRED)
            for text in _split(alternatives):
                concept.name(language, text, LabelKind.ALTERNATIVE)
            for text in _split(hidden):
                concept.name(language, text, LabelKind.HIDDEN)
            if description.strip():
                concept.descriptions.setdefault(language, description.strip())
        return added

    def add_hierarchy(self, rows: Iterable[tuple[str, ...]], language: str | None) -> None:
        """Add the levels of the skill hierarchy as groups, each broader than the next."""
        for row in rows:
            above = ""
            for level in _LEVELS:
                uri, term = row[2 * level], row[2 * level + 1]
                if not _URI.fullmatch(uri):
                    break
                concept = self.concepts.get(uri)
                if concept is None:
                    concept = self.concepts[uri] = _Gathered(ConceptKind.SKILL_GROUP)
                if language is not None and language not in concept.preferred:
                    concept.name(language, term, LabelKind.PREFERRED)
                if above:
                    self.relate(uri, RelationKind.BROADER, above)
                above = uri

    def relate(self, source: str, kind: RelationKind, target: str) -> None:
        """Add a relation once; a relation to itself says nothing."""
        if source != target:
            source = self._uris.setdefault(source, source)
            self.relations[source, kind, self._uris.setdefault(target, target)] = None

    def derive_groups(self) -> None:
        """Hang occupations and groups under the group their ISCO code begins with."""
        for uri, concept in list(self.concepts.items()):
            if concept.code is None:
                continue
            inner = concept.code[:-1] if concept.kind is ConceptKind.ISCO_GROUP else concept.code
            while inner:
                above = ISCO_PREFIX + inner
                if above in self.concepts:
                    self.relate(uri, RelationKind.BROADER, above)
                    break
                inner = inner[:-1]

    def finish(self) -> tuple[tuple[Concept, ...], tuple[Relation, ...], int]:
        """Give concepts, relations between them, and how many led nowhere."""
        concepts = tuple(
            Concept(
                ConceptUri(uri),
                one.kind,
                tuple(Label(language, text, kind) for (language, text), kind in one.labels.items()),
                one.code,
                one.descriptions,
            )
            for uri, one in self.concepts.items()
        )
        relations = tuple(
            Relation(ConceptUri(source), kind, ConceptUri(target))
            for source, kind, target in self.relations
            if source in self.concepts and target in self.concepts
        )
        return concepts, relations, len(self.relations) - len(relations)


def read_release(
    paths: Sequence[Path],
    name: str,
    *,
    progress: Progress | None = None,
    languages: frozenset[str] | None = None,
    limits: ArchiveLimits | None = None,
) -> ReleaseDraft:
    """Read one release out of folders and zips.

    Args:
        paths: The first gives the structure, all give labels.
        name: Name the release shall have.
        progress: Told how far it is, in bytes.
        languages: Languages to read; all when ``None``.
        limits: Caps on each folder or zip.

    Raises:
        ImportRefused: A path is missing, unsafe or holds no ESCO file (``path`` tells
            which, counted from 1), or a file is broken (``file``).
    """
    if not paths:
        raise ImportRefused(RefusalCode.NOT_A_RELEASE)
    notes: list[ImportNote] = []
    builder = _Builder()
    with ExitStack() as opened:
        sources: list[tuple[Bundle, EscoListing]] = []
        for position, path in enumerate(paths, start=1):
            sources.append(_open(path, position, opened, languages, limits))
        total = sum(
            file.member.size
            for position, (_, listing) in enumerate(sources)
            for file in listing.files
            if position == 0 or file.role in LABEL_ROLES
        )
        counter = _Counter(total, progress)
        for position, (bundle, listing) in enumerate(sources, start=1):
            notes += _notes_on(listing, position, first=position == 1)
            added = 0
            for file in listing.files:
                added += _read(builder, bundle, file, counter, first=position == 1)
            if position > 1 and added:
                facts = {"path": position, "count": added}
                notes.append(ImportNote(NoteCode.CONCEPTS_ADDED, facts))
            if position == 1 and not _has(listing, EscoRole.BROADER_OCCUPATIONS):
                builder.derive_groups()
                facts_derived = {"file": EscoRole.BROADER_OCCUPATIONS.value}
                notes.append(ImportNote(NoteCode.STRUCTURE_DERIVED, facts_derived))
    concepts, relations, dangling = builder.finish()
    if not concepts:
        raise ImportRefused(RefusalCode.NOT_A_RELEASE)
    if builder.skipped:
        notes.append(ImportNote(NoteCode.ROWS_SKIPPED, {"count": builder.skipped}))
    if dangling:
        notes.append(ImportNote(NoteCode.RELATIONS_DANGLING, {"count": dangling}))
    return ReleaseDraft(name, concepts, relations, tuple(notes), counter.digest())


class _Counter:
    """Counts and digests the bytes of all files."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total = total
        self._done = 0
        self._progress = progress
        self._running = hashlib.sha256()

    def begin(self, file: EscoFile) -> None:
        """Mark the start of a file, so that moved borders change the digest."""
        self._running.update(f"\0{file.member.name}\0{file.member.size}\0".encode())

    def passed(self, chunk: bytes) -> None:
        """Take note of bytes read."""
        self._running.update(chunk)
        self._done += len(chunk)
        if self._progress is not None:
            self._progress(self._done, self._total)

    def digest(self) -> str:
        """The digest of everything passed."""
        return self._running.hexdigest()


def _open(
    path: Path,
    position: int,
    opened: ExitStack,
    languages: frozenset[str] | None,
    limits: ArchiveLimits | None,
) -> tuple[Bundle, EscoListing]:
    try:
        bundle = opened.enter_context(Bundle(path, limits))
    except ImportRefused as refused:
        raise ImportRefused(refused.code, **{**refused.facts, "path": position}) from None
    listing = list_files(bundle)
    files = tuple(
        file
        for file in listing.files
        if languages is None or file.language is None or file.language in languages
    )
    if not files:
        raise ImportRefused(RefusalCode.NOT_A_RELEASE, path=position)
    return bundle, EscoListing(files, listing.ignored, listing.repeated)


def _read(
    builder: _Builder, bundle: Bundle, file: EscoFile, counter: _Counter, *, first: bool
) -> int:
    if file.role in LABEL_ROLES:
        assert file.language is not None
        counter.begin(file)
        rows = read_rows(bundle, file, _LABEL_COLUMNS, counter.passed)
        return builder.add_label_rows(rows, file.role, file.language)
    if not first:
        return 0
    counter.begin(file)
    if file.role is EscoRole.SKILLS_HIERARCHY:
        rows = read_rows(bundle, file, _HIERARCHY_COLUMNS, counter.passed)
        builder.add_hierarchy(rows, file.language)
    elif file.role is EscoRole.OCCUPATION_SKILL:
        rows = read_rows(bundle, file, _OCCUPATION_SKILL_COLUMNS, counter.passed)
        for source, relation, target in rows:
            firmness = _SKILL_RELATIONS.get(relation.strip().lower())
            if firmness is None:
                builder.skipped += 1
            else:
                builder.relate(source, firmness, target)
    else:
        kind, columns = _PLAIN_RELATIONS[file.role]
        for source, target in read_rows(bundle, file, columns, counter.passed):
            builder.relate(source, kind, target)
    return 0


def _notes_on(listing: EscoListing, position: int, *, first: bool) -> list[ImportNote]:
    def note(code: NoteCode, file: str) -> ImportNote:
        return ImportNote(code, {"path": position, "file": file})

    present = {(file.role, file.language) for file in listing.files}
    spoken = sorted({language for _, language in present if language})
    missing = [
        f"{role.value}_{language}.csv"
        for role in LABEL_ROLES
        for language in spoken
        if (role, language) not in present
    ]
    structure = [role for role in EscoRole if role not in LABEL_ROLES]
    if first:
        missing += [f"{role.value}.csv" for role in structure if not _has(listing, role)]
    notes = [note(NoteCode.FILE_MISSING, name) for name in missing]
    if not first:
        notes += [
            note(NoteCode.STRUCTURE_NOT_READ, file.member.name)
            for file in listing.files
            if file.role in structure
        ]
    notes += [note(NoteCode.FILE_IGNORED, name) for name in listing.ignored]
    notes += [note(NoteCode.FILE_REPEATED, name) for name in listing.repeated]
    return notes


def _has(listing: EscoListing, role: EscoRole) -> bool:
    return any(file.role is role for file in listing.files)


def _kind(uri: str, role: EscoRole, concept_type: str, skill_type: str) -> ConceptKind:
    if _ISCO_URI.fullmatch(uri):
        return ConceptKind.ISCO_GROUP
    kind = _KIND_OF_TYPE.get(concept_type, _KIND_OF_ROLE[role])
    if kind is ConceptKind.SKILL and skill_type.strip().lower() == "knowledge":
        return ConceptKind.KNOWLEDGE
    return kind


def _code(uri: str, isco: str) -> str | None:
    group = _ISCO_URI.fullmatch(uri)
    if group:
        return group.group(1)
    return isco if _UNIT_GROUP.fullmatch(isco) else None


def _split(labels: str) -> Iterable[str]:
    if "\n" in labels:
        return labels.split("\n")
    return labels.split("|")
