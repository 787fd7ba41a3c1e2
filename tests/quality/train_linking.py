"""Learn the weights of linking from published gold, and show how they do on unseen sets.

    python -m tests.quality.train_linking --data FOLDER [--write]

FOLDER holds ``esco/*.zip`` and ``gold/*.tsv``; nothing of it is kept, only the numbers of the
trees. Sets are parted into folds by language (occupations) or by set (skills): the figure of a
set comes from trees that saw no phrase of its language. Vacancy titles, of which there is one
set to learn from, are parted by their answers instead: no title and no answer was seen; what
trees that saw no vacancies and no English make of them is printed below. The Malaysian titles
are never learnt from. Thresholds of trust are chosen on the same unseen answers. The same data give
the same numbers.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from data.importers.starter import load_starter
from matcher.linking import OCCUPATIONS_AND_GROUPS, SKILLS, IndexMaker
from matcher.linking.ranking import Ranking
from matcher.linking.signs import SIGNS
from matcher.linking.trees import Trees
from matcher.linking.weights_occupations import OCCUPATION_WEIGHTS
from matcher.linking.weights_skills import SKILL_WEIGHTS
from tests.quality.linking_aims import WITHOUT_GROUPS, Figures, verdicts
from tests.quality.linking_data import newer_labels, read_everything
from tests.quality.linking_sets import GoldSet, read_gold, read_own_gold

Numbers = np.ndarray[Any, np.dtype[Any]]

NEVER_LEARNT_FROM = ("malaysia",)
_FOLDER = Path(__file__).parents[2] / "matcher" / "linking"
_GROWING = (
    "letters", "preferred", "subject", "named", "meaning", "meaning_of_stems", "both_said",
    "bridge", "of_label", "of_phrase", "ratio", "sorted_ratio", "unit_group", "exact",
    "exact_preferred",
)  # fmt: skip
"""Signs of which more never lowers the score of a skill."""
_GROWING_TITLES = (
    "letters", "subject", "named", "meaning", "meaning_of_stems", "bridge", "unit_group",
)  # fmt: skip
"""The same for occupations.

