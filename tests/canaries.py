"""Every way a value could lie readable in bytes, and a search that finds any of them.

A *needle* is one spelling of one value: plain, in other encodings, escaped, in another case
or normal form, backwards. ``Needles`` looks for tens of thousands of them in tens of
megabytes within a second or two, which is what makes searching whole data folders part of
the suite.

What it does not do: see through compression or encryption of its own; what is compressed is
given to it unpacked.
"""

import base64
import html
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus

import numpy as np
from numpy.typing import NDArray

from data.demo.records import DemoData, DemoPerson

LEAST_CHARACTERS = 6
"""Shorter values occur by chance; the inventory's rule covers them instead."""
WORDS_TOGETHER = 4
PREFIX = 8
CHUNK = 1 << 23
HASH_BITS = 22
_ODD = np.uint64(0x9E3779B97F4A7C15)
_UNICODE_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")
_EMPTY: tuple[tuple[bytes, str], ...] = ()


def _texts(value: str) -> set[str]:
    forms = {unicodedata.normalize(form, value) for form in ("NFC", "NFD")} | {value}
    cases = {case for form in forms for case in (form, form.upper(), form.lower())}
    return cases | {value[::-1]}


def _in_base64(raw: bytes) -> Iterator[bytes]:
    """Give the characters that stand for the bytes wherever they begin in a longer text."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + raw)
        sure = encoded[-(-8 * before // 6) : 8 * (before + len(raw)) // 6]
        yield sure
        yield sure.translate(bytes.maketrans(b"+/", b"-_"))


def _escaped(text: str) -> Iterator[str]:
    in_json = json.dumps(text)[1:-1]
    yield in_json
    yield _UNICODE_ESCAPE.sub(lambda found: "\\u" + found[1].upper(), in_json)
    yield html.escape(text)
    for quoted in (quote(text, safe=""), quote(text), quote_plus(text)):
        yield quoted
        yield quoted.replace("%", "%25")
        yield quoted.lower()
    yield repr(text.encode())[2:-1]


def spellings(value: str) -> frozenset[bytes]:
    """Give the needles of one value."""
    found: set[bytes] = set()
    for text in _texts(value):
        raw = text.encode()
        found |= {raw, text.encode("utf-16-le"), text.encode("utf-16-be")}
        found |= {raw.hex().encode(), raw.hex().upper().encode(), *_in_base64(raw)}
        found.update(escaped.encode() for escaped in _escaped(text))
    return frozenset(needle for needle in found if len(needle) >= LEAST_CHARACTERS)


class Needles:
    """Named values, ready to be looked for.

    Raises:
        ValueError: A value is too short to mean anything when found.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        short = [name for name, value in values.items() if len(value) < LEAST_CHARACTERS]
        if short:
            raise ValueError(f"too short to look for: {short}")
        self.values = dict(values)
        self._brief: list[tuple[bytes, str]] = []
        by_prefix: defaultdict[int, list[tuple[bytes, str]]] = defaultdict(list)
        self._count = 0
        for name, value in values.items():
            for needle in spellings(value):
                self._count += 1
                if len(needle) < PREFIX:
                    self._brief.append((needle, name))
                else:
                    by_prefix[int.from_bytes(needle[:PREFIX], "little")].append((needle, name))
        self._by_prefix = {prefix: tuple(group) for prefix, group in by_prefix.items()}
        self._prefixes = np.array(sorted(by_prefix), dtype=np.uint64)
        self._table = np.zeros(1 << HASH_BITS, dtype=np.bool_)
        self._table[_hashed(self._prefixes)] = True

    def __len__(self) -> int:
        return self._count

    def without(self, prefix: str) -> "Needles":
        """Give the needles of all values but those whose name starts so."""
        return Needles({n: v for n, v in self.values.items() if not n.startswith(prefix)})

    def find(self, data: bytes) -> frozenset[str]:
        """Give the names of the values that lie readable in the bytes."""
        found = {name for needle, name in self._brief if needle in data}
        for start in range(0, max(len(data) - PREFIX + 1, 0), CHUNK):
            # the last windows of a chunk reach into the next one
            piece = data[start : start + CHUNK + PREFIX - 1]
            for position in self._candidates(piece):
                at = start + position
                known = self._by_prefix.get(
                    int.from_bytes(data[at : at + PREFIX], "little"), _EMPTY
                )
                found.update(name for needle, name in known if data.startswith(needle, at))
        return frozenset(found)

    def _candidates(self, piece: bytes) -> list[int]:
        positions: list[int] = []
        if not len(self._prefixes):
            return positions
        for offset in range(PREFIX):
            count = (len(piece) - offset) // PREFIX
            if count <= 0:
                continue
            windows = np.frombuffer(piece, dtype="<u8", count=count, offset=offset)
            (likely,) = np.nonzero(self._table[_hashed(windows)])
            seen = windows[likely]
            places = np.searchsorted(self._prefixes, seen).clip(max=len(self._prefixes) - 1)
            sure = likely[self._prefixes[places] == seen]
            positions += [offset + PREFIX * int(number) for number in sure]
        return positions


def _hashed(windows: NDArray[np.uint64]) -> NDArray[np.int64]:
    return ((windows * _ODD) >> np.uint64(64 - HASH_BITS)).astype(np.int64)


def files_below(*folders: Path) -> dict[Path, bytes]:
    """Read every regular file below some folders."""
    return {
        path: path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def where(needles: Needles, files: Mapping[Path, bytes]) -> dict[str, frozenset[str]]:
    """Give what was found in which file; empty files and clean ones are left out."""
    hits = {str(path): needles.find(content) for path, content in files.items()}
    return {name: found for name, found in hits.items() if found}


def _together(text: str) -> Iterator[str]:
    """Give the runs of words of a text, so that a cut or quoted part is found too."""
    words = text.split()
    for start in range(max(len(words) - WORDS_TOGETHER + 1, 1)):
        run = " ".join(words[start : start + WORDS_TOGETHER])
        if len(run) >= 2 * LEAST_CHARACTERS:
            yield run


def _of_person(person: DemoPerson) -> Iterator[tuple[str, str]]:
    identity = person.identity
    for field in ("full_name", "phone", "email", "address"):
        value: str | None = getattr(identity, field)
        if value:
            yield field, value
    if identity.phone:
        yield "phone.digits", "".join(filter(str.isdigit, identity.phone))
    for number, word in enumerate((identity.full_name or "").split()):
        if len(word) >= LEAST_CHARACTERS:
            yield f"full_name.{number}", word
    if person.work.own_words:
        yield "own_words", person.work.own_words
        for number, run in enumerate(_together(person.work.own_words)):
            yield f"own_words.{number}", run
    if person.passphrase:
        yield "passphrase", person.passphrase


def demo_values(demo: DemoData, public: Iterable[str] = ()) -> dict[str, str]:
    """Name everything personal about the people and accounts of the demonstration.

    Single words of names that also stand in a public text are left out.

    Args:
        demo: The demonstration.
        public: Texts that are shown to everybody.
    """
    shown = "\n".join(public).casefold()
    values = {
        f"{person.key}.{what}": value
        for person in demo.people
        for what, value in _of_person(person)
        if not (what.startswith("full_name.") and value.casefold() in shown)
    }
    for member in demo.staff:
        values[f"{member.key}.login"] = member.email
        if member.passphrase:
            values[f"{member.key}.passphrase"] = member.passphrase
    return values
