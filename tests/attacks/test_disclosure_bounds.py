"""An agency is shown the granted fields, while the grant lasts, and nothing else anywhere.

Every field a person may grant holds a value of its own, so that one that slips through is
recognised wherever it stands.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from api.pages.wording import short
from api.services.disclosures import read_disclosed as reading
from api.services.disclosures.answer_disclosure import (
    answer_request,
    own_requests,
    refuse_request,
    withdraw_grant,
)
from api.services.disclosures.request_disclosure import request_disclosure
from api.services.matches.rank_matches import agency_ranking, coordinator_ranking
from api.services.matches.review_match import shortlist_match
from data.engine import Stores
from data.records import WorkProfile
from matcher.types import Answer, Cefr, Compensation, Mode, TrainerState
from privacy.grants import ANSWER_WITHIN, Grant
from privacy.inventory import DISCLOSABLE_FIELDS, PersonalField
from privacy.keys import KeyRing
from privacy.policy import Actor
from tests.api_client import Answer as Told
from tests.api_client import Caller, Door, make_door
from tests.api_world import World, make_world
from tests.canaries import Needles
from tests.factories import claim, place, season, speaks, worked
from tests.stored import IDENTITY, Somebody, register

FIELDS = tuple(sorted(DISCLOSABLE_FIELDS))
WORK = WorkProfile(
    skills=(claim("cage_farming"), claim("risk_models")),
    experience=(worked(7, "finance_programmer"),),
    languages=(speaks("yo-NG", Cefr.C1),),
    modes=frozenset({Mode.SEASONAL}),
    windows=(season((3, 17), (4, 23)),),
    hours_per_month=137,
    residence=place("GR", "GR-J"),
    ties=(place("EG", "EG-DK"),),
    willing_to_share=Answer.YES,
    train_the_trainer=TrainerState.IN_PROGRESS,
    compensation=Compensation.EXPENSES,
    own_words="Nets are qwxz-letters to the sea",
    permit_answers={"seafarer_book": Answer.YES},
)
NEEDLES = Needles(
    {
        "full_name": str(IDENTITY.full_name),
        "phone": str(IDENTITY.phone),
        "email": str(IDENTITY.email),
        "address": str(IDENTITY.address),
        "own_words": str(WORK.own_words),
        "skills": "risk_models",
        "skills.label": "risk models",
        "experience": "finance_programmer",
        "experience.label": "finance programmer",
        "languages": '"yo-NG"',
        "availability": '"hours_per_month":137',
        "places": '"GR-J"',
        "willingness": '"train_the_trainer":"in_progress"',
        "permit_answers": "seafarer_book",
    }
)


@dataclass
class Table:
    """Somebody who may grant, and those who ask."""

    world: World
    door: Door
    amal: Somebody
    agency: Actor
    coordinator: Actor
    caller: Caller

    def new_match(self) -> tuple[str, str]:
        """Post another need and have the match put forward; give need and handle."""
        need = self.world.need(self.agency, "cage_farming").id
        with self.world.acting(self.coordinator) as context:
            (ranked,) = coordinator_ranking(context, need).matches
            shortlist_match(context, need, ranked.handle)
        with self.world.acting(self.agency) as context:
            (seen,) = agency_ranking(context, need).matches
        return need, seen.handle

    def ask(self, need: str, handle: str, fields: tuple[PersonalField, ...], days: int = 9) -> str:
        until = self.world.clock.now.date() + timedelta(days=days)
        with self.world.acting(self.agency) as context:
            return request_disclosure(context, need, handle, fields, until).id

    def grant(self, request: str, fields: tuple[PersonalField, ...]) -> str:
        with self.world.acting(self.amal.actor) as context:
            return answer_request(context, request, fields).id

    def told(self, need: str, handle: str) -> dict[str, Told]:
        """Ask everything the agency can ask about one match."""
        base, page = f"/needs/{need}", f"/agency/needs/{need}"
        found = {
            path: self.caller.ask("GET", path)
            for path in (
                base,
                f"{base}/matches",
                f"{base}/matches/{handle}",
                f"{base}/matches/{handle}/disclosure",
                "/disclosure-requests",
            )
        }
        for path in (
            "/agency",
            page,
            f"{page}/matches/{handle}",
            f"{page}/matches/{handle}/granted",
        ):
            found[path] = self.page(path)
        return found

    def told_at_once(self, need: str, handle: str) -> dict[str, Told]:
        """Ask only what is about the grant."""
        json, page = f"/needs/{need}/matches/{handle}", f"/agency/needs/{need}/matches/{handle}"
        return {
            "json": self.caller.ask("GET", f"{json}/disclosure"),
            "page": self.page(page),
            "granted": self.page(f"{page}/granted"),
        }

    def page(self, path: str) -> Told:
        headers = {
            "authorization": f"Bearer {self.caller.token}",
            "accept": "text/html",
            "accept-language": "en",
        }
        answer = self.door.client.get(path, headers=headers)
        return Told(answer.status_code, dict(answer.headers), answer.text, answer)


@pytest.fixture
def table(sqlite_only: Stores, ring: KeyRing, tmp_path: Path) -> Table:
    world = make_world(sqlite_only, ring, tmp_path)
    with world.acting(None) as context:
        amal = register(context.work, ring, work=WORK, at=world.clock.now)
    agency, coordinator = world.agency(), world.coordinator()
    door = make_door(world)
    return Table(world, door, amal, agency, coordinator, door.as_(agency))


def found_in(told: dict[str, Told]) -> frozenset[str]:
    everything = "\n".join(f"{each.headers}\n{each.text}" for each in told.values())
    return frozenset(name.partition(".")[0] for name in NEEDLES.find(everything.encode()))


Pair = tuple[tuple[PersonalField, ...], tuple[PersonalField, ...]]


def pairs() -> Iterator[Pair]:
    """Give many (asked, granted): each alone, all but each, and some in between."""
    for each in FIELDS:
        yield FIELDS, (each,)
    for missing in FIELDS[::8]:
        yield FIELDS, tuple(each for each in FIELDS if each != missing)
    for asked in list(combinations(FIELDS, 3))[::90]:
        yield asked, asked[:2]
    yield FIELDS, FIELDS


def test_the_fields_shown_are_those_granted_for_many_choices(table: Table) -> None:
    tried = set()
    for number, (asked, granted) in enumerate(pairs()):
        if number % 15 == 14:
            table.world.later(days=1, seconds=1)  # an agency asks so often a day at most
            table.caller = table.door.as_(table.agency)
        need, handle = table.new_match()
        request = table.ask(need, handle, asked)
        before = table.told(need, handle) if number == 0 else table.told_at_once(need, handle)
        assert found_in(before) == set()
        grant = table.grant(request, granted)
        told = table.told_at_once(need, handle)
        shown = told["json"].json
        assert set(shown) == {"need_id", "handle", "status", "until", "granted", "fields"}
        assert set(shown["granted"]) == {field.value for field in granted}
        assert set(shown["fields"]) == set(shown["granted"])
        assert found_in(told) == {field.value for field in granted}
        assert told["granted"].status == 200
        with table.world.acting(table.amal.actor) as context:
            withdraw_grant(context, grant)
        assert found_in(table.told_at_once(need, handle)) == set()
        tried.add((asked, granted))
    assert len(tried) >= 14


def test_a_field_more_than_granted_would_be_noticed(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: the answer is made of all that is known, whatever was granted."""
    need, handle = table.new_match()
    table.grant(table.ask(need, handle, FIELDS), (PersonalField.SKILLS,))
    assert found_in(table.told(need, handle)) == {"skills"}
    monkeypatch.setattr(WorkProfile, "only", lambda work, _fields: work)
    monkeypatch.setattr(reading, "_open", _open_more(reading._open))
    assert found_in(table.told(need, handle)) > {"skills", "experience"}


