"""The options a form offers, taken from the types, never listed twice.

What it does not do: word them (locales do).
"""

from api.inputs.base import PermitCode, Sector
from data.records import WorkProfile
from matcher.types import (
    AcquiredHow,
    AcquiredIn,
    AffinityFactor,
    Answer,
    Cefr,
    Compensation,
    EvidenceState,
    Level,
    Mode,
    NeedKind,
    Place,
    RequirementKind,
    StandardCode,
    StandardState,
    TrainerState,
)
from privacy.inventory import DISCLOSABLE_FIELDS, PersonalField

WorkSaid = WorkProfile
"""What a person says about her work; pages put it into words, always out of ``Disclosed``."""
PlaceSaid = Place
"""A country, or a region of it, as said."""
MODES = tuple(each.value for each in Mode)
KINDS = tuple(each.value for each in NeedKind)
LEVELS = tuple(str(each.value) for each in Level)
LEVELS_ASKED = LEVELS[1:]
CEFR_LEVELS = tuple((str(each.value), each.name) for each in Cefr)
ANSWERS = tuple(each.value for each in Answer)
ACQUIRED_IN = tuple(each.value for each in AcquiredIn)
ACQUIRED_HOW = tuple(each.value for each in AcquiredHow)
TRAINER_STATES = tuple(each.value for each in TrainerState)
COMPENSATIONS = tuple(each.value for each in Compensation)
REQUIREMENT_KINDS = tuple(each.value for each in RequirementKind)
EVIDENCE_STATES = tuple(each.value for each in EvidenceState)
STANDARD_STATES = tuple(each.value for each in StandardState)
AFFINITIES = tuple(each.value for each in AffinityFactor)
FIELDS_TO_ASK = tuple(each.value for each in PersonalField if each in DISCLOSABLE_FIELDS)
PERMITS = tuple(each.value for each in PermitCode)
STANDARDS = tuple(each.value for each in StandardCode)
SECTORS = tuple(each.value for each in Sector)
