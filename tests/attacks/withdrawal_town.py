"""A town whose people can be seen in every way there is, and all the questions about it.

Three people come and go, two stay, two granted their name to the agency. All of them answer a
need; the coordination put them forward, compared them, gave them seats in a campaign. A
question says who asks it, where, and by what the people in its answer are known.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from api.catalogue import Catalogue
from api.inputs.campaign import CampaignInput
from api.pool import MatchingPool
from api.runtime import Runtime
from api.services.campaigns.plan_campaign import create_campaign
from api.services.campaigns.run_campaign import run_campaign
from api.services.disclosures.answer_disclosure import answer_request, own_requests
from api.services.disclosures.request_disclosure import request_disclosure
from api.services.matches.climb_ladder import coordinator_ladder
from api.services.matches.rank_matches import agency_ranking, coordinator_ranking
from api.services.matches.review_match import shortlist_match
from data.engine import Stores
from data.migrations import upgrade
from data.repositories import Handles
from privacy.handles import COORDINATION
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.policy import Actor
from privacy.vocabulary import PersonId
from tests.api_client import application
from tests.api_world import World, make_world
from tests.factories import claim
from tests.stored import IDENTITY, Somebody

HANDLE = re.compile(r"[a-z2-7]{26}|[A-Z2-7]{26}|[0-9A-HJKMNP-TV-Z]{26}")
COMING_AND_GOING, STAYING, GRANTING = 3, 2, 2
FISH, NEAR, BOOKS = "cage_farming", "engine_repair", "risk_models"


class Asks(StrEnum):
    """In whose session a question is asked."""

    MEMBER = "member"
    COORDINATOR = "coordinator"
    OPERATOR = "operator"


@dataclass(frozen=True)
class Subjects:
    """What one question is about."""

    mover: PersonId
    other: PersonId
    granting: PersonId


@dataclass(frozen=True)
class Contents:
    """Who was in an answer, and how many people it counted, if it counts."""

    people: frozenset[PersonId] = frozenset()
    counted: int | None = None
    """Of those who may be counted, never more than are there."""


@dataclass
class Town:
    """What all processes know, made before they part."""

    here: World
    ring: bytes
    urls: tuple[str, str]
    agency: Actor
    coordinator: Actor
    need: str
    near: str
    books: str
    campaign: str
    moving: list[Somebody]
    granting: list[Somebody]
    staying: list[Somebody]
    handles: dict[str, PersonId] = field(default_factory=dict)
    known: dict[tuple[str, str, PersonId], str] = field(default_factory=dict)
    """Handles by audience, need and person."""
    sessions: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Accounts and tokens of each worker: a member's, a coordinator's."""

    def world(self) -> World:
        """Open the installation for a process of its own."""
        old = self.here.runtime
        unbounded = {name: 10**9 for name in type(old.settings).model_fields if "_per_" in name}
        runtime = Runtime(
            settings=old.settings.model_copy(update=unbounded),
            stores=Stores(*self.urls),
            key_ring=KeyRing.from_bytes(self.ring),
            clock=self.here.clock,
            catalogue=Catalogue(),
            pool=MatchingPool(),
        )
        return World(runtime, self.here.clock)

    @property
    def everybody(self) -> list[Somebody]:
        return [*self.moving, *self.staying, *self.granting]

    def handle(self, audience: str, need: str, person: PersonId) -> str:
        return self.known[audience, need, person]


def found(urls: tuple[str, str], home: Path, workers: int, moving: int = COMING_AND_GOING) -> Town:
    """Set the town up; every worker gets sessions of its own."""
    stores, ring = Stores(*urls), KeyRing.generate()
    upgrade(stores)
    here = make_world(stores, ring, home)
    application(here)  # built before the processes part
    agency, coordinator = here.agency(), here.coordinator()
    people = [here.person() for _ in range(moving + STAYING)]
    town = Town(
        here=here,
        ring=ring.to_bytes(),
        urls=urls,
        agency=agency,
        coordinator=coordinator,
        need=here.need(agency, FISH, seats=moving + STAYING).id,
        near=here.need(agency, FISH, NEAR).id,
        books=here.need(agency, BOOKS).id,
        campaign="",
        moving=people[:moving],
        staying=people[moving:],
        granting=[here.person(claim(BOOKS)) for _ in range(GRANTING)],
    )
    with here.acting(coordinator) as context:
        for need in (town.need, town.books):
            coordinator_ranking(context, need)
        coordinator_ladder(context, town.near)
        seats = {
            "name": "Season",
            "needs": [{"need": town.need, "seats": moving + STAYING}],
            "seed": 7,
        }
        town.campaign = create_campaign(context, CampaignInput.model_validate(seats)).id
        run_campaign(context, town.campaign)
    with here.acting(agency) as context:
        for need in (town.need, town.near, town.books):
            agency_ranking(context, need)
    _learn_handles(town)
    with here.acting(coordinator) as context:
        for one in town.moving:
            shortlist_match(context, town.need, town.handle(COORDINATION, town.need, one.id))
        for one in town.granting:
            shortlist_match(context, town.books, town.handle(COORDINATION, town.books, one.id))
    for one in town.granting:
        _grant(town, one)
    for _ in range(workers):
        member, staff = here.member(agency.role, agency.organisation), here.coordinator()
        session = (member.account, here.token(member), staff.account, here.token(staff))
        town.sessions.append(session)
    stores.close()
    return town


def _learn_handles(town: Town) -> None:
    with town.here.acting(None) as context:
        for one in town.everybody:
            for record in Handles(context.work).of_person(one.id):
                town.handles[record.handle] = one.id
                town.known[record.audience, record.need, one.id] = record.handle


