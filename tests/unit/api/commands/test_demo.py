"""The demonstration: once, served, thrown away; and nothing else thrown away with it."""

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from api.languages import OFFERED
from data.demo.loader import load_demo
from data.importers.profiles import read_profiles
from data.linking_files import LinkingFiles
from matcher.linking import OCCUPATIONS_AND_GROUPS, SKILLS
from matcher.taxonomy import Taxonomy
from privacy.vocabulary import Purpose
from tests.linking_shelf import borrow
from tests.unit.api.commands.command_line import ROOT, CommandLine


def test_a_second_start_adds_nobody(in_demo: CommandLine) -> None:
    people = in_demo.rows("SELECT count(*) FROM person")
    told = in_demo("demo", "--home", in_demo.home, "--once")
    assert told.code == 0
    assert "Filling" not in told.out
    assert in_demo.rows("SELECT count(*) FROM person") == people


@pytest.mark.parametrize("options", [["--once"], ["--once", "--reset"], ["--reset", "--port", "0"]])
def test_a_folder_that_is_no_demonstration_is_never_touched(
    command: CommandLine, options: list[str]
) -> None:
    before = command.files()
    refused = command("demo", "--home", command.home, *options).refused_in_one_line()
    assert "holds something else" in refused
    assert command.files() == before


def test_reset_throws_the_old_demonstration_away(in_demo: CommandLine) -> None:
    from api.commands.demo import MARK, _make_ready

    (in_demo.home / "left-over").touch()
    _make_ready(in_demo.home, reset=True)
    assert [path.name for path in in_demo.home.iterdir()] == [MARK]


@pytest.fixture(scope="module")
def people_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional people as a file of profiles."""
    file = tmp_path_factory.mktemp("written") / "people.jsonl"
    with pytest.MonkeyPatch.context() as patch:
        done = CommandLine(file.parent / "none", patch)("demo", "--write-profiles", file)
        assert done.code == 0
        again = CommandLine(file.parent / "none", patch)("demo", "--write-profiles", file)
    assert again.refused_in_one_line() == f"{file}: File exists"
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    return file


def test_its_people_can_be_written_out_and_imported_elsewhere(
    command: CommandLine, people_file: Path
) -> None:
    rows = [json.loads(line) for line in people_file.read_text(encoding="utf-8").splitlines()]
    assert all(set(row).isdisjoint({"full_name", "phone", "email", "address"}) for row in rows)
    tried = command("import", "profiles", people_file, "--accept-from", "0.5")
    assert tried.code == 0, tried
    assert f"{len(rows)} rows: {len(rows)} new profiles" in tried.out
    assert ", 0 refused; nothing stored" in tried.out
    assert tried.err == ""


def test_what_is_written_out_says_what_they_let_be_matched(people_file: Path) -> None:
    drafts = {draft.identifier: draft for draft in read_profiles(people_file).drafts}
    day = next(iter(drafts.values())).consent.given_on
    assert day is not None
    people = [person for person in load_demo(day).people if person.key in drafts]
    people = [person for person in people if person.is_matchable]
    assert len(people) > 40
    for person in people:
        draft, work = drafts[person.key], person.work.only(person.matched_fields)
        assert Purpose.MATCH in draft.consent.purposes
        assert len(draft.skills) == len(work.skills)
        for read, meant in zip(draft.skills, work.skills, strict=True):
            assert (read.level, read.years, read.can_teach, read.acquired_how) == (
                meant.level,
                meant.years,
                meant.can_teach,
                meant.acquired_how,
            )
        for part in ("languages", "residence", "ties", "hours_per_month", "notice_days"):
            assert getattr(draft, part) == getattr(work, part), (person.key, part)
        for part in ("modes", "windows"):
            assert (getattr(draft, part) or None) == (getattr(work, part) or None), person.key
        assert draft.willing_to_share == work.willing_to_share
        assert draft.confirmed_on == work.confirmed_on


def test_a_port_in_use_is_said_before_anything_is_made(nowhere: CommandLine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for typed in (
            ("demo", "--home", str(nowhere.home), "--port", port),
            ("serve", "--port", port),
        ):
            nowhere.set(PASSERELLE_PUBLIC_ORIGIN="https://example.org")
            refused = nowhere(*typed).refused_in_one_line()
            assert f"Port {port} of 127.0.0.1 cannot be used (Address already in use)" in refused
    assert not nowhere.home.exists()


def test_serving_without_a_public_address_is_refused(nowhere: CommandLine) -> None:
    assert "PASSERELLE_PUBLIC_ORIGIN" in nowhere("serve").refused_in_one_line()
    assert "cannot be used" in _serve_on(nowhere, "no.such.host.invalid")
    assert not nowhere.home.exists()


def _serve_on(nowhere: CommandLine, host: str) -> str:
    nowhere.set(PASSERELLE_PUBLIC_ORIGIN="https://example.org")
    return nowhere("serve", "--host", host, "--port", "0").refused_in_one_line()


def test_what_is_on_the_shelf_is_what_the_demonstration_looks_for(
    in_demo: CommandLine, linking_shelf: Path
) -> None:
    """Or each of these tests would prepare for itself, and none would say so."""
    borrow(linking_shelf, in_demo.home)
    ((digest,),) = in_demo.rows("SELECT digest FROM taxonomy_release")

    def never() -> Taxonomy:
        raise AssertionError("made anew")

    files = LinkingFiles(in_demo.home / "linking", digest, never, keep=False)
    for kinds in (SKILLS, OCCUPATIONS_AND_GROUPS):
        for language in OFFERED:
            assert len(files(kinds, language).entries.kinds) > 100


def test_it_serves_until_ctrl_c_and_ends_quietly(in_demo: CommandLine, linking_shelf: Path) -> None:
    borrow(linking_shelf, in_demo.home)
    server = subprocess.Popen(
        [sys.executable, "-m", "api", "demo", "--home", str(in_demo.home), "--port", "0"],
        cwd=ROOT,
        env=in_demo.environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stdout
    assert server.stderr
    printed = []
    for line in server.stdout:
        printed.append(line)
        if "Ctrl-C ends it" in line:
            break
    address = next(line.split()[-1] for line in printed if "Passerelle is ready" in line)
    with urllib.request.urlopen(f"{address}api/v1/health", timeout=120) as answer:
        assert json.load(answer)["status"] == "ok"
    assert in_demo("doctor", "--url", address).out == f"ok     {'server':<22} answers\n"
    roles = "".join(printed).split("One login for each role")[1]
    assert roles.count("@example.org") == 4
    server.send_signal(signal.SIGINT)
    assert server.wait(120) == 130
    assert server.stderr.read() == "stopped\n"
    for stream in (server.stdout, server.stderr):
        stream.close()
    assert in_demo("doctor", "--url", address).code == 1
