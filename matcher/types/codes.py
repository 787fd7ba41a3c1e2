"""The words of a match: identifiers and closed lists of codes.

What it does not do: hold a value of anybody, or name a code for people (locales do).
"""

from enum import IntEnum, StrEnum
from typing import NewType

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
OrganisationRef = NewType("OrganisationRef", str)
"""Opaque reference of an organisation."""


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


class MissionActivity(StrEnum):
    """What somebody does on a short mission; training asks what a training delivery asks."""

    TRAINING = "training"
    SERVICE = "service"
    ADVICE = "advice"


class CoveredCost(StrEnum):
    """What a host pays for; told to people, never scored."""

    TRAVEL = "travel"
    LODGING = "lodging"
    MEALS = "meals"
    INSURANCE = "insurance"
    VISA = "visa"
    ALLOWANCE = "allowance"


class AnalysisSource(StrEnum):
    """Where what a need says of its target group comes from; told to people, never scored."""

    SURVEY = "survey"
    STUDY = "study"
    INTERVIEWS = "interviews"
    STATISTICS = "statistics"
    OWN_WORK = "own_work"


class OrganisationKind(StrEnum):
    """What sort of organisation somebody is; kinds of one family resemble each other."""

    HOSPITAL = "hospital"
    CLINIC = "clinic"
    UNIVERSITY = "university"
    TRAINING_CENTRE = "training_centre"
    RESEARCH_INSTITUTE = "research_institute"
    MINISTRY = "ministry"
    MUNICIPALITY = "municipality"
    ENTERPRISE = "enterprise"
    COOPERATIVE = "cooperative"
    CHAMBER = "chamber"
    TRADE_UNION = "trade_union"
    ASSOCIATION = "association"


class SizeBand(IntEnum):
    """How many people work in an organisation; ``UNKNOWN`` is not a small one."""

    UNKNOWN = 0
    UP_TO_9 = 1
    UP_TO_49 = 2
    UP_TO_249 = 3
    UP_TO_999 = 4
    FROM_1000 = 5


class CollaborationKind(StrEnum):
    """What two organisations do together."""

    TEACHING = "teaching"
    COURSE_DESIGN = "course_design"
    RESEARCH = "research"
    JOINT_PROPOSAL = "joint_proposal"


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


class StandardCode(StrEnum):
    """National standards and decisions a need itself may still be waiting for."""

    CENTRE_LICENCE = "centre_licence"
    CURRICULUM_AUTHORISATION = "curriculum_authorisation"
    MINISTRY_PERMIT = "ministry_permit"
    LOCAL_AUTHORITY_PERMIT = "local_authority_permit"
    SECTOR_STANDARD = "sector_standard"


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
