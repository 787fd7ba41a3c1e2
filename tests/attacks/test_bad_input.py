"""Whatever is sent: a clear refusal, nothing half-written, nothing echoed, no fault of ours.

On both databases, because they refuse different things.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from api.services.accounts.claim_form import new_form_token
from data.engine import Stores
from privacy.handles import new_reference
from privacy.keys import KeyRing
from privacy.passphrase import verify_passphrase
from privacy.vocabulary import Role
from tests.api_client import Door, make_door
from tests.api_world import World, make_world, need_input
from tests.attacks.journey import all_logs
from tests.canaries import Needles
from tests.stored import Somebody

SAID = "Typed-Qvxz-Nonsense"
NEEDLES = Needles({"typed": SAID})
AS_JSON = {"content-type": "application/json"}
AS_FORM = {"content-type": "application/x-www-form-urlencoded"}
PROFILE, IDENTITY = "/api/v1/me/work", "/api/v1/me/identity"
LIMIT = 262_144
PASSPHRASE = "zinnia quartz bramble yodel fjord"
SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
"""For what does not depend on the kind of database."""


@pytest.fixture
def world(stores: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(stores, ring, tmp_path)


@pytest.fixture
def door(world: World) -> Door:
    return make_door(world)


def counted(stores: Stores) -> dict[str, int]:
    """Count the rows of every table but those that every request may touch."""
    found = {}
    for engine in (stores.main, stores.keys):
        with engine.connect() as connection:
            for table in inspect(engine).get_table_names():
                if table not in {"session", "audit_entry"}:
                    count = connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()
                    found[f"{engine.url.database}.{table}"] = count
    return found


def written(stores: Stores, somebody: Somebody) -> tuple[Any, ...]:
    """Give the versions of what is stored about somebody."""
    with stores.main.connect() as connection:
        return tuple(
            connection.execute(
                text(f"SELECT rec_ver FROM {table} WHERE person = :person"),
                {"person": somebody.id},
            ).scalar_one()
            for table in ("identity", "work_profile")
        )


def bodies() -> Iterator[tuple[str, bytes]]:
    """Give bodies that are no input of ours, by what is wrong with them."""
    said = SAID.encode()
    yield "cut off", b'{"own_words": "' + said
    yield "no JSON", said
    yield "empty", b""
    yield "null", b"null"
    yield "a list", json.dumps([SAID]).encode()
    yield "unknown name", json.dumps({SAID: SAID}).encode()
    yield "wrong kinds", json.dumps({"own_words": [SAID], "skills": SAID}).encode()
    yield "windows-1256", f'{{"own_words": "{SAID} محمد"}}'.encode("cp1256")
    yield "windows-1252", f'{{"own_words": "{SAID} é"}}'.encode("cp1252")
    yield "cut UTF-8", f'{{"own_words": "{SAID} é'.encode()[:-1] + b'"}'
    yield "lone surrogate", b'{"own_words": "' + said + b' \\ud800"}'
    yield "not a number", b'{"hours_per_month": NaN, "own_words": "' + said + b'"}'
    yield "infinite", b'{"hours_per_month": 1e999, "own_words": "' + said + b'"}'
    yield "huge number", b'{"own_words": "' + said + b'", "hours_per_month": ' + b"9" * 6000 + b"}"
    yield "deep", b'{"own_words":' + b"[" * 90_000
    yield "long text", json.dumps({"own_words": SAID * 400}).encode()
    yield (
        "too many",
        json.dumps({"skills": [{"concept": SAID + str(n)} for n in range(101)]}).encode(),
    )
    yield "unknown permit", json.dumps({"permit_answers": {SAID: SAID}}).encode()
    yield "unknown concept", json.dumps({"skills": [{"concept": SAID}]}).encode()
    yield "twice", json.dumps({"skills": [{"concept": SAID}] * 2}).encode()
    yield "unknown language", json.dumps({"languages": [{"tag": SAID}]}).encode()
    yield "no such day", json.dumps({"windows": [{"start": "2026-02-30", "end": SAID}]}).encode()
    yield (
        "wrong way round",
        json.dumps(
            {"windows": [{"start": "2026-05-01", "end": "2026-04-01"}], "own_words": SAID}
        ).encode(),
    )
    yield (
        "31 June",
        json.dumps(
            {"windows": [{"from_day": {"month": 6, "day": 31}, "to_day": {"month": 7, "day": 1}}]}
        ).encode(),
    )
    yield "unknown country", json.dumps({"residence": {"country": "QV"}}).encode()
    yield (
        "region of elsewhere",
        json.dumps({"residence": {"country": "EG", "region": "GR-G"}}).encode(),
    )


def test_no_body_is_half_written_or_echoed(door: Door, world: World, stores: Stores) -> None:
    amal = world.person()
    token = world.token(amal.actor)
    before, rows = written(stores, amal), counted(stores)
    tried = 0
    with all_logs() as kept:
        for wrong, body in bodies():
            headers = {**AS_JSON, "authorization": f"Bearer {token}"}
            answer = door.client.put(PROFILE, content=body, headers=headers)
            assert answer.status_code in {400, 422}, (wrong, answer.status_code)
            assert answer.headers["content-type"] == "application/problem+json"
            assert NEEDLES.find(answer.content + str(answer.headers).encode()) == frozenset(), wrong
            tried += 1
    assert tried == 26
    assert NEEDLES.find("\n".join(kept.lines).encode()) == frozenset()
    assert (written(stores, amal), counted(stores)) == (before, rows)
    # what is right is written by the same request
    fine = door.client.put(
        PROFILE, json={"own_words": SAID}, headers={"authorization": f"Bearer {token}"}
    )
    assert fine.status_code == 204
    assert written(stores, amal) != before


def chunks(size: int) -> Iterator[bytes]:
    for _ in range(size // 65_536 + 1):
        yield (SAID.encode() * 4_000)[:65_536]


@SQLITE
def test_too_much_is_refused_declared_or_not(door: Door, world: World, stores: Stores) -> None:
    amal = world.person()
    token = world.token(amal.actor)
    before = written(stores, amal)
    base = {"authorization": f"Bearer {token}"}
    for path, method, kind in (
        (PROFILE, "PUT", AS_JSON),
        ("/me/profile/contact", "POST", AS_FORM),
        ("/me/profile/contact", "POST", {"content-type": "multipart/form-data; boundary=x"}),
    ):
        declared = door.client.request(
            method, path, content=b"x" * (LIMIT + 1), headers={**base, **kind}
        )
        assert declared.status_code == 413
        running = door.client.request(
            method, path, content=chunks(2 * LIMIT), headers={**base, **kind}
        )
        assert running.status_code == 413
        assert NEEDLES.find(running.content) == frozenset()
    lied = door.client.put(
        PROFILE, content=chunks(2 * LIMIT), headers={**base, **AS_JSON, "content-length": "12"}
    )
    assert lied.status_code in {400, 413}
    assert written(stores, amal) == before


REFERENCES = (
    "%00",
    "%ff%fe",
    "..",
    "..%2f..%2fetc%2fpasswd",
    "'%20OR%20'1'='1",
    "a" * 26,
    "a" * 5_000,
    "٣" * 26,
)
PATHS: tuple[tuple[Role, str, str], ...] = (
    (Role.AGENCY_MEMBER, "GET", "/api/v1/needs/{0}"),
    (Role.AGENCY_MEMBER, "GET", "/api/v1/needs/{0}/matches"),
    (Role.AGENCY_MEMBER, "GET", "/api/v1/needs/{need}/matches/{0}"),
    (Role.AGENCY_MEMBER, "GET", "/api/v1/needs/{need}/matches/{0}/disclosure"),
    (Role.AGENCY_MEMBER, "GET", "/agency/needs/{0}"),
    (Role.AGENCY_MEMBER, "GET", "/agency/needs/{need}/matches/{0}"),
    (Role.AGENCY_MEMBER, "GET", "/agency/needs/{need}/matches/{0}/granted"),
    (Role.COORDINATOR, "GET", "/coordination/needs/{0}"),
    (Role.COORDINATOR, "GET", "/coordination/needs/{need}/matches/{0}"),
    (Role.COORDINATOR, "GET", "/api/v1/coordination/needs/{need}/matches/{0}"),
    (Role.PERSON, "POST", "/api/v1/me/disclosure-requests/{0}/refusal"),
    (Role.PERSON, "DELETE", "/api/v1/me/grants/{0}"),
    (Role.PERSON, "GET", "/me/profile/{0}"),
)


def test_no_reference_is_a_fault_of_ours(door: Door, world: World) -> None:
    agency, coordinator, amal = world.agency(), world.coordinator(), world.person()
    need = world.need(agency, "cage_farming").id
    tokens = {actor.role: world.token(actor) for actor in (agency, coordinator, amal.actor)}
    for role, method, template in PATHS:
        for reference in REFERENCES:
            path = template.replace("{need}", need).replace("{0}", reference)
            headers = {"authorization": f"Bearer {tokens[role]}"}
            answer = door.client.request(method, path, headers=headers, follow_redirects=False)
            ordinary = {200, 307, 404, 405, 422} if reference == ".." else {404, 405, 422}
            assert answer.status_code in ordinary, (path[:80], answer.status_code)


@SQLITE
def test_no_header_is_a_fault_of_ours(door: Door, world: World) -> None:
    for name, value in (
        ("accept-language", "a" * 50_000),
        ("accept-language", "en;q=²,;;,=,fr;q=nan"),
        ("accept-language", "\xff\xfe"),
        ("cookie", "passerelle=\xff; language=\xfe; =;;;"),
        ("cookie", "language=" + "../" * 900),
        ("authorization", "Bearer \xff\xfe"),
        ("authorization", "Bearer"),
        ("authorization", "Basic YWJj"),
        ("host", "evil.example"),
        ("x-forwarded-for", "127.0.0.1"),
        ("accept", "\xff;q=²"),
        ("content-type", "text/html; charset=utf-7"),
    ):
        answer = door.client.get(
            "/me", headers=[(name.encode(), value.encode("latin-1", "replace"))]
        )
        assert answer.status_code == 401, name
        assert "evil.example" not in answer.text + str(answer.headers)


NEED = need_input("cage_farming").model_dump(mode="json", exclude_none=True)


def test_wrong_needs_are_refused_whole(door: Door, world: World, stores: Stores) -> None:
    agency = door.as_(world.agency())
    rows = counted(stores)
    for change in (
        {"kind": SAID},
        {"title": ""},
        {"title": SAID * 100},
        {"language": SAID},
        {"requirements": [{"concept": SAID}]},
        {"requirements": [{"concept": "urn:test:occupation:fisher"}]},
        {"requirements": [{**NEED["requirements"][0], "weight": 10**30}]},
        {"organisation": SAID},
        {"status": "open"},
        {"id": new_reference()},
    ):
        answer = agency.ask("POST", "/needs", json={**NEED, **change})
        assert answer.status == 422, change
        assert NEEDLES.find(answer.text.encode()) == frozenset()
    assert counted(stores) == rows
    assert agency.ask("POST", "/needs", json=NEED).status == 201


def test_a_form_counts_once_and_only_with_its_token(
    door: Door, world: World, stores: Stores
) -> None:
    amal = world.person()
    headers = {"authorization": f"Bearer {world.token(amal.actor)}", "accept-language": "en"}
    inputs = {"form_token": new_form_token(), "full_name": "Amal Once"}

    def send(**changed: str | None) -> int:
        answer = door.client.post(
            "/me/profile/contact",
            data={k: v for k, v in {**inputs, **changed}.items() if v is not None},
            headers=headers,
            follow_redirects=False,
        )
        return answer.status_code

    before = written(stores, amal)
    assert send(form_token="") == 409
    assert send(form_token="x" * 101) == 409
    assert written(stores, amal) == before
    assert send() == 303
    once = written(stores, amal)
    assert once != before
    assert [send(), send(full_name="Amal Twice")] == [409, 409]
    assert written(stores, amal) == once
    assert send(form_token=new_form_token()) == 303


@SQLITE
def test_a_refused_form_may_be_sent_again(door: Door, world: World) -> None:
    """Refused, it did nothing: its token is not used up."""
    amal = world.person()
    headers = {"authorization": f"Bearer {world.token(amal.actor)}"}
    inputs = {"form_token": new_form_token(), "email": "no address"}

    def send() -> int:
        return door.client.post(
            "/me/profile/contact", data=inputs, headers=headers, follow_redirects=False
        ).status_code

    assert [send(), send()] == [422, 422]
    inputs["email"] = "amal@example.org"
    assert [send(), send()] == [303, 409]


ORIGINS = (
    ("https://evil.example", 403),
    ("null", 403),
    ("http://testserver.evil.example", 403),
    ("http://testserver:81", 403),
    ("https://testserver", 403),
    ("http://testserver", 303),
)


@SQLITE
@pytest.mark.parametrize(("origin", "expected"), ORIGINS)
def test_a_form_of_another_site_changes_nothing(
    door: Door, world: World, stores: Stores, origin: str, expected: int
) -> None:
    amal = world.person()
    before = written(stores, amal)
    door.client.cookies.set("passerelle", world.token(amal.actor))
    for headers in ({"origin": origin}, {"origin": origin, "sec-fetch-site": "same-origin"}):
        answer = door.client.post(
            "/me/profile/contact",
            data={"form_token": new_form_token(), "full_name": "Mallory"},
            headers=headers,
            follow_redirects=False,
        )
        assert answer.status_code == expected
        json_answer = door.client.put(IDENTITY, json={}, headers=headers)
        assert json_answer.status_code == (204 if expected == 303 else 403)
    assert (written(stores, amal) == before) is (expected == 403)
    if expected == 303:
        fetched = {"sec-fetch-site": "cross-site"}
        assert door.client.put(IDENTITY, json={}, headers=fetched).status_code == 403


@SQLITE
def test_signing_in_says_the_same_and_works_as_hard_for_everybody(
    door: Door, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known or not, right or wrong passphrase while locked: one answer after one check."""
    checks: list[bool] = []

    def counting(passphrase: str, stored: str | None, *rest: Any) -> bool:
        checks.append(stored is not None)
        return verify_passphrase(passphrase, stored, *rest)

    notice = door.as_(None).get("/notice")["reference"]
    right = PASSPHRASE
    body = {"language": "en", "passphrase": right, "consents": [], "notice": notice}
    known = door.as_(None).post("/people", body)["account_name"]
    monkeypatch.setattr("api.door.verify_passphrase", counting)
    world.runtime.settings = world.runtime.settings.model_copy(
        update={"failures_per_network": 1_000}
    )
    nobody = door.as_(None)
    logins = (known, "unknown.qvxz@example.org", "AAAA-BBBB-CCCC", "\u200b", "x" * 250)
    tries = [{"login": login, "passphrase": "wrong " * 5} for login in logins for _ in range(6)]
    tries.append({"login": known, "passphrase": right})  # right, but locked by now
    answers = [nobody.ask("POST", "/sessions", json=each) for each in tries]
    assert {answer.status for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1
    assert len(checks) == len(answers)
    assert checks.count(True) == 7
    world.later(days=1)
    fine = door.as_(None).ask("POST", "/sessions", json={"login": known, "passphrase": right})
    assert fine.status == 201


@SQLITE
def test_nobody_learns_by_registering_which_names_are_taken(door: Door) -> None:
    """A name that is chosen can be tried; so none is, neither here nor on the page."""
    nobody = door.as_(None)
    notice = nobody.get("/notice")["reference"]
    body: dict[str, object] = {"passphrase": PASSPHRASE, "consents": [], "notice": notice}
    names = [nobody.post("/people", {"language": "en", **body})["account_name"] for _ in range(3)]
    assert len(set(names)) == 3
    for chosen in ("email", "login", "account_name", "code"):
        given = {"language": "en", **body, chosen: names[0]}
        assert nobody.ask("POST", "/people", json=given).status == 422
        assert nobody.ask("POST", "/people", json={**given, chosen: "free-name"}).status == 422
    page = door.client.get("/register", headers={"accept": "text/html"}).text
    asked = set(re.findall(r'<input[^>]*name="([^"]+)"', page))
    known = {"form_token", "back", "language", "suggestion", "notice", "passphrase", "consents"}
    assert asked <= known


RANDOM = re.compile(r'name="form_token" value="[^"]*"|[a-z2-7]{26}')
"""Form tokens, and references: the address itself stands in the page."""


@SQLITE
def test_pages_tell_foreign_and_missing_apart_for_nobody(door: Door, world: World) -> None:
    agency, rival = world.agency(), world.agency("Green Coop")
    world.person()
    foreign = world.need(rival, "cage_farming").id
    own = world.need(agency, "cage_farming").id
    rival_caller, caller = door.as_(rival), door.as_(agency)
    (theirs,) = rival_caller.get(f"/needs/{foreign}/matches")["matches"]
    caller.get(f"/needs/{own}/matches")
    headers = {
        "authorization": f"Bearer {caller.token}",
        "accept": "text/html",
        "accept-language": "en",
    }
    for template in (
        "/agency/needs/{need}",
        "/agency/needs/{need}/edit",
        "/agency/needs/{need}/matches/{handle}",
        "/agency/needs/{need}/matches/{handle}/granted",
    ):
        pages = set()
        for need, handle in (
            (foreign, theirs["handle"]),
            (foreign, new_reference()),
            (new_reference(), new_reference()),
        ):
            answer = door.client.get(template.format(need=need, handle=handle), headers=headers)
            assert answer.status_code == 404
            kept = {k: v for k, v in answer.headers.items() if k != "content-length"}
            pages.add((RANDOM.sub("", answer.text), str(sorted(kept.items()))))
        assert len(pages) == 1, template
