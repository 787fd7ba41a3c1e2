"""Answers about a name begin at fixed distances from their question, whatever was found.

Rules:

- Whoever signs in or recovers an account is answered no earlier than one step after the whole
  question was there; an answer that took longer begins at the next step. What lies between,
  also whether the name is known, cannot be measured from outside.
- The clock starts when the body is whole: a body sent slowly moves nobody across a step.
- Waiting holds no thread, no check of a passphrase and no turn to write.

What it does not do: make the work for an unknown name cost the same (``api.door``), or hide that
the machine is busy: work that sometimes takes longer than a step shows how often it does.
"""

import time
from collections.abc import Awaitable, Callable
from math import floor

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ABOUT_NAMES = ("/sign-in", "/sign-in/passkey", "/recover")
"""Pages that are sent a name, or something found by one."""
ABOUT_NAMES_JSON = ("/sessions", "/sessions/by-passkey", "/recoveries")
"""The same among the routes for programs."""


def seconds_to_wait(taken: float, step: float) -> float:
    """Give how long to hold back an answer that took so long: up to the next whole step.

    Args:
        taken: Seconds since the question was whole, at least 0.
        step: Seconds; 0 holds nothing back.
    """
    return (floor(taken / step) + 1) * step - taken if step else 0.0


class EvenAnswers:
    """Hold answers about names back to the next step.

    Args:
        app: What answers.
        paths: Where a POST tells a name.
        now: A clock that never goes back, in seconds.
        wait: Waits so many seconds.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        paths: frozenset[str],
        now: Callable[[], float] = time.monotonic,
        wait: Callable[[float], Awaitable[None]] = anyio.sleep,
    ) -> None:
        self.app = app
        self.paths = paths
        self._now = now
        self._wait = wait

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; begin its answer at a step."""
        step = 0.0
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"] in self.paths:
            step = scope["app"].state.runtime.settings.even_answer_ms / 1000
        if not step:
            await self.app(scope, receive, send)
            return
        whole: float | None = None

        async def hearing() -> Message:
            nonlocal whole
            message = await receive()
            if whole is None and not message.get("more_body", False):
                whole = self._now()
            return message

        async def evenly(message: Message) -> None:
            # Who is answered before anybody read the name learns nothing of it.
            if message["type"] == "http.response.start" and whole is not None:
                await self._wait(seconds_to_wait(self._now() - whole, step))
            await send(message)

        await self.app(scope, hearing, evenly)
