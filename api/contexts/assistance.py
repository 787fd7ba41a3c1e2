"""What a coordinator sees who enters for somebody, or opens an identity in an emergency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from api.contexts.page import EMPTY_FORM, FormState, Option, Page
from api.services.disclosures.open_in_emergency import OpeningView
from privacy.disclosure import Disclosed
from privacy.inventory import PersonalField


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
