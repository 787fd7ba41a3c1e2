"""``run.py``: wrong use, what is skipped, and what it says when something cannot be installed.

Its own decisions are tried in this process, with stand-ins for the programs it calls on a
``PATH`` of their own; that it hands over to the demonstration is seen in a real process.
"""

import ast
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "run.py"
PINS = ("requirements.txt", "requirements-dev.txt")


class Clone(NamedTuple):
    """A fresh clone in which ``run.py`` acts, and the programs it finds."""

    folder: Path
    bin: Path
    script: ModuleType

    def program(self, name: str, *lines: str, folder: Path | None = None) -> Path:
        """Put a stand-in on the path; it writes down how it was called, then runs its lines."""
        file = (folder or self.bin) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        log = f'echo "{name} $*" >> "{self.folder}/calls"'
        file.write_text("\n".join(["#!/bin/sh", log, *lines]) + "\n")
        file.chmod(0o755)
        return file

    def calls(self) -> list[str]:
        """Give how the stand-ins were called."""
        log = self.folder / "calls"
        return log.read_text().splitlines() if log.exists() else []

    def environment_made(self, *pip_lines: str) -> None:
        """Put a stand-in for the interpreter of ``.venv`` in place."""
        lines = [f'case "$*" in *" install "*) {"; ".join(pip_lines)};; esac'] if pip_lines else []
        self.program("python", *lines, folder=self.folder / ".venv" / "bin")

    def stamp(self, *names: str) -> None:
        """Say that these requirement files are installed."""
        for name in names:
            stamp = self.folder / ".venv" / f".installed-{name}"
            stamp.write_text(self.script.key_of(name))


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    folder = tmp_path / "clone"
    folder.mkdir()
    (folder / "run.py").write_bytes(SCRIPT.read_bytes())
    for name in PINS:
        (folder / name).write_text(f"# {name}\n")
    spec = importlib.util.spec_from_file_location("run_script", folder / "run.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    for name in ("CHROMIUM", "PYTHONPATH", "VIRTUAL_ENV"):
        monkeypatch.delenv(name, raising=False)
    return Clone(folder, programs, script)


def as_root(clone: Clone, monkeypatch: pytest.MonkeyPatch, *, root: bool) -> None:
    monkeypatch.setattr(clone.script.os, "geteuid", lambda: 0 if root else 1000)


def test_it_can_be_read_by_any_python_three_so_that_it_can_say_which_is_needed(
    clone: Clone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))
    monkeypatch.setattr(clone.script.sys, "version_info", (3, 9, 2))
    assert clone.script.main(["demo"]) == 3
    assert capsys.readouterr().err == "Passerelle needs Python 3.11 or newer; this is 3.9.2.\n"


@pytest.mark.parametrize(("typed", "code"), [([], 2), (["--help"], 0), (["-h"], 0)])
def test_usage_is_shown(
    clone: Clone, capsys: pytest.CaptureFixture[str], typed: list[str], code: int
) -> None:
    assert clone.script.main(typed) == code
    shown = capsys.readouterr().out
    assert "python3 run.py demo [--port N] [--once] [--reset]" in shown
    assert "python3 run.py test [pytest arguments]" in shown


