"""Help is there for every command, at once, and wrong use ends with exit code 2."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
import typer.main

from api.commands import app
from tests.unit.api.commands.command_line import ROOT, CommandLine

HEAVY = (
    "sklearn",
    "scipy",
    "numpy",
    "sqlalchemy",
    "sqlmodel",
    "fastapi",
    "uvicorn",
    "cryptography",
)
GROUPS = ("taxonomy", "import", "match", "audit", "keys")


def commands() -> Iterator[tuple[str, ...]]:
    """Name every command."""
    top = typer.main.get_command(app)
    for name, command in vars(top)["commands"].items():
        inner = vars(command).get("commands")
        yield from ((name, each) for each in inner) if inner else ((name,),)


def test_help_loads_nothing_heavy() -> None:
    calls = [["--help"], *([group, "--help"] for group in GROUPS), ["demo", "--help"]]
    script = (
        "import sys\n"
        "from api.commands import app\n"
        "from api.commands.output import run\n"
        f"assert [run(app, call) for call in {calls!r}] == [0] * {len(calls)}\n"
        f"print('loaded', [name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("loaded []\n"), done.stdout[-200:]
    assert done.stdout.count("Usage: python -m api") == len(calls)


def test_every_command_explains_itself_with_an_example(nowhere: CommandLine) -> None:
    names = list(commands())
    assert len(names) >= 14
    for name in names:
        told = nowhere(*name, "--help")
        assert told.code == 0
        words = " ".join(told.out.split())
        assert "Example: " in words, name
        assert f"python -m api {' '.join(name)}" in words.split("Example: ")[1], name
    assert not nowhere.home.exists()


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        (("nonsense",), "nonsense"),
        (("taxonomy", "nonsense"), "nonsense"),
        (("taxonomy", "link", "--kind", "skill"), "lang"),
        (("taxonomy", "link", "--kind", "hobby", "--lang", "fr"), "hobby"),
        (("taxonomy", "link", "--kind", "skill", "--lang", "no language"), "language tag"),
        (("taxonomy", "link", "--kind", "skill", "--lang", "fr", "--top", "0"), "top"),
        (("taxonomy", "import", "/does/not/exist", "--release", "x"), "does not exist"),
        (("taxonomy", "import", ".", "--release", "starter"), "always there"),
        (("taxonomy", "import", ".", "--release", "a/b"), "letters"),
        (("import", "vacancies", "/does/not/exist", "--organisation", "x"), ""),
        (("match", "all", "--lang", "tlh"), "fr"),
        (("match", "all", "--best", "many"), "--best"),
        (("demo", "--port", "70000"), "65535"),
        (("doctor", "--url", "ftp://example.org"), "http"),
    ],
)
def test_wrong_use_is_named_and_ends_with_2(
    nowhere: CommandLine, typed: tuple[str, ...], hint: str
) -> None:
    told = nowhere(*typed)
    assert told.code == 2, told
    assert told.out == ""
    assert hint in told.err
    assert "Traceback" not in told.err
    assert not nowhere.home.exists()


@pytest.mark.parametrize("group", [(), *((group,) for group in GROUPS)])
def test_a_group_alone_shows_its_help(nowhere: CommandLine, group: tuple[str, ...]) -> None:
    told = nowhere(*group)
    assert told.code == 2
    assert "Usage: python -m api" in told.said