Likeness to the best label is not among them: a title that repeats the name of a group often
means a single occupation in it.
"""
_RIGHT_COUNTS = 10.0


@dataclass(frozen=True, slots=True)
class Examples:
    """The signs of the concepts looked at for the phrases of one set.

    ``phrase`` is the number of each row's phrase, ``right`` whether its concept is an
    answer, ``words`` the length of each phrase, ``answers`` the first of its answers.
    """

    name: str
    fold: str
    signs: Numbers
    right: Numbers
    phrase: Numbers
    words: Numbers
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """What one model is learnt for, and how.

    ``examined`` phrases of a set are looked at and shown, ``learnt_from`` of them learnt
    from; of the concepts that are far off, ``one_in`` so many are. ``likeness`` is how much
    likeness by letters counts beside the trees.
    """

    name: str
    title: str
    trees: int
    leaves: int
    folds: int
    examined: int
    learnt_from: int
    one_in: int
    growing: tuple[str, ...] = ()
    likeness: float = 0.0


OCCUPATION_FAMILY = Family(
    "occupations", "OCCUPATION_WEIGHTS", 110, 16, 4, 600, 300, 6, _GROWING_TITLES, 3.0
)
SKILL_FAMILY = Family("skills", "SKILL_WEIGHTS", 80, 10, 4, 700, 700, 2, _GROWING)


def main(arguments: list[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Learn the weights of linking.")
    parser.add_argument("--data", type=Path, required=True, help="folder with esco/ and gold/")
    parser.add_argument("--write", action="store_true", help="write the numbers into the tree")
    asked = parser.parse_args(arguments)
    everything = read_everything(asked.data / "esco")
    older = read_everything(asked.data / "esco", newest=False)
    make = IndexMaker(everything)
    paths = sorted((asked.data / "gold").glob("*.tsv"), key=lambda path: path.stem[-2:])
    sets = [(make, read_gold(path)) for path in paths]
    sets.append((IndexMaker(older), newer_labels(older, everything)))
    sets += [(IndexMaker(load_starter()), gold) for gold in read_own_gold()]
    for family, kind in ((SKILL_FAMILY, "skill"), (OCCUPATION_FAMILY, "occupation")):
        wanted = [each for each in sets if each[1].kind == kind]
        examples = [examine(maker, gold, family.examined) for maker, gold in wanted]
        learn(family, examples, date.today().isoformat() if asked.write else "")  # noqa: DTZ011, TID251 (a date for people, stamped on what is learnt)
    return 0


def examine(make: IndexMaker, gold: GoldSet, most: int) -> Examples:
    """Compute the signs for phrases of a set, evenly spread over it."""
    occupations = gold.kind == "occupation"
    index = make(OCCUPATIONS_AND_GROUPS if occupations else SKILLS, gold.language)
    ranking = Ranking(index, OCCUPATION_WEIGHTS if occupations else SKILL_WEIGHTS)
    phrases = list(gold.right)
    chosen = np.linspace(0, len(phrases) - 1, min(most, len(phrases))).astype(int)
    asked = [phrases[at] for at in chosen.tolist()]
    place: dict[str, int] = {uri: at for at, uri in enumerate(index.entries.uris)}
    signs, right, phrase, lengths = [], [], [], []
    for number, (words, signed) in enumerate(ranking.examine(ranking.read(asked))):
        lengths.append(len(words))
        if signed is None:
            continue
        answers = [place[uri] for uri in gold.right[asked[number]] if uri in place]
        signs.append(signed.signs)
        right.append(np.isin(signed.near, answers))
        phrase.append(np.full(len(signed.near), number))
    fold = gold.language if occupations else gold.name
    return Examples(
        gold.name,
        fold,
        np.concatenate(signs).astype(np.float32),
        np.concatenate(right),
        np.concatenate(phrase),
        np.array(lengths),
        tuple(min(gold.right[each]) for each in asked),
    )


def parted_by_answer(whole: Examples, parts: int) -> list[Examples]:
    """Part a set so that no answer stands in two parts; each part is a fold of its own."""
    part_of = {answer: at % parts for at, answer in enumerate(sorted(set(whole.answers)))}
    part = np.array([part_of[answer] for answer in whole.answers])
    found = []
    for number in range(parts):
        rows = part[whole.phrase] == number
        places = np.cumsum(part == number) - 1
        found.append(
            Examples(
                f"{whole.name}, answers {number + 1}",
                f"answers {number + 1}",
                whole.signs[rows],
                whole.right[rows],
                places[whole.phrase[rows]],
                whole.words[part == number],
                tuple(np.array(whole.answers)[part == number].tolist()),
            )
        )
    return found


def learn(family: Family, examples: Sequence[Examples], learnt_at: str) -> None:
    """Show how sets do that were not learnt from, then learn from all and write that.

    The scale of scores comes from published sets alone; our own gold is easier than the world.
    """
    examples = [
        part
        for each in examples
        for part in (parted_by_answer(each, family.folds) if _is_parted(each) else [each])
    ]
    usable = [each for each in examples if not _is_held_back(each)]
    folds = sorted({each.fold for each in usable})
    raw: dict[str, Numbers] = {}
    for number in range(min(family.folds, len(folds))):
        out = set(folds[number :: min(family.folds, len(folds))])
        trees = _grown(family, [each for each in usable if each.fold not in out])
        raw |= {each.name: raw_scores(family, trees, each) for each in usable if each.fold in out}
    final = _grown(family, usable)
    raw |= {each.name: raw_scores(family, final, each) for each in examples if _is_held_back(each)}
    _show(examples, raw, "unseen phrases and answers")
    vacancies = [each for each in examples if _is_vacancies(each)]
    if vacancies:
        far = [each for each in usable if not _is_vacancies(each) and each.fold != "en"]
        trees = _grown(family, far)
        _show(
            vacancies,
            {each.name: raw_scores(family, trees, each) for each in vacancies},
            "no English",
        )
    published = [each for each in usable if not each.name.startswith("starter")]
    slope, shift = _calibrated(published, raw)
    sys.stdout.write(f"{family.name}: slope {slope}, shift {shift}\n")
    if learnt_at:
        text = _module(family, usable, learnt_at, (slope, shift), final)
        (_FOLDER / f"weights_{family.name}.py").write_text(text, encoding="utf-8")


def _show(examples: Sequence[Examples], raw: Mapping[str, Numbers], what: str) -> None:
    """Print MRR, A@1 and A@10 of every set; those of vacancies also without groups."""
    measured: dict[str, Figures] = {}
    for name in dict.fromkeys(_whole(each) for each in examples):
        parts = [each for each in examples if _whole(each) == name]
        many = sum(len(each.words) for each in parts)
        lines = [("", raw)]
        if _is_vacancies(parts[0]):
            lines.append((WITHOUT_GROUPS, {e.name: _ungrouped(e, raw[e.name]) for e in parts}))
        for more, scores in lines:
            rows = [np.array(_quality(e, scores[e.name])) * len(e.words) / many for e in parts]
            first, tenth, mrr = sum(rows[1:], rows[0])
            sys.stdout.write(
                f"{name + more:<46}{many:>6}{mrr:>7.3f}{first:>7.3f}{tenth:>7.3f}  {what}\n"
            )
            measured[name + more] = Figures(mrr, first, tenth)
    sys.stdout.write("".join(f"{line}  {what}\n" for line in verdicts(measured)))
    sys.stdout.flush()


def _ungrouped(each: Examples, raw: Numbers) -> Numbers:
    return np.where(each.signs[:, SIGNS.index("is_group")] > 0, -99.0, raw)


def _whole(each: Examples) -> str:
    return each.name.split(",", 1)[0]


def _is_vacancies(each: Examples) -> bool:
    return each.name.startswith("vacancy-titles")


def _is_parted(each: Examples) -> bool:
    return _is_vacancies(each) and not _is_held_back(each)


def raw_scores(family: Family, trees: Trees, each: Examples) -> Numbers:
    """Give the raw scores as ``LinkingWeights.raw`` does."""
    raw: Numbers = trees.add_up(each.signs)
    return raw + family.likeness * each.signs[:, SIGNS.index("letters")]


def _is_held_back(examples: Examples) -> bool:
    return any(name in examples.name for name in NEVER_LEARNT_FROM)


def _grown(family: Family, examples: Sequence[Examples]) -> Trees:
    """Grow trees that tell right concepts from others; every set counts the same."""
    answered = [_worth_learning(family, each) for each in examples]
    signs = np.concatenate([e.signs[keep] for e, keep in zip(examples, answered, strict=True)])
    right = np.concatenate([e.right[keep] for e, keep in zip(examples, answered, strict=True)])
    shares = np.concatenate(
        [
            np.where(e.right[keep], _RIGHT_COUNTS, 1.0) / len(e.words)
            for e, keep in zip(examples, answered, strict=True)
        ]
    )
    model = HistGradientBoostingClassifier(
        max_iter=family.trees,
        max_leaf_nodes=family.leaves,
        learning_rate=0.1,
        l2_regularization=5.0,
        min_samples_leaf=60,
        monotonic_cst=[int(name in family.growing) for name in SIGNS],
        early_stopping=False,
        random_state=0,
    )
    model.fit(signs, right, sample_weight=shares / shares.mean())
    lines = []
    for (tree,) in model._predictors:
        lines.append(
            " ".join(
                f"{node['value']:.4f}"
                if node["is_leaf"]
                else f"{node['feature_idx']}:{node['num_threshold']:.5g}"
                f":{node['left']}:{node['right']}"
                for node in tree.nodes
            )
        )
    return Trees(float(model._baseline_prediction.ravel()[0]), "\n".join(lines))


def _worth_learning(family: Family, each: Examples) -> Numbers:
    """Choose the rows to learn from: of phrases with an answer, the close and some others."""
    most = min(family.learnt_from, len(each.words))
    spread = np.linspace(0, len(each.words) - 1, most).astype(int)
    answered = np.intersect1d(np.unique(each.phrase[each.right]), spread)
    close = (
        (each.signs[:, SIGNS.index("letters_rank")] < 8)
        | (each.signs[:, SIGNS.index("meaning_rank")] < 8)
        | (each.signs[:, SIGNS.index("stems_rank")] < 4)
        | (
            (each.signs[:, SIGNS.index("group_rank")] < 6)
            & (each.signs[:, SIGNS.index("unit_group")] > 0)
        )
        | (np.arange(len(each.right)) % family.one_in == 0)
        | each.right
    )
    chosen: Numbers = np.isin(each.phrase, answered) & close
    return chosen


def _first(each: Examples, raw: Numbers) -> Iterator[tuple[int, Numbers, Numbers]]:
    """Give each phrase's number, its raw scores in order, and which of them are right."""
    order = np.lexsort((-raw, each.phrase))
    phrase, right, raw = each.phrase[order], each.right[order], raw[order]
    starts = np.flatnonzero(np.r_[True, np.diff(phrase) > 0])
    for start, end in zip(starts, np.r_[starts[1:], len(phrase)], strict=True):
        yield int(phrase[start]), raw[start:end], right[start:end]