def _open_more(opened: Callable[..., Any]) -> Callable[..., Any]:
    from dataclasses import replace

    from privacy.policy import may_disclose

    def careless(context: Any, need: str, handle: str, grant: Grant, _decision: Any) -> Any:
        wider = replace(grant, fields=DISCLOSABLE_FIELDS)
        decision = may_disclose(
            context.signed_in(),
            wider,
            person=grant.person,
            need=need,
            fields=DISCLOSABLE_FIELDS,
            at=context.now,
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("data.repositories.persons.check_ground", lambda *_: None)
            return opened(context, need, handle, wider, decision)

    return careless


def test_before_at_and_after_the_end(table: Table) -> None:
    need, handle = table.new_match()
    table.grant(table.ask(need, handle, FIELDS, days=2), (PersonalField.PHONE,))
    disclosure = f"/needs/{need}/matches/{handle}/disclosure"
    until = table.world.clock.now.replace(hour=0, minute=0) + timedelta(days=3)
    for moment, shown in (
        (until - timedelta(microseconds=1), {"phone"}),
        (until, set()),
        (until + timedelta(microseconds=1), set()),
        (until + timedelta(days=20), set()),
    ):
        table.world.clock.now = moment
        table.caller = table.door.as_(table.agency)
        told = table.told(need, handle)
        assert found_in(told) == shown, moment
        assert told[disclosure].json["status"] == ("granted" if shown else "ended")


def test_nobody_else_reads_under_the_grant(table: Table) -> None:
    need, handle = table.new_match()
    table.grant(table.ask(need, handle, FIELDS), FIELDS)
    elsewhere, other_handle = table.new_match()
    rival = table.world.agency("Green Coop")
    foreign = table.world.need(rival, "cage_farming").id
    callers = {
        "same agency": table.caller,
        "rival": table.door.as_(rival),
        "coordinator": table.door.as_(table.coordinator),
        "another person": table.door.as_(table.world.person().actor),
        "nobody": table.door.as_(None),
    }
    for who, caller in callers.items():
        for where in (need, elsewhere, foreign):
            for which in (handle, other_handle):
                if (who, where, which) == ("same agency", need, handle):
                    continue
                for tail in ("", "/disclosure"):
                    answer = caller.ask("GET", f"/needs/{where}/matches/{which}{tail}")
                    assert NEEDLES.find(answer.text.encode()) == frozenset()
                    expected = {"nobody": 401, "coordinator": 403, "another person": 403}.get(who)
                    allowed = {404} | ({200} if (where, tail) == (elsewhere, "") else set())
                    assert answer.status in ({expected} if expected else allowed)
    coordinator = callers["coordinator"]
    for path in (f"/coordination/needs/{need}", f"/coordination/needs/{need}/matches"):
        text = coordinator.ask("GET", path).text
        assert not {"full_name", "phone", "email", "address"} & NEEDLES.find(text.encode())


TIMES = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z?|form_token\" value=\"[\w-]+\"")


