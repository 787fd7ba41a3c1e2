"""Compound words cut into words that stand in labels: "lastbilschaufför", "Kranführer".

Rules:

- Only in languages that write compounds as one word, and only words of eight letters or more.
- Both halves must be words of labels, four letters or more; a joint such as "s" or "en"
  may stand between them. The shortest joint wins, then the most even halves.
- A half is cut again when it is a compound itself.

What it does not do: cut words whose halves no label knows.
"""

from collections.abc import Iterable

from matcher.normalise import stem

LANGUAGES = frozenset({"da", "de", "nb", "nl", "nn", "no", "sv"})
_JOINTS = ("", "s", "es", "n", "en", "e", "er")
_SHORTEST_HALF = 4
_SHORTEST_WORD = 8


class Cutter:
    """Cuts the words of one language into stems, compounds into those of their halves too.

    Args:
        words: Words of labels.
        language: Their language.
    """

    def __init__(self, words: Iterable[str], language: str) -> None:
        self._language = language
        splits = language in LANGUAGES
        self._words = {word for word in words if splits and len(word) >= _SHORTEST_HALF}
        self._halves: dict[str, tuple[str, ...]] = {}
        self._pieces: dict[str, tuple[str, ...]] = {}

    @property
    def words(self) -> list[str]:
        """The words compounds are cut into, sorted; none where compounds are not cut."""
        return sorted(self._words)

    def pieces(self, word: str) -> tuple[str, ...]:
        """Give the stem of a word and, for a compound, those of its halves."""
        known = self._pieces.get(word)
        if known is None:
            halves = self._cut(word)
            known = tuple(dict.fromkeys(stem(each, self._language) for each in (word, *halves)))
            if len(self._pieces) < 200_000:
                self._pieces[word] = known
        return known

    def _cut(self, word: str) -> tuple[str, ...]:
        """Give the smallest halves of a compound; a word that is none has none."""
        if not self._words or len(word) < _SHORTEST_WORD:
            return ()
        best: tuple[int, int, str, str] | None = None
        for at in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1):
            last = word[at:]
            if last not in self._words:
                continue
            for joint in _JOINTS:
                first = word[: at - len(joint)]
                if (
                    word[:at].endswith(joint)
                    and len(first) >= _SHORTEST_HALF
                    and first in self._words
                ):
                    found = (len(joint), abs(len(first) - len(last)), first, last)
                    best = found if best is None else min(best, found)
        if best is None:
            return ()
        return tuple(each for half in best[2:] for each in (self._cut(half) or (half,)))
