"""Ask an application without a network, a client or a thread between, as fast as it can."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar

import anyio.to_thread
from fastapi import FastAPI

Header = tuple[bytes, bytes]
Result = TypeVar("Result")


def without_threads() -> None:
    """Let everything in this process be called at once, in the thread that asks for it.

    For processes that ask one question at a time: nothing would go on beside it.
    """

    async def at_once(function: Callable[..., Any], *given: Any, **_: Any) -> Any:
        return function(*given)

    setattr(anyio.to_thread, "run_sync", at_once)  # noqa: B010 - a stand-in of a looser type


async def ask(
    app: FastAPI,
    path: str,
    token: str,
    *,
    method: str = "GET",
    body: bytes = b"",
    headers: Sequence[Header] = (),
) -> tuple[int, dict[bytes, bytes], float, str]:
    """Ask in somebody's session.

    Returns:
        The status, the headers, when the answer began to be sent, and its body.
    """
    status, sent, answered, parts = 0, 0.0, dict[bytes, bytes](), list[bytes]()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status, sent, answered
        if message["type"] == "http.response.start":
            sent = time.monotonic()
            status, answered = message["status"], dict(message["headers"])
        else:
            parts.append(message.get("body", b""))

    place, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": place,
        "raw_path": place.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [
            (b"host", b"testserver"),
            (b"authorization", f"Bearer {token}".encode()),
            (b"accept-language", b"en"),
            *headers,
        ],
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
    }
    await app(scope, receive, send)
    return status, answered, sent, b"".join(parts).decode()


def apart(work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Do something asynchronous in a thread of its own.

    The thread of a test may have an event loop going already: a browser leaves one running.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


class Posted(NamedTuple):
    """The status of an answer, and the seconds from the question to its beginning."""

    status: int
    seconds: float


def posted(app: FastAPI, path: str, body: bytes, kind: str = "x-www-form-urlencoded") -> Posted:
    """Send a body as nobody in particular, and take the time as one who waits outside."""

    async def send() -> Posted:
        asked = time.monotonic()
        headers = [
            (b"content-type", f"application/{kind}".encode()),
            (b"content-length", str(len(body)).encode()),
            (b"origin", b"http://testserver"),
        ]
        status, _, began, _ = await ask(app, path, "", method="POST", body=body, headers=headers)
        return Posted(status, began - asked)

    return apart(send)
