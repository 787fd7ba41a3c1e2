"""The real application with the demonstration in it, served on a free port of this machine."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn

from api.app import create_app
from api.runtime import Clock, Runtime, open_runtime
from api.services.installation.prepare_installation import prepare_installation
from api.services.installation.seed_demo import seed_demo
from api.services.installation.warm_up import warm_up
from api.settings import Settings
from tests.linking_shelf import borrow

BEGINNING = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PATIENCE = 120.0


@dataclass(frozen=True)
class Served:
    """An installation and its address."""

    runtime: Runtime
    origin: str


def running_clock() -> Clock:
    """Give a clock that starts on a fixed day and goes on from there."""
    started = time.monotonic()
    return lambda: BEGINNING + timedelta(seconds=time.monotonic() - started)


def runtime_in(home: Path, clock: Clock) -> Runtime:
    """Open the demonstration in a folder; passphrases are checked cheaply there."""
    settings = Settings(
        home=home,
        demo=True,
        storage_country="FR",
        insecure_cookies=True,
        argon2_memory_kib=8,
        argon2_iterations=1,
        even_answer_ms=0,
        main_url=None,
        keys_url=None,
        key_file=None,
        public_origin=None,
    )
    return open_runtime(settings, clock)


def seed(home: Path) -> None:
    """Set up the demonstration in an empty folder, and leave it there.

    Time stands still meanwhile: for whoever serves it, nothing of it lies in the future.
    """
    runtime = runtime_in(home, lambda: BEGINNING)
    prepare_installation(runtime, migrate=True)
    seed_demo(runtime)
    runtime.stores.close()


def warm_runtime(home: Path, shelf: Path) -> Runtime:
    """Open a seeded demonstration and make it ready for visitors."""
    borrow(shelf, home)
    runtime = runtime_in(home, running_clock())
    warm_up(runtime)  # as `serve` does: a first search would hold the database meanwhile
    return runtime


@contextmanager
def served(runtime: Runtime) -> Iterator[Served]:
    """Serve a runtime until the block ends; the port is read from the bound socket."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        config = uvicorn.Config(
            create_app(runtime),
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            lifespan="off",
            ws="none",
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            _wait_until_started(server, thread)
            yield Served(runtime, f"http://127.0.0.1:{port}")
        finally:
            server.should_exit = True
            thread.join(PATIENCE)


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + PATIENCE
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the server of the browser tests did not start")
        time.sleep(0.02)
