"""Ask the JSON routes of a small installation, as anybody."""

from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import API_PREFIX, create_app
from privacy.policy import Actor
from tests.api_world import World

ORIGIN = "http://testserver"


@dataclass
class Caller:
    """A program with the session of one actor, or of nobody."""

    client: TestClient
    token: str | None = None
    language: str = "en"

    def ask(self, method: str, path: str, *, json: object = None, **headers: str) -> "Answer":
        """Send a request; underscores in header names stand for dashes."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent["accept-language"] = self.language
        if self.token:
            sent["authorization"] = f"Bearer {self.token}"
        answer = self.client.request(method, API_PREFIX + path, json=json, headers=sent)
        return Answer(answer.status_code, dict(answer.headers), answer.text, answer)

    def get(self, path: str) -> Any:
        """Get something that is there."""
        answer = self.ask("GET", path)
        assert answer.status == 200, answer.text
        return answer.json

    def post(self, path: str, json: object = None, **headers: str) -> Any:
        """Send something that is accepted."""
        answer = self.ask("POST", path, json=json, **headers)
        assert answer.status in {200, 201, 204}, answer.text
        return answer.json if answer.text else None


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str
    raw: Any = field(repr=False)

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return self.raw.json()


@dataclass
class Door:
    """Gives callers to an installation's routes."""

    world: World
    client: TestClient

    def as_(self, actor: Actor | None, language: str = "en") -> Caller:
        """Give a caller in somebody's session."""
        return Caller(self.client, self.world.token(actor) if actor else None, language)


_BUILT: list[FastAPI] = []


def application(world: World) -> FastAPI:
    """Give the application around an installation; it is built once for all tests."""
    if not _BUILT:
        _BUILT.append(create_app(world.runtime))
    _BUILT[0].state.runtime = world.runtime
    return _BUILT[0]


def make_door(world: World) -> Door:
    """Open an installation to callers."""
    client = TestClient(application(world), base_url=ORIGIN, raise_server_exceptions=False)
    return Door(world, client)
