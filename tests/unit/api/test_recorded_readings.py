"""Every reading is recorded, lists and denied attempts included."""

from datetime import date

import pytest

from api.errors import Forbidden, NotFound
from api.services.log.verify_audit import verify_audit
from api.services.matches.rank_everything import open_conditions, rank_everything, rank_one_need
from api.services.matches.rank_matches import coordinator_match, coordinator_ranking
from api.services.people.read_access_log import AccessLine, own_access_log
from api.services.views.explaining import BucketCode, ConditionView, Explanation
from data.repositories.audit import AuditLog
from matcher.explanation import Band
from matcher.types import ConditionCode, ReasonCode, Verdict
from privacy.audit import AuditAction, AuditEntry, Outcome
from privacy.errors import DenyReason
from privacy.inventory import PersonalField
from privacy.policy import SYSTEM
from privacy.vocabulary import Purpose, Role
from tests.api_world import World
from tests.factories import claim
from tests.stored import Somebody


def reviewed(world: World, somebody: Somebody) -> list[AccessLine]:
    with world.acting(somebody.actor) as context:
        log = own_access_log(context, None)
    return [line for line in log if line.action is AuditAction.PROFILE_REVIEWED]


def entries(world: World) -> list[AuditEntry]:
    with world.acting(None) as context:
        chain = AuditLog(context.work, world.runtime.key_ring).chain()
        return [chained.entry for chained in chain]


def test_a_coordinators_list_shows_in_the_log_of_everybody_on_it_and_of_nobody_else(
    world: World,
) -> None:
    listed = [world.person(), world.person()]
    elsewhere = world.person(claim("wound_care"))
    need = world.need(world.agency(), "cage_farming")
    with world.acting(world.coordinator()) as context:
        ranking = coordinator_ranking(context, need.id, 2)
    assert len(ranking.matches) == 2
    for somebody in listed:
        (line,) = reviewed(world, somebody)
        assert (line.role, line.purpose) == (Role.COORDINATOR, Purpose.MATCH)
        assert PersonalField.SKILLS in line.fields
    assert reviewed(world, elsewhere) == []


def test_an_operators_overview_is_recorded_for_everybody_it_shows(world: World) -> None:
    somebody = world.person()
    need = world.need(world.agency(), "cage_farming")
    with world.acting(SYSTEM) as context:
        rank_everything(context)
    with world.acting(SYSTEM) as context:
        rank_one_need(context, need.id, best=3)
    seen = [entry for entry in entries(world) if entry.action is AuditAction.MATCHES_SEEN]
    assert [entry.subject for entry in seen] == ["", need.id]
    assert [line.role for line in reviewed(world, somebody)] == [Role.SYSTEM, Role.SYSTEM]


def test_a_denied_look_stays_in_the_log_although_everything_else_is_rolled_back(
    world: World,
) -> None:
    somebody = world.person()
    need = world.need(world.agency(), "cage_farming")
    coordinator = world.coordinator()
    with world.acting(coordinator) as context:
        (listed,) = coordinator_ranking(context, need.id).matches
    world.withdraw(somebody, Purpose.MATCH)
    with pytest.raises(NotFound), world.acting(coordinator) as context:
        coordinator_match(context, need.id, listed.handle)
    last = reviewed(world, somebody)[0]
    assert (last.outcome, last.role) == (Outcome.DENIED, Role.COORDINATOR)
    (entry,) = [each for each in entries(world) if each.outcome is Outcome.DENIED]
    assert entry.reasons == {DenyReason.CONSENT_WITHDRAWN}


def test_trying_to_check_the_record_without_the_right_is_itself_recorded(world: World) -> None:
    agency = world.agency()
    with pytest.raises(Forbidden), world.acting(agency) as context:
        verify_audit(context)
    last = entries(world)[-1]
    assert (last.action, last.outcome, last.actor) == (
        AuditAction.AUDIT_VERIFIED,
        Outcome.DENIED,
        agency.account,
    )


def test_meets_names_only_what_is_met_and_close_to_what_is_partly_covered(world: World) -> None:
    world.person(claim("cage_farming", 3), claim("fish_health", 1))
    need = world.need(world.agency(), "cage_farming", "fish_health", "wound_care")
    with world.acting(SYSTEM) as context:
        (person,) = rank_one_need(context, need.id, best=3).best
    assert person.strengths == ("cage farming",)
    assert person.close == ("fish health",)


def test_a_condition_met_with_a_warning_is_still_open() -> None:
    def condition(
        verdict: Verdict, reason: ReasonCode | None, *, decides: bool = True
    ) -> ConditionView:
        return ConditionView(ConditionCode.PERIOD, verdict, reason, False, decides, {})

    warned = condition(Verdict.MET, ReasonCode.DATES_PARTIAL)
    unmet = condition(Verdict.UNMET, ReasonCode.DATES_PARTIAL)
    told = Explanation(
        bucket=BucketCode.DIRECT,
        band=Band.STRONG,
        score="0.900",
        bars=(),
        left_out=(),
        conditions=(
            condition(Verdict.MET, None),
            warned,
            unmet,
            condition(Verdict.UNMET, ReasonCode.DATES_PARTIAL, decides=False),
        ),
        proposed_by_machine=False,
        as_of=date(2026, 11, 22),
        weights_version="1",
        taxonomy_release="test",
    )
    assert told.open_points == open_conditions(told) == (warned, unmet)
