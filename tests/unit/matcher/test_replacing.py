"""Who could take the place of an organisation that withdraws (R4-105)."""

from matcher.organisations.replacing import is_authority_for, replacements
from matcher.types import (
    ConceptUri,
    CountryCode,
    MatchOrganisation,
    OrganisationKind,
    OrganisationRef,
    Place,
    RegionCode,
)

NETS, CAGES = ConceptUri("nets"), ConceptUri("cages")


def place(country: str, region: str | None = None) -> Place:
    return Place(CountryCode(country), RegionCode(region) if region else None)


HERE = place("EG", "EG-KFS")


def one(
    name: str, kind: OrganisationKind, where: Place = HERE, *skills: ConceptUri
) -> MatchOrganisation:
    return MatchOrganisation(OrganisationRef(name), kind, where, skills)


def test_the_most_alike_come_first_and_nobody_of_another_country_or_trade() -> None:
    others = [
        one("firm", OrganisationKind.ENTERPRISE, HERE),
        one("far", OrganisationKind.COOPERATIVE, place("EG", "EG-ALX"), NETS),
        one("near", OrganisationKind.COOPERATIVE),
        one("abroad", OrganisationKind.COOPERATIVE, place("TN")),
        one("school", OrganisationKind.TRAINING_CENTRE, HERE, CAGES),
        one("clinic", OrganisationKind.CLINIC),
    ]
    for given in (others, others[::-1]):
        found = replacements(HERE, OrganisationKind.COOPERATIVE, [NETS, CAGES], given)
        assert found == ("near", "far", "firm", "school")
    assert replacements(HERE, None, [NETS], others) == ("far",)


def test_authorities_answer_for_their_region_or_country() -> None:
    ministry = one("m", OrganisationKind.MINISTRY, place("EG"))
    town, other_town = (
        one("t", OrganisationKind.MUNICIPALITY, place("EG", region))
        for region in ("EG-KFS", "EG-ALX")
    )
    assert is_authority_for(HERE, ministry)
    assert is_authority_for(HERE, town)
    assert not is_authority_for(HERE, other_town)
    assert is_authority_for(place("EG"), other_town)
    assert not is_authority_for(HERE, one("c", OrganisationKind.COOPERATIVE))
    assert not is_authority_for(place("TN"), ministry)
