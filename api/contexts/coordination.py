"""What a coordinator reviews: needs, rankings, one match."""

from dataclasses import dataclass
from typing import ClassVar

from api.contexts.page import EMPTY_FORM, FormState, Option, Page
from api.services.views.coordination import CoordinatorMatch, CoordinatorRanking
from api.services.views.ladder import OwnLadderView
from api.services.views.need import NeedView


@dataclass(frozen=True, slots=True)
class CoordinationPage(Page):
    """Every published need."""

    template: ClassVar[str] = "coordinator/needs.html"
    audience: ClassVar[str] = "coordinator"
    wide: ClassVar[bool] = True
    needs: tuple[NeedView, ...]


@dataclass(frozen=True, slots=True)
class RankingPage(Page):
    """The people that answer a need, explained."""

    template: ClassVar[str] = "coordinator/need.html"
    audience: ClassVar[str] = "coordinator"
    wide: ClassVar[bool] = True
    ranking: CoordinatorRanking
    saved: bool = False


@dataclass(frozen=True, slots=True)
class ReviewPage(Page):
    """One match to decide on."""

    template: ClassVar[str] = "coordinator/match.html"
    audience: ClassVar[str] = "coordinator"
    wide: ClassVar[bool] = True
    need: NeedView
    match: CoordinatorMatch
    steps: OwnLadderView
    shortlist_reasons: tuple[Option, ...]
    reject_reasons: tuple[Option, ...]
    form: FormState = EMPTY_FORM
