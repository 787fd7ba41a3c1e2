"""Rows that had no proof, or whose loss was not noticed: what an insider gains by them now.

Each test was red before the row was proven.
"""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.errors import Conflict, NotFound
from api.inputs.campaign import CampaignInput, NamingInput
from api.services.campaigns.campaign_results import agency_seats, all_campaigns
from api.services.campaigns.own_campaigns import answer_naming, own_campaigns
from api.services.campaigns.plan_campaign import create_campaign, name_person
from api.services.campaigns.run_campaign import run_campaign
from api.services.disclosures.answer_disclosure import answer_request, own_requests
from api.services.disclosures.exclude_organisations import choose_exclusions, own_exclusions
from api.services.disclosures.request_disclosure import request_disclosure
from api.services.matches.rank_matches import agency_ranking, coordinator_ranking
from api.services.matches.review_match import shortlist_match
from data.campaign_records import NamingAnswer, NamingKind
from data.engine import Stores
from data.errors import LogRewritten
from data.repositories import AuditLog, Campaigns
from data.repositories.checkpoints import Checkpoints
from privacy.handles import new_reference
from privacy.keys import KeyRing
from privacy.policy import SYSTEM
from tests.api_world import World, make_world
from tests.attacks.insiders import NAME, Insider, Row
from tests.stored import Somebody


@pytest.fixture
def world(stores: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(stores, ring, tmp_path)


@pytest.fixture
def insider(stores: Stores) -> Insider:
    return Insider(stores)


def test_an_exclusion_outlives_its_lost_history(world: World, insider: Insider) -> None:
    agency, amal = world.agency(), world.person()
    need = world.need(agency, "cage_farming").id
    with world.acting(amal.actor) as context:
        choose_exclusions(context, [agency.organisation])
    gone = insider.write(
        "main", "DELETE FROM consent_event WHERE recipient = :o", o=agency.organisation
    )
    assert gone == 1
    with world.acting(agency) as context:
        assert agency_ranking(context, need).matches == ()
    insider.write(
        "keys", "UPDATE consent_switch SET mac = :m WHERE recipient = :o",
        m=b"\x01" + bytes(32), o=agency.organisation,
    )  # fmt: skip
    with world.acting(agency) as context:
        assert agency_ranking(context, need).matches == (), "a spoiled switch hides"
    with world.acting(amal.actor) as context:
        assert [each.excluded for each in own_exclusions(context)] == [True]


def test_nobody_is_asked_on_a_forged_decision(world: World, insider: Insider) -> None:
    agency, coordinator, amal = world.agency(), world.coordinator(), world.person()
    need = world.need(agency, "cage_farming").id
    with world.acting(agency) as context:
        (seen,) = agency_ranking(context, need).matches
    forged: Row = {
        "id": new_reference(),
        "need": need,
        "person": amal.id,
        "decision": "shortlisted",
        "reason": "MEETS_NEED",
        "bucket": 0,
        "numerator": 80_000_000,
        "weights_version": "1",
        "taxonomy_release": "test",
        "decided_by": coordinator.account,
        "decided_on": world.clock.now.date().isoformat(),
        "mac": b"\x01" + bytes(32),
    }
    insider.put("main", "review", forged)
    until = world.clock.now.date() + timedelta(days=9)
    with world.acting(agency) as context, pytest.raises(Conflict, match="not_shortlisted"):
        request_disclosure(context, need, seen.handle, [NAME], until)


def test_a_renamed_organisation_asks_nobody_and_gets_no_yes(world: World, insider: Insider) -> None:
    agency, coordinator, amal = world.agency("Smugglers"), world.coordinator(), world.person()
    need = world.need(agency, "cage_farming").id
    with world.acting(coordinator) as context:
        (ranked,) = coordinator_ranking(context, need).matches
        shortlist_match(context, need, ranked.handle)
    with world.acting(agency) as context:
        (seen,) = agency_ranking(context, need).matches
        until = context.today + timedelta(days=9)
        request_disclosure(context, need, seen.handle, [NAME], until)
    with world.acting(amal.actor) as context:
        (asked,) = own_requests(context)
        choose_exclusions(context, [])
    assert (asked.organisation, asked.can_answer) == ("Smugglers", True)
    for column, value in (("name", "Red Cross"), ("country", "CH")):
        (row,) = insider.rows("main", "organisation", id=agency.organisation)
        insider.put("main", "organisation", row, **{column: value})
        with world.acting(amal.actor) as context:
            (shown,) = own_requests(context)
            assert (shown.organisation, shown.can_answer) == ("", False)
            assert own_exclusions(context) == ()
            with pytest.raises(Conflict, match="request_closed"):
                answer_request(context, asked.id, [NAME])
        with world.acting(agency) as context, pytest.raises(NotFound):
            request_disclosure(context, need, seen.handle, [NAME], until)
        insider.put("main", "organisation", row)


def test_an_exclusion_survives_a_choice_made_while_the_name_was_forged(
    world: World, insider: Insider
) -> None:
    agency, amal = world.agency(), world.person()
    with world.acting(amal.actor) as context:
        choose_exclusions(context, [agency.organisation])
    insider.write("main", "UPDATE organisation SET name = 'Red Cross'")
    with world.acting(amal.actor) as context:
        choose_exclusions(context, [])
    insider.write("main", "UPDATE organisation SET name = 'Blue Coop'")
    with world.acting(amal.actor) as context:
        assert [each.excluded for each in own_exclusions(context)] == [True]


def recalled(world: World) -> tuple[Somebody, Any, str]:
    """Name somebody back to a need; give her, the coordinator and the campaign."""
    amal, coordinator = world.person(), world.coordinator()
    need = world.need(world.agency(), "cage_farming").id
    given = {"name": "Season", "needs": [{"need": need, "seats": 1}], "seed": 7}
    with world.acting(coordinator) as context:
        campaign = create_campaign(context, CampaignInput.model_validate(given)).id
        (ranked,) = coordinator_ranking(context, need).matches
        naming = NamingInput(kind=NamingKind.RECALL, need=need, handle=ranked.handle, quota=None)
        name_person(context, campaign, naming)
    return amal, coordinator, campaign


def answers(world: World, campaign: str) -> list[NamingAnswer]:
    with world.acting(SYSTEM) as context:
        stored = Campaigns(context.work, world.runtime.key_ring)
        return [each.answer for each in stored.namings(campaign)]


def test_nobody_else_answers_a_naming(world: World, insider: Insider) -> None:
    amal, _, campaign = recalled(world)
    assert answers(world, campaign) == [NamingAnswer.WAITING]
    for forged in ("yes", "waiting"):
        with world.acting(amal.actor) as context:
            answer_naming(context, campaign, agrees=False)
        insider.write("main", "UPDATE campaign_naming SET answer = :a", a=forged)
        assert answers(world, campaign) == [NamingAnswer.NO]
        insider.write("main", "UPDATE campaign_naming SET answer = 'no'")
    with world.acting(amal.actor) as context:
        answer_naming(context, campaign, agrees=True)
    assert answers(world, campaign) == [NamingAnswer.YES]
    (row,) = insider.rows("main", "campaign_naming")
    insider.write("main", "UPDATE campaign_naming SET named_on = '2026-01-01'")
    with world.acting(amal.actor) as context:
        answer_naming(context, campaign, agrees=True)
    assert answers(world, campaign) == [NamingAnswer.NO], "nothing unproven is proven anew"
    insider.put("main", "campaign_naming", row)
    assert answers(world, campaign) == [NamingAnswer.YES]


def test_places_and_plans_written_by_hand_are_none(world: World, insider: Insider) -> None:
    amal, coordinator, campaign = recalled(world)
    with world.acting(coordinator) as context:
        assert run_campaign(context, campaign).filled == 1
    changed: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("campaign_result", {"quota": "q1"}),
        ("campaign_result", {"conditional": True}),
        ("campaign", {"seed": 8}),
        ("campaign", {"figures": None}),
    )
    for table, change in changed:
        (row,) = insider.rows("main", table)
        insider.put("main", table, row, **change)
        with world.acting(coordinator) as context:
            assert [each.filled for each in all_campaigns(context)] in ([], [0])
        with world.acting(amal.actor) as context:
            assert [each.places for each in own_campaigns(context)] in ([], [()])
        insider.put("main", table, row)
    with world.acting(coordinator) as context:
        assert [each.filled for each in all_campaigns(context)] == [1]


