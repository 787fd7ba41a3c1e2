"""The commands about keys: what an operator sees, and what is refused."""

import sqlite3
from pathlib import Path

import pytest

from api.commands.output import opened_runtime
from data.repositories import AuditLog
from privacy.audit import AuditAction
from tests.stored import registered
from tests.unit.api.commands.command_line import CommandLine


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    line = CommandLine(tmp_path / "home", monkeypatch)
    line.set(PASSERELLE_INSECURE_COOKIES="1")
    with opened_runtime(retain=False) as runtime:
        registered(runtime.stores, runtime.key_ring, 2)
    return line


def test_epochs_are_told_rotated_and_retired_and_a_row_put_back_shows(here: CommandLine) -> None:
    [told] = here("keys", "status").lines()
    assert [(each["epoch"], each["state"], each["wraps"]) for each in told["epochs"]] == [
        (1, "current", 2)
    ]
    rotated = here("keys", "rotate")
    assert rotated.lines() == [{"epoch": 2, "leaving": 1, "moved": 2}]
    assert "out of date" in rotated.err
    [told] = here("keys", "status").lines()
    assert [(each["epoch"], each["state"], each["wraps"]) for each in told["epochs"]] == [
        (1, "leaving", 0),
        (2, "current", 2),
    ]
    assert here("keys", "retire").lines() == [{"destroyed": [1], "opened": 2}]
    assert here("keys", "renew", "--everybody").lines() == [{"people": 2}]
    [verified] = here("keys", "verify").lines()
    assert verified["ok"]
    here.change("UPDATE identity SET rec_ver = rec_ver - 1")
    found = here("keys", "verify")
    assert found.code == 1
    assert found.lines()[0]["rows_put_back"] == 2
    with opened_runtime(retain=False) as runtime, runtime.stores.begin(reading=True) as work:
        actions = [row.entry.action for row in AuditLog(work, runtime.key_ring).chain()]
    assert actions[-2:] == [AuditAction.TAMPERING_FOUND] * 2


def test_what_cannot_be_done_is_refused_and_changes_nothing(
    here: CommandLine, tmp_path: Path
) -> None:
    assert here("keys", "rotate").code == 0
    with sqlite3.connect(here.home / "keys" / "keys.sqlite3") as connection:
        connection.execute("UPDATE person_key SET commitment = zeroblob(32)")
    connection.close()
    before = (here.home / "secret" / "key-encryption-keys").read_bytes()
    assert "nothing was destroyed" in here("keys", "retire").refused_in_one_line()
    assert (here.home / "secret" / "key-encryption-keys").read_bytes() == before
    assert here("keys", "verify").lines()[0]["broken"] == 2
    unknown = here("keys", "renew", "--handle", "a" * 26)
    assert unknown.refused_in_one_line()
    assert here("keys", "renew").code == 2
    assert here("keys", "split").code == 2
    wrong = here("keys", "rotate", "--custodian", "nobody", "--shares", tmp_path / "shares")
    assert "custodian" in wrong.refused_in_one_line()
    here.set(PASSERELLE_KEY_SOCKET=str(tmp_path / "nobody"))
    assert "does not answer" in here("keys", "status").refused_in_one_line()
