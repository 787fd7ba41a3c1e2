"""What an agency sees before any grant identifies nobody and links nobody."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import api.services.matches.rank_matches as ranking
from api.pages.wording import short
from api.services.matches.rank_matches import agency_ranking
from api.services.views.agency import AgencyMatch
from data.engine import Stores
from data.repositories import Handles
from matcher.types import Answer
from privacy.keys import KeyRing
from privacy.policy import Actor
from tests.api_client import Door, make_door
from tests.api_world import World, make_world
from tests.canaries import Needles
from tests.factories import claim, place, season, speaks, worked
from tests.stored import IDENTITY

PEOPLE = 9
MATCH_KEYS = frozenset(
    {
        "handle",
        "bucket",
        "band",
        "detail",
        "region",
        "experience",
        "requirements",
        "requirements_met",
        "conditions",
        "proposed_by_machine",
        "shortlisted",
        "request",
    }
)
REQUIREMENT_KEYS = frozenset({"concept", "label", "kind", "coverage"})
CONDITION_KEYS = frozenset({"code", "state"})
RANKING_KEYS = frozenset({"need", "matches", "abstained", "no_direct_match", "why_none_direct"})
SECRETS = Needles(
    {
        "name": str(IDENTITY.full_name),
        "phone": str(IDENTITY.phone),
        "email": str(IDENTITY.email),
        "address": str(IDENTITY.address),
        "skill": "urn:test:skill:risk_models",
        "skill.label": "risk models",
        "occupation": "finance_programmer",
        "occupation.label": "finance programmer",
        "region": "GR-J-Qw",
        "words": "letters qwxz to the sea",
        "permit": "seafarer_book",
    }
)


@pytest.fixture
def world(sqlite_only: Stores, ring: KeyRing, tmp_path: Path) -> World:
    """Give an installation with people who meet a need equally well, to various levels."""
    world = make_world(sqlite_only, ring, tmp_path)
    for number in range(PEOPLE):
        world.person(
            claim("cage_farming", 3, years=number + 1, last_used_year=2026),
            claim("fish_health", 3),
            claim("risk_models", 4),
            experience=(worked(number, "finance_programmer"),),
            languages=(speaks("ar-EG"),),
            windows=(season((11, 1), (2, 28)),),
            residence=place("GR", "GR-J"),
            own_words=f"{number} letters qwxz to the sea",
            permit_answers={"seafarer_book": Answer.YES},
        )
    return world


@pytest.fixture
def agency(world: World) -> Actor:
    return world.agency()


def listed(world: World, actor: Actor, need: str) -> tuple[AgencyMatch, ...]:
    with world.acting(actor) as context:
        return agency_ranking(context, need).matches


def people_of(world: World) -> dict[str, bytes]:
    """Give who each handle stands for; nobody but the database knows."""
    with world.acting(None) as context:
        connection = context.work.main.connection()
        rows = connection.exec_driver_sql("SELECT handle, person FROM handle").all()
    return {handle: bytes(person) for handle, person in rows}


def test_an_agency_gets_the_agreed_keys_and_no_figure(world: World, agency: Actor) -> None:
    door = make_door(world)
    need = world.need(agency, "cage_farming", "fish_health", permits=["seafarer_book"]).id
    answer = door.as_(agency).ask("GET", f"/needs/{need}/matches")
    shown = answer.json
    assert set(shown) == RANKING_KEYS
    assert len(shown["matches"]) == PEOPLE
    for match in shown["matches"]:
        assert set(match) == MATCH_KEYS
        assert all(set(each) == REQUIREMENT_KEYS for each in match["requirements"])
        assert all(set(each) == CONDITION_KEYS for each in match["conditions"])
        assert {each["concept"] for each in match["requirements"]} == {
            "urn:test:skill:cage_farming",
            "urn:test:skill:fish_health",
        }
        assert match["requirements_met"] in {None, 0, 1, 2}
        assert [
            number for number in figures(match) if number is not match["requirements_met"]
        ] == []
        one = door.as_(agency).get(f"/needs/{need}/matches/{match['handle']}")
        assert one == match


def figures(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        for each in value.values():
            yield from figures(each)
    elif isinstance(value, list):
        for each in value:
            yield from figures(each)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


def pages_of(door: Door, agency: Actor, need: str) -> str:
    caller = door.as_(agency)
    headers = {"authorization": f"Bearer {caller.token}", "accept-language": "en"}
    matches = caller.get(f"/needs/{need}/matches")["matches"]
    paths = [f"/agency/needs/{need}", f"/api/v1/needs/{need}/matches"]
    paths += [f"/agency/needs/{need}/matches/{match['handle']}" for match in matches]
    answers = [door.client.get(path, headers=headers) for path in paths]
    assert {answer.status_code for answer in answers} == {200}
    return "\n".join(f"{answer.headers}\n{answer.text}" for answer in answers)


def test_pages_and_answers_hold_nothing_that_identifies(world: World, agency: Actor) -> None:
    door = make_door(world)
    need = world.need(agency, "cage_farming", "fish_health", permits=["driving_licence"]).id
    everything = pages_of(door, agency, need)
    assert SECRETS.find(everything.encode()) == frozenset()
    ids = {person.hex() for person in people_of(world).values()}
    assert len(ids) == PEOPLE
    assert not any(each in everything for each in ids)
    # no score: nothing that looks like one stands anywhere
    assert re.findall(r"\b0[.,]\d{2,}|\b\d{1,3}[.,]\d{3}\b", everything) == []
    asked = world.need(agency, "risk_models", permits=["seafarer_book"]).id
    found = SECRETS.find(pages_of(door, agency, asked).encode())
    assert {"skill", "skill.label"} <= found <= {"skill", "skill.label", "permit"}


def test_the_same_person_has_a_handle_of_its_own_for_every_need_and_agency(
    world: World, agency: Actor
) -> None:
    rival = world.agency("Green Coop")
    needs = [(agency, world.need(agency, "cage_farming").id) for _ in range(2)]
    needs += [(rival, world.need(rival, "cage_farming").id) for _ in range(2)]
    seen = [{match.handle for match in listed(world, actor, need)} for actor, need in needs]
    assert all(len(handles) == PEOPLE for handles in seen)
    assert len(frozenset.union(*map(frozenset, seen))) == 4 * PEOPLE
    people = people_of(world)
    assert len({frozenset(people[handle] for handle in handles) for handles in seen}) == 1
    assert len({short(handle) for handles in seen for handle in handles}) == 4 * PEOPLE
    for (actor, need), handles in zip(needs, seen, strict=True):
        assert {match.handle for match in listed(world, actor, need)} == handles


def orders(world: World, agency: Actor, need: str, days: int) -> list[tuple[bytes, ...]]:
    found = []
    for _ in range(days):
        people = people_of(world)
        found.append(tuple(people[match.handle] for match in listed(world, agency, need)))
        world.later(days=1)
    return found


def test_the_order_within_a_band_is_drawn_anew_every_day(world: World, agency: Actor) -> None:
    need = world.need(agency, "cage_farming").id
    groups = {(match.bucket, match.band) for match in listed(world, agency, need)}
    assert len(groups) == 1
    daily = orders(world, agency, need, 8)
    assert len(set(daily)) == len(daily)
    assert listed(world, agency, need) == listed(world, agency, need)
    # nobody keeps a place, as the best by score would
    for person in set(daily[0]):
        assert len({order.index(person) for order in daily}) > 2
    rival = world.agency("Green Coop")
    other = world.need(rival, "cage_farming").id
    listed(world, rival, other)
    assert orders(world, rival, other, 1) != orders(world, agency, need, 1)


def test_an_order_by_score_would_be_noticed(
    world: World, agency: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: the daily draw gives everybody the same place, so the score decides."""
    monkeypatch.setattr(ranking, "_daily_place", lambda *_: b"")
    need = world.need(agency, "cage_farming").id
    listed(world, agency, need)
    daily = orders(world, agency, need, 3)
    assert len(set(daily)) == 1


