"""An agency registers invented people until five share what it wants to see of a real one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.inputs.campaign import CampaignInput
from api.services.campaigns.campaign_results import agency_seats
from api.services.campaigns.plan_campaign import create_campaign
from api.services.campaigns.run_campaign import run_campaign
from api.services.matches.anonymise_matches import LEAST_ALIKE
from api.services.matches.rank_matches import agency_ranking
from api.services.needs.employer_sheet import employer_sheet
from api.services.views.agency import Detail
from data.engine import Stores
from privacy.keys import KeyRing
from privacy.policy import Actor
from tests.api_world import World, make_world
from tests.factories import claim

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
LAST_OF_OCTOBER = datetime(2026, 10, 31, 12, tzinfo=UTC)


@pytest.fixture
def world(stores: Stores, ring: KeyRing, tmp_path: Path) -> World:
    world = make_world(stores, ring, tmp_path)
    world.runtime.settings = world.runtime.settings.model_copy(update={"newcomer_days": 45})
    world.clock.now = LAST_OF_OCTOBER
    return world


def details(world: World, agency: Actor, need: str) -> list[Detail]:
    with world.acting(agency) as context:
        return sorted(match.detail for match in agency_ranking(context, need).matches)


def invent(world: World, how_many: int) -> None:
    """Register people who look like the one real person."""
    for _ in range(how_many):
        world.person(claim("cage_farming", 3))


def victim(world: World) -> tuple[Actor, str]:
    """Let somebody be matched who has been here for long, and give who asks."""
    world.person(claim("cage_farming", 3))
    world.later(days=100)
    agency = world.agency()
    return agency, world.need(agency, "cage_farming", "fish_health").id


def test_invented_people_do_not_make_five(world: World) -> None:
    agency, need = victim(world)
    assert details(world, agency, need) == [Detail.BAND]
    invent(world, LEAST_ALIKE * 2)
    assert details(world, agency, need) == [Detail.BAND] * (LEAST_ALIKE * 2 + 1)


def test_if_newcomers_counted_four_would_do(world: World) -> None:
    """The break."""
    agency, need = victim(world)
    world.runtime.settings = world.runtime.settings.model_copy(update={"newcomer_days": 0})
    invent(world, LEAST_ALIKE - 2)
    assert details(world, agency, need) == [Detail.BAND] * (LEAST_ALIKE - 1)
    invent(world, 1)
    assert details(world, agency, need) == [Detail.FULL] * LEAST_ALIKE


def test_newcomers_count_after_two_weeks_at_the_earliest(world: World) -> None:
    """Registered on the last of a month; the month is all that is known. What remains open."""
    invent(world, LEAST_ALIKE)
    agency = world.agency()
    need = world.need(agency, "cage_farming", "fish_health").id
    world.clock.now = LAST_OF_OCTOBER + timedelta(days=14)
    assert details(world, agency, need) == [Detail.BAND] * LEAST_ALIKE
    world.clock.now = LAST_OF_OCTOBER + timedelta(days=15)
    assert details(world, agency, need) == [Detail.FULL] * LEAST_ALIKE


def test_a_newcomer_is_shown_as_the_others_are_and_changes_nothing_for_them(world: World) -> None:
    invent(world, LEAST_ALIKE)
    world.later(days=100)
    agency = world.agency()
    need = world.need(agency, "cage_farming", "fish_health").id
    assert details(world, agency, need) == [Detail.FULL] * LEAST_ALIKE
    invent(world, 1)
    assert details(world, agency, need) == [Detail.FULL] * (LEAST_ALIKE + 1)


def test_figures_over_people_are_certain_without_newcomers_too(world: World) -> None:
    """Why nobody fits directly is told of five people; four of them invented, it is not."""
    agency, need = victim(world)

    def told() -> bool:
        with world.acting(agency) as context:
            return bool(agency_ranking(context, need).why_none_direct)

    invent(world, LEAST_ALIKE - 1)
    assert not told()
    world.runtime.settings = world.runtime.settings.model_copy(update={"newcomer_days": 0})
    assert told()


def test_a_sheet_and_the_seats_of_a_campaign_count_no_invented_people(world: World) -> None:
    """Four of five invented: there is no number; with newcomers counted (the break) there is."""
    world.person(claim("cage_farming", 3))
    world.later(days=100)
    agency, coordinator = world.agency(), world.coordinator()
    need = world.need(agency, "cage_farming").id
    invent(world, LEAST_ALIKE - 1)
    given = {"name": "Season", "needs": [{"need": need, "seats": LEAST_ALIKE}], "seed": 7}
    with world.acting(coordinator) as context:
        campaign = create_campaign(context, CampaignInput.model_validate(given)).id

    def told() -> tuple[int | None, int | None]:
        with world.acting(coordinator) as context:
            assert run_campaign(context, campaign).filled == LEAST_ALIKE
        with world.acting(agency) as context:
            (seats,) = agency_seats(context)
            return employer_sheet(context, need).direct, seats.filled

    assert told() == (None, None)
    world.runtime.settings = world.runtime.settings.model_copy(update={"newcomer_days": 0})
    assert told() == (LEAST_ALIKE, LEAST_ALIKE)


def test_a_sheet_still_counts_those_who_have_been_here_for_long(world: World) -> None:
    for _ in range(LEAST_ALIKE):
        world.person(claim("cage_farming", 3))
    world.later(days=100)
    agency = world.agency()
    need = world.need(agency, "cage_farming").id
    invent(world, LEAST_ALIKE)
    with world.acting(agency) as context:
        assert employer_sheet(context, need).direct == LEAST_ALIKE
