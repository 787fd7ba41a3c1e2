"""What a journey leaves behind: files, logs, output and answers, and needles to look for in it.

As a command it makes the journey on SQLite in a temporary folder and prints what was
searched:

    python -m tests.attacks.remains
"""

import io
import sys
import tempfile
from collections.abc import Callable, Collection
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from api.commands import app as commands
from api.commands.output import run
from tests.attacks.journey import (
    NEWCOMER,
    TYPED,
    Town,
    all_logs,
    found_town,
    public_texts,
    travel,
    unexpected,
)
from tests.canaries import Needles, demo_values, files_below, where

COMMANDS = (["match", "all", "--json"], ["audit", "verify"], ["doctor"])


@dataclass
class Remains:
    """A town after its journey, and everything that was said or written down on the way."""

    town: Town
    needles: Needles
    folders: tuple[Path, ...]
    logs: bytes
    output: bytes
    write_back: Callable[[], None] = lambda: None

    def files(self) -> dict[Path, bytes]:
        """Read the files, those with the same content once."""
        self.write_back()
        found = files_below(*self.folders)
        once = {sha256(content).digest(): path for path, content in found.items()}
        return {path: found[path] for path in once.values()}

    def changed(self, before: Collection[bytes]) -> dict[Path, bytes]:
        """Read the files whose content is none of these."""
        return {path: content for path, content in self.files().items() if content not in before}

    def report(self) -> str:
        """Say what is looked for, and in how much."""
        files = self.files()
        size = sum(map(len, files.values()))
        return (
            f"{self.town.world.runtime.stores}: {len(self.town.demo.people)} people, "
            f"{len(self.needles.values)} values as {len(self.needles)} needles in "
            f"{len(files)} files ({size:,} bytes), {len(self.town.seen)} answers, "
            f"{len(self.logs):,} bytes of logs, {len(self.output):,} bytes of output"
        )


def journey(home: Path, urls: tuple[str | None, str | None], *folders: Path) -> Remains:
    # logging rows and starting commands takes time, and is the same on both databases
    embedded = urls == (None, None)
    temporary = home / "temporary"
    temporary.mkdir()
    output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(temporary))
        for name in ("TMPDIR", "SQLITE_TMPDIR"):
            patch.setenv(name, str(temporary))
        town = found_town(home / "service", *urls)
        with redirect_stdout(output), redirect_stderr(output), all_logs(rows=embedded) as kept:
            travel(town, thorough=embedded)
            given = COMMANDS if embedded else COMMANDS[-1:]
            patch.setenv("PASSERELLE_HOME", str(home / "service"))
            patch.setenv("PASSERELLE_INSECURE_COOKIES", "1")
            for name, url in zip(("MAIN_URL", "KEYS_URL"), urls, strict=True):
                if url:
                    patch.setenv(f"PASSERELLE_{name}", url)
            for arguments in given:
                # the doctor warns: here the key file lies beside the databases
                assert run(commands, arguments) == int(arguments == ["doctor"]), arguments
    values = demo_values(town.demo, public_texts(town.demo))
    needles = Needles({**values, **NEWCOMER, **TYPED})
    said = output.buffer.getvalue()
    # the client the test asks with logs the addresses it asks for itself
    lines = [line for line in kept.lines if not line.startswith("httpx")]
    return Remains(town, needles, (home, *folders), "\n".join(lines).encode(), said)


def main() -> int:
    """Make the journey and print what was found; nothing is right."""
    with tempfile.TemporaryDirectory() as folder:
        remains = journey(Path(folder), (None, None))
        hits = {
            **where(remains.needles, remains.files()),
            "logs": remains.needles.find(remains.logs),
            "output": remains.needles.find(remains.output),
            **unexpected(remains.town.seen, remains.needles.find),
        }
        report = remains.report()
        remains.town.world.runtime.stores.close()
    found = {where: names for where, names in hits.items() if names}
    sys.stdout.write(f"{report}: {sum(map(len, found.values()))} hits\n")
    for place, names in found.items():
        sys.stdout.write(f"{place}: {sorted(names)}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
