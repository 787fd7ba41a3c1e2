"""A need or vacancy as an organisation describes it.

Rules:

- Fields that belong to one kind of need are refused for the others (``FIELDS_OF_KINDS``).
- An open end is told by the first day alone; a given last day does not count then.
- Whoever looks for another organisation is described by its own organisation's page, never
  by the need.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from api.inputs.base import (
    ConceptReference,
    Input,
    Language,
    PermitCode,
    PlaceInput,
    Sector,
    WindowInput,
    check_year,
)
from matcher.types import (
    AffinityFactor,
    Analysis,
    AnalysisSource,
    Cefr,
    Collaboration,
    CollaborationKind,
    ConceptUri,
    CountryCode,
    CoveredCost,
    EvidenceState,
    ExperienceRequirement,
    LanguageRequirement,
    LanguageTag,
    Level,
    MatchNeed,
    MissionActivity,
    Mode,
    NeedId,
    NeedKind,
    OneOffWindow,
    OrganisationKind,
    Requirement,
    RequirementKind,
    SectorCode,
    SizeBand,
    Standard,
    StandardCode,
    StandardState,
    Window,
)

FIELDS_OF_KINDS: Mapping[str, NeedKind] = {
    "activity": NeedKind.SHORT_MISSION,
    "course_unit": NeedKind.TRAINING_DELIVERY,
    "mentor_on_site": NeedKind.INTERNSHIP,
    "collaboration": NeedKind.INSTITUTIONAL_COLLABORATION,
}
"""Fields that only one kind of need takes."""


class TargetGroup(StrEnum):
    """Groups a need can be meant for; an organisation may write another in its own words."""

    VULNERABLE_WOMEN = "vulnerable_women"
    YOUNG_PEOPLE = "young_people"
    ASSOCIATIONS = "associations"
    FARM_WORKERS = "farm_workers"
    LOCAL_ENTERPRISES = "local_enterprises"


@dataclass(frozen=True, slots=True)
class Asker:
    """What the matcher is told of the organisation that looks for another one."""

    kind: OrganisationKind
    country: CountryCode
    size: SizeBand = SizeBand.UNKNOWN


class RequirementInput(Input):
    """One skill that is asked; ``weight`` is relative to the other requirements."""

    concept: ConceptReference
    kind: RequirementKind = RequirementKind.ESSENTIAL
    minimum_level: Level = Level.BASIC
    weight: int = Field(default=1, ge=1, le=100)
    proposed_by_machine: bool = False

    def to_requirement(self) -> Requirement:
        """Give the matcher's value."""
        return Requirement(
            concept=ConceptUri(self.concept),
            kind=self.kind,
            minimum_level=self.minimum_level,
            weight=self.weight,
            proposed_by_machine=self.proposed_by_machine,
        )


class LanguageRequirementInput(Input):
    """One language that is asked, with the least level of the CEFR."""

    tag: Language
    minimum: Cefr = Cefr.B1
    essential: bool = True


class ExperienceInput(Input):
    """Experience that is asked, by occupation, sector or both."""

    occupation: ConceptReference | None = None
    sector: Sector | None = None
    minimum_years: int = Field(default=0, ge=0, le=60)
    desired_years: int = Field(default=5, ge=1, le=60)
    values_abroad: bool = False
    proposed_by_machine: bool = False

    @model_validator(mode="after")
    def _about_something(self) -> "ExperienceInput":
        if self.occupation is None and self.sector is None:
            raise PydanticCustomError("experience_in_what", "name an occupation or a sector")
        return self


class StandardInput(Input):
    """A national standard or decision the need depends on, and where it stands.

    ``valid_until`` is the last day a settled one holds.
    """

    code: StandardCode
    state: StandardState = StandardState.PENDING
    valid_until: date | None = None

    @field_validator("valid_until")
    @classmethod
    def _of_a_settled_one(cls, day: date | None, known: ValidationInfo) -> date | None:
        if day and known.data.get("state") is StandardState.PENDING:
            raise PydanticCustomError("valid_until_pending", "only what is settled can end")
        if day:
            check_year(day.year)
        return day


class CollaborationInput(Input):
    """What an organisation wants to do with another one, and the services concerned.

    ``brain_drain_sector`` looks for a twin: an organisation of the same kind and size.
    """

    wanted: frozenset[CollaborationKind] = frozenset()
    services: tuple[Annotated[str, Field(min_length=2, max_length=200)], ...] = Field(
        default=(), max_length=10
    )
    brain_drain_sector: bool = False


class AnalysisInput(Input):
    """Where a need's knowledge of its target group comes from: kind, day, and words."""

    source: AnalysisSource
    made_on: date | None = None
    words: str | None = Field(default=None, max_length=500)

    @field_validator("made_on")
    @classmethod
    def _in_a_year_that_can_be_meant(cls, day: date | None) -> date | None:
        if day:
            check_year(day.year)
        return day


