"""What a coordinator sees of matches: everything but who it is."""

from dataclasses import dataclass

from api.services.views.explaining import Explanation, ReasonCountView, ReviewView
from api.services.views.need import NeedView
from matcher.types import ReasonCode


@dataclass(frozen=True, slots=True)
class CoordinatorMatch:
    """One person's match as a coordinator sees it: pseudonymous, explained."""

    handle: str
    explanation: Explanation
    review: ReviewView | None


@dataclass(frozen=True, slots=True)
class CoordinatorRanking:
    """The people that answer a need, best first.

    ``why_none_direct`` counts reasons over the whole pool when nobody fits directly, else it
    is empty; ``abstained`` says why nobody could be ranked at all.
    """

    need: NeedView
    matches: tuple[CoordinatorMatch, ...]
    pool: int
    abstained: ReasonCode | None
    no_direct_match: bool
    why_none_direct: tuple[ReasonCountView, ...]
