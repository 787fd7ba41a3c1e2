"""Which organisations could take the place of one that withdraws, and who could refer to others.

Rules:

- Whoever takes its place is in the same country and of a kind that does work of the same
  nature, or has a speciality that is asked; the most alike kind first, then the same region,
  then the most specialities asked, then by reference.
- Authorities are ministries of the country, and municipalities of the country and, where both
  regions are known, of the region.

What it does not do: ask anybody, or judge whether an organisation was checked.

Source: R4-105.
"""

from collections.abc import Collection, Iterable

from matcher.organisations.kinds import kind_value
from matcher.types import ConceptUri, MatchOrganisation, OrganisationKind, OrganisationRef, Place

AUTHORITIES = frozenset({OrganisationKind.MINISTRY, OrganisationKind.MUNICIPALITY})


def replacements(
    place: Place,
    kind: OrganisationKind | None,
    asked: Collection[ConceptUri],
    others: Iterable[MatchOrganisation],
) -> tuple[OrganisationRef, ...]:
    """Give the organisations that could do instead, nearest first.

    Args:
        place: Where the one that withdraws is.
        kind: What it is; ``None`` when it never said so.
        asked: The skills its needs ask for.
        others: Everybody else who described itself.
    """
    found = []
    for other in others:
        likeness = 0 if kind is None else kind_value(kind, other.kind)
        shared = len(set(other.specialities) & set(asked))
        if other.place.country == place.country and (likeness or shared):
            elsewhere = place.region is None or other.place.region != place.region
            found.append((-likeness, elsewhere, -shared, other.reference))
    return tuple(reference for *_, reference in sorted(found))


def is_authority_for(place: Place, other: MatchOrganisation) -> bool:
    """Say whether an organisation is an authority that answers for a place."""
    if other.kind not in AUTHORITIES or other.place.country != place.country:
        return False
    known = place.region is not None and other.place.region is not None
    local = other.kind is OrganisationKind.MUNICIPALITY and known
    return not local or other.place.region == place.region
