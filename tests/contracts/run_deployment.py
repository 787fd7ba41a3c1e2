"""Start everything docker-compose.yml starts, as plain processes, and look at it.

    python -m tests.contracts.run_deployment

It ends with an error when something is not as the design wants it. As root, and with a checkout
and a Python that everybody may read, the accounts are real ones.
"""

import json
import subprocess
import sys
from pathlib import Path

import psycopg

from api.runtime import read_key_ring
from privacy.keyfile import read_key_file
from tests.contracts.deployment import Deployment, deployed
from tests.stored import registered

PARTS = ("application", "timers", "rewrap")


def say(what: str, found: object) -> None:
    sys.stdout.write(f"{what}: {found}\n")
    sys.stdout.flush()


def start(it: Deployment) -> None:
    """Start everything in the order the file wants."""
    it.start("keys")
    say("migrate", it.once("migrate", it.words(it.file["services"]["migrate"]["command"])).strip())
    for name in PARTS:
        it.start(name)
    say("healthy", ", ".join(it.running))


def look_at_keys(it: Deployment) -> None:
    """Nobody but the key process and the weekly job has a key-encryption key."""
    secrets = [*read_key_file(it.key_file.read_bytes())[0].values()]
    for name in ("keys", "application", "timers"):
        held = sum(it.memory(name).count(secret) for secret in secrets)
        say(f"key-encryption key in the memory of {name}", f"{held} times")
        assert (held > 0) == (name == "keys")
        files = [
            str(each.readlink()) for each in Path(f"/proc/{it.running[name].pid}/fd").iterdir()
        ]
        assert not [each for each in files if "key_encryption_keys" in each]
        environment = Path(f"/proc/{it.running[name].pid}/environ").read_bytes()
        assert not [secret for secret in secrets if secret in environment]
    if it.as_accounts:
        for name in ("application", "keys"):
            read = subprocess.run(
                ["/bin/cat", str(it.key_file)], capture_output=True, check=False, **it.who(name)
            )
            say(f"the account of {name} may read the key file", read.returncode == 0)
            assert (read.returncode == 0) == (name == "keys")


def look_at_log(it: Deployment) -> None:
    """Checkpoints are written; who serves cannot take entries back."""
    notes = (it.folder / "checkpoints" / "checkpoints").read_text(encoding="utf-8")
    say("checkpoints written", notes.count("\n\n— "))
    assert "\n\n— " in notes
    host, role = str(it.server.folder), "passerelle_main"
    with psycopg.connect(host=host, user=role, dbname=role) as connection:
        try:
            connection.execute("DELETE FROM audit_entry")
        except psycopg.errors.InsufficientPrivilege:
            say("who serves may delete from the log", found=False)
            return
    raise AssertionError("the log can be deleted")


def change_keys(it: Deployment) -> None:
    """What the weekly job does, now; the others go on."""
    lines = sorted((it.folder / "custodians").iterdir())
    words = ["keys", "weekly", "--shares", str(it.folder / "shares")]
    told = it.once("rewrap", [*words, *(f"--custodian={line}" for line in lines)])
    say("weekly", " ".join(told.split()))
    shares = len(list((it.folder / "shares").iterdir()))
    say("shares", shares)
    verified = json.loads(it.once("application", ["keys", "verify"]))
    say("verify", verified)
    assert (shares, verified["ok"], verified["opened"]) == (3, True, 3)
    state = json.loads(it.once("application", ["keys", "status"]))
    say("epoch", [each["epoch"] for each in state["epochs"]])
    say("key process", state["key_process"])
    assert [each["epoch"] for each in state["epochs"]] == [2]
    healthy = {name: it.healthy(name) for name in it.running}
    say("healthy after", healthy)
    assert all(healthy.values())


def main() -> None:
    """Start everything, look, change the keys, and stop."""
    with deployed() as it:
        say("accounts of their own", it.as_accounts)
        start(it)
        stores = it.stores()
        registered(stores, read_key_ring(it.key_file), 3)
        look_at_keys(it)
        look_at_log(it)
        change_keys(it)
        it.stop("keys")
        say("key process gone; its check says", it.healthy("keys"))
        assert not it.healthy("keys")
        stores.close()
    say("all as it should be", found=True)


if __name__ == "__main__":
    main()
