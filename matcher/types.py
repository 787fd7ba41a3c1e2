"""The two sides of a match, and what comparing them yields.

Everything here is a frozen value made of codes, numbers and dates. A profile is a
pseudonymous projection: it has no field for a name, a contact, a birth date, sex, age,
nationality or legal situation, so none of these can reach a score.

Rules:

- Unknown is a value of its own: ``None``, ``UNKNOWN`` or ``UNSAID``, never zero, never a
  failure and never a free pass.
- Values that are part of the score are integers with their unit in the name or docstring.
- Nothing here computes: conditions, scoring and ranking live in their own modules.

What it does not do: validate text typed by people (that happens at the edge), store, or
look anything up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from typing import NamedTuple, NewType

ConceptUri = NewType("ConceptUri", str)
"""Identifier of a taxonomy concept (ESCO or starter vocabulary)."""
LanguageTag = NewType("LanguageTag", str)
"""BCP 47 tag; a dialect is carried by its region, ``ar-EG``."""
CountryCode = NewType("CountryCode", str)
"""ISO 3166-1 alpha-2, upper case."""
RegionCode = NewType("RegionCode", str)
"""ISO 3166-2 subdivision, upper case, ``EG-KFS``."""
SectorCode = NewType("SectorCode", str)
"""Sector of the reference data, ``fisheries``."""
Slot = NewType("Slot", int)
"""Process-local number standing for one profile; meaningless outside the process."""
NeedId = NewType("NeedId", str)
"""Opaque reference of a need."""


class Level(IntEnum):
    """How well a skill is mastered or asked, 1 to 4; ``UNKNOWN`` is not a low level."""

    UNKNOWN = 0
    BASIC = 1
    INDEPENDENT = 2
    ADVANCED = 3
    EXPERT = 4


class Cefr(IntEnum):
    """Language level of the Common European Framework, with native speech on top."""

    UNKNOWN = 0
    A1 = 1
    A2 = 2
    B1 = 3
    B2 = 4
    C1 = 5
    C2 = 6
    NATIVE = 7


class EvidenceState(StrEnum):
    """What stands behind a skill claim, weakest first."""

    CLAIMED = "claimed"
    ATTESTED = "attested"
    VALIDATED = "validated"
    CERTIFIED = "certified"
    RECOGNISED = "recognised"


class AcquiredIn(StrEnum):
    """Where a skill was acquired."""

    ORIGIN = "origin"
    HOST = "host"
    OTHER = "other"
    UNSAID = "unsaid"


class AcquiredHow(StrEnum):
    """How a skill was acquired; none of the ways is worth less."""

    FORMAL = "formal"
    ON_THE_JOB = "on_the_job"
    INFORMAL = "informal"
    UNSAID = "unsaid"


class Mode(StrEnum):
    """How the work is done."""

    REMOTE = "remote"
    SHORT_MISSION = "short_mission"
    SEASONAL = "seasonal"
    LONG_TERM_RETURN = "long_term_return"


class NeedKind(StrEnum):
    """What sort of demand a need is."""

    VACANCY = "vacancy"
    SHORT_MISSION = "short_mission"
    TRAINING_DELIVERY = "training_delivery"
    MENTORING = "mentoring"
    INSTITUTIONAL_COLLABORATION = "institutional_collaboration"
    INTERNSHIP = "internship"


class RequirementKind(StrEnum):
    """How firmly a skill is asked (ESCO relation types, plus trainable)."""

    ESSENTIAL = "essential"
    OPTIONAL = "optional"
    TRAINABLE = "trainable"


class Answer(StrEnum):
    """A person's answer to a yes/no question; silence is respected."""

    YES = "yes"
    NO = "no"
    UNSAID = "unsaid"


class TrainerState(StrEnum):
    """Whether somebody has followed a train-the-trainer course."""

    NONE = "none"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    UNSAID = "unsaid"


class StandardState(StrEnum):
    """State of a national standard or licence the need itself must satisfy."""

    SETTLED = "settled"
    PENDING = "pending"


class Compensation(StrEnum):
    """What a person asks in return; informs people, never scored."""

    VOLUNTARY = "voluntary"
    EXPENSES = "expenses"
    PAID = "paid"
    UNSAID = "unsaid"


class AffinityFactor(StrEnum):
    """Optional ties that may only add; switched on per need by its programme."""

    TIE_REGION = "tie_region"
    DIALECT = "dialect"
    MIGRATION_EXPERIENCE = "migration_experience"


