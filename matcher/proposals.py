"""Read an occupation and skills out of an advert, as proposals for a human to confirm.

Rules:

- The occupation is one the title is close to. Of several, the skills the text names decide
  with it; a title close to none is answered when half of the skills named are of one.
- Skills come from spans of the text. A skill the occupation is known for needs less
  likeness than another, a whole sentence less than one of the things it lists, and a single
  word names an unexpected skill only when it is as good as its label.
- What the text demands is proposed as essential, what it welcomes as optional. Where it says
  neither, the essential skills of the occupation are essential and all others optional.
- When the text names too few, essential skills of a sure occupation that come closest to
  the text's own words fill up, with the occupation's confidence at most.
- At most sixteen skills, the surest first; equal ones by identifier.
- Everything proposed is marked as a machine's proposal. It may be used only when accepted.

What it does not do: read levels, languages, dates or places, or store the advert.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from matcher.linking import Linked, LinkedConcept, Linker
from matcher.proposals_text import Section, Span, read_spans
from matcher.types import ConceptUri, Level, Requirement, RequirementKind

MOST_SKILLS = 16
OCCUPATION_FROM = 0.2
"""Likeness from which an occupation is proposed."""
SURE_OCCUPATION_FROM = 0.4
"""Likeness of a title from which the occupation's own skills are proposed."""
_FEW_ESSENTIAL = 3
_LOOKED_AT = 5
_OCCUPATIONS_LOOKED_AT = 10
_OCCUPATIONS_SHOWN = 3
_TELLING_FROM = 0.5
_FEW_TELLING = 3
_TELLING_SHARE = 0.5
_TEXT_COUNTS = 0.5


_FIRMNESS = (RequirementKind.ESSENTIAL, RequirementKind.TRAINABLE, RequirementKind.OPTIONAL)


def stricter(one: Requirement, other: Requirement) -> Requirement:
    """Fold two requirements of one skill: the firmer kind, the higher level, more weight.

    It counts as proposed by machine when a machine proposed one of them, unless a human asks
    all of it.
    """
    folded = Requirement(
        concept=one.concept,
        kind=min(one.kind, other.kind, key=_FIRMNESS.index),
        minimum_level=max(one.minimum_level, other.minimum_level),
        weight=max(one.weight, other.weight),
    )
    machine = one.proposed_by_machine or other.proposed_by_machine
    return folded if folded in {one, other} else replace(folded, proposed_by_machine=machine)


@dataclass(frozen=True, slots=True)
class Floors:
    """Likeness from which a span names a skill.

    ``expected`` counts for skills of the proposed occupation; ``sentence`` for others named
    by a whole sentence, ``part`` by one of the things it lists, ``word`` by a single word.
    """

    expected: float
    sentence: float
    part: float
    word: float


FLOORS = Floors(expected=0.2, sentence=0.4, part=0.9, word=0.7)
"""Chosen for nine right in ten at the most skills found, on half of our own adverts
(``python -m tests.quality.adverts --choose``)."""


class OccupationSkills(Protocol):
    """What is known about the skills of occupations: a taxonomy, or a stand-in."""

    def skills_of(self, occupation: ConceptUri, essential: bool = True) -> Sequence[ConceptUri]:
        """List the essential, or else the optional, skills of an occupation."""

    def label(self, uri: ConceptUri, language: str, fallback: str = "en") -> str:
        """Give the preferred label of a concept."""


@dataclass(frozen=True, slots=True)
class ProposedSkill:
    """One skill read out of an advert.

    ``confidence`` is in [0, 1] and orders proposals; it is no probability. ``span`` is the
    part of the text it was read from, ``None`` when it comes from the occupation alone.
    """

    concept: ConceptUri
    label: str
    kind: RequirementKind
    confidence: float
    span: str | None = None
    proposed_by_machine: bool = True

    def as_requirement(self) -> Requirement:
        """Give the requirement this becomes when accepted, still marked as proposed.

        No level is read, so none is asked.
        """
        return Requirement(
            self.concept, self.kind, minimum_level=Level.UNKNOWN, proposed_by_machine=True
        )


@dataclass(frozen=True, slots=True)
class Proposals:
    """What was read out of an advert.

    ``occupations`` are at most three, the best first; there is none when none is close
    enough. ``occupation_is_sure`` says whether the first could be trusted for the title
    alone. ``skills`` are ordered surest first and may be empty.
    """

    occupations: tuple[LinkedConcept, ...]
    occupation_is_sure: bool
    skills: tuple[ProposedSkill, ...]
    proposed_by_machine: bool = True

    @property
    def occupation(self) -> LinkedConcept | None:
        """The best occupation, if any is close enough."""
        return self.occupations[0] if self.occupations else None


