"""Organisations that can work together, and what comparing two of them yields.

What it does not do: compute (``matcher.organisations.ranking``), name anybody, or say whether an
organisation was checked.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.types.codes import (
    CollaborationKind,
    ConceptUri,
    CountryCode,
    LanguageTag,
    NeedId,
    OrganisationKind,
    OrganisationRef,
    SizeBand,
)
from matcher.types.conditions import Condition, Facts
from matcher.types.match import SCORE_DENOMINATOR, Bucket
from matcher.types.periods import Place
from matcher.types.profile import LanguageSkill


@dataclass(frozen=True, slots=True)
class MatchOrganisation:
    """An organisation as the matcher sees it.

    ``offers`` is ``None`` when it has not said what it would do together with others; an
    empty set means "nothing", which is a statement.
    """

    reference: OrganisationRef
    kind: OrganisationKind
    place: Place
    specialities: tuple[ConceptUri, ...] = ()
    offers: frozenset[CollaborationKind] | None = None
    size_band: SizeBand = SizeBand.UNKNOWN
    languages: tuple[LanguageSkill, ...] = ()


class OrganisationCriterion(StrEnum):
    """The dimensions two organisations are weighed by; each is one bar."""

    SPECIALITIES = "specialities"
    KIND = "organisation_kind"
    SIZE = "size"
    COLLABORATION = "collaboration"
    LANGUAGES = "languages"


@dataclass(frozen=True, slots=True)
class OrganisationEvidence:
    """One term of the score of two organisations; units as in `Evidence`."""

    criterion: OrganisationCriterion
    weight: int
    value: int
    stated: bool = True
    facts: Facts = ()

    @property
    def term(self) -> int:
        """Contribution to the score's numerator, over 100 000 000."""
        return self.weight * self.value


@dataclass(frozen=True, slots=True)
class ComplementaritySheet:
    """What two organisations bring each other, in three parts.

    Technical: the asked specialities the partner ``covered``, those still ``missing``, and
    what it has ``besides``. Social: the ``languages`` it speaks of those asked, and what it
    would do ``together``. Geographic: both countries.
    """

    covered: tuple[ConceptUri, ...]
    missing: tuple[ConceptUri, ...]
    besides: tuple[ConceptUri, ...]
    languages: tuple[LanguageTag, ...]
    together: tuple[CollaborationKind, ...]
    asker_country: CountryCode | None
    partner_country: CountryCode


@dataclass(frozen=True, slots=True)
class OrganisationMatch:
    """One need and one organisation, compared.

    ``numerator`` over ``SCORE_DENOMINATOR`` is the score and the sum of the evidence terms.
    ``left_out`` names the criteria the need does not ask. ``tie_key`` orders equals.
    """

    need_id: NeedId
    organisation: OrganisationRef
    bucket: Bucket
    numerator: int
    conditions: tuple[Condition, ...]
    evidence: tuple[OrganisationEvidence, ...]
    left_out: tuple[OrganisationCriterion, ...]
    sheet: ComplementaritySheet
    weights_version: str
    as_of: date
    tie_key: int = 0

    @property
    def score(self) -> float:
        """The score in [0, 1]; compare ``numerator``, never this."""
        return self.numerator / SCORE_DENOMINATOR
