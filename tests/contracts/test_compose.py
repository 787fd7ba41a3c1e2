"""The deployment keeps apart what the design keeps apart.

There is no container engine in the tests: what the file says is read here, its databases' script
runs in ``test_deployment_databases``, and ``python -m tests.contracts.run_deployment`` starts
everything it would start as plain processes.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.exceptions import TyperException
from typer.main import get_command

from api.commands import app

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
KEY_FOLDER = "/var/lib/passerelle-keys"
OURS = {"keys", "migrate", "application", "timers", "rewrap"}
HOLDS_KEYS = {"keys", "rewrap"}
WEB = OURS - HOLDS_KEYS
PROGRAM = ["python", "-m", "api"]


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    return found


def mounts(service: dict[str, Any]) -> dict[str, str]:
    """Give where things are mounted in a container, and from where."""
    parts = [
        str(each).rsplit(":", 2 if str(each).endswith(":ro") else 1)
        for each in service.get("volumes", [])
    ]
    return {part[1]: part[0] for part in parts}


def account(service: dict[str, Any]) -> str:
    return str(service.get("user", "10001:10001"))


def test_the_deployment_has_exactly_these_parts() -> None:
    assert set(services()) == OURS | {"database"}


@pytest.mark.parametrize("name", sorted(WEB))
def test_web_workers_reach_the_keys_by_the_socket_and_never_the_file(name: str) -> None:
    service = services()[name]
    environment = service["environment"]
    assert environment["PASSERELLE_KEY_SOCKET"] == "/run/passerelle/keys.sock"
    assert "PASSERELLE_KEY_FILE" not in environment
    assert KEY_FOLDER not in mounts(service)
    assert not [each for each in mounts(service).values() if "passerelle/keys" in each]
    assert mounts(service)["/run/passerelle"] == "key_socket"
    assert account(service) == "10001:10001"


def test_who_holds_the_keys_has_another_account_and_the_process_reaches_no_network() -> None:
    for name in HOLDS_KEYS:
        service = services()[name]
        assert account(service) == "10002:10002"
        assert mounts(service)[KEY_FOLDER] == "./.passerelle/keys"
        assert service["environment"]["PASSERELLE_KEY_FILE"].startswith(KEY_FOLDER)
        assert "PASSERELLE_KEY_SOCKET" not in service["environment"]
        assert "ports" not in service
    process = services()["keys"]
    assert process["network_mode"] == "none"
    assert "secrets" not in process
    assert f"./.passerelle/keys:{KEY_FOLDER}:ro" in process["volumes"]
    assert {"--allow=10001", "--allow=10002", "--group=10001"} <= set(process["command"])


def test_only_migrating_knows_the_owners_of_the_databases() -> None:
    for name, service in services().items():
        owners = [each for each in service.get("secrets", []) if "owner" in each]
        assert bool(owners) == (name in {"migrate", "database"})
        if name in {"application", "timers", "rewrap"}:
            urls = [service["environment"][f"PASSERELLE_{part}_URL"] for part in ("MAIN", "KEYS")]
            assert not [url for url in urls if "_owner@" in url]
            assert set(service["secrets"]) == {"main_password", "keys_password"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_part_of_ours_is_locked_in(name: str) -> None:
    service = services()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["ulimits"] == {"core": 0}
    assert ("ports" in service) == (name == "application")
    if name != "migrate":
        assert service["healthcheck"]["test"][:4] == ["CMD", *PROGRAM]
        assert service["restart"] == "unless-stopped"


def test_only_this_machine_reaches_the_web_worker() -> None:
    (port,) = services()["application"]["ports"]
    assert port.startswith("127.0.0.1:")


def test_checkpoints_are_written_elsewhere() -> None:
    timers = services()["timers"]
    file = timers["environment"]["PASSERELLE_CHECKPOINT_FILE"]
    source = mounts(timers)[str(Path(file).parent)]
    assert source.startswith("${CHECKPOINT_FOLDER:?")
    others = [
        name for name in OURS - {"timers"} if str(Path(file).parent) in mounts(services()[name])
    ]
    assert others == []


def test_nothing_starts_before_what_it_needs() -> None:
    for name in ("application", "timers", "rewrap"):
        assert services()[name]["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"},
            "keys": {"condition": "service_healthy"},
        }
    assert set(services()["migrate"]["depends_on"]) == {"database", "keys"}


def _commands() -> list[list[str]]:
    found = [services()[name]["command"] for name in OURS]
    found += [services()[name]["healthcheck"]["test"][1:] for name in OURS - {"migrate"}]
    return [[str(word) for word in words] for words in found]


def test_every_command_of_the_deployment_exists_with_its_options() -> None:
    assert len(_commands()) == 9
    for words in _commands():
        assert words[:3] == PROGRAM
        assert _understood(words[3:]), words
    assert not _understood(["keys", "serve", "--socket=/x", "--no-such-option"])


def _understood(words: list[str]) -> bool:
    """Parse a command line without running it."""
    command: Any = get_command(app)
    rest = list(words)
    while hasattr(command, "commands"):
        name = rest.pop(0)
        if name not in command.commands:
            return False
        command = command.commands[name]
    try:
        command.make_context("check", rest)
    except TyperException:
        return False
    return True
