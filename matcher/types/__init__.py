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
    Answer,
    Cefr,
    Compensation,
    ConceptUri,
    CountryCode,
    EvidenceState,
    LanguageTag,
    Level,
    Mode,
    NeedId,
    NeedKind,
    RegionCode,
    RequirementKind,
    SectorCode,
    Slot,
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
    ExperienceRequirement,
    LanguageRequirement,
    MatchNeed,
    Requirement,
    Standard,
)
from matcher.types.periods import MonthDay, OneOffWindow, Place, Window, YearlyWindow
from matcher.types.profile import ExperienceEntry, LanguageSkill, MatchProfile, SkillClaim

__all__ = [
    "EVERYBODY",
    "SCORE_DENOMINATOR",
    "AcquiredHow",
    "AcquiredIn",
    "AffinityFactor",
    "Answer",
    "Audience",
    "Bucket",
    "Cefr",
    "Compensation",
    "ConceptUri",
    "Condition",
    "ConditionCode",
    "CountryCode",
    "Coverage",
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
    "MatchProfile",
    "Mode",
    "MonthDay",
    "NeedId",
    "NeedKind",
    "NoDirectMatch",
    "OneOffWindow",
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
    "SkillClaim",
    "Slot",
    "Standard",
    "StandardState",
    "TrainerState",
    "Verdict",
    "Window",
    "YearlyWindow",
]