class MonthDay(NamedTuple):
    """A day that comes back every year; 29 February counts as 28 in common years."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class OneOffWindow:
    """A dated period, both ends included.

    Raises:
        ValueError: ``end`` lies before ``start``.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it starts."""
        if self.end < self.start:
            raise ValueError("window ends before it starts")


@dataclass(frozen=True, slots=True)
class YearlyWindow:
    """A season that returns every year, both ends included; may wrap the year's end.

    Raises:
        ValueError: An end is not a day of a leap year.
    """

    start: MonthDay
    end: MonthDay

    def __post_init__(self) -> None:
        """Refuse days no year has; 29 February is one."""
        for month, day in (self.start, self.end):
            date(2024, month, day)


Window = OneOffWindow | YearlyWindow


@dataclass(frozen=True, slots=True)
class Place:
    """A country, or a region of it when ``region`` is given."""

    country: CountryCode
    region: RegionCode | None = None


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


@dataclass(frozen=True, slots=True)
class Requirement:
    """One skill a need asks; ``weight`` is relative to the need's other requirements.

    A ``minimum_level`` of ``UNKNOWN`` asks no level (an advert that names none): any claim
    of the skill meets it, also one without a level. So it is with ``BASIC``, which every
    level reaches.

    Raises:
        ValueError: ``weight`` is negative.
    """

    concept: ConceptUri
    kind: RequirementKind = RequirementKind.ESSENTIAL
    minimum_level: Level = Level.BASIC
    weight: int = 1
    proposed_by_machine: bool = False

    def __post_init__(self) -> None:
        """Refuse a weight that would take from the others."""
        if self.weight < 0:
            raise ValueError("requirement weight is negative")


@dataclass(frozen=True, slots=True)
class LanguageRequirement:
    """One language a need asks; essential ones exclude, the others only weigh."""

    tag: LanguageTag
    minimum: Cefr = Cefr.B1
    essential: bool = True


@dataclass(frozen=True, slots=True)
class ExperienceRequirement:
    """The experience a need asks, by occupation, by sector, or both.

    ``minimum_years`` excludes when positive; ``desired_years`` is where the criterion is
    full. ``values_abroad`` makes years in a host country count as the need's own do.
    ``proposed_by_machine`` is true when a machine guessed the occupation.
    """

    occupation: ConceptUri | None = None
    sector: SectorCode | None = None
    minimum_years: int = 0
    desired_years: int = 5
    values_abroad: bool = False
    proposed_by_machine: bool = False


@dataclass(frozen=True, slots=True)
class Standard:
    """A national standard, licence or ministry decision the need depends on."""

    code: str
    state: StandardState = StandardState.PENDING


@dataclass(frozen=True, slots=True)
class MatchNeed:
    """An organisation's described demand, as the matcher sees it.

    ``None`` or an empty tuple means the need does not ask; a criterion nobody asks is left
    out for everybody. ``permits`` are asked of the person privately. ``unstated`` names what
    nobody has said anything about yet, as against what the need does not ask (an advert that
    names no dates): mode, period, language or place, unknown for everybody until it is said.
    ``open_ended`` means that of the period only the first day is known: it is asked, and the
    end is unsaid.

    Units: days for duration, hours a calendar month.
    """

    need_id: NeedId
    kind: NeedKind
    requirements: tuple[Requirement, ...] = ()
    languages: tuple[LanguageRequirement, ...] = ()
    mode: Mode | None = None
    period: Window | None = None
    partial_period_ok: bool = False
    open_ended: bool = False
    duration_days: int | None = None
    hours_per_month: int | None = None
    place: Place | None = None
    experience: ExperienceRequirement | None = None
    beneficiary_group: str | None = None
    evidence_required: EvidenceState | None = None
    train_the_trainer_required: bool = False
    standards: tuple[Standard, ...] = ()
    permits: tuple[str, ...] = ()
    affinity: frozenset[AffinityFactor] = frozenset()
    seats: int = 1
    priority: int = 0
    unstated: frozenset["ConditionCode"] = frozenset()


class Verdict(StrEnum):
    """Outcome of one hard condition."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


class ConditionCode(StrEnum):
    """The hard conditions a need can put."""

    SKILL = "skill"
    MODE = "mode"
    PERIOD = "period"
    DURATION = "duration"
    NOTICE = "notice"
    LANGUAGE = "language"
    PLACE = "place"
    STANDARD = "standard"
    PERMIT = "permit"
    EVIDENCE = "evidence"
    TRAIN_THE_TRAINER = "train_the_trainer"
    WILLINGNESS = "willingness"
    EXPERIENCE = "experience"
    CAPACITY = "capacity"


class ReasonCode(StrEnum):
    """Why a condition is not plainly met; every code has a sentence in every language."""

    SKILL_MISSING = "SKILL_MISSING"
    SKILL_LEVEL = "SKILL_LEVEL"
    SKILL_LEVEL_UNKNOWN = "SKILL_LEVEL_UNKNOWN"
    MODE = "MODE"
    DATES = "DATES"
    DATES_PARTIAL = "DATES_PARTIAL"
    DATES_UNKNOWN = "DATES_UNKNOWN"
    DURATION = "DURATION"
    NOTICE = "NOTICE"
    LANGUAGE = "LANGUAGE"
    LANGUAGE_LEVEL = "LANGUAGE_LEVEL"
    LANGUAGE_UNKNOWN = "LANGUAGE_UNKNOWN"
    DIALECT = "DIALECT"
    PLACE = "PLACE"
    STANDARD_PENDING = "STANDARD_PENDING"
    EVIDENCE = "EVIDENCE"
    EVIDENCE_PENDING = "EVIDENCE_PENDING"
    TRAIN_THE_TRAINER = "TRAIN_THE_TRAINER"
    WILLINGNESS = "WILLINGNESS"
    EXPERIENCE = "EXPERIENCE"
    CAPACITY = "CAPACITY"
    MENTOR_PLACES = "MENTOR_PLACES"
    NO_REQUIREMENTS = "NO_REQUIREMENTS"


