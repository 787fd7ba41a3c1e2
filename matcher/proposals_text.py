"""Cut an advert into short spans that may name a skill, and drop what never does.

Rules:

- A span ends at a line end, a bullet, a sentence end or a semicolon; where a sentence lists
  things, each of them is a span too.
- Headings and leads ("Profil recherché", "A plus:", "Se valorará") name no skill. They say
  whether what follows is demanded or welcome; a list of bullets ends with its last bullet.
- What organisations say about themselves, what they offer, applying, pay, hours and equal
  chances is dropped, as are spans with a blackened word, an address, a telephone number or
  somebody to ask for.
- What is said not to be needed is left out: "no driving licence required", "permis non
  exigé", "sin experiencia"; but not where it is said to be welcome.
- Openings like "ability to" or "connaissance de" are taken off.
- A span is given once, in the order of the text, with at most 16 words.

What it does not do: understand negation said any other way, or languages beyond English,
French, Spanish, Portuguese and Arabic (others are only cut).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from matcher.normalise import fold, without_accents
from matcher.proposals_words import (
    APART_HEAD,
    BOILERPLATE,
    CONTACT,
    DEMANDED_HEAD,
    DEMANDED_INSIDE,
    NEGATED,
    OPENING,
    PAY_OR_HOURS,
    VALUED_HEAD,
    VALUED_INSIDE,
)

_LONGEST_WORDS = 16
_LONGEST_HEAD = 6
_MOST_SPANS = 120
_MOST_LETTERS = 60_000

_LINES = re.compile(r"[\r\n]+")
_BULLET = re.compile(r"^\s*(?:[•●▪◦·►➢✓|*]|[-–—]\s|\(?\d{1,2}[.)]\s)")
_ENDS = re.compile(r"[\t;•●▪◦·►➢✓|؛]+|(?<=[^\W\d]{3})[.!?؟](?=\s|$)|\s[-–—*]\s")
_CUTS = re.compile(
    r"[,،():]|\s(?:and|or|et|ou|y|e|o|as well as|ainsi que|así como)\s|\s(?:و|أو)\s|\s(?=و\w{3})"
)
_LEAD = re.compile(r"^([^:]{2,60}?)\s?:\s*")
_EDGES = re.compile(r"^[\s\W\d_]+|[\s\W_]+$")
_WORD = re.compile(r"[^\W\d_]{2,}")


class Section(Enum):
    """What a part of an advert says of the skills it names."""

    UNSAID = "unsaid"
    DEMANDED = "demanded"
    VALUED = "valued"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of an advert that may name a skill, and the part they stand in.

    ``is_part`` says that they are one of several things a sentence lists.
    """

    text: str
    section: Section
    is_part: bool = False


def spans(text: str) -> tuple[str, ...]:
    """Give the spans of an advert that may name a skill, each once, in order."""
    return tuple(span.text for span in read_spans(text))


def names_a_contact(text: str) -> bool:
    """Say whether a text holds an address, a number to call, or somebody to ask for."""
    return CONTACT.search(_plain(text)) is not None


def read_spans(text: str) -> tuple[Span, ...]:
    """Give the spans of an advert, each once and in order, with the part each stands in."""
    found: dict[str, Span] = {}
    for sentence, section in _sentences(text[:_MOST_LETTERS]):
        pieces = _pieces(sentence)
        for piece in pieces:
            if section is not Section.VALUED and NEGATED.search(_plain(piece)):
                continue
            span = _without_opening(_EDGES.sub("", piece))
            if 1 <= len(_WORD.findall(span)) <= _LONGEST_WORDS:
                is_part = piece is not sentence
                found.setdefault(span, Span(span, section, is_part))
    return tuple(found.values())[:_MOST_SPANS]


def _sentences(text: str) -> Iterator[tuple[str, Section]]:
    """Give what may name skills, sentence by sentence, and what is said of it."""
    section, bulleted = Section.UNSAID, None
    for written in _LINES.split(text):
        if not _WORD.search(written):
            continue
        has_bullet = _BULLET.match(written) is not None
        line = _BULLET.sub("", written).strip()
        head = _heading(line, has_bullet=has_bullet)
        if head is not None:
            section, bulleted = head, None
            continue
        if bulleted and not has_bullet:
            section = Section.UNSAID
        bulleted = has_bullet
        lead = _LEAD.match(line)
        said = None if lead is None else _headed(lead[1])
        here = section if said is None else said
        if here is Section.APART:
            continue
        rest = line if lead is None or said is None else line[lead.end() :]
        for sentence in _ENDS.split(rest):
            plain = _plain(sentence)
            if not any(each.search(plain) for each in (CONTACT, BOILERPLATE, PAY_OR_HOURS)):
                yield sentence, _said_inside(plain, here)


def _heading(line: str, *, has_bullet: bool) -> Section | None:
    """Say what a line announces, when it is a heading and nothing else."""
    if line.endswith((".", ";", ",")) or (has_bullet and not line.endswith(":")):
        return None
    return _headed(line)


def _headed(text: str) -> Section | None:
    """Say what a heading or lead announces, or nothing when it is none."""
    plain = _EDGES.sub("", _plain(text))
    if not plain or len(plain.split()) > _LONGEST_HEAD:
        return None
    for pattern, section in (
        (VALUED_HEAD, Section.VALUED),
        (APART_HEAD, Section.APART),
        (DEMANDED_HEAD, Section.DEMANDED),
    ):
        if pattern.fullmatch(plain):
            return section
    return None


def _said_inside(plain: str, section: Section) -> Section:
    """Say what a sentence itself says of its skills, else what its part does."""
    if VALUED_INSIDE.search(plain):
        return Section.VALUED
    if section is Section.UNSAID and DEMANDED_INSIDE.search(plain):
        return Section.DEMANDED
    return section


def _pieces(sentence: str) -> list[str]:
    """Give a sentence that is short enough, and the parts of it when it lists some."""
    parts = [part for part in _CUTS.split(sentence) if _WORD.search(part)]
    if len(parts) < 2:
        return [sentence]
    return [sentence, *parts] if len(_WORD.findall(sentence)) <= _LONGEST_WORDS else parts


def _without_opening(span: str) -> str:
    """Take the words off that a sentence opens with before it names a skill."""
    words = span.split()
    opening = OPENING.match(" ".join(_plain(word).replace(" ", "") for word in words))
    taken = 0 if opening is None else len(opening[0].split())
    return span if taken >= len(words) else " ".join(words[taken:])


def _plain(text: str) -> str:
    return without_accents(fold(text))
