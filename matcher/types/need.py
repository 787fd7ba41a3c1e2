"""What an organisation asks, as the matcher sees it.

What it does not do: validate text typed by people (that happens at the edge).
"""

from dataclasses import dataclass

from matcher.types.codes import (
    AffinityFactor,
    Cefr,
    ConceptUri,
    EvidenceState,
    LanguageTag,
    Level,
    Mode,
    NeedId,
    NeedKind,
    RequirementKind,
    SectorCode,
    StandardState,
)
from matcher.types.conditions import ConditionCode
from matcher.types.periods import Place, Window


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
