"""Releases are imported whole or not at all, and phrases are linked line by line."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from api.runtime import open_runtime
from api.services.installation.import_taxonomy import import_taxonomy
from api.settings import Settings
from tests.unit.api.commands.command_line import ROOT, CommandLine, write_release

SKILL = ("taxonomy", "link", "--kind", "skill", "--lang", "en")


def test_a_release_is_imported_once_and_named(command: CommandLine, tmp_path: Path) -> None:
    folder = write_release(tmp_path / "esco")
    (folder / "unheard_of_en.csv").write_text("x\n")
    first = command("taxonomy", "import", folder, "--release", "mine")
    assert first.code == 0, first
    assert first.out.startswith("mine: imported; 33 concepts, ")
    assert "not active" in first.out
    missing = [line for line in first.err.splitlines() if "done without" in line]
    assert len(missing) == 1
    assert "skillGroups_en.csv, " in missing[0]
    assert "unheard_of_en.csv" in first.err
    before = command.files()
    again = command("taxonomy", "import", folder, "--release", "mine")
    assert "was there already, nothing changed" in again.out
    assert command.files() == before
    listed = {item["name"]: item for item in command("taxonomy", "list", "--json").lines()}
    assert set(listed) == {"test", "mine"}
    assert listed["test"]["active"]
    assert "mine" in command("taxonomy", "list").out


def test_several_languages_come_from_several_paths(command: CommandLine, tmp_path: Path) -> None:
    english = write_release(tmp_path / "en")
    french = write_release(tmp_path / "fr", language="fr")
    packed = tmp_path / "fr.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in french.iterdir():
            archive.write(file, file.name)
    done = command("taxonomy", "import", english, packed, "--release", "both", "--activate")
    assert "languages en, fr; active" in done.out
    active = [
        item["name"] for item in command("taxonomy", "list", "--json").lines() if item["active"]
    ]
    assert active == ["both"]


@pytest.mark.parametrize("kind", ["empty folder", "no zip", "cut zip", "broken file"])
def test_what_is_no_release_is_refused_in_one_line(
    command: CommandLine, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "input"
    if kind == "empty folder":
        path.mkdir()
    elif kind == "no zip":
        path.write_bytes(b"Amal Canary" * 1000)
    elif kind == "cut zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("skills_en.csv", "x" * 10_000)
        path.write_bytes(path.read_bytes()[:5000])
    else:
        write_release(path)
        (path / "skills_en.csv").write_bytes(b'conceptUri,preferredLabel\n"\xff\xfe Canary,x\n')
    before = command.files()
    refused = command("taxonomy", "import", path, "--release", "bad").refused_in_one_line()
    assert refused.startswith("Nothing was imported: ")
    assert "Canary" not in refused
    assert command.files() == before


def test_activating_what_is_not_there_is_refused(command: CommandLine) -> None:
    assert "no taxonomy release" in command("taxonomy", "activate", "none").refused_in_one_line()


def test_the_bar_ends_at_the_whole(command: CommandLine, tmp_path: Path) -> None:
    runtime = open_runtime(Settings(home=command.home))
    told: dict[str, list[tuple[int, int]]] = {"reading": [], "storing": []}
    import_taxonomy(
        runtime,
        [write_release(tmp_path / "esco")],
        "mine",
        reading=lambda *step: told["reading"].append(step),
        storing=lambda *step: told["storing"].append(step),
    )
    runtime.stores.close()
    for steps in told.values():
        done, total = steps[-1]
        assert done == total
        assert all(done <= total for done, total in steps)


def test_queries_come_back_as_they_went_in(command: CommandLine) -> None:
    phrases = [
        "net mending",
        "  spaces stay  ",
        "",
        'quotes " and \\ and \ttabs',
        "إصلاح الشباك",
        "e\u0301 is not \u00e9",
        "\ufeffmark",
        "line\u2028separator and \u0085 and \x0b",
        "😀",
        "x" * 5000,
    ]
    told = command(*SKILL, "--top", "3", given="\n".join(phrases).encode() + b"\n")
    assert told.code == 0, told.err
    answers = told.lines()
    assert [answer["query"] for answer in answers] == phrases
    assert told.out.count("\n") == len(phrases)
    for answer in answers:
        assert set(answer) == {"query", "concepts", "confident"}
        uris = [concept["uri"] for concept in answer["concepts"]]
        assert len(uris) == len(set(uris)) <= 3
    assert answers[0]["concepts"][0]["label"] == "net mending"
    assert answers[0]["confident"] is True
    assert answers[2]["confident"] is False
    assert answers[4]["confident"] is False


def test_a_file_from_elsewhere_ends_its_lines_its_own_way(command: CommandLine) -> None:
    told = command(*SKILL, given=b"triage\r\n\r\nmidwifery")
    assert [answer["query"] for answer in told.lines()] == ["triage", "", "midwifery"]
    assert command(*SKILL).out == ""


def test_groups_stand_among_occupations_unless_told(command: CommandLine) -> None:
    typed = ("taxonomy", "link", "--kind", "occupation", "--lang", "en")
    with_groups = command(*typed, given=b"fishery workers\n").lines()[0]
    without = command(*typed, "--no-groups", given=b"fishery workers\n").lines()[0]
    assert with_groups["concepts"][0]["label"] == "fishery workers"
    assert "fishery workers" not in {one["label"] for one in without["concepts"]}


def test_a_named_release_is_used_and_an_unknown_one_refused(
    command: CommandLine, tmp_path: Path
) -> None:
    folder = write_release(tmp_path / "esco")
    assert command("taxonomy", "import", folder, "--release", "mine").code == 0
    told = command(*SKILL, "--release", "mine", given=b"keep thing 7\n").lines()[0]
    assert told["concepts"][0]["uri"] == "http://data.europa.eu/esco/skill/s7"
    refused = command(*SKILL, "--release", "none", given=b"x\n").refused_in_one_line()
    assert "no taxonomy release of that name" in refused


@pytest.mark.parametrize(
    ("given", "sentence"),
    [(b"fine\n\xff\xfe\n", "line 2 is not UTF-8"), (b"x" * 100_000, "line 1 is longer")],
)
def test_what_is_no_line_of_text_is_refused(
    command: CommandLine, given: bytes, sentence: str
) -> None:
    told = command(*SKILL, given=given)
    assert told.code == 1
    assert sentence in told.err
    assert told.err.count("\n") == 1


def test_output_is_utf8_in_any_locale_and_may_be_cut_short(command: CommandLine) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "api", *SKILL],
        cwd=ROOT,
        env=command.environment(PYTHONIOENCODING="ascii"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdin.write("شبكة\n".encode() * 2_000)
    process.stdin.close()
    first = process.stdout.readline()
    process.stdout.close()  # as "| head -1" does
    assert json.loads(first)["query"] == "شبكة"
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0
