"""Names of regions in the reader's language, for pages.

Rules:

- A region without a name here is shown by its ISO 3166-2 code.

What it does not do: name countries (``api.i18n`` does, from CLDR) or settle borders.
"""

from functools import cache

from api.i18n import translator
from data.regions import load_regions, regions_of


def region_name(code: str, language: str) -> str:
    """Name a region, or give its code back.

    >>> region_name("EG-KFS", "en")
    'Kafr el-Sheikh'
    >>> region_name("XX-1", "en")
    'XX-1'
    """
    found = load_regions().get(code)
    return found.name(language) if found else code


@cache
def regions_by_country(language: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """List countries that have regions, by name, each with its regions' codes and names."""
    tongue = translator(language)
    countries = dict.fromkeys(region.country for region in load_regions().values())
    named = sorted((tongue.country(code), code) for code in countries)
    return tuple(
        (name, tuple((region.code, region.name(language)) for region in regions_of(code)))
        for name, code in named
    )


def region_options(country: str, language: str) -> tuple[tuple[str, str], ...]:
    """List the regions of one country by code and name.

    >>> ("EG-KFS", "Kafr el-Sheikh") in region_options("EG", "en")
    True
    """
    return tuple((region.code, region.name(language)) for region in regions_of(country))
