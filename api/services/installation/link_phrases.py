"""Find taxonomy concepts for people's or adverts' own words.

Rules:

- Phrases are linked in the language they are written in and answered with labels of it.
- Something is always ranked; whether the first may be trusted is said beside it.
- Nothing of a phrase is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from api.catalogue import OCCUPATION_AND_GROUP_KINDS, OCCUPATION_KINDS, SKILL_KINDS
from api.context import Context
from api.errors import Conflict
from data.repositories.taxonomy import TaxonomyReleases
from matcher.taxonomy import ConceptKind

LONGEST_ANSWER = 200


class LinkKind(StrEnum):
    """What is looked for."""

    SKILL = "skill"
    OCCUPATION = "occupation"


@dataclass(frozen=True, slots=True)
class TaxonomyView:
    """The active release: its name, its languages, and how much it holds."""

    name: str
    imported_on: date
    languages: tuple[str, ...]
    concepts: int
    labels: int


@dataclass(frozen=True, slots=True)
class FoundConcept:
    """One concept for a phrase; ``score`` is in [0, 1] and compares within one phrase."""

    uri: str
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """A phrase as it was given, its concepts, and whether the first may be proposed."""

    query: str
    concepts: tuple[FoundConcept, ...]
    confident: bool


def link_phrases(
    context: Context,
    phrases: Sequence[str],
    *,
    language: str,
    kind: LinkKind,
    top: int = 10,
    groups: bool = True,
) -> tuple[Answer, ...]:
    """Rank concepts of the active taxonomy for each phrase, in the order given.

    Args:
        context: Anybody.
        phrases: Given back character for character.
        language: BCP 47 tag of the phrases.
        kind: Skills, or occupations.
        top: How many concepts a phrase, 1 to 200.
        groups: Whether groups of occupations answer too.

    Raises:
        Conflict: ``no_taxonomy``.
    """
    kinds = _kinds(kind, groups=groups)
    linker = context.runtime.catalogue.linker(context.work, kinds)
    found = linker.link(phrases, language, max(1, min(top, LONGEST_ANSWER)))
    return tuple(
        Answer(
            each.query,
            tuple(FoundConcept(c.uri, c.label, c.score) for c in each.concepts),
            each.confident,
        )
        for each in found
    )


def active_taxonomy(context: Context) -> TaxonomyView:
    """Say which taxonomy is active.

    Raises:
        Conflict: ``no_taxonomy``.
    """
    found = TaxonomyReleases(context.work).active()
    if found is None:
        raise Conflict("no_taxonomy")
    return TaxonomyView(
        found.name, found.imported_on, found.languages, found.concepts, found.labels
    )


def _kinds(kind: LinkKind, *, groups: bool) -> frozenset[ConceptKind]:
    if kind is LinkKind.SKILL:
        return SKILL_KINDS
    return OCCUPATION_AND_GROUP_KINDS if groups else OCCUPATION_KINDS
