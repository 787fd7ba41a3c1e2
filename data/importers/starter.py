"""Load the starter vocabulary, and prove that it is whole.

Rules:

- Every concept has all five languages, each with one preferred label; skills and
  occupations also with an alternative.
- Preferred labels are unique within a language and kind of concept, and no alternative
  label is another concept's preferred one.
- Identifiers are unique and known wherever they are referred to; the hierarchy has no
  cycle and ends in groups; occupations carry a four-digit ISCO-08 code.
- One problem anywhere refuses the whole vocabulary: it is ours, so it can be right.

What it does not do: write ISCO groups (occupations carry the code), or store.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import yaml

from data.importers.errors import ImportRefused, RefusalCode
from data.importers.release import ReleaseDraft
from data.importers.text import comparable
from matcher.taxonomy import Concept, ConceptKind, Label, LabelKind, Relation, RelationKind
from matcher.types import ConceptUri

NAME = "starter"
"""Name of the release."""
FOLDER = Path(__file__).parent.parent / "reference" / "starter"
LANGUAGES = ("fr", "en", "ar", "es", "pt")
"""Languages in which every concept is named."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ISCO = re.compile(r"[0-9]{4}")
_SECTIONS = ("groups", "skills", "occupations")
_KEYS: Mapping[str, frozenset[str]] = {
    "groups": frozenset({"id", "broader", "labels"}),
    "skills": frozenset({"id", "kind", "broader", "related", "labels"}),
    "occupations": frozenset({"id", "isco", "labels", "essential", "optional"}),
}
_KINDS = {"skill": ConceptKind.SKILL, "knowledge": ConceptKind.KNOWLEDGE}


@dataclass(frozen=True, slots=True)
class StarterProblem:
    """One thing wrong in the vocabulary: where, and which rule it breaks."""

    file: str
    concept: str
    rule: str


@dataclass(frozen=True, slots=True)
class _Entry:
    file: str
    section: str
    id: str
    body: Mapping[str, Any]

    def ids(self, name: str) -> tuple[str, ...]:
        value = self.body.get(name) or ()
        return tuple(str(one) for one in value) if isinstance(value, list) else ()

    def labels(self, language: str) -> tuple[str, tuple[str, ...]]:
        by_language = self.body.get("labels")
        names = by_language.get(language) if isinstance(by_language, dict) else None
        if not isinstance(names, dict) or not isinstance(names.get("preferred"), str):
            return "", ()
        others = names.get("alternative") or ()
        if not isinstance(others, list):
            others = ("",) if others else ()
        return names["preferred"].strip(), tuple(
            one.strip() if isinstance(one, str) else "" for one in others
        )


def load_starter(folder: Path = FOLDER) -> ReleaseDraft:
    """Load the starter vocabulary.

    Args:
        folder: Where its files lie, one a sector.

    Raises:
        ImportRefused: ``INVALID_VOCABULARY`` with the number of problems and the first one,
            or ``MALFORMED`` with the file that is no YAML.
    """
    entries, digest, problems = _read(folder)
    problems += list(_problems(entries))
    if problems:
        first = problems[0]
        raise ImportRefused(
            RefusalCode.INVALID_VOCABULARY,
            count=len(problems),
            file=first.file,
            concept=first.concept,
            rule=first.rule,
        )
    concepts = tuple(_concept(entry) for entry in entries)
    return ReleaseDraft(NAME, concepts, tuple(_relations(entries)), (), digest)


def find_problems(folder: Path = FOLDER) -> tuple[StarterProblem, ...]:
    """Give everything that is wrong with the vocabulary, file by file."""
    entries, _, problems = _read(folder)
    return (*problems, *_problems(entries))


def _read(folder: Path) -> tuple[list[_Entry], str, list[StarterProblem]]:
    entries: list[_Entry] = []
    problems: list[StarterProblem] = []
    running = hashlib.sha256()
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise ImportRefused(RefusalCode.NOT_FOUND)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in paths:
        content = path.read_bytes()
        running.update(f"\0{path.name}\0{len(content)}\0".encode() + content)
        try:
            document: Any = yaml.load(content, Loader=loader)  # noqa: S506  # both are safe loaders
        except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
            raise ImportRefused(RefusalCode.MALFORMED, file=path.name) from None
        if not isinstance(document, dict) or document.get("sector") != path.stem:
            problems.append(StarterProblem(path.stem, "", "sector is the file's name"))
            continue
        for section in _SECTIONS:
            bodies = document.get(section)
            for body in bodies if isinstance(bodies, list) else ():
                name = body.get("id") if isinstance(body, dict) else None
                if not isinstance(name, str) or not _ID.fullmatch(name):
                    problems.append(StarterProblem(path.stem, "", "id is kebab-case"))
                else:
                    entries.append(_Entry(path.stem, section, name, body))
    return entries, running.hexdigest(), problems


def _problems(entries: list[_Entry]) -> Iterator[StarterProblem]:
    skills = [entry for entry in entries if entry.section != "occupations"]
    occupations = [entry for entry in entries if entry.section == "occupations"]
    known = {entry.id: entry for entry in skills}
    for kind in (skills, occupations):
        yield from _repeated(kind)
        for language in LANGUAGES:
            yield from _label_problems(kind, language)
    for entry in entries:
        yield from _shape_problems(entry)
        yield from _reference_problems(entry, known)
    yield from _cycles(skills)


