"""Languages a person speaks against a language somebody asks.

Rules:

- The primary subtag is the language, everything after it the dialect: ``ar-EG`` is Egyptian
  Arabic. Letter case does not matter.
- Varieties of Arabic with a code of their own (ISO 639-3, also as an extended subtag of
  BCP 47) are dialects of ``ar``: ``arz``, ``ar-arz`` and ``ar-EG`` are the same. A variety
  spoken in several countries, such as ``apc``, is the same as each of theirs; those of two
  countries differ. Standard Arabic, ``arb``, is ``ar`` without a dialect.
- Asking a language without a dialect is answered by all of its dialects. Asking a dialect is
  answered by another one, or by the bare language, with a warning.
- A stated language without a level counts as A1 when weighed; it meets A1, the least there
  is, and otherwise meets nothing and fails nothing.

What it does not do: know which languages resemble each other.
"""

from collections.abc import Iterable, Mapping
from enum import IntEnum
from functools import lru_cache
from types import MappingProxyType

from matcher.types import Cefr, LanguageRequirement, LanguageSkill, LanguageTag
from matcher.weights import Weights


class Spoken(IntEnum):
    """How far an asked language is spoken, worst first."""

    NOT = 0
    TOO_LOW = 1
    LEVEL_UNKNOWN = 2
    OTHER_DIALECT = 3
    MET = 4


ARABIC_VARIETIES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "arb": frozenset(),
        "arz": frozenset({"eg"}),
        "ary": frozenset({"ma"}),
        "arq": frozenset({"dz"}),
        "aeb": frozenset({"tn"}),
        "ayl": frozenset({"ly"}),
        "apd": frozenset({"sd"}),
        "acm": frozenset({"iq"}),
        "acx": frozenset({"om"}),
        "shu": frozenset({"td"}),
        "apc": frozenset({"lb", "sy", "jo", "ps"}),
        "ajp": frozenset({"lb", "sy", "jo", "ps"}),
        "afb": frozenset({"ae", "bh", "kw", "qa"}),
        "acq": frozenset({"ye"}),
        "ayn": frozenset({"ye"}),
        "acw": frozenset({"sa"}),
        "ars": frozenset({"sa"}),
        "aec": frozenset(),
        "avl": frozenset(),
    }
)
"""Codes of Arabic varieties, with the countries whose ordinary dialect they are."""
_ALIASES = {"ara": "ar", "ajp": "apc"}
_SEVERAL = {"ye": ("acq", "ayn"), "sa": ("acw", "ars")}
"""Countries with several ordinary dialects: none of them alone is the country's."""


@lru_cache(maxsize=4096)
def split_tag(tag: LanguageTag) -> tuple[str, str]:
    """Split a tag into language and dialect, case folded, one writing for one dialect.

    >>> split_tag(LanguageTag("ar-EG")), split_tag(LanguageTag("arz"))
    (('ar', 'eg'), ('ar', 'eg'))
    """
    language, *rest = tag.casefold().split("-")
    language = _ALIASES.get(language, language)
    if language == "ar" and rest and rest[0] in ARABIC_VARIETIES:
        language, *rest = rest
        language = _ALIASES.get(language, language)
    if language not in ARABIC_VARIETIES:
        return language, "-".join(rest)
    countries = ARABIC_VARIETIES[language]
    if language == "arb":
        return "ar", "-".join(rest)
    if rest and rest[0] in countries and rest[0] not in _SEVERAL:
        return "ar", "-".join(rest)
    if len(countries) == 1 and not countries & _SEVERAL.keys():
        [country] = countries
        return "ar", country
    return "ar", language


@lru_cache(maxsize=1024)
def dialects_alike(language: str, dialect: str) -> frozenset[str]:
    """Give every dialect that is the same as one: itself, and a variety of several countries.

    Args:
        language: As ``split_tag`` gives it.
        dialect: As ``split_tag`` gives it, not empty.
    """
    alike = {dialect}
    if language == "ar":
        if dialect in ARABIC_VARIETIES:
            alike |= ARABIC_VARIETIES[dialect]
        alike |= {code for code, where in ARABIC_VARIETIES.items() if dialect in where}
    return frozenset(alike)


def is_same_dialect(spoken: LanguageTag, asked: LanguageTag) -> bool:
    """Tell whether a spoken tag answers the dialect of an asked one of the same language."""
    language, dialect = split_tag(asked)
    return not dialect or split_tag(spoken)[1] in dialects_alike(language, dialect)


def answer(skill: LanguageSkill, asked: LanguageRequirement) -> Spoken:
    """Say how far one spoken language answers an asked one."""
    if split_tag(skill.tag)[0] != split_tag(asked.tag)[0]:
        return Spoken.NOT
    if asked.minimum > Cefr.A1:
        if skill.level is Cefr.UNKNOWN:
            return Spoken.LEVEL_UNKNOWN
        if skill.level < asked.minimum:
            return Spoken.TOO_LOW
    return Spoken.MET if is_same_dialect(skill.tag, asked.tag) else Spoken.OTHER_DIALECT


def best_answer(
    skills: Iterable[LanguageSkill], asked: LanguageRequirement
) -> tuple[Spoken, LanguageSkill | None]:
    """Give the best answer among all languages spoken, and the language that gives it."""

    def rank(skill: LanguageSkill) -> tuple[Spoken, Cefr, str]:
        return answer(skill, asked), skill.level, skill.tag

    best = max(skills, key=rank, default=None)
    state = answer(best, asked) if best else Spoken.NOT
    return state, None if state is Spoken.NOT else best


def language_value(level: Cefr, minimum: Cefr, same_dialect: bool, weights: Weights) -> int:
    """Weigh a language spoken at a level against a minimum.

    Below the minimum the value grows to ``language_below`` at most, at the minimum it is
    ``language_at_minimum``, for native speech 1000; another dialect keeps
    ``other_dialect`` hundredths of it.

    Units: thousandths.
    """
    floor = max(minimum, Cefr.A1)
    reached = max(level, Cefr.A1)
    if reached < floor:
        value = weights.language_below * reached // floor
    elif floor is Cefr.NATIVE:
        value = 1000
    else:
        start = weights.language_at_minimum
        value = start + (1000 - start) * (reached - floor) // (Cefr.NATIVE - floor)
    return value if same_dialect else value * weights.other_dialect // 100
