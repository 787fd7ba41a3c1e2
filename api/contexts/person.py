"""What a person's own pages show, her profile apart."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from api.contexts.page import EMPTY_FORM, FormState, Page
from api.services.disclosures.exclude_organisations import OrganisationChoice
from api.services.disclosures.open_in_emergency import OpeningView
from api.services.installation.hand_over import OwnHandOver
from api.services.people.give_receipts import ReceiptView
from api.services.people.own_outcomes import Outcomes
from api.services.people.read_access_log import AccessLine, OwnCount
from api.services.people.record_consent import ConsentLine
from api.services.views.own import OwnMatches, OwnRequest
from privacy.notice import Notice, NoticeSection


@dataclass(frozen=True, slots=True)
class Step:
    """One step of getting started; ``code`` names its sentences, ``next`` marks the next one."""

    code: str
    href: str
    done: bool
    next: bool


@dataclass(frozen=True, slots=True)
class MePage(Page):
    """A person's first page: what waits for her, what comes next, and what came of it.

    ``asks_to_confirm`` says that it is time to ask whether her profile still holds.
    """

    template: ClassVar[str] = "person/home.html"
    audience: ClassVar[str] = "person"
    waiting: int
    steps: tuple[Step, ...]
    outcomes: Outcomes
    openings: int = 0
    asks_to_confirm: bool = False
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class ConsentsPage(Page):
    """Every agreement she is asked for, as it stands, in one form."""

    template: ClassVar[str] = "person/consents.html"
    audience: ClassVar[str] = "person"
    notice: Notice
    reference: str
    sections: tuple[NoticeSection, ...]
    lines: tuple[ConsentLine, ...]
    outdated: bool
    form: FormState
    saved: bool = False


@dataclass(frozen=True, slots=True)
class MatchesPage(Page):
    """The needs that answer her profile."""

    template: ClassVar[str] = "person/matches.html"
    audience: ClassVar[str] = "person"
    found: OwnMatches


@dataclass(frozen=True, slots=True)
class RequestsPage(Page):
    """Who asks to see what; ``saved`` names what was just done."""

    template: ClassVar[str] = "person/requests.html"
    audience: ClassVar[str] = "person"
    requests: tuple[OwnRequest, ...]
    form: FormState = EMPTY_FORM
    saved: str = ""
    waiting: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class OwnOpeningsPage(Page):
    """Every opening about the reader, newest first."""

    template: ClassVar[str] = "person/openings.html"
    audience: ClassVar[str] = "person"
    openings: tuple[OpeningView, ...]


@dataclass(frozen=True, slots=True)
class ExclusionsPage(Page):
    """Every organisation, with those a person excludes."""

    template: ClassVar[str] = "person/organisations.html"
    audience: ClassVar[str] = "person"
    organisations: tuple[OrganisationChoice, ...]
    saved: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptsPage(Page):
    """The receipts a person can have, newest first."""

    template: ClassVar[str] = "person/receipts.html"
    audience: ClassVar[str] = "person"
    receipts: tuple[ReceiptView, ...]


@dataclass(frozen=True, slots=True)
class AccessLogPage(Page):
    """Who saw what of her, newest first, page by page; what she did herself is counted."""

    template: ClassVar[str] = "person/access_log.html"
    audience: ClassVar[str] = "person"
    others: tuple[AccessLine, ...]
    own: tuple[OwnCount, ...]
    older: int | None = None
    newer: int | None = None


@dataclass(frozen=True, slots=True)
class LeavePage(Page):
    """Download, stop, or erase."""

    template: ClassVar[str] = "person/leave.html"
    audience: ClassVar[str] = "person"
    form: FormState = EMPTY_FORM


@dataclass(frozen=True, slots=True)
class RightsPage(Page):
    """What a person may ask for, until when she is kept, and a hand-over she is asked about."""

    template: ClassVar[str] = "person/rights.html"
    audience: ClassVar[str] = "person"
    rights: tuple[tuple[str, str], ...]
    kept_until: date
    hand_over: OwnHandOver | None
    today: date
    saved: bool = False
