"""Taking part in a campaign: rules first, choices heeded, a result by criterion, an appeal."""

import json
from datetime import timedelta
from typing import Any

import pytest

from api.context import Context
from api.errors import Conflict, Invalid, NotFound
from api.inputs.campaign import AppealAnswerInput, CampaignInput, ChoiceInput
from api.services.campaigns import run_campaign as run_campaign_module
from api.services.campaigns.appeal_result import answer_appeal, appeal, read_appeal, read_appeals
from api.services.campaigns.choose_in_campaign import choose, leave_campaign
from api.services.campaigns.own_campaign import read_own_campaign
from api.services.campaigns.own_campaigns import own_campaigns
from api.services.campaigns.plan_campaign import close_campaign, create_campaign
from api.services.campaigns.run_campaign import run_apart, run_campaign
from api.services.campaigns.seat_people import MOST_TRIES, seat
from api.services.campaigns.work_apart import opening_as
from api.services.people.export_person import export_own_data
from api.services.people.record_consent import withdraw_all
from api.services.views.campaigns import CampaignView
from api.services.views.own_campaign import OwnCampaignSheet
from data.campaign_records import AppealDecision, AppealGround, Track
from data.repositories import AuditLog, Campaigns
from data.repositories.choices import CampaignChoices
from matcher.allocation import SeatReason
from matcher.types import Criterion
from privacy.audit import AuditAction
from privacy.policy import Actor
from tests.api_world import World
from tests.attacks.insiders import Insider
from tests.factories import claim
from tests.stored import Somebody

FADED = claim("cage_farming", 2, last_used_year=2018)
"""A skill not used for long: it meets the need, with a lower score."""


def set_up(world: World, coordinator: Actor, *lines: dict[str, Any], **given: Any) -> CampaignView:
    plan = {"name": "Season", "needs": list(lines), "seed": 7, **given}
    with world.acting(coordinator) as context:
        return create_campaign(context, CampaignInput.model_validate(plan))


def run(world: World, coordinator: Actor, campaign: str) -> CampaignView:
    with world.acting(coordinator) as context:
        return run_campaign(context, campaign)


def take_part(world: World, somebody: Somebody, campaign: str, **chosen: Any) -> None:
    with world.acting(somebody.actor) as context:
        choose(context, campaign, ChoiceInput.model_validate(chosen))


def sheet(world: World, somebody: Somebody, campaign: str) -> OwnCampaignSheet:
    with world.acting(somebody.actor) as context:
        return read_own_campaign(context, campaign)


def test_the_rules_are_there_before_anybody_chooses(world: World) -> None:
    somebody, coordinator = world.person(claim("cage_farming", 3)), world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    quota = {"name": "Home way", "ground": "agreement", "track": "home", "at_least": 1}
    campaign = set_up(
        world, coordinator, {"need": need.id, "track": "home"}, quotas=[quota], preference_step=20
    )
    found = sheet(world, somebody, campaign.id)
    assert (found.choice, found.can_choose, found.campaign.takes_part) == (None, True, False)
    assert sum(each.weight for each in found.rules.criteria) == 100
    assert [each.name for each in found.rules.quotas] == ["Home way"]
    assert (found.rules.step, found.campaign.seed) == ("0.020", "7")
    assert [(each.need.id, each.track, each.rank) for each in found.needs] == [
        (need.id, Track.HOME, None)
    ]
    assert (found.weighed, found.appeal, found.appeal_until) == ((), None, None)


def test_ways_ranks_and_exclusions_are_heeded_until_the_campaign_is_closed(world: World) -> None:
    somebody, coordinator = world.person(claim("cage_farming", 3)), world.coordinator()
    agency = world.agency()
    home, away = world.need(agency, "cage_farming"), world.need(agency, "cage_farming")
    campaign = set_up(
        world,
        coordinator,
        {"need": home.id, "seats": 1, "track": "home"},
        {"need": away.id, "seats": 1, "track": "abroad"},
    )
    for wanted, other in ((home, away), (away, home)):
        for chosen in (
            {"ranked": [wanted.id, other.id]},
            {"excluded": [other.id]},
            {"tracks": ["home" if wanted is home else "abroad"]},
        ):
            take_part(world, somebody, campaign.id, **chosen)
            run(world, coordinator, campaign.id)
            (place,) = sheet(world, somebody, campaign.id).campaign.places
            assert place.need.id == wanted.id, chosen
    take_part(world, somebody, campaign.id, excluded=[home.id, away.id])
    run(world, coordinator, campaign.id)
    refusal = sheet(world, somebody, campaign.id).campaign.refusal
    assert refusal is not None
    assert refusal.reason is SeatReason.PREFERENCE_EXCLUDED
    world.later(days=15)
    with world.acting(coordinator) as context:
        close_campaign(context, campaign.id)
    with pytest.raises(NotFound):
        take_part(world, somebody, campaign.id)


