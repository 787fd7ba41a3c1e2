"""Print how well linking does: our own gold always, published sets when a folder is given.

    python -m tests.quality.linking
    python -m tests.quality.linking --data FOLDER [--only PART] [--most 700]

FOLDER holds ``esco/*.zip`` and ``gold/*.tsv``; nothing of it is kept. Sets in a language
are linked to labels of that language, else to English ones. Beside every MRR stands that of letter
groups alone, put in the same documented order where they are equal.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from data.importers.esco import read_release
from data.importers.starter import load_starter
from matcher.linking import OCCUPATIONS_AND_GROUPS, SKILLS, Linker, Vocabulary
from matcher.linking_weights import VERSION_1
from tests.quality.linking_sets import GoldSet, measure, read_gold, read_own_gold

LABELS_ALONE = replace(
    VERSION_1, version="baseline", preferred=0, subject=0, inside=0, shared=0, covered=0, group=0
)
_FULL = "esco-v1.1.1-en.zip"
_OCCUPATIONS = "esco-occupation-labels-21-languages.zip"


def main(arguments: list[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="How well linking does.")
    parser.add_argument("--data", type=Path, help="folder with esco/ and gold/")
    parser.add_argument("--only", default="", help="part of the names of the sets to measure")
    parser.add_argument("--most", type=int, default=0, help="phrases of each set at most")
    asked = parser.parse_args(arguments)
    _print_header()
    mean = _print_sets(
        ((gold, load_starter) for gold in read_own_gold() if asked.only in gold.name), asked.most
    )
    if asked.data is not None:
        paths = sorted((asked.data / "gold").glob("*.tsv"))
        wanted = [read_gold(path) for path in paths if asked.only in path.stem]
        mean = _print_sets(
            ((gold, _release_for(gold, asked.data / "esco")) for gold in wanted), asked.most
        )
    sys.stdout.write(
        f"mean MRR of the occupation titles of countries: {mean:.3f}\n" if mean else ""
    )
    return 0


def _release_for(gold: GoldSet, folder: Path) -> Callable[[], Vocabulary]:
    """Give the reader of the release a published set is linked to."""
    if gold.name.startswith("occupation-titles"):
        paths = [folder / _FULL, folder / _OCCUPATIONS]
        return lambda: read_release(paths, gold.language, languages=frozenset({gold.language}))
    return lambda: read_release([folder / _FULL], "en")


def _print_sets(
    sets: Iterator[tuple[GoldSet, Callable[[], Vocabulary]]], most: int
) -> float | None:
    """Print one line a set; give the mean MRR of the titles of countries."""
    countries: list[float] = []
    for gold, read in sets:
        vocabulary = read()
        phrases = list(gold.right)[: most or None]
        kinds = SKILLS if gold.kind == "skill" else OCCUPATIONS_AND_GROUPS
        linker = Linker.build(vocabulary, kinds)
        linker.prepare(gold.language)
        start = perf_counter()
        answers = linker.link(phrases, gold.language, top=50)
        took = 1000 * (perf_counter() - start) / len(phrases)
        quality = measure(gold, answers)
        plain = Linker(vocabulary, kinds, LABELS_ALONE).link(phrases, gold.language, top=50)
        baseline = measure(gold, plain)
        sys.stdout.write(
            f"{gold.name:<34}{quality.phrases:>7}{quality.mrr:>7.3f}{quality.first:>7.3f}"
            f"{quality.tenth:>7.3f}{baseline.mrr:>10.3f}{quality.sure:>7.3f}"
            f"{quality.sure_right:>8.3f}{took:>8.1f}\n"
        )
        sys.stdout.flush()
        if gold.name.startswith("occupation-titles"):
            countries.append(quality.mrr)
    return sum(countries) / len(countries) if countries else None


def _print_header() -> None:
    sys.stdout.write(
        f"{'set':<34}{'phrases':>7}{'MRR':>7}{'A@1':>7}{'A@10':>7}{'letters':>10}{'sure':>7}"
        f"{'right':>8}{'ms each':>8}\n"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
