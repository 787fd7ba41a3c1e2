"""Print how well linking does: our own gold always, published sets when a folder is given.

    python -m tests.quality.linking
    python -m tests.quality.linking --data FOLDER [--only PART] [--sample N]

FOLDER holds ``esco/*.zip`` and ``gold/*.tsv``; nothing of it is kept. Everything in the folder
is read as one release, as an import of all its files does. Beside every MRR stand those of
two plain baselines, words and letter groups of labels (TF-IDF), in the same documented order
where they are equal. The weights have seen part of these sets: what they reach on sets they
have not seen is printed by ``tests.quality.train_linking``. All phrases are measured, which
takes long; ``--sample`` measures so many of each set, evenly spread and the same every time.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

import numpy as np

from data.importers.starter import load_starter
from matcher.linking import OCCUPATIONS_AND_GROUPS, SKILLS, IndexMaker, Linker
from matcher.linking.ranking import Ranking
from matcher.linking.signs import SIGNS
from tests.quality.linking_data import read_everything
from tests.quality.linking_sets import GoldSet, measure, read_gold, read_own_gold

BASELINES = ("named", "letters")


def main(arguments: list[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="How well linking does.")
    parser.add_argument("--data", type=Path, help="folder with esco/ and gold/")
    parser.add_argument("--only", default="", help="part of the names of the sets to measure")
    parser.add_argument("--sample", type=int, default=0, help="phrases of each set, not all")
    asked = parser.parse_args(arguments)
    _print_header()
    own = [gold for gold in read_own_gold() if asked.only in gold.name]
    _print_sets(own, IndexMaker(load_starter()), asked.sample)
    if asked.data is not None:
        paths = sorted((asked.data / "gold").glob("*.tsv"))
        wanted = [read_gold(path) for path in paths if asked.only in path.stem]
        make = IndexMaker(read_everything(asked.data / "esco"))
        mean = _print_sets(wanted, make, asked.sample)
        if mean:
            sys.stdout.write(f"mean MRR of the occupation titles of countries: {mean:.3f}\n")
    return 0


def _print_sets(sets: Sequence[GoldSet], make: IndexMaker, sample: int) -> float | None:
    """Print one line a set; give the mean MRR of the titles of countries."""
    countries: list[float] = []
    for gold in sets:
        phrases = _spread(list(gold.right), sample)
        linker = Linker(make, SKILLS if gold.kind == "skill" else OCCUPATIONS_AND_GROUPS)
        linker.prepare(gold.language)
        start = perf_counter()
        answers = linker.link(phrases, gold.language, top=50)
        took = 1000 * (perf_counter() - start) / len(phrases)
        quality = measure(gold, answers)
        words, letters = _baselines(gold, phrases, make, linker)
        sys.stdout.write(
            f"{gold.name:<34}{quality.phrases:>7}{quality.mrr:>7.3f}{quality.first:>7.3f}"
            f"{quality.tenth:>7.3f}{words:>7.3f}{letters:>9.3f}{quality.sure:>7.3f}"
            f"{quality.sure_right:>8.3f}{took:>8.1f}\n"
        )
        sys.stdout.flush()
        if gold.name.startswith("occupation-titles"):
            countries.append(quality.mrr)
    return sum(countries) / len(countries) if countries else None


def _spread(phrases: list[str], sample: int) -> list[str]:
    """Give so many phrases evenly spread over all, or all of them."""
    if not 0 < sample < len(phrases):
        return phrases
    return [phrases[at] for at in np.linspace(0, len(phrases) - 1, sample).astype(int).tolist()]


def _baselines(
    gold: GoldSet, phrases: Sequence[str], make: IndexMaker, linker: Linker
) -> Iterator[float]:
    """Give the MRR of ordering by words alone, and by letter groups alone."""
    kinds = SKILLS if gold.kind == "skill" else OCCUPATIONS_AND_GROUPS
    index = make(kinds, gold.language)
    ranking = Ranking(index, linker.weights)
    signed = [each for _, each in ranking.examine(ranking.read(phrases), 50)]
    for name in BASELINES:
        total = 0.0
        for phrase, each in zip(phrases, signed, strict=True):
            if each is None:
                continue
            order = np.lexsort((each.near, -each.signs[:, SIGNS.index(name)]))[:50]
            right = gold.right[phrase]
            ranks = (
                rank
                for rank, at in enumerate(order.tolist(), 1)
                if index.entries.uris[each.near[at]] in right
            )
            total += 1 / next(ranks, 10**9)
        yield total / len(phrases)


def _print_header() -> None:
    sys.stdout.write(
        f"{'set':<34}{'phrases':>7}{'MRR':>7}{'A@1':>7}{'A@10':>7}{'words':>7}{'letters':>9}"
        f"{'sure':>7}{'right':>8}{'ms each':>8}\n"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
