"""Campaigns: many seats given at once, everybody's reason, and nothing of who has left."""

from typing import Any

import pytest

from api.errors import Conflict, Invalid, NotFound
from api.inputs.campaign import CampaignInput, NamingInput
from api.inputs.review import RejectReason
from api.services.campaigns.allocate_needs import allocate_needs
from api.services.campaigns.campaign_results import agency_seats, all_campaigns, read_campaign
from api.services.campaigns.forget_campaigns import forget_campaigns
from api.services.campaigns.own_campaigns import answer_naming, own_campaigns
from api.services.campaigns.plan_campaign import close_campaign, create_campaign, name_person
from api.services.campaigns.run_campaign import run_campaign, withdraw_from_campaign
from api.services.disclosures.exclude_organisations import choose_exclusions
from api.services.matches.rank_matches import coordinator_ranking
from api.services.matches.review_match import reject_match
from api.services.views.campaigns import CampaignView, OwnCampaignView
from data.campaign_records import CampaignStatus, NamingAnswer, NamingKind
from data.repositories import AuditLog, Campaigns, Handles, Persons, Pool
from data.repositories.own_records import OwnRecords
from matcher.allocation import NeedReason, SeatReason
from matcher.types import Answer
from privacy.audit import AuditAction
from privacy.errors import AccessDenied
from privacy.handles import COORDINATION
from privacy.policy import Actor, may_erase
from privacy.vocabulary import Purpose
from tests.api_world import World
from tests.factories import claim
from tests.stored import Somebody

FADED = claim("cage_farming", 2, last_used_year=2018)
"""A skill not used for long: it meets the need, with a lower score."""


def plan(*needs: str, seats: int = 1, **given: Any) -> CampaignInput:
    lines = [{"need": need, "seats": seats} for need in needs]
    return CampaignInput.model_validate({"name": "Season", "needs": lines, "seed": 7, **given})


def made(world: World, coordinator: Actor, given: CampaignInput) -> CampaignView:
    with world.acting(coordinator) as context:
        return create_campaign(context, given)


def run(world: World, coordinator: Actor, campaign: str) -> CampaignView:
    with world.acting(coordinator) as context:
        return run_campaign(context, campaign)


def read(world: World, coordinator: Actor, campaign: str) -> CampaignView:
    with world.acting(coordinator) as context:
        return read_campaign(context, campaign)


def own(world: World, somebody: Somebody) -> OwnCampaignView:
    with world.acting(somebody.actor) as context:
        (found,) = own_campaigns(context)
    return found


def handle_of(world: World, coordinator: Actor, need: str, somebody: Somebody) -> str:
    """Give the coordination's handle of somebody among a need's matches."""
    with world.acting(coordinator) as context:
        coordinator_ranking(context, need)
        (found,) = [
            each.handle
            for each in Handles(context.work).of_person(somebody.id)
            if each.audience == COORDINATION and each.need == need
        ]
    return found


def test_seats_go_to_the_best_total_and_everybody_learns_why(world: World) -> None:
    strong, weak = world.person(claim("cage_farming", 4)), world.person(FADED)
    coordinator = world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    campaign = made(world, coordinator, plan(need.id))
    assert (campaign.status, campaign.filled, campaign.gap) == (CampaignStatus.DRAFT, 0, None)
    done = run(world, coordinator, campaign.id)
    (line,) = done.needs
    assert (line.filled, line.reason, done.gap, done.people) == (1, NeedReason.FILLED, 0, 2)
    assert [(each.reason, each.count) for each in done.unseated] == [(SeatReason.OUTSCORED, 1)]
    first, second = own(world, strong), own(world, weak)
    assert [place.reason for place in first.places] == [SeatReason.SEATED]
    assert second.places == ()
    assert second.refusal is not None
    assert second.refusal.reason is SeatReason.OUTSCORED
    assert second.refusal.cut is not None
    assert first.seed == second.seed == "7"


def test_equals_are_drawn_by_the_published_number_and_again_the_same(world: World) -> None:
    people = [world.person(claim("cage_farming", 3)) for _ in range(4)]
    coordinator = world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    campaign = made(world, coordinator, plan(need.id, seats=2))
    first = run(world, coordinator, campaign.id)
    (kept,) = first.needs
    again = run(world, coordinator, campaign.id)
    assert [each.handle for each in again.needs[0].people] == [e.handle for e in kept.people]
    assert [(each.reason, each.count) for each in first.unseated] == [(SeatReason.LOT_LOST, 2)]
    reasons = [own(world, each).refusal for each in people]
    assert sum(each is None for each in reasons) == 2
    drawn = {
        frozenset(each.handle for each in run(world, coordinator, other.id).needs[0].people)
        for seed in range(8)
        for other in [made(world, coordinator, plan(need.id, seats=2, seed=seed))]
    }
    assert len(drawn) > 1


