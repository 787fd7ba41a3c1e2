"""Small trees of yes-or-no questions about signs, whose answers add up.

Rules:

- A tree asks whether one sign is at most a number, until it comes to a value; the values of
  all trees and a base add up to the raw score.
- A number is put among the limits asked for its sign once, and compared by its place there.
- All questions of a tree are answered at once: a "no" rules out the answers under "yes",
  and the first answer from the left that nothing rules out is the tree's.
- Trees are numbers only, written by ``tests.quality.train_linking`` and never by hand.

What it does not do: learn.
"""

from __future__ import annotations

import numpy as np

from matcher.linking.vectors import Numbers

_MOST_ANSWERS = 16
_ALL = (1 << _MOST_ANSWERS) - 1
_PLACE_OF_BIT = np.zeros(_ALL + 1, dtype=np.int32)
_PLACE_OF_BIT[1 << np.arange(_MOST_ANSWERS)] = np.arange(_MOST_ANSWERS)


class Trees:
    """A sum of trees.

    Args:
        base: What is added to the values.
        text: One tree a line; its nodes between blanks: ``sign:number:yes:no`` (places of
            nodes in the line) for a question, ``value`` for an answer; the first is the root.
    """

    def __init__(self, base: float, text: str) -> None:
        lines = [_read(line.split()) for line in text.split("\n") if line.strip()]
        asked = max((len(questions) for questions, _ in lines), default=0)
        most = max((len(values) for _, values in lines), default=1)
        if most > _MOST_ANSWERS:
            raise ValueError(f"a tree has at most {_MOST_ANSWERS} answers")
        self.base = base
        self.text = text
        self._sign = np.zeros((asked, len(lines)), dtype=np.int64)
        limits = np.full((asked, len(lines)), np.inf, dtype=np.float64)
        self._left_by_no = np.full((asked, len(lines)), _ALL, dtype=np.uint16)
        self._values = np.zeros((len(lines), most))
        self._first = most * np.arange(len(lines), dtype=np.int32)[:, None]
        for tree, (questions, values) in enumerate(lines):
            self._values[tree, : len(values)] = values
            for place, (sign, limit, first, last) in enumerate(questions):
                self._sign[place, tree] = sign
                limits[place, tree] = limit
                under_yes = (1 << last) - (1 << first)
                self._left_by_no[place, tree] = _ALL ^ under_yes
        self._limits = {
            sign: np.unique(limits[self._sign == sign]) for sign in np.unique(self._sign).tolist()
        }
        self._step = np.zeros(limits.shape, dtype=np.int16)
        for sign, known in self._limits.items():
            mine = self._sign == sign
            self._step[mine] = np.searchsorted(known, limits[mine])

    def add_up(self, signs: Numbers) -> Numbers:
        """Give the raw score of each row of signs.

        Shape: signs (n, signs) -> (n,).
        """
        trees = len(self._values)
        if not trees:
            return np.full(len(signs), self.base)
        left = np.full((trees, len(signs)), _ALL, dtype=np.uint16)
        steps = np.zeros((signs.shape[1], len(signs)), dtype=np.int16)
        for each, limits in self._limits.items():
            steps[each] = limits.searchsorted(signs[:, each])
        for sign, limit, by_no in zip(self._sign, self._step, self._left_by_no, strict=True):
            no = steps.take(sign, axis=0) > limit[:, None]
            left &= by_no[:, None] | (no.astype(np.uint16) - np.uint16(1))
        lowest = left & (~left + np.uint16(1))
        answer = self._first + _PLACE_OF_BIT.take(lowest)
        values: Numbers = self._values.take(answer)
        total: Numbers = self.base + values.sum(axis=0)
        return total


def _read(nodes: list[str]) -> tuple[list[tuple[int, float, int, int]], list[float]]:
    """Give a tree's questions (sign, number, first and last answer under "yes") and answers."""
    questions: list[tuple[int, float, int, int]] = []
    values: list[float] = []

    def walk(place: int) -> None:
        parts = nodes[place].split(":")
        if len(parts) == 1:
            values.append(float(parts[0]))
            return
        first = len(values)
        walk(int(parts[2]))
        questions.append((int(parts[0]), float(parts[1]), first, len(values)))
        walk(int(parts[3]))

    walk(0)
    return questions, values
