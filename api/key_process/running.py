"""Run the key process: take its place, answer, and leave nothing behind when it is stopped."""

import grp
import pwd
import signal
import socket
import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path

from api.key_process.hardening import forbid_core_dumps, forbid_looking_in
from api.key_process.server import MOST_A_MINUTE, KeyServer
from api.runtime import read_key_ring


class UnknownAccount(Exception):
    """There is no account or group of that name; the message is the name."""


def run_key_process(
    path: Path,
    file: Path,
    *,
    allowed: Collection[str] = (),
    group: str | None = None,
    most: int = MOST_A_MINUTE,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Answer at a socket until the process is told to stop.

    Raises:
        UnknownAccount: An account or the group does not exist.
        FileExistsError: Another key process answers there.
        SecretUnsafe: Everybody on the machine can read the key file.
        privacy.errors.PrivacyError: It cannot be used.
    """
    forbid_core_dumps()
    forbid_looking_in()
    accounts = [_account(name) for name in allowed]
    number = None if group is None else _group(group)
    _take_place(path)
    server = KeyServer(
        path, file, read_key_ring, time.monotonic, allowed=accounts, group=number, most=most
    )
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: threading.Thread(target=server.shutdown).start())
    try:
        ready()
        server.serve_forever(poll_interval=0.2)
    finally:
        server.server_close()
        path.unlink(missing_ok=True)


def _take_place(path: Path) -> None:
    """Remove the socket a killed key process left; refuse one that is answered."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.is_socket():
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            path.unlink(missing_ok=True)
            return
    raise FileExistsError(str(path))


def _account(name: str) -> int:
    try:
        return int(name) if name.isdigit() else pwd.getpwnam(name).pw_uid
    except KeyError:
        raise UnknownAccount(name) from None


def _group(name: str) -> int:
    try:
        return int(name) if name.isdigit() else grp.getgrnam(name).gr_gid
    except KeyError:
        raise UnknownAccount(name) from None
