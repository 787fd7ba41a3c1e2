"""What a hard condition says: its verdict, why, and on which facts.

What it does not do: judge (``matcher.conditions.checking``).
"""

from dataclasses import dataclass
from enum import StrEnum


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
    COUNTRY = "country"
    COLLABORATION = "collaboration"


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
    STANDARD_EXPIRED = "STANDARD_EXPIRED"
    EVIDENCE = "EVIDENCE"
    EVIDENCE_PENDING = "EVIDENCE_PENDING"
    TRAIN_THE_TRAINER = "TRAIN_THE_TRAINER"
    WILLINGNESS = "WILLINGNESS"
    EXPERIENCE = "EXPERIENCE"
    CAPACITY = "CAPACITY"
    MENTOR_PLACES = "MENTOR_PLACES"
    NO_REQUIREMENTS = "NO_REQUIREMENTS"
    SAME_COUNTRY = "SAME_COUNTRY"
    COLLABORATION = "COLLABORATION"
    FOR_ORGANISATIONS = "FOR_ORGANISATIONS"


class Audience(StrEnum):
    """Who may see a condition or a reason before any grant."""

    PERSON = "person"
    COORDINATOR = "coordinator"
    AGENCY = "agency"


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
