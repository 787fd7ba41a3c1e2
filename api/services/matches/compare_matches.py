"""Why one match of a need stands above another, and what the other would have to change.

Rules:

- The order is by bucket, then score, then a lot drawn for the need; which of the three
  decided is said, and every bar of both is set side by side with its difference.
- What the lower one would have to change are her own open points and the courses that would
  close them; nothing is said of how likely that is.
- Both people find in their log that they were looked at.

What it does not do: compare people apart from a need.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from api.context import Context
from api.errors import Invalid
from api.services.matches.climb_ladder import coordinator_steps
from api.services.matches.known_by_handle import person_behind
from api.services.matches.rank_matches import coordinator_match
from api.services.needs.post_need import readable_need
from api.services.views.coordination import CoordinatorMatch
from api.services.views.ladder import OwnLadderView
from matcher.ranking import order_key
from matcher.types import Criterion
from privacy.handles import COORDINATION


class Decided(StrEnum):
    """What put one match above the other."""

    BUCKET = "bucket"
    SCORE = "score"
    LOT = "lot"


@dataclass(frozen=True, slots=True)
class BarPair:
    """One criterion of both, three decimals; ``difference`` is upper less lower, signed."""

    criterion: Criterion
    upper: str
    lower: str
    most: str
    difference: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two matches of one need, the one that stands above first."""

    upper: CoordinatorMatch
    lower: CoordinatorMatch
    decided: Decided
    bars: tuple[BarPair, ...]
    lower_steps: OwnLadderView


def compare_matches(context: Context, need_id: str, one: str, other: str) -> Comparison:
    """Compare two matches of a need.

    Raises:
        NotFound: No such need or handle, or somebody may not be matched any more.
        Invalid: ``same_match``: both handles are the same.
    """
    if one == other:
        raise Invalid("same_match")
    need = readable_need(context, need_id)
    shown = {handle: coordinator_match(context, need_id, handle) for handle in (one, other)}
    keys = {}
    for handle in (one, other):
        person = person_behind(context, COORDINATION, need, handle)
        match = context.runtime.pool.weigh(context, person, need.body)
        assert match is not None  # it was shown a moment ago, in this unit of work
        keys[handle] = order_key(match)
    high, low = sorted((one, other), key=keys.__getitem__)
    decided = Decided.LOT
    if keys[high][0] != keys[low][0]:
        decided = Decided.BUCKET
    elif keys[high][1] != keys[low][1]:
        decided = Decided.SCORE
    return Comparison(
        upper=shown[high],
        lower=shown[low],
        decided=decided,
        bars=_bars(shown[high], shown[low]),
        lower_steps=coordinator_steps(context, need_id, low),
    )


def _bars(upper: CoordinatorMatch, lower: CoordinatorMatch) -> tuple[BarPair, ...]:
    pairs = zip(upper.explanation.bars, lower.explanation.bars, strict=True)
    return tuple(
        BarPair(
            criterion=high.criterion,
            upper=high.term,
            lower=low.term,
            most=high.most,
            difference=f"{Decimal(high.term) - Decimal(low.term):+.3f}",
        )
        for high, low in pairs
    )
