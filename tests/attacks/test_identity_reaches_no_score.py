"""Sex, age, name and nationality, sent by every way in: no ranking moves by a single bit.

What the types cannot hold cannot be weighed; here the same is tried from outside, through
every JSON route that takes a body, every form about a profile or a need, and every importer.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from pydantic import BaseModel

from api.app import API_PREFIX
from api.inputs.base import Input
from api.inputs.campaign import CampaignInput, QuotaInput
from api.pages.profile import FIELD_OF_SECTION
from api.services.accounts.claim_form import new_form_token
from data.engine import Stores
from data.importers.profiles import read_profiles
from data.importers.vacancies import read_vacancies
from matcher.types import MatchNeed, MatchOrganisation, MatchProfile
from privacy.keys import KeyRing
from privacy.policy import Actor
from tests.api_client import Caller, Door, application, make_door
from tests.api_world import World, make_world, uri
from tests.factories import claim
from tests.workbooks import sheet_xml, workbook_bytes

SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
FORBIDDEN: Mapping[str, object] = {
    "sex": "female",
    "gender": "m",
    "age": 59,
    "age_band": "55+",
    "birth_date": "1967-03-08",
    "nationality": "GE",
    "citizenship": "DE",
    "legal_situation": "undocumented",
    "religion": "none",
    "marital_status": "widowed",
    "first_name": "Nino",
    "name": "Nino Sample",
}
"""What somebody might try to send; ``name`` stands for any name outside the identity."""
WORDS = {
    "sex",
    "gender",
    "age",
    "birth",
    "born",
    "birthday",
    "nationality",
    "citizenship",
    "religion",
    "ethnicity",
    "marital",
    "legal",
    "name",
    "surname",
}
"""Parts of field names that would name who somebody is."""
BODY_OF_A_MATCH = ("numerator", "score", "bucket", "bars", "terms")


OF_CAMPAIGNS = (CampaignInput, QuotaInput)


@pytest.fixture
def world(stores: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(stores, ring, tmp_path)


@pytest.fixture
def door(world: World) -> Door:
    return make_door(world)


class Rankings:
    """Some people, a need and a coordinator who looks at the ranking again and again."""

    def __init__(self, world: World, door: Door) -> None:
        self.world, self.door = world, door
        self.agency = world.agency()
        self.people = [
            world.person(claim("cage_farming", level), claim("fish_health", 2))
            for level in (4, 3, 2)
        ]
        self.need = world.need(self.agency, "cage_farming", "fish_health")
        self.draft = world.need(self.agency, "cage_farming", publish=False)
        self._coordinator = door.as_(world.coordinator())

    def now(self) -> str:
        """Give the coordinator's ranking, numbers included, as it is sent."""
        path = f"/coordination/needs/{self.need.id}/matches?limit=50"
        answer = self._coordinator.ask("GET", path)
        assert answer.status == 200, answer.text
        return answer.text

    def as_(self, actor: Actor) -> Caller:
        """Call as somebody, over JSON."""
        return self.door.as_(actor)


@pytest.fixture
def rankings(world: World, door: Door) -> Rankings:
    return Rankings(world, door)


WORK: dict[str, Any] = {
    "skills": [
        {"concept": uri("cage_farming"), "level": 3},
        {"concept": uri("fish_health"), "level": 2},
    ],
    "languages": [{"tag": "ar-EG", "level": 7}],
    "experience": [{"sector": "fisheries", "years_origin": 2}],
    "residence": {"country": "EG"},
}
NEED: dict[str, Any] = {
    "kind": "vacancy",
    "title": "Fish farm worker",
    "language": "en",
    "requirements": [{"concept": uri("cage_farming"), "minimum_level": 2}],
    "languages": [{"tag": "ar", "minimum": 3}],
}