def propose(
    title: str,
    text: str,
    language: str,
    *,
    occupations: Linker,
    skills: Linker,
    taxonomy: OccupationSkills,
    floors: Floors = FLOORS,
) -> Proposals:
    """Propose the occupation and the skills of an advert.

    Args:
        title: The advert's title.
        text: Its description; may be empty.
        language: BCP 47 tag of both.
        occupations: Linker of occupations; groups of occupations are passed over, since no
            skills are known of them.
        skills: Linker of skills.
        taxonomy: Tells the skills of an occupation.
        floors: From which likeness a span names a skill.

    Returns:
        Proposals, none of them accepted.
    """
    said = read_spans(text)
    linked = skills.link([span.text for span in said], language, top=_LOOKED_AT)
    ranked, sure = _occupations(title, language, linked, occupations, taxonomy)
    occupation = ranked[0] if ranked else None
    expected = _expected(occupation, taxonomy)
    found: dict[ConceptUri, ProposedSkill] = {}
    near: dict[ConceptUri, float] = {}
    for span, answer in zip(said, linked, strict=True):
        best = expected.best(span, answer.concepts, floors)
        if best is not None:
            kept = found.get(best.concept)
            found[best.concept] = best if kept is None else _folded(kept, best)
        for concept in answer.concepts:
            near[concept.uri] = max(near.get(concept.uri, 0.0), concept.score)
    if occupation is not None and occupation.score >= SURE_OCCUPATION_FROM:
        named = len(expected.essential & found.keys())
        missing = sorted(
            expected.essential - found.keys(), key=lambda uri: (-near.get(uri, 0.0), uri)
        )
        for uri in missing[: max(0, _FEW_ESSENTIAL - named)]:
            confidence = occupation.score * (0.5 + near.get(uri, 0.0) / 2)
            label = taxonomy.label(uri, language)
            found[uri] = ProposedSkill(uri, label, RequirementKind.ESSENTIAL, confidence)
    ordered = sorted(found.values(), key=lambda skill: (-skill.confidence, skill.concept))
    return Proposals(tuple(ranked[:_OCCUPATIONS_SHOWN]), sure, tuple(ordered[:MOST_SKILLS]))


@dataclass(frozen=True, slots=True)
class _Expected:
    """The skills the occupation of an advert is known for."""

    essential: frozenset[ConceptUri]
    optional: frozenset[ConceptUri]

    def best(
        self, span: Span, concepts: Sequence[LinkedConcept], floors: Floors
    ) -> ProposedSkill | None:
        """Give the skill a span names: an expected one if close enough, else the very first."""
        several = len(span.text.split()) > 1
        floor = floors.word
        if several:
            floor = floors.part if span.is_part else floors.sentence
        for concept in concepts:
            known = concept.uri in self.essential or concept.uri in self.optional
            if concept.score >= (floors.expected if known else floor):
                kind = self._kind(concept.uri, span.section)
                return ProposedSkill(concept.uri, concept.label, kind, concept.score, span.text)
        return None

    def _kind(self, concept: ConceptUri, section: Section) -> RequirementKind:
        if section is Section.DEMANDED:
            return RequirementKind.ESSENTIAL
        if section is Section.UNSAID and concept in self.essential:
            return RequirementKind.ESSENTIAL
        return RequirementKind.OPTIONAL


def _expected(occupation: LinkedConcept | None, taxonomy: OccupationSkills) -> _Expected:
    if occupation is None:
        return _Expected(frozenset(), frozenset())
    return _Expected(
        frozenset(taxonomy.skills_of(occupation.uri, essential=True)),
        frozenset(taxonomy.skills_of(occupation.uri, essential=False)),
    )


def _folded(one: ProposedSkill, other: ProposedSkill) -> ProposedSkill:
    """Fold two readings of one skill: the surer words, the firmer kind."""
    surer = other if other.confidence > one.confidence else one
    return replace(surer, kind=min(one.kind, other.kind, key=_FIRMNESS.index))


def _occupations(
    title: str,
    language: str,
    read: Sequence[Linked],
    occupations: Linker,
    taxonomy: OccupationSkills,
) -> tuple[list[LinkedConcept], bool]:
    """Give the occupations close enough, best first, and whether the title alone is sure.

    Only those whose skills are known are given.
    """
    (linked,) = occupations.link([title], language, top=_OCCUPATIONS_LOOKED_AT)
    telling = {
        answer.concepts[0].uri
        for answer in read
        if answer.concepts and answer.concepts[0].score >= _TELLING_FROM
    }
    weighed: list[tuple[float, LinkedConcept]] = []
    for concept in linked.concepts:
        essential = taxonomy.skills_of(concept.uri, essential=True)
        if not essential or not concept.score:
            continue
        of_it = {*essential, *taxonomy.skills_of(concept.uri, essential=False)}
        share = len(telling & of_it) / len(telling) if len(telling) >= _FEW_TELLING else 0.0
        if concept.score >= OCCUPATION_FROM or share >= _TELLING_SHARE:
            weighed.append((concept.score + _TEXT_COUNTS * share, concept))
    weighed.sort(key=lambda each: -each[0])
    ranked = [concept for _, concept in weighed]
    return ranked, linked.confident and ranked[:1] == list(linked.concepts[:1])
