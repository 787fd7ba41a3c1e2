"""Put a stored need into words and labels for whoever may read it."""

from collections.abc import Sequence

from api.context import Context
from api.services.views.need import (
    AnalysisView,
    CollaborationView,
    DayOfYearView,
    ExperienceAskedView,
    LanguageAskedView,
    NeedView,
    PeriodView,
    PlaceView,
    RequirementView,
    StandardView,
)
from data.records import Need
from data.repositories.organisations import Organisations
from matcher.taxonomy import Taxonomy
from matcher.types import (
    Collaboration,
    CollaborationKind,
    CoveredCost,
    ExperienceRequirement,
    OneOffWindow,
    Place,
    Window,
)


def describe_needs(context: Context, needs: Sequence[Need]) -> tuple[NeedView, ...]:
    """Describe needs in the reader's language, in the order given."""
    names = Organisations(context.work, context.runtime.key_ring).names(
        sorted({need.organisation for need in needs})
    )
    taxonomy = context.runtime.catalogue.taxonomy(context.work) if needs else None
    return tuple(
        _describe(need, names.get(need.organisation, ""), taxonomy, context.language)
        for need in needs
        if taxonomy is not None
    )


def describe_need(context: Context, need: Need) -> NeedView:
    """Describe one need in the reader's language."""
    return describe_needs(context, [need])[0]


def _describe(need: Need, organisation: str, taxonomy: Taxonomy, language: str) -> NeedView:
    body = need.body
    return NeedView(
        id=need.id,
        status=need.status,
        revision=need.revision,
        organisation=organisation,
        created_on=need.created_on,
        kind=body.kind,
        title=need.title,
        text=need.text,
        language=need.language,
        employer=need.employer,
        requirements=tuple(
            RequirementView(
                concept=each.concept,
                label=taxonomy.label(each.concept, language),
                kind=each.kind,
                minimum_level=int(each.minimum_level),
                weight=each.weight,
                proposed_by_machine=each.proposed_by_machine,
            )
            for each in body.requirements
        ),
        languages=tuple(
            LanguageAskedView(each.tag, int(each.minimum), each.minimum.name, each.essential)
            for each in body.languages
        ),
        mode=body.mode,
        period=describe_period(body.period) if body.period else None,
        partial_period_ok=body.partial_period_ok,
        open_ended=body.open_ended,
        duration_days=body.duration_days,
        hours_per_month=body.hours_per_month,
        place=describe_place(body.place) if body.place else None,
        experience=_experience(body.experience, taxonomy, language),
        beneficiary_group=body.beneficiary_group,
        evidence_required=body.evidence_required,
        train_the_trainer_required=body.train_the_trainer_required,
        standards=tuple(
            StandardView(each.code, each.state, each.valid_until) for each in body.standards
        ),
        permits=body.permits,
        affinity=tuple(sorted(body.affinity)),
        seats=body.seats,
        priority=body.priority,
        activity=body.activity,
        covered_costs=tuple(each for each in CoveredCost if each in body.covered_costs),
        course_unit=body.course_unit,
        mentor_on_site=body.mentor_on_site,
        collaboration=_collaboration(body.collaboration),
        analysis=AnalysisView(body.analysis.source, body.analysis.made_on, body.analysis.words)
        if body.analysis
        else None,
    )


def _collaboration(sought: Collaboration | None) -> CollaborationView | None:
    if sought is None:
        return None
    return CollaborationView(
        asker_kind=sought.asker_kind,
        asker_country=sought.asker_country,
        asker_size=int(sought.asker_size),
        wanted=tuple(each for each in CollaborationKind if each in sought.wanted),
        services=sought.services,
        brain_drain_sector=sought.brain_drain_sector,
    )


def describe_period(window: Window) -> PeriodView:
    """Describe a dated or yearly period."""
    if isinstance(window, OneOffWindow):
        return PeriodView(window.start, window.end, None, None)
    return PeriodView(None, None, DayOfYearView(*window.start), DayOfYearView(*window.end))


def describe_place(place: Place) -> PlaceView:
    """Describe a place."""
    return PlaceView(place.country, place.region)


def _experience(
    asked: ExperienceRequirement | None, taxonomy: Taxonomy, language: str
) -> ExperienceAskedView | None:
    if asked is None:
        return None
    return ExperienceAskedView(
        occupation=asked.occupation,
        occupation_label=taxonomy.label(asked.occupation, language) if asked.occupation else None,
        sector=asked.sector,
        minimum_years=asked.minimum_years,
        desired_years=asked.desired_years,
        values_abroad=asked.values_abroad,
        proposed_by_machine=asked.proposed_by_machine,
    )
