"""Words of one family: who does it, doing it, what is done ("mender", "mending", "mend").

Rules:

- Labels say what is done, people and adverts often who does it. A word no label knows is
  heard as the known words of its family: those left equal once the ending that makes a doer, an
  action or a result is taken away. A word labels know is never changed.
- Endings are those of English, French, Spanish, Portuguese and Italian, as stemmers leave them.
  Arabic words are of one family when their letters are the same without the weak ones, the
  article and the letters that make a doer or an action.
- Somebody who spells French by ear may mean by a word in e, whose accent is lost, the known one
  in "et" that sounds like it ("filé", "filet"): that is another reading of the phrase.
- A relative counts less than the word itself would.

What it does not do: correct typing mistakes (letter groups do), or translate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from matcher.normalise import stem

_SHARE = 0.8
_MOST = 3
_SHORTEST = 4
_SHORTEST_ROOT = {"es": 3, "pt": 3}
_ENDINGS = {
    "en": ("ement", "ment", "ing", "ion", "man", "men", "er", "or"),
    "fr": (
        "atric",
        "ateur",
        "ation",
        "ement",
        "euris",
        "euse",
        "eus",
        "eur",
        "eri",
        "ag",
        "ur",
        "er",
    ),
    "es": ("amient", "imient", "ador", "edor", "idor", "eri", "aci", "aj", "er"),
    "pt": ("amento", "imento", "ament", "iment", "ador", "edor", "idor", "eir", "aca", "ag"),
    "it": ("ament", "iment", "ator", "itor", "atric", "itric", "azion", "er"),
}
_ARABIC_FRONT = re.compile(r"^(?:است|مست|مت|ان|ت|م|ا)(?=\w{3})")
_ARABIC_BACK = re.compile(r"(?<=\w{3})(?:ات|ون|ين|يه|ه|ي)$")
_WEAK = re.compile("[اويء]")


class Kinship:
    """Finds the known relatives of unknown words in one language.

    Args:
        stems: The stems of labels.
        language: Their language.
    """

    def __init__(self, stems: Iterable[str], language: str) -> None:
        self._stems = stems
        self._language = language
        self._speaks = language in _ENDINGS or language == "ar"
        self._families: dict[str, list[str]] | None = None
        self._known: frozenset[str] = frozenset()

    def bag(self, pieces: Mapping[str, float]) -> dict[str, float]:
        """Give stems of a phrase, unknown ones replaced by their relatives where there are any."""
        if not self._speaks:
            return dict(pieces)
        families = self._grouped()
        found: dict[str, float] = {}
        for piece, share in pieces.items():
            relatives = () if piece in self._known else families.get(self._root(piece), ())
            for each in relatives or (piece,):
                value = share * _SHARE if relatives else share
                found[each] = max(found.get(each, 0.0), value)
        return found

    def by_ear(self, words: Sequence[str]) -> tuple[str, ...] | None:
        """Give the words of another reading, or nothing when there is none."""
        if self._language != "fr":
            return None
        self._grouped()
        read = tuple(self._heard(word) for word in words)
        return None if read == tuple(words) else read

    def _heard(self, word: str) -> str:
        """Give the known word that sounds like one that lost its accent, else the word."""
        bare = word.removesuffix("s")
        known = bare.endswith("e") and stem(f"{bare}t", "fr") in self._known
        return f"{bare}t" if known and len(bare) >= _SHORTEST else word

    def _grouped(self) -> dict[str, list[str]]:
        if self._families is None:
            self._known = frozenset(self._stems)
            families: dict[str, list[str]] = {}
            for each in sorted(self._known, key=lambda known: (len(known), known)):
                family = families.setdefault(self._root(each), [])
                if len(family) < _MOST:
                    family.append(each)
            self._families = families
        return self._families

    def _root(self, word: str) -> str:
        """Take away the ending that makes a doer, an action or a result."""
        if self._language == "ar":
            bare = _ARABIC_BACK.sub("", _ARABIC_FRONT.sub("", word))
            root = _WEAK.sub("", bare)
            return root if len(root) >= 3 else word
        shortest = _SHORTEST_ROOT.get(self._language, _SHORTEST)
        for ending in _ENDINGS[self._language]:
            if word.endswith(ending) and len(word) - len(ending) >= shortest:
                return word[: -len(ending)]
        return word
