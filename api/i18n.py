"""Sentences for codes, in the offered languages.

Rules:

- A catalogue is a folder of ``.po`` files, one a subject, keyed by code
  (``reason.SKILL_MISSING``); it is compiled in memory at start, so there is nothing to build.
- A code stands once in a language.
- A missing sentence is a fault of the installation, found by a test, never papered over
  with another language.
- Data values are never looked up: only codes written in the source are.

What it does not do: choose the language (``api.languages``), or translate what people wrote.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LOCALES = Path(__file__).parent / "locales"
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
PLURAL_ORDER = ("zero", "one", "two", "few", "many", "other")


class MissingSentence(LookupError):
    """A code has no sentence in a language."""


@dataclass(frozen=True, slots=True)
class Translator:
    """All sentences of one language, with its dates, numbers and direction."""

    language: str
    sentences: Mapping[str, str | Mapping[str, str]]
    locale: Locale

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """Give the writing direction for the ``dir`` attribute."""
        return "rtl" if self.locale.text_direction == "rtl" else "ltr"

    def has(self, code: str) -> bool:
        """Say whether a code has a sentence."""
        return code in self.sentences

    def text(self, code: str, /, **facts: object) -> str:
        """Give the sentence of a code, its ``{placeholders}`` filled with ``facts``.

        A sentence with plural forms takes the form its language asks for ``count``.

        Raises:
            MissingSentence: No such code, or a placeholder without a fact.
        """
        if not code or code not in self.sentences:
            raise MissingSentence(f"{self.language}: {code}")
        entry = self.sentences[code]
        if not isinstance(entry, str):
            count = facts.get("count")
            number = count if isinstance(count, int) else 0
            entry = entry.get(self.locale.plural_form(number)) or entry["other"]
        try:
            return PLACEHOLDER.sub(lambda found: str(facts[found.group(1)]), entry)
        except KeyError as missing:
            raise MissingSentence(f"{self.language}: {code} lacks {missing.args[0]}") from None

    def pattern(self, code: str) -> str:
        """Give a sentence as it stands in the catalogue, its placeholders unfilled.

        Raises:
            MissingSentence: No such code, or it has plural forms.
        """
        entry = self.sentences.get(code)
        if not isinstance(entry, str):
            raise MissingSentence(f"{self.language}: {code}")
        return entry

    def day(self, value: date) -> str:
        """Write a date in full."""
        return format_date(value, format="long", locale=self.locale)

    def moment(self, value: datetime) -> str:
        """Write an aware time with its zone, UTC."""
        return f"{format_datetime(value, format='medium', locale=self.locale)} UTC"

    def number(self, value: float) -> str:
        """Write a number with the language's separators, at most three decimals."""
        return format_decimal(value, format="#,##0.###", locale=self.locale)

    def country(self, code: str) -> str:
        """Name a country by its ISO 3166-1 code; the code itself when CLDR has no name."""
        return str(self.locale.territories.get(code, code))

    def spoken_language(self, tag: str) -> str:
        """Name a language by its BCP 47 tag, the region (dialect) in brackets."""
        primary, _, region = tag.partition("-")
        name = str(self.locale.languages.get(primary, primary))
        return f"{name} ({self.country(region)})" if region else name


def plural_categories(language: str) -> tuple[str, ...]:
    """List a language's CLDR plural categories in the order its ``.po`` file uses."""
    return tuple(
        name
        for name in PLURAL_ORDER
        if name == "other" or name in Locale(language).plural_form.tags
    )


@cache
def translator(language: str) -> Translator:
    """Load one language's catalogue.

    Raises:
        MissingSentence: There is no catalogue for the language.
        ValueError: A code stands twice.
    """
    sentences: dict[str, str | Mapping[str, str]] = {}
    for path in sorted((LOCALES / language).glob("*.po")):
        for code, sentence in _read(path, language):
            if code in sentences:
                raise ValueError(f"{language}/{path.name}: {code} stands twice")
            sentences[code] = sentence
    if not sentences:
        raise MissingSentence(language)
    return Translator(language, sentences, Locale(language))


def _read(path: Path, language: str) -> Iterator[tuple[str, str | Mapping[str, str]]]:
    with path.open("rb") as file:
        messages = read_po(file, locale=language, abort_invalid=True)
    for message in messages:
        code = message.id if isinstance(message.id, str) else message.id[0]
        if not code or not message.string or message.fuzzy:
            continue
        if isinstance(message.string, str):
            yield code, message.string
        else:
            yield code, dict(zip(plural_categories(language), message.string, strict=True))
