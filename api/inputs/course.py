"""A course as its organiser describes it.

Rules (the same as for files of courses, ``data.importers.courses``):

- A course says what it is called, in which language it is held, what it teaches and when it
  takes place: a skill to a level, a language, or how to train others.
- The level reached is stated and not below the level one must bring.
- A run is at a distance, or at a place, or its place is not known yet.
- What is left out stays unknown: no number of seats is not "none left".
"""

from datetime import date

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from api.inputs.base import ConceptReference, Country, Input, Language, PlaceInput, check_year
from api.inputs.profile import LanguageInput
from matcher.types import (
    Cefr,
    ConceptUri,
    CountryCode,
    Course,
    CourseId,
    CourseRun,
    EvidenceState,
    LanguageTag,
    Level,
    Teaching,
    WageReplacement,
)

MOST_CENTS = 100_000_000
MOST_SEATS = 1_000_000


class TeachingInput(Input):
    """One skill that is taught, the level reached, and the level one must bring."""

    concept: ConceptReference
    from_level: Level = Level.UNKNOWN
    level: Level

    @field_validator("level")
    @classmethod
    def _leads_up(cls, level: Level, known: ValidationInfo) -> Level:
        if level is Level.UNKNOWN or level < known.data.get("from_level", Level.UNKNOWN):
            raise PydanticCustomError("teaching_level", "the level reached is missing or lower")
        return level

    def to_teaching(self) -> Teaching:
        """Give the matcher's value."""
        return Teaching(ConceptUri(self.concept), self.level, self.from_level)


class CourseRunInput(Input):
    """One time a course takes place; without ``end`` it lasts one day."""

    start: date
    end: date | None = None
    remote: bool = False
    place: PlaceInput | None = None
    seats: int | None = Field(default=None, ge=0, le=MOST_SEATS)
    seats_left: int | None = Field(default=None, ge=0, le=MOST_SEATS)

    @field_validator("start", "end")
    @classmethod
    def _can_be_meant(cls, day: date | None) -> date | None:
        if day:
            check_year(day.year)
        return day

    @field_validator("end")
    @classmethod
    def _after_the_start(cls, end: date | None, known: ValidationInfo) -> date | None:
        start = known.data.get("start")
        if end and start and end < start:
            raise PydanticCustomError("period_order", "the end lies before the start")
        return end

    @field_validator("place")
    @classmethod
    def _here_or_at_a_distance(
        cls, place: PlaceInput | None, known: ValidationInfo
    ) -> PlaceInput | None:
        if place and known.data.get("remote"):
            raise PydanticCustomError("remote_place", "a run at a distance has no place")
        return place

    @field_validator("seats_left")
    @classmethod
    def _no_more_than_there_are(cls, left: int | None, known: ValidationInfo) -> int | None:
        seats = known.data.get("seats")
        if left is not None and seats is not None and left > seats:
            raise PydanticCustomError("seats_left", "more seats left than there are")
        return left

    def to_run(self) -> CourseRun:
        """Give the matcher's value."""
        return CourseRun(
            start=self.start,
            end=self.end or self.start,
            place=self.place.to_place() if self.place else None,
            remote=self.remote,
            seats=self.seats,
            seats_left=self.seats_left,
        )


class CourseInput(Input):
    """Everything an organiser may say about a course.

    ``language`` is the language of ``title`` and ``text``, ``taught_in`` that of the course.
    ``cost_cents`` is the whole price in hundredths of ``currency``, 0 for a free course.
    ``leave_days`` are the calendar days one must be away from other work.
    """

    title: str = Field(min_length=3, max_length=200)
    text: str = Field(default="", max_length=20_000)
    language: Language = "fr"
    taught_in: Language
    minimum_cefr: Cefr = Cefr.UNKNOWN
    teaches_language: LanguageInput | None = None
    trains_trainers: bool = False
    teaches: tuple[TeachingInput, ...] = Field(default=(), max_length=40)
    runs: tuple[CourseRunInput, ...] = Field(max_length=60)
    evidence: EvidenceState = EvidenceState.ATTESTED
    recognised_in: Country | None = None
    cost_cents: int | None = Field(default=None, ge=0, le=MOST_CENTS)
    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$", validate_default=True)
    wage_replacement: WageReplacement = WageReplacement.UNSAID
    paid_by: str | None = Field(default=None, max_length=200)
    leave_days: int | None = Field(default=None, ge=0, le=3_660)

    @field_validator("teaches")
    @classmethod
    def _each_once(cls, teaches: tuple[TeachingInput, ...]) -> tuple[TeachingInput, ...]:
        if len({item.concept for item in teaches}) != len(teaches):
            raise PydanticCustomError("named_twice", "something is named twice")
        return teaches

    @field_validator("runs")
    @classmethod
    def _at_least_one(cls, runs: tuple[CourseRunInput, ...]) -> tuple[CourseRunInput, ...]:
        if not runs:
            raise PydanticCustomError("too_short", "a course takes place at least once")
        return runs

    @field_validator("currency")
    @classmethod
    def _of_the_price(cls, currency: str | None, known: ValidationInfo) -> str | None:
        if known.data.get("cost_cents") and currency is None:
            raise PydanticCustomError("price_without_currency", "a price needs its currency")
        return currency

    @model_validator(mode="after")
    def _teaches_something(self) -> "CourseInput":
        if not (self.teaches or self.teaches_language or self.trains_trainers):
            raise PydanticCustomError("teaches_nothing", "say what the course teaches")
        return self

    def to_body(self, course_id: CourseId) -> Course:
        """Give what the matcher sees of it, the runs in the order of their days."""
        runs = {item.to_run(): None for item in self.runs}
        return Course(
            course_id=course_id,
            teaches=tuple(item.to_teaching() for item in self.teaches),
            runs=tuple(sorted(runs, key=lambda run: (run.start, run.end))),
            language=LanguageTag(self.taught_in),
            minimum_cefr=self.minimum_cefr,
            teaches_language=self.teaches_language.to_skill() if self.teaches_language else None,
            trains_trainers=self.trains_trainers,
            evidence=self.evidence,
            recognised_in=CountryCode(self.recognised_in) if self.recognised_in else None,
            cost_cents=self.cost_cents,
            currency=self.currency,
            wage_replacement=self.wage_replacement,
            paid_by=self.paid_by or None,
            leave_days=self.leave_days,
        )