def alike(told: dict[str, Told], *references: str) -> list[tuple[int, str, str]]:
    """Bring answers to a form in which only what differs in kind still differs."""
    found = []
    for path, each in told.items():
        if path in {"/agency", "/disclosure-requests"}:
            continue  # lists of both needs; compared by their entries
        text = TIMES.sub("", each.text)
        for number, reference in enumerate(references):
            for shown in (reference, short(reference)):
                text = text.replace(shown, f"<{number}>")
        headers = {k: v for k, v in each.headers.items() if k != "content-length"}
        found.append((each.status, str(sorted(headers.items())), text))
    return found


def refuse(table: Table, request: str) -> None:
    with table.world.acting(table.amal.actor) as context:
        refuse_request(context, request)


def test_refusal_and_silence_give_the_same_bytes_at_every_moment(table: Table) -> None:
    asked = (PersonalField.PHONE, PersonalField.SKILLS)
    matches = [table.new_match() for _ in range(2)]
    requests = [table.ask(need, handle, asked) for need, handle in matches]
    references = [[*match, request] for match, request in zip(matches, requests, strict=True)]
    seen: list[list[tuple[int, str, str]]] = [[], []]
    statuses: list[list[object]] = [[], []]
    half = ANSWER_WITHIN / 2
    for step in range(6):
        if step == 1:
            refuse(table, requests[0])
        table.caller = table.door.as_(table.agency)
        for number, (need, handle) in enumerate(matches):
            told = table.told(need, handle)
            assert found_in(told) == set()
            seen[number] += alike(told, *references[number])
            (entry,) = [
                each
                for each in told["/disclosure-requests"].json
                if each["request"]["id"] == requests[number]
            ]
            statuses[number].append(entry["request"]["status"])
            again = table.caller.ask(
                "POST",
                f"/needs/{need}/matches/{handle}/disclosure-requests",
                json={
                    "fields": ["phone"],
                    "until": str(table.world.clock.now.date() + timedelta(days=9)),
                },
            )
            assert again.status == (201 if step == 2 else 409)
            if again.status == 201:  # the one further request both may be asked
                references[number].append(again.json["id"])
            seen[number] += alike({"again": again}, *references[number])
        table.world.clock.now += half
    assert seen[0] == seen[1]
    assert statuses[0] == statuses[1]
    assert {"waiting", "no_answer"} <= set(map(str, statuses[0]))
    with table.world.acting(table.amal.actor) as context:
        states = {each.id: each.state.value for each in own_requests(context)}
    assert states[requests[0]] == "refused"
    assert states[requests[1]] == "lapsed"


def test_a_difference_between_refusal_and_silence_would_be_noticed(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: the agency is told the moment of the answer's state."""
    from privacy.grants import AgencyStatus, RequestState

    def blunt(request: Any, grant: Any, now: Any) -> AgencyStatus:
        refused = request.state is RequestState.REFUSED
        return AgencyStatus.NO_ANSWER if refused else AgencyStatus.WAITING

    monkeypatch.setattr("api.services.disclosures.request_status.agency_status", blunt)
    matches = [table.new_match() for _ in range(2)]
    requests = [table.ask(*match, (PersonalField.PHONE,)) for match in matches]
    refuse(table, requests[0])
    first, second = (
        alike(table.told(*match), *match, request)
        for match, request in zip(matches, requests, strict=True)
    )
    assert first != second
