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

from matcher.types.codes import (
    AcquiredHow,
    AcquiredIn,
    AffinityFactor,
    AnalysisSource,
    Answer,
    Cefr,
    CollaborationKind,
    Compensation,
    ConceptUri,
    CountryCode,
    CoveredCost,
    EvidenceState,
    LanguageTag,
    Level,
    MissionActivity,
    Mode,
    NeedId,
    NeedKind,
    OrganisationKind,
    OrganisationRef,
    RegionCode,
    RequirementKind,
    SectorCode,
    SizeBand,
    Slot,
    StandardCode,
    StandardState,
    TrainerState,
)
from matcher.types.conditions import (
    EVERYBODY,
    Audience,
    Condition,
    ConditionCode,
    Facts,
    FactValue,
    ReasonCode,
    Verdict,
)
from matcher.types.match import (
    SCORE_DENOMINATOR,
    Bucket,
    Coverage,
    Criterion,
    Evidence,
    NoDirectMatch,
    Ranking,
    ReasonCount,
    RequirementEvidence,
    ScoredMatch,
)
from matcher.types.need import (
    Analysis,
    Collaboration,
    ExperienceRequirement,
    LanguageRequirement,
    MatchNeed,
    Requirement,
    Standard,
)
from matcher.types.organisation import (
    ComplementaritySheet,
    MatchOrganisation,
    OrganisationCriterion,
    OrganisationEvidence,
    OrganisationMatch,
)
from matcher.types.periods import MonthDay, OneOffWindow, Place, Window, YearlyWindow
from matcher.types.profile import ExperienceEntry, LanguageSkill, MatchProfile, SkillClaim
from matcher.types.training import Course, CourseId, CourseRun, Teaching, WageReplacement

__all__ = [
    "EVERYBODY",
    "SCORE_DENOMINATOR",
    "AcquiredHow",
    "AcquiredIn",
    "AffinityFactor",
    "Analysis",
    "AnalysisSource",
    "Answer",
    "Audience",
    "Bucket",
    "Cefr",
    "Collaboration",
    "CollaborationKind",
    "Compensation",
    "ComplementaritySheet",
    "ConceptUri",
    "Condition",
    "ConditionCode",
    "CountryCode",
    "Course",
    "CourseId",
    "CourseRun",
    "Coverage",
    "CoveredCost",
    "Criterion",
    "Evidence",
    "EvidenceState",
    "ExperienceEntry",
    "ExperienceRequirement",
    "FactValue",
    "Facts",
    "LanguageRequirement",
    "LanguageSkill",
    "LanguageTag",
    "Level",
    "MatchNeed",
    "MatchOrganisation",
    "MatchProfile",
    "MissionActivity",
    "Mode",
    "MonthDay",
    "NeedId",
    "NeedKind",
    "NoDirectMatch",
    "OneOffWindow",
    "OrganisationCriterion",
    "OrganisationEvidence",
    "OrganisationKind",
    "OrganisationMatch",
    "OrganisationRef",
    "Place",
    "Ranking",
    "ReasonCode",
    "ReasonCount",
    "RegionCode",
    "Requirement",
    "RequirementEvidence",
    "RequirementKind",
    "ScoredMatch",
    "SectorCode",
    "SizeBand",
    "SkillClaim",
    "Slot",
    "Standard",
    "StandardCode",
    "StandardState",
    "Teaching",
    "TrainerState",
    "Verdict",
    "WageReplacement",
    "Window",
    "YearlyWindow",
]
