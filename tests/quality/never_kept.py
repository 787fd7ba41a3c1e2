"""Measure the free-text guard on a small labelled set: ``python -m tests.quality.never_kept``.

A text counts as flagged when the guard finds anything; its kinds count one by one. The set
was written by whoever wrote the patterns, so it flatters them.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from privacy.free_text import find_never_kept
from privacy.never_kept import NeverKept

FILE = Path(__file__).parent / "gold" / "never_kept.tsv"


@dataclass(frozen=True)
class Text:
    """One labelled text."""

    language: str
    kinds: frozenset[NeverKept]
    text: str

    @property
    def found(self) -> frozenset[NeverKept]:
        """What the guard finds in it."""
        return frozenset(each.kind for each in find_never_kept(self.text))


@dataclass(frozen=True)
class Figures:
    """How many texts were rightly flagged, wrongly flagged, and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Which share of the flagged texts deserved it."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Which share of the texts that deserve it are flagged."""
        return self.right / max(1, self.right + self.missed)


def labelled() -> Iterator[Text]:
    """Read the set."""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            language, kinds, text = line.split("\t")
            told = frozenset() if kinds == "-" else frozenset(map(NeverKept, kinds.split("+")))
            yield Text(language, told, text)


def measure(texts: list[Text]) -> Figures:
    """Count texts that are flagged and deserve it, or not."""
    told = Counter((bool(text.found), bool(text.kinds)) for text in texts)
    return Figures(told[True, True], told[True, False], told[False, True])


def main() -> None:
    """Print the figures by language, and what went wrong."""
    texts = list(labelled())
    for language in ("en", "fr", "ar", "es", "pt", ""):
        chosen = [text for text in texts if not language or text.language == language]
        figures = measure(chosen)
        name = language or "all"
        print(  # noqa: T201 - this is a command
            f"{name:4}{len(chosen):5} texts  precision {figures.precision:.3f}  "
            f"recall {figures.recall:.3f}"
        )
    for text in texts:
        if text.found != text.kinds:
            print(sorted(text.kinds), sorted(text.found), text.text)  # noqa: T201 - as above


if __name__ == "__main__":
    main()
