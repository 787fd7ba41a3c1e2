"""What a person states, as the matcher sees it: pseudonymous, and never who she is.

What it does not do: carry a name, a contact, a birth date, sex, age, nationality or legal
situation; no type here has a field for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from matcher.types.codes import (
    AcquiredHow,
    AcquiredIn,
    Answer,
    Cefr,
    Compensation,
    ConceptUri,
    CountryCode,
    EvidenceState,
    LanguageTag,
    Level,
    Mode,
    SectorCode,
    Slot,
    TrainerState,
)
from matcher.types.periods import Place, Window


@dataclass(frozen=True, slots=True)
class SkillClaim:
    """One skill a person states, with what is known about it.

    ``years`` are completed years of use, ``last_used_year`` the calendar year of the last
    use (the current year when still in use). ``recognised_in`` is the country that
    recognised the certificate, set only with ``EvidenceState.RECOGNISED``.
    ``proposed_by_machine`` stays true until a human accepts a proposal read out of a text.
    """

    concept: ConceptUri
    level: Level = Level.UNKNOWN
    years: int | None = None
    last_used_year: int | None = None
    acquired_in: AcquiredIn = AcquiredIn.UNSAID
    acquired_how: AcquiredHow = AcquiredHow.UNSAID
    evidence: EvidenceState = EvidenceState.CLAIMED
    recognised_in: CountryCode | None = None
    can_teach: Answer = Answer.UNSAID
    proposed_by_machine: bool = False


@dataclass(frozen=True, slots=True)
class ExperienceEntry:
    """Completed years in one occupation or sector, apart for origin and host country.

    ``proposed_by_machine`` stays true until a human accepts an occupation a machine linked.
    """

    occupation: ConceptUri | None = None
    sector: SectorCode | None = None
    years_origin: int = 0
    years_host: int = 0
    proposed_by_machine: bool = False


@dataclass(frozen=True, slots=True)
class LanguageSkill:
    """One language a person speaks; the tag's region names the dialect."""

    tag: LanguageTag
    level: Cefr = Cefr.UNKNOWN


@dataclass(frozen=True, slots=True)
class MatchProfile:
    """The pseudonymous projection of a person that the matcher sees.

    ``modes``, ``windows`` and ``residence`` are ``None`` when not stated; an empty set of
    modes or windows means "none", which is a statement. ``permit_answers`` are private
    answers by permit code: they are shown to the person and the coordinator and change
    neither bucket nor order.

    ``lot`` is a number below 2**64 drawn once for the person, independent of when she
    came and of what she states. It orders equal matches, differently for every need, and
    enters no score; without it the slot serves, which a restart may change.

    Units: hours a calendar month, days for missions and notice.
    """

    slot: Slot
    skills: tuple[SkillClaim, ...] = ()
    experience: tuple[ExperienceEntry, ...] = ()
    languages: tuple[LanguageSkill, ...] = ()
    modes: frozenset[Mode] | None = None
    windows: tuple[Window, ...] | None = None
    hours_per_month: int | None = None
    longest_mission_days: int | None = None
    notice_days: int | None = None
    residence: Place | None = None
    ties: tuple[Place, ...] = ()
    willing_to_share: Answer = Answer.UNSAID
    train_the_trainer: TrainerState = TrainerState.UNSAID
    mentoring_places: int | None = None
    compensation: Compensation = Compensation.UNSAID
    permit_answers: Mapping[str, Answer] = field(default_factory=dict)
    confirmed_on: date | None = None
    lot: int = 0
