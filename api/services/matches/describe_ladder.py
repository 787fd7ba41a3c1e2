"""Put the steps of a ladder into words' reach: labels, handles, organisers' own words.

What it does not do: decide who may see it (``climb_ladder``).
"""

from collections.abc import Iterable, Mapping

from api.services.matches.describe_match import (
    bucket_code,
    describe_condition,
    describe_facts,
    share_shown,
    shown,
    shown_score,
)
from api.services.views.agency import ReasonView
from api.services.views.explaining import ReasonCountView
from api.services.views.ladder import (
    CourseView,
    InstitutionView,
    MissingSkillView,
    NearMatchView,
    OrganisationBarView,
    RelaxationView,
    SkillView,
    TeamMemberView,
    TeamView,
    TrainingPlanView,
    TrainingStepView,
)
from api.services.views.need import PlaceView
from data.records import CourseOffer, Organisation
from matcher.ladder.gaps import NearMatch
from matcher.ladder.relaxations import Relaxation
from matcher.ladder.teams import Team
from matcher.ladder.training import TrainingPlan, TrainingStep
from matcher.taxonomy import Taxonomy
from matcher.types import (
    SCORE_DENOMINATOR,
    ConceptUri,
    CourseId,
    OrganisationMatch,
    Place,
    ReasonCount,
    Slot,
)

SHOWN = 1000


class LadderWords:
    """Describes parts of a ladder for one reader."""

    def __init__(
        self,
        taxonomy: Taxonomy,
        language: str,
        handles: Mapping[Slot, str],
        courses: Mapping[CourseId, CourseOffer],
        organisations: Mapping[str, Organisation],
    ) -> None:
        self._taxonomy = taxonomy
        self._language = language
        self._handles = handles
        self._courses = courses
        self._organisations = organisations

    def skill(self, concept: ConceptUri) -> SkillView:
        """Label a concept."""
        return SkillView(concept, self._taxonomy.label(concept, self._language))

    def skills(self, concepts: Iterable[ConceptUri]) -> tuple[SkillView, ...]:
        """Label concepts."""
        return tuple(map(self.skill, concepts))

    def reason(self, counted: ReasonCount) -> ReasonCountView:
        """Describe a counted reason."""
        concept = counted.concept
        return ReasonCountView(
            counted.reason,
            counted.verdict,
            counted.count,
            concept,
            self._taxonomy.label(concept, self._language) if concept else None,
            counted.related,
        )

    def near(self, near: NearMatch) -> NearMatchView:
        """Describe what a near match lacks."""
        return NearMatchView(
            handle=self._handles.get(near.slot, ""),
            score=shown_score(near.numerator),
            missing_skills=tuple(
                MissingSkillView(
                    self.skill(each.concept),
                    each.reason,
                    int(each.asked_level),
                    self.skill(each.nearest) if each.nearest else None,
                    int(each.nearest_level),
                )
                for each in near.missing_skills
            ),
            other_reasons=tuple(
                ReasonView(reason, verdict, None, None) for reason, verdict in near.other_reasons
            ),
        )

    def plan(self, slot: Slot, plan: TrainingPlan) -> TrainingPlanView:
        """Describe a training plan."""
        return TrainingPlanView(
            handle=self._handles.get(slot, ""),
            steps=tuple(map(self._step, plan.steps)),
            ends_on=plan.ends_on,
            by=plan.by,
            before=bucket_code(plan.before.bucket),
            with_plan=bucket_code(plan.bucket_with_plan),
            after=bucket_code(plan.after.bucket),
            score_before=shown_score(plan.before.numerator),
            score_after=shown_score(plan.after.numerator),
            still_open=tuple(
                describe_condition(each, self._taxonomy, self._language) for each in plan.still_open
            ),
        )

    def relaxation(self, change: Relaxation) -> RelaxationView:
        """Describe one change of a need and its gain."""
        return RelaxationView(
            change.code,
            describe_facts(change.facts, self._taxonomy, self._language),
            change.direct,
            change.conditional,
            change.gained,
            change.gained_direct,
        )

    def team(self, team: Team) -> TeamView:
        """Describe a team."""
        return TeamView(
            members=tuple(
                TeamMemberView(self._handles.get(member.slot, ""), self.skills(member.covers))
                for member in team.members
            ),
            bucket=bucket_code(team.bucket),
            score=shown_score(team.numerator),
            covers_all=team.covers_all,
        )

    def institution(self, match: OrganisationMatch) -> InstitutionView | None:
        """Describe an organisation that could do it; ``None`` when it is gone."""
        known = self._organisations.get(match.organisation)
        if known is None:
            return None
        total = (2 * match.numerator * SHOWN + SCORE_DENOMINATOR) // (2 * SCORE_DENOMINATOR)
        most = [each.weight * SHOWN // 100 for each in match.evidence]
        terms = share_shown([each.term for each in match.evidence], total, most)
        return InstitutionView(
            id=known.id,
            name=known.name,
            kind=known.body.kind if known.body else None,
            country=known.country,
            bucket=bucket_code(match.bucket),
            score=shown(total),
            bars=tuple(
                OrganisationBarView(each.criterion.value, shown(term), shown(room), each.stated)
                for each, term, room in zip(match.evidence, terms, most, strict=True)
            ),
            conditions=tuple(
                describe_condition(each, self._taxonomy, self._language)
                for each in match.conditions
            ),
            covered=self.skills(match.sheet.covered),
            missing=self.skills(match.sheet.missing),
            besides=self.skills(match.sheet.besides),
            languages=tuple(match.sheet.languages),
            together=match.sheet.together,
        )

    def course(self, course_id: CourseId) -> CourseView:
        """Describe a course of the catalogue."""
        offer = self._courses[course_id]
        organiser = self._organisations.get(offer.organisation)
        return CourseView(
            id=offer.id,
            title=offer.title,
            text=offer.text,
            language=offer.language,
            organisation=organiser.name if organiser else "",
            taught_in=offer.body.language,
            minimum_cefr=offer.body.minimum_cefr,
            evidence=offer.body.evidence,
            cost_cents=offer.body.cost_cents,
            currency=offer.body.currency,
            wage_replacement=offer.body.wage_replacement,
            leave_days=offer.body.leave_days,
        )

    def _step(self, step: TrainingStep) -> TrainingStepView:
        return TrainingStepView(
            course=self.course(step.course_id),
            start=step.run.start,
            end=step.run.end,
            place=_place(step.run.place),
            remote=step.run.remote,
            closes=tuple(
                describe_condition(each, self._taxonomy, self._language) for each in step.closes
            ),
            questions=tuple(sorted(step.questions)),
            days_off=step.days_off,
        )


def _place(place: Place | None) -> PlaceView | None:
    return None if place is None else PlaceView(place.country, place.region)
