"""Years of experience that answer what a need asks.

Rules:

- An entry answers when its occupation is the asked one or narrower, or its sector is the
  asked one; when a need names neither, every entry answers.
- Years in different occupations add up. An entry that names a sector only is taken as the
  total of its sector: of the two the larger counts, so no year counts twice. So it is with an
  occupation stated once with sectors and once without: the latter is its total. Of repeated
  entries the largest counts.
- Years of origin and host country are kept apart. For the hard minimum a year is a year.
  In the score a host year counts in full when the need values it, else half.

What it does not do: infer experience from skills.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from matcher.types import ConceptUri, ExperienceEntry, ExperienceRequirement, SectorCode


class Years(NamedTuple):
    """Completed years that answer, by country."""

    origin: int = 0
    host: int = 0


def merged(
    entries: Iterable[ExperienceEntry],
) -> dict[tuple[ConceptUri | None, SectorCode | None], Years]:
    """Fold entries: one per occupation and sector, each country's largest.

    An entry of an occupation without a sector keeps only what its entries with sectors leave.
    """
    found: dict[tuple[ConceptUri | None, SectorCode | None], Years] = {}
    for entry in entries:
        key = (entry.occupation, entry.sector)
        known = found.get(key, Years())
        found[key] = Years(max(known.origin, entry.years_origin), max(known.host, entry.years_host))
    for occupation in {each for each, sector in found if each is not None and sector is None}:
        whole = found[(occupation, None)]
        parts = [years for key, years in found.items() if key[0] == occupation and key[1]]
        found[(occupation, None)] = Years(
            max(0, whole.origin - sum(part.origin for part in parts)),
            max(0, whole.host - sum(part.host for part in parts)),
        )
    return found


def answering_years(
    entries: Iterable[ExperienceEntry],
    asked: ExperienceRequirement,
    occupations: Collection[ConceptUri],
) -> Years:
    """Add up the years that answer.

    Args:
        entries: What the person states.
        asked: What the need asks.
        occupations: The asked occupation and everything within it.
    """
    by_occupation, by_sector = [Years()], [Years()]
    for (occupation, sector), years in merged(entries).items():
        if _answers(occupation, sector, asked, occupations):
            (by_sector if occupation is None else by_occupation).append(years)
    return Years(
        max(sum(years.origin for years in by_occupation), sum(y.origin for y in by_sector)),
        max(sum(years.host for years in by_occupation), sum(y.host for y in by_sector)),
    )


def _answers(
    occupation: ConceptUri | None,
    sector: SectorCode | None,
    asked: ExperienceRequirement,
    occupations: Collection[ConceptUri],
) -> bool:
    anything = asked.occupation is None and asked.sector is None
    same_sector = sector is not None and sector == asked.sector
    return anything or same_sector or (occupation is not None and occupation in occupations)


def rests_on_proposed(
    entries: Iterable[ExperienceEntry],
    asked: ExperienceRequirement | None,
    occupations: Collection[ConceptUri],
) -> bool:
    """Tell whether what is asked, or an entry that answers, is a machine's proposal."""
    return asked is not None and (
        asked.proposed_by_machine
        or any(
            entry.proposed_by_machine
            and _answers(entry.occupation, entry.sector, asked, occupations)
            for entry in entries
        )
    )


def experience_value(years: Years, asked: ExperienceRequirement) -> int:
    """Weigh the years against the desired ones.

    Units: thousandths; full at ``desired_years`` (at least the minimum, at least 1).
    """
    half_years = 2 * years.origin + (2 if asked.values_abroad else 1) * years.host
    desired = max(1, asked.desired_years, asked.minimum_years)
    return min(1000, 1000 * half_years // (2 * desired))
