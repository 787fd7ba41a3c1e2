"""When an answer about a name begins tells nothing of what was found."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from api.app import EVEN_PATHS, declared_access
from api.even_answers import EvenAnswers, seconds_to_wait
from data.engine import Stores
from privacy.keys import KeyRing
from tests.api_client import application
from tests.api_world import World, make_world
from tests.asgi import apart, posted

STEP = 0.5
NOT_ABOUT_NAMES: Mapping[str, str] = {
    "/language": "chooses a language",
    "/quick-exit": "forgets this browser's session",
    "/sign-out": "ends this browser's session",
    "/register": "names are made by us; nobody can ask for one",
    "/api/v1/people": "names are made by us; nobody can ask for one",
    "/join": "a code of an invitation, too long to guess",
    "/join/passkey": "a code of an invitation, too long to guess",
    "/join/passphrase": "a code of an invitation, too long to guess",
    "/api/v1/invitations": "a code of an invitation, too long to guess",
    "/api/v1/invitations/passkey": "a code of an invitation, too long to guess",
    "/api/v1/passkeys/sign-in-questions": "takes no name",
}
"""Where anybody may post without being held back, and why."""


@pytest.fixture
def world(sqlite_only: Stores, ring: KeyRing, tmp_path: Path) -> World:
    return make_world(sqlite_only, ring, tmp_path, taxonomy=False)


class Clockwork:
    """A clock that only work and waiting move, and an application that works so long."""

    def __init__(self, work: float, *, slow_body: float = 0.0, step: float = STEP) -> None:
        self.now = 100.0
        self.work, self.slow_body = work, slow_body
        self.state = type("State", (), {})()
        self.state.runtime = type("Runtime", (), {})()
        self.state.runtime.settings = type("Settings", (), {"even_answer_ms": step * 1000})()
        self.began: float | None = None
        self.whole = 0.0

    async def answer(self, _scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        self.now += self.work
        await send({"type": "http.response.start", "status": 401, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def wait(self, seconds: float) -> None:
        self.now += seconds

    def begins_after(self, path: str = "/sign-in", method: str = "POST") -> float:
        """Give the time from the whole question to the beginning of the answer."""
        parts: list[Message] = [
            {"type": "http.request", "body": b"lo", "more_body": True},
            {"type": "http.request", "body": b"gin", "more_body": False},
        ]

        async def receive() -> Message:
            if len(parts) == 1:
                self.now += self.slow_body
                self.whole = self.now
            return parts.pop(0)

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.began = self.now

        scope: Any = {"type": "http", "method": method, "path": path, "app": self}
        even = EvenAnswers(self.answer, paths=EVEN_PATHS, now=lambda: self.now, wait=self.wait)
        apart(lambda: even(scope, receive, send))
        assert self.began is not None
        return self.began - self.whole


@given(taken=st.floats(0, 60), step=st.floats(0.01, 5))
def test_an_answer_begins_at_a_whole_number_of_steps_and_within_one_more(
    taken: float, step: float
) -> None:
    held = seconds_to_wait(taken, step)
    assert 0 <= held <= step * (1 + 1e-9)
    assert (taken + held) / step == pytest.approx(round((taken + held) / step))
    assert taken + held >= step * (1 - 1e-9)


@given(known=st.floats(0, 0.49), unknown=st.floats(0, 0.49))
def test_within_a_step_nothing_tells_a_known_name_from_another(
    known: float, unknown: float
) -> None:
    assert Clockwork(known).begins_after() == pytest.approx(Clockwork(unknown).begins_after())


def test_without_steps_it_would_be_seen() -> None:
    """The break."""
    known, unknown = Clockwork(0.0147, step=0.0), Clockwork(0.0136, step=0.0)
    assert known.begins_after() - unknown.begins_after() == pytest.approx(0.0011)


@pytest.mark.parametrize("slow", [0.0, 0.3, 0.499, 0.5, 7.2])
def test_a_body_sent_slowly_moves_nobody_across_a_step(slow: float) -> None:
    waited = {Clockwork(work, slow_body=slow).begins_after() for work in (0.001, 0.014, 0.4)}
    assert max(waited) == pytest.approx(STEP)
    assert min(waited) == pytest.approx(STEP)


def test_reading_a_page_waits_for_nothing() -> None:
    assert Clockwork(0.01).begins_after(method="GET") == pytest.approx(0.01)
    assert Clockwork(0.01).begins_after(path="/language") == pytest.approx(0.01)


def test_everywhere_anybody_may_post_is_held_back_or_said_not_to_tell_names(world: World) -> None:
    open_to_all = {
        path
        for (method, path), access in declared_access(application(world)).items()
        if method == "POST" and not access.roles
    }
    assert open_to_all == EVEN_PATHS | set(NOT_ABOUT_NAMES)
    assert not EVEN_PATHS & set(NOT_ABOUT_NAMES)


@pytest.mark.parametrize("path", sorted(EVEN_PATHS))
def test_the_service_itself_holds_them_back(world: World, path: str) -> None:
    world.runtime.settings = world.runtime.settings.model_copy(update={"even_answer_ms": 120})
    given = b"login=K7RM-2XQ9-TVAB&passphrase=x&code=y"
    assert posted(application(world), path, given).seconds >= 0.12
