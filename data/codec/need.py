"""Documents of a need."""

from data.codec.shapes import (
    CODE,
    DAY,
    FLAG,
    PLACE,
    TEXT,
    WHOLE,
    WINDOW,
    Shape,
    coded,
    document_of,
    many,
    opened,
    set_of,
)
from matcher.types import (
    AffinityFactor,
    Analysis,
    AnalysisSource,
    Cefr,
    Collaboration,
    CollaborationKind,
    ConditionCode,
    CoveredCost,
    EvidenceState,
    ExperienceRequirement,
    LanguageRequirement,
    Level,
    MatchNeed,
    MissionActivity,
    Mode,
    NeedId,
    NeedKind,
    OrganisationKind,
    Requirement,
    RequirementKind,
    SizeBand,
    Standard,
    StandardState,
)

_REQUIREMENT = Shape(
    Requirement,
    concept=CODE,
    kind=coded(RequirementKind),
    minimum_level=coded(Level),
    weight=WHOLE,
    proposed_by_machine=FLAG,
)
_COLLABORATION = Shape(
    Collaboration,
    asker_kind=coded(OrganisationKind),
    asker_country=CODE,
    asker_size=coded(SizeBand),
    wanted=set_of(coded(CollaborationKind)),
    services=many(TEXT),
    brain_drain_sector=FLAG,
)
_NEED = Shape(
    MatchNeed,
    kind=coded(NeedKind),
    requirements=many(_REQUIREMENT.part),
    languages=many(Shape(LanguageRequirement, tag=CODE, minimum=coded(Cefr), essential=FLAG).part),
    mode=coded(Mode),
    period=WINDOW,
    partial_period_ok=FLAG,
    open_ended=FLAG,
    duration_days=WHOLE,
    hours_per_month=WHOLE,
    place=PLACE,
    experience=Shape(
        ExperienceRequirement,
        occupation=CODE,
        sector=CODE,
        minimum_years=WHOLE,
        desired_years=WHOLE,
        values_abroad=FLAG,
        proposed_by_machine=FLAG,
    ).part,
    beneficiary_group=TEXT,
    evidence_required=coded(EvidenceState),
    train_the_trainer_required=FLAG,
    standards=many(Shape(Standard, code=TEXT, state=coded(StandardState), valid_until=DAY).part),
    permits=many(TEXT),
    affinity=set_of(coded(AffinityFactor)),
    seats=WHOLE,
    priority=WHOLE,
    unstated=set_of(coded(ConditionCode)),
    activity=coded(MissionActivity),
    covered_costs=set_of(coded(CoveredCost)),
    course_unit=TEXT,
    mentor_on_site=FLAG,
    collaboration=_COLLABORATION.part,
    analysis=Shape(Analysis, source=coded(AnalysisSource), made_on=DAY, words=TEXT).part,
)


def write_need(body: MatchNeed) -> str:
    """Write what the matcher sees of a need; its reference stands in the row, not here."""
    return document_of(_NEED.write(body)).decode()


def read_need(need_id: NeedId, document: str) -> MatchNeed:
    """Read what the matcher sees of a need.

    Raises:
        UnreadableRecord: It is not what ``write_need`` writes.
    """
    return opened("need", document, lambda parts: _NEED.read(parts, need_id=need_id))
