"""What the pages about steps, gaps and learning show; see ``api.contexts``."""

from dataclasses import dataclass
from typing import ClassVar

from api.contexts.page import Page
from api.services.matches.compare_matches import Comparison
from api.services.matches.plan_own_learning import OwnLearning
from api.services.views.ladder import GapsView, LadderView, OwnLadderView
from api.services.views.need import NeedView


@dataclass(frozen=True, slots=True)
class LadderPage(Page):
    """What can be done about a need, from the nearest step to the furthest."""

    template: ClassVar[str] = "coordinator/ladder.html"
    audience: ClassVar[str] = "coordinator"
    wide: ClassVar[bool] = True
    need: NeedView
    ladder: LadderView


@dataclass(frozen=True, slots=True)
class GapsPage(Page):
    """Which needs nobody meets, and which skills nobody needs."""

    template: ClassVar[str] = "coordinator/gaps.html"
    audience: ClassVar[str] = "coordinator"
    wide: ClassVar[bool] = True
    gaps: GapsView


@dataclass(frozen=True, slots=True)
class ComparisonPage(Page):
    """Why one match stands above another, and what the other would have to change."""

    template: ClassVar[str] = "coordinator/compare.html"
    audience: ClassVar[str] = "coordinator"
    wide: ClassVar[bool] = True
    need: NeedView
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class OwnStepsPage(Page):
    """What the reader and a need could do to come together."""

    template: ClassVar[str] = "person/steps.html"
    audience: ClassVar[str] = "person"
    need: NeedView
    steps: OwnLadderView


@dataclass(frozen=True, slots=True)
class OwnLearningPage(Page):
    """What the reader's skills are worth here, and what to learn to open most needs."""

    template: ClassVar[str] = "person/learning.html"
    audience: ClassVar[str] = "person"
    learning: OwnLearning
