"""Print how well linking does: our own gold always, published sets when a folder is given.

    python -m tests.quality.linking
    python -m tests.quality.linking --data FOLDER [--only PART] [--sample N] [--keep FOLDER]

FOLDER holds ``esco/*.zip`` and ``gold/*.tsv``; nothing of it is kept. Everything in the folder
is read as one release, as an import of all its files does. Beside every MRR stand those of
two plain baselines, words and letter groups of labels (TF-IDF); at the end stands each aim and
whether it is met. Vacancy titles are answered twice, with groups among the answers and without.
The weights have learnt from part of these sets: the last column says which, and what they reach
on phrases they have not seen is printed by ``tests.quality.train_linking``. All phrases are
measured; ``--sample`` measures so many of each set, evenly spread and the same every time.
Preparing languages takes most of the time of a first run; ``--keep`` keeps what was prepared.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from data.importers.starter import load_starter
from matcher.linking import OCCUPATIONS, OCCUPATIONS_AND_GROUPS, SKILLS, IndexMaker, Linker
from matcher.linking.hearing import letter_bag
from matcher.linking.index import LanguageIndex
from matcher.linking.linker import IndexSource
from matcher.normalise import forms, words
from tests.quality.linking_aims import COUNTRIES, WITHOUT_GROUPS, Figures, verdicts, with_mean
from tests.quality.linking_data import prepared_files
from tests.quality.linking_sets import GoldSet, measure, read_gold, read_own_gold

_MOST = 50


def main(arguments: list[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="How well linking does.")
    parser.add_argument("--data", type=Path, help="folder with esco/ and gold/")
    parser.add_argument("--only", default="", help="part of the names of the sets to measure")
    parser.add_argument("--sample", type=int, default=0, help="phrases of each set, not all")
    parser.add_argument("--keep", type=Path, help="folder prepared files are kept in")
    asked = parser.parse_args(arguments)
    _print_header()
    own = [gold for gold in read_own_gold() if asked.only in gold.name]
    _print_sets(own, IndexMaker(load_starter()), asked.sample)
    if asked.data is not None:
        paths = sorted((asked.data / "gold").glob("*.tsv"), key=lambda path: path.stem[-2:])
        wanted = [read_gold(path) for path in paths if asked.only in path.stem]
        with tempfile.TemporaryDirectory() as temporary:
            source = prepared_files(asked.data, asked.keep or Path(temporary))
            figures = _print_sets(wanted, source, asked.sample)
        mean = with_mean(figures).get(COUNTRIES)
        if mean:
            sys.stdout.write(
                f"{COUNTRIES:<49}{mean.mrr:>7.3f}{mean.first:>7.3f}{mean.tenth:>7.3f}\n"
            )
        sys.stdout.write("\n")
        for line in verdicts(figures):
            sys.stdout.write(f"{line}\n")
    return 0


def _print_sets(sets: Sequence[GoldSet], make: IndexSource, sample: int) -> dict[str, Figures]:
    """Print one line a set, and for vacancies a second one; give what was measured."""
    figures: dict[str, Figures] = {}
    for gold in sets:
        phrases = _spread(list(gold.right), sample)
        skills = gold.kind == "skill"
        index = make(SKILLS if skills else OCCUPATIONS_AND_GROUPS, gold.language)
        asked = [("", SKILLS if skills else OCCUPATIONS_AND_GROUPS)]
        if gold.name.startswith("vacancy"):
            asked.append((WITHOUT_GROUPS, OCCUPATIONS))
        for more, kinds in asked:
            linker = Linker(make, kinds)
            linker.prepare(gold.language)
            start = process_time()
            answers = linker.link(phrases, gold.language, top=_MOST)
            took = 1000 * (process_time() - start) / len(phrases)
            quality = measure(gold, answers)
            plain = "" if more else "".join(f"{mrr:>9.3f}" for mrr in _plain(gold, phrases, index))
            learnt = "seen" if gold.name in linker.weights.learnt_on else "unseen"
            name = gold.name + more
            figures[name] = Figures(quality.mrr, quality.first, quality.tenth)
            sys.stdout.write(
                f"{name:<42}{quality.phrases:>7}{quality.mrr:>7.3f}{quality.first:>7.3f}"
                f"{quality.tenth:>7.3f}{plain:>18}{quality.sure:>7.3f}"
                f"{quality.sure_right:>7.3f}{took:>8.1f}  {learnt}\n"
            )
            sys.stdout.flush()
    return figures


def _spread(phrases: list[str], sample: int) -> list[str]:
    """Give so many phrases evenly spread over all, or all of them."""
    if not 0 < sample < len(phrases):
        return phrases
    return [phrases[at] for at in np.linspace(0, len(phrases) - 1, sample).astype(int).tolist()]


def _plain(gold: GoldSet, phrases: Sequence[str], index: LanguageIndex) -> tuple[float, float]:
    """Give the MRR of ordering all concepts by words alone, and by letter groups alone."""
    place: dict[str, int] = {uri: at for at, uri in enumerate(index.entries.uris)}
    by_words, by_letters = 0.0, 0.0
    for phrase in phrases:
        read = words(forms(phrase)[0], index.language)
        bag = {piece: 1.0 for word in read for piece in index.cutter.pieces(word)}
        letters = index.letters.likeness(letter_bag(read))
        best = np.maximum.reduceat(letters, index.entries.starts[:-1])
        right = [place[uri] for uri in gold.right[phrase] if uri in place]
        by_words += _reciprocal(index.named.likeness(bag), right)
        by_letters += _reciprocal(best, right)
    return by_words / len(phrases), by_letters / len(phrases)


def _reciprocal(values: np.ndarray[Any, np.dtype[Any]], right: Sequence[int]) -> float:
    """Give 1 by the rank of the best right concept; of equal ones the first stand before."""
    ranks = [
        1 + int((values > values[at]).sum()) + int((values[:at] == values[at]).sum())
        for at in right
        if values[at] > 0
    ]
    return 1 / min(ranks) if ranks and min(ranks) <= _MOST else 0.0


def _print_header() -> None:
    sys.stdout.write(
        f"{'set':<42}{'phrases':>7}{'MRR':>7}{'A@1':>7}{'A@10':>7}{'words':>9}{'letters':>9}"
        f"{'sure':>7}{'right':>7}{'ms each':>8}\n"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
