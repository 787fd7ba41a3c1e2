"""What each page shows: one frozen dataclass a page, which is its template's contract.

Rules:

- A template asks for nothing but its page and the surroundings of ``api.pages.shell``; what
  is missing here fails there.
- Personal values come as ``Disclosed`` only; nothing else can hold one.

What it does not do: find the values (services do), or word them (locales do).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from api.inputs.base import PermitCode, Sector, StandardCode
from api.services.employer_sheet import EmployerSheet
from api.services.exclude_organisations import OrganisationChoice
from api.services.give_receipts import ReceiptView
from api.services.hand_over import OwnHandOver
from api.services.ladder_views import AgencyLadderView, OwnLadderView, SupplyView
from api.services.open_in_emergency import OpeningView
from api.services.read_access_log import AccessLine, OwnCount
from api.services.record_consent import ConsentLine
from api.services.release_map import MapView
from api.services.views import (
    AgencyMatch,
    AgencyRanking,
    CoordinatorMatch,
    CoordinatorRanking,
    NeedView,
    OwnMatches,
    OwnRequest,
)
from data.records import WorkProfile
from matcher.types import (
    AcquiredHow,
    AcquiredIn,
    AffinityFactor,
    Answer,
    Cefr,
    Compensation,
    EvidenceState,
    Level,
    Mode,
    NeedKind,
    Place,
    RequirementKind,
    StandardState,
    TrainerState,
)
from privacy.disclosure import Disclosed
from privacy.inventory import DISCLOSABLE_FIELDS, PersonalField
from privacy.notice import Notice, NoticeSection
from privacy.vocabulary import Purpose

WorkSaid = WorkProfile
"""What a person says about her work; pages put it into words, always out of ``Disclosed``."""
PlaceSaid = Place
"""A country, or a region of it, as said."""
MODES = tuple(each.value for each in Mode)
KINDS = tuple(each.value for each in NeedKind)
LEVELS = tuple(str(each.value) for each in Level)
LEVELS_ASKED = LEVELS[1:]
CEFR_LEVELS = tuple((str(each.value), each.name) for each in Cefr)
ANSWERS = tuple(each.value for each in Answer)
ACQUIRED_IN = tuple(each.value for each in AcquiredIn)
ACQUIRED_HOW = tuple(each.value for each in AcquiredHow)
TRAINER_STATES = tuple(each.value for each in TrainerState)
COMPENSATIONS = tuple(each.value for each in Compensation)
REQUIREMENT_KINDS = tuple(each.value for each in RequirementKind)
EVIDENCE_STATES = tuple(each.value for each in EvidenceState)
STANDARD_STATES = tuple(each.value for each in StandardState)
AFFINITIES = tuple(each.value for each in AffinityFactor)
FIELDS_TO_ASK = tuple(each.value for each in PersonalField if each in DISCLOSABLE_FIELDS)
FIRST_CHOICES: Mapping[Purpose, tuple[PersonalField, ...]] = {
    Purpose.STORE: (
        PersonalField.SKILLS,
        PersonalField.LANGUAGES,
        PersonalField.AVAILABILITY,
    ),
    Purpose.MATCH: (
        PersonalField.SKILLS,
        PersonalField.LANGUAGES,
        PersonalField.AVAILABILITY,
    ),
}
"""What is asked when registering: enough to be matched, few enough to be read."""
PERMITS = tuple(each.value for each in PermitCode)
STANDARDS = tuple(each.value for each in StandardCode)
SECTORS = tuple(each.value for each in Sector)


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One thing to correct: the input's name, where to jump, and the sentence."""

    name: str
    anchor: str
    sentence: str


