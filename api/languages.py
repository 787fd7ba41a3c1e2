"""The languages offered to people; one is offered when every sentence exists in it.

What it does not do: translate (``api.i18n``).
"""

from collections.abc import Sequence

OFFERED: tuple[str, ...] = ("fr", "en", "ar", "es", "pt")
DEFAULT = "fr"


def best_language(wanted: Sequence[str]) -> str:
    """Pick the first offered language of a list of BCP 47 tags in order of preference.

    >>> best_language(["ar-MA", "fr"])
    'ar'
    >>> best_language(["wo"])
    'fr'
    """
    for tag in wanted:
        primary = tag.split("-")[0].strip().lower()
        if primary in OFFERED:
            return primary
    return DEFAULT


def accepted_languages(header: str | None) -> list[str]:
    """Order the tags of an ``Accept-Language`` header (RFC 9110 §12.5.4), best first.

    Malformed parts are passed over.

    >>> accepted_languages("fr;q=0.5, ar-MA, *;q=0.1")
    ['ar-MA', 'fr']
    """
    weighted: list[tuple[float, int, str]] = []
    for position, part in enumerate((header or "")[:500].split(",")):
        tag, _, parameter = part.strip().partition(";")
        quality = 1.0
        if parameter.strip().startswith("q="):
            try:
                quality = float(parameter.strip()[2:])
            except ValueError:
                continue
        if tag and tag != "*" and quality > 0:
            weighted.append((-quality, position, tag))
    return [tag for _, _, tag in sorted(weighted)]