def test_a_forged_checkpoint_does_not_hide_a_cut_log(world: World, insider: Insider) -> None:
    def make() -> int:
        with world.acting(SYSTEM) as context:
            ring = world.runtime.key_ring
            size = AuditLog(context.work, ring).head().count
            return Checkpoints(context.work, ring).make(size, context.now).size

    for _ in range(2):
        world.person()
    size = make()
    (row,) = insider.rows("main", "audit_checkpoint")
    insider.put("main", "audit_checkpoint", row, size=size + 1000)
    with pytest.raises(LogRewritten):
        make()
    with world.acting(SYSTEM) as context:
        newest = Checkpoints(context.work, world.runtime.key_ring).latest()
    assert newest is not None
    assert newest.size == size
    insider.write("main", "DELETE FROM audit_checkpoint WHERE size > :s", s=size)
    world.person()
    assert make() > size


def test_a_withdrawal_changes_no_number_of_an_agency(world: World) -> None:
    people = [world.person() for _ in range(7)]
    agency, coordinator = world.agency(), world.coordinator()
    need = world.need(agency, "cage_farming").id
    given = {"name": "Season", "needs": [{"need": need, "seats": 7}], "seed": 7}
    with world.acting(coordinator) as context:
        campaign = create_campaign(context, CampaignInput.model_validate(given)).id
        assert run_campaign(context, campaign).filled == 7

    def shown() -> list[int | None]:
        with world.acting(agency) as context:
            return [each.filled for each in agency_seats(context)]

    assert shown() == [5]
    for each in people[:3]:
        with world.acting(each.actor) as context:
            choose_exclusions(context, [agency.organisation])
        assert shown() == [5]
    with world.acting(coordinator) as context:
        run_campaign(context, campaign)
    assert shown() == [None]