def test_buckets_and_bands_come_in_order_whatever_the_day(world: World, agency: Actor) -> None:
    for level in (1, 2, 2, 4):
        world.person(claim("broodstock_care", level))
        world.person(claim("cage_farming", level))
    need = world.need(agency, "cage_farming", "fish_health").id
    buckets = ["direct", "conditional", "near"]
    bands = ["strong", "good", "partial"]
    for _ in range(3):
        keys = [
            (buckets.index(str(match.bucket)), bands.index(str(match.band)))
            for match in listed(world, agency, need)
        ]
        assert all(one <= other for one, other in pairwise(keys))
        assert len(set(keys)) > 1
        world.later(days=1)


def test_who_is_unlike_the_others_is_shown_by_bucket_and_band_only(
    world: World, agency: Actor
) -> None:
    """Fewer than five alike: neither which requirements are met nor how many is told."""
    odd = world.person(claim("cage_farming", 1), claim("fish_health", 4))
    need = world.need(agency, "cage_farming", "fish_health", "net_mending").id
    shown = listed(world, agency, need)
    with world.acting(None) as context:
        handles = {each.handle for each in Handles(context.work).of_person(odd.id)}
    (alone,) = [match for match in shown if match.handle in handles]
    assert (alone.detail.value, alone.requirements_met) == ("band", None)
    assert {each.coverage.value for each in alone.requirements} == {"not_shown"}
    rest = [match for match in shown if match.handle not in handles]
    alike = [replace(match, handle="") for match in rest]
    assert all(alike.count(match) >= 5 for match in alike)
