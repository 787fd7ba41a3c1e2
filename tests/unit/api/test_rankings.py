"""What coordinators, agencies and people see of matches."""

import re
from dataclasses import asdict
from decimal import Decimal
from itertools import pairwise

import pytest

from api.errors import NotFound
from api.inputs.review import RejectReason, ShortlistReason
from api.services.matches.anonymise_matches import LEAST_ALIKE
from api.services.matches.rank_matches import (
    agency_match,
    agency_ranking,
    coordinator_match,
    coordinator_ranking,
)
from api.services.matches.rank_needs import own_matches
from api.services.matches.review_match import reject_match, shortlist_match
from api.services.needs.post_need import close_need
from api.services.people.read_access_log import own_access_log
from api.services.views.agency import AnonymousCoverage, AnonymousState, Detail
from api.services.views.explaining import BucketCode, Explanation
from data.records import ReviewDecision
from matcher.explanation import Band
from matcher.types import ConditionCode, Criterion, ReasonCode
from privacy.audit import AuditAction
from privacy.errors import DenyReason
from privacy.inventory import PersonalField
from privacy.vocabulary import Purpose
from tests.api_world import World
from tests.factories import claim, season


def check_sum(explanation: Explanation) -> None:
    assert re.fullmatch(r"[01]\.\d{3}", explanation.score)
    assert sum(Decimal(bar.term) for bar in explanation.bars) == Decimal(explanation.score)
    for bar in explanation.bars:
        assert Decimal(bar.term) <= Decimal(bar.most)
        if bar.requirements:
            assert sum(Decimal(each.term) for each in bar.requirements) == Decimal(bar.term)


def test_a_coordinator_sees_bars_that_add_up_to_the_score_shown(world: World) -> None:
    for level in (1, 2, 3, 4):
        world.person(claim("cage_farming", level), claim("net_mending", 0))
    need = world.need(world.agency(), "cage_farming", "fish_health", "net_mending")
    with world.acting(world.coordinator()) as context:
        ranking = coordinator_ranking(context, need.id)
    assert len(ranking.matches) == 4
    for match in ranking.matches:
        check_sum(match.explanation)
    scores = [Decimal(match.explanation.score) for match in ranking.matches]
    assert all(before >= after for before, after in pairwise(scores))
    assert ranking.matches[0].explanation.bars[0].criterion is Criterion.SKILLS


def test_when_nobody_fits_directly_the_reasons_are_counted_and_named(world: World) -> None:
    world.person(claim("cage_farming"))
    world.person(claim("pond_farming"))
    need = world.need(world.agency(), "cage_farming", "fish_health")
    with world.acting(world.coordinator(), "en") as context:
        ranking = coordinator_ranking(context, need.id)
    assert ranking.no_direct_match
    assert ranking.pool == 2
    first = ranking.why_none_direct[0]
    assert (first.reason, first.count, first.label) == (
        ReasonCode.SKILL_MISSING,
        2,
        "fish health",
    )
    near = ranking.matches[0].explanation
    assert near.bucket is BucketCode.NEAR
    assert [point.facts["skill_label"] for point in near.open_points] == ["fish health"]


def test_a_need_without_requirements_abstains(world: World) -> None:
    world.person()
    agency = world.agency()
    need = world.need(agency)
    with world.acting(world.coordinator()) as context:
        assert coordinator_ranking(context, need.id).abstained is ReasonCode.NO_REQUIREMENTS
    with world.acting(agency) as context:
        ranking = agency_ranking(context, need.id)
    assert ranking.abstained is ReasonCode.NO_REQUIREMENTS
    assert ranking.matches == ()


def test_machine_proposals_are_flagged(world: World) -> None:
    world.person(claim("cage_farming", proposed_by_machine=True))
    need = world.need(world.agency(), "cage_farming")
    with world.acting(world.coordinator()) as context:
        (match,) = coordinator_ranking(context, need.id).matches
    assert match.explanation.proposed_by_machine


def test_looking_at_one_match_shows_in_the_persons_log(world: World) -> None:
    amal = world.person()
    need = world.need(world.agency(), "cage_farming")
    with world.acting(world.coordinator()) as context:
        (listed,) = coordinator_ranking(context, need.id).matches
        match = coordinator_match(context, need.id, listed.handle)
    assert match == listed
    with world.acting(amal.actor) as context:
        actions = [line.action for line in own_access_log(context)]
    assert AuditAction.PROFILE_REVIEWED in actions


def test_coordinators_share_handles_and_agencies_have_their_own(world: World) -> None:
    world.person()
    agency, other = world.agency(), world.agency("Green Coop")
    needs = [world.need(each, "cage_farming") for each in (agency, agency, other)]
    seen: list[str] = []
    for coordinator in (world.coordinator(), world.coordinator()):
        with world.acting(coordinator) as context:
            seen.append(coordinator_ranking(context, needs[0].id).matches[0].handle)
    assert seen[0] == seen[1]
    for owner, need in zip((agency, agency, other), needs, strict=True):
        with world.acting(owner) as context:
            seen.append(agency_ranking(context, need.id).matches[0].handle)
    assert len(set(seen)) == 4


