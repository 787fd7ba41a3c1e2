"""Somebody with write access to main puts back what was decided, asked or agreed to before.

Consents, grants and exclusions stand in keys as switches; decisions of coordinators, requests
and namings have an entry there. Each is also tried as it was without them, or with keys put
back as well: there it must succeed, so the attack is one.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest

from api.errors import Conflict, NotFound
from api.inputs.campaign import CampaignInput, NamingInput
from api.inputs.review import RejectReason
from api.services.campaigns.own_campaigns import answer_naming
from api.services.campaigns.plan_campaign import create_campaign, name_person
from api.services.disclosures.answer_disclosure import own_requests, refuse_request, withdraw_grant
from api.services.disclosures.exclude_organisations import choose_exclusions
from api.services.disclosures.open_in_emergency import ask_opening, decide_opening
from api.services.disclosures.request_disclosure import request_disclosure
from api.services.matches.rank_matches import agency_ranking, coordinator_ranking
from api.services.matches.review_match import reject_match, shortlist_match
from data.campaign_records import NamingAnswer, NamingKind
from data.engine import Stores
from data.repositories import Campaigns
from data.repositories.persons import Persons
from privacy.breakglass import OpeningReason
from privacy.keys import KeyRing
from privacy.policy import SYSTEM, may_erase
from privacy.vocabulary import Purpose
from tests.api_world import World, make_world
from tests.attacks.insiders import NAME, Insider, Stage, Which, set_stage
from tests.breaks import standing_forgotten

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
"""What stands does not depend on the kind of database."""
Forgetting = Callable[[], AbstractContextManager[None]]
IN_MAIN = ("consent_event", "grant_event", "disclosure_request")
IN_KEYS = ("consent_switch", "grant_switch", "match_ground", "standing_row")


@pytest.fixture
def world(stores: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(stores, ring, tmp_path)


@pytest.fixture
def insider(stores: Stores) -> Insider:
    return Insider(stores)


@pytest.fixture
def forgetting() -> Forgetting:
    """Give what switches the entries in keys off for a while."""
    return standing_forgotten


def exclude(stage: Stage) -> None:
    with stage.world.acting(stage.amal.actor) as context:
        choose_exclusions(context, [stage.agency.organisation])


def withdraw(stage: Stage) -> None:
    stage.world.withdraw(stage.amal, Purpose.MATCH)


def take_back(stage: Stage) -> None:
    with stage.world.acting(stage.amal.actor) as context:
        withdraw_grant(context, stage.grant)


def is_matched(stage: Stage) -> bool:
    stage.world.later(days=1)  # another day loads the pool anew
    return stage.matched() > 0


def is_read(stage: Stage) -> bool:
    return bool(stage.read())


ENDINGS: tuple[tuple[Callable[[Stage], None], Callable[[Stage], bool]], ...] = (
    (exclude, is_matched),
    (withdraw, is_matched),
    (take_back, is_read),
)


@pytest.mark.parametrize(("end", "stands"), ENDINGS, ids=lambda each: str(each.__name__))
def test_what_she_ended_stays_ended_whatever_is_put_back_in_main(
    world: World, insider: Insider, end: Callable[[Stage], None], stands: Callable[[Stage], bool]
) -> None:
    stage = set_stage(world)
    kept: dict[tuple[Which, str], list[dict[str, object]]] = {
        ("main", name): insider.rows("main", name) for name in IN_MAIN
    }
    kept |= {("keys", name): insider.rows("keys", name) for name in IN_KEYS}

    def put_back(which: Which) -> None:
        tables = [name for database, name in kept if database == which]
        for name in reversed(tables):
            if name == "disclosure_request":
                continue  # grants point at it
            insider.write(which, f"DELETE FROM {name}")
        for name in tables[::-1]:
            for row in kept[which, name]:
                insider.put(which, name, row)

    assert stands(stage)
    end(stage)
    put_back("main")
    assert not stands(stage)
    put_back("keys")
    assert stands(stage), "the break: with keys put back as well she would be back"


def test_an_answer_she_changed_does_not_come_back(
    world: World, insider: Insider, forgetting: Forgetting
) -> None:
    amal, coordinator = world.person(), world.coordinator()
    need = world.need(world.agency(), "cage_farming").id
    given = {"name": "Season", "needs": [{"need": need, "seats": 1}], "seed": 7}
    with world.acting(coordinator) as context:
        campaign = create_campaign(context, CampaignInput.model_validate(given)).id
        (ranked,) = coordinator_ranking(context, need).matches
        naming = NamingInput(kind=NamingKind.RECALL, need=need, handle=ranked.handle, quota=None)
        name_person(context, campaign, naming)

    def answers() -> list[NamingAnswer]:
        with world.acting(SYSTEM) as context:
            stored = Campaigns(context.work, world.runtime.key_ring)
            return [each.answer for each in stored.namings(campaign)]

    with world.acting(amal.actor) as context:
        answer_naming(context, campaign, agrees=True)
    (yes,) = insider.rows("main", "campaign_naming")
    with world.acting(amal.actor) as context:
        answer_naming(context, campaign, agrees=False)
    insider.put("main", "campaign_naming", yes)
    assert answers() == [NamingAnswer.NO]
    with forgetting():
        assert answers() == [NamingAnswer.YES]


def test_an_opening_that_was_declined_does_not_come_back(
    world: World, insider: Insider, forgetting: Forgetting
) -> None:
    stage, second, third = set_stage(world), world.coordinator(), world.coordinator()
    with world.acting(stage.coordinator) as context:
        (ranked,) = coordinator_ranking(context, stage.need).matches
        text = "She has not been seen for three days."
        reason = OpeningReason.DANGER
        asked = ask_opening(context, stage.need, ranked.handle, [NAME], reason=reason, text=text)
    (row,) = insider.rows("main", "identity_opening")
    with world.acting(second) as context:
        decide_opening(context, asked.id, agree=False)
    insider.put("main", "identity_opening", row)

    def agree() -> str:
        with world.acting(third) as context:
            return decide_opening(context, asked.id, agree=True).state

    with pytest.raises(NotFound):
        agree()
    with forgetting():
        assert agree() == "open"


def test_a_decision_taken_back_lets_nobody_ask(
    world: World, insider: Insider, forgetting: Forgetting
) -> None:
    stage = set_stage(world)
    other = world.need(stage.agency, "cage_farming").id
    with world.acting(stage.coordinator) as context:
        (ranked,) = coordinator_ranking(context, other).matches
        shortlist_match(context, other, ranked.handle)
    (row,) = insider.rows("main", "review", need=other)
    with world.acting(stage.coordinator) as context:
        reject_match(context, other, ranked.handle, RejectReason.SKILLS_DIFFER)
    insider.write("main", "DELETE FROM review WHERE need = :n", n=other)
    insider.put("main", "review", row)

    def ask() -> str:
        with world.acting(stage.agency) as context:
            (seen,) = agency_ranking(context, other).matches
            until = context.today + timedelta(days=9)
            return request_disclosure(context, other, seen.handle, [NAME], until).id

    with pytest.raises(Conflict, match="not_shortlisted"):
        ask()
    with forgetting():
        assert ask()


def test_a_decision_serves_no_other_organisation_the_need_is_given_to(
    world: World, insider: Insider, forgetting: Forgetting
) -> None:
    """A need changes hands in main: its new owner would ask on what was decided for the old."""
    agency, rival, coordinator = world.agency(), world.agency("Green Coop"), world.coordinator()
    world.person()
    need = world.need(agency, "cage_farming").id
    with world.acting(coordinator) as context:
        (ranked,) = coordinator_ranking(context, need).matches
        shortlist_match(context, need, ranked.handle)
    insider.write("main", "UPDATE need SET organisation = :o", o=rival.organisation)

    def ask() -> str:
        with world.acting(rival) as context:
            (seen,) = agency_ranking(context, need).matches
            until = context.today + timedelta(days=9)
            return request_disclosure(context, need, seen.handle, [NAME], until).id

    with pytest.raises(Conflict, match="not_shortlisted"):
        ask()
    with forgetting():
        assert ask()


def test_questions_deleted_from_main_were_asked_all_the_same(
    world: World, insider: Insider, forgetting: Forgetting
) -> None:
    """A person is asked twice at most for one need, whatever is left of the first two."""
    stage = set_stage(world)
    with world.acting(stage.amal.actor) as context:
        withdraw_grant(context, stage.grant)
    world.later(days=8)
    second = stage.ask(NAME)
    (row,) = insider.rows("main", "disclosure_request", reference=second)
    with world.acting(stage.amal.actor) as context:
        refuse_request(context, second)
    insider.put("main", "disclosure_request", row)
    with world.acting(stage.amal.actor) as context:
        assert [each.can_answer for each in own_requests(context) if each.id == second] == []
    insider.write("main", "DELETE FROM disclosure_request WHERE reference = :r", r=second)
    world.later(days=8)
    with pytest.raises(Conflict, match="request_limit"):
        stage.ask(NAME)
    with forgetting():
        assert stage.ask(NAME)


def test_erasing_leaves_no_entry(world: World, insider: Insider) -> None:
    stage = set_stage(world)
    before = len(insider.rows("keys", "standing_row"))
    with world.acting(stage.amal.actor) as context:
        decision = may_erase(stage.amal.actor, stage.amal.id, at=context.now)
        Persons(context.work, world.runtime.key_ring, context.now).erase(stage.amal.id, decision)
    after = insider.rows("keys", "standing_row")
    assert len(after) < before
    assert {row["kind"] for row in after} == {"account", "role-assignment"}
