"""Learn when the first answer of linking may be trusted, and show it set by set.

    python -m tests.quality.train_trust --data FOLDER [--prepared FOLDER] [--write]

``--data`` holds ``esco/*.zip`` and ``gold/*.tsv``; ``--prepared`` keeps prepared indexes between
runs. Nothing of the data is kept but the numbers of ``matcher.linking.trust_numbers``.

The trees that rank a set have not seen it (nor its language, for titles), and the figure of a
set comes from a model of trust that has not seen it either: one set is left out at a time. All
sets count the same, our own gold less, since it is easier than the world. Malaysian vacancy
titles are neither learnt from nor do they decide a floor: their gold contradicts titles
that are word for word the preferred label of one occupation in a third of the cases.

A floor is the lowest chance from which nine in ten are right over all sets that decide it, and
88 in 100 in every family of which at least five are trusted; it is never below seven in ten,
since gold knows no phrase that means nothing. The same data give the same numbers.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize

from data.importers.starter import load_starter
from data.linking_files import LinkingFiles
from matcher.linking import IndexMaker
from matcher.linking.signs import SIGNS
from matcher.linking.trust import (
    GROWING,
    SENTENCE_WORDS,
    TELLS,
    Floors,
    TrustModel,
    tell,
)
from matcher.linking.weights import LinkingWeights
from matcher.linking.weights_occupations import OCCUPATION_WEIGHTS
from matcher.linking.weights_skills import SKILL_WEIGHTS
from matcher.taxonomy import Taxonomy
from tests.quality import train_linking
from tests.quality.linking_data import newer_labels, read_everything
from tests.quality.linking_sets import GoldSet, read_gold, read_own_gold

Numbers = np.ndarray[Any, np.dtype[Any]]
FAMILIES = {
    "occupation-titles": "titles in their own language",
    "vacancy": "vacancies",
    "skill-labels-newer": "skills with labels of their own",
    "skill-labels": "skills through other languages",
    "sentence": "sentences",
    "starter": "our own gold",
}
"""The family of a set, by the beginning of its name; the first that fits counts."""
_UNDECIDING = ("malaysia", "starter")
_OWN_GOLD_COUNTS = 0.3
_LOOKED_AT = 10
_HELD_BACK = 1.0
_PRECISE, _IN_EACH_FAMILY, _ENOUGH = 0.9, 0.88, 5
_LOWEST = 0.7
_NUMBERS = Path(__file__).parents[2] / "matcher" / "linking" / "trust_numbers.py"


class Answer(NamedTuple):
    """One answer as ``matcher.linking.trust`` reads it."""

    score: float
    signs: Numbers


@dataclass(frozen=True, slots=True)
class Told:
    """The first answers of one set, and whether they are right.

    Shape: tells (phrases, tells), right, words and level (phrases,).
    """

    name: str
    foreign: bool
    tells: Numbers
    right: Numbers
    words: Numbers
    level: Numbers

    @property
    def whole(self) -> str:
        """The name of the set, though it may be a part of it."""
        return self.name.split(",", 1)[0]

    @property
    def family(self) -> str:
        """The family of the set."""
        return next(told for begins, told in FAMILIES.items() if self.name.startswith(begins))

    @property
    def decides(self) -> bool:
        """Whether floors are chosen on it."""
        return not any(each in self.name for each in _UNDECIDING)


def main(arguments: list[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Learn when linking may be trusted.")
    parser.add_argument("--data", type=Path, required=True, help="folder with esco/ and gold/")
    parser.add_argument("--prepared", type=Path, help="folder that keeps prepared indexes")
    parser.add_argument("--most", type=int, default=600, help="phrases of a set at most")
    parser.add_argument("--write", action="store_true", help="write the numbers into the tree")
    asked = parser.parse_args(arguments)
    skills, occupations = (
        learn(
            list(_asked(family, weights, asked.data, asked.prepared, asked.most)), weights.version
        )
        for family, weights in (
            (train_linking.SKILL_FAMILY, SKILL_WEIGHTS),
            (train_linking.OCCUPATION_FAMILY, OCCUPATION_WEIGHTS),
        )
    )
    if asked.write:
        learnt_at = date.today().isoformat()  # noqa: DTZ011, TID251 (a date for people, stamped on what is learnt)
        _NUMBERS.write_text(_module(skills, occupations, learnt_at), encoding="utf-8")
    return 0


def learn(told: Sequence[Told], version: str) -> TrustModel:
    """Learn from all sets, and choose floors on chances of sets left out.

    Prints what each family would be trusted for, and how often rightly.
    """
    learnt_from = [each for each in told if "malaysia" not in each.name]
    chances = {
        each.name: _chances(_fitted([one for one in learnt_from if one.whole != each.whole]), each)
        for each in told
    }
    base, weights = _fitted(learnt_from)
    floors = Floors(
        _floor(told, chances, lambda each: ~_is_sentence(each) & (not each.foreign)),
        _floor(told, chances, lambda each: ~_is_sentence(each) & each.foreign),
        _floor(told, chances, _is_sentence),
    )
    model = TrustModel(
        version,
        ", ".join(sorted({each.whole for each in learnt_from})),
        base,
        weights,
        floors,
    )
    _show(told, chances, model)
    return model


def tells_of(examples: train_linking.Examples, raw: Numbers, weights: LinkingWeights) -> Told:
    """Take what tells out of the signs of a set, in the order linking answers in."""
    signs: Numbers = examples.signs.astype(np.float64)
    scores: Numbers = 1 / (1 + np.exp(-(weights.slope * raw + weights.shift)))
    scores = np.round(np.clip(scores, 0.000001, 0.999999), 6)
    group = signs[:, SIGNS.index("is_group")] > 0
    scores[(signs[:, SIGNS.index("exact_preferred")] > 0) & ~group] = 1.0
    closer = -signs[:, SIGNS.index("subject")]
    order = np.lexsort(
        (closer, signs[:, SIGNS.index("best_is_preferred")] == 0, -scores, examples.phrase)
    )
    rows, right, words, level = [], [], [], []
    for number, of_phrase in groupby(order.tolist(), key=lambda at: int(examples.phrase[at])):
        places = list(of_phrase)[:_LOOKED_AT]
        ranked = [Answer(float(scores[at]), signs[at]) for at in places]
        rows.append(tell(ranked, int(examples.words[number])))
        right.append(bool(examples.right[places[0]]))
        words.append(int(examples.words[number]))
        level.append(len(ranked) > 1 and ranked[1].score >= ranked[0].score)
    foreign = examples.name.startswith("skill-labels") and "newer" not in examples.name
    return Told(
        examples.name, foreign, np.array(rows), np.array(right), np.array(words), np.array(level)
    )


def _asked(
    family: train_linking.Family,
    weights: LinkingWeights,
    data: Path,
    prepared: Path | None,
    most: int,
) -> Iterator[Told]:
    """Rank every set of a family with trees that have not seen it."""
    family = replace(family, examined=most)
    kind = family.name.removesuffix("s")
    for examples, raw in unseen(family, _sets(data, prepared, kind)):
        yield tells_of(examples, raw, weights)


def unseen(
    family: train_linking.Family, sets: Iterable[tuple[Any, GoldSet]]
) -> Iterator[tuple[train_linking.Examples, Numbers]]:
    """Give the signs of each set, and raw scores by trees that have not seen it."""
    whole = [train_linking.examine(maker, gold, family.examined) for maker, gold in sets]
    examples = [
        part
        for each in whole
        for part in (
            train_linking.parted_by_answer(each, family.folds)
            if train_linking._is_parted(each)
            else [each]
        )
    ]
    usable = [each for each in examples if "malaysia" not in each.name]
    folds = sorted({each.fold for each in usable})
    many = min(family.folds, len(folds))
    for number in range(many):
        out = set(folds[number::many])
        trees = train_linking._grown(family, [each for each in usable if each.fold not in out])
        for each in usable:
            if each.fold in out:
                yield each, train_linking.raw_scores(family, trees, each)
    rest = [each for each in examples if "malaysia" in each.name]
    if rest:
        trees = train_linking._grown(family, usable)
        for each in rest:
            yield each, train_linking.raw_scores(family, trees, each)


def _sets(data: Path, prepared: Path | None, kind: str) -> Iterator[tuple[Any, GoldSet]]:
    """Give the sets of a kind, each with what makes the index it is asked of."""
    everything = read_everything(data / "esco")
    older = read_everything(data / "esco", newest=False)

    def source(name: str, draft: Any) -> Any:
        if prepared is None:
            return IndexMaker(draft)
        read = lambda: Taxonomy(name, draft.concepts, draft.relations)  # noqa: E731 (called when missing)
        return LinkingFiles(prepared, name, read, keep=True)

    make = source("everything", everything)
    for path in sorted((data / "gold").glob("*.tsv"), key=lambda path: path.stem[-2:]):
        gold = read_gold(path)
        if gold.kind == kind:
            yield make, gold
    if kind == "skill":
        yield source("older", older), newer_labels(older, everything)
    own = IndexMaker(load_starter())
    for gold in read_own_gold():
        if gold.kind == kind:
            yield own, gold


def _fitted(told: Sequence[Told]) -> tuple[float, tuple[float, ...]]:
    """Fit the chances, what speaks for an answer never against it; every set counts the same."""
    tells = np.concatenate([each.tells for each in told])
    right = np.concatenate([each.right for each in told])
    shares = np.concatenate(
        [
            np.full(
                len(each.right),
                (_OWN_GOLD_COUNTS if each.name.startswith("starter") else 1.0) / len(each.right),
            )
            for each in told
        ]
    )
    shares *= len(right) / shares.sum()
    mean, spread = tells.mean(axis=0), np.maximum(tells.std(axis=0), 0.001)
    scaled = (tells - mean) / spread

    def loss(numbers: Numbers) -> tuple[float, Numbers]:
        raw = numbers[0] + scaled @ numbers[1:]
        away = shares * (1 / (1 + np.exp(-raw)) - right)
        lost = float((shares * (np.logaddexp(0, raw) - right * raw)).sum())
        slopes = np.r_[away.sum(), scaled.T @ away + _HELD_BACK * numbers[1:]]
        return lost + _HELD_BACK * float((numbers[1:] ** 2).sum()) / 2, slopes

    bounds = [(None, None), *((0.0, None) if name in GROWING else (None, None) for name in TELLS)]
    fitted = minimize(loss, np.zeros(len(TELLS) + 1), jac=True, bounds=bounds, method="L-BFGS-B").x
    weights = fitted[1:] / spread
    base = float(fitted[0] - weights @ mean)
    return round(base, 4), tuple(round(float(each), 4) for each in weights)


def _chances(numbers: tuple[float, tuple[float, ...]], told: Told) -> Numbers:
    """Give the chances of a set's first answers; none beside an equal one."""
    raw = numbers[0] + told.tells @ np.array(numbers[1])
    chances: Numbers = np.where(told.level, 0.0, 1 / (1 + np.exp(-raw)))
    return chances