def test_a_run_stands_in_the_log_and_in_that_of_everybody_seated(world: World) -> None:
    seated, other = world.person(claim("cage_farming", 4)), world.person(FADED)
    coordinator = world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    campaign = made(world, coordinator, plan(need.id))
    run(world, coordinator, campaign.id)
    with world.acting(coordinator) as context:
        log = AuditLog(context.work, world.runtime.key_ring)
        hers = [e for e in log.of_person(seated.log_ref) if e.subject == campaign.id]
        others = [e for e in log.of_person(other.log_ref) if e.subject == campaign.id]
    actions = {entry.action for entry in hers}
    assert actions == {AuditAction.SEATS_ALLOCATED, AuditAction.PROFILE_REVIEWED}
    assert all(entry.fields for entry in hers)
    assert others == []


def test_who_withdraws_is_in_no_result_read_afterwards(world: World) -> None:
    strong, weak = world.person(claim("cage_farming", 4)), world.person(FADED)
    agency, coordinator = world.agency(), world.coordinator()
    need = world.need(agency, "cage_farming")
    campaign = made(world, coordinator, plan(need.id))
    run(world, coordinator, campaign.id)
    for somebody, before, after in ((weak, 1, 0), (strong, 0, 0)):
        shown = read(world, coordinator, campaign.id)
        assert sum(each.count for each in shown.unseated) == before
        world.withdraw(somebody, Purpose.MATCH)
        shown = read(world, coordinator, campaign.id)
        assert sum(each.count for each in shown.unseated) == after
        with world.acting(somebody.actor) as context:
            assert own_campaigns(context) == ()
    assert (shown.filled, shown.needs[0].people, shown.needs[0].reason) == (0, (), None)
    with world.acting(agency) as context:
        (seats,) = agency_seats(context)
    assert (seats.filled, seats.seats) == (None, 1)
    with world.acting(coordinator) as context:
        assert all_campaigns(context)[0].filled == 0
    with world.acting(None) as context:
        assert forget_campaigns(context) == 2
        assert Campaigns(context.work, world.runtime.key_ring).people() == frozenset()


