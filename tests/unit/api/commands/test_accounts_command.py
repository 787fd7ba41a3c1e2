"""Staff from the command line: a code, printed once, no password; listed, and put out."""

import json
import re
import shutil
from pathlib import Path

import pytest

from api.commands import app as commands
from api.commands import output
from api.door import Door
from api.errors import NotSignedIn
from api.services.accounts.invite_staff import open_invitation


@pytest.fixture
def home(small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(small_home, tmp_path / "service")
    monkeypatch.setenv("PASSERELLE_HOME", str(tmp_path / "service"))
    return tmp_path


def test_it_prints_one_code_and_nothing_else(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert output.run(commands, ["accounts", "invite", "--role", "coordinator"]) == 0
    said = capsys.readouterr()
    assert re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}\n", said.out)
    assert "/join" in said.err
    code = said.out.strip().replace("-", "")
    for file in home.rglob("*"):
        if file.is_file():
            assert code.encode() not in file.read_bytes()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--role", "agency_member"],
        ["--role", "agency_member", "--organisation", "a" * 26],
        ["--role", "officer", "--organisation", "a" * 26],
    ],
)
def test_an_organisation_belongs_to_members_only(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert output.run(commands, ["accounts", "invite", *arguments]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "--organisation" in said.err


def test_a_person_is_not_invited(home: Path) -> None:
    assert output.run(commands, ["accounts", "invite", "--role", "person"]) == 2


def test_staff_is_listed_by_references_and_put_out_for_good(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    invite, listed = ["accounts", "invite", "--role", "coordinator"], ["accounts", "list"]
    assert output.run(commands, invite) == 0
    code = capsys.readouterr().out.strip()
    assert output.run(commands, listed) == 0
    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert set(found) == {"account", "role", "organisation"}
    assert found["role"] == "coordinator"
    assert output.run(commands, ["accounts", "revoke", "a" * 26]) == 1
    assert "accounts list" in capsys.readouterr().err
    assert output.run(commands, ["accounts", "revoke", found["account"]]) == 0
    capsys.readouterr()
    assert output.run(commands, listed) == 0
    assert capsys.readouterr().out == ""
    assert output.run(commands, ["accounts", "revoke", found["account"]]) == 1
    with output.opened_runtime() as runtime, pytest.raises(NotSignedIn):
        open_invitation(Door(runtime, "en"), code)


def test_a_lost_passkey_gets_a_code_that_works_after_a_day(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert output.run(commands, ["accounts", "invite", "--role", "officer"]) == 0
    capsys.readouterr()
    assert output.run(commands, ["accounts", "list"]) == 0
    account = json.loads(capsys.readouterr().out)["account"]
    assert output.run(commands, ["accounts", "recover", account]) == 0
    said = capsys.readouterr()
    assert re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}\n", said.out)
    assert "/join" in said.err
    with output.opened_runtime() as runtime, pytest.raises(NotSignedIn):
        open_invitation(Door(runtime, "en"), said.out.strip())
    assert output.run(commands, ["accounts", "recover", account]) == 1
    assert "already" in capsys.readouterr().err
    assert output.run(commands, ["accounts", "recover", "a" * 26]) == 1
    assert "accounts list" in capsys.readouterr().err
