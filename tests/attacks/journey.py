"""The main job done over HTTP by everybody in turn, everything that was answered kept.

The demonstration is seeded, then a newcomer registers, agrees, says who she is and what she
can do; an agency posts a need; a coordinator puts her forward; the agency asks, she grants
less than was asked, the agency reads, she takes it back, exports and leaves. On the way
everybody also sends what is wrong. Every step asserts that it worked.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx2 as httpx
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_app
from api.runtime import open_runtime
from api.services.accounts.claim_form import new_form_token
from api.services.installation.prepare_installation import prepare_installation
from api.services.installation.seed_demo import seed_demo
from api.services.people.notices import notice_reference
from api.settings import Settings
from data.demo.records import DemoData
from data.importers.starter import load_starter
from privacy.inventory import consent_pairs
from tests.api_world import Clock, World

ORIGIN = "http://testserver"
NEWCOMER = {
    "newcomer.full_name": "Zubaïda Qwortz-Vlimmer",
    "newcomer.phone": "+20 111 8642 9753",
    "newcomer.email": "zubaida.qwortz@example.org",
    "newcomer.login": "zub.login.qwortz@example.org",
    "newcomer.address": "77 Flimwell Quay, Qwortzburg",
    "newcomer.own_words": "Qwortz flicke Netze seit Jahren; شبكات الصيد قورتز",
    "newcomer.passphrase": "zinnia quartz bramble yodel fjord",
}
TYPED = {
    "typed.text": "Typed-Nonsense-Vqz84",
    "typed.passphrase": "vqz mistaken passphrase typed",
    "fault.message": "Fault-Message-Kwx93 of Jemima Kwx",
}
"""What is sent where it does not belong, and what an exception says."""
ACCOUNT_CODE = re.compile(r'<bdi class="code" dir="ltr">([0-9A-Z-]+)</bdi>')
PLAIN_TITLE = "Plainly Visible Apiary Vacancy"
SKILLS = ("beekeeping", "islamic-finance")
NOT_ASKED = "bank-reconciliation"
ASKED = ("full_name", "phone", "email", "address", "own_words", "skills")
GRANTED = ("full_name", "phone")


def skill_uri(name: str) -> str:
    return f"urn:passerelle:skill:{name}"


@dataclass(frozen=True)
class Seen:
    """One answer: to whom, to what, and everything in it."""

    who: str
    what: str
    status: int
    content: bytes = field(repr=False)
    may: tuple[str, ...] = ()
    """Beginnings of the names of values that may stand in it."""


@dataclass
class Visitor:
    """Somebody with a browser of her own; forms carry a token, as pages give them one."""

    app: FastAPI
    who: str
    seen: list[Seen]
    may: tuple[str, ...] = ()
    client: TestClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = TestClient(
            self.app, base_url=ORIGIN, raise_server_exceptions=False, follow_redirects=False
        )
        self.client.headers["accept-language"] = "en"

    def ask(self, method: str, path: str, may: tuple[str, ...] = (), **sent: Any) -> httpx.Response:
        """Send anything and keep the answer."""
        sent.setdefault("headers", {}).setdefault("origin", ORIGIN)
        answer = self.client.request(method, path, **sent)
        head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        content = head.encode() + b"\n\n" + answer.content
        self.seen.append(
            Seen(self.who, f"{method} {path}", answer.status_code, content, (*self.may, *may))
        )
        return answer

    def page(self, path: str, status: int = 200, may: tuple[str, ...] = ()) -> str:
        """Look at a page."""
        answer = self.ask("GET", path, may, headers={"accept": "text/html"})
        assert answer.status_code == status, (path, answer.status_code)
        return answer.text

    def send(self, path: str, status: int = 303, **inputs: str | Sequence[str]) -> httpx.Response:
        """Send a form with a fresh token."""
        answer = self.ask(
            "POST",
            path,
            data={"form_token": new_form_token(), **inputs},
            headers={"accept": "text/html"},
        )
        assert answer.status_code == status, (path, answer.status_code)
        return answer

    def json(
        self, method: str, path: str, body: object = None, may: tuple[str, ...] = (), **headers: str
    ) -> Any:
        """Ask a JSON route for what it accepts."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.ask(method, f"/api/v1{path}", may, json=body, headers=named)
        assert answer.status_code in {200, 201, 204}, (path, answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def sign_in(self, login: str, passphrase: str) -> None:
        self.page("/sign-in")
        self.send("/sign-in", login=login, passphrase=passphrase)


@dataclass
class Town:
    """The demonstration in an installation, its application, and all that was answered."""

    world: World
    demo: DemoData
    app: FastAPI
    seen: list[Seen] = field(default_factory=list)

    def visitor(self, who: str, may: tuple[str, ...] = ()) -> Visitor:
        return Visitor(self.app, who, self.seen, may)


def found_town(home: Path, main_url: str | None = None, keys_url: str | None = None) -> Town:
    """Set up an installation as a first start does, and seed the demonstration."""
    clock = Clock()
    settings = Settings(
        home=home,
        main_url=main_url,
        keys_url=keys_url,
        demo=True,
        storage_country="FR",
        insecure_cookies=True,
        argon2_memory_kib=8,
        argon2_iterations=1,
        even_answer_ms=0,
    )
    runtime = open_runtime(settings, clock)
    prepare_installation(runtime, migrate=True)
    demo = seed_demo(runtime)
    return Town(World(runtime, clock), demo, create_app(runtime))


@cache
def _starter_words() -> tuple[str, ...]:
    return tuple(label.text for concept in load_starter().concepts for label in concept.labels)


def public_texts(demo: DemoData) -> Iterator[str]:
    """Give what the demonstration shows to everybody."""
    for need in demo.needs:
        yield from (need.title, need.text, need.employer or "")
    for organisation in demo.organisations:
        yield organisation.name
    yield from _starter_words()


@dataclass
class Kept(logging.Handler):
    """Keeps every line anything logs, tracebacks included."""

    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(logging.DEBUG)

    def __hash__(self) -> int:
        return id(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def all_logs(*, rows: bool = True) -> Iterator[Kept]:
    """Log everything there is to log: statements, rows (unless told), bodies, tracebacks."""
    root, kept = logging.getLogger(), Kept()
    kept.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
    loggers = (root, logging.getLogger("sqlalchemy")) if rows else (root,)
    before = [logger.level for logger in loggers]
    root.addHandler(kept)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    try:
        yield kept
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
        root.removeHandler(kept)


def travel(town: Town, *, thorough: bool = True) -> None:
    """Do the main job from the first page to leaving.

    Args:
        town: Where.
        thorough: Everybody also sends what is wrong, not only the staff.
    """
    newcomer = town.visitor("newcomer", ("newcomer.",))
    _register(newcomer)
    _say(newcomer)
    agency, coordinator = _staff(town)
    need = _post_need(agency)
    _put_forward(coordinator, need)
    handle = _ask_for(agency, need)
    _grant(newcomer)
    told = tuple(f"newcomer.{name}" for name in GRANTED)
    path = f"/needs/{need}/matches/{handle}"
    assert NEWCOMER["newcomer.phone"] in agency.page(f"/agency{path}/granted", may=told)
    shown = agency.json("GET", f"{path}/disclosure", may=told)
    assert set(shown["fields"]) == set(GRANTED)
    _take_back(newcomer)
    agency.page(f"/agency{path}/granted", 404)
    assert agency.json("GET", f"{path}/disclosure")["status"] == "ended"
    others = (newcomer, town.visitor("nobody")) if thorough else ()
    _look_around(agency, coordinator, *others)
    _leave(newcomer)
    agency.page(f"/agency{path}", 404)
    officer = town.visitor("officer")
    officer.sign_in(*_login(town, "officer"))
    officer.page("/officer")
    assert officer.json("POST", "/audit/verifications", {})["ok"]


def _login(town: Town, role: str) -> tuple[str, str]:
    return next((login, words) for who, login, words in town.demo.logins() if who.value == role)


def _staff(town: Town) -> tuple[Visitor, Visitor]:
    agency, coordinator = town.visitor("agency"), town.visitor("coordinator")
    agency.sign_in(*_login(town, "agency_member"))
    coordinator.sign_in(*_login(town, "coordinator"))
    return agency, coordinator


def _register(newcomer: Visitor) -> None:
    for path in ("/", "/notice", "/register", "/sign-in"):
        newcomer.page(path)
    inputs: dict[str, Any] = {
        "language": "en",
        "notice": notice_reference("en"),
        "consents": ["store:skills", "match:skills"],
    }
    newcomer.send("/register", 422, passphrase="short", **inputs)
    shown = newcomer.send("/register", 200, passphrase=NEWCOMER["newcomer.passphrase"], **inputs)
    code = ACCOUNT_CODE.findall(shown.text)[0]
    newcomer.send("/sign-out")
    newcomer.send("/sign-in", 401, login=NEWCOMER["newcomer.login"], passphrase="not hers at all")
    newcomer.sign_in(code, NEWCOMER["newcomer.passphrase"])


def _say(newcomer: Visitor) -> None:
    every = [f"{purpose}:{field}" for purpose, field in consent_pairs()]
    newcomer.send("/me/consents", notice=notice_reference("en"), consents=every)
    identity: dict[str, Any] = {
        name: NEWCOMER[f"newcomer.{name}"] for name in ("full_name", "phone", "email", "address")
    }
    newcomer.send("/me/profile/contact", **identity)
    skills = [{"concept": skill_uri(name), "level": 3} for name in (*SKILLS, NOT_ASKED)]
    words = NEWCOMER["newcomer.own_words"]
    newcomer.json("PUT", "/me/work", {"skills": skills, "own_words": words})
    newcomer.send("/me/profile/words", own_words=words)
    assert NEWCOMER["newcomer.phone"] in newcomer.page("/me/profile/contact")
    for path in ("", "/profile", "/consents", "/matches", "/requests", "/access-log", "/leave"):
        newcomer.page(f"/me{path}")
    for path in ("profile", "consents", "matches", "access-log", "data"):
        newcomer.json("GET", f"/me/{path}")


def _post_need(agency: Visitor) -> str:
    requirements = [{"concept": skill_uri(name), "minimum_level": 2} for name in SKILLS]
    body = {
        "kind": "vacancy",
        "title": PLAIN_TITLE,
        "language": "en",
        "requirements": requirements,
        "beneficiary_group": "local_enterprises",
    }
    need = agency.json("POST", "/needs", body)
    agency.page(f"/agency/needs/{need['id']}")
    agency.json("POST", f"/needs/{need['id']}/publication", if_match=str(need["revision"]))
    return str(need["id"])


def _put_forward(coordinator: Visitor, need: str) -> None:
    coordinator.page("/coordination")
    coordinator.page(f"/coordination/needs/{need}")
    matches = coordinator.json("GET", f"/coordination/needs/{need}/matches")["matches"]
    handle = matches[0]["handle"]  # nobody of the demonstration knows these skills
    path = f"/coordination/needs/{need}/matches/{handle}"
    coordinator.page(path)
    coordinator.send(path, decision="shortlisted", reason="meets_need")


def _ask_for(agency: Visitor, need: str) -> str:
    agency.page(f"/agency/needs/{need}")
    matches = agency.json("GET", f"/needs/{need}/matches")["matches"]
    (handle,) = [match["handle"] for match in matches if match["shortlisted"]]
    path = f"/agency/needs/{need}/matches/{handle}"
    agency.page(path)
    agency.send(path, fields=list(ASKED), until="2026-12-10")
    agency.page(f"{path}/granted", 404)
    agency.json("GET", "/disclosure-requests")
    return str(handle)


def _grant(newcomer: Visitor) -> None:
    newcomer.page("/me/requests")
    (request,) = newcomer.json("GET", "/me/disclosure-requests")
    newcomer.send(f"/me/requests/{request['id']}", fields=list(GRANTED), do="grant")


def _take_back(newcomer: Visitor) -> None:
    (request,) = newcomer.json("GET", "/me/disclosure-requests")
    newcomer.send(f"/me/grants/{request['grant']['id']}")


def _leave(newcomer: Visitor) -> None:
    newcomer.send("/me/data", 200)
    newcomer.send("/me/leave", 422, passphrase="not hers at all")
    newcomer.send("/me/leave", 200, passphrase=NEWCOMER["newcomer.passphrase"])
    newcomer.page("/me", 401)


def _look_around(*visitors: Visitor) -> None:
    """Let the staff look at everything, and everybody send what is wrong."""
    agency, coordinator = visitors[0], visitors[1]
    for need in agency.json("GET", "/needs"):
        agency.page(f"/agency/needs/{need['id']}")
        agency.json("GET", f"/needs/{need['id']}/matches")
    for need in coordinator.json("GET", "/coordination/needs")[:6]:
        coordinator.page(f"/coordination/needs/{need['id']}")
    for visitor in visitors:
        for method, path, sent in wrong_requests():
            answer = visitor.ask(method, path, **sent)
            assert 400 <= answer.status_code < 500, (method, path, answer.status_code)


def wrong_requests() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give requests that are refused, each carrying something that must not come back."""
    text = TYPED["typed.text"]
    as_json = {"content-type": "application/json"}
    for path in ("/api/v1/me/work", "/api/v1/me/identity", "/api/v1/me/consents"):
        yield "PUT", path, {"json": {text: text, "full_name": [text], "skills": text}}
        yield "PUT", path, {"content": b'{"full_name": "' + text.encode(), "headers": as_json}
        yield "PUT", path, {"content": text.encode() + b"\xff\xfe", "headers": as_json}
    for path in ("/api/v1/needs", "/api/v1/people", "/api/v1/sessions"):
        yield "POST", path, {"json": {"title": text, "login": [text], "email": {text: text}}}
    passphrase = TYPED["typed.passphrase"]
    body = {"login": f"{text}@example.org", "passphrase": passphrase}
    yield "POST", "/api/v1/sessions", {"json": body}
    for path in ("agency/needs", "coordination/needs", "api/v1/needs", "me/grants", "nowhere"):
        yield "GET", f"/{path}/{text}", {}
    yield "GET", f"/api/v1/needs?limit={text}", {}
    yield "POST", f"/me/requests/{text}", {"data": {"fields": text}}
    yield "DELETE", f"/api/v1/me/grants/{text}", {}
    yield "POST", "/me/profile/contact", {"data": {"full_name": text}}


def unexpected(
    seen: Iterable[Seen], find: Callable[[bytes], frozenset[str]]
) -> dict[str, set[str]]:
    """Give what stands in answers to people who are not entitled to it, by request."""
    found: dict[str, set[str]] = {}
    for each in seen:
        names = {name for name in find(each.content) if not name.startswith(each.may or "\0")}
        if names:
            found.setdefault(f"{each.who}: {each.what}", set()).update(names)
    return found