def test_only_who_takes_part_is_seated_where_the_campaign_says_so(world: World) -> None:
    strong, weak = world.person(claim("cage_farming", 4)), world.person(FADED)
    coordinator = world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    campaign = set_up(world, coordinator, {"need": need.id, "seats": 2}, on_application=True)
    assert run(world, coordinator, campaign.id).filled == 0
    take_part(world, weak, campaign.id)
    assert run(world, coordinator, campaign.id).filled == 1
    assert sheet(world, weak, campaign.id).campaign.places
    assert not sheet(world, strong, campaign.id).campaign.places
    with world.acting(weak.actor) as context:
        leave_campaign(context, campaign.id)
        with pytest.raises(NotFound):
            leave_campaign(context, campaign.id)
    assert not sheet(world, weak, campaign.id).campaign.places
    assert run(world, coordinator, campaign.id).filled == 0


def test_nobody_is_seated_while_people_may_choose_and_nobody_chooses_afterwards(
    world: World,
) -> None:
    somebody, coordinator = world.person(claim("cage_farming", 3)), world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    last = world.clock.now.date() + timedelta(days=2)
    campaign = set_up(world, coordinator, {"need": need.id}, choices_until=last.isoformat())
    with pytest.raises(Conflict, match="choices_open"):
        run(world, coordinator, campaign.id)
    world.later(days=3)
    assert run(world, coordinator, campaign.id).filled == 1
    with pytest.raises(Conflict, match="choices_over"):
        take_part(world, somebody, campaign.id)


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ({"ranked": ["a" * 26]}, "campaign_choice"),
        ({"excluded": ["a" * 26]}, "campaign_choice"),
        ({"ranked": ["a" * 26, "a" * 26]}, "ranked_twice"),
        ({"ranked": ["a" * 26], "excluded": ["a" * 26]}, "ranked_and_excluded"),
        ({"tracks": []}, "too_short"),
    ],
)
def test_choices_that_make_no_sense_are_refused(
    world: World, chosen: dict[str, Any], code: str
) -> None:
    somebody, coordinator = world.person(claim("cage_farming")), world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    campaign = set_up(world, coordinator, {"need": need.id})
    with pytest.raises((Invalid, ValueError), match=code):
        take_part(world, somebody, campaign.id, **chosen)
    assert sheet(world, somebody, campaign.id).choice is None


def test_a_result_is_told_by_criterion_with_what_would_have_changed_it(world: World) -> None:
    strong, weak = world.person(claim("cage_farming", 4)), world.person(FADED)
    coordinator = world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    campaign = set_up(world, coordinator, {"need": need.id})
    run(world, coordinator, campaign.id)
    (seated,), (refused,) = (sheet(world, each, campaign.id).weighed for each in (strong, weak))
    assert (seated.seated, seated.as_then, seated.most_open) == (True, True, None)
    assert (refused.seated, refused.as_then) == (False, True)
    assert refused.reason is SeatReason.OUTSCORED
    assert refused.most_open is Criterion.SKILLS
    assert sum(float(bar.term) for bar in refused.explanation.bars) == pytest.approx(
        float(refused.explanation.score)
    )


def appealed(world: World) -> tuple[Somebody, Actor, str, str]:
    """Let somebody appeal; give her, a coordinator, the campaign and the appeal."""
    world.person(claim("cage_farming", 4))
    weak, coordinator = world.person(FADED), world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    campaign = set_up(world, coordinator, {"need": need.id})
    run(world, coordinator, campaign.id)
    with world.acting(weak.actor) as context:
        appeal(context, campaign.id, "My three years at the hatchery are missing.")
    with world.acting(coordinator) as context:
        (line,) = read_appeals(context, campaign.id)
    return weak, coordinator, campaign.id, line.id


UPHELD = AppealAnswerInput(
    decision=AppealDecision.UPHELD, ground=AppealGround.DATA_WRONG, words="Please add them."
)


def test_an_appeal_is_made_once_read_on_record_and_answered_once(world: World) -> None:
    weak, coordinator, campaign, reference = appealed(world)
    with world.acting(weak.actor) as context, pytest.raises(Conflict, match="appeal_once"):
        appeal(context, campaign, "Once more, please look again.")
    with world.acting(coordinator) as context:
        read = read_appeal(context, campaign, reference)
        assert read.words == "My three years at the hatchery are missing."
        assert (read.reason, read.decision) == (SeatReason.OUTSCORED, None)
        assert read.handle is not None
    world.later(days=15)
    with world.acting(coordinator) as context, pytest.raises(Conflict, match="appeals_open"):
        close_campaign(context, campaign)
    with world.acting(coordinator) as context:
        answer_appeal(context, campaign, reference, UPHELD)
        with pytest.raises(Conflict, match="appeal_answered"):
            answer_appeal(context, campaign, reference, UPHELD)
        log = AuditLog(context.work, world.runtime.key_ring).of_person(weak.log_ref)
        close_campaign(context, campaign)
    assert {
        AuditAction.APPEALED,
        AuditAction.APPEAL_READ,
        AuditAction.APPEAL_ANSWERED,
    } <= {entry.action for entry in log}
    told = sheet(world, weak, campaign).appeal
    assert told is not None
    assert (told.decision, told.ground, told.answer) == (
        AppealDecision.UPHELD,
        AppealGround.DATA_WRONG,
        "Please add them.",
    )


