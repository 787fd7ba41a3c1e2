"""What the pages about needs, courses and the organisation itself show; see ``api.contexts``."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import ClassVar

from api.contexts.page import EMPTY_FORM, FormState, Found, Option, Page
from api.inputs.need import TargetGroup
from api.services.needs.keep_courses import CourseOfferView
from matcher.types import (
    AnalysisSource,
    CollaborationKind,
    CoveredCost,
    MissionActivity,
    OrganisationKind,
    SizeBand,
    WageReplacement,
)

ANALYSES = tuple(each.value for each in AnalysisSource)
TARGET_GROUPS = tuple(each.value for each in TargetGroup)
ACTIVITIES = tuple(each.value for each in MissionActivity)
COVERED_COSTS = tuple(each.value for each in CoveredCost)
COLLABORATIONS = tuple(each.value for each in CollaborationKind)
ORGANISATION_KINDS = tuple(each.value for each in OrganisationKind)
SIZE_BANDS = tuple(str(each.value) for each in SizeBand)
WAGES = tuple(each.value for each in WageReplacement)


@dataclass(frozen=True, slots=True)
class ConceptRow:
    """One concept chosen in a form; ``number`` is part of its inputs' names."""

    number: int
    uri: str
    label: str


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """One asked skill in the form; ``number`` is part of its inputs' names."""

    number: int
    uri: str
    label: str
    proposed: bool


@dataclass(frozen=True, slots=True)
class NeedKindPage(Page):
    """The first question about a new need: of which kind it is."""

    template: ClassVar[str] = "agency/need_kind.html"
    audience: ClassVar[str] = "agency"
    kinds: tuple[Option, ...]
    kind_hints: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NeedFormPage(Page):
    """A need to describe; ``action`` is where the form is sent.

    ``shown`` names the inputs the kind takes, and those that hold something. ``described``
    says whether the organisation has described itself, which only those who look for another
    one must.
    """

    template: ClassVar[str] = "agency/need_form.html"
    audience: ClassVar[str] = "agency"
    action: str
    is_new: bool
    form: FormState
    shown: Collection[str]
    described: bool
    requirement_rows: tuple[RequirementRow, ...]
    language_rows: tuple[int, ...]
    service_rows: tuple[int, ...]
    searched: bool
    suggestions: tuple[Found, ...]
    occupation: Found | None
    occupations_searched: bool
    occupations: tuple[Found, ...]
    more_open: bool
    kinds: tuple[Option, ...]
    groups: tuple[Option, ...]
    analyses: tuple[Option, ...]
    activities: tuple[Option, ...]
    covered_costs: tuple[Option, ...]
    collaborations: tuple[Option, ...]
    text_languages: tuple[Option, ...]
    requirement_kinds: tuple[Option, ...]
    levels: tuple[Option, ...]
    weights: tuple[Option, ...]
    modes: tuple[Option, ...]
    mode_hints: Mapping[str, str]
    countries: tuple[Option, ...]
    tongues: tuple[Option, ...]
    cefr: tuple[Option, ...]
    firmness: tuple[Option, ...]
    sectors: tuple[Option, ...]
    evidence_states: tuple[Option, ...]
    standards: tuple[str, ...]
    standard_states: tuple[Option, ...]
    permits: tuple[Option, ...]
    affinities: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class OrganisationPage(Page):
    """What the actor's organisation says about itself."""

    template: ClassVar[str] = "agency/organisation.html"
    audience: ClassVar[str] = "agency"
    name: str
    country: str
    form: FormState
    rows: tuple[ConceptRow, ...]
    language_rows: tuple[int, ...]
    searched: bool
    suggestions: tuple[Found, ...]
    kinds: tuple[Option, ...]
    sizes: tuple[Option, ...]
    offers: tuple[Option, ...]
    regions: tuple[Option, ...]
    tongues: tuple[Option, ...]
    levels: tuple[Option, ...]
    saved: bool = False


@dataclass(frozen=True, slots=True)
class CoursesPage(Page):
    """The courses of the actor's organisation; ``saved`` names what was just done."""

    template: ClassVar[str] = "agency/courses.html"
    audience: ClassVar[str] = "agency"
    courses: tuple[CourseOfferView, ...]
    form: FormState = EMPTY_FORM
    saved: str = ""


@dataclass(frozen=True, slots=True)
class CourseFormPage(Page):
    """A course to describe; ``action`` is where the form is sent, ``course`` what stands."""

    template: ClassVar[str] = "agency/course_form.html"
    audience: ClassVar[str] = "agency"
    action: str
    course: CourseOfferView | None
    form: FormState
    rows: tuple[ConceptRow, ...]
    run_rows: tuple[int, ...]
    searched: bool
    suggestions: tuple[Found, ...]
    text_languages: tuple[Option, ...]
    tongues: tuple[Option, ...]
    cefr: tuple[Option, ...]
    levels: tuple[Option, ...]
    from_levels: tuple[Option, ...]
    evidence_states: tuple[Option, ...]
    countries: tuple[Option, ...]
    currencies: tuple[Option, ...]
    wages: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class CataloguePage(Page):
    """The open courses for everybody; ``taught_in`` is the language chosen, if any."""

    template: ClassVar[str] = "public/courses.html"
    courses: tuple[CourseOfferView, ...]
    tongues: tuple[Option, ...]
    taught_in: str = ""
