"""What the pages of a profile show: the overview, and each part to fill in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from api.contexts.page import FormState, Found, Option, Page


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
    can_confirm: bool = False
    saved: str = ""


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
    """Her skills; a search, or one chosen skill to describe.

    ``keeps_words`` says that she agreed to keep words of her own.
    """

    template: ClassVar[str] = "person/skills.html"
    skills: tuple[SkillRow, ...] = ()
    searched: bool = False
    suggestions: tuple[Found, ...] = ()
    keeps_words: bool = False
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
    keeps_words: bool = False
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
