"""Regions of the countries the product concerns: first-level subdivisions and their names.

Rules:

- Codes are those of ISO 3166-2, upper case; the country is the part before the hyphen.
- Every region is named in every offered language. Names are ours to word; codes are not.
- A country without regions here simply has none to choose from; its code stays usable.

What it does not do: know towns, districts, neighbours or distances, or settle borders.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

FILE = Path(__file__).parent / "reference" / "regions.yaml"


@dataclass(frozen=True, slots=True)
class Region:
    """One subdivision.

    ``names`` maps a language (primary tag) to the region's name in it.
    """

    code: str
    country: str
    names: Mapping[str, str]

    def name(self, language: str, fallback: str = "en") -> str:
        """Give the name in a language, else in the fallback."""
        return self.names.get(language) or self.names[fallback]


@cache
def load_regions() -> Mapping[str, Region]:
    """Read all regions, by code, in the order of the file; read once."""
    listed = yaml.load(
        FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )  # the safe loader, in C
    found: dict[str, Region] = {}
    for country, regions in listed.items():
        for code, names in regions.items():
            found[code] = Region(code, country, MappingProxyType(dict(names)))
    return MappingProxyType(found)


@cache
def regions_of(country: str) -> tuple[Region, ...]:
    """List the regions of a country (ISO 3166-1 alpha-2), by code; empty when none is kept."""
    found = [region for region in load_regions().values() if region.country == country]
    return tuple(sorted(found, key=lambda region: region.code))