def tainted(body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give a body with each forbidden key, at the top and in every part of it."""
    for key, value in FORBIDDEN.items():
        yield f"/{key}", {**body, key: value}
        for part, inside in body.items():
            if isinstance(inside, list):
                yield f"/{part}/0/{key}", {**body, part: [{**inside[0], key: value}, *inside[1:]]}
            elif isinstance(inside, dict):
                yield f"/{part}/{key}", {**body, part: {**inside, key: value}}


@SQLITE
def test_the_ranking_that_is_compared_holds_the_numbers(rankings: Rankings) -> None:
    assert any(f'"{word}"' in rankings.now() for word in BODY_OF_A_MATCH)
    before = rankings.now()
    person = rankings.people[2]
    changed = {**WORK, "skills": [{"concept": uri("cage_farming"), "level": 4}]}
    answer = rankings.as_(person.actor).ask("PUT", "/me/work", json=changed)
    assert answer.status == 204, answer.text
    assert rankings.now() != before, "what somebody can do does move it"


@SQLITE
def test_a_profile_or_a_need_with_such_a_key_is_refused_and_nothing_moves(
    rankings: Rankings,
) -> None:
    person = rankings.as_(rankings.people[0].actor)
    agency = rankings.as_(rankings.agency)
    assert person.ask("PUT", "/me/work", json=WORK).status == 204
    before = rankings.now()
    routes = (
        (person, "PUT", "/me/work", WORK),
        (agency, "POST", "/needs", NEED),
        (agency, "PUT", f"/needs/{rankings.draft.id}", NEED),
    )
    for caller, method, path, body in routes:
        for pointer, sent in tainted(body):
            answer = caller.ask(method, path, json=sent, if_match='"1"')
            assert answer.status == 422, (method, path, pointer, answer.text)
            # The part that is wrong is named; what was sent is never repeated.
            [problem] = answer.json["errors"]
            assert problem["code"] == "extra_forbidden", (path, pointer)
            assert problem["pointer"] == pointer.rpartition("/")[0], (path, pointer)
    assert rankings.now() == before


@SQLITE
def test_names_may_be_told_and_move_nothing(rankings: Rankings) -> None:
    person = rankings.as_(rankings.people[1].actor)
    before = rankings.now()
    for full_name in ("Fatma Sample", "Giorgi Sample", "Jean-Luc Sample", None):
        assert person.ask("PUT", "/me/identity", json={"full_name": full_name}).status == 204
        assert rankings.now() == before
    for key, value in FORBIDDEN.items():
        answer = person.ask("PUT", "/me/identity", json={"full_name": "A Sample", key: value})
        assert answer.status == 422, key
    assert rankings.now() == before


@SQLITE
def test_no_route_that_takes_a_body_lets_such_a_key_through(
    rankings: Rankings, world: World
) -> None:
    """Every route there is, by everybody who may call anything: new ones are tried unasked."""
    before = rankings.now()
    callers = [
        rankings.as_(rankings.people[0].actor),
        rankings.as_(rankings.agency),
        rankings.as_(world.coordinator()),
        rankings.door.as_(None),
    ]
    paths = application(world).openapi()["paths"]
    tried = 0
    for path, methods in paths.items():
        for method, described in methods.items():
            if "requestBody" not in described:
                continue
            tried += 1
            filled = path.removeprefix(API_PREFIX).replace("{need_id}", rankings.draft.id)
            filled = re.sub(r"\{[a-z_]+\}", "a" * 26, filled)
            for caller in callers:
                answer = caller.ask(method.upper(), filled, json=dict(FORBIDDEN))
                assert 400 <= answer.status < 500, (method, path, answer.status)
    assert tried >= 10
    assert rankings.now() == before


class FormReader(HTMLParser):
    """Read the inputs of a page as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self._select: str | None = None
        self._text: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, present = given.get("name", ""), dict(attrs)
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._text = name
        elif tag == "option" and self._select and "selected" in present:
            self.sent.append((self._select, given.get("value", "")))
        elif (tag, name) == ("button", "save") or (
            tag == "input" and name and self._counts(given.get("type"), "checked" in present)
        ):
            self.sent.append((name, given.get("value", "")))

    @staticmethod
    def _counts(kind: str | None, checked: bool) -> bool:
        return kind not in {"submit", "button"} and (kind not in {"checkbox", "radio"} or checked)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        elif tag == "textarea":
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text and data.strip():
            self.sent.append((self._text, data))


def form_of(page: str) -> dict[str, list[str]]:
    """Give the inputs of a page, with a token that was not used yet."""
    reader = FormReader()
    reader.feed(page)
    found: dict[str, list[str]] = {}
    for name, value in reader.sent:
        found.setdefault(name, []).append(value)
    found["form_token"] = [new_form_token()]
    return found


@SQLITE
def test_no_form_about_a_profile_or_a_need_lets_such_an_input_through(rankings: Rankings) -> None:
    door, person, agency = rankings.door, rankings.people[0].actor, rankings.agency
    assert rankings.as_(person).ask("PUT", "/me/work", json=WORK).status == 204
    pages = [(person, f"/me/profile/{section}") for section in (*FIELD_OF_SECTION, "contact")]
    pages += [
        (agency, "/agency/needs/new?kind=vacancy"),
        (agency, f"/agency/needs/{rankings.draft.id}/edit"),
    ]
    for actor, path in pages:
        headers = {
            "authorization": f"Bearer {rankings.world.token(actor)}",
            "accept-language": "en",
            "accept": "text/html",
        }
        page = door.client.get(path, headers=headers)
        assert page.status_code == 200, path
        plain = form_of(page.text)
        if path.startswith("/agency/needs/new"):
            plain |= {"title": ["Fish farm worker"], "save": ["1"]}
        sent = door.client.post(path, data=plain, headers=headers, follow_redirects=False)
        assert sent.status_code in {200, 303, 422}, (path, sent.status_code)
        before = rankings.now()
        everything = {key: str(value) for key, value in FORBIDDEN.items()}
        for more in ({"sex": "female"}, everything):
            tried = {**plain, **more, "form_token": new_form_token()}
            answer = door.client.post(path, data=tried, headers=headers, follow_redirects=False)
            assert answer.status_code in {200, 303, 409, 422}, (path, answer.status_code)
        assert rankings.now() == before, path


@SQLITE
def test_registering_with_such_an_input_tells_nobody_anything(rankings: Rankings) -> None:
    before = rankings.now()
    for key, value in FORBIDDEN.items():
        answer = rankings.door.client.post(
            "/register",
            data={"form_token": new_form_token(), key: str(value)},
            headers={"accept-language": "en"},
            follow_redirects=False,
        )
        assert answer.status_code in {200, 303, 422}, key
    assert rankings.now() == before


PROFILE_ROW = {
    "skills": "cage farming [advanced] | fish health",
    "languages": "ar: C1",
    "sector": "fisheries",
    "years_origin": "3",
    "consent_store": "yes",
    "consent_match": "yes",
    "consent_contact": "yes",
}
NEED_ROW = {"title": "Fish farm worker", "skills": "cage farming", "sector": "fisheries"}


def files_of(row: Mapping[str, object]) -> Iterator[tuple[str, bytes]]:
    """Write one row as every table a file may hold."""
    heads, cells = list(row), [str(value) for value in row.values()]
    for separator in (",", ";"):
        lines = [separator.join(heads), separator.join(f'"{cell}"' for cell in cells)]
        yield "rows.csv", "\n".join(lines).encode()
    yield "rows.xlsx", workbook_bytes(sheet_xml([heads, cells]))
    yield "rows.jsonl", (json.dumps(dict(row)) + "\n").encode()


@pytest.mark.parametrize(
    "column",
    [
        *sorted(FORBIDDEN.keys() - {"name"}),
        *("Geschlecht", "sexe", "âge", "date de naissance", "nationalité", "الجنس"),
    ],
)
def test_no_column_of_a_file_brings_such_a_thing_in(column: str) -> None:
    for (filename, plain), (_, more) in zip(
        files_of(PROFILE_ROW), files_of({**PROFILE_ROW, column: "x"}), strict=True
    ):
        drafts = [read_profiles(each, filename).drafts for each in (plain, more)]
        assert len(drafts[0]) == 1
        assert [without_words(each) for each in drafts[1]] == [
            without_words(each) for each in drafts[0]
        ]
    for (filename, plain), (_, more) in zip(
        files_of(NEED_ROW), files_of({**NEED_ROW, column: "x"}), strict=True
    ):
        found = [read_vacancies(each, filename).drafts for each in (plain, more)]
        assert len(found[0]) == 1
        assert found[1] == found[0]


POSTING: dict[str, object] = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Fish farm worker",
    "skills": "cage farming",
}


