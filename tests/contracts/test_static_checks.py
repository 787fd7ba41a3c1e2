"""House rules a machine can hold: style, types, who imports whom."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("matcher", "privacy", "data", "api", "tests")


def run(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=cwd, capture_output=True, text=True, check=False
    )


def test_the_code_follows_the_style_rules() -> None:
    done = run("ruff", "check", "--no-cache", ".")
    assert done.returncode == 0, done.stdout
    done = run("ruff", "format", "--no-cache", "--check", ".")
    assert done.returncode == 0, done.stdout


def test_every_type_holds_under_the_strict_checker() -> None:
    done = run("mypy")
    assert done.returncode == 0, done.stdout[-4000:]
    assert re.search(r"no issues found in \d{2,} source files", done.stdout), done.stdout


def test_the_rooms_import_only_what_they_may() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert "6 kept, 0 broken" in done.stdout


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("matcher", "import sqlmodel"),
        ("matcher", "import privacy.keys"),
        ("privacy", "import fastapi"),
        ("data", "import api.settings"),
    ],
)
def test_a_forbidden_import_would_be_seen(tmp_path: Path, room: str, line: str) -> None:
    for name in ("matcher", "privacy", "data", "api"):
        for source in (ROOT / name).rglob("*.py"):
            target = tmp_path / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    (tmp_path / room / "trespass.py").write_text(f'"""Trespass."""\n\n{line}\n', encoding="utf-8")
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout
    assert f"{room}.trespass" in done.stdout
