"""An excluded organisation's answers are those it would get if the person were not there."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from api.errors import Conflict, NotFound
from api.services.disclosures.answer_disclosure import answer_request, own_requests
from api.services.disclosures.exclude_organisations import choose_exclusions, own_exclusions
from api.services.disclosures.request_disclosure import request_disclosure
from api.services.matches.rank_matches import agency_ranking, coordinator_ranking
from api.services.matches.rank_needs import own_matches
from api.services.people.give_receipts import make_receipt, own_receipts
from api.services.people.read_access_log import own_access_log
from api.services.people.record_consent import withdraw_all
from data.engine import Stores
from data.repositories import Consents
from privacy.audit import AuditAction, Outcome
from privacy.grants import AgencyStatus
from privacy.keys import KeyRing
from privacy.vocabulary import ConsentStatus, Purpose
from tests.api_client import make_door
from tests.api_world import make_world
from tests.attacks.insiders import NAME, Stage, set_stage
from tests.stored import consent_event

SQLITE = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def stage(stores: Stores, ring: KeyRing, tmp_path: Path) -> Stage:
    return set_stage(make_world(stores, ring, tmp_path))


def exclude(stage: Stage, *organisations: str) -> None:
    with stage.world.acting(stage.amal.actor) as context:
        choose_exclusions(context, organisations)


def seen_by_agency(stage: Stage) -> str:
    """Everything its lists say, without what is drawn at random."""
    caller = make_door(stage.world).as_(stage.agency)
    found = json.dumps(caller.get(f"/needs/{stage.need}/matches"))
    return found.replace(stage.handle, "HANDLE")


@SQLITE
def test_its_list_is_the_one_without_her_to_the_byte(stage: Stage) -> None:
    """The same as after she stopped being matched, which looks like never having been there."""
    others = [stage.world.person() for _ in range(6)]
    assert stage.matched() == 7
    exclude(stage, stage.agency.organisation)
    excluded = seen_by_agency(stage)
    exclude(stage)
    assert stage.matched() == 7
    stage.world.withdraw(stage.amal, Purpose.MATCH)
    withdrawn = seen_by_agency(stage)
    assert excluded == withdrawn
    assert stage.matched() == len(others)


@SQLITE
def test_the_only_direct_match_leaves_no_gap(stage: Stage) -> None:
    exclude(stage, stage.agency.organisation)
    with stage.world.acting(stage.agency) as context:
        hidden = agency_ranking(context, stage.need)
    with stage.world.acting(stage.coordinator) as context:
        ranked = coordinator_ranking(context, stage.need)
    assert hidden.matches == ()
    assert ranked.matches == ()
    assert (hidden.no_direct_match, ranked.pool) == (True, 0)


@SQLITE
def test_neither_excluding_nor_taking_it_back_has_the_receipt_of_a_consent(stage: Stage) -> None:
    with stage.world.acting(stage.amal.actor) as context:
        before = own_receipts(context)
        withdraw_all(context)
    stage.world.later(minutes=1)
    exclude(stage, stage.agency.organisation)
    stage.world.later(minutes=1)
    exclude(stage)
    with stage.world.acting(stage.amal.actor) as context:
        (withdrawal,) = set(own_receipts(context)) - set(before)
        (state,) = {e["event_state"] for e in make_receipt(context, withdrawal.id)["events"]}
    assert state == ConsentStatus.WITHDRAWN.value


def test_what_was_granted_ends_and_what_was_asked_stays_unanswered(stage: Stage) -> None:
    exclude(stage, stage.agency.organisation)
    assert stage.read() == {}
    until = stage.world.clock.now.date() + timedelta(days=9)
    with stage.world.acting(stage.agency) as context, pytest.raises(NotFound):
        request_disclosure(context, stage.need, stage.handle, [NAME], until)
    assert (AuditAction.DISCLOSURE_REQUESTED, Outcome.DENIED) in lines_of(stage)
    exclude(stage)
    assert stage.read() == {}, "an ended grant stays ended"


def lines_of(stage: Stage) -> set[tuple[AuditAction, Outcome]]:
    with stage.world.acting(stage.amal.actor) as context:
        return {(line.action, line.outcome) for line in own_access_log(context, None)}


@SQLITE
def test_a_request_from_before_looks_like_silence(stage: Stage) -> None:
    stage.world.later(days=11)
    request = stage.ask(NAME)
    exclude(stage, stage.agency.organisation)
    with stage.world.acting(stage.amal.actor) as context:
        (view,) = [each for each in own_requests(context) if each.id == request]
        assert not view.can_answer
        with pytest.raises(Conflict, match="request_closed"):
            answer_request(context, request, [NAME])
    caller = make_door(stage.world).as_(stage.agency)
    path = f"/needs/{stage.need}/matches/{stage.handle}/disclosure"
    assert caller.get(path)["status"] == AgencyStatus.WAITING
    stage.world.later(days=8)
    caller = make_door(stage.world).as_(stage.agency)
    assert caller.get(path)["status"] == AgencyStatus.NO_ANSWER


@SQLITE
def test_other_organisations_see_her_and_she_sees_their_needs_only(stage: Stage) -> None:
    rival = stage.world.agency("Green Coop")
    need = stage.world.need(rival, "cage_farming").id
    exclude(stage, stage.agency.organisation)
    with stage.world.acting(rival) as context:
        assert len(agency_ranking(context, need).matches) == 1
    with stage.world.acting(stage.amal.actor) as context:
        assert {match.need.id for match in own_matches(context).matches} == {need}
        chosen = {each.name: each.excluded for each in own_exclusions(context)}
    assert chosen == {"Blue Coop": True, "Green Coop": False}
    with stage.world.acting(stage.amal.actor) as context, pytest.raises(NotFound):
        choose_exclusions(context, {"a" * 26})


Spoiling = Callable[[Stage], None]


def switch_deleted(stage: Stage) -> None:
    stage.insider.write(
        "keys",
        "DELETE FROM consent_switch WHERE recipient = :o",
        o=stage.agency.organisation,
    )


def switch_opened(stage: Stage) -> None:
    (row,) = stage.insider.rows("keys", "consent_switch", recipient=stage.agency.organisation)
    stage.insider.put("keys", "consent_switch", row, status="given")


def switch_of_another_moved_here(stage: Stage) -> None:
    badr = stage.world.person()
    with stage.world.acting(badr.actor) as context:
        choose_exclusions(context, {stage.agency.organisation})
    with stage.world.acting(badr.actor) as context:
        choose_exclusions(context, ())
    (row,) = stage.insider.rows(
        "keys", "consent_switch", recipient=stage.agency.organisation, person=badr.id
    )
    stage.insider.put("keys", "consent_switch", row, person=stage.amal.id)
    stage.world.withdraw(badr, Purpose.MATCH)


def history_deleted(stage: Stage) -> None:
    """Only with the switch still there; the next start writes the event again."""
    stage.insider.write(
        "main", "DELETE FROM consent_event WHERE recipient = :o", o=stage.agency.organisation
    )
    with stage.world.acting(None) as context:
        ring = context.runtime.key_ring
        Consents(context.work, ring).mend(stage.amal.id, context.now)


@SQLITE
@pytest.mark.parametrize(
    "spoil",
    [switch_deleted, switch_opened, switch_of_another_moved_here, history_deleted],
    ids=lambda each: str(each.__name__),
)
def test_a_spoiled_exclusion_hides_and_never_shows(stage: Stage, spoil: Spoiling) -> None:
    exclude(stage, stage.agency.organisation)
    assert stage.matched() == 0
    spoil(stage)
    assert stage.matched() == 0


@SQLITE
def test_without_proofs_a_forged_switch_would_show_her(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    exclude(stage, stage.agency.organisation)
    switch_opened(stage)
    monkeypatch.setattr(KeyRing, "verify_row", lambda *_: None)
    assert stage.matched() == 1


@SQLITE
def test_an_answer_about_another_recipient_ends_no_grant(stage: Stage) -> None:
    """A no to one recipient's keeping is no end of what was granted to somebody else."""
    event = consent_event(
        stage.amal.id,
        Purpose.STORE,
        NAME,
        ConsentStatus.REFUSED,
        recipient="z" * 26,
        at=stage.world.clock.now,
    )
    with stage.world.acting(stage.amal.actor) as context:
        Consents(context.work, context.runtime.key_ring).record([event], stage.amal.actor)
    assert set(stage.read()) == {"full_name"}
    with stage.world.acting(stage.amal.actor) as context:
        assert not any(each.excluded for each in own_exclusions(context))
        choose_exclusions(context, ())
