"""Campaigns on pages and as JSON: set up, run, read, withdraw; a person's place; numbers."""

import html
import re

import pytest
from starlette.testclient import TestClient

from api.i18n import translator
from api.languages import OFFERED
from api.services.accounts.claim_form import new_form_token
from api.services.campaigns import seat_people
from matcher.allocation import Allocation, AllocationRefused, Campaign, CampaignFault
from privacy.policy import Actor
from tests.api_client import ORIGIN, make_door
from tests.api_world import World
from tests.factories import claim


class Visitor:
    """Somebody who reads pages and sends forms, without scripts."""

    def __init__(self, world: World, client: TestClient, actor: Actor) -> None:
        self.client = client
        self.headers = {
            "origin": ORIGIN,
            "accept": "text/html",
            "authorization": f"Bearer {world.token(actor)}",
        }

    def get(self, path: str, language: str = "en") -> str:
        answer = self.client.get(path, headers={**self.headers, "accept-language": language})
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-security-policy"]
        assert "<script" not in answer.text
        return answer.text

    def send(self, path: str, status: int = 303, **given: str) -> str:
        data = {name.replace("__", "-"): value for name, value in given.items()}
        data["form_token"] = new_form_token()
        answer = self.client.post(path, headers=self.headers, data=data, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return answer.headers.get("location", "") or answer.text


def test_a_campaign_is_set_up_run_read_and_left_by_an_organisation(world: World) -> None:
    people = [world.person(claim("cage_farming", 3)) for _ in range(3)]
    agency, coordinator = world.agency("Blue Coop"), world.coordinator()
    need = world.need(agency, "cage_farming")
    client = make_door(world).client
    desk = Visitor(world, client, coordinator)
    assert need.title in desk.get("/coordination/campaigns/new")
    there = desk.send(
        "/coordination/campaigns/new",
        name="Spring",
        seed="5",
        needs__0__need=need.id,
        needs__0__seats="2",
        needs__0__track="home",
        needs__1__seats="9",
        quotas__0__name="Home way",
        quotas__0__ground="agreement",
        quotas__0__track="home",
        quotas__0__at_least="1",
        quotas__1__ground="course",
    )
    assert "Spring" in desk.get("/coordination/campaigns")
    assert "Seat everybody now" in desk.get(there)
    shown = desk.get(desk.send(f"{there}/run"))
    assert "(gap 0)" in shown
    assert len(re.findall(rf"/coordination/needs/{need.id}/matches/[a-z2-7]{{26}}", shown)) == 2
    assert "Equal score; the lot decided" in shown
    for language in OFFERED:
        desk.get(there, language)
        desk.get("/coordination/campaigns", language)
        desk.get("/coordination/campaigns/new", language)
    told = [Visitor(world, client, each.actor).get("/me/campaigns") for each in people]
    assert sum("A place for you" in page for page in told) == 2
    assert sum("No place this time" in page for page in told) == 1
    assert not any(re.search(r"0\.\d{3}", page) for page in told)
    numbers = Visitor(world, client, agency).get("/agency/campaigns")
    assert "Fewer than 5 of <bdi>2</bdi>" in numbers
    assert not re.search("matches/[a-z2-7]{26}", numbers)
    after = desk.get(desk.send(f"{there}/withdrawal", organisation=agency.organisation))
    assert "Withdrawn" in after
    refused = html.unescape(desk.send(f"{there}/closure", 409))
    assert translator("fr").text("error.appeals_open") in refused
    world.later(days=15)
    desk = Visitor(world, client, coordinator)
    closed = desk.get(desk.send(f"{there}/closure"))
    assert "Seat everybody" not in closed


def test_what_was_typed_stays_when_a_campaign_cannot_be_set_up(world: World) -> None:
    coordinator = world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    desk = Visitor(world, make_door(world).client, coordinator)
    again = desk.send("/coordination/campaigns/new", 422, name="Harvest of plums")
    assert "Harvest of plums" in again
    assert 'href="#needs"' in again
    again = desk.send(
        "/coordination/campaigns/new",
        422,
        name="Harvest of plums",
        needs__0__need=need.id,
        needs__0__seats="many",
    )
    assert 'href="#needs-0-seats"' in again


def test_naming_and_answering_on_pages(world: World) -> None:
    somebody, coordinator = world.person(claim("cage_farming")), world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    client = make_door(world).client
    desk, she = Visitor(world, client, coordinator), Visitor(world, client, somebody.actor)
    there = desk.send(
        "/coordination/campaigns/new",
        name="Spring",
        needs__0__need=need.id,
        quotas__0__name="Programme Sail",
        quotas__0__ground="programme",
        quotas__0__at_least="1",
    )
    (handle,) = set(
        re.findall(r"matches/([a-z2-7]{26})", desk.get(f"/coordination/needs/{need.id}"))
    )
    desk.send(f"{there}/namings", need=need.id, handle=handle, quota="q1")
    desk.send(f"{there}/namings", need=need.id, handle=handle)
    shown = she.get("/me/campaigns")
    assert "Programme Sail" in shown
    assert shown.count("you have not answered") == 2
    campaign = there.rsplit("/", 1)[1]
    assert "you said yes" in she.get(she.send(f"/me/campaigns/{campaign}", answer="yes"))
    she.send(f"/me/campaigns/{campaign}", 404, answer="perhaps")
    refused = desk.send(f"{there}/namings", 422, need=need.id, handle="short")
    assert 'href="#handle"' in refused


def test_programs_do_the_same(world: World) -> None:
    somebody = world.person(claim("cage_farming"))
    agency, coordinator = world.agency(), world.coordinator()
    need = world.need(agency, "cage_farming")
    door = make_door(world)
    desk = door.as_(coordinator)
    made = desk.post(
        "/coordination/campaigns", {"name": "Spring", "needs": [{"need": need.id}], "seed": 1}
    )
    path = f"/coordination/campaigns/{made['id']}"
    assert desk.post(f"{path}/run")["gap"] == 0
    assert desk.get(path)["needs"][0]["filled"] == 1
    (own,) = door.as_(somebody.actor).get("/me/campaigns")
    assert own["places"][0]["need"]["id"] == need.id
    assert "score" not in str(own)
    (seats,) = door.as_(agency).get("/campaign-seats")
    assert (seats["filled"], seats["seats"]) == (None, 1)
    refused = desk.ask("POST", "/coordination/campaigns", json={"name": "x", "needs": []})
    assert refused.status == 422


def test_an_allocation_that_cannot_be_proven_is_refused_with_the_reason(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_campaign: Campaign) -> Allocation:
        raise AllocationRefused(CampaignFault.QUOTAS_CROSS, "q1")

    monkeypatch.setattr(seat_people, "allocate", refuse)
    need = world.need(world.agency(), "cage_farming")
    coordinator = world.coordinator()
    door = make_door(world)
    desk = door.as_(coordinator)
    made = desk.post("/coordination/campaigns", {"name": "Spring", "needs": [{"need": need.id}]})
    answer = desk.ask("POST", f"/coordination/campaigns/{made['id']}/run")
    assert answer.status == 409
    assert answer.json["errors"] == [{"pointer": "/quotas", "code": "allocation_quotas_cross"}]
    page = Visitor(world, door.client, coordinator)
    shown = page.send(f"/coordination/campaigns/{made['id']}/run", 409)
    assert translator("fr").text("problem.allocation_quotas_cross") in html.unescape(shown)


def test_taking_part_choosing_and_appealing_on_pages(world: World) -> None:
    faded = claim("cage_farming", 2, last_used_year=2018)
    strong, weak = world.person(claim("cage_farming", 4)), world.person(faded)
    need = world.need(world.agency("Blue Coop"), "cage_farming")
    client, coordinator = make_door(world).client, world.coordinator()
    desk = Visitor(world, client, coordinator)
    there = desk.send(
        "/coordination/campaigns/new",
        name="Spring",
        on_application="yes",
        preference_step="20",
        needs__0__need=need.id,
        needs__0__track="home",
    )
    path = f"/me/campaigns/{there.rsplit('/', 1)[1]}"
    for each in (strong, weak):
        she = Visitor(world, client, each.actor)
        assert "You can take part" in she.get("/me/campaigns")
        shown = she.get(path)
        assert "Nobody may ask you for money" in shown
        assert "60 of 100" in shown.replace("<bdi>", "").replace("</bdi>", "")
        assert 'href="#tracks"' in she.send(f"{path}/choices", 422, do="save")
        she.send(f"{path}/choices", tracks="home", ranked__0=need.id, do="save")
        assert f'<option value="{need.id}" selected>' in she.get(path)
    desk.send(f"{there}/run")
    for language in OFFERED:
        assert "own_" not in she.get(path, language)
    told = she.get(path)
    assert "What would have changed it" in told
    assert "Most is left to gain here" in told
    assert 'href="#words"' in she.send(f"{path}/appeal", 422, words="short")
    she.send(f"{path}/appeal", words="My work at the hatchery is not counted.")
    assert "To be answered by" in she.get(path)
    (reading,) = re.findall(rf"{there}/appeals/[a-z2-7]{{26}}", desk.get(there))
    assert "hatchery" in desk.get(reading)
    again = desk.send(reading, 422, decision="upheld", ground="rules_kept")
    assert translator("fr").text("problem.appeal_ground") in html.unescape(again)
    desk.send(reading, decision="partly", ground="rule_misapplied", words="You are right.")
    for language in OFFERED:
        desk.get(reading, language)
        desk.get(there, language)
    assert "You are right." in she.get(path)
    she.send(f"{path}/choices", do="leave")
    assert "No place" not in she.get(path)
    she.send("/me/campaigns/" + "a" * 26 + "/choices", 404, do="save")