def _is_sentence(told: Told) -> Numbers:
    found: Numbers = told.words >= SENTENCE_WORDS
    return found


def _floor(
    told: Sequence[Told], chances: Mapping[str, Numbers], of: Callable[[Told], Numbers]
) -> float:
    """Give the lowest floor that keeps the promise; 1, which nothing reaches, when none does."""
    deciding = [each for each in told if each.decides]
    for floor in np.arange(_LOWEST, 1.0, 0.01).round(2).tolist():
        families: dict[str, list[int]] = {}
        for each in deciding:
            sure = of(each) & (chances[each.name] >= floor)
            counted = families.setdefault(each.family, [0, 0])
            counted[0] += int(sure.sum())
            counted[1] += int((sure & each.right).sum())
        total, rightly = (sum(each[at] for each in families.values()) for at in (0, 1))
        kept = all(n < _ENOUGH or k >= _IN_EACH_FAMILY * n for n, k in families.values())
        if total and rightly >= _PRECISE * total and kept:
            return float(floor)
    return 1.0


def _wilson(rightly: int, total: int) -> float:
    """Give the lower end of the 95 % interval of a share."""
    if not total:
        return 0.0
    share, z = rightly / total, 1.96
    middle = share + z * z / (2 * total)
    aside = z * float(np.sqrt(share * (1 - share) / total + z * z / (4 * total * total)))
    return (middle - aside) / (1 + z * z / total)


