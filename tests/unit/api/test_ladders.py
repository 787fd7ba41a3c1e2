"""What coordinators, agencies and people see of the steps towards a need."""

from datetime import date, timedelta

import pytest

from api.errors import Invalid, NotFound
from api.services.disclosures.exclude_organisations import choose_exclusions
from api.services.matches.anonymise_matches import LEAST_ALIKE
from api.services.matches.climb_ladder import (
    agency_ladder,
    coordinator_ladder,
    coordinator_steps,
    own_steps,
)
from api.services.matches.compare_matches import Decided, compare_matches
from api.services.matches.plan_own_learning import own_learning
from api.services.matches.rank_matches import coordinator_ranking
from api.services.matches.survey_gaps import survey_gaps
from api.services.needs.own_supplies import own_supplies
from api.services.needs.post_need import close_need
from api.services.people.read_access_log import own_access_log
from api.services.views.explaining import BucketCode
from data.records import CourseOffer, CourseStatus, Organisation
from data.repositories.courses import Courses
from data.repositories.organisations import Organisations
from matcher.ladder.changes import RelaxationCode
from matcher.ladder.demand_gaps import Supply
from matcher.ladder.transfer import TransferStatus
from matcher.types import (
    CollaborationKind,
    CountryCode,
    EvidenceState,
    LanguageTag,
    Level,
    OrganisationKind,
    OrganisationRef,
    Place,
    ReasonCode,
)
from matcher.types.organisation import MatchOrganisation
from matcher.types.training import Course, CourseId, CourseRun, Teaching
from privacy.audit import AuditAction
from privacy.handles import new_reference
from privacy.policy import Actor
from privacy.vocabulary import Purpose
from tests.api_client import make_door
from tests.api_world import World
from tests.factories import claim, skill


def course(world: World, organiser: Actor, name: str, level: int, *, days: int = 10) -> str:
    """Put a remote course into the catalogue that starts tomorrow."""
    reference = new_reference()
    start = world.clock.now.date() + timedelta(days=1)
    body = Course(
        course_id=CourseId(reference),
        teaches=(Teaching(skill(name), Level(level)),),
        runs=(CourseRun(start, start + timedelta(days=days), remote=True),),
        language=LanguageTag("en"),
    )
    with world.acting(None) as context:
        Courses(context.work).add(
            CourseOffer(
                id=reference,
                organisation=organiser.organisation,
                status=CourseStatus.OPEN,
                title=f"All about {name}",
                text="",
                language="en",
                body=body,
                created_on=world.clock.now.date(),
            )
        )
    return reference


def partner(world: World, *names: str) -> str:
    """Set up an organisation that says what it can do with others."""
    reference = new_reference()
    body = MatchOrganisation(
        OrganisationRef(reference),
        OrganisationKind.RESEARCH_INSTITUTE,
        Place(CountryCode("GR")),
        specialities=tuple(map(skill, names)),
        offers=frozenset({CollaborationKind.TEACHING}),
    )
    with world.acting(None) as context:
        Organisations(context.work, world.runtime.key_ring).add(
            Organisation(reference, "Sea institute", "GR", date(2026, 1, 1), body)
        )
    return reference


def test_a_near_match_is_shown_with_the_course_that_closes_it_and_the_score_after(
    world: World,
) -> None:
    world.person(claim("cage_farming", 3))
    agency = world.agency()
    course(world, agency, "fish_health", 2)
    need = world.need(agency, "cage_farming", "fish_health")
    with world.acting(world.coordinator()) as context:
        ladder = coordinator_ladder(context, need.id)
    assert (ladder.direct, ladder.conditional) == (0, 0)
    (near,) = ladder.near
    assert [each.skill.label for each in near.missing_skills] == ["fish health"]
    (plan,) = ladder.training
    assert plan.handle == near.handle
    assert [step.course.title for step in plan.steps] == ["All about fish_health"]
    assert plan.before is BucketCode.NEAR
    assert plan.with_plan is BucketCode.CONDITIONAL
    assert float(plan.score_after) > float(plan.score_before)
    assert {each.code for each in ladder.relaxations} >= {RelaxationCode.SKILL_WELCOME}


def test_without_a_course_in_the_catalogue_there_is_no_plan(world: World) -> None:
    world.person(claim("cage_farming", 3))
    need = world.need(world.agency(), "cage_farming", "fish_health")
    with world.acting(world.coordinator()) as context:
        assert coordinator_ladder(context, need.id).training == ()


def test_two_people_who_cover_a_need_together_are_shown_as_a_team(world: World) -> None:
    world.person(claim("cage_farming", 3))
    world.person(claim("wound_care", 3))
    need = world.need(world.agency(), "cage_farming", "wound_care")
    with world.acting(world.coordinator()) as context:
        (team,) = coordinator_ladder(context, need.id).teams
    covered = sorted(each.label for member in team.members for each in member.covers)
    assert covered == ["cage farming", "wound care"]
    assert len({member.handle for member in team.members}) == 2


