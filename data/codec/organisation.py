"""Documents of what an organisation can do together with others."""

from data.codec.profile import LANGUAGE_SKILL
from data.codec.shapes import CODE, PLACE, Shape, coded, document_of, many, opened, set_of
from matcher.types import CollaborationKind, OrganisationKind, OrganisationRef, SizeBand
from matcher.types.organisation import MatchOrganisation

_ORGANISATION = Shape(
    MatchOrganisation,
    kind=coded(OrganisationKind),
    place=PLACE,
    specialities=many(CODE),
    offers=set_of(coded(CollaborationKind)),
    size_band=coded(SizeBand),
    languages=many(LANGUAGE_SKILL),
)


def write_organisation(organisation: MatchOrganisation) -> str:
    """Write what the matcher sees of an organisation; its reference stands in the row."""
    return document_of(_ORGANISATION.write(organisation)).decode()


def read_organisation(reference: OrganisationRef, document: str) -> MatchOrganisation:
    """Read what the matcher sees of an organisation.

    Raises:
        UnreadableRecord: It is not what ``write_organisation`` writes.
    """
    return opened(
        "organisation", document, lambda parts: _ORGANISATION.read(parts, reference=reference)
    )
