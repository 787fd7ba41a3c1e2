"""Read one need of the demonstration.

Units: days for the duration, hours a month, completed years.

What it does not do: check that the organisation exists (``loader``).
"""

from collections.abc import Iterator

from data.demo.entries import Entry
from data.demo.errors import DemoFault
from data.demo.people import maybe_occupation, maybe_sector, skill_uri
from data.demo.records import DemoNeed
from matcher.types import (
    AffinityFactor,
    Analysis,
    AnalysisSource,
    Cefr,
    Collaboration,
    CollaborationKind,
    CoveredCost,
    EvidenceState,
    ExperienceRequirement,
    LanguageRequirement,
    LanguageTag,
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


def read_need(entry: Entry) -> DemoNeed:
    """Read a need.

    Raises:
        DemoFileInvalid: A field is wrong or unknown.
    """
    key = entry.text("key")
    need = DemoNeed(
        key=key,
        organisation=entry.text("organisation"),
        published=entry.flag("published", default=True),
        title=entry.text("title"),
        text=entry.maybe_text("text") or "",
        language=entry.text("language"),
        body=_body(key, entry),
        employer=entry.maybe_text("employer"),
    )
    entry.done()
    return need


def _body(key: str, entry: Entry) -> MatchNeed:
    kind = entry.maybe_code(NeedKind, "kind")
    if kind is None:
        raise entry.fault(DemoFault.MISSING, "kind")
    standards = entry.codes_by_name(StandardState, "standards")
    until = entry.maybe_day("standards_until")
    return MatchNeed(
        need_id=NeedId(key),
        kind=kind,
        requirements=tuple(map(_requirement, entry.entries("requirements"))),
        languages=tuple(_languages(entry)),
        mode=entry.maybe_code(Mode, "mode"),
        period=entry.maybe_period("period"),
        partial_period_ok=entry.flag("partial_period_ok"),
        duration_days=entry.maybe_number("duration_days"),
        hours_per_month=entry.maybe_number("hours_per_month"),
        place=entry.maybe_place("place"),
        experience=_experience(entry.maybe_entry("experience")),
        beneficiary_group=entry.maybe_text("beneficiaries"),
        evidence_required=entry.maybe_code(EvidenceState, "evidence"),
        train_the_trainer_required=entry.flag("train_the_trainer"),
        standards=tuple(
            Standard(code, state, until if state is StandardState.SETTLED else None)
            for code, state in standards.items()
        ),
        permits=entry.names("permits"),
        affinity=entry.maybe_codes(AffinityFactor, "affinity") or frozenset(),
        seats=entry.number("seats", 1),
        priority=entry.number("priority", 0),
        activity=entry.maybe_code(MissionActivity, "activity"),
        covered_costs=entry.maybe_codes(CoveredCost, "covered_costs") or frozenset(),
        course_unit=entry.maybe_text("course_unit"),
        mentor_on_site=entry.flag("mentor_on_site"),
        collaboration=_collaboration(entry.maybe_entry("collaboration")),
        analysis=_analysis(entry.maybe_entry("analysis")),
    )


def _analysis(entry: Entry | None) -> Analysis | None:
    if entry is None:
        return None
    source = entry.maybe_code(AnalysisSource, "source")
    if source is None:
        raise entry.fault(DemoFault.MISSING, "source")
    analysis = Analysis(source, entry.maybe_day("made_on"), entry.maybe_text("words"))
    entry.done()
    return analysis


def _collaboration(entry: Entry | None) -> Collaboration | None:
    if entry is None:
        return None
    kind, place = entry.maybe_code(OrganisationKind, "kind"), entry.maybe_place("country")
    if kind is None or place is None:
        raise entry.fault(DemoFault.MISSING, "kind" if kind is None else "country")
    collaboration = Collaboration(
        asker_kind=kind,
        asker_country=place.country,
        asker_size=entry.code(SizeBand, "size", SizeBand.UNKNOWN),
        wanted=entry.maybe_codes(CollaborationKind, "wanted") or frozenset(),
        services=entry.names("services"),
        brain_drain_sector=entry.flag("brain_drain_sector"),
    )
    entry.done()
    return collaboration


def _requirement(entry: Entry) -> Requirement:
    requirement = Requirement(
        concept=skill_uri(entry.text("skill")),
        kind=entry.code(RequirementKind, "kind", RequirementKind.ESSENTIAL),
        minimum_level=entry.code(Level, "level", Level.BASIC),
        weight=entry.number("weight", 1),
    )
    entry.done()
    return requirement


def _languages(entry: Entry) -> Iterator[LanguageRequirement]:
    for name, essential in (("languages", True), ("welcome_languages", False)):
        for tag, minimum in entry.codes_by_name(Cefr, name).items():
            yield LanguageRequirement(LanguageTag(tag), minimum, essential)


def _experience(entry: Entry | None) -> ExperienceRequirement | None:
    if entry is None:
        return None
    minimum = entry.number("minimum", 0)
    experience = ExperienceRequirement(
        occupation=maybe_occupation(entry),
        sector=maybe_sector(entry),
        minimum_years=minimum,
        desired_years=max(1, minimum, entry.number("desired", 5)),
        values_abroad=entry.flag("abroad_counts"),
    )
    entry.done()
    if experience.occupation is None and experience.sector is None:
        raise entry.fault(DemoFault.MISSING, "occupation")
    return experience