def test_an_organisation_that_has_the_skill_is_named_and_one_that_has_not_is_not(
    world: World,
) -> None:
    partner(world, "fish_health")
    partner(world, "ledger_systems")
    need = world.need(world.agency(), "fish_health")
    with world.acting(world.coordinator()) as context:
        (found,) = coordinator_ladder(context, need.id).institutions
    assert [each.label for each in found.covered] == ["fish health"]
    assert sum(float(bar.term) for bar in found.bars) == pytest.approx(float(found.score))


def test_everybody_in_a_ladder_finds_the_reading_in_her_own_log(world: World) -> None:
    seen = world.person(claim("cage_farming", 3))
    unseen = world.person(claim("ledger_systems", 3))
    need = world.need(world.agency(), "cage_farming", "fish_health")
    with world.acting(world.coordinator()) as context:
        coordinator_ladder(context, need.id)
    for somebody, expected in ((seen, 1), (unseen, 0)):
        with world.acting(somebody.actor) as context:
            lines = own_access_log(context, None)
        found = [line for line in lines if line.action is AuditAction.PROFILE_REVIEWED]
        assert len(found) == expected


def test_whoever_withdraws_is_in_no_ladder_from_then_on(world: World) -> None:
    leaving = world.person(claim("cage_farming", 3))
    world.person(claim("wound_care", 3))
    agency = world.agency()
    course(world, agency, "fish_health", 2)
    need = world.need(agency, "cage_farming", "wound_care")
    coordinator = world.coordinator()
    with world.acting(coordinator) as context:
        before = coordinator_ladder(context, need.id)
    assert len(before.near) == 2
    assert before.teams
    world.withdraw(leaving, Purpose.MATCH)
    with world.acting(coordinator) as context:
        after = coordinator_ladder(context, need.id)
    assert len(after.near) == 1
    assert not after.teams
    assert not after.training


def test_a_person_sees_her_own_steps_and_nobody_else(world: World) -> None:
    somebody = world.person(claim("cage_farming", 3))
    world.person(claim("wound_care", 3))
    agency = world.agency()
    course(world, agency, "fish_health", 2)
    need = world.need(agency, "cage_farming", "fish_health")
    with world.acting(somebody.actor) as context:
        steps = own_steps(context, need.id)
    assert steps.bucket is BucketCode.NEAR
    assert steps.near is not None
    assert steps.near.handle == ""
    assert steps.plan is not None
    assert steps.plan.handle == ""


def test_there_are_no_steps_towards_a_closed_need_or_without_consent(world: World) -> None:
    somebody = world.person()
    agency = world.agency()
    need = world.need(agency, "cage_farming")
    with world.acting(agency) as context:
        close_need(context, need.id, need.revision)
    with world.acting(somebody.actor) as context, pytest.raises(NotFound):
        own_steps(context, need.id)
    again = world.need(agency, "cage_farming")
    world.withdraw(somebody, Purpose.MATCH)
    with world.acting(somebody.actor) as context, pytest.raises(NotFound):
        own_steps(context, again.id)


def test_an_agency_learns_only_of_changes_that_would_gain_enough_people(world: World) -> None:
    for _ in range(LEAST_ALIKE - 1):
        world.person(claim("cage_farming", 1))
    agency = world.agency()
    need = world.need(agency, "cage_farming")
    with world.acting(agency) as context:
        assert agency_ladder(context, need.id).changes == ()
    world.person(claim("cage_farming", 1))
    with world.acting(agency) as context:
        codes = {each.code for each in agency_ladder(context, need.id).changes}
    assert RelaxationCode.LOWER_SKILL_LEVEL in codes


def test_an_agency_sees_no_ladder_of_anothers_need(world: World) -> None:
    need = world.need(world.agency(), "cage_farming")
    with world.acting(world.agency("Other")) as context, pytest.raises(NotFound):
        agency_ladder(context, need.id)


def test_a_comparison_says_what_put_one_above_the_other(world: World) -> None:
    world.person(claim("cage_farming", 4, evidence=EvidenceState.CERTIFIED))
    world.person(claim("cage_farming", 2))
    world.person(claim("cage_farming", 1))
    need = world.need(world.agency(), "cage_farming")
    with world.acting(world.coordinator()) as context:
        best, second, last = (each.handle for each in coordinator_ranking(context, need.id).matches)
        by_score = compare_matches(context, need.id, second, best)
        by_bucket = compare_matches(context, need.id, best, last)
        assert (by_score.upper.handle, by_score.decided) == (best, Decided.SCORE)
        assert by_bucket.decided is Decided.BUCKET
        difference = sum(float(bar.difference) for bar in by_score.bars)
        scores = [float(each.explanation.score) for each in (by_score.upper, by_score.lower)]
        assert difference == pytest.approx(scores[0] - scores[1])
        assert by_bucket.lower_steps.near is not None
        with pytest.raises(Invalid):
            compare_matches(context, need.id, best, best)


def test_equals_are_said_to_be_ordered_by_lot(world: World) -> None:
    for _ in range(2):
        world.person(claim("cage_farming", 3))
    need = world.need(world.agency(), "cage_farming")
    with world.acting(world.coordinator()) as context:
        one, other = (each.handle for each in coordinator_ranking(context, need.id).matches)
        assert compare_matches(context, need.id, other, one).decided is Decided.LOT


