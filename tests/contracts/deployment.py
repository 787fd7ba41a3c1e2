"""What docker-compose.yml starts, started as plain processes.

Commands, variables and accounts are those of the file; only paths of containers become paths of
a temporary folder, and the database's host a socket. Run as root, the two accounts are real
ones (10001 and 10002), if they can read the checkout; else everything runs as whoever asked.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, cast

import yaml

from data.engine import Stores
from tests.stores import PostgresServer, postgresql_binaries, serve_postgresql

ROOT = Path(__file__).resolve().parents[2]
WEB, KEYS, DATABASE = 10001, 10002, 999
ASKED_FOR = {
    "PASSERELLE_PUBLIC_ORIGIN": "https://passerelle.example",
    "PASSERELLE_STORAGE_COUNTRY": "IT",
}
"""What whoever starts the deployment says."""
PATIENCE = 300.0
PATH = "/usr/local/bin:/usr/bin:/bin"
SECRETS = ("main", "keys", "main_owner", "keys_owner")


class Deployment:
    """The services of the file, over one folder and one PostgreSQL server."""

    def __init__(self, server: PostgresServer, folder: Path) -> None:
        self.server, self.folder = server, folder
        text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
        self.file: dict[str, Any] = yaml.safe_load(text)
        self.as_accounts = os.geteuid() == 0 and _others_may_read()
        self.running: dict[str, subprocess.Popen[str]] = {}

    def prepare(self) -> None:
        """Make secrets, folders, keys and custodians, as the manual says."""
        owners = {"run": (KEYS, WEB, 0o750), "keys": (KEYS, KEYS, 0o700)}
        owners |= {"secrets": (0, 0, 0o755), "checkpoints": (WEB, WEB, 0o700)}
        owners |= {"custodians": (0, 0, 0o755), "shares": (KEYS, KEYS, 0o700)}
        owners |= {name: (self._account(name)[0],) * 2 + (0o700,) for name in self._ours()}
        self.folder.chmod(0o755)
        if self.as_accounts:
            self.server.folder.chmod(0o711)  # the socket is for every account
        for name, (user, group, mode) in owners.items():
            (self.folder / name).mkdir()
            self._own(self.folder / name, user, group, mode)
        for name in SECRETS:
            path = self.folder / "secrets" / f"{name}_password"
            path.write_text(f"{name} of this run\n")
            self._own(path, WEB, DATABASE, 0o440)
        self.once("keys", ["keys", "new", str(self.key_file)])
        (self.folder / "words").write_text("orbit lantern meadow copper violin\n")
        (self.folder / "words").chmod(0o600)
        for number in (1, 2, 3):
            made = self._run(
                self._custodian(self.folder / f"custodian-{number}"),
                {},
                {},
            )
            (self.folder / "custodians" / f"{number}.line").write_text(made)
            (self.folder / "custodians" / f"{number}.line").chmod(0o644)
        script = self.file["configs"]["create_databases"]["content"].replace("$$", "$")
        subprocess.run(
            ["/bin/sh", "-c", script.replace("/run/secrets", str(self.folder / "secrets"))],
            check=True,
            capture_output=True,
            env={
                "PATH": f"{postgresql_binaries()}{os.pathsep}/usr/bin:/bin",
                "PGHOST": str(self.server.folder),
                "POSTGRES_USER": "app",
            },
        )

    def _custodian(self, file: Path) -> list[str]:
        words = str(self.folder / "words")
        return ["keys", "custodian", str(file), "--passphrase-file", words]

    @property
    def key_file(self) -> Path:
        return self.folder / "keys" / "key_encryption_keys"

    def start(self, name: str) -> subprocess.Popen[str]:
        """Start a service and wait until its health check says yes."""
        words = self.words(self.file["services"][name]["command"])
        process = subprocess.Popen(
            [sys.executable, "-m", "api", *words],
            cwd=ROOT,
            env=self._environment(name),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **self.who(name),
        )
        self.running[name] = process
        if name == "application":
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"port (\d+)", line)
            assert found is not None, line
            self.port = found[1]
        self.wait_healthy(name)
        return process

    def wait_healthy(self, name: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self.healthy(name):
            assert self.running[name].poll() is None, f"{name} ended"
            assert time.monotonic() < deadline, f"{name} is not healthy: {self.written(name)}"

    def written(self, name: str) -> str:
        """Give what a service's timers wrote down."""
        file = self.folder / name / "timers.json"
        return file.read_text(encoding="utf-8") if file.exists() else "nothing"

    def healthy(self, name: str) -> bool:
        """Ask as the health check of the file asks."""
        words = self.words(self.file["services"][name]["healthcheck"]["test"][1:])
        words = [word.replace(":8000", f":{getattr(self, 'port', '8000')}") for word in words]
        done = subprocess.run(
            [sys.executable, "-m", "api", *words],
            cwd=ROOT,
            env=self._environment(name),
            capture_output=True,
            check=False,
            **self.who(name),
        )
        return done.returncode == 0

    def once(self, name: str, words: list[str]) -> str:
        """Run one command in the place of a service, with its account and its variables."""
        return self._run(words, self._environment(name), self.who(name))

    def stop(self, name: str) -> str:
        process = self.running.pop(name)
        process.terminate()
        return process.communicate(timeout=PATIENCE)[0]

    def memory(self, name: str) -> bytes:
        """Give what is in the memory of a service; only root may look."""
        pid, found = self.running[name].pid, []
        with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
            for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
                span, rights = line.split()[:2]
                if not rights.startswith("rw"):
                    continue
                begin, end = (int(part, 16) for part in span.split("-"))
                with contextlib.suppress(OSError, ValueError, OverflowError):
                    memory.seek(begin)
                    found.append(memory.read(end - begin))
        return b"".join(found)

    def stores(self) -> Stores:
        return Stores(
            *(
                f"postgresql+psycopg://passerelle_{part}@/passerelle_{part}?host={self.server.folder}"
                for part in ("main", "keys")
            )
        )

    def _run(self, words: list[str], environment: dict[str, str], who: dict[str, Any]) -> str:
        done: subprocess.CompletedProcess[str] = subprocess.run(
            [sys.executable, "-m", "api", *words],
            cwd=ROOT,
            env={"PATH": PATH, **environment},
            capture_output=True,
            text=True,
            check=False,
            **who,
        )
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    def _ours(self) -> list[str]:
        return [name for name in self.file["services"] if name != "database"]

    def _account(self, name: str) -> tuple[int, int]:
        user, group = str(self.file["services"][name].get("user", f"{WEB}:{WEB}")).split(":")
        return int(user), int(group)

    def who(self, name: str) -> dict[str, Any]:
        if not self.as_accounts:
            return {}
        user, group = self._account(name)
        more = [int(each) for each in self.file["services"][name].get("group_add", [])]
        return {"user": user, "group": group, "extra_groups": more}

    def words(self, command: list[Any]) -> list[str]:
        assert command[:3] == ["python", "-m", "api"]
        words = [self._placed(str(word)) for word in command[3:]]
        if not self.as_accounts:
            me = {f"--allow={WEB}": f"--allow={os.geteuid()}", f"--allow={KEYS}": ""}
            me[f"--group={WEB}"] = ""
            words = [word for each in words if (word := me.get(each, each))]
        return ["0" if word == "8000" else word for word in words]

    def _environment(self, name: str) -> dict[str, str]:
        given = self.file["services"][name].get("environment") or {}
        found = {key: self._placed(str(value)) for key, value in given.items()}
        found["PASSERELLE_HOME"] = str(self.folder / name)
        for key, value in found.items():
            if value.startswith("${"):
                found[key] = ASKED_FOR.get(key, "")
        return {**found, "PATH": PATH}

    def _placed(self, text: str) -> str:
        for inside, here in (
            ("/run/secrets", "secrets"),
            ("/run/passerelle", "run"),
            ("/var/lib/passerelle-keys", "keys"),
            ("/var/lib/passerelle-checkpoints", "checkpoints"),
            ("/var/lib/passerelle-custodians", "custodians"),
            ("/var/lib/passerelle-shares", "shares"),
        ):
            text = text.replace(inside, str(self.folder / here))
        if "@database/" in text:
            text = text.replace("@database/", "@/") + f"?host={self.server.folder}"
        return text

    def _own(self, path: Path, user: int, group: int, mode: int) -> None:
        path.chmod(mode if self.as_accounts else mode & 0o770)
        if self.as_accounts:
            os.chown(path, user, group)


def _others_may_read() -> bool:
    python = Path(sys.executable)
    folders = {ROOT, *ROOT.parents, *python.parents, *python.resolve().parents}
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in folders)


@contextlib.contextmanager
def deployed() -> Iterator[Deployment]:
    """Give a deployment whose folder and server go afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="deployed"))
    server = cast("Generator[PostgresServer, None, None]", serve_postgresql())
    deployment = Deployment(next(server), folder)
    try:
        deployment.prepare()
        yield deployment
    finally:
        for name in list(deployment.running):
            deployment.stop(name)
        server.close()
        shutil.rmtree(folder, ignore_errors=True)
