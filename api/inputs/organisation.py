"""What an organisation says about itself, so that others can work with it."""

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from api.inputs.base import ConceptReference, Input
from api.inputs.profile import LanguageInput
from matcher.types import (
    CollaborationKind,
    ConceptUri,
    OrganisationKind,
    OrganisationRef,
    Place,
    SizeBand,
)
from matcher.types.organisation import MatchOrganisation


class OrganisationInput(Input):
    """What an organisation is, what it is good at, and what it would do with others.

    ``region`` lies in the organisation's own country. ``offers`` left out means that nothing
    has been said, an empty list that nothing is offered.
    """

    kind: OrganisationKind
    region: str | None = Field(default=None, max_length=6)
    size_band: SizeBand = SizeBand.UNKNOWN
    specialities: tuple[ConceptReference, ...] = Field(default=(), max_length=40)
    offers: frozenset[CollaborationKind] | None = None
    languages: tuple[LanguageInput, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _each_once(self) -> "OrganisationInput":
        for named in (list(self.specialities), [item.tag for item in self.languages]):
            if len(set(named)) != len(named):
                raise PydanticCustomError("named_twice", "something is named twice")
        return self

    def to_body(self, reference: OrganisationRef, place: Place) -> MatchOrganisation:
        """Give what the matcher sees of it."""
        return MatchOrganisation(
            reference=reference,
            kind=self.kind,
            place=place,
            specialities=tuple(map(ConceptUri, self.specialities)),
            offers=self.offers,
            size_band=self.size_band,
            languages=tuple(item.to_skill() for item in self.languages),
        )
