"""Plain text out of cells and HTML, and the digests that recognise it again.

Rules:

- Cleaning composes characters (NFC), unifies line ends and drops invisible control and
  direction-override characters; words are never changed.
- HTML becomes its text: tags, comments, scripts and styles go, block elements become line
  breaks, character references are resolved. The time is linear in the length, whatever
  the input.
- A digest is SHA-256 over length-prefixed normalised parts, so no two different lists of
  parts share an input.

What it does not do: make text safe for a page (templates escape), or detect languages.
"""

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable

_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n ?(?:\n ?)+")
_TAG = re.compile(r"</?[A-Za-z]|<!--")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,31});")
_NAME = re.compile(r"[A-Za-z0-9]+")
_SILENT = frozenset({"script", "style", "template", "head", "noscript", "svg", "iframe"})
_BLOCKS = frozenset(
    {
        "address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "footer",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
        "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
    }
)  # fmt: skip


class BrokenText(ValueError):
    """The text holds half characters and cannot be stored."""


def clean(text: str) -> str:
    """Compose, drop invisible characters, unify white space; at most one empty line.

    Raises:
        BrokenText: Lone surrogates.
    """
    if not text.isascii():
        if any("\ud800" <= one <= "\udfff" for one in text):
            raise BrokenText
        text = unicodedata.normalize("NFC", text)
    text = _INVISIBLE.sub("", _BREAKS.sub("\n", text))
    return (
        _LINES.sub("\n\n", _SPACES.sub(" ", text)).replace("\n ", "\n").replace(" \n", "\n").strip()
    )


def looks_like_html(text: str) -> bool:
    """Whether the text holds a tag or a character reference."""
    return bool(_TAG.search(text) or _REFERENCE.search(text))


def strip_html(text: str) -> str:
    """Give the text of an HTML fragment; one that was escaped twice is stripped twice."""
    once = html.unescape(_without_tags(text))
    if _TAG.search(once):
        once = html.unescape(_without_tags(once))
    return once


def _without_tags(text: str) -> str:
    parts: list[str] = []
    lowered = ""
    at = 0
    while (start := text.find("<", at)) >= 0:
        parts.append(text[at:start])
        if text.startswith("<!--", start):
            end = text.find("-->", start + 4)
            if end < 0:
                return "".join(parts)
            at = end + 3
            continue
        if not re.match(r"[A-Za-z/!?]", text[start + 1 : start + 2]):
            parts.append("<")
            at = start + 1
            continue
        end = text.find(">", start + 1)
        if end < 0:
            return "".join(parts)
        at = end + 1
        closing = text[start + 1] == "/"
        found = _NAME.match(text, start + 2 if closing else start + 1)
        name = found.group().lower() if found else ""
        if name in _BLOCKS:
            parts.append("\n")
        elif name in _SILENT and not closing and text[end - 1] != "/":
            lowered = lowered or text.translate(_ASCII_LOWER)
            close = lowered.find(f"</{name}", at)
            if close < 0:
                return "".join(parts)
            at = close
    parts.append(text[at:])
    return "".join(parts)


_ASCII_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def script_contents(page: str, kind: str) -> list[str]:
    """Give the contents of all script elements of a media type in an HTML page.

    Args:
        page: The page.
        kind: Media type, ``application/ld+json``.
    """
    lowered = page.translate(_ASCII_LOWER)
    found: list[str] = []
    at = 0
    while (start := lowered.find("<script", at)) >= 0:
        opened = lowered.find(">", start)
        if opened < 0:
            break
        closed = lowered.find("</script", opened)
        if closed < 0:
            break
        if kind in lowered[start:opened]:
            found.append(page[opened + 1 : closed])
        at = closed + 8
    return found


def comparable(text: str) -> str:
    """Fold a text for comparison: compatibility forms, case and white space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


_ARABIC_VARIANTS = str.maketrans("أإآٱىةؤئ", "ااااي\u0647وي", "ـ")


def key(text: str) -> str:
    """Fold a column heading, code word or name: letters and digits only, no accents.

    Arabic letter variants (hamza seats, final yaa and taa) fall together.
    """
    apart = unicodedata.normalize("NFKC", text).translate(_ARABIC_VARIANTS)
    apart = unicodedata.normalize("NFKD", apart).casefold()
    bare = "".join(one for one in apart if not unicodedata.combining(one))
    digits = "".join(_digit(one) if one.isalnum() else " " for one in bare)
    return " ".join(digits.split())


def latin_digits(text: str) -> str:
    """Write decimal digits of any script as 0 to 9."""
    return text if text.isascii() else "".join(_digit(one) for one in text)


def _digit(character: str) -> str:
    if character.isascii():
        return character
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def digest(parts: Iterable[str]) -> str:
    """SHA-256 over the parts, each with its length before it, as lower-case hex."""
    running = hashlib.sha256()
    for part in parts:
        data = part.encode()
        running.update(len(data).to_bytes(8, "big"))
        running.update(data)
    return running.hexdigest()


def digest_bytes(content: bytes) -> str:
    """SHA-256 of a file, as lower-case hex."""
    return hashlib.sha256(content).hexdigest()