def _grant(town: Town, one: Somebody) -> None:
    fields = (PersonalField.FULL_NAME, PersonalField.SKILLS)
    until = town.here.clock.now.date() + timedelta(days=9)
    handle = town.handle(town.agency.organisation, town.books, one.id)
    with town.here.acting(town.agency) as context:
        request_disclosure(context, town.books, handle, fields, until)
    with town.here.acting(one.actor) as context:
        answer_request(context, own_requests(context)[0].id, fields)


Reader = Callable[[Town, Subjects, str], Contents]


def _named(town: Town, _: Subjects, body: str) -> Contents:
    """Whose reference stands in it."""
    names = town.handles
    return Contents(frozenset(names[each] for each in HANDLE.findall(body) if each in names))


def _asked_for(_: Town, about: Subjects, __: str) -> Contents:
    """It speaks of her alone: that there is an answer is enough."""
    return Contents(frozenset({about.mover}))


def _both(_: Town, about: Subjects, __: str) -> Contents:
    return Contents(frozenset({about.mover, about.other}))


def _opened(_: Town, about: Subjects, body: str) -> Contents:
    """The name itself."""
    return Contents(frozenset({about.granting} if str(IDENTITY.full_name) in body else ()))


def _granted(town: Town, _: Subjects, body: str) -> Contents:
    """Whose grant the agency is told stands."""
    rows = json.loads(body)
    standing = (row["handle"] for row in rows if row["request"]["status"] == "granted")
    return Contents(frozenset(town.handles[each] for each in standing))


def _counting(*path: str) -> Reader:
    def read(town: Town, about: Subjects, body: str) -> Contents:
        found: Any = json.loads(body)
        for name in path:
            found = found[name]
        return Contents(_named(town, about, body).people, int(found))

    return read


def _filled(_: Town, __: Subjects, body: str) -> Contents:
    (line,) = json.loads(body)
    return Contents(counted=line["filled"])


def _on_sheet(_: Town, __: Subjects, body: str) -> Contents:
    """A number of people rounded down to fives, or none."""
    return Contents(counted=max(map(int, re.findall(r"<dd>[^<]*?(\d+)", body)), default=0))


@dataclass(frozen=True)
class Question:
    """One way in which somebody can be seen.

    ``path`` may name needs, the campaign and handles; ``times`` is how often it is asked among
    the others. ``logged`` says that exactly one entry of matches seen is left by it.
    """

    asks: Asks
    path: str
    read: Reader
    times: int = 1
    logged: bool = False
    of_all: bool = False
    """What it counts are all who may be matched, not those who answer the need alone."""
    of_granting: bool = False


_MEMBER, _STAFF, _OPERATOR = Asks.MEMBER, Asks.COORDINATOR, Asks.OPERATOR
_OWN, _SEEN = "/api/v1/needs/{need}", "/api/v1/coordination/needs/{need}"
_PAGE, _LOOK = "/agency/needs/{need}", "/coordination/needs/{need}"
_GRANT = "needs/{books}/matches/{granted}"
QUESTIONS: dict[str, Question] = {
    "list": Question(_MEMBER, f"{_OWN}/matches", _named, 4, logged=True),
    "first of the list": Question(_MEMBER, f"{_OWN}/matches?limit=4", _named, logged=True),
    "page": Question(_MEMBER, _PAGE, _named, logged=True),
    "kept link": Question(_MEMBER, f"{_OWN}/matches/{{kept}}", _asked_for, 4, logged=True),
    "kept page": Question(_MEMBER, f"{_PAGE}/matches/{{kept}}", _asked_for, logged=True),
    "sheet": Question(_MEMBER, f"{_PAGE}/sheet", _on_sheet, 2, logged=True),
    "granted": Question(_MEMBER, f"/api/v1/{_GRANT}/disclosure", _opened, 2, of_granting=True),
    "granted page": Question(_MEMBER, f"/agency/{_GRANT}/granted", _opened, of_granting=True),
    "requests": Question(_MEMBER, "/api/v1/disclosure-requests", _granted, of_granting=True),
    "coordinator": Question(_STAFF, f"{_SEEN}/matches", _named, 6),
    "coordinator page": Question(_STAFF, _LOOK, _named),
    "coordinator match": Question(_STAFF, f"{_SEEN}/matches/{{seen}}", _asked_for, 6),
    "review page": Question(_STAFF, f"{_LOOK}/matches/{{seen}}", _asked_for),
    "steps": Question(_STAFF, f"{_SEEN}/matches/{{seen}}/steps", _asked_for, 2),
    "comparison": Question(_STAFF, f"{_LOOK}/comparison/{{seen}}/{{other}}", _both),
    "ladder": Question(
        _STAFF, "/api/v1/coordination/needs/{near}/ladder", _counting("pool"), 2, of_all=True
    ),
    "ladder page": Question(_STAFF, "/coordination/needs/{near}/ladder", _named),
    "gaps": Question(_STAFF, "/api/v1/coordination/gaps", _counting("people"), 2, of_all=True),
    "campaign": Question(
        _STAFF, "/api/v1/coordination/campaigns/{campaign}", _counting("filled"), 2
    ),
    "campaign page": Question(_STAFF, "/coordination/campaigns/{campaign}", _named),
    "campaigns": Question(_STAFF, "/api/v1/coordination/campaigns", _filled),
    "export": Question(_OPERATOR, "match need", _named, 2),
    "trial of seats": Question(_OPERATOR, "allocate", _named),
}


def turns() -> tuple[str, ...]:
    """Give the kinds of question in the order they are asked, the frequent ones spread out."""
    slots = [
        ((number + 0.5) / each.times, place, kind)
        for place, (kind, each) in enumerate(QUESTIONS.items())
        for number in range(each.times)
    ]
    return tuple(kind for _, _, kind in sorted(slots))


KINDS = turns()
