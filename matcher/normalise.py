"""Text to comparable words: what two wordings share once spelling habits are taken away.

Rules:

- Compatibility forms (NFKC), case, accents, apostrophes, dashes and repeated blanks never
  matter; letters that are not accented forms (ß, ø, ł, đ) are spelt with plain ones.
- Arabic loses diacritics and tatweel; alef, ya, ta marbuta and hamza are one letter each
  whatever their form; the article and particles joined to it are dropped.
- Gender is spelling, not meaning: "Accrocheur / Accrocheuse", "Directeur·rice",
  "Designer/in", "(h/f/x)" leave one form. Words on either side of a slash that do not
  resemble each other are both kept.
- Brackets are opened and their words kept; notices of job boards are dropped unless
  nothing else would be left.
- Of what is written without a blank, the first 80 letters are looked at.
- Stems come from Snowball for the languages it knows; elsewhere a word is its own stem.

What it does not do: correct typing mistakes, split compounds, translate, guess the language
of a phrase, or keep anything it was given.
"""

import functools
import re
import unicodedata
from collections.abc import Callable

from matcher.normalise_words import (
    GENDER_CODE,
    GENDER_ENDING,
    NOTICES,
    STEMMERS,
    STOP_WORDS,
)

_ARABIC_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200e\u200f]")
_ARABIC_LETTERS = str.maketrans("أإآٱىیئؤةکگڤپچ", "ااااييي" + "وهككفبج", "ء")
_ARABIC_ARTICLE = re.compile(r"\b[وف]?(?:[بك]?ال|لل)(?=\w{3})")
_PLAIN_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
_COMBINING = re.compile("[\u0300-\u036f]")
_APOSTROPHE = re.compile("[‘’‚‛ʼ`´′＇]")
_WORD = re.compile(r"[^\W_]+(?:[+#]+(?!\w))?")
_MAY_HOLD_A_CODE = re.compile(r"[(\[/]")
_MAY_HOLD_AN_ENDING = re.compile(r"[·*:_/(-]")
_LONG = re.compile(r"(\S{80})\S+")
_SLASH = re.compile(r"\s*/\s*")


def fold(text: str) -> str:
    """Give the text without case, compatibility forms and Arabic letter variants.

    Accents and punctuation stay.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    folded = _ARABIC_MARKS.sub("", folded).translate(_ARABIC_LETTERS)
    return " ".join(_APOSTROPHE.sub("'", folded).split())


def without_accents(text: str) -> str:
    """Give the text with accented letters made plain; other alphabets stay themselves."""
    if text.isascii():
        return text
    bare = _COMBINING.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare).translate(_PLAIN_LETTERS)


def plain(text: str) -> str:
    """Give the folded text without accents, gender codes and notices of job boards."""
    bare = _LONG.sub(r"\1", without_accents(fold(text)))
    clean = bare
    if _MAY_HOLD_A_CODE.search(clean):
        clean = GENDER_CODE.sub(" ", clean)
    for notice in NOTICES:
        clean = notice.sub(" ", clean)
    if _MAY_HOLD_AN_ENDING.search(clean):
        clean = GENDER_ENDING.sub("", clean)
    return " ".join(clean.split()) if _WORD.search(clean) else bare


def forms(text: str) -> tuple[str, ...]:
    """Give the one or two forms a text with gendered halves has, plain, the first one first.

    "Acteur/actrice de cinéma" gives "acteur de cinema" and "actrice de cinema"; a text
    without such halves gives itself.
    """
    bare = plain(text)
    if "/" not in bare:
        return (bare,)
    parts = _SLASH.split(bare)
    first, second = parts[0], parts[0]
    for part in parts[1:]:
        first, second = _joined(first, second, part)
    return (first,) if first == second else (first, second)


def words(text: str, language: str) -> tuple[str, ...]:
    """Give the words of a plain text in order, without the language's words of grammar.

    When only words of grammar are there, they are all given.
    """
    found = _WORD.findall(text)
    if language == "ar":
        found = [_ARABIC_ARTICLE.sub("", word) for word in found]
    stops = STOP_WORDS.get(language, frozenset())
    return tuple(word for word in found if word not in stops) or tuple(found)


def stem(word: str, language: str) -> str:
    """Give the stem of one word, or the word where the language has no stemmer."""
    return _stemmer(language)(word)


def stems(text: str, language: str) -> tuple[str, ...]:
    """Give the stems of the words of a plain text, in order."""
    return tuple(map(_stemmer(language), words(text, language)))


def primary(tag: str) -> str:
    """Give the primary language of a BCP 47 tag: ``ar`` for ``ar-EG``."""
    return tag.replace("_", "-").split("-", 1)[0].casefold()


def _joined(first: str, second: str, part: str) -> tuple[str, str]:
    """Add what follows a slash to the two forms read so far."""
    left, right = first.split(), part.split()
    if not left or not right:
        return f"{first} {part}".strip(), f"{second} {part}".strip()
    if _resemble(left[-1], right[0]):
        rest = " ".join(right[1:])
        kept = " ".join([*second.split()[:-1], right[0], rest])
        return f"{first} {rest}".strip(), kept.strip()
    if len(left) > 1 and len(right) > 1 and _resemble(left[0], right[0]):
        return first, part
    return f"{first} {part}", f"{second} {part}"


def _resemble(one: str, other: str) -> bool:
    """Say whether two words look like the two genders of one word."""
    if one == other:
        return False
    common = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        common += 1
    longest = max(len(one), len(other)) - common
    return common >= 3 and longest <= 5 and 2 * common >= min(len(one), len(other))


@functools.cache
def _stemmer(language: str) -> Callable[[str], str]:
    """Give the stemmer of a language, remembering nothing but recent words."""
    name = STEMMERS.get(language)
    if name is None:
        return str
    import snowballstemmer  # noqa: PLC0415  (loads every algorithm's tables)

    return functools.lru_cache(maxsize=65536)(snowballstemmer.stemmer(name).stemWord)