def _show(told: Sequence[Told], chances: Mapping[str, Numbers], model: TrustModel) -> None:
    """Print the weights, the floors, and each family and set by chances of sets left out."""
    weights = ", ".join(f"{name} {each}" for name, each in zip(TELLS, model.weights, strict=True))
    sys.stdout.write(f"{model.version}: base {model.base}; {weights}; {model.floors}\n")
    rows: dict[str, list[int]] = {}
    for each in told:
        sentence = _is_sentence(each)
        floors = np.where(
            sentence,
            model.floors.sentences,
            model.floors.foreign if each.foreign else model.floors.own,
        )
        sure = chances[each.name] >= floors
        counted = [len(each.right), int(sure.sum()), int((sure & each.right).sum())]
        for name in (each.family if each.decides else f"{each.family}*", f"  {each.whole}"):
            rows[name] = [
                one + other for one, other in zip(rows.get(name, [0] * 3), counted, strict=True)
            ]
    for name, (phrases, total, rightly) in sorted(
        rows.items(), key=lambda row: row[0].startswith(" ")
    ):
        share = rightly / total if total else 0.0
        sys.stdout.write(
            f"{name:<36}{phrases:>7}{total:>6}{total / phrases:>7.3f}{share:>7.3f}"
            f"{_wilson(rightly, total):>7.3f}\n"
        )


def _module(skills: TrustModel, occupations: TrustModel, learnt_at: str) -> str:
    """Write the numbers as a module."""
    text = (
        '"""Learnt numbers of trust in linking: written by a script, never by hand.\n\n'
        "Rules: see ``matcher.linking.trust``. What it does not do: compute anything.\n"
        '"""\n\n'
        "from matcher.linking.trust import Floors, TrustModel\n"
    )
    for title, model in (("SKILL_TRUST", skills), ("OCCUPATION_TRUST", occupations)):
        names = "".join(f'        "{part}"\n' for part in train_linking._cut(model.learnt_on, 80))
        text += (
            f"\n{title} = TrustModel(\n"
            f'    version="trust-{learnt_at} of {model.version}",\n'
            f"    learnt_on=(\n{names}    ),\n"
            f"    base={model.base},\n"
            f"    weights={model.weights},\n"
            f"    floors={model.floors},\n"
            ")\n"
            f'"""Chances and floors of {title.split("_")[0].lower()}s."""\n'
        )
    return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
