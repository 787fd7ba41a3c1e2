"""The whole life of a request and a grant, through the services, against a simple model.

Whatever is asked, answered, taken back, used up or left to lapse, in any order and at any
moment, the exact end included: the agency reads what the model says and nothing else.

Source: P-2, P-10.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import data.repositories._ground as ground_module
import data.repositories.grants as grants_module
from api.errors import Conflict, NotFound
from api.services.disclosures import answer_disclosure as answering
from api.services.disclosures import read_disclosed as reading
from api.services.disclosures import request_status as statuses
from api.services.disclosures.answer_disclosure import (
    answer_request,
    own_requests,
    refuse_request,
    withdraw_grant,
)
from api.services.disclosures.exclude_organisations import choose_exclusions
from api.services.disclosures.request_disclosure import request_disclosure
from api.services.log.write_out import write_out_disclosed
from api.services.matches.rank_matches import agency_ranking, coordinator_ranking
from api.services.matches.review_match import shortlist_match
from data.engine import Stores
from privacy import disclosure_policy as policy
from privacy.grants import ANSWER_WITHIN, AgencyStatus, Grant, GrantState
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.vocabulary import Purpose
from tests.api_world import World, make_world
from tests.stored import Somebody

FIELDS = (PersonalField.FULL_NAME, PersonalField.PHONE, PersonalField.SKILLS)
SOME = st.sets(st.sampled_from(FIELDS), min_size=1)
MICROSECOND = timedelta(microseconds=1)


class LifeCycle(RuleBasedStateMachine):
    """One person, one agency, one need; ``world`` is set by whoever runs the machine."""

    world: World

    @initialize(begun=st.sampled_from(("nothing", "asked", "granted", "granted")))
    def meet(self, begun: str) -> None:
        self.amal: Somebody = self.world.person()
        self.agency = self.world.agency()
        coordinator = self.world.coordinator()
        self.need = self.world.need(self.agency, "cage_farming").id
        with self.world.acting(coordinator) as context:
            found = coordinator_ranking(context, self.need).matches
            for ranked in found:
                shortlist_match(context, self.need, ranked.handle)
        with self.world.acting(self.agency) as context:
            # people of earlier runs were withdrawn from matching at their end
            (seen,) = agency_ranking(context, self.need).matches
        self.handle = seen.handle
        self.asked: list[datetime] = []
        self.open: tuple[str, set[PersonalField], datetime] | None = None
        self.grant: dict[str, Any] | None = None
        self.kept = set(FIELDS)
        self.excluded = False
        if begun != "nothing":
            self.ask(set(FIELDS), 9)
        if begun == "granted":
            self.grant_some(set(FIELDS), None)

    def teardown(self) -> None:
        if hasattr(self, "amal"):
            self.world.withdraw(self.amal, Purpose.MATCH) if self.matched else None

    @property
    def now(self) -> datetime:
        return self.world.clock.now

    @property
    def matched(self) -> bool:
        return PersonalField.SKILLS in self.kept

    def live(self) -> bool:
        grant = self.grant
        return (
            grant is not None
            and not grant["ended"]
            and self.now < grant["until"]
            and (grant["most"] is None or grant["openings"] < grant["most"])
            and bool(grant["fields"] & grant["kept"])
        )

    @rule(fields=SOME, days=st.integers(1, 20))
    def ask(self, fields: set[PersonalField], days: int) -> None:
        until = self.now.date() + timedelta(days=days)
        waits = bool(self.asked) and self.now < self.asked[-1] + ANSWER_WITHIN
        ended = self.grant is None or self.grant["ended"] or self.now >= self.grant["until"]
        allowed = self.matched and not self.excluded and not waits and len(self.asked) < 2 and ended
        try:
            with self.world.acting(self.agency) as context:
                made = request_disclosure(context, self.need, self.handle, fields, until)
        except (NotFound, Conflict):
            assert not allowed
            return
        assert allowed
        self.asked.append(self.now)
        self.open = (made.id, fields, self.now)

    def _can_answer(self) -> bool:
        in_time = self.open is not None and self.now < self.open[2] + ANSWER_WITHIN
        return in_time and not self.excluded

    @precondition(lambda self: self.open is not None)
    @rule(fields=SOME, most=st.none() | st.integers(1, 2))
    def grant_some(self, fields: set[PersonalField], most: int | None) -> None:
        assert self.open is not None
        request, asked, _ = self.open
        wanted = fields & asked
        if not wanted:
            return
        allowed = self._can_answer()
        try:
            with self.world.acting(self.amal.actor) as context:
                given = answer_request(context, request, wanted, most_openings=most)
        except Conflict:
            assert not allowed
            return
        assert allowed
        self.open = None
        self.grant = {
            "id": given.id,
            "fields": wanted,
            "kept": set(self.kept),
            "until": given.until,
            "most": most,
            "openings": 0,
            "ended": False,
        }

    @precondition(lambda self: self.open is not None)
    @rule()
    def refuse(self) -> None:
        assert self.open is not None
        allowed = self._can_answer()
        try:
            with self.world.acting(self.amal.actor) as context:
                refuse_request(context, self.open[0])
        except Conflict:
            assert not allowed
            return
        assert allowed
        self.open = None

    @precondition(lambda self: self.grant is not None)
    @rule()
    def withdraw(self) -> None:
        assert self.grant is not None
        with self.world.acting(self.amal.actor) as context:
            withdraw_grant(context, self.grant["id"])
        self.grant["ended"] = True

    @rule(field=st.sampled_from(FIELDS[:2]))
    def stop_keeping(self, field: PersonalField) -> None:
        if field in self.kept:
            self.world.withdraw(self.amal, Purpose.STORE, field=field)
            self.kept.discard(field)
            if self.grant is not None:
                self.grant["kept"].discard(field)

    @rule()
    def exclude(self) -> None:
        with self.world.acting(self.amal.actor) as context:
            choose_exclusions(context, set() if self.excluded else {self.agency.organisation})
        self.excluded = not self.excluded
        if self.excluded and self.grant is not None and self.now < self.grant["until"]:
            self.grant["ended"] = True

    @rule(hours=st.integers(1, 24 * 8))
    def wait(self, hours: int) -> None:
        self.world.later(hours=hours)

    @precondition(lambda self: self.grant is not None)
    @rule(early=st.booleans())
    def wait_for_the_end(self, early: bool) -> None:
        """Go to the very end of the grant, or to just before it."""
        assert self.grant is not None
        edge = self.grant["until"] - (MICROSECOND if early else timedelta())
        self.world.clock.now = max(self.now, edge)

    @precondition(lambda self: self.open is not None)
    @rule(early=st.booleans())
    def wait_for_the_answer(self, early: bool) -> None:
        """Go to the moment silence becomes no, or to just before it."""
        assert self.open is not None
        edge = self.open[2] + ANSWER_WITHIN - (MICROSECOND if early else timedelta())
        self.world.clock.now = max(self.now, edge)

    @invariant()
    def the_agency_reads_what_the_model_says(self) -> None:
        if not hasattr(self, "handle"):
            return
        expected: set[str] = set()
        if self.live():
            assert self.grant is not None
            expected = {field.value for field in self.grant["fields"] & self.grant["kept"]}
        try:
            with self.world.acting(self.agency) as context:
                shown = reading.read_disclosed(context, self.need, self.handle)
                told = set(write_out_disclosed(shown).get("fields", {}))
        except NotFound:
            assert not self.asked
            return
        assert {field.value for field in shown.granted} == expected, "granted and read differ"
        assert told <= expected
        if expected:
            assert self.grant is not None
            self.grant["openings"] += 1
        elif len(self.asked) == 1:
            silent = self.now < self.asked[0] + ANSWER_WITHIN
            unanswered = AgencyStatus.WAITING if silent else AgencyStatus.NO_ANSWER
            assert shown.status is (AgencyStatus.ENDED if self.grant else unanswered)

    @invariant()
    def the_person_is_shown_what_holds(self) -> None:
        if not hasattr(self, "handle") or self.grant is None:
            return
        with self.world.acting(self.amal.actor) as context:
            views = [each.grant for each in own_requests(context) if each.grant is not None]
        shown = {view.id for view in views if view.state is GrantState.ACTIVE}
        assert (self.grant["id"] in shown) == self.live()


BRIEFLY = settings(
    max_examples=6,
    stateful_step_count=10,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)


@pytest.fixture
def machine(sqlite_only: Stores, ring: KeyRing, tmp_path: Path) -> type[LifeCycle]:
    class OnStores(LifeCycle):
        world = make_world(sqlite_only, ring, tmp_path)

    return OnStores


def test_the_life_of_a_grant_is_that_of_the_model(machine: type[LifeCycle]) -> None:
    run_state_machine_as_test(machine, settings=BRIEFLY)


def test_a_grant_open_at_its_very_end_would_be_noticed(
    machine: type[LifeCycle], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An end one moment too late is what the machine is for."""

    def is_live(grant: Grant, at: datetime) -> bool:
        return grant.state is GrantState.ACTIVE and grant.granted_at <= at <= grant.until

    inner = policy._grant_reasons

    def late(*given: Any, at: datetime, **more: Any) -> Any:
        return inner(*given, at=at - MICROSECOND, **more)

    def at_the_end() -> None:
        life = machine()
        life.meet("granted")
        life.wait_for_the_end(early=False)
        life.the_agency_reads_what_the_model_says()
        life.the_person_is_shown_what_holds()
        life.teardown()

    at_the_end()
    for module in (grants_module, ground_module, statuses, answering):
        monkeypatch.setattr(module, "is_live", is_live)
    monkeypatch.setattr(policy, "_grant_reasons", late)
    with pytest.raises(AssertionError):
        at_the_end()
