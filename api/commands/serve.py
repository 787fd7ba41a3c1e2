"""Serve the pages and the API; migrate the databases."""

# ruff: noqa: PLC0415 - commands load what they need when called (see api.commands)

import socket
import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from api.commands.output import fail, opened_runtime

if TYPE_CHECKING:
    from api.runtime import Runtime

WAITING_CONNECTIONS = 128


def run_server(runtime: "Runtime", listener: socket.socket, ready: Callable[[], None]) -> NoReturn:
    """Serve on an already listening socket until the process is told to stop.

    Access lines are not logged: an address can say who looked at what.

    Raises:
        KeyboardInterrupt: It was told to stop; it ends in no other way.
    """
    import uvicorn

    from api.app import create_app
    from api.services.installation.warm_up import warm_up

    config = uvicorn.Config(
        create_app(runtime),
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)

    def announce() -> None:
        while not server.started:
            if server.should_exit or waiting.wait(0.05):
                return
        ready()
        warm_up(runtime)

    waiting = threading.Event()
    teller = threading.Thread(target=announce, daemon=True)
    teller.start()
    try:
        server.run(sockets=[listener])
    finally:
        waiting.set()
    # It returns only when it was told to stop; whether the signal comes through again after
    # that depends on where it was caught.
    raise KeyboardInterrupt


def bind(host: str, port: int) -> socket.socket:
    """Listen on an address, or say why that cannot be done.

    It listens at once, not only when everything is ready: of two processes started at the
    same moment the second is told that the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(WAITING_CONNECTIONS)
    except OSError as error:
        listener.close()
        raise fail(
            f"Port {port} of {host} cannot be used ({error.strerror}). "
            "Choose another with --port; 0 takes a free one."
        ) from None
    return listener


def port_of(listener: socket.socket) -> int:
    """Give the port a socket listens on."""
    return int(listener.getsockname()[1])


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8000,
) -> None:
    """Serve the pages and the API of this installation.

    Example: PASSERELLE_PUBLIC_ORIGIN=https://example.org python -m api serve
    """
    from api.settings import read_settings

    settings = read_settings()
    if settings.public_origin is None and not settings.insecure_cookies:
        raise fail(
            "Set PASSERELLE_PUBLIC_ORIGIN to the https address people will type. "
            "(To try things out on this machine, use: python -m api demo)"
        )
    with bind(host, port) as listener, opened_runtime(settings=settings) as runtime:
        run_server(runtime, listener, lambda: typer.echo(f"serving on port {port_of(listener)}"))


def migrate() -> None:
    """Bring both databases to the newest revision; doing it again changes nothing.

    Example: python -m api migrate
    """
    from api.runtime import open_runtime
    from api.services.installation.prepare_installation import prepare_installation
    from api.settings import read_settings

    runtime = open_runtime(read_settings())
    try:
        mended = prepare_installation(runtime, migrate=True)
    finally:
        runtime.stores.close()
    typer.echo("both databases are at the newest revision")
    found = {what.replace("_", " "): count for what, count in asdict(mended).items() if count}
    if found:
        typer.echo("mended: " + ", ".join(f"{what} {count}" for what, count in found.items()))
