"""Who is in the pool, from when on, and until when exactly."""

import pytest

from api.context import open_context
from data.records import NeedStatus
from data.repositories import AuditLog, Needs
from matcher.types import MatchNeed
from privacy.audit import AuditAction
from privacy.inventory import PersonalField
from privacy.vocabulary import PersonId, Purpose
from tests.api_world import World
from tests.factories import asks, claim, need
from tests.stored import Somebody

ASKED = need(asks("cage_farming"))


def ranked(world: World, asked: MatchNeed = ASKED) -> list[PersonId]:
    with world.acting(None) as context:
        world.runtime.pool.refresh(context)
        found = world.runtime.pool.rank_people(context, asked, 50)
    return [person for person, _ in found.people]


def openings(world: World) -> int:
    with open_context(world.runtime, reading=True) as context:
        chain = AuditLog(context.work, world.runtime.key_ring).chain()
        return sum(row.entry.action is AuditAction.PROFILE_INDEXED for row in chain)


def test_people_with_consent_are_ranked_and_others_are_not(world: World) -> None:
    amal, badr = world.person(), world.person()
    world.withdraw(badr, Purpose.MATCH)
    assert ranked(world) == [amal.id]


def test_somebody_new_is_in_the_next_ranking(world: World) -> None:
    amal = world.person()
    assert ranked(world) == [amal.id]
    badr = world.person()
    assert set(ranked(world)) == {amal.id, badr.id}


@pytest.mark.parametrize("purpose", [Purpose.MATCH, Purpose.STORE])
def test_a_withdrawal_in_another_worker_counts_in_the_next_ranking(
    world: World, purpose: Purpose
) -> None:
    amal, badr = world.person(), world.person()
    assert len(ranked(world)) == 2
    world.withdraw(badr, purpose)
    assert ranked(world) == [amal.id]


def test_a_withdrawal_counts_even_when_the_counter_stood_still(world: World) -> None:
    """The live switches are asked about the people of each answer, whatever the pool holds."""
    amal = world.person()
    assert ranked(world) == [amal.id]
    world.withdraw(amal, Purpose.MATCH)
    with world.acting(None) as context:
        assert world.runtime.pool.rank_people(context, ASKED, 50).people == ()
    assert len(world.runtime.pool) == 0


def test_consent_that_runs_out_counts_without_any_event(world: World) -> None:
    amal = world.person()
    assert ranked(world) == [amal.id]
    world.later(days=366)
    assert ranked(world) == []
    assert len(world.runtime.pool) == 0


def test_the_pool_opens_everybody_once_and_then_only_who_changed(world: World) -> None:
    for _ in range(3):
        world.person()
    ranked(world)
    before = openings(world)
    ranked(world)
    assert openings(world) == before == 1
    world.person()
    ranked(world)
    assert openings(world) == 2


def test_a_load_that_was_rolled_back_is_made_and_recorded_again(world: World) -> None:
    """Nobody is ranked from profiles whose opening left no entry."""
    world.person()
    with open_context(world.runtime) as context:
        world.runtime.pool.refresh(context)
    assert openings(world) == 0
    assert len(ranked(world)) == 1
    assert openings(world) == 1


def test_a_new_day_brings_a_new_index(world: World) -> None:
    world.person()
    ranked(world)
    world.later(days=1)
    with world.acting(None) as context:
        world.runtime.pool.refresh(context)
        (_, match), *_ = world.runtime.pool.rank_people(context, ASKED, 1).people
    assert match.as_of == world.clock.now.date()


def test_forgetting_somebody_unknown_is_no_error(world: World) -> None:
    world.runtime.pool.forget(PersonId(b"?" * 16))


def test_slots_are_drawn_and_say_nothing_about_who_came_first(world: World) -> None:
    people = [world.person() for _ in range(8)]
    with world.acting(None) as context:
        world.runtime.pool.refresh(context)
        found = world.runtime.pool.rank_people(context, ASKED, 50).people
    slots = {person: match.slot for person, match in found}
    in_order = [slots[somebody.id] for somebody in people]
    assert len(set(in_order)) == 8
    assert in_order != sorted(in_order)


def test_equals_stand_in_the_same_order_in_every_worker(world: World) -> None:
    people: list[Somebody] = [world.person() for _ in range(6)]
    first = ranked(world)
    world.runtime.pool = type(world.runtime.pool)()
    assert ranked(world) == first
    assert set(first) == {somebody.id for somebody in people}


def test_needs_for_a_person_follow_what_is_open(world: World) -> None:
    amal = world.person()
    agency = world.agency()
    world.need(agency, "cage_farming")
    second = world.need(agency, "fish_health")
    with world.acting(amal.actor) as context:
        world.runtime.pool.refresh(context)
        needs = Needs(context.work).all(status=NeedStatus.OPEN)
        both = world.runtime.pool.rank_needs(context, amal.id, needs, 10)
        one = world.runtime.pool.rank_needs(
            context, amal.id, [each for each in needs if each.id == second.id], 10
        )
    assert len(both) == 2
    assert [match.need_id for match in one] == [second.id]


def test_a_field_without_consent_to_matching_is_as_if_never_stated(world: World) -> None:
    amal = world.person(claim("cage_farming"), hours_per_month=10)
    for hours in (10, None):
        with world.acting(amal.actor) as context:
            world.runtime.pool.refresh(context)
            profile = world.runtime.pool.profile(context, amal.id)
        assert profile is not None
        assert profile.hours_per_month == hours
        if hours:
            world.withdraw(amal, Purpose.MATCH, field=PersonalField.AVAILABILITY)
