"""A profile is renewed by saying that it still holds, and by nothing less."""

from datetime import timedelta

import pytest

from api.errors import Conflict
from api.inputs.profile import WorkInput
from api.services.people.confirm_profile import confirm_profile
from api.services.people.edit_profile import own_profile, save_work
from api.services.people.report_freshness import CYCLE_DAYS, report_freshness
from data.records import WorkProfile
from privacy.policy import Actor
from tests.api_client import make_door
from tests.api_world import World

WORDS = WorkInput(own_words="nets")


def work_of(world: World, actor: Actor) -> WorkProfile:
    with world.acting(actor) as context:
        return own_profile(context).work.value


def test_one_action_renews_the_date_and_changes_nothing_else(world: World) -> None:
    amal = world.person()
    before = work_of(world, amal.actor)
    world.clock.now += timedelta(days=CYCLE_DAYS + 1)
    with world.acting(amal.actor) as context:
        confirm_profile(context)
    after = work_of(world, amal.actor)
    assert after.confirmed_on == world.clock.now.date()
    assert after.only(after.stated_fields()).skills == before.skills
    assert after.languages == before.languages


def test_correcting_a_part_does_not_renew_the_date_and_stating_all_does(world: World) -> None:
    amal = world.person()
    with world.acting(amal.actor) as context:
        save_work(context, WORDS, confirms=False)
    first = work_of(world, amal.actor).confirmed_on
    world.clock.now += timedelta(days=30)
    with world.acting(amal.actor) as context:
        save_work(context, WORDS, confirms=False)
    assert work_of(world, amal.actor).confirmed_on == first
    with world.acting(amal.actor) as context:
        save_work(context, WORDS)
    assert work_of(world, amal.actor).confirmed_on == world.clock.now.date()


def test_an_empty_profile_has_nothing_to_confirm(world: World) -> None:
    amal = world.person()
    with world.acting(amal.actor) as context:
        save_work(context, WorkInput())
        with pytest.raises(Conflict, match="nothing_to_confirm"):
            confirm_profile(context)


def test_the_coordination_sees_how_old_the_profiles_are(world: World) -> None:
    coordinator, amal = world.coordinator(), world.person()
    world.person()
    with world.acting(amal.actor) as context:
        confirm_profile(context)
    with world.acting(coordinator) as context:
        fresh = report_freshness(context)
    assert (fresh.people, fresh.due + fresh.steps[0].people) == (2, 2)
    world.clock.now += timedelta(days=CYCLE_DAYS + 1)
    with world.acting(coordinator) as context:
        older = report_freshness(context)
    assert older.people == older.due == 2
    assert older.steps[0].people == 0
    assert sum(step.people for step in older.steps) + older.never == 2


def test_half_a_year_later_her_first_page_asks_and_one_press_answers(world: World) -> None:
    amal = world.person()
    door = make_door(world)

    def first_page() -> str:
        headers = {"authorization": f"Bearer {world.token(amal.actor)}", "accept-language": "en"}
        return door.client.get("/me", headers=headers).text

    asked = "Does your profile still hold?"
    assert asked not in first_page()
    world.clock.now += timedelta(days=CYCLE_DAYS + 1)
    assert asked in first_page()
    assert door.as_(amal.actor).ask("POST", "/me/confirmation").status == 204
    assert asked not in first_page()
