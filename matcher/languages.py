"""Languages a person speaks against a language somebody asks.

Rules:

- The primary subtag is the language, everything after it the dialect: ``ar-EG`` is Egyptian
  Arabic. Letter case does not matter.
- Asking a language without a dialect is answered by all of its dialects. Asking a dialect is
  answered by another one, or by the bare language, with a warning.
- A stated language without a level counts as A1 when weighed; it meets A1, the least there
  is, and otherwise meets nothing and fails nothing.

What it does not do: know which languages resemble each other.
"""

from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache

from matcher.types import Cefr, LanguageRequirement, LanguageSkill, LanguageTag
from matcher.weights import Weights


class Spoken(IntEnum):
    """How far an asked language is spoken, worst first."""

    NOT = 0
    TOO_LOW = 1
    LEVEL_UNKNOWN = 2
    OTHER_DIALECT = 3
    MET = 4


@lru_cache(maxsize=4096)
def split_tag(tag: LanguageTag) -> tuple[str, str]:
    """Split a tag into language and dialect, case folded.

    >>> split_tag(LanguageTag("ar-EG"))
    ('ar', 'eg')
    """
    language, _, dialect = tag.casefold().partition("-")
    return language, dialect


def answer(skill: LanguageSkill, asked: LanguageRequirement) -> Spoken:
    """Say how far one spoken language answers an asked one."""
    language, dialect = split_tag(asked.tag)
    spoken_language, spoken_dialect = split_tag(skill.tag)
    if spoken_language != language:
        return Spoken.NOT
    if asked.minimum > Cefr.A1:
        if skill.level is Cefr.UNKNOWN:
            return Spoken.LEVEL_UNKNOWN
        if skill.level < asked.minimum:
            return Spoken.TOO_LOW
    return Spoken.MET if dialect in ("", spoken_dialect) else Spoken.OTHER_DIALECT


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
