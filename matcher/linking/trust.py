"""Whether the first answer to a phrase may be trusted: its chance of being right, learnt.

Rules:

- A few things tell: the score, the lead over the second different answer, whether the phrase
  is a preferred label, how much of the phrase and of the label the other says, the votes of the
  unit group, the English labels beside its own, meaning, whether the answer is a group, and the
  length of the phrase. Their names stand in ``TELLS``.
- The chance is logistic in them. What speaks for an answer never lowers it (``GROWING``), so a
  higher score, a wider lead or more of the phrase said never turns trust into doubt.
- An answer is trusted from the floor of its kind on: phrases compared with labels of their own
  language, phrases compared with those of others, and sentences each have one, at which nine
  in ten were right on sets that were left out.
- An answer beside an equal one is never trusted, nor one that shares nothing with the phrase.
- The group a single occupation belongs to is no different answer from it.

What it does not do: rank, or learn (``tests.quality.train_trust``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from operator import mul
from typing import Protocol

from matcher.linking.signs import SIGNS
from matcher.linking.vectors import Numbers

SENTENCE_WORDS = 7
"""Words from which a phrase counts as a sentence."""
TELLS = (
    "score", "apart", "is_label", "said", "votes", "bridge", "meaning", "is_group", "length",
)  # fmt: skip
"""Names of what tells, in the order of the weights."""
GROWING = frozenset({"score", "apart", "is_label", "said", "votes", "bridge", "meaning"})
"""What never lowers the chance."""
_MOST = 4.0
_AT = {name: place for place, name in enumerate(SIGNS)}
_OF_A_GROUP = tuple(_AT[name] for name in ("unit_group", "group_size", "group_letters"))


class Answered(Protocol):
    """One answer: its score in [0, 1], and the signs it was given for.

    Shape: signs (signs,).
    """

    @property
    def score(self) -> float:
        """The score."""

    @property
    def signs(self) -> Numbers:
        """The signs."""


@dataclass(frozen=True, slots=True)
class Floors:
    """From which chance of being right an answer of each kind is trusted."""

    own: float
    foreign: float
    sentences: float

    def of(self, words: int, *, foreign: bool) -> float:
        """Give the floor of a phrase of so many words; ``foreign`` is told of its language."""
        if words >= SENTENCE_WORDS:
            return self.sentences
        return self.foreign if foreign else self.own


@dataclass(frozen=True, slots=True)
class TrustModel:
    """What was learnt of trust for one family: a weight for each of ``TELLS``, and a base."""

    version: str
    learnt_on: str
    base: float
    weights: tuple[float, ...]
    floors: Floors

    def chance(self, told: Sequence[float]) -> float:
        """Give the chance that a first answer is right, in (0, 1).

        Shape: told (tells,).
        """
        raw = self.base + sum(map(mul, self.weights, told))
        return 1 / (1 + exp(-max(-30.0, min(30.0, raw))))

    def holds(self, ranked: Sequence[Answered], words: int, *, foreign: bool) -> bool:
        """Say whether the first of some answers may be trusted.

        Args:
            ranked: Answers, best first; at least two where there are two.
            words: The length of the phrase.
            foreign: Whether the language has no labels of its own.
        """
        if not ranked or not ranked[0].score:
            return False
        if len(ranked) > 1 and ranked[1].score >= ranked[0].score:
            return False
        return self.chance(tell(ranked, words)) >= self.floors.of(words, foreign=foreign)


def tell(ranked: Sequence[Answered], words: int) -> list[float]:
    """Give what tells whether the first of some answers is right, as ``TELLS`` names it.

    Shape: ranked (n,) -> (tells,).
    """
    first = ranked[0]
    signs = first.signs
    single = 1.0 - float(signs[_AT["is_group"]])
    sureness = _odds(first.score)
    others = (_odds(each.score) for each in ranked[1:] if _is_different(first, each))
    return [
        sureness,
        min(_MOST, sureness - next(others, -_MOST)),
        float(signs[_AT["exact_preferred"]]) * single,
        float(signs[_AT["of_phrase"]] * signs[_AT["of_label"]]),
        float(signs[_AT["unit_group"]]),
        float(signs[_AT["bridge"]]),
        float(signs[_AT["meaning"]]),
        1.0 - single,
        log(max(words, 1)),
    ]


def _odds(score: float) -> float:
    """Give the logarithm of the odds of a score, never far out."""
    kept = min(max(score, 0.000001), 0.999999)
    return max(-_MOST, min(_MOST, log(kept / (1 - kept))))


def _is_different(one: Answered, other: Answered) -> bool:
    """Say whether two answers differ by more than one being the group of the other."""
    group = one.signs[_AT["is_group"]] != other.signs[_AT["is_group"]]
    same = all(one.signs[at] == other.signs[at] for at in _OF_A_GROUP)
    return not (group and same)