def test_without_the_live_check_she_would_still_be_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: results are read without asking who may be matched."""
    somebody, coordinator = world.person(claim("cage_farming", 4)), world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    campaign = made(world, coordinator, plan(need.id))
    run(world, coordinator, campaign.id)
    world.withdraw(somebody, Purpose.MATCH)
    monkeypatch.setattr(Pool, "may_still_be_matched", lambda _pool, people: frozenset(people))
    assert read(world, coordinator, campaign.id).filled == 1


def test_who_is_erased_leaves_no_row(world: World) -> None:
    somebody, coordinator = world.person(claim("cage_farming", 4)), world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    quota = {"name": "Programme", "ground": "programme", "at_least": 1}
    campaign = made(world, coordinator, plan(need.id, quotas=[quota]))
    handle = handle_of(world, coordinator, need.id, somebody)
    with world.acting(coordinator) as context:
        name_person(context, campaign.id, naming(NamingKind.LIST, need.id, handle, "q1"))
    run(world, coordinator, campaign.id)
    with world.acting(somebody.actor) as context:
        stored = Campaigns(context.work, world.runtime.key_ring)
        assert stored.people() == {somebody.id}
        found = OwnRecords(context.work).of(somebody.id, somebody.account)
        assert {"campaign_result", "campaign_naming"} <= found.keys()
        assert all("person" not in row for row in found["campaign_result"])
        decision = may_erase(somebody.actor, somebody.id, at=context.now)
        Persons(context.work, world.runtime.key_ring, context.now).erase(somebody.id, decision)
        assert stored.people() == frozenset()


def naming(kind: NamingKind, need: str, handle: str, quota: str | None = None) -> NamingInput:
    return NamingInput(kind=kind, need=need, handle=handle, quota=quota)


def test_a_reserved_seat_goes_to_the_list_unless_she_says_no(world: World) -> None:
    world.person(claim("cage_farming", 4))
    listed, coordinator = world.person(FADED), world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    quota = {"name": "Programme Rivière", "ground": "programme", "at_least": 1}
    campaign = made(world, coordinator, plan(need.id, quotas=[quota]))
    handle = handle_of(world, coordinator, need.id, listed)
    with world.acting(coordinator) as context:
        name_person(context, campaign.id, naming(NamingKind.LIST, need.id, handle, "q1"))
    done = run(world, coordinator, campaign.id)
    ((person,),) = (line.people for line in done.needs)
    assert (person.handle, person.quota) == (handle, "Programme Rivière")
    assert person.reason is SeatReason.SEATED_RESERVED
    assert (done.quotas[0].taken, done.quotas[0].short, done.quotas[0].named) == (1, 0, 1)
    with world.acting(listed.actor) as context:
        (shown,) = own_campaigns(context)
        assert [(n.name, n.answer) for n in shown.namings] == [
            ("Programme Rivière", NamingAnswer.WAITING)
        ]
        answer_naming(context, campaign.id, agrees=False)
    done = run(world, coordinator, campaign.id)
    assert done.needs[0].people[0].handle != handle
    assert done.quotas[0].short == 1


def test_a_recall_counts_only_after_her_yes(world: World) -> None:
    world.person(claim("cage_farming", 4))
    earlier, coordinator = world.person(FADED), world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    campaign = made(world, coordinator, plan(need.id))
    handle = handle_of(world, coordinator, need.id, earlier)
    with world.acting(coordinator) as context:
        name_person(context, campaign.id, naming(NamingKind.RECALL, need.id, handle))
    waiting = run(world, coordinator, campaign.id)
    assert (waiting.recalls, waiting.recalls_agreed) == (1, 0)
    assert waiting.needs[0].people[0].handle != handle
    with world.acting(earlier.actor) as context:
        answer_naming(context, campaign.id, agrees=True)
    agreed = run(world, coordinator, campaign.id)
    assert agreed.needs[0].people[0].handle == handle
    assert agreed.needs[0].people[0].reason is SeatReason.RECALLED


def test_a_bounded_track_leaves_the_rest_to_the_other(world: World) -> None:
    for _ in range(5):
        world.person(claim("cage_farming", 3))
    agency, coordinator = world.agency(), world.coordinator()
    here, away = world.need(agency, "cage_farming"), world.need(agency, "cage_farming")
    lines = [
        {"need": here.id, "seats": 3, "track": "home"},
        {"need": away.id, "seats": 3, "track": "abroad"},
    ]
    quota = {"name": "Abroad", "ground": "agreement", "track": "abroad", "at_most": 1}
    given = CampaignInput.model_validate(
        {"name": "Tracks", "needs": lines, "quotas": [quota], "seed": 1}
    )
    done = run(world, coordinator, made(world, coordinator, given).id)
    assert [line.filled for line in done.needs] == [3, 1]
    assert done.needs[1].reason is NeedReason.QUOTA_FULL
    assert done.quotas[0].taken == 1


def test_a_withdrawal_moves_only_those_who_lost_a_place(world: World) -> None:
    people = [world.person(claim("cage_farming", 3)) for _ in range(3)]
    leaving, staying = world.agency("Leaving"), world.agency("Staying")
    coordinator = world.coordinator()
    gone, kept = world.need(leaving, "cage_farming"), world.need(staying, "cage_farming")
    lines = [{"need": gone.id, "seats": 1}, {"need": kept.id, "seats": 3}]
    given = CampaignInput.model_validate(
        {
            "name": "Harvest",
            "needs": lines,
            "seed": 3,
            "quotas": [
                {"name": "Home", "ground": "agreement", "track": "home", "at_most": 3},
            ],
        }
    )
    campaign = made(world, coordinator, given)
    run(world, coordinator, campaign.id)
    before = {each.id: own(world, each).places[0].need.id for each in people}
    with world.acting(coordinator) as context:
        after = withdraw_from_campaign(context, campaign.id, leaving.organisation)
    assert [(line.withdrawn, line.filled) for line in after.needs] == [(True, 0), (False, 3)]
    for each in people:
        (place,) = own(world, each).places
        lost = before[each.id] == gone.id
        assert place.reason is (SeatReason.SEATED if lost else SeatReason.KEPT)
    assert after.gap == 0
    with world.acting(coordinator) as context, pytest.raises(NotFound):
        withdraw_from_campaign(context, campaign.id, leaving.organisation)


def test_mentors_take_as_many_as_they_said(world: World) -> None:
    mentor = world.person(claim("cage_farming", 4), willing_to_share=Answer.YES, mentoring_places=2)
    agency, coordinator = world.agency(), world.coordinator()
    needs = [
        world.need(agency, "cage_farming", kind="mentoring", hours_per_month=2).id for _ in range(3)
    ]
    campaign = made(world, coordinator, plan(*needs, conditional=True))
    done = run(world, coordinator, campaign.id)
    assert done.filled == 2
    assert len(own(world, mentor).places) == 2
    vacancy = world.need(agency, "cage_farming")
    with pytest.raises(Invalid, match="campaign_needs"):
        made(world, coordinator, plan(needs[0], vacancy.id))


def test_whom_a_coordinator_took_out_or_an_organisation_may_not_see_has_no_seat(
    world: World,
) -> None:
    rejected, hiding = world.person(claim("cage_farming")), world.person(claim("cage_farming"))
    agency, coordinator = world.agency(), world.coordinator()
    need = world.need(agency, "cage_farming")
    handle = handle_of(world, coordinator, need.id, rejected)
    campaign = made(world, coordinator, plan(need.id, seats=2))
    assert run(world, coordinator, campaign.id).filled == 2
    with world.acting(hiding.actor) as context:
        choose_exclusions(context, [agency.organisation])
    assert read(world, coordinator, campaign.id).filled == 1
    with world.acting(coordinator) as context:
        reject_match(context, need.id, handle, RejectReason.SKILLS_DIFFER)
    again = run(world, coordinator, campaign.id)
    assert (again.filled, again.needs[0].reason) == (0, NeedReason.NOBODY)


def test_what_cannot_be_a_campaign_is_refused(world: World) -> None:
    agency, coordinator = world.agency(), world.coordinator()
    need = world.need(agency, "cage_farming")
    draft = world.need(agency, "fish_health", publish=False)
    for given in (plan(need.id, need.id), plan(draft.id), plan("a" * 26)):
        with pytest.raises(Invalid, match="campaign_needs"):
            made(world, coordinator, given)
    with pytest.raises(ValueError, match="quota_bounds"):
        plan(
            need.id,
            quotas=[{"name": "x", "ground": "course", "at_least": 2, "at_most": 1}],
        )
    campaign = made(world, coordinator, plan(need.id))
    somebody = world.person(claim("cage_farming"))
    handle = handle_of(world, coordinator, need.id, somebody)
    with world.acting(coordinator) as context:
        with pytest.raises(Invalid, match="campaign_naming"):
            name_person(context, campaign.id, naming(NamingKind.LIST, need.id, handle, "q9"))
        with pytest.raises(NotFound):
            read_campaign(context, "b" * 26)
        close_campaign(context, campaign.id)
        for act in (run_campaign, close_campaign):
            with pytest.raises(Conflict, match="campaign_closed"):
                act(context, campaign.id)


def test_only_the_coordination_reads_and_an_agency_sees_its_own_numbers(world: World) -> None:
    somebody = world.person(claim("cage_farming"))
    agency, other, coordinator = world.agency("One"), world.agency("Two"), world.coordinator()
    need = world.need(agency, "cage_farming")
    campaign = made(world, coordinator, plan(need.id, seats=2))
    run(world, coordinator, campaign.id)
    with world.acting(agency) as context:
        (seats,) = agency_seats(context)
    assert (seats.need, seats.filled, seats.seats) == (need.id, None, 2)
    with world.acting(other) as context:
        assert agency_seats(context) == ()
    for actor in (agency, somebody.actor):
        with world.acting(actor) as context, pytest.raises(AccessDenied):
            read_campaign(context, campaign.id)


def test_a_trial_seats_open_needs_and_keeps_nothing(world: World) -> None:
    world.person(claim("cage_farming"))
    coordinator = world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    with world.acting(coordinator) as context:
        trial = allocate_needs(context, seed=1)
        again = allocate_needs(context, [need.id], seed=1)
        with pytest.raises(NotFound):
            allocate_needs(context, ["c" * 26])
        assert Campaigns(context.work, world.runtime.key_ring).people() == frozenset()
    assert (trial.filled, trial.gap, trial.seed) == (1, 0, 1)
    assert [each.people for each in trial.needs] == [each.people for each in again.needs]


def test_who_answers_to_nothing_finds_nothing(world: World) -> None:
    somebody, coordinator = world.person(), world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    campaign = made(world, coordinator, plan(need.id))
    with world.acting(somebody.actor) as context:
        with pytest.raises(NotFound):
            answer_naming(context, campaign.id, agrees=True)
        (told,) = own_campaigns(context)
        assert (told.places, told.refusal, told.namings, told.takes_part) == ((), None, (), False)


def test_nobody_is_named_to_an_organisation_that_shall_see_no_sign_of_her(world: World) -> None:
    somebody, coordinator = world.person(claim("cage_farming", 4)), world.coordinator()
    agency = world.agency()
    need = world.need(agency, "cage_farming")
    quota = {"name": "Programme", "ground": "programme", "at_least": 1}
    campaign = made(world, coordinator, plan(need.id, quotas=[quota]))
    handle = handle_of(world, coordinator, need.id, somebody)
    with world.acting(somebody.actor) as context:
        choose_exclusions(context, [agency.organisation])
    with world.acting(coordinator) as context, pytest.raises(NotFound):
        name_person(context, campaign.id, naming(NamingKind.LIST, need.id, handle, "q1"))
