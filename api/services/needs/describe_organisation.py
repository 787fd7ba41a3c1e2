"""An organisation describes itself, so that others can find it and work with it.

Rules:

- An agency describes the organisation it belongs to, and no other.
- Its country is the one it was registered with; a region must lie in it.
- Specialities are skills or fields of knowledge of the active taxonomy.
- What it says is public among those who look for organisations; it is about nobody.

What it does not do: check that it is true, or register an organisation.
"""

from dataclasses import dataclass

from api.catalogue import SKILL_KINDS
from api.context import Context
from api.errors import FieldProblem, Invalid, NotFound
from api.inputs.base import REGION_CODE
from api.inputs.organisation import OrganisationInput
from api.services.log.note_action import note_action
from data.records import Organisation
from data.repositories.organisations import Organisations
from matcher.types import (
    CollaborationKind,
    ConceptUri,
    CountryCode,
    OrganisationKind,
    OrganisationRef,
    Place,
    RegionCode,
)
from privacy.audit import AuditAction


@dataclass(frozen=True, slots=True)
class SpecialityView:
    """One speciality, with its label in the reader's language."""

    concept: str
    label: str


@dataclass(frozen=True, slots=True)
class SpokenView:
    """A language spoken there; ``level`` counts the CEFR from A1 = 1, 0 when not said."""

    tag: str
    level: int


@dataclass(frozen=True, slots=True)
class OwnOrganisationView:
    """The actor's organisation; ``kind`` is ``None`` until it has described itself."""

    name: str
    country: str
    kind: OrganisationKind | None
    region: str | None
    size_band: int
    specialities: tuple[SpecialityView, ...]
    offers: tuple[CollaborationKind, ...] | None
    languages: tuple[SpokenView, ...]


def own_organisation(context: Context) -> Organisation:
    """Give the record of the actor's organisation.

    Raises:
        NotFound: There is none (any more).
    """
    found = Organisations(context.work, context.runtime.key_ring).get(
        context.signed_in().organisation
    )
    if found is None:
        raise NotFound("not_found")
    return found


def read_organisation(context: Context) -> OwnOrganisationView:
    """Give what the actor's organisation says about itself.

    Raises:
        NotFound: There is none (any more).
    """
    return _view(context, own_organisation(context))


def describe_organisation(context: Context, given: OrganisationInput) -> OwnOrganisationView:
    """Replace what the actor's organisation says about itself.

    Raises:
        Invalid: ``unknown_concept`` or ``unknown_region``, with the places.
        NotFound: There is no such organisation (any more).
    """
    organisation = own_organisation(context)
    taxonomy = context.runtime.catalogue.taxonomy(context.work)
    wrong = [
        f"/specialities/{number}"
        for number, item in enumerate(given.specialities)
        if ConceptUri(item) not in taxonomy
        or taxonomy.concept(ConceptUri(item)).kind not in SKILL_KINDS
    ]
    if wrong:
        problems = tuple(FieldProblem(pointer, "unknown_concept") for pointer in wrong)
        raise Invalid("unknown_concept", fields=problems)
    place = _place(organisation.country, given.region)
    body = given.to_body(OrganisationRef(organisation.id), place)
    Organisations(context.work, context.runtime.key_ring).describe(organisation.id, body)
    note_action(context, AuditAction.ORGANISATION_WRITTEN, subject=organisation.id)
    return read_organisation(context)


def _place(country: str, region: str | None) -> Place:
    if not region:
        return Place(CountryCode(country))
    found = REGION_CODE.fullmatch(region)
    if found is None or found[1] != country:
        raise Invalid("invalid_input", fields=(FieldProblem("/region", "unknown_region"),))
    return Place(CountryCode(country), RegionCode(region))


def _view(context: Context, organisation: Organisation) -> OwnOrganisationView:
    body = organisation.body
    if body is None:
        return OwnOrganisationView(
            organisation.name, organisation.country, None, None, 0, (), None, ()
        )
    taxonomy = context.runtime.catalogue.taxonomy(context.work) if body.specialities else None
    return OwnOrganisationView(
        name=organisation.name,
        country=organisation.country,
        kind=body.kind,
        region=body.place.region,
        size_band=int(body.size_band),
        specialities=tuple(
            SpecialityView(each, taxonomy.label(each, context.language))
            for each in body.specialities
            if taxonomy is not None
        ),
        offers=None
        if body.offers is None
        else tuple(each for each in CollaborationKind if each in body.offers),
        languages=tuple(SpokenView(each.tag, int(each.level)) for each in body.languages),
    )