def _quality(each: Examples, raw: Numbers) -> tuple[float, float, float]:
    """Give A@1, A@10 and MRR."""
    ranks = [np.flatnonzero(right)[:1] + 1 for _, _, right in _first(each, raw)]
    found = np.array([rank[0] if len(rank) else 10**6 for rank in ranks])
    many = len(each.words)
    return (found <= 1).sum() / many, (found <= 10).sum() / many, (1 / found).sum() / many


def _calibrated(examples: Sequence[Examples], raw: Mapping[str, Numbers]) -> tuple[float, float]:
    """Fit how raw scores of first answers turn into their share of right ones."""
    first = np.array(
        [
            (scores[0], right[0], 1 / len(each.words))
            for each in examples
            for _, scores, right in _first(each, raw[each.name])
        ]
    )
    weight = first[:, 2] / first[:, 2].mean()
    fitted = LogisticRegression(C=1e6).fit(first[:, :1], first[:, 1] > 0, weight)
    return round(float(fitted.coef_[0, 0]), 4), round(float(fitted.intercept_[0]), 4)


def _module(
    family: Family,
    examples: Sequence[Examples],
    learnt_at: str,
    scale: tuple[float, float],
    trees: Trees,
) -> str:
    """Write the numbers as a module."""
    names = ", ".join(sorted({_whole(each) for each in examples}))
    version = f"{family.name}-{learnt_at}-{sha256(trees.text.encode()).hexdigest()[:6]}"
    learnt = "".join(f'    "{part}"\n' for part in _cut(names, 80))
    return (
        f'"""Learnt numbers of linking {family.name}: written by a script, never by hand.\n\n'
        "Rules: see ``matcher.linking.weights``. What it does not do: compute anything.\n"
        '"""\n\n'
        "# ruff: noqa: E501 - a line is a tree\n\n"
        "from matcher.linking.trees import Trees\n"
        "from matcher.linking.weights import LinkingWeights\n\n"
        f"_LEARNT_ON = (\n{learnt})\n\n"
        f'_TREES = """\n{trees.text}\n"""\n\n'
        f"{family.title} = LinkingWeights(\n"
        f'    version="{version}",\n'
        f"    learnt_on=_LEARNT_ON,\n"
        f'    learnt_at="{learnt_at}",\n'
        f"    slope={scale[0]},\n"
        f"    shift={scale[1]},\n"
        f"    trees=Trees({trees.base:.6f}, _TREES),\n"
        f"    likeness={family.likeness},\n"
        ")\n"
        f'"""Learnt on {len({_whole(each) for each in examples})} sets."""\n'
    )


def _cut(text: str, width: int) -> list[str]:
    return [text[start : start + width] for start in range(0, len(text), width)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
