"""Bytes to text, honestly: one certain answer, one marked as guessed, or a refusal.

Rules:

- A byte order mark decides; without one, strict UTF-8 is tried first, then UTF-16 when the
  separators show it.
- Otherwise Windows-1252 (western) and Windows-1256 (Arabic) are told apart by their words:
  an Arabic word is made of high bytes only, a western word mixes them with plain letters.
  Signs for both, or words that fit neither, are refused rather than guessed.
- Text with control characters is not text.

What it does not do: repair text that was already damaged before it was saved.
"""

import codecs
import re
from dataclasses import dataclass

from data.importers.errors import ImportRefused, RefusalCode

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_HIGH_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_SEPARATORS = "\t\n,;"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read in, and whether that was a guess."""

    text: str
    encoding: str
    guessed: bool = False


def decode(content: bytes) -> Decoded:
    """Decode a whole file.

    Raises:
        ImportRefused: ``UNKNOWN_ENCODING``, ``NOT_TEXT``, or ``TRUNCATED`` when UTF-8 stops
            inside a character.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            try:
                return _checked(content.decode(name), name.removesuffix("-sig"))
            except UnicodeDecodeError:
                raise ImportRefused(RefusalCode.UNKNOWN_ENCODING) from None
    try:
        return _checked(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        if _is_cut(content, error):
            raise ImportRefused(RefusalCode.TRUNCATED) from None
        return _decode_legacy(content)
    except ImportRefused:
        return _decode_utf16(content)


def _is_cut(content: bytes, error: UnicodeDecodeError) -> bool:
    at_the_end = error.end == len(content) and error.reason == "unexpected end of data"
    return at_the_end and not content[: error.start].isascii()


def _decode_utf16(content: bytes) -> Decoded:
    big, little = content[0::2].count(0), content[1::2].count(0)
    name = "utf-16-le" if little > big else "utf-16-be"
    try:
        text = content.decode(name)
    except UnicodeDecodeError:
        raise ImportRefused(RefusalCode.NOT_TEXT) from None
    if not any(one in text for one in _SEPARATORS):
        raise ImportRefused(RefusalCode.NOT_TEXT)
    return _checked(text, name, guessed=True)


def _decode_legacy(content: bytes) -> Decoded:
    if b"\x00" in content:
        return _decode_utf16(content)
    name = _legacy_code_page(content)
    try:
        return _checked(content.decode(name), name, guessed=True)
    except UnicodeDecodeError:
        raise ImportRefused(RefusalCode.UNKNOWN_ENCODING) from None


def _legacy_code_page(content: bytes) -> str:
    arabic = western = neither = 0
    for match in _HIGH_WORD.finditer(content):
        word = match.group()
        as_arabic = word.decode("cp1256")
        letters = [one for one in as_arabic if one.isalpha()]
        arabic_letters = sum("\u0600" <= one <= "\u06ff" for one in letters)
        plain = any(one < 0x80 for one in word)
        if plain:
            western += arabic_letters > 0
        elif len(letters) >= 2 and arabic_letters == len(letters):
            arabic += 1
        elif len(letters) >= 3:
            neither += 1
    votes = sorted((arabic, western, neither), reverse=True)
    if votes[0] and votes[1] * 4 > votes[0]:
        raise ImportRefused(RefusalCode.UNKNOWN_ENCODING)
    if neither and neither == votes[0]:
        raise ImportRefused(RefusalCode.UNKNOWN_ENCODING)
    return "cp1256" if arabic > western else "cp1252"


def _checked(text: str, encoding: str, *, guessed: bool = False) -> Decoded:
    text = text.removesuffix("\x1a")
    if _CONTROL.search(text):
        raise ImportRefused(RefusalCode.NOT_TEXT)
    return Decoded(text, encoding, guessed)