def _repeated(entries: Iterable[_Entry]) -> Iterator[StarterProblem]:
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            yield StarterProblem(entry.file, entry.id, "id is unique")
        seen.add(entry.id)


def _label_problems(entries: list[_Entry], language: str) -> Iterator[StarterProblem]:
    preferred: dict[str, str] = {}
    for entry in entries:
        name, others = entry.labels(language)
        if not name:
            yield StarterProblem(entry.file, entry.id, f"{language} has a preferred label")
            continue
        if preferred.setdefault(comparable(name), entry.id) != entry.id:
            yield StarterProblem(entry.file, entry.id, f"{language} preferred label is unique")
        folded = [comparable(one) for one in (name, *others)]
        if len(set(folded)) != len(folded) or "" in folded:
            yield StarterProblem(entry.file, entry.id, f"{language} labels differ and are texts")
        if not others and entry.section != "groups":
            yield StarterProblem(entry.file, entry.id, f"{language} has an alternative label")
    for entry in entries:
        for other in entry.labels(language)[1]:
            if preferred.get(comparable(other), entry.id) != entry.id:
                rule = f"{language} alternative is nobody else's preferred label"
                yield StarterProblem(entry.file, entry.id, rule)


def _shape_problems(entry: _Entry) -> Iterator[StarterProblem]:
    unknown = entry.body.keys() - _KEYS[entry.section]
    if unknown:
        yield StarterProblem(entry.file, entry.id, "only known keys")
    languages = entry.body.get("labels")
    if not isinstance(languages, dict) or languages.keys() != set(LANGUAGES):
        yield StarterProblem(entry.file, entry.id, "exactly the five languages")
    if entry.section == "skills":
        if str(entry.body.get("kind")) not in _KINDS:
            yield StarterProblem(entry.file, entry.id, "kind is skill or knowledge")
        if not entry.ids("broader"):
            yield StarterProblem(entry.file, entry.id, "a skill has something broader")
    if entry.section == "occupations":
        isco = entry.body.get("isco")
        if not isinstance(isco, str) or not _ISCO.fullmatch(isco):
            yield StarterProblem(entry.file, entry.id, "isco is four digits in quotes")
        if not entry.ids("essential"):
            yield StarterProblem(entry.file, entry.id, "an occupation has essential skills")
        if set(entry.ids("essential")) & set(entry.ids("optional")):
            yield StarterProblem(entry.file, entry.id, "essential is not optional")


def _reference_problems(entry: _Entry, known: Mapping[str, _Entry]) -> Iterator[StarterProblem]:
    for name in ("broader", "related", "essential", "optional"):
        targets = entry.ids(name)
        if len(set(targets)) != len(targets):
            yield StarterProblem(entry.file, entry.id, f"{name} names each once")
        for target in targets:
            if target not in known:
                yield StarterProblem(entry.file, entry.id, f"{name} is known")
            elif name != "broader" and known[target].section == "groups":
                yield StarterProblem(entry.file, entry.id, f"{name} is no group")
            elif target == entry.id and entry.section != "occupations":
                yield StarterProblem(entry.file, entry.id, f"{name} is another concept")
            elif entry.section == "groups" and known[target].section != "groups":
                yield StarterProblem(entry.file, entry.id, "above a group stands a group")


def _cycles(entries: list[_Entry]) -> Iterator[StarterProblem]:
    files = {entry.id: entry.file for entry in entries}
    graph = {entry.id: set(entry.ids("broader")) - {entry.id} for entry in entries}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        first = cycle.args[1][0]
        yield StarterProblem(files.get(first, ""), first, "the hierarchy has no cycle")


def _uri(entry: _Entry) -> ConceptUri:
    return _uri_of(entry.section, entry.id)


def _uri_of(section: str, name: str) -> ConceptUri:
    kind = {"groups": "skill-group", "skills": "skill", "occupations": "occupation"}[section]
    return ConceptUri(f"urn:passerelle:{kind}:{name}")


def _concept(entry: _Entry) -> Concept:
    if entry.section == "skills":
        kind = _KINDS[entry.body["kind"]]
    elif entry.section == "groups":
        kind = ConceptKind.SKILL_GROUP
    else:
        kind = ConceptKind.OCCUPATION
    labels: list[Label] = []
    for language in LANGUAGES:
        preferred, others = entry.labels(language)
        labels.append(Label(language, preferred))
        labels += [Label(language, other, LabelKind.ALTERNATIVE) for other in others]
    code = entry.body["isco"] if entry.section == "occupations" else None
    return Concept(_uri(entry), kind, tuple(labels), code, sector=entry.file)


def _relations(entries: list[_Entry]) -> Iterator[Relation]:
    section = {entry.id: entry.section for entry in entries if entry.section != "occupations"}
    paired: set[frozenset[str]] = set()
    for entry in entries:
        source = _uri(entry)
        for name, kind in (
            ("broader", RelationKind.BROADER),
            ("related", RelationKind.RELATED),
            ("essential", RelationKind.ESSENTIAL_SKILL),
            ("optional", RelationKind.OPTIONAL_SKILL),
        ):
            for target in entry.ids(name):
                if kind is RelationKind.RELATED:
                    pair = frozenset({entry.id, target})
                    if pair in paired:
                        continue
                    paired.add(pair)
                yield Relation(source, kind, _uri_of(section[target], target))
