"""The table of attacks is true: what it names exists, runs where it says, and has its break.

``python -m tests.contracts.test_attack_table`` prints the table of docs/privacy.md anew.
"""

import ast
import importlib.util
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.attacks.__main__ import main
from tests.attacks.proofs import FILE, Proof, read_proofs
from tests.contracts import reading_breaks
from tests.contracts.reading_breaks import is_a_break

ROOT = Path(__file__).resolve().parents[2]
PROOFS = read_proofs()
PAGE = ROOT / "docs" / "privacy.md"
NUMBERS = [f"T{number}" for number in range(1, 35)]


@cache
def functions_of(path: str) -> dict[str, str]:
    """Give the source of each function of a file."""
    source = (ROOT / path).read_text(encoding="utf-8")
    lines = source.splitlines()
    return {
        node.name: "\n".join(lines[node.lineno - 1 : node.end_lineno])
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef)
    }


def missing(proof: Proof) -> list[str]:
    """Give the tests a line names that are not there."""
    found = []
    for one in (*proof.tests, *proof.breaks):
        path, _, name = one.partition("::")
        if not (ROOT / path).is_file() or name not in functions_of(path):
            found.append(one)
    return found


def rows() -> str:
    """Write the table as the document has it."""
    lines = ["| | promise | tests, breaks | databases | longer than in the suite |"]
    lines.append("| --- | --- | --- | --- | --- |")
    for number, proof in PROOFS.items():
        where = proof.databases.partition(";")[0]
        longer = f"`python -m tests.attacks {number}`" if proof.long else "no"
        counts = f"{len(proof.tests)}, {len(proof.breaks)}"
        lines.append(f"| {number} | {proof.promise} | {counts} | {where} | {longer} |")
    return "\n".join(lines)


def test_the_document_has_the_same_table() -> None:
    written = PAGE.read_text(encoding="utf-8")
    _, _, rest = written.partition("<!-- attacks -->\n")
    assert rest.partition("\n<!-- end of attacks -->")[0] == rows()


def test_every_attack_is_in_the_table_and_what_it_names_exists() -> None:
    assert list(PROOFS) == NUMBERS
    assert {number: missing(proof) for number, proof in PROOFS.items() if missing(proof)} == {}
    assert sum(len(proof.tests) for proof in PROOFS.values()) > 90
    assert all(proof.promise.endswith(".") for proof in PROOFS.values())


def test_every_attack_has_a_break_or_says_why_not() -> None:
    for proof in PROOFS.values():
        assert bool(proof.breaks) != bool(proof.without), proof.number
        idle = [one for one in proof.breaks if not is_a_break(one, proof.tests)]
        assert idle == [], proof.number


def test_what_runs_at_full_length_can_be_run() -> None:
    long = {proof.long[0] for proof in PROOFS.values() if proof.long}
    assert len(long) > 8
    for module in long:
        found = importlib.util.find_spec(module)
        assert found is not None, module
        assert found.origin is not None, module
        assert "__main__" in Path(found.origin).read_text(encoding="utf-8"), module


def test_who_runs_on_both_databases_does(request: pytest.FixtureRequest) -> None:
    """Of what was collected: one test of the line at least is there for each database."""
    collected: dict[str, set[str]] = {}
    for item in request.session.items:
        path = item.path.relative_to(ROOT).as_posix()
        name, _, parameters = item.name.partition("[")
        there = collected.setdefault(f"{path}::{name}", set())
        there.update(each for each in ("sqlite", "postgresql") if each in parameters)
        if "sqlite_only" in getattr(item, "fixturenames", ()):
            there.add("sqlite")
    for proof in PROOFS.values():
        known = [collected[one] for one in proof.tests if one in collected]
        if proof.databases == "both" and len(known) == len(proof.tests):
            assert {"sqlite", "postgresql"} <= set().union(*known), proof.number
    assert {proof.databases.partition(";")[0] for proof in PROOFS.values()} == {
        "both",
        "SQLite",
        "none is asked",
    }


def test_the_command_lists_them_and_refuses_what_is_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 0
    told = capsys.readouterr().out
    assert all(f"\n{number}  " in f"\n{told}" for number in NUMBERS)
    with pytest.raises(SystemExit):
        main(["T99"])
    assert "T99" in capsys.readouterr().err


def test_a_line_that_names_nothing_would_be_noticed(tmp_path: Path) -> None:
    """The break."""
    written = FILE.read_text(encoding="utf-8").replace("test_no_nonce_comes_twice", "test_gone")
    wrong = tmp_path / "proofs.yaml"
    wrong.write_text(written, encoding="utf-8")
    assert missing(read_proofs(wrong)["T7"]) == ["tests/attacks/test_nonces.py::test_gone"]


IDLE = {
    "only its name": "def test_it_would_be_noticed(door):\n    assert door",
    "only its words": 'def test_x(door):\n    """The break, a control."""\n    assert door',
    "given and not used": "def test_x(monkeypatch, unproven):\n    assert True",
    "the attack again": "def test_x(world):\n    assert leaks(world, 3) == []",
    "nothing asserted": "def test_x(monkeypatch):\n    monkeypatch.setattr(gate, 'shut', None)",
}
BREAKING = {
    "replaced": "def test_x(monkeypatch):\n    monkeypatch.delattr(gate, 'shut')\n    assert 1",
    "undone": "def test_x(world, undone):\n    undone()\n    assert leaks(world, 3) == [1]",
    "weaker": "def test_x(world):\n    assert leaks(world, 0) == [1]",
}
ATTACK = """
def leaks(world, least):
    return []
def undone(monkeypatch):
    monkeypatch.setattr(gate, 'shut', None)
def test_nothing_leaks(world):
    assert leaks(world, 3) == []
"""


@pytest.mark.parametrize("kind", [*IDLE, *BREAKING])
def test_a_break_is_told_by_what_it_does(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break of this table: what only calls itself one is none."""
    (tmp_path / "tests").mkdir()
    source = {**IDLE, **BREAKING}[kind]
    (tmp_path / "tests" / f"of_{kind}.py").write_text(f"{ATTACK}{source}\n", encoding="utf-8")
    monkeypatch.setattr(reading_breaks, "ROOT", tmp_path)
    monkeypatch.setattr(reading_breaks, "_helpers", lambda: {"leaks"})
    path, name = f"tests/of_{kind}.py", source[len("def ") :].partition("(")[0]
    found = is_a_break(f"{path}::{name}", [f"{path}::test_nothing_leaks"])
    assert found is (kind in BREAKING)


if __name__ == "__main__":
    sys.stdout.write(rows() + "\n")