def test_an_advert_that_asks_for_such_a_thing_is_read_without_it() -> None:
    """Also where the vocabulary of adverts has a word for it."""
    plain = read_vacancies(json.dumps(POSTING).encode(), "in.json").drafts
    tainted_posting = {**POSTING, **FORBIDDEN, "name": POSTING["title"]}
    applicant = {"applicantLocationRequirements": [], "requiredGender": "male"}
    for more in (tainted_posting, {**POSTING, **applicant}):
        assert read_vacancies(json.dumps(more).encode(), "in.json").drafts == plain
    assert len(plain) == 1


def without_words(draft: object) -> dict[str, object]:
    """Give what of a draft can reach a match: not her name, not her own words."""
    assert is_dataclass(draft)
    left = {"identity", "own_words"}
    return {each.name: getattr(draft, each.name) for each in fields(draft) if each.name not in left}


def types_in(kind: object, seen: set[object]) -> Iterator[type]:
    """List every dataclass and model that can stand anywhere inside a type."""
    if kind in seen or kind in {NoneType, Any}:
        return
    seen.add(kind)
    if get_origin(kind) is not None or isinstance(kind, UnionType) or get_origin(kind) is Union:
        for argument in get_args(kind):
            yield from types_in(argument, seen)
    elif isinstance(kind, type) and (is_dataclass(kind) or issubclass(kind, BaseModel)):
        yield kind
        for hint in get_type_hints(kind).values():
            yield from types_in(hint, seen)


def named_parts(kind: type) -> dict[str, set[str]]:
    """Give the words of every field name of a type."""
    names = list(get_type_hints(kind))
    return {name: set(name.split("_")) for name in names}


@pytest.mark.parametrize("root", [MatchProfile, MatchNeed, MatchOrganisation])
def test_nothing_inside_the_sides_of_a_match_can_name_who_somebody_is(root: type) -> None:
    inside = list(types_in(root, set()))
    assert root in inside
    assert len(inside) > (3 if root is not MatchOrganisation else 2)
    for kind in inside:
        assert not [name for name, parts in named_parts(kind).items() if parts & WORDS], kind


def test_every_input_from_outside_is_closed_to_what_it_does_not_know() -> None:
    def below(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
        for each in kind.__subclasses__():
            yield each
            yield from below(each)

    inputs = list(below(Input))
    assert len(inputs) > 20
    for kind in inputs:
        assert kind.model_config.get("extra") == "forbid", kind
        told = {name for name, parts in named_parts(kind).items() if parts & WORDS}
        # A campaign and its quotas have a name; people have theirs in the one place it is sealed.
        assert told <= ({"name"} if kind in OF_CAMPAIGNS else {"full_name"}), (kind, told)
