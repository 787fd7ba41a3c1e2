"""Read an occupation and skills out of an advert, as proposals for a human to confirm.

Rules:

- The occupation comes from the title alone, when it is close enough to one.
- Skills come from spans of the text. A skill the occupation is known for needs less
  likeness than another; it is proposed as essential when it is essential there, and
  everything else as optional.
- A single word names an unexpected skill only when it is as good as its label.
- When the text names too few, essential skills of a sure occupation that come closest to
  the text's own words fill up, with the occupation's confidence at most.
- At most twelve skills, the surest first; equal ones by identifier.
- Everything proposed is marked as a machine's proposal. It may be used only when accepted.

What it does not do: read levels, languages, dates or places, or store the advert.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from matcher.linking import LinkedConcept, Linker
from matcher.proposals_text import spans
from matcher.types import ConceptUri, Level, Requirement, RequirementKind

MOST_SKILLS = 12
OCCUPATION_FROM = 0.2
"""Likeness of a title from which its occupation is proposed."""
SURE_OCCUPATION_FROM = 0.4
"""Likeness of a title from which the occupation's own skills are proposed."""
SKILL_FROM = 0.4
"""Likeness of a span from which any skill is proposed."""
WORD_FROM = 0.7
"""Likeness from which a span of one word names a skill nobody expects."""
EXPECTED_SKILL_FROM = 0.2
"""Likeness of a span from which a skill of the proposed occupation is."""
_FEW_ESSENTIAL = 3
_LOOKED_AT = 5


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

    ``occupation`` is ``None`` when no occupation is close enough to the title;
    ``occupation_is_sure`` says whether it could be trusted by itself. ``skills`` are
    ordered surest first and may be empty.
    """

    occupation: LinkedConcept | None
    occupation_is_sure: bool
    skills: tuple[ProposedSkill, ...]
    proposed_by_machine: bool = True


def propose(
    title: str,
    text: str,
    language: str,
    *,
    occupations: Linker,
    skills: Linker,
    taxonomy: OccupationSkills,
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

    Returns:
        Proposals, none of them accepted.
    """
    occupation, sure = _occupation(title, language, occupations, taxonomy)
    essential: frozenset[ConceptUri] = frozenset()
    optional: frozenset[ConceptUri] = frozenset()
    if occupation is not None:
        essential = frozenset(taxonomy.skills_of(occupation.uri, essential=True))
        optional = frozenset(taxonomy.skills_of(occupation.uri, essential=False))
    found: dict[ConceptUri, ProposedSkill] = {}
    near: dict[ConceptUri, float] = {}
    for linked in skills.link(spans(text), language, top=_LOOKED_AT):
        best = _best_of_span(linked.query, linked.concepts, essential, optional)
        if best is not None:
            kept = found.get(best.concept)
            if kept is None or best.confidence > kept.confidence:
                found[best.concept] = best
        for concept in linked.concepts:
            near[concept.uri] = max(near.get(concept.uri, 0.0), concept.score)
    if occupation is not None and occupation.score >= SURE_OCCUPATION_FROM:
        said = sum(skill.kind is RequirementKind.ESSENTIAL for skill in found.values())
        missing = sorted(essential - found.keys(), key=lambda uri: (-near.get(uri, 0.0), uri))
        for uri in missing[: max(0, _FEW_ESSENTIAL - said)]:
            confidence = occupation.score * (0.5 + near.get(uri, 0.0) / 2)
            label = taxonomy.label(uri, language)
            found[uri] = ProposedSkill(uri, label, RequirementKind.ESSENTIAL, confidence)
    ordered = sorted(found.values(), key=lambda skill: (-skill.confidence, skill.concept))
    return Proposals(occupation, sure, tuple(ordered[:MOST_SKILLS]))


def _occupation(
    title: str, language: str, occupations: Linker, taxonomy: OccupationSkills
) -> tuple[LinkedConcept | None, bool]:
    """Give the closest occupation whose skills are known, and whether it is sure."""
    (linked,) = occupations.link([title], language, top=_LOOKED_AT)
    for place, concept in enumerate(linked.concepts):
        if concept.score < OCCUPATION_FROM:
            break
        if taxonomy.skills_of(concept.uri, essential=True):
            return concept, linked.confident and place == 0
    return None, False


def _best_of_span(
    span: str,
    concepts: Sequence[LinkedConcept],
    essential: frozenset[ConceptUri],
    optional: frozenset[ConceptUri],
) -> ProposedSkill | None:
    """Give the skill a span names: an expected one if close enough, else the very first."""
    floor = SKILL_FROM if len(span.split()) > 1 else WORD_FROM
    for concept in concepts:
        expected = concept.uri in essential or concept.uri in optional
        if concept.score >= (EXPECTED_SKILL_FROM if expected else floor):
            kind = (
                RequirementKind.ESSENTIAL if concept.uri in essential else RequirementKind.OPTIONAL
            )
            return ProposedSkill(concept.uri, concept.label, kind, concept.score, span)
    return None
