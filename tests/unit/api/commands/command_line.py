"""The command line as somebody at a terminal uses it, inside this process or in another."""

import hashlib
import io
import json
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.commands import app
from api.commands.output import run
from api.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[4]
BARE = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
CHEAP = {
    "PASSERELLE_ARGON2_MEMORY_KIB": "8",
    "PASSERELLE_EVEN_ANSWER_MS": "0",
    "PASSERELLE_STORAGE_COUNTRY": "FR",
}


@dataclass(frozen=True)
class Outcome:
    """What a command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err

    def lines(self) -> list[Any]:
        """Read standard output as one JSON value a line."""
        return [json.loads(line) for line in self.out.split("\n") if line]

    def refused_in_one_line(self) -> str:
        """Give the one line a refusal consists of."""
        assert self.code == 1, self
        assert self.out == "", self
        assert self.err.count("\n") == 1, self
        assert "nexpected fault" not in self.err, self
        return self.err.strip()


class CommandLine:
    """Runs commands against one installation."""

    def __init__(self, home: Path, patch: pytest.MonkeyPatch) -> None:
        self.home = home
        self._patch = patch
        for name in Settings.model_fields:
            patch.delenv(PREFIX + name.upper(), raising=False)
        for name, value in {**CHEAP, "PASSERELLE_HOME": str(home)}.items():
            patch.setenv(name, value)

    def set(self, **variables: str) -> None:
        """Set environment variables for the commands to come."""
        for name, value in variables.items():
            self._patch.setenv(name, value)

    def __call__(self, *arguments: str | Path, given: bytes = b"") -> Outcome:
        """Run one command with ``given`` on standard input."""
        streams = {
            "stdin": io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"),
            "stdout": io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True),
            "stderr": io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True),
        }
        with self._patch.context() as patch:
            for name, stream in streams.items():
                patch.setattr(sys, name, stream)
            code = run(app, [str(argument) for argument in arguments])
        out, err = (_content(streams[name]) for name in ("stdout", "stderr"))
        return Outcome(code, out, err)

    def environment(self, **more: str) -> dict[str, str]:
        """Give the environment of another process that uses this installation."""
        return {**BARE, **CHEAP, "PASSERELLE_HOME": str(self.home), **more}

    def elsewhere(self, *arguments: str | Path, given: bytes = b"", **more: str) -> Outcome:
        """Run one command in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "api", *map(str, arguments)],
            cwd=ROOT,
            env=self.environment(**more),
            input=given,
            capture_output=True,
            check=False,
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    def files(self) -> dict[str, str]:
        """Give the digest of every file of the installation."""
        return {
            str(path.relative_to(self.home)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.home.rglob("*"))
            if path.is_file()
        }

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the main database."""
        connection = sqlite3.connect(self.home / "main.sqlite3")
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def change(self, statement: str) -> None:
        """Change the main database behind the service's back."""
        connection = sqlite3.connect(self.home / "main.sqlite3")
        try:
            connection.execute(statement)
            connection.commit()
        finally:
            connection.close()


def _content(stream: io.TextIOWrapper) -> str:
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode()


def write_csv(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    """Write rows as a CSV file; none of the cells may need quoting."""
    heads = list(rows[0])
    lines = [",".join(heads), *(",".join(row[head] for head in heads) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_release(folder: Path, skills: int = 30, language: str = "en") -> Path:
    """Write a small release in the form of ESCO's files."""
    esco = "http://data.europa.eu/esco"
    folder.mkdir(parents=True)
    occupations = ["conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,description"]
    occupations += [
        f"Occupation,{esco}/occupation/o{n},6222,keeper {n},warden {n},Keeps number {n}."
        for n in range(skills // 10)
    ]
    stated = ["conceptType,conceptUri,skillType,preferredLabel,altLabels,description"]
    stated += [
        f"KnowledgeSkillCompetence,{esco}/skill/s{n},skill/competence,keep thing {n},"
        f"look after thing {n},To keep thing {n} well."
        for n in range(skills)
    ]
    related = ["occupationUri,relationType,skillType,skillUri"]
    related += [
        f"{esco}/occupation/o{n // 10 % max(skills // 10, 1)},essential,skill/competence,"
        f"{esco}/skill/s{n}"
        for n in range(skills)
    ]
    for name, lines in (
        (f"occupations_{language}.csv", occupations),
        (f"skills_{language}.csv", stated),
        ("occupationSkillRelations.csv", related),
    ):
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