def test_an_unknown_command_is_named(clone: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    assert clone.script.main(["dance"]) == 2
    assert "There is no command 'dance'" in capsys.readouterr().err
    assert not (clone.folder / ".venv").exists()


def test_what_is_installed_is_skipped_and_the_demonstration_takes_over(clone: Clone) -> None:
    clone.environment_made('echo "reached pip"; exit 9')
    clone.program(
        "python", 'echo "paths:$PYTHONPATH"; exit 7', folder=clone.folder / ".venv" / "bin"
    )
    clone.stamp("requirements.txt")
    done = subprocess.run(
        [sys.executable, str(clone.folder / "run.py"), "demo", "--once", "--port", "0"],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": "/stray"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (7, "paths:\n", "")
    assert clone.calls() == ["python -m api demo --once --port 0"]


def test_an_installation_is_hash_checked_and_remembered(
    clone: Clone, capsys: pytest.CaptureFixture[str]
) -> None:
    clone.environment_made()
    clone.script.install("requirements-dev.txt")
    (pip,) = [call for call in clone.calls() if " install " in call]
    assert "--require-hashes" in pip
    assert "--only-binary :all:" in pip
    assert pip.endswith("requirements-dev.txt")
    assert clone.script.is_installed("requirements.txt")  # the larger settles the smaller
    told = capsys.readouterr().out
    assert "installing requirements-dev.txt" in told
    before = len(clone.calls())
    clone.script.install("requirements-dev.txt")
    clone.script.install("requirements.txt")
    assert len(clone.calls()) == before
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("change", ["pins", "interpreter", "stamp", "environment"])
def test_whatever_changes_is_installed_again(clone: Clone, change: str) -> None:
    clone.environment_made()
    clone.stamp(*PINS)
    assert clone.script.is_installed("requirements.txt")
    if change == "pins":
        (clone.folder / "requirements.txt").write_text("# other\n")
    elif change == "interpreter":
        stamp = clone.folder / ".venv" / ".installed-requirements.txt"
        stamp.write_text("another interpreter's")
    elif change == "stamp":
        (clone.folder / ".venv" / ".installed-requirements.txt").unlink()
    else:
        (clone.folder / ".venv" / "bin" / "python").unlink()
    assert not clone.script.is_installed("requirements.txt")


def test_an_unreachable_index_is_said_and_nothing_counts_as_installed(
    clone: Clone, capsys: pytest.CaptureFixture[str]
) -> None:
    clone.environment_made('echo "ERROR: no route to host"', "exit 1")
    assert clone.script.main(["demo"]) == 3
    told = capsys.readouterr().err
    assert "The Python packages could not be installed. Is the package index reachable?" in told
    assert "the next start goes on from here" in told
    assert "no route to host" in told
    assert "Traceback" not in told
    assert not clone.script.is_installed("requirements.txt")


def bare_python(clone: Clone, monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Let the interpreter of the machine lack what a bare Debian lacks."""
    program = clone.program("python3", *lines)
    monkeypatch.setattr(clone.script.sys, "executable", str(program))


def test_without_the_venv_module_the_command_that_installs_it_is_named(
    clone: Clone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bare_python(clone, monkeypatch, "exit 1")
    as_root(clone, monkeypatch, root=False)
    clone.program("apt-get")
    clone.program("sudo", "exit 1")
    assert clone.script.main(["demo"]) == 3
    told = capsys.readouterr().err
    package = f"python3.{sys.version_info[1]}-venv"
    assert f"Please run:  sudo apt-get install --no-install-recommends {package}" in told
    assert not [call for call in clone.calls() if call.startswith("apt-get")]


@pytest.mark.parametrize("root", [True, False])
def test_where_it_may_it_installs_the_venv_module_itself(
    clone: Clone, monkeypatch: pytest.MonkeyPatch, root: bool
) -> None:
    mark = clone.folder / "apt-was-here"
    bare_python(clone, monkeypatch, f'test "$1" != -c || test -e "{mark}"')
    as_root(clone, monkeypatch, root=root)
    clone.program("apt-get", f': > "{mark}"')
    clone.program("sudo", 'shift; exec "$@"')
    monkeypatch.setenv("PATH", f"{clone.bin}:/usr/bin:/bin")
    clone.script.make_environment()
    asked = [call for call in clone.calls() if call.startswith("apt-get") and " install " in call]
    assert asked == [
        f"apt-get -y -qq install --no-install-recommends python3.{sys.version_info[1]}-venv"
    ]


def test_another_failure_of_venv_is_shown(
    clone: Clone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bare_python(clone, monkeypatch, 'test "$1" = -c || { echo disk full; exit 1; }')
    assert clone.script.main(["demo"]) == 3
    assert "could not be made:\ndisk full" in capsys.readouterr().err
    assert clone.calls()
    assert not [call for call in clone.calls() if "apt-get" in call]


def ready_for_tests(clone: Clone) -> None:
    clone.environment_made()
    clone.stamp(*PINS)


def test_a_machine_without_apt_and_browser_is_told_what_to_install(
    clone: Clone, capsys: pytest.CaptureFixture[str]
) -> None:
    ready_for_tests(clone)
    assert clone.script.main(["test"]) == 3
    assert "need Chromium: please install it" in capsys.readouterr().err
    assert clone.calls() == []


def test_only_what_is_missing_is_installed_for_the_tests(
    clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready_for_tests(clone)
    as_root(clone, monkeypatch, root=True)
    clone.program("dpkg-query", 'case "$*" in *chromium*) printf "install ok installed";; esac')
    clone.program("apt-get")
    monkeypatch.setenv("PATH", f"{clone.bin}:/usr/bin:/bin")
    assert clone.script.main(["test", "-k", "something"]) == 0
    calls = [call for call in clone.calls() if not call.startswith("dpkg-query")]
    assert calls == [
        "apt-get update -qq",
        "apt-get -y -qq install --no-install-recommends fonts-noto-core libatomic1",
        "python -m pytest -k something",
    ]


def test_packages_that_cannot_be_installed_are_named_with_the_last_words_of_apt(
    clone: Clone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ready_for_tests(clone)
    as_root(clone, monkeypatch, root=True)
    clone.program("dpkg-query", "exit 1")
    clone.program("apt-get", 'echo "E: Unable to locate package"', "exit 100")
    assert clone.script.main(["test"]) == 3
    told = capsys.readouterr().err
    assert "These could not be installed. Please run:  sudo apt-get install" in told
    assert "E: Unable to locate package" in told
    assert not [call for call in clone.calls() if "pytest" in call]


def test_a_browser_of_ones_own_is_enough(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    ready_for_tests(clone)
    monkeypatch.setenv("CHROMIUM", "/opt/chromium")
    assert clone.script.main(["test"]) == 0
    asked = "-q --numprocesses=2 --dist=loadfile --no-loadscope-reorder --durations=10"
    assert clone.calls() == [f"python -m pytest {asked}"]


def test_the_exit_code_of_the_tests_is_its_own(
    clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", "/opt/chromium")
    clone.program("python", "exit 5", folder=clone.folder / ".venv" / "bin")
    clone.stamp(*PINS)
    assert clone.script.main(["test"]) == 5


@pytest.mark.parametrize("raised", [KeyboardInterrupt])
def test_ctrl_c_ends_it_without_a_traceback(
    clone: Clone,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    raised: Callable[[], BaseException],
) -> None:
    def interrupted(_name: str) -> None:
        raise raised()

    monkeypatch.setattr(clone.script, "install", interrupted)
    assert clone.script.main(["demo"]) == 130
    assert capsys.readouterr().err == "\nstopped\n"


def test_stray_paths_and_settings_of_other_pythons_stay_outside(
    clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE"):
        monkeypatch.setenv(name, "/stray")
    monkeypatch.setenv("LANG", "ar_EG.UTF-8")
    kept = clone.script.environment()
    assert "/stray" not in kept.values()
    assert kept["LANG"] == "ar_EG.UTF-8"
    assert os.path.sep in kept["PATH"]