def test_an_agency_sees_no_number_about_anybody(world: World) -> None:
    for level in (2, 3, 4):
        world.person(claim("cage_farming", level))
    agency = world.agency()
    need = world.need(agency, "cage_farming", languages=[{"tag": "ar"}])
    with world.acting(agency) as context:
        ranking = agency_ranking(context, need.id)
    for match in ranking.matches:
        shown = asdict(match)
        shown.pop("requirements_met")
        assert not re.search(r"\b\d+\b", str({**shown, "handle": ""}))


def test_a_rare_match_shows_no_more_than_its_bucket_and_band(world: World) -> None:
    agency = world.agency()
    world.person(claim("cage_farming", 3), claim("wound_care", 1))
    need = world.need(agency, "cage_farming", "fish_health", languages=[{"tag": "ar"}])
    with world.acting(agency) as context:
        (match,) = agency_ranking(context, need.id).matches
    assert match.bucket is BucketCode.NEAR
    assert match.detail is Detail.BAND
    assert match.requirements_met is None
    assert {each.coverage for each in match.requirements} == {AnonymousCoverage.NOT_SHOWN}
    assert {each.state for each in match.conditions} == {AnonymousState.NOT_SHOWN}


def test_what_follows_from_a_direct_match_is_shown_even_of_one(world: World) -> None:
    agency = world.agency()
    world.person(claim("cage_farming", 3))
    need = world.need(agency, "cage_farming")
    with world.acting(agency) as context:
        (match,) = agency_ranking(context, need.id).matches
    assert match.bucket is BucketCode.DIRECT
    assert [each.coverage for each in match.requirements] == [AnonymousCoverage.MET]


def test_what_five_people_share_is_shown_of_each(world: World) -> None:
    agency = world.agency()
    for _ in range(LEAST_ALIKE):
        world.person(claim("cage_farming", 3))
    need = world.need(agency, "cage_farming", "fish_health", languages=[{"tag": "ar"}])
    with world.acting(agency) as context:
        matches = agency_ranking(context, need.id).matches
    assert {match.detail for match in matches} == {Detail.FULL}
    assert [each.coverage for each in matches[0].requirements] == [
        AnonymousCoverage.MET,
        AnonymousCoverage.MISSING,
    ]
    assert matches[0].conditions[0].state is AnonymousState.TO_BE_CONFIRMED
    assert matches[0].requirements_met == 1


def test_reasons_for_no_direct_match_are_told_to_agencies_from_five_people_on(
    world: World,
) -> None:
    agency = world.agency()
    need = world.need(agency, "cage_farming", "fish_health")
    for count in range(1, LEAST_ALIKE + 1):
        world.person(claim("cage_farming", 3))
        with world.acting(agency) as context:
            ranking = agency_ranking(context, need.id)
        assert ranking.no_direct_match
        assert bool(ranking.why_none_direct) == (count >= LEAST_ALIKE)


def test_a_permit_is_to_be_confirmed_whatever_the_person_answered(world: World) -> None:
    agency = world.agency()
    world.person(claim("cage_farming", 3))
    need = world.need(agency, "cage_farming", permits=["work_authorisation"])
    with world.acting(agency) as context:
        (match,) = agency_ranking(context, need.id).matches
    states = {each.code: each.state for each in match.conditions}
    assert states[ConditionCode.PERMIT] is AnonymousState.TO_BE_CONFIRMED
    assert match.bucket is BucketCode.DIRECT


def test_the_order_an_agency_sees_changes_daily_and_keeps_buckets_and_bands(
    world: World,
) -> None:
    agency = world.agency()
    for level in (3, 3, 3, 4, 4, 4):
        world.person(claim("cage_farming", level))
    world.person(claim("pond_farming", 4))
    need = world.need(agency, "cage_farming")
    orders = []
    for _ in range(6):
        for _ in range(2):
            with world.acting(agency) as context:
                matches = agency_ranking(context, need.id).matches
            orders.append(tuple(match.handle for match in matches))
        places = [(match.bucket, list(Band).index(match.band)) for match in matches]
        assert places == sorted(places, key=lambda p: (list(BucketCode).index(p[0]), p[1]))
        assert orders[-1] == orders[-2]
        world.later(days=1)
    assert len(set(orders)) > 2


def test_asking_for_fewer_does_not_tell_who_scores_highest(world: World) -> None:
    agency = world.agency()
    for level in (3, 4, 3, 4, 3, 4):
        world.person(claim("cage_farming", level))
    need = world.need(agency, "cage_farming")
    with world.acting(agency) as context:
        whole = [match.handle for match in agency_ranking(context, need.id).matches]
        for limit in range(1, 7):
            some = agency_ranking(context, need.id, limit).matches
            assert [match.handle for match in some] == whole[:limit]


