"""The options of choices, with their words in the reader's language.

What it does not do: say which options exist (``api.contexts`` takes them from the types).
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from babel import Locale

from api.contexts.choices import CEFR_LEVELS
from api.contexts.page import FormState, Option
from api.i18n import Translator, translator

# fmt: off
SPOKEN = (
    "ar", "ar-DZ", "ar-EG", "ar-IQ", "ar-LB", "ar-LY", "ar-MA", "ar-SD", "ar-SY", "ar-TN",
    "ar-YE", "am", "az", "be", "bg", "bm", "bn", "bs", "cs", "de", "el", "en", "es", "et", "fa",
    "ff", "fi", "fil", "fr", "ha", "hi", "hr", "hu", "hy", "id", "ig", "it", "ka", "kab", "kk",
    "ku", "ky", "ln", "lt", "lv", "mg", "mk", "mn", "ne", "nl", "om", "pa", "pl", "ps", "pt",
    "pt-BR", "ro", "ru", "rw", "shi", "sk", "sl", "sn", "so", "sq", "sr", "sv", "sw", "ta", "tg",
    "th", "ti", "tr", "uk", "ur", "uz", "vi", "wo", "yo", "zgh", "zh", "zu",
)
# fmt: on
"""Languages offered in lists; a region names a dialect."""
ISO_3166 = re.compile("[A-Z]{2}")
NOT_COUNTRIES = frozenset({"ZZ", "EU", "UN", "EZ", "QO", "XA", "XB"})


def options(tongue: Translator, family: str, codes: Iterable[str]) -> tuple[Option, ...]:
    """Give codes of one family with their words, in the order given."""
    return tuple((code, tongue.text(f"{family}.{code}")) for code in codes)


def hints(tongue: Translator, family: str, codes: Iterable[str]) -> dict[str, str]:
    """Give the explaining sentence of each code of a family that has one."""
    return {
        code: tongue.text(f"{family}.{code}.hint")
        for code in codes
        if tongue.has(f"{family}.{code}.hint")
    }


def cefr_options(tongue: Translator) -> tuple[Option, ...]:
    """Give language levels, numbered, in words."""
    return tuple((number, tongue.text(f"cefr.{name}")) for number, name in CEFR_LEVELS)


def _sorting(words: str) -> str:
    bare = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


@cache
def country_options(language: str) -> tuple[Option, ...]:
    """Give countries by ISO 3166-1 code, named and sorted in a language."""
    names = Locale(language).territories.items()
    found = [(str(code), str(name)) for code, name in names if ISO_3166.fullmatch(str(code))]
    found = [each for each in found if each[0] not in NOT_COUNTRIES]
    return tuple(sorted(found, key=lambda each: _sorting(each[1])))


@cache
def spoken_options(language: str, also: frozenset[str] = frozenset()) -> tuple[Option, ...]:
    """Give languages by BCP 47 tag, named and sorted in a language.

    Args:
        language: The reader's.
        also: Further tags, so that nothing said before is lost when it is saved again.
    """
    tongue = translator(language)
    found = [(tag, tongue.spoken_language(tag)) for tag in {*SPOKEN, *also}]
    return tuple(sorted(found, key=lambda each: (_sorting(each[1]), each[0])))


def tags_in(form: FormState) -> frozenset[str]:
    """Give the language tags a form holds."""
    return frozenset(
        form.value(name)
        for name in form.values
        if name.startswith("languages-") and name.endswith("-tag") and form.value(name)
    )