@dataclass(frozen=True, slots=True, repr=False)
class FormState:
    """What a form's inputs hold when it is shown, and what is wrong with them."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[FormProblem, ...] = ()

    def value(self, name: str) -> str:
        """Give the value an input starts with."""
        found = self.values.get(name, ())
        return found[-1] if found else ""

    def chosen(self, name: str, value: str) -> bool:
        """Say whether an option is chosen."""
        return value in self.values.get(name, ())

    def problem(self, name: str) -> str:
        """Give the sentence about an input, or nothing."""
        return next((each.sentence for each in self.problems if each.name == name), "")


EMPTY_FORM = FormState()


@dataclass(frozen=True, slots=True)
class Page:
    """What all pages have: a template, an audience, more width or not, a script or none."""

    template: ClassVar[str]
    audience: ClassVar[str] = "public"
    wide: ClassVar[bool] = False
    scripted: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class ErrorPage(Page):
    """Something did not work; ``code`` and ``detail`` say what."""

    template: ClassVar[str] = "public/error.html"
    audience: ClassVar[str] = "door"
    status: int
    code: str
    detail: str
    home: str = "/"


@dataclass(frozen=True, slots=True)
class HomePage(Page):
    """What this service is, for everybody."""

    template: ClassVar[str] = "public/home.html"


@dataclass(frozen=True, slots=True)
class SkillsMapPage(Page):
    """Published counts of one grid; ``rows`` and ``columns`` are the names of the view's.

    ``picture`` says in words what the picture shows.
    """

    template: ClassVar[str] = "public/map.html"
    wide: ClassVar[bool] = True
    grid: str
    grids: tuple[str, ...]
    view: MapView | None
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    picture: str


@dataclass(frozen=True, slots=True)
class NoticePage(Page):
    """The whole privacy notice."""

    template: ClassVar[str] = "public/notice.html"
    notice: Notice


@dataclass(frozen=True, slots=True)
class SignInPage(Page):
    """Account code and passphrase, or a passkey; ``question`` is for the device."""

    template: ClassVar[str] = "public/sign_in.html"
    audience: ClassVar[str] = "door"
    scripted: ClassVar[bool] = True
    form: FormState = EMPTY_FORM
    question: str = ""


@dataclass(frozen=True, slots=True)
class RegisterPage(Page):
    """A new account with the first choices; ``reference`` names the notice that is shown.

    ``first_choices`` are the fields asked for at once, by purpose; all others come later.
    """

    template: ClassVar[str] = "public/register.html"
    audience: ClassVar[str] = "door"
    notice: Notice
    reference: str
    first_choices: Mapping[Purpose, Collection[PersonalField]]
    suggestion: str = ""
    form: FormState = EMPTY_FORM


@dataclass(frozen=True, slots=True, repr=False)
class RegisteredPage(Page):
    """The account code, shown this once."""

    template: ClassVar[str] = "public/registered.html"
    audience: ClassVar[str] = "door"
    account_name: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One step of getting started; ``code`` names its sentences, ``next`` marks the next one."""

    code: str
    href: str
    done: bool
    next: bool


@dataclass(frozen=True, slots=True)
class MePage(Page):
    """A person's first page: what waits for her, and what comes next."""

    template: ClassVar[str] = "person/home.html"
    audience: ClassVar[str] = "person"
    waiting: int
    steps: tuple[Step, ...]
    openings: int = 0


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


@dataclass(frozen=True, slots=True, repr=False)
class ProfilePart:
    """One part of the profile in the overview; ``summary`` is what she said, in words."""

    code: str
    kept: bool
    filled: bool
    summary: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ProfilePage(Page):
    """The whole profile, part by part."""

    template: ClassVar[str] = "person/profile.html"
    audience: ClassVar[str] = "person"
    sections: tuple[ProfilePart, ...]
    any_kept: bool
    confirmed_on: date | None
    saved: bool = False


Option = tuple[str, str]
"""The value of an option and the words it is shown with."""


@dataclass(frozen=True, slots=True)
class Found:
    """A concept that answers a phrase, by its label."""

    uri: str
    label: str


@dataclass(frozen=True, slots=True, repr=False)
class SectionPage(Page):
    """One part of the profile to fill in; ``kept`` says whether it may be stored at all."""

    audience: ClassVar[str] = "person"
    section: str
    kept: bool
    form: FormState
    saved: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class ContactPage(SectionPage):
    """Name and contact; ``fields`` are those she agreed to keep."""

    template: ClassVar[str] = "person/contact.html"
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, repr=False)
class SkillRow:
    """One skill she states."""

    uri: str
    label: str
    level: int
    last_used_year: int | None
    years: int | None
    evidence: str
    proposed_by_machine: bool


@dataclass(frozen=True, slots=True, repr=False)
class SkillsPage(SectionPage):
    """Her skills; a search, or one chosen skill to describe."""

    template: ClassVar[str] = "person/skills.html"
    skills: tuple[SkillRow, ...] = ()
    searched: bool = False
    suggestions: tuple[Found, ...] = ()
    chosen: Found | None = None
    levels: tuple[Option, ...] = ()
    answers: tuple[Option, ...] = ()
    acquired_in: tuple[Option, ...] = ()
    acquired_how: tuple[Option, ...] = ()
    this_year: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class LanguagesPage(SectionPage):
    """The languages she speaks, one row each and empty ones to add."""

    template: ClassVar[str] = "person/languages.html"
    rows: tuple[int, ...] = ()
    tongues: tuple[Option, ...] = ()
    levels: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class AvailabilityPage(SectionPage):
    """How and when she can work."""

    template: ClassVar[str] = "person/availability.html"
    modes: tuple[Option, ...] = ()
    mode_hints: Mapping[str, str] = field(default_factory=dict)
    yearly_rows: tuple[int, ...] = ()
    dated_rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class PlacesPage(SectionPage):
    """Where she lives and has ties; a row is the inputs' prefix and the code of its words."""

    template: ClassVar[str] = "person/places.html"
    rows: tuple[Option, ...] = ()
    countries: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class ExperienceRow:
    """Years in one occupation or sector."""

    number: int
    label: str
    sector: str
    years_origin: int
    years_host: int