class NeedInput(Input):
    """Everything an organisation may say about a need; only kind and title must be said.

    ``language`` is the language of ``title`` and ``text``. ``candidate_fee`` says that people
    would pay for being chosen or placed: such a need is refused. Units: days, hours a month.
    """

    kind: NeedKind
    title: str = Field(min_length=3, max_length=200)
    text: str = Field(default="", max_length=20_000)
    language: Language = "fr"
    employer: str | None = Field(default=None, max_length=200)
    requirements: tuple[RequirementInput, ...] = Field(default=(), max_length=40)
    languages: tuple[LanguageRequirementInput, ...] = Field(default=(), max_length=10)
    mode: Mode | None = None
    period: WindowInput | None = None
    partial_period_ok: bool = False
    open_ended: bool = False
    duration_days: int | None = Field(default=None, ge=1, le=3_660)
    hours_per_month: int | None = Field(default=None, ge=1, le=744)
    place: PlaceInput | None = None
    experience: ExperienceInput | None = None
    beneficiary_group: str | None = Field(default=None, max_length=200)
    evidence_required: EvidenceState | None = None
    train_the_trainer_required: bool = False
    standards: tuple[StandardInput, ...] = Field(default=(), max_length=10)
    permits: tuple[PermitCode, ...] = Field(default=(), max_length=10)
    affinity: frozenset[AffinityFactor] = frozenset()
    seats: int = Field(default=1, ge=1, le=10_000)
    priority: int = Field(default=0, ge=0, le=9)
    activity: MissionActivity | None = None
    covered_costs: frozenset[CoveredCost] = frozenset()
    course_unit: str | None = Field(default=None, max_length=200)
    mentor_on_site: bool = False
    collaboration: CollaborationInput | None = None
    analysis: AnalysisInput | None = None
    candidate_fee: bool = False

    @field_validator("candidate_fee")
    @classmethod
    def _nobody_pays(cls, value: bool) -> bool:
        if value:
            raise PydanticCustomError("candidate_fee", "nobody pays for a place")
        return value

    @field_validator(*FIELDS_OF_KINDS)
    @classmethod
    def _taken_by_the_kind(cls, value: object, known: ValidationInfo) -> object:
        kind = known.data.get("kind")
        if value and kind is not None and FIELDS_OF_KINDS[known.field_name or ""] is not kind:
            raise PydanticCustomError("not_of_this_kind", "this kind of need does not take it")
        return value

    @field_validator("open_ended")
    @classmethod
    def _with_a_first_day(cls, value: bool, known: ValidationInfo) -> bool:
        period = known.data.get("period")
        if value and "period" in known.data and (period is None or period.start is None):
            raise PydanticCustomError("open_ended_start", "an open end needs a first day")
        return value

    @model_validator(mode="after")
    def _each_once(self) -> "NeedInput":
        for named in (
            [item.concept for item in self.requirements],
            [item.tag for item in self.languages],
            [item.code for item in self.standards],
            list(self.permits),
            list(self.collaboration.services) if self.collaboration else [],
        ):
            if len(set(named)) != len(named):
                raise PydanticCustomError("named_twice", "something is named twice")
        return self

    def to_body(self, need_id: NeedId, asker: Asker | None = None) -> MatchNeed:
        """Give what the matcher sees of it.

        Args:
            need_id: The need's reference.
            asker: The organisation that looks for another one; without it no collaboration
                is stated.
        """
        experience = self.experience
        return MatchNeed(
            need_id=need_id,
            kind=self.kind,
            requirements=tuple(item.to_requirement() for item in self.requirements),
            languages=tuple(
                LanguageRequirement(LanguageTag(item.tag), item.minimum, item.essential)
                for item in self.languages
            ),
            mode=self.mode,
            period=self._window(),
            partial_period_ok=self.partial_period_ok,
            open_ended=self.open_ended,
            duration_days=self.duration_days,
            hours_per_month=self.hours_per_month,
            place=self.place.to_place() if self.place else None,
            experience=ExperienceRequirement(
                occupation=ConceptUri(experience.occupation) if experience.occupation else None,
                sector=SectorCode(experience.sector) if experience.sector else None,
                minimum_years=experience.minimum_years,
                desired_years=max(experience.desired_years, experience.minimum_years, 1),
                values_abroad=experience.values_abroad,
                proposed_by_machine=experience.proposed_by_machine,
            )
            if experience
            else None,
            beneficiary_group=self.beneficiary_group or None,
            evidence_required=self.evidence_required,
            train_the_trainer_required=self.train_the_trainer_required,
            standards=tuple(
                Standard(item.code, item.state, item.valid_until) for item in self.standards
            ),
            permits=tuple(self.permits),
            affinity=self.affinity,
            seats=self.seats,
            priority=self.priority,
            activity=self.activity,
            covered_costs=self.covered_costs,
            course_unit=self.course_unit or None,
            mentor_on_site=self.mentor_on_site,
            collaboration=self._collaboration(asker),
            analysis=Analysis(
                self.analysis.source, self.analysis.made_on, self.analysis.words or None
            )
            if self.analysis
            else None,
        )

    def _window(self) -> Window | None:
        window = self.period.to_window() if self.period else None
        if self.open_ended and isinstance(window, OneOffWindow):
            return OneOffWindow(window.start, window.start)
        return window

    def _collaboration(self, asker: Asker | None) -> Collaboration | None:
        if self.collaboration is None or asker is None:
            return None
        return Collaboration(
            asker_kind=asker.kind,
            asker_country=asker.country,
            asker_size=asker.size,
            wanted=self.collaboration.wanted,
            services=self.collaboration.services,
            brain_drain_sector=self.collaboration.brain_drain_sector,
        )
