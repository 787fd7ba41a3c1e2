"""Many organisations ask one person: she sees three questions, and none of them learns it."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import privacy.questions as rules
from api.errors import Conflict, NotFound
from api.services.disclosures.answer_disclosure import (
    answer_request,
    count_waiting,
    own_requests,
    refuse_request,
)
from api.services.disclosures.request_disclosure import request_disclosure
from api.services.matches.rank_matches import agency_ranking, coordinator_ranking
from api.services.matches.review_match import shortlist_match
from api.services.people.export_person import export_own_data
from api.services.views.agency import RequestStatusView
from data.engine import Stores
from privacy.grants import AgencyStatus, DisclosureRequest
from privacy.handles import new_reference
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.policy import Actor
from privacy.questions import MOST_AT_ONCE, MOST_OF_ONE, before_her
from privacy.vocabulary import PersonId
from tests.api_world import World, make_world
from tests.stored import NOW, Somebody

NAME = PersonalField.FULL_NAME
PERSON = PersonId(b"p" * 16)


@dataclass
class Town:
    """One person, and whoever asks her."""

    world: World
    amal: Somebody
    coordinator: Actor

    def ask(self, agency: Actor) -> tuple[str, RequestStatusView]:
        """Post a need and ask her about it; give the need and what the agency is told."""
        need = self.world.need(agency, "cage_farming").id
        with self.world.acting(self.coordinator) as context:
            (ranked,) = coordinator_ranking(context, need).matches
            shortlist_match(context, need, ranked.handle)
        with self.world.acting(agency) as context:
            (seen,) = agency_ranking(context, need).matches
            until = context.today + timedelta(days=20)
            told = request_disclosure(context, need, seen.handle, [NAME], until)
        self.world.later(minutes=1)
        return need, told

    def before(self) -> list[str]:
        with self.world.acting(self.amal.actor) as context:
            return [each.id for each in own_requests(context) if each.can_answer]

    def waiting(self) -> int:
        with self.world.acting(self.amal.actor) as context:
            return count_waiting(context)

    def status(self, agency: Actor, need: str) -> RequestStatusView | None:
        with self.world.acting(agency) as context:
            (match,) = agency_ranking(context, need).matches
            return match.request


@pytest.fixture
def town(sqlite_only: Stores, ring: KeyRing, tmp_path: Path) -> Town:
    world = make_world(sqlite_only, ring, tmp_path)
    return Town(world, world.person(), world.coordinator())


def test_the_fourth_question_waits_and_its_organisation_is_told_nothing(town: Town) -> None:
    agencies = [town.world.agency(f"Coop {number}") for number in range(5)]
    asked = [town.ask(agency) for agency in agencies]
    ids = [told.id for _, told in asked]
    assert sorted(town.before()) == sorted(ids[:3])
    assert town.waiting() == 2
    told = {(view.status, bool(view.id)) for _, view in asked}
    assert told == {(AgencyStatus.WAITING, True)}, "each was told the same"
    with town.world.acting(town.amal.actor) as context:
        for answer in (lambda: answer_request(context, ids[3], [NAME]),
                       lambda: refuse_request(context, ids[4])):  # fmt: skip
            with pytest.raises(NotFound):
                answer()
        refuse_request(context, ids[0])
    assert sorted(town.before()) == sorted(ids[1:4])
    statuses = [
        town.status(agency, need) for agency, (need, _) in zip(agencies, asked, strict=True)
    ]
    assert {each.status for each in statuses if each} == {AgencyStatus.WAITING}
    town.world.later(days=8)
    statuses = [
        town.status(agency, need) for agency, (need, _) in zip(agencies, asked, strict=True)
    ]
    assert len({each.status for each in statuses if each}) == 1, "refused, silent, never seen"


def test_without_the_rule_she_would_see_them_all(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break."""
    for number in range(4):
        town.ask(town.world.agency(f"Coop {number}"))
    monkeypatch.setattr(rules, "MOST_AT_ONCE", 100)
    assert (len(town.before()), town.waiting()) == (4, 0)


def test_one_organisation_does_not_fill_her_desk(town: Town) -> None:
    flood, other = town.world.agency("Flood"), town.world.agency("Other")
    first, second, _third = [town.ask(flood)[1].id for _ in range(3)]
    assert sorted(town.before()) == sorted([first, second])
    quiet = town.ask(other)[1].id
    assert sorted(town.before()) == sorted([first, second, quiet])


def test_her_own_export_holds_the_questions_that_wait(town: Town) -> None:
    asked = [town.ask(town.world.agency(f"Coop {number}"))[1].id for number in range(4)]
    with town.world.acting(town.amal.actor) as context:
        exported = str(export_own_data(context))
    assert all(each in exported for each in asked)


def test_she_is_asked_again_once_at_most(town: Town) -> None:
    agency = town.world.agency()
    need, _ = town.ask(agency)

    def again() -> None:
        with town.world.acting(agency) as context:
            (seen,) = agency_ranking(context, need).matches
            until = context.today + timedelta(days=20)
            request_disclosure(context, need, seen.handle, [NAME], until)

    with pytest.raises(Conflict, match="request_open"):
        again()
    town.world.later(days=8)
    again()
    town.world.later(days=8)
    with pytest.raises(Conflict, match="request_limit"):
        again()


def question(organisation: str, minutes: int) -> DisclosureRequest:
    return DisclosureRequest(
        reference=new_reference(),
        organisation=organisation,
        need="need",
        person=PERSON,
        asked_by="somebody",
        fields=frozenset({NAME}),
        asked_at=NOW + timedelta(minutes=minutes),
        until=NOW + timedelta(days=9),
        number=1,
    )


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(0, 50)), max_size=12))
def test_a_later_question_never_takes_an_earlier_ones_place(asked: list[tuple[str, int]]) -> None:
    waiting = [question(organisation, minutes) for organisation, minutes in asked]
    seen = before_her(waiting)
    assert len(seen) <= MOST_AT_ONCE
    assert all(
        sum(each.organisation == name for each in waiting if each.reference in seen) <= MOST_OF_ONE
        for name in "ABCD"
    )
    assert before_her([*waiting, question("E", 60)]) >= seen
    assert (len(seen) == 0) == (not waiting)
