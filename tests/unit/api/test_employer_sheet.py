"""A sheet says how many fit, rounded down to fives, and gives no handle (R4-118)."""

import re

from api.services.needs.employer_sheet import employer_sheet
from tests.api_client import make_door
from tests.api_world import World
from tests.factories import claim


def test_numbers_are_rounded_down_and_small_ones_withheld(world: World) -> None:
    agency = world.agency()
    for _ in range(7):
        world.person(claim("cage_farming", 3))
    need = world.need(agency, "cage_farming").id
    few = world.need(agency, "risk_models").id
    with world.acting(agency) as context:
        assert employer_sheet(context, need).direct == 5
        assert employer_sheet(context, few).direct is None
    caller = make_door(world).as_(agency)
    headers = {
        "authorization": f"Bearer {caller.token}",
        "accept-language": "en",
        "accept": "text/html",
    }
    page = caller.client.get(f"/agency/needs/{need}/sheet", headers=headers)
    assert page.status_code == 200
    assert "at least 5 people" in page.text
    handles = [match["handle"] for match in caller.get(f"/needs/{need}/matches")["matches"]]
    assert len(handles) == 7
    assert not any(handle in page.text for handle in handles)
    assert re.search(r"\b7\b", page.text) is None


def test_another_agencys_need_has_no_sheet(world: World) -> None:
    need = world.need(world.agency(), "cage_farming").id
    rival = make_door(world).as_(world.agency("Green Coop"))
    headers = {"authorization": f"Bearer {rival.token}"}
    assert rival.client.get(f"/agency/needs/{need}/sheet", headers=headers).status_code == 404
