"""The key file is lost: two of three custodians bring it back on a clean machine, and all opens.

It is done by the commands an operator has, each in a process of its own, on a machine that
has nothing but copies of the two databases, one share and the two custodians' files.
"""

import shutil
import sys
import time
from pathlib import Path

import pytest

from api.services.keys import share_keys
from tests.unit.api.commands.command_line import CommandLine

PEOPLE = 5
WORDS = "five words nobody else {}"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    (tmp_path / "here").mkdir()
    line = CommandLine(tmp_path / "here", monkeypatch)
    line.set(PASSERELLE_INSECURE_COOKIES="1")
    return line


def custodians(folder: Path, line: CommandLine) -> list[str]:
    """Let three custodians make their files, with a passphrase each; give their lines."""
    folder.mkdir()
    lines = []
    for name in "abc":
        words = folder / f"{name}.words"
        words.write_text(WORDS.format(name))
        words.chmod(0o600)
        made = line("keys", "custodian", folder / name, "--passphrase-file", words)
        assert made.code == 0, made
        lines.append(made.out.strip())
    return lines


def test_two_of_three_bring_the_keys_back_on_a_clean_machine(
    here: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(share_keys, "MEMORY_KIB", 64)
    original = share_keys.make_custodian
    monkeypatch.setattr(share_keys, "make_custodian", lambda file, words: original(file, words, 64))
    fill(here)
    lines = custodians(tmp_path / "custodians", here)
    options = [part for line in lines for part in ("--custodian", line)]
    shares = tmp_path / "shares"
    rotated = here("keys", "weekly", *options, "--shares", shares)
    assert rotated.code == 0, rotated
    assert rotated.lines()[0] == {"epoch": 2, "leaving": 1, "moved": PEOPLE}
    assert rotated.lines()[1] == {"destroyed": [1], "opened": PEOPLE}

    key_file = here.home / "secret" / "key-encryption-keys"
    kept = key_file.read_bytes()
    for path in (here.home / "secret").iterdir():
        path.unlink()  # the disk is gone
    clean = tmp_path / "clean"
    clean.mkdir()
    for name in ("main.sqlite3", "keys"):
        source = here.home / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, clean / name)
    began = time.perf_counter()
    here.set(PASSERELLE_HOME=str(clean))
    back = clean / "secret" / "key-encryption-keys"
    folder = tmp_path / "custodians"
    arguments: list[str | Path] = ["--share", shares / "share-3", "--to", back]
    for name in "ac":
        arguments += ["--custodian", folder / name, "--passphrase-file", folder / f"{name}.words"]
    recovered = here("keys", "recover", *arguments)
    assert recovered.code == 0, recovered
    assert back.read_bytes() == kept
    assert back.stat().st_mode & 0o777 == 0o600
    verified = here("keys", "verify")
    took = time.perf_counter() - began
    (found,) = verified.lines()
    assert found["ok"]
    assert (found["opened"], found["broken"]) == (PEOPLE, 0)
    sys.stdout.write(f"\nthe keys of {PEOPLE} people were back after {took:.1f} s\n")

    again = here("keys", "recover", *arguments)
    assert "exists" in again.refused_in_one_line()
    back.unlink()
    wrong = [*arguments[:4], *arguments[4:8], "--custodian", folder / "b"]
    wrong += ["--passphrase-file", folder / "a.words"]
    refused = here("keys", "recover", *wrong)
    assert "passphrase" in refused.refused_in_one_line()
    assert not back.exists()


def fill(line: CommandLine) -> None:
    """Register some people."""
    from api.commands.output import opened_runtime
    from tests.stored import registered

    with opened_runtime(retain=False) as runtime:
        registered(runtime.stores, runtime.key_ring, PEOPLE)
