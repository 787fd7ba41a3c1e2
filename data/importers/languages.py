"""Language tags and country codes out of codes or names in the five languages.

Rules:

- A tag is BCP 47, its primary language and region known to CLDR: ``ar-EG``, ``pt-BR``.
- Three-letter codes and names in French, English, Arabic, Spanish and Portuguese are
  accepted; an Arabic dialect's code becomes its country's region. A name that means
  different languages in different tongues is not accepted.
- A country is ISO 3166-1 alpha-2; a region has the form of ISO 3166-2 and a known country.

What it does not do: guess from a text which language it is in, or check that a region
exists.
"""

import re
from collections.abc import Iterable
from functools import cache

from babel import Locale
from babel.core import get_global

from data.importers.text import comparable, key
from matcher.types import CountryCode, LanguageTag, Place, RegionCode

NAMES_IN = ("fr", "en", "ar", "es", "pt")
_TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?")
_REGION = re.compile(r"([A-Z]{2})-([A-Z0-9]{1,3})")
_DIALECTS = {
    "arz": "ar-EG",
    "ary": "ar-MA",
    "arq": "ar-DZ",
    "aeb": "ar-TN",
    "ayl": "ar-LY",
    "acm": "ar-IQ",
    "apd": "ar-SD",
    "arb": "ar",
}


@cache
def _language_codes() -> frozenset[str]:
    codes: Iterable[str] = map(str, Locale("en").languages)
    return frozenset(one for one in codes if re.fullmatch("[a-z]{2,3}", one))


@cache
def country_codes() -> frozenset[str]:
    """The alpha-2 codes CLDR knows, without groupings such as the United Nations."""
    return frozenset(
        one
        for one in map(str, Locale("en").territories)
        if re.fullmatch("[A-Z]{2}", one) and one not in {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
    )


@cache
def _names(kind: str, codes: frozenset[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    clashes: set[str] = set()
    for language in NAMES_IN:
        for code, name in getattr(Locale(language), kind).items():
            if code not in codes:
                continue
            folded = key(name)
            if found.setdefault(folded, code) != code:
                clashes.add(folded)
    return {name: code for name, code in found.items() if name not in clashes}


def read_language(text: str) -> LanguageTag | None:
    """Read one language code or name; ``None`` when it is not known."""
    plain = comparable(text)
    match = _TAG.fullmatch(plain)
    if match:
        language, script, region = match.groups()
        if language in _DIALECTS and not region:
            return LanguageTag(_DIALECTS[language])
        language = _DIALECTS.get(language) or get_global("language_aliases").get(language, language)
        region = region.upper() if region else None
        known_region = region is None or region.isdigit() or region in country_codes()
        if language in _language_codes() and known_region:
            middle = f"-{script.title()}" if script else ""
            return LanguageTag(language + middle + (f"-{region}" if region else ""))
    code = _names("languages", _language_codes()).get(key(text))
    return LanguageTag(_DIALECTS.get(code, code)) if code else None


def read_country(text: str) -> CountryCode | None:
    """Read one country code (two or three letters) or name; ``None`` when not known."""
    plain = comparable(text)
    code = plain.upper()
    if code in country_codes():
        return CountryCode(code)
    if re.fullmatch("[A-Z]{3}", code):
        successors = get_global("territory_aliases").get(code, ())
        if len(successors) == 1 and successors[0] in country_codes():
            return CountryCode(successors[0])
    name = _names("territories", country_codes()).get(key(text))
    return CountryCode(name) if name else None


def read_region(text: str) -> Place | None:
    """Read one region code, ``EG-KFS``; ``None`` when it is not of that form."""
    match = _REGION.fullmatch(comparable(text).upper())
    if match is None or match.group(1) not in country_codes():
        return None
    return Place(CountryCode(match.group(1)), RegionCode(match.group()))
