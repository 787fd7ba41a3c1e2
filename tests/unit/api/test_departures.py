"""Whoever passes others over says why, and it stands in a report without anybody's name."""

import pytest

from api.errors import Invalid
from api.inputs.review import WHY_PASSED_OVER, RejectReason, ShortlistReason
from api.services.matches.rank_matches import coordinator_ranking
from api.services.matches.report_departures import report_departures
from api.services.matches.review_match import reject_match, shortlist_match
from data.repositories import Reviews
from matcher.types import EvidenceState
from privacy.policy import Actor
from privacy.vocabulary import Role
from tests.api_client import make_door
from tests.api_world import World
from tests.factories import claim


def ranked(world: World, coordinator: Actor, need_id: str) -> list[str]:
    with world.acting(coordinator) as context:
        return [each.handle for each in coordinator_ranking(context, need_id).matches]


@pytest.fixture
def two(world: World) -> tuple[str, str, str, Actor]:
    """A need, and the handles of the better and the lesser of two who meet it."""
    world.person(claim("cage_farming", evidence=EvidenceState.CERTIFIED))
    world.person(claim("cage_farming"))
    coordinator = world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    better, lesser = ranked(world, coordinator, need.id)
    return need.id, better, lesser, coordinator


@pytest.mark.parametrize("reason", sorted(set(ShortlistReason) - WHY_PASSED_OVER))
def test_nobody_is_put_forward_past_a_better_match_without_a_reason_for_it(
    world: World, two: tuple[str, str, str, Actor], reason: ShortlistReason
) -> None:
    need, _, lesser, coordinator = two
    with world.acting(coordinator) as context:
        with pytest.raises(Invalid) as error:
            shortlist_match(context, need, lesser, reason)
        assert not Reviews(context.work, context.runtime.key_ring).of_need(need)
    assert error.value.fields[0].code == "reason_needed_passed_over"


def test_a_departure_is_recorded_with_its_reason_and_how_many_it_passed_over(
    world: World, two: tuple[str, str, str, Actor]
) -> None:
    need, better, lesser, coordinator = two
    with world.acting(coordinator) as context:
        shortlist_match(context, need, lesser, ShortlistReason.STRONGER_WHERE_IT_COUNTS)
        report = report_departures(context)
    (line,), (newest,) = report.coordinators, report.newest
    assert (line.put_forward, line.departures, line.share) == (1, 1, 1.0)
    assert line.coordinator == newest.coordinator == coordinator.account
    assert (newest.reason, newest.passed_over) == ("stronger_where_it_counts", 1)
    assert report.reasons_to_pass_over == (("stronger_where_it_counts", 1),)
    assert better not in repr(report)
    assert lesser not in repr(report)


def test_going_down_the_ranking_needs_no_further_reason(
    world: World, two: tuple[str, str, str, Actor]
) -> None:
    need, better, lesser, coordinator = two
    with world.acting(coordinator) as context:
        shortlist_match(context, need, better)
        shortlist_match(context, need, lesser)
        report = report_departures(context)
    assert (report.coordinators[0].put_forward, report.coordinators[0].departures) == (2, 0)
    assert report.newest == ()


def test_who_is_taken_out_with_a_reason_is_passed_over_by_nobody_and_counted(
    world: World, two: tuple[str, str, str, Actor]
) -> None:
    need, better, lesser, coordinator = two
    with world.acting(coordinator) as context:
        reject_match(context, need, better, RejectReason.PERSON_DECLINED)
        shortlist_match(context, need, lesser)
        report = report_departures(context)
    assert report.reasons_to_take_out == (("person_declined", 1),)
    assert (report.coordinators[0].taken_out, report.coordinators[0].departures) == (1, 0)


def test_equals_are_not_passed_over(world: World) -> None:
    world.person(claim("cage_farming"))
    world.person(claim("cage_farming"))
    coordinator = world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    for handle in reversed(ranked(world, coordinator, need.id)):
        with world.acting(coordinator) as context:
            shortlist_match(context, need.id, handle)


def test_a_count_changed_by_hand_makes_the_decision_none(
    world: World, two: tuple[str, str, str, Actor]
) -> None:
    """The deliberate break: whoever writes rows hides no departure, it only counts as gone."""
    need, _, lesser, coordinator = two
    with world.acting(coordinator) as context:
        shortlist_match(context, need, lesser, ShortlistReason.OTHERS_ARE_TAKEN)
        context.work.main.connection().exec_driver_sql("UPDATE review SET passed_over = 0")
        context.work.main.expire_all()
        (line,) = report_departures(context).coordinators
    assert (line.put_forward, line.departures, line.gone) == (0, 0, 1)


def test_a_decision_taken_back_to_hide_a_departure_still_counts_as_gone(
    world: World, two: tuple[str, str, str, Actor]
) -> None:
    """Take the better out, put the lesser forward, bring the better back: it shows."""
    need, better, lesser, coordinator = two
    with world.acting(coordinator) as context:
        reject_match(context, need, better, RejectReason.PERSON_DECLINED)
        shortlist_match(context, need, lesser)
        shortlist_match(context, need, better)
        (line,) = report_departures(context).coordinators
    assert (line.put_forward, line.departures, line.taken_out, line.gone) == (2, 0, 0, 1)


def test_coordinators_and_the_officer_read_the_report_as_a_page(
    world: World, two: tuple[str, str, str, Actor]
) -> None:
    need, better, lesser, coordinator = two
    with world.acting(coordinator) as context:
        shortlist_match(context, need, lesser, ShortlistReason.OTHERS_ARE_TAKEN)
        reject_match(context, need, better, RejectReason.PERSON_DECLINED)
    door = make_door(world)
    for actor in (coordinator, world.member(Role.OFFICER)):
        headers = {"authorization": f"Bearer {world.token(actor)}", "accept-language": "en"}
        answer = door.client.get("/coordination/figures", headers=headers)
        assert answer.status_code == 200
        assert "already asked for something else" in answer.text
        assert "The person does not wish to" in answer.text
        assert better not in answer.text
        assert lesser not in answer.text
