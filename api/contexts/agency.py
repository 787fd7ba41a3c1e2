"""What an agency sees: needs, anonymous matches, and what was granted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from api.contexts.page import EMPTY_FORM, FormState, Option, Page
from api.services.needs.employer_sheet import EmployerSheet
from api.services.people.read_erasures import ErasureView
from api.services.views.agency import AgencyMatch, AgencyRanking
from api.services.views.ladder import AgencyLadderView, SupplyView
from api.services.views.need import NeedView


@dataclass(frozen=True, slots=True)
class EmployerSheetPage(Page):
    """A need on one sheet, with how many people at least answer it."""

    template: ClassVar[str] = "agency/sheet.html"
    audience: ClassVar[str] = "agency"
    sheet: EmployerSheet


@dataclass(frozen=True, slots=True)
class AgencyNeedsPage(Page):
    """The needs of the actor's organisation."""

    template: ClassVar[str] = "agency/needs.html"
    audience: ClassVar[str] = "agency"
    wide: ClassVar[bool] = True
    needs: tuple[NeedView, ...]
    supplies: Mapping[str, SupplyView]
    erasures: tuple[ErasureView, ...] = ()


@dataclass(frozen=True, slots=True)
class AgencyNeedPage(Page):
    """One need with its anonymous matches, once it is published."""

    template: ClassVar[str] = "agency/need.html"
    audience: ClassVar[str] = "agency"
    wide: ClassVar[bool] = True
    need: NeedView
    ranking: AgencyRanking | None
    ladder: AgencyLadderView | None = None
    form: FormState = EMPTY_FORM
    saved: str = ""


@dataclass(frozen=True, slots=True)
class AgencyMatchPage(Page):
    """One anonymous match, and the question to the person."""

    template: ClassVar[str] = "agency/match.html"
    audience: ClassVar[str] = "agency"
    need: NeedView
    match: AgencyMatch
    may_ask: bool
    fields: tuple[Option, ...]
    form: FormState = EMPTY_FORM
    saved: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class GrantedPage(Page):
    """What one person granted this agency, opened for this reading.

    A row is a field and the lines of its value, made from ``Disclosed`` values only.
    """

    template: ClassVar[str] = "agency/granted.html"
    audience: ClassVar[str] = "agency"
    need: NeedView
    handle: str
    until: datetime
    rows: tuple[tuple[str, tuple[str, ...]], ...]
