"""What the pages for everybody show."""

from dataclasses import dataclass
from typing import ClassVar

from api.contexts.page import Page
from api.services.people.show_notice import Responsible
from api.services.skills_map.release_map import MapView
from privacy.notice import Notice


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
    responsible: Responsible


@dataclass(frozen=True, slots=True)
class PlainNoticePage(Page):
    """The notice in short sentences, to read, hear or print."""

    template: ClassVar[str] = "public/plain.html"
    notice: Notice
    responsible: Responsible


@dataclass(frozen=True, slots=True)
class VerificationPage(Page):
    """The keys with which anybody checks receipts and checkpoints."""

    template: ClassVar[str] = "public/verification.html"
    audience: ClassVar[str] = "public"
    keys: tuple[str, ...]
