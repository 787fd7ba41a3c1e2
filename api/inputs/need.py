"""A need or vacancy as an organisation describes it."""

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from api.inputs.base import (
    ConceptReference,
    Input,
    Language,
    PermitCode,
    PlaceInput,
    Sector,
    StandardCode,
    WindowInput,
)
from matcher.types import (
    AffinityFactor,
    Cefr,
    ConceptUri,
    EvidenceState,
    ExperienceRequirement,
    LanguageRequirement,
    LanguageTag,
    Level,
    MatchNeed,
    Mode,
    NeedId,
    NeedKind,
    Requirement,
    RequirementKind,
    SectorCode,
    Standard,
    StandardState,
)


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
            minimum_level=max(self.minimum_level, Level.BASIC),
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

    @model_validator(mode="after")
    def _about_something(self) -> "ExperienceInput":
        if self.occupation is None and self.sector is None:
            raise PydanticCustomError("experience_in_what", "name an occupation or a sector")
        return self


class StandardInput(Input):
    """A national standard or decision the need depends on, and where it stands."""

    code: StandardCode
    state: StandardState = StandardState.PENDING


class NeedInput(Input):
    """Everything an organisation may say about a need; only kind and title must be said.

    ``language`` is the language of ``title`` and ``text``. Units: days, hours a month.
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

    @model_validator(mode="after")
    def _each_once(self) -> "NeedInput":
        for named in (
            [item.concept for item in self.requirements],
            [item.tag for item in self.languages],
            [item.code for item in self.standards],
            list(self.permits),
        ):
            if len(set(named)) != len(named):
                raise PydanticCustomError("named_twice", "something is named twice")
        return self

    def to_body(self, need_id: NeedId) -> MatchNeed:
        """Give what the matcher sees of it."""
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
            period=self.period.to_window() if self.period else None,
            partial_period_ok=self.partial_period_ok,
            duration_days=self.duration_days,
            hours_per_month=self.hours_per_month,
            place=self.place.to_place() if self.place else None,
            experience=ExperienceRequirement(
                occupation=ConceptUri(experience.occupation) if experience.occupation else None,
                sector=SectorCode(experience.sector) if experience.sector else None,
                minimum_years=experience.minimum_years,
                desired_years=max(experience.desired_years, experience.minimum_years, 1),
                values_abroad=experience.values_abroad,
            )
            if experience
            else None,
            beneficiary_group=self.beneficiary_group,
            evidence_required=self.evidence_required,
            train_the_trainer_required=self.train_the_trainer_required,
            standards=tuple(Standard(item.code, item.state) for item in self.standards),
            permits=tuple(self.permits),
            affinity=self.affinity,
            seats=self.seats,
            priority=self.priority,
        )
