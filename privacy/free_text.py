"""Find in free text what the service never wants to know, before it is stored.

Rules:

- The text is brought to a plain form first, so that case, accents, Arabic letter variants,
  vowel signs and other digits make no difference; what is found is shown as it was written.
- A finding names its kind and its place. Taking it out leaves the rest of the text as it is.
- The same text always gives the same findings, whatever language it is in: people mix them.

What it does not do: keep or send anything, refuse by itself, or understand texts. It misses
what nobody listed; ``tests/quality/never_kept.py`` measures how much.

Source: P-7.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Final

from privacy.never_kept import PATTERNS, NeverKept

_ONE_LETTER: Final = str.maketrans({"ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك", "ـ": None})
_BETWEEN: Final = frozenset("'’ʼ`´-‐‑_\u00a0\t\n\r")
"""What counts as a space between words."""
_ARABIC_BEFORE: Final = "(?:[وف])?"


@dataclass(frozen=True, slots=True, repr=False)
class Finding:
    """Some words that tell what is never kept: the kind, where, and as written."""

    kind: NeverKept
    start: int
    end: int
    words: str

    def __repr__(self) -> str:
        return f"Finding({self.kind}, {self.start}, {self.end})"


def find_never_kept(
    text: str, kinds: Collection[NeverKept] = tuple(NeverKept)
) -> tuple[Finding, ...]:
    """Give what should not be stored of a text, in order, without overlaps.

    >>> [(found.kind.value, found.words) for found in find_never_kept("Je suis sans-papiers.")]
    [('legal_status', 'sans-papiers')]
    >>> find_never_kept("Nurse in a pharmacy; fish health monitoring, diabetes care.")
    ()
    """
    plain, places = _plain(text)
    spans: list[tuple[int, int, NeverKept]] = []
    for kind in NeverKept:
        if kind in kinds:
            spans.extend((*found.span(), kind) for found in _pattern(kind).finditer(plain))
    found: list[Finding] = []
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        first, last = places[start], places[end - 1] + 1
        if not found or first >= found[-1].end:
            found.append(Finding(kind, first, last, text[first:last]))
    return tuple(found)


def without_never_kept(text: str, kinds: Collection[NeverKept] = tuple(NeverKept)) -> str:
    """Give the text without what should not be stored of it.

    >>> without_never_kept("I weld. I am undocumented. I also paint.")
    'I weld. I am … I also paint.'
    """
    for _ in range(3):  # what stands on both sides of a gap may make a finding of its own
        found = find_never_kept(text, kinds)
        for each in reversed(found):
            rest = text[each.end :].lstrip(" .,;:")
            text = f"{text[: each.start].rstrip()} … {rest}"
        if not found:
            break
    return text.strip()


@cache
def _pattern(kind: NeverKept) -> re.Pattern[str]:
    either = "|".join(PATTERNS[kind])
    return re.compile(f"(?<![\\w@+]){_ARABIC_BEFORE}(?:{either})(?![\\w@])")


def _plain(text: str) -> tuple[str, list[int]]:
    """Give the text in a plain form, and for each of its characters where it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if letter in _BETWEEN or letter.isspace():
            plain = " "
        else:
            plain = "".join(
                str(unicodedata.digit(each)) if each.isdigit() else each
                for each in unicodedata.normalize("NFKD", letter.casefold())
                if not unicodedata.combining(each) and unicodedata.category(each) != "Cf"
            ).translate(_ONE_LETTER)
        if plain == " " and letters and letters[-1] == " ":
            continue
        letters.extend(plain)
        places.extend([place] * len(plain))
    return "".join(letters), places
