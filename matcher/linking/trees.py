"""Small trees of yes-or-no questions about signs, whose answers add up.

Rules:

- A tree asks whether one sign is at most a number, until it comes to a value; the values of
  all trees and a base add up to the raw score.
- A number is put among the limits asked for its sign once; its place there says at once
  which answers of which tree its sign rules out ("no" rules out the answers under "yes").
  The first answer from the left that no sign rules out is the tree's.
- Values are whole ten-thousandths, so their sum is the same in any order.
- Trees are numbers only, written by ``tests.quality.train_linking`` and never by hand.

What it does not do: learn.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from matcher.linking.vectors import Numbers

_MOST_ANSWERS = 16
_ALL = (1 << _MOST_ANSWERS) - 1
_PLACE_OF_BIT = np.zeros(_ALL + 1, dtype=np.uint8)
_PLACE_OF_BIT[1 << np.arange(_MOST_ANSWERS)] = np.arange(_MOST_ANSWERS)
_PARTS = 10_000


class Trees:
    """A sum of trees.

    Args:
        base: What is added to the values.
        text: One tree a line; its nodes between blanks: ``sign:number:yes:no`` (places of
            nodes in the line) for a question, ``value`` for an answer; the first is the root.
    """

    def __init__(self, base: float, text: str) -> None:
        lines = [_read(line.split()) for line in text.split("\n") if line.strip()]
        most = max((len(values) for _, values in lines), default=1)
        if most > _MOST_ANSWERS:
            raise ValueError(f"a tree has at most {_MOST_ANSWERS} answers")
        self.base = base
        self.text = text
        self._values = np.zeros((len(lines), most), dtype=np.int32)
        self._first = most * np.arange(len(lines), dtype=np.int32)
        asked: dict[int, list[tuple[float, int, int]]] = {}
        for tree, (questions, values) in enumerate(lines):
            self._values[tree, : len(values)] = np.rint(_PARTS * np.array(values))
            for sign, limit, first, last in questions:
                under_yes = (1 << last) - (1 << first)
                asked.setdefault(sign, []).append((limit, tree, _ALL ^ under_yes))
        self._limits = {sign: np.unique([each[0] for each in of]) for sign, of in asked.items()}
        self._left = {
            sign: _left(self._limits[sign], asked[sign], len(lines)) for sign in sorted(asked)
        }

    def add_up(self, signs: Numbers) -> Numbers:
        """Give the raw score of each row of signs.

        Shape: signs (n, signs) -> (n,).
        """
        left = np.full((len(signs), len(self._values)), _ALL, dtype=np.uint16)
        for sign, by_step in self._left.items():
            left &= by_step.take(self._limits[sign].searchsorted(signs[:, sign]), axis=0)
        lowest = left & (~left + np.uint16(1))
        answer = self._first + _PLACE_OF_BIT.take(lowest)
        total: Numbers = self.base + self._values.take(answer).sum(axis=1) / _PARTS
        return total


def _left(limits: Numbers, asked: Iterable[tuple[float, int, int]], trees: int) -> Numbers:
    """Give which answers of every tree a sign leaves, by its place among the limits.

    Shape: limits (n,) -> (n + 1, trees).
    """
    left = np.full((len(limits) + 1, trees), _ALL, dtype=np.uint16)
    for limit, tree, by_no in asked:
        left[limits.searchsorted(limit) + 1 :, tree] &= np.uint16(by_no)
    return left


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
