"""A need as its readers see it."""

from dataclasses import dataclass
from datetime import date

from data.records import NeedStatus
from matcher.types import (
    AffinityFactor,
    AnalysisSource,
    CollaborationKind,
    CoveredCost,
    EvidenceState,
    MissionActivity,
    Mode,
    NeedKind,
    OrganisationKind,
    RequirementKind,
    StandardState,
)


@dataclass(frozen=True, slots=True)
class RequirementView:
    """One skill a need asks; ``minimum_level`` is 0 when none is asked, else 1 to 4."""

    concept: str
    label: str
    kind: RequirementKind
    minimum_level: int
    weight: int
    proposed_by_machine: bool


@dataclass(frozen=True, slots=True)
class LanguageAskedView:
    """One language a need asks; ``minimum`` counts the levels of the CEFR from A1 = 1."""

    tag: str
    minimum: int
    minimum_name: str
    essential: bool


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A country, or a region of it."""

    country: str
    region: str | None


@dataclass(frozen=True, slots=True)
class DayOfYearView:
    """A day that returns every year."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class PeriodView:
    """A period: dated (``start``, ``end``) or yearly (``from_day``, ``to_day``)."""

    start: date | None
    end: date | None
    from_day: DayOfYearView | None
    to_day: DayOfYearView | None


@dataclass(frozen=True, slots=True)
class ExperienceAskedView:
    """Experience a need asks; ``occupation_label`` names the occupation."""

    occupation: str | None
    occupation_label: str | None
    sector: str | None
    minimum_years: int
    desired_years: int
    values_abroad: bool
    proposed_by_machine: bool = False


@dataclass(frozen=True, slots=True)
class StandardView:
    """A standard or decision the need depends on, and where it stands."""

    code: str
    state: StandardState
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class CollaborationView:
    """What one organisation seeks in another; ``asker_size`` is a band, 0 when not said."""

    asker_kind: OrganisationKind
    asker_country: str
    asker_size: int
    wanted: tuple[CollaborationKind, ...]
    services: tuple[str, ...]
    brain_drain_sector: bool


@dataclass(frozen=True, slots=True)
class AnalysisView:
    """Where a need's knowledge of its target group comes from."""

    source: AnalysisSource
    made_on: date | None
    words: str | None


@dataclass(frozen=True, slots=True)
class NeedView:
    """One need; its parts have the names a need is described by when it is written.

    ``organisation`` is the name of who posts it, ``employer`` of who hires when it is
    another. ``revision`` must be given back when the need is changed.
    """

    id: str
    status: NeedStatus
    revision: int
    organisation: str
    created_on: date
    kind: NeedKind
    title: str
    text: str
    language: str
    employer: str | None
    requirements: tuple[RequirementView, ...]
    languages: tuple[LanguageAskedView, ...]
    mode: Mode | None
    period: PeriodView | None
    partial_period_ok: bool
    open_ended: bool
    duration_days: int | None
    hours_per_month: int | None
    place: PlaceView | None
    experience: ExperienceAskedView | None
    beneficiary_group: str | None
    evidence_required: EvidenceState | None
    train_the_trainer_required: bool
    standards: tuple[StandardView, ...]
    permits: tuple[str, ...]
    affinity: tuple[AffinityFactor, ...]
    seats: int
    priority: int
    activity: MissionActivity | None = None
    covered_costs: tuple[CoveredCost, ...] = ()
    course_unit: str | None = None
    mentor_on_site: bool = False
    collaboration: CollaborationView | None = None
    analysis: AnalysisView | None = None
