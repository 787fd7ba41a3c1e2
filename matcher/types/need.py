"""What an organisation asks, as the matcher sees it.

What it does not do: validate text typed by people (that happens at the edge).
"""

from dataclasses import dataclass
from datetime import date

from matcher.types.codes import (
    AffinityFactor,
    AnalysisSource,
    Cefr,
    CollaborationKind,
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
    RequirementKind,
    SectorCode,
    SizeBand,
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
    """A national standard, licence or ministry decision the need depends on.

    ``valid_until`` is the last day a settled one holds; ``None`` means that no end is known.
    """

    code: str
    state: StandardState = StandardState.PENDING
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a need rests on: where its knowledge of the target group comes from (R4-29).

    ``words`` say who made it, with how many people, or where it can be read.
    """

    source: AnalysisSource
    made_on: date | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Collaboration:
    """What an organisation says when it looks for another one to work with.

    ``asker_kind``, ``asker_size`` and ``asker_country`` describe the one that asks.
    ``wanted`` is what the two would do together, ``services`` the services concerned.
    ``brain_drain_sector`` switches on the search for a twin: the same kind and size.
    """

    asker_kind: OrganisationKind
    asker_country: CountryCode
    asker_size: SizeBand = SizeBand.UNKNOWN
    wanted: frozenset[CollaborationKind] = frozenset()
    services: tuple[str, ...] = ()
    brain_drain_sector: bool = False


@dataclass(frozen=True, slots=True)
class MatchNeed:
    """An organisation's described demand, as the matcher sees it.

    ``None`` or an empty tuple means the need does not ask; a criterion nobody asks is left
    out for everybody. ``permits`` are asked of the person privately. ``unstated`` names what
    nobody has said anything about yet, as against what the need does not ask (an advert that
    names no dates): mode, period, language or place, unknown for everybody until it is said.
    ``open_ended`` means that of the period only the first day is known: it is asked, and the
    end is unsaid.

    A dated period longer than ``duration_days`` is a frame: that many free days in a row
    within it are enough. ``activity`` is asked of short missions: one that trains asks what a
    training delivery asks. ``mentor_on_site`` of an internship means that a level below the
    asked one can be reached there. ``course_unit``, ``covered_costs`` and ``analysis`` inform
    people.
    ``collaboration`` is stated when an organisation looks for an organisation; people are not
    ranked for that kind.

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
    activity: MissionActivity | None = None
    covered_costs: frozenset[CoveredCost] = frozenset()
    course_unit: str | None = None
    mentor_on_site: bool = False
    collaboration: Collaboration | None = None
    analysis: Analysis | None = None