def test_an_appeal_that_is_late_or_tells_too_much_is_refused(world: World) -> None:
    somebody, coordinator = world.person(claim("cage_farming", 3)), world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    campaign = set_up(world, coordinator, {"need": need.id})
    with world.acting(somebody.actor) as context, pytest.raises(NotFound):
        appeal(context, campaign.id, "There is no result to appeal yet.")
    run(world, coordinator, campaign.id)
    with world.acting(somebody.actor) as context, pytest.raises(Invalid, match="never_kept"):
        appeal(context, campaign.id, "I am undocumented and you knew it.")
    world.later(days=15)
    with world.acting(somebody.actor) as context, pytest.raises(Conflict, match="appeal_late"):
        appeal(context, campaign.id, "Please look at this result again.")


def test_what_she_chose_and_said_is_in_her_export_and_goes_with_her_agreement(
    world: World,
) -> None:
    weak, _, campaign, _ = appealed(world)
    take_part(world, weak, campaign, tracks=["home"])
    with world.acting(weak.actor) as context:
        found = export_own_data(context)
    (choice,), (said,) = found["campaign_choices"], found["campaign_appeals"]
    assert (choice["tracks"], choice["campaign_name"]) == (["home"], "Season")
    assert said["words"].startswith("My three years")
    json.dumps(found)
    with world.acting(weak.actor) as context:
        withdraw_all(context)
    with world.acting(None) as context:
        stored = Campaigns(context.work, world.runtime.key_ring)
        assert weak.id not in stored.people()
    with world.acting(weak.actor) as context:
        assert own_campaigns(context) == ()
        with pytest.raises(NotFound):
            choose(context, campaign, ChoiceInput())


def test_nothing_of_it_lies_open_and_an_older_choice_put_back_does_not_count(
    world: World,
) -> None:
    somebody, coordinator = world.person(claim("cage_farming", 3)), world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    campaign = set_up(world, coordinator, {"need": need.id}, on_application=True)
    take_part(world, somebody, campaign.id)
    insider = Insider(world.runtime.stores)
    (before,) = insider.rows("main", "campaign_choice")
    assert need.id.encode() not in before["chosen_sealed"]
    take_part(world, somebody, campaign.id, excluded=[need.id])
    insider.put("main", "campaign_choice", before)
    assert sheet(world, somebody, campaign.id).choice is None
    assert run(world, coordinator, campaign.id).filled == 0


def test_seats_are_worked_out_while_others_may_write(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody, coordinator = world.person(FADED), world.coordinator()
    late = world.person(claim("cage_farming", 4))
    need = world.need(world.agency(), "cage_farming")
    campaign = set_up(world, coordinator, {"need": need.id}, on_application=True)
    take_part(world, somebody, campaign.id)
    turns: list[Context] = []

    def meanwhile(gathered: Any) -> Any:
        if not turns:
            with world.acting(late.actor) as context:
                turns.append(context)
                choose(context, campaign.id, ChoiceInput())
        return seat(gathered)

    monkeypatch.setattr(run_campaign_module, "seat", meanwhile)
    done = run_apart(opening_as(world.runtime, coordinator, "en"), campaign.id)
    assert len(turns) == 1
    assert done.people == 2, "who came meanwhile is weighed in another round"
    assert sheet(world, late, campaign.id).campaign.places


def test_who_keeps_changing_stops_the_run_after_a_bounded_number_of_rounds(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody, coordinator = world.person(claim("cage_farming", 3)), world.coordinator()
    need = world.need(world.agency(), "cage_farming")
    campaign = set_up(world, coordinator, {"need": need.id})

    def meanwhile(gathered: Any) -> Any:
        take_part(world, somebody, campaign.id)
        return seat(gathered)

    monkeypatch.setattr(run_campaign_module, "seat", meanwhile)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        run_apart(opening_as(world.runtime, coordinator, "en"), campaign.id)
    with world.acting(None) as context:
        choices = CampaignChoices(context.work, world.runtime.key_ring, context.now)
        assert choices.versions(campaign.id)[somebody.id][1] == MOST_TRIES
