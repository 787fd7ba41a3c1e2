"""What every answer gets, whatever the route: headers, limits, and a shield for faults.

Rules:

- Nothing of an answer may be kept by browsers or proxies; no asset comes from elsewhere.
- A body larger than the installation allows is refused before it is read whole.
- No exception reaches the server's own logging, which would print its message.

What it does not do: authenticate or authorise.
"""

from collections.abc import Callable, MutableMapping
from typing import Any

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import ServiceError
from api.headers import HEADERS
from api.rendering import LOG, fault, problem

LAST_WORDS = "Something went wrong here. Nothing of it was kept. Please try again later."
"""What is answered when no page and no sentence can be made any more."""


class SecurityHeaders:
    """Add the headers of ``api.headers`` to every answer, and forbid keeping any of them."""

    def __init__(self, app: ASGIApp, *, encrypted: bool) -> None:
        self.app = app
        self.encrypted = encrypted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the headers of its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        static = scope["path"].startswith("/static/")

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "max-age=3600" if static else "no-store")
                if not static:
                    headers.add_vary_header("Accept-Language")
                    headers.add_vary_header("Cookie")
                if self.encrypted:
                    headers.setdefault("strict-transport-security", "max-age=31536000")
            await send(message)

        await self.app(scope, receive, complete)


class BodyTooLarge(Exception):
    """The request's body grew beyond the limit while it was read."""


class BodyLimit:
    """Refuse bodies above a limit, declared or not; uploads have their own limit."""

    def __init__(
        self, app: ASGIApp, *, limit: int, upload_limit: int, is_upload: Callable[[str], bool]
    ) -> None:
        self.app = app
        self.limit = limit
        self.upload_limit = upload_limit
        self.is_upload = is_upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the body while it arrives and stop at the limit."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.upload_limit if self.is_upload(scope["path"]) else self.limit
        declared = _declared_length(scope)
        started = False
        seen = 0

        async def counting() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise BodyTooLarge
            return message

        async def watching(message: Message) -> None:
            nonlocal started
            if seen > limit and not started:
                # Whoever read the body took the exception for something else and answers.
                raise BodyTooLarge
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            if declared is not None and declared > limit:
                raise BodyTooLarge
            await self.app(scope, counting, watching)
        except BodyTooLarge:
            if started:
                raise
            await _refuse(scope, receive, send)


def _declared_length(scope: MutableMapping[str, Any]) -> int | None:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return None


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    answer = problem(Request(scope), 413, ServiceError("too_large"))
    await answer(scope, receive, send)


class FaultShield:
    """Answer unexpected exceptions here, so that no message of theirs is ever logged."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; turn an exception into a reference."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watching(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watching)
        except BodyTooLarge:
            raise
        except Exception as error:  # noqa: BLE001 - the edge of the process: nothing may pass
            answer = _answer_to(Request(scope), error)
            if not started:
                await answer(scope, receive, send)


def _answer_to(request: Request, error: Exception) -> Response:
    """Answer a fault; when even that fails, in words that need nothing."""
    try:
        return fault(request, error)
    except Exception as second:  # noqa: BLE001 - the message of this one may not pass either
        LOG.error("fault while answering a fault: %s", type(second).__name__)
        return PlainTextResponse(LAST_WORDS, status_code=500)
