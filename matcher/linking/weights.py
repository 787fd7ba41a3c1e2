"""The learnt weights of linking: how signs become a score.

Rules:

- One frozen, versioned object a family; learning again makes a new version. What they were
  learnt on, and when, stands beside the numbers.
- The raw score is the sum of the trees and so many times the likeness by letters as stands in
  ``likeness``: trees learn the habits of the lists they see, likeness holds everywhere.
- A score is in (0, 1): the share of right answers among first answers of that raw score, as
  counted on phrases the trees had not seen. It compares within one phrase and family.
- What shares no letters, words or meaning with a phrase scores 0.

What it does not do: compute signs (``matcher.linking.signs``), say when an answer may be trusted
(``matcher.linking.trust``), or learn (``tests.quality.train_linking``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from matcher.linking.signs import SIGNS
from matcher.linking.trees import Trees
from matcher.linking.vectors import Numbers

_LETTERS = SIGNS.index("letters")
_TOUCHING = tuple(
    SIGNS.index(name) for name in ("letters", "subject", "meaning", "meaning_of_stems", "bridge")
)


@dataclass(frozen=True, slots=True)
class LinkingWeights:
    """What was learnt for one family.

    ``slope`` and ``shift`` turn a raw score into a share of right answers.
    """

    version: str
    learnt_on: str
    learnt_at: str
    slope: float
    shift: float
    trees: Trees = field(repr=False)
    likeness: float = 0.0

    def raw(self, signs: Numbers) -> Numbers:
        """Give the raw score of each row of signs.

        Shape: signs (n, signs) -> (n,).
        """
        raw: Numbers = self.trees.add_up(signs) + self.likeness * signs[:, _LETTERS]
        return raw

    def score(self, signs: Numbers) -> Numbers:
        """Give the score of each row of signs, six decimals.

        Shape: signs (n, signs) -> (n,) in [0, 1).
        """
        raw = self.slope * self.raw(signs) + self.shift
        scores = np.clip(1 / (1 + np.exp(-raw)), 0.000001, 0.999999)
        touched = (signs[:, _TOUCHING] > 0).any(axis=1)
        rounded: Numbers = np.where(touched, np.round(scores, 6), 0.0)
        return rounded
