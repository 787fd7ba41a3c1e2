"""What asking a little less, or otherwise, would gain.

Rules:

- Each relaxation is one labelled change of the need and nothing else. Of a change that comes
  in steps (a level, a duration, a later start) the smallest that gains anybody is given; of
  the later starts the one that gains most, the soonest among equals.
- *Easing* asks less: whoever fitted before still fits. *Instead* offers another way (remote,
  another mode, a later season) beside the first: whoever fitted the first way still counts.
- The gain is counted over the whole pool: how many people come to stand in a better bucket,
  and how many of them are direct. What gains nobody is not given.
- Order: most direct gained, most gained, then by code and facts.
- Skills that are essential may become trainable where no proof is demanded, or welcome while
  another essential one stays; neither where they are to be taught. Train-the-trainer,
  willingness, permits and national standards are never relaxed: they protect people, and are
  not the need's to give away.
- A region is no condition, so a wider place means the place is left open altogether.

What it does not do: change the need; people decide.

Source: R4-38.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from matcher.index.searching import MatchIndex
from matcher.index.survey import Survey
from matcher.ladder.changes import INSTEAD, Change, RelaxationCode, changes_of
from matcher.prepared import prepare
from matcher.ranking import abstention
from matcher.types import Bucket, Facts, MatchNeed

__all__ = ["INSTEAD", "Relaxation", "RelaxationCode", "relaxations"]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One change of a need, and what it gains over the pool.

    ``need`` asks what is changed and everything else as before. ``direct`` and
    ``conditional`` count everybody who would stand so, in the first way or the changed one.
    ``gained`` people stand in a better bucket than before, ``gained_direct`` of them are now
    direct.
    """

    code: RelaxationCode
    facts: Facts
    need: MatchNeed
    direct: int
    conditional: int
    gained: int
    gained_direct: int


def relaxations(
    need: MatchNeed, index: MatchIndex, *, most: int | None = None
) -> tuple[Relaxation, ...]:
    """Count what each single change of a need would gain.

    Args:
        need: One nobody is ranked for is not relaxed.
        index: The pool, the taxonomy, the weights and the day.
        most: How many to give at most; all when ``None``.

    Returns:
        Those that gain somebody, best first.
    """
    if abstention(need) is not None:
        return ()
    prepared = prepare(need, index.taxonomy, index.weights, index.as_of)
    changes = tuple(changes_of(prepared))
    before, *surveys = index.survey([need, *(change.need for change in changes)])
    counted = [
        (change.series, _counted(change, before, after))
        for change, after in zip(changes, surveys, strict=True)
    ]
    found = (
        _chosen([relaxation for _, relaxation in group])
        for _, group in groupby(counted, key=lambda each: each[0])
    )
    gaining = [relaxation for relaxation in found if relaxation is not None]
    return tuple(sorted(gaining, key=_order)[:most])


def _order(relaxation: Relaxation) -> tuple[int, int, str, str]:
    facts = ";".join(f"{key}={value}" for key, value in relaxation.facts)
    return -relaxation.gained_direct, -relaxation.gained, relaxation.code, facts


def _counted(change: Change, before: Survey, after: Survey) -> Relaxation:
    stands = np.minimum(before.stands, after.stands)
    better = stands < before.stands
    return Relaxation(
        code=change.code,
        facts=change.facts,
        need=change.need,
        direct=int(np.count_nonzero(stands == Bucket.DIRECT)),
        conditional=int(np.count_nonzero(stands == Bucket.CONDITIONAL)),
        gained=int(np.count_nonzero(better)),
        gained_direct=int(np.count_nonzero(better & (stands == Bucket.DIRECT))),
    )


def _chosen(series: Sequence[Relaxation]) -> Relaxation | None:
    gaining = [relaxation for relaxation in series if relaxation.gained]
    if not gaining:
        return None
    if gaining[0].code is RelaxationCode.LATER_SEASON:
        return max(gaining, key=lambda each: (each.gained_direct, each.gained))
    return gaining[0]