class Audience(StrEnum):
    """Who may see a condition or a reason before any grant."""

    PERSON = "person"
    COORDINATOR = "coordinator"
    AGENCY = "agency"


class Criterion(StrEnum):
    """The dimensions weighed; each is one bar of the explanation."""

    SKILLS = "skills"
    EXPERIENCE = "experience"
    LANGUAGES = "languages"
    PERIOD = "period"
    PLACE = "place"
    FRESHNESS = "freshness"
    AFFINITY = "affinity"


class Bucket(IntEnum):
    """The order before the score: lower stands first."""

    DIRECT = 0
    CONDITIONAL = 1
    NEAR = 2


FactValue = str | int | bool | None
Facts = tuple[tuple[str, FactValue], ...]
"""Ordered key and value pairs a sentence is built from: codes, numbers, ISO dates."""

EVERYBODY = frozenset(Audience)


@dataclass(frozen=True, slots=True)
class Condition:
    """One hard condition, its verdict, and the facts it rests on.

    ``reason`` is ``None`` when plainly met; a met condition may still carry a warning
    (another dialect of the same language). ``closable`` means it can be met before the
    start: the match is then conditional, not near. ``decides`` is false for conditions
    that are shown but never change the bucket (permits).
    """

    code: ConditionCode
    verdict: Verdict
    reason: ReasonCode | None = None
    closable: bool = False
    facts: Facts = ()
    visible_to: frozenset[Audience] = EVERYBODY
    decides: bool = True


class Coverage(StrEnum):
    """How far one requirement is covered, in words."""

    MET = "met"
    PARTLY = "partly"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class RequirementEvidence:
    """How the best claim covers one requirement.

    ``weight`` is the requirement's share of 10 000; ``similarity``, ``level_factor``,
    ``strength`` and ``value`` are whole hundredths. ``claim`` is ``None`` when no claim
    reaches the similarity floor.
    """

    requirement: Requirement
    weight: int
    claim: ConceptUri | None
    claim_level: Level
    similarity: int
    level_factor: int
    strength: int
    value: int
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Evidence:
    """One term of the score.

    ``weight`` is hundredths (all terms of a match sum to 100), ``value`` millionths.
    ``stated`` is false when the person said nothing and the floor of 0 was taken.
    ``children`` is filled for the skills criterion only; their
    ``weight * value`` sum to ``value``.
    """

    criterion: Criterion
    weight: int
    value: int
    stated: bool = True
    facts: Facts = ()
    children: tuple[RequirementEvidence, ...] = ()

    @property
    def term(self) -> int:
        """Contribution to the score's numerator, over 100 000 000."""
        return self.weight * self.value


@dataclass(frozen=True, slots=True)
class ScoredMatch:
    """One need and one profile, compared.

    ``numerator`` over ``SCORE_DENOMINATOR`` is the score; it equals the sum of the
    evidence terms exactly. ``left_out`` names the criteria the need did not ask, whose
    weight was shared among the others. ``tie_key`` orders equal matches of one need,
    pseudo-random and different for every need.
    """

    need_id: NeedId
    slot: Slot
    bucket: Bucket
    numerator: int
    conditions: tuple[Condition, ...]
    evidence: tuple[Evidence, ...]
    left_out: tuple[Criterion, ...]
    weights_version: str
    taxonomy_release: str
    as_of: date
    machine_proposals: bool = False
    tie_key: int = 0

    @property
    def score(self) -> float:
        """The score in [0, 1]; compare ``numerator``, never this."""
        return self.numerator / SCORE_DENOMINATOR


SCORE_DENOMINATOR = 100_000_000


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many profiles of the pool a reason concerns, with the concept it names if any.

    ``verdict`` tells a no (unmet) from a silence (unknown); they are counted apart.
    """

    reason: ReasonCode
    count: int
    concept: ConceptUri | None = None
    verdict: Verdict = Verdict.UNMET


@dataclass(frozen=True, slots=True)
class NoDirectMatch:
    """The normal answer when nobody fits directly: why, counted over the pool."""

    pool: int
    reasons: tuple[ReasonCount, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Matches of one need, best first, in a total documented order.

    ``abstained`` names why nobody was ranked at all (no readable requirement).
    ``no_direct_match`` is present when no match is in the direct bucket.
    """

    need_id: NeedId
    matches: tuple[ScoredMatch, ...]
    pool: int
    no_direct_match: NoDirectMatch | None = None
    abstained: ReasonCode | None = None
