"""What a person says about herself."""

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from api.inputs.base import (
    ConceptReference,
    Input,
    Language,
    PermitCode,
    PlaceInput,
    Sector,
    WindowInput,
    Year,
)
from data.records import Identity
from matcher.types import (
    AcquiredHow,
    AcquiredIn,
    Answer,
    Cefr,
    Compensation,
    ConceptUri,
    ExperienceEntry,
    LanguageSkill,
    LanguageTag,
    Level,
    Mode,
    SectorCode,
    SkillClaim,
    TrainerState,
)


class IdentityInput(Input):
    """Name and contact; every part may be left out."""

    full_name: str | None = Field(default=None, max_length=200)
    phone: str | None = Field(default=None, max_length=40)
    email: str | None = Field(default=None, max_length=254)
    address: str | None = Field(default=None, max_length=400)

    @model_validator(mode="after")
    def _plausible_email(self) -> "IdentityInput":
        if self.email and ("@" not in self.email or " " in self.email):
            raise PydanticCustomError("invalid_email", "not an e-mail address")
        return self

    def to_identity(self) -> Identity:
        """Give the record; an empty text counts as not given."""
        return Identity(
            full_name=self.full_name or None,
            phone=self.phone or None,
            email=self.email or None,
            address=self.address or None,
        )


class SkillInput(Input):
    """One skill; what stands behind it is set by those who attest or certify, not here."""

    concept: ConceptReference
    level: Level = Level.UNKNOWN
    years: int | None = Field(default=None, ge=0, le=70)
    last_used_year: Year | None = None
    acquired_in: AcquiredIn = AcquiredIn.UNSAID
    acquired_how: AcquiredHow = AcquiredHow.UNSAID
    can_teach: Answer = Answer.UNSAID

    def to_claim(self) -> SkillClaim:
        """Give the matcher's value, as a plain claim."""
        return SkillClaim(
            concept=ConceptUri(self.concept),
            level=self.level,
            years=self.years,
            last_used_year=self.last_used_year,
            acquired_in=self.acquired_in,
            acquired_how=self.acquired_how,
            can_teach=self.can_teach,
        )


class ExperienceEntryInput(Input):
    """Years in one occupation or sector, in the country of origin and abroad."""

    occupation: ConceptReference | None = None
    sector: Sector | None = None
    years_origin: int = Field(default=0, ge=0, le=70)
    years_host: int = Field(default=0, ge=0, le=70)

    @model_validator(mode="after")
    def _about_something(self) -> "ExperienceEntryInput":
        if self.occupation is None and self.sector is None:
            raise PydanticCustomError("experience_in_what", "name an occupation or a sector")
        return self

    def to_entry(self) -> ExperienceEntry:
        """Give the matcher's value."""
        return ExperienceEntry(
            occupation=ConceptUri(self.occupation) if self.occupation else None,
            sector=SectorCode(self.sector) if self.sector else None,
            years_origin=self.years_origin,
            years_host=self.years_host,
        )


class LanguageInput(Input):
    """One language; the region of its tag names the dialect."""

    tag: Language
    level: Cefr = Cefr.UNKNOWN

    def to_skill(self) -> LanguageSkill:
        """Give the matcher's value."""
        return LanguageSkill(LanguageTag(self.tag), self.level)


class WorkInput(Input):
    """What a person says about her work; ``None`` means "I have not said".

    Units: hours a month, days.
    """

    skills: tuple[SkillInput, ...] = Field(default=(), max_length=100)
    experience: tuple[ExperienceEntryInput, ...] = Field(default=(), max_length=30)
    languages: tuple[LanguageInput, ...] = Field(default=(), max_length=20)
    modes: frozenset[Mode] | None = None
    windows: tuple[WindowInput, ...] | None = Field(default=None, max_length=20)
    hours_per_month: int | None = Field(default=None, ge=1, le=744)
    longest_mission_days: int | None = Field(default=None, ge=1, le=3_660)
    notice_days: int | None = Field(default=None, ge=0, le=730)
    residence: PlaceInput | None = None
    ties: tuple[PlaceInput, ...] = Field(default=(), max_length=10)
    willing_to_share: Answer = Answer.UNSAID
    train_the_trainer: TrainerState = TrainerState.UNSAID
    mentoring_places: int | None = Field(default=None, ge=0, le=50)
    compensation: Compensation = Compensation.UNSAID
    permit_answers: dict[PermitCode, Answer] = Field(default_factory=dict)
    own_words: str | None = Field(default=None, max_length=4_000)

    @model_validator(mode="after")
    def _each_once(self) -> "WorkInput":
        for named in (
            [item.concept for item in self.skills],
            [item.tag for item in self.languages],
        ):
            if len(set(named)) != len(named):
                raise PydanticCustomError("named_twice", "something is named twice")
        return self
