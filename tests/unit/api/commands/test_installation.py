"""Keys, passwords, settings, and what the doctor says of them."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from api.runtime import SecretUnsafe, create_key_file, open_stores, read_password
from api.settings import Settings
from data.engine import with_password
from tests.unit.api.commands.command_line import CommandLine

PASSWORD = "p@ss:w/ord %41 'ü#?"
SERVER = "postgresql+psycopg://passerelle_main@database.invalid:1/passerelle_main"


def test_a_key_file_is_made_once_and_for_its_owner_only(
    nowhere: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "secrets" / "keys"
    assert nowhere("keys", "new", file).code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    content = file.read_bytes()
    for _ in range(2):
        assert "exists; nothing was changed" in nowhere("keys", "new", file).refused_in_one_line()
    assert "nothing was changed" in nowhere("keys", "new", file.parent).refused_in_one_line()
    assert file.read_bytes() == content
    assert [path.name for path in file.parent.iterdir()] == ["keys"]


def doctor(command: CommandLine, *, well: bool) -> dict[str, str]:
    told = command("doctor", "--json")
    findings = {line["check"]: line for line in told.lines()}
    findings.pop("disk")  # depends on the machine
    assert all(line["ok"] for line in findings.values()) is well, findings
    if not well:
        assert told.code == 1
    assert told.err == ""
    return {name: line["detail"] for name, line in findings.items() if not line["ok"]}


def test_a_healthy_installation_is_well_and_left_alone(command: CommandLine) -> None:
    before = command.files()
    assert doctor(command, well=True) == {}
    assert command.files() == before
    assert command("doctor").out.startswith("ok     python")


def test_without_its_key_file_nothing_opens_and_none_is_made(command: CommandLine) -> None:
    key_file = command.home / "secret" / "key-encryption-keys"
    key_file.unlink()
    assert set(doctor(command, well=False)) == {"keys", "audit log"}
    assert not key_file.exists()


def test_keys_everybody_can_read_are_refused(command: CommandLine) -> None:
    key_file = command.home / "secret" / "key-encryption-keys"
    key_file.chmod(0o604)
    assert doctor(command, well=False) == {"keys": "everybody may read the key file"}
    refused = command("taxonomy", "list").refused_in_one_line()
    assert "everybody on this machine can reach this secret" in refused
    key_file.chmod(0o600)
    assert command("taxonomy", "list").code == 0


@pytest.mark.parametrize("content", [b"", b"not keys", b"MSPK\x09", b"MSPK\x01" + b"x" * 80])
def test_a_damaged_key_file_is_refused(command: CommandLine, content: bytes) -> None:
    (command.home / "secret" / "key-encryption-keys").write_bytes(content)
    assert "The key file cannot be used" in command("match", "all").refused_in_one_line()
    assert set(doctor(command, well=False)) == {"keys", "audit log"}


def test_a_database_of_another_installation_is_refused(
    command: CommandLine, in_demo: CommandLine
) -> None:
    other = in_demo.home / "keys" / "keys.sqlite3"
    shutil.copy(other, command.home / "keys" / "keys.sqlite3")
    command.set(PASSERELLE_HOME=str(command.home))
    assert "databases" in doctor(command, well=False)
    refused = command("match", "all").refused_in_one_line()
    assert "different installations" in refused


def test_databases_of_no_revision_are_found(command: CommandLine) -> None:
    for path in (command.home / "main.sqlite3", command.home / "keys" / "keys.sqlite3"):
        path.unlink()
        sqlite3.connect(path).close()
    assert "databases" in doctor(command, well=False)


def test_databases_of_a_server_are_migrated_only_on_demand(
    command: CommandLine, tmp_path: Path
) -> None:
    command.set(
        PASSERELLE_MAIN_URL=f"sqlite:///{tmp_path}/a.sqlite3",
        PASSERELLE_KEYS_URL=f"sqlite:///{tmp_path}/b.sqlite3",
    )
    assert "run: python -m api migrate" in command("taxonomy", "list").refused_in_one_line()
    assert command("migrate").out == "both databases are at the newest revision\n"
    assert command("migrate").code == 0
    assert "starter" in command("taxonomy", "list").out


def test_a_file_that_is_no_database_is_named(command: CommandLine) -> None:
    (command.home / "main.sqlite3").write_bytes(b"Canary Canarsson " * 500)
    refused = command("match", "all").refused_in_one_line()
    assert refused == "The database file is no database of ours."


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PASSERELLE_ARGON2_MEMORY_KIB", "canary"),
        ("PASSERELLE_MAX_UPLOAD_BYTES", "-5"),
        ("PASSERELLE_INSECURE_COOKIES", "canary"),
        ("PASSERELLE_MAIN_URL", "postgresql+psycopg://canary@host/main"),
        ("PASSERELLE_KEYS_URL", "postgresql+psycopg://canary@host/main"),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(
    command: CommandLine, name: str, value: str
) -> None:
    command.set(**{name: value})
    refused = command("doctor").refused_in_one_line()
    assert name in refused
    assert "canary" not in refused


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("no address {}", "A database address cannot be used"),
        ("nonsense://x:{}@y/z", "A database address cannot be used"),
        ("postgresql+psycopg://someone:{}@127.0.0.1:1/x", "A database does not answer"),
    ],
)
def test_an_address_that_does_not_work_is_never_repeated(
    command: CommandLine, url: str, sentence: str
) -> None:
    command.set(
        PASSERELLE_MAIN_URL=url.format("canary"),
        PASSERELLE_KEYS_URL=f"sqlite:///{command.home}/other.sqlite3",
    )
    refused = command("migrate").refused_in_one_line()
    assert sentence in refused
    assert "canary" not in refused
    assert "canary" not in command("doctor").said


def secret(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_passwords_reach_the_addresses_and_nothing_else(tmp_path: Path) -> None:
    settings = Settings(
        main_url=SERVER,
        keys_url=SERVER.replace("main", "keys"),
        main_password_file=secret(tmp_path / "main", PASSWORD.encode() + b"\n"),
        keys_password_file=secret(tmp_path / "keys", b"other\r\n", 0o640),
    )
    stores = open_stores(settings)
    assert stores.main.url.password == PASSWORD
    assert stores.keys.url.password == "other"
    assert stores.main.url.username == "passerelle_main"
    assert PASSWORD not in f"{stores!r} {stores.main!r} {stores.main.url} {settings!r}"
    stores.close()


def test_a_password_is_put_into_a_servers_address_only() -> None:
    assert with_password("sqlite:///x.sqlite3", PASSWORD) == "sqlite:///x.sqlite3"
    assert with_password("postgresql+psycopg://a:old@h/d", "new").startswith(
        "postgresql+psycopg://a:new@h"
    )


@pytest.mark.parametrize(
    ("content", "mode", "sentence"),
    [
        (b"canary", 0o644, "everybody on this machine"),
        (b"canary", 0o602, "everybody on this machine"),
        (b"", 0o600, "one line of text"),
        (b"\n", 0o600, "one line of text"),
        (b"canary\ncanary\n", 0o600, "one line of text"),
        (b"canary\xff", 0o600, "one line of text"),
        (b"canary" * 1000, 0o600, "one line of text"),
    ],
)
def test_an_unsafe_or_empty_password_file_is_refused(
    command: CommandLine, tmp_path: Path, content: bytes, mode: int, sentence: str
) -> None:
    file = secret(tmp_path / "password", content, mode)
    with pytest.raises(SecretUnsafe, match=sentence):
        read_password(file)
    command.set(
        PASSERELLE_MAIN_URL=SERVER,
        PASSERELLE_KEYS_URL=SERVER.replace("main", "keys"),
        PASSERELLE_MAIN_PASSWORD_FILE=str(file),
    )
    refused = command("migrate").refused_in_one_line()
    assert sentence in refused
    assert "canary" not in refused
    assert sentence in command("doctor").out


def test_a_missing_password_file_is_named(command: CommandLine, tmp_path: Path) -> None:
    command.set(
        PASSERELLE_MAIN_URL=SERVER,
        PASSERELLE_KEYS_URL=SERVER.replace("main", "keys"),
        PASSERELLE_KEYS_PASSWORD_FILE=str(tmp_path / "gone"),
    )
    assert command("migrate").refused_in_one_line() == f"{tmp_path}/gone: No such file or directory"


def test_two_starts_at_once_agree_on_one_key_file(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    ring = create_key_file(file)
    with pytest.raises(FileExistsError):
        create_key_file(file)
    assert file.read_bytes() == ring.to_bytes()


def test_where_the_data_are_kept_is_asked_for(
    command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until that is known no organisation is shown anything, and the doctor says how to mend it."""
    monkeypatch.setenv("PASSERELLE_STORAGE_COUNTRY", "")
    assert doctor(command, well=False) == {
        "country of the data": "name it in PASSERELLE_STORAGE_COUNTRY"
    }
