"""A coordinator's decision: coded, recorded, undone by a later one."""

import pytest
from pydantic import ValidationError

from api.errors import Conflict, Invalid, NotFound
from api.inputs.review import RejectReason, ReviewInput, ShortlistReason
from api.services.matches.rank_matches import coordinator_ranking
from api.services.matches.review_match import reject_match, shortlist_match
from api.services.needs.post_need import close_need
from data.repositories import AuditLog, Reviews
from privacy.audit import AuditAction
from privacy.policy import Actor
from privacy.vocabulary import Purpose
from tests.api_world import World
from tests.factories import claim


def listed_handle(world: World, coordinator: Actor, need_id: str) -> str:
    with world.acting(coordinator) as context:
        (match,) = coordinator_ranking(context, need_id).matches
    return match.handle


def test_a_review_keeps_what_it_rests_on(world: World) -> None:
    amal, coordinator = world.person(), world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    handle = listed_handle(world, coordinator, need.id)
    with world.acting(coordinator) as context:
        shortlist_match(context, need.id, handle)
        review = Reviews(context.work, context.runtime.key_ring).get(need.id, amal.id)
        entries = AuditLog(context.work, world.runtime.key_ring).of_person(amal.log_ref)
    assert review is not None
    assert review.reason == "meets_need"
    assert review.numerator > 0
    assert (review.weights_version, review.taxonomy_release) == ("1", "test")
    assert review.decided_by == coordinator.account
    assert AuditAction.REVIEW_RECORDED in {entry.action for entry in entries}


def test_a_near_match_is_put_forward_only_with_a_reason_of_its_own(world: World) -> None:
    world.person(claim("cage_farming"))
    coordinator = world.coordinator()
    need = world.need(world.agency(), "cage_farming", "fish_health")
    handle = listed_handle(world, coordinator, need.id)
    with world.acting(coordinator) as context:
        with pytest.raises(Invalid) as error:
            shortlist_match(context, need.id, handle)
        shortlist_match(context, need.id, handle, ShortlistReason.GAP_CAN_BE_CLOSED)
    assert error.value.fields[0].pointer == "/reason"


def test_only_open_needs_are_reviewed(world: World) -> None:
    world.person()
    agency, coordinator = world.agency(), world.coordinator()
    need = world.need(agency, "cage_farming")
    handle = listed_handle(world, coordinator, need.id)
    with world.acting(agency) as context:
        close_need(context, need.id, need.revision)
    with world.acting(coordinator) as context, pytest.raises(Conflict, match="need_not_open"):
        shortlist_match(context, need.id, handle)


def test_who_withdrew_cannot_be_reviewed(world: World) -> None:
    amal, coordinator = world.person(), world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    handle = listed_handle(world, coordinator, need.id)
    world.withdraw(amal, Purpose.MATCH)
    with world.acting(coordinator) as context:
        with pytest.raises(NotFound):
            shortlist_match(context, need.id, handle)
        with pytest.raises(NotFound):
            reject_match(context, need.id, handle, RejectReason.SKILLS_DIFFER)


def test_a_reason_belongs_to_its_decision() -> None:
    given = ReviewInput(decision="rejected", reason=RejectReason.LEVEL_TOO_LOW)
    assert given.reason is RejectReason.LEVEL_TOO_LOW
    with pytest.raises(ValidationError):
        ReviewInput(decision="shortlisted", reason=RejectReason.LEVEL_TOO_LOW)
