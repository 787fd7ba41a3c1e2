"""Suggest a passphrase: five random words of the reader's language.

The words are short everyday words, one list a language beside the locales; a list of at
least 1024 words gives five of them fifty random bits.

What it does not do: keep or log what it suggested.
"""

import secrets
from functools import cache

from api.i18n import LOCALES

WORDS_SUGGESTED = 5


@cache
def passphrase_words(language: str) -> tuple[str, ...]:
    """Read the word list of a language."""
    text = (LOCALES / "words" / f"{language}.txt").read_text(encoding="utf-8")
    return tuple(dict.fromkeys(text.split()))


def suggest_passphrase(language: str) -> str:
    """Draw five different words."""
    words = list(passphrase_words(language))
    drawn = (words.pop(secrets.randbelow(len(words))) for _ in range(WORDS_SUGGESTED))
    return " ".join(drawn)
