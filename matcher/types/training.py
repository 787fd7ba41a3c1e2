"""What a course catalogue offers, as the matcher sees it.

Rules:

- A course teaches concepts to a level, a language to a level, or how to train others; it
  takes place in dated runs.
- ``from_level`` is what somebody must bring of the concept; ``UNKNOWN`` asks nothing.
- What a catalogue leaves unsaid stays ``None`` or ``UNSAID``: an unknown number of seats is
  neither none nor enough, and an on-site run without a place cannot be planned with.
- Leave and its pay are what the course says, about nobody.

What it does not do: plan (``matcher.ladder.training``), or name a course, its organiser or the
people in it; identifiers only.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from matcher.types.codes import (
    Cefr,
    ConceptUri,
    CountryCode,
    EvidenceState,
    LanguageTag,
    Level,
)
from matcher.types.periods import Place
from matcher.types.profile import LanguageSkill

CourseId = NewType("CourseId", str)
"""Opaque reference of a course of the catalogue."""


class WageReplacement(StrEnum):
    """How far lost wages are replaced while somebody follows a course."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Teaching:
    """One concept a course teaches, the level reached and the level one must bring.

    Raises:
        ValueError: The level reached is not stated, or lies below the level to bring.
    """

    concept: ConceptUri
    level: Level
    from_level: Level = Level.UNKNOWN

    def __post_init__(self) -> None:
        """Refuse a course that leads nowhere, or down."""
        if self.level is Level.UNKNOWN or self.level < self.from_level:
            raise ValueError("teaching level")


@dataclass(frozen=True, slots=True)
class CourseRun:
    """One time a course takes place, both days included.

    ``place`` is ``None`` for a remote run, or when nobody has said where it will be.

    Raises:
        ValueError: ``end`` lies before ``start``, a number of seats is negative, or more
            seats are left than there are.
    """

    start: date
    end: date
    place: Place | None = None
    remote: bool = False
    seats: int | None = None
    seats_left: int | None = None

    def __post_init__(self) -> None:
        """Refuse dates and seats that cannot be."""
        if self.end < self.start:
            raise ValueError("run ends before it starts")
        for number in (self.seats, self.seats_left):
            if number is not None and number < 0:
                raise ValueError("seats are negative")
        if self.seats is not None and self.seats_left is not None and self.seats_left > self.seats:
            raise ValueError("more seats left than there are")


@dataclass(frozen=True, slots=True)
class Course:
    """One course of the catalogue.

    ``minimum_cefr`` is what one must speak of the course's ``language``; ``UNKNOWN`` asks
    that it be spoken at all. ``evidence`` and ``recognised_in`` are the proof it ends with.
    ``cost_cents`` is the whole price in hundredths of ``currency``, 0 for a free course.
    ``paid_by`` is a code for who pays the wages. ``leave_days`` are the calendar days one must
    be away from other work to follow it.

    Raises:
        ValueError: Cost or leave is negative.
    """

    course_id: CourseId
    teaches: tuple[Teaching, ...]
    runs: tuple[CourseRun, ...]
    language: LanguageTag
    minimum_cefr: Cefr = Cefr.UNKNOWN
    teaches_language: LanguageSkill | None = None
    trains_trainers: bool = False
    evidence: EvidenceState = EvidenceState.ATTESTED
    recognised_in: CountryCode | None = None
    cost_cents: int | None = None
    currency: str | None = None
    wage_replacement: WageReplacement = WageReplacement.UNSAID
    paid_by: str | None = None
    leave_days: int | None = None

    def __post_init__(self) -> None:
        """Refuse a negative price or leave."""
        for number in (self.cost_cents, self.leave_days):
            if number is not None and number < 0:
                raise ValueError("cost or leave is negative")