@dataclass(frozen=True, slots=True, repr=False)
class ExperiencePage(SectionPage):
    """Her experience; a search, or one chosen occupation to describe."""

    template: ClassVar[str] = "person/experience.html"
    entries: tuple[ExperienceRow, ...] = ()
    searched: bool = False
    suggestions: tuple[Found, ...] = ()
    chosen: Found | None = None
    sectors: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class WillingnessPage(SectionPage):
    """What she is ready to give, and what she asks in return."""

    template: ClassVar[str] = "person/willingness.html"
    answers: tuple[Option, ...] = ()
    trainer_states: tuple[Option, ...] = ()
    compensations: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class WordsPage(SectionPage):
    """Her own words; ``found`` are those that should not be kept, each with its kind."""

    template: ClassVar[str] = "person/words.html"
    found: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class PermitsPage(SectionPage):
    """Private answers about authorisations."""

    template: ClassVar[str] = "person/permits.html"
    permits: tuple[str, ...] = ()
    answers: tuple[Option, ...] = ()


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


@dataclass(frozen=True, slots=True)
class AssistPage(Page):
    """A coordinator enters what a person says; ``notice`` names the text she was read."""

    template: ClassVar[str] = "coordinator/assist.html"
    audience: ClassVar[str] = "coordinator"
    notice: str
    form: FormState = EMPTY_FORM


@dataclass(frozen=True, slots=True, repr=False)
class ClaimSheetPage(Page):
    """What is printed for the person: the name and the code that make the account hers."""

    template: ClassVar[str] = "coordinator/claim_sheet.html"
    audience: ClassVar[str] = "coordinator"
    account_name: str
    code: str


@dataclass(frozen=True, slots=True)
class AskOpeningPage(Page):
    """A coordinator asks to open somebody's identity without her grant."""

    template: ClassVar[str] = "coordinator/ask_opening.html"
    audience: ClassVar[str] = "coordinator"
    need_id: str
    handle: str
    reasons: tuple[Option, ...]
    fields: tuple[Option, ...]
    form: FormState = EMPTY_FORM


@dataclass(frozen=True, slots=True)
class OpeningsPage(Page):
    """The openings of the last thirty days, newest first."""

    template: ClassVar[str] = "coordinator/openings.html"
    audience: ClassVar[str] = "coordinator"
    openings: tuple[OpeningView, ...]


@dataclass(frozen=True, slots=True, repr=False)
class OpeningPage(Page):
    """One opening with its reason."""

    template: ClassVar[str] = "coordinator/opening.html"
    audience: ClassVar[str] = "coordinator"
    opening: OpeningView


@dataclass(frozen=True, slots=True, repr=False)
class OpenedPage(Page):
    """What an opening shows, for this reading."""

    template: ClassVar[str] = "coordinator/opened.html"
    audience: ClassVar[str] = "coordinator"
    id: str
    until: datetime | None
    identity: Mapping[PersonalField, Disclosed[str]]


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
class VerificationPage(Page):
    """The keys with which anybody checks receipts and checkpoints."""

    template: ClassVar[str] = "public/verification.html"
    audience: ClassVar[str] = "public"
    keys: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class EmployerSheetPage(Page):
    """A need on one sheet, with how many people at least answer it."""

    template: ClassVar[str] = "agency/sheet.html"
    audience: ClassVar[str] = "agency"
    sheet: EmployerSheet


@dataclass(frozen=True, slots=True)
class ErasuresPage(Page):
    """Erasing somebody on her written request."""

    template: ClassVar[str] = "officer/erasures.html"
    audience: ClassVar[str] = "officer"
    form: FormState = EMPTY_FORM
    saved: bool = False


@dataclass(frozen=True, slots=True)
class LeftPage(Page):
    """Everything is erased."""

    template: ClassVar[str] = "person/left.html"
    audience: ClassVar[str] = "door"


@dataclass(frozen=True, slots=True)
class AgencyNeedsPage(Page):
    """The needs of the actor's organisation."""

    template: ClassVar[str] = "agency/needs.html"
    audience: ClassVar[str] = "agency"
    wide: ClassVar[bool] = True
    needs: tuple[NeedView, ...]
    supplies: Mapping[str, SupplyView]


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


@dataclass(frozen=True, slots=True)
class AuditPage(Page):
    """The state of the audit chain; ``whole`` is ``None`` until it was checked."""

    template: ClassVar[str] = "officer/audit.html"
    audience: ClassVar[str] = "officer"
    whole: bool | None = None
    entries: int = 0
    head: str = ""
    broken_at: int = 0
    note: str = ""
    compared: bool = False
    form: FormState = EMPTY_FORM


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
