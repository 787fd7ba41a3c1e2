"""The public grids of the skills map, and in which of their cells a profile may count.

Rules:

- A grid depends on public lists only: sectors, countries and regions. Nobody's answers add a
  row or a column.
- A skill belongs to the sector its concept names; where a release knows no sectors, to that
  of most occupations it is essential for, by their ISCO-08 group; else to ``other``.
- A person counts where she comes from (the places she named ties to), or where she lives;
  never in both kinds of grid at once.

What it does not do: count, or bound how often one person counts (``privacy.aggregates``).
"""

from collections import Counter
from collections.abc import Callable, Mapping

from api.inputs.base import Sector
from data.records import WorkProfile
from data.regions import load_regions, regions_of
from matcher.taxonomy import Concept, ConceptKind, RelationKind, Taxonomy
from matcher.types import ConceptUri, Place
from privacy.aggregates import Cell, Grid

ORIGIN, ORIGIN_REGION, HOST = "origin-country", "origin-region", "host-country"
OTHER = "other"
COLUMNS = (*(sector.value for sector in Sector), OTHER)
ORIGINS = ("EG", "MA", "TN", "GE", "MD", "SN", "CI", "NG", "CM", "ML")
"""Countries of origin the regions of which are kept; the other countries kept are hosts."""
_COUNTRIES = tuple(sorted({region.country for region in load_regions().values()}))
GRIDS: Mapping[str, Grid] = {
    grid.name: grid
    for grid in (
        Grid(ORIGIN, ORIGINS, COLUMNS),
        Grid(
            ORIGIN_REGION,
            tuple(region.code for country in ORIGINS for region in regions_of(country)),
            COLUMNS,
        ),
        Grid(HOST, _COUNTRIES, COLUMNS),
    )
}
"""Every grid that may be published, by name."""

SECTOR_OF_GROUP: Mapping[str, Sector] = {
    "13": Sector.BUSINESS,
    "131": Sector.AGRICULTURE,
    "1312": Sector.FISHERIES,
    "133": Sector.ICT,
    "134": Sector.HEALTH,
    "1323": Sector.CONSTRUCTION,
    "1324": Sector.LOGISTICS,
    "1345": Sector.EDUCATION,
    "12": Sector.BUSINESS,
    "14": Sector.TOURISM,
    "2131": Sector.AGRICULTURE,
    "2132": Sector.AGRICULTURE,
    "214": Sector.CONSTRUCTION,
    "215": Sector.ENERGY,
    "22": Sector.HEALTH,
    "23": Sector.EDUCATION,
    "24": Sector.BUSINESS,
    "25": Sector.ICT,
    "2635": Sector.CARE,
    "311": Sector.CONSTRUCTION,
    "3131": Sector.ENERGY,
    "32": Sector.HEALTH,
    "33": Sector.BUSINESS,
    "35": Sector.ICT,
    "432": Sector.LOGISTICS,
    "511": Sector.TOURISM,
    "512": Sector.TOURISM,
    "513": Sector.TOURISM,
    "52": Sector.BUSINESS,
    "53": Sector.CARE,
    "61": Sector.AGRICULTURE,
    "622": Sector.FISHERIES,
    "71": Sector.CONSTRUCTION,
    "73": Sector.CRAFTS,
    "74": Sector.ENERGY,
    "75": Sector.CRAFTS,
    "83": Sector.LOGISTICS,
    "921": Sector.AGRICULTURE,
    "9216": Sector.FISHERIES,
    "931": Sector.CONSTRUCTION,
    "933": Sector.LOGISTICS,
    "94": Sector.TOURISM,
}
"""Sectors by the beginning of an ISCO-08 code; the longest beginning counts."""


def sector_of_group(code: str) -> str:
    """Give the sector of an ISCO-08 code.

    >>> sector_of_group("6221"), sector_of_group("2221"), sector_of_group("0110")
    ('fisheries', 'health', 'other')
    """
    starts = (code[:length] for length in range(len(code), 1, -1))
    return next((SECTOR_OF_GROUP[each].value for each in starts if each in SECTOR_OF_GROUP), OTHER)


def sectors_of(taxonomy: Taxonomy) -> Callable[[ConceptUri], str]:
    """Give the function that names the sector of a release's skills."""
    codes = {
        concept.uri: concept.code
        for concept in taxonomy.concepts
        if concept.kind is ConceptKind.OCCUPATION and concept.code
    }
    votes: dict[ConceptUri, Counter[str]] = {}
    for relation in taxonomy.relations:
        code = codes.get(relation.source)
        if relation.kind is RelationKind.ESSENTIAL_SKILL and code:
            votes.setdefault(relation.target, Counter())[sector_of_group(code)] += 1

    def sector(uri: ConceptUri) -> str:
        found: Concept | None = taxonomy.concept(uri) if uri in taxonomy else None
        if found is not None and found.sector in COLUMNS:
            return found.sector
        ranked = sorted(votes.get(uri, Counter()).items(), key=lambda each: (-each[1], each[0]))
        return ranked[0][0] if ranked else OTHER

    return sector


def cells_of(grid: Grid, work: WorkProfile, sector: Callable[[ConceptUri], str]) -> list[Cell]:
    """List the cells a profile counts in, one for every skill and place that has its row."""
    places: tuple[Place, ...] = work.ties
    if grid.name == HOST:
        places = (work.residence,) if work.residence else ()
    by_region = grid.name == ORIGIN_REGION
    rows = {place.region if by_region else place.country for place in places}
    sectors = [sector(claim.concept) for claim in work.skills]
    return [(row, column) for row in sorted(filter(None, rows)) for column in sectors]
