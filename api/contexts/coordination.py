"""What a coordinator reviews: needs, rankings, one match."""

from dataclasses import dataclass
from typing import ClassVar

from api.contexts.page import EMPTY_FORM, FormState, Option, Page
from api.services.matches.report_departures import DeparturesReport
from api.services.people.report_freshness import FreshnessReport
from api.services.views.coordination import CoordinatorMatch, CoordinatorRanking
from api.services.views.ladder import OwnLadderView
from api.services.views.need import NeedView


@dataclass(frozen=True, slots=True)
class CoordinationPage(Page):
    """Every published need, and how many colleagues are about to be let in again."""

    template: ClassVar[str] = "coordinator/needs.html"
    audience: ClassVar[str] = "coordinator"
    wide: ClassVar[bool] = True
    needs: tuple[NeedView, ...]
    recoveries: int = 0


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


@dataclass(frozen=True, slots=True)
class FiguresPage(Page):
    """How the work goes: departures from the ranking, and how fresh the profiles are."""

    template: ClassVar[str] = "coordinator/figures.html"
    audience: ClassVar[str] = "coordinator"
    wide: ClassVar[bool] = True
    departures: DeparturesReport
    freshness: FreshnessReport