def test_a_rejected_match_leaves_the_agencys_list_until_it_is_shortlisted(world: World) -> None:
    agency, coordinator = world.agency(), world.coordinator()
    world.person()
    need = world.need(agency, "cage_farming")
    with world.acting(coordinator) as context:
        (listed,) = coordinator_ranking(context, need.id).matches
    with world.acting(agency) as context:
        (match,) = agency_ranking(context, need.id).matches
        assert not match.shortlisted
    with world.acting(coordinator) as context:
        reject_match(context, need.id, listed.handle, RejectReason.DATES_DO_NOT_FIT)
    with world.acting(agency) as context:
        assert agency_ranking(context, need.id).matches == ()
        with pytest.raises(NotFound):
            agency_match(context, need.id, match.handle)
    with world.acting(coordinator) as context:
        shortlist_match(context, need.id, listed.handle, ShortlistReason.MEETS_NEED)
        (reviewed,) = coordinator_ranking(context, need.id).matches
    assert reviewed.review is not None
    assert reviewed.review.decision is ReviewDecision.SHORTLISTED
    with world.acting(agency) as context:
        assert agency_match(context, need.id, match.handle).shortlisted


def test_a_closed_need_shows_no_match_any_more(world: World) -> None:
    agency = world.agency()
    world.person()
    need = world.need(agency, "cage_farming")
    with world.acting(agency) as context:
        close_need(context, need.id, need.revision)
        assert agency_ranking(context, need.id).matches == ()


def test_who_withdraws_is_in_no_ranking_that_starts_afterwards(world: World) -> None:
    agency, coordinator = world.agency(), world.coordinator()
    amal = world.person()
    need = world.need(agency, "cage_farming")
    with world.acting(coordinator) as context:
        (listed,) = coordinator_ranking(context, need.id).matches
    with world.acting(agency) as context:
        assert len(agency_ranking(context, need.id).matches) == 1
    world.withdraw(amal, Purpose.MATCH)
    with world.acting(agency) as context:
        assert agency_ranking(context, need.id).matches == ()
    with world.acting(coordinator) as context:
        assert coordinator_ranking(context, need.id).matches == ()
        with pytest.raises(NotFound):
            coordinator_match(context, need.id, listed.handle)


def test_a_handle_leads_nowhere_for_another_audience_or_need(world: World) -> None:
    agency, other = world.agency(), world.agency("Green Coop")
    world.person()
    need, second = world.need(agency, "cage_farming"), world.need(agency, "fish_health")
    foreign = world.need(other, "cage_farming")
    with world.acting(agency) as context:
        (match,) = agency_ranking(context, need.id).matches
        with pytest.raises(NotFound):
            agency_match(context, second.id, match.handle)
    for actor, wanted in ((other, foreign.id), (other, need.id)):
        with world.acting(actor) as context, pytest.raises(NotFound):
            agency_match(context, wanted, match.handle)
    with world.acting(world.coordinator()) as context, pytest.raises(NotFound):
        coordinator_match(context, need.id, match.handle)


def test_a_person_sees_what_answers_her_profile_and_what_is_missing(world: World) -> None:
    amal = world.person(claim("cage_farming", 3), windows=(season((11, 1), (2, 28)),))
    agency = world.agency()
    fits = world.need(agency, "cage_farming")
    near = world.need(agency, "cage_farming", "fish_health")
    world.need(agency, "wound_care")
    world.need(agency, "cage_farming", publish=False)
    with world.acting(amal.actor) as context:
        found = own_matches(context)
    assert [match.need.id for match in found.matches] == [fits.id, near.id]
    assert found.has_skills
    assert not found.why_not
    assert PersonalField.SKILLS in found.fields
    for match in found.matches:
        check_sum(match.explanation)
    assert [p.code for p in found.matches[1].explanation.open_points] == [ConditionCode.SKILL]


def test_a_person_is_told_why_she_is_not_matched(world: World) -> None:
    amal = world.person()
    world.need(world.agency(), "cage_farming")
    world.withdraw(amal, Purpose.MATCH)
    with world.acting(amal.actor) as context:
        found = own_matches(context)
    assert found.matches == ()
    assert found.why_not == (DenyReason.CONSENT_WITHDRAWN,)


def test_both_sides_see_the_same_score(world: World) -> None:
    amal = world.person(claim("cage_farming", 3), claim("net_mending", 2))
    need = world.need(world.agency(), "cage_farming", "net_mending", "fish_health")
    with world.acting(amal.actor) as context:
        (own,) = own_matches(context).matches
    with world.acting(world.coordinator()) as context:
        (seen,) = coordinator_ranking(context, need.id).matches
    assert own.explanation == seen.explanation