def test_steps_of_a_stranger_are_not_found(world: World) -> None:
    need = world.need(world.agency(), "cage_farming")
    with world.acting(world.coordinator()) as context, pytest.raises(NotFound):
        coordinator_steps(context, need.id, new_reference())


def test_gaps_count_needs_by_supply_and_name_skills_only_many_have(world: World) -> None:
    for _ in range(LEAST_ALIKE):
        world.person(claim("midwifery", 3))
    world.person(claim("net_mending", 3))
    agency = world.agency()
    world.need(agency, "ledger_systems")
    world.need(agency, "cage_farming")
    world.person(claim("cage_farming", 3))
    world.need(agency)
    with world.acting(world.coordinator()) as context:
        gaps = survey_gaps(context)
    assert gaps.needs[Supply.DIRECT] == 1
    assert gaps.needs[Supply.NOBODY] == 1
    assert gaps.left_out == 1
    (unmet,) = gaps.unmet
    assert unmet.supply is Supply.NOBODY
    assert unmet.why[0].reason is ReasonCode.SKILL_MISSING
    assert [(each.skill.label, each.people) for each in gaps.unneeded] == [
        ("midwifery", LEAST_ALIKE)
    ]


def test_what_is_asked_is_set_against_the_courses_there_are(world: World) -> None:
    """Numbers only; the page says where a run does not tell how many places are left."""
    agency = world.agency()
    world.need(agency, "cage_farming", "fish_health", seats=3)
    world.need(agency, "fish_health")
    course(world, agency, "fish_health", 2)
    coordinator = world.coordinator()
    with world.acting(coordinator) as context:
        first, second = survey_gaps(context).training
    assert (first.skill.label, first.needs, first.seats) == ("fish health", 2, 4)
    assert (first.courses, first.places_left, first.runs_unsaid) == (1, 0, 1)
    assert (second.skill.label, second.needs, second.courses) == ("cage farming", 1, 0)
    caller = make_door(world).as_(coordinator)
    headers = {"authorization": f"Bearer {caller.token}", "accept-language": "en"}
    page = caller.client.get("/coordination/gaps", headers=headers | {"accept": "text/html"}).text
    assert "Skills asked and places to learn them" in page
    assert "at least" in page


def test_what_to_learn_names_the_needs_it_opens_and_the_courses(world: World) -> None:
    somebody = world.person(claim("cage_farming", 3, last_used_year=2010))
    agency = world.agency()
    course(world, agency, "fish_health", 2)
    need = world.need(agency, "cage_farming", "fish_health")
    with world.acting(somebody.actor) as context:
        learning = own_learning(context)
    (goal,) = learning.goals
    assert goal.skill.label == "fish health"
    assert [each.id for each in goal.opens] == [need.id]
    assert [each.title for each in goal.courses] == ["All about fish_health"]
    (own,) = learning.skills
    assert own.status is TransferStatus.AS_IS
    assert own.refresh_suggested


def test_whoever_is_not_matched_is_told_why_instead(world: World) -> None:
    somebody = world.person()
    world.withdraw(somebody, Purpose.MATCH)
    with world.acting(somebody.actor) as context:
        learning = own_learning(context)
    assert learning.why_not
    assert not learning.goals


def test_an_organisation_sees_no_sign_of_whoever_excluded_it(world: World) -> None:
    """The answer with her excluding is the answer without her, in every place that counts."""
    for _ in range(LEAST_ALIKE - 1):
        world.person(claim("cage_farming", 1))
    agency = world.agency()
    need = world.need(agency, "cage_farming")
    hidden = world.person(claim("cage_farming", 3))
    with world.acting(world.coordinator()) as context:
        survey_gaps(context)
        (handle,) = [
            each.handle
            for each in coordinator_ranking(context, need.id).matches
            if each.explanation.bucket is BucketCode.DIRECT
        ]
    with world.acting(agency) as context:
        assert own_supplies(context, [need.id])[need.id].supply is Supply.DIRECT
    with world.acting(hidden.actor) as context:
        choose_exclusions(context, [agency.organisation])
    with world.acting(world.coordinator()) as context:
        gaps = survey_gaps(context)
        assert [each.need.id for each in gaps.unmet] == [need.id]
        # The figures tell no more than the list: the difference would be she.
        assert dict(gaps.needs) == {supply: int(supply is Supply.NEAR) for supply in Supply}
        assert (gaps.people_direct, gaps.people_reached) == (0, 0)
        with pytest.raises(NotFound):
            coordinator_steps(context, need.id, handle)
        assert coordinator_ladder(context, need.id).direct == 0
    with world.acting(agency) as context:
        assert own_supplies(context, [need.id])[need.id].supply is Supply.NEAR
        assert agency_ladder(context, need.id).changes == ()
    with world.acting(hidden.actor) as context:
        assert own_learning(context).skills[0].status is TransferStatus.NOT_ASKED
