"""Ask the key process, as a web worker does.

Rules:

- One connection for each process, made when first needed, and made anew once when it broke.
- Without the key process nothing opens: the error says so, and nothing is kept from before.

What it does not do: keep people's keys; they live as long as the unit of work that asked.
"""

import os
import socket
import stat
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import Final

from api.key_process.messages import (
    LENGTH,
    MOST,
    Answered,
    Asked,
    MessageBroken,
    read_keys,
    read_state,
    read_wraps,
    write_epoch,
    write_keys,
    write_wraps,
)
from api.key_process.server import receive
from privacy.epochs import Wrapping
from privacy.errors import KeyProblem, KeyUnusable, SealBroken, SealProblem
from privacy.keys import KeyRing
from privacy.person_key import PersonKey, WrappedKey
from privacy.standing_keys import StandingKeys

TIMEOUT_SECONDS: Final = 15.0


class KeyProcess(Wrapping):
    """The key process, seen from a worker."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._connection: socket.socket | None = None
        self._owner = 0
        self._checks: dict[int, bytes] = {}

    def state(self) -> StandingKeys:
        """Ask which epochs are live, and give the standing keys.

        Raises:
            KeyUnusable: The key process does not answer.
        """
        self._checks, standing = read_state(self._ask(Asked.STATE))
        return StandingKeys.from_bytes(standing)

    def counts(self) -> dict[str, int]:
        """Ask how many keys were handed out since it started."""
        parts = self._ask(Asked.COUNTS).decode("ascii").split()
        return {name: int(number) for name, _, number in (part.partition("=") for part in parts)}

    def epochs(self) -> tuple[int, ...]:
        """Give the live epochs, as last asked."""
        return tuple(sorted(self._checks))

    def check(self, epoch: int) -> bytes:
        """Give the check value of an epoch.

        Raises:
            KeyUnusable: The epoch is not live.
        """
        if epoch not in self._checks:
            raise KeyUnusable(KeyProblem.UNKNOWN_EPOCH)
        return self._checks[epoch]

    def wrap(self, key: PersonKey, epoch: int) -> WrappedKey:
        """Wrap a key under an epoch.

        Raises:
            KeyUnusable: The epoch is not live, or the key process does not answer.
        """
        return read_wraps(self._ask(Asked.WRAP, write_epoch(epoch) + write_keys((key,))))[0]

    def unwrap(self, wraps: Iterable[WrappedKey]) -> list[PersonKey]:
        """Give the keys back, in the order of their wraps.

        Raises:
            SealBroken: A wrap is not what was wrapped.
            KeyUnusable: An epoch is not live, too many were asked for, or no answer came.
        """
        found: list[PersonKey] = []
        for some in _some(wraps):
            found.extend(read_keys(self._ask(Asked.UNWRAP, _written(some))))
        return found

    def rewrap(self, wraps: Iterable[WrappedKey], epoch: int) -> list[WrappedKey]:
        """Move wraps to an epoch, in their order.

        Raises:
            SealBroken: As ``unwrap``.
            KeyUnusable: As ``unwrap``.
        """
        found: list[WrappedKey] = []
        for some in _some(wraps):
            found.extend(read_wraps(self._ask(Asked.REWRAP, write_epoch(epoch) + _written(some))))
        return found

    def close(self) -> None:
        """Hang up."""
        with self._lock:
            self._hang_up()

    def _ask(self, asked: Asked, content: bytes = b"") -> bytes:
        message = bytes([asked]) + content
        answer: bytes | None = None
        with self._lock:
            for again in (False, True):
                try:
                    connection = self._connected()
                    connection.sendall(LENGTH.pack(len(message)) + message)
                    answer = receive(connection)
                    if answer:
                        break
                    raise ConnectionResetError
                except (OSError, MessageBroken):
                    self._hang_up()
                    if again:
                        raise KeyUnusable(KeyProblem.NOT_ANSWERING) from None
        return _told(answer or b"")

    def _connected(self) -> socket.socket:
        if self._connection is not None and self._owner != os.getpid():
            self._connection.close()  # of the process this one was forked from
            self._connection = None
        if self._connection is None:
            found = self._path.stat()
            if not stat.S_ISSOCK(found.st_mode) or stat.S_IMODE(found.st_mode) & stat.S_IRWXO:
                raise ConnectionRefusedError
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(TIMEOUT_SECONDS)
            try:
                connection.connect(str(self._path))
            except OSError:
                connection.close()
                raise
            self._connection, self._owner = connection, os.getpid()
        return self._connection

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def open_ring(path: Path) -> KeyRing:
    """Give a ring that asks the key process at a socket.

    Raises:
        KeyUnusable: It does not answer.
    """
    process = KeyProcess(path)

    def read() -> KeyRing:
        return KeyRing.held_elsewhere(process, process.state())

    ring = read()
    ring.follow(read)
    return ring


def _some(wraps: Iterable[WrappedKey]) -> Iterable[list[WrappedKey]]:
    found = list(wraps)
    for start in range(0, len(found), MOST):
        yield found[start : start + MOST]


def _written(wraps: list[WrappedKey]) -> bytes:
    try:
        return write_wraps(wraps)
    except MessageBroken:
        raise SealBroken(SealProblem.TRUNCATED) from None


def _told(answer: bytes) -> bytes:
    if not answer:
        raise KeyUnusable(KeyProblem.NOT_ANSWERING)
    kind, content = answer[0], answer[1:]
    if kind == Answered.DONE:
        return content
    code = content.decode("ascii", "replace")
    if kind == Answered.SEAL_BROKEN and code in set(SealProblem):
        raise SealBroken(SealProblem(code))
    if kind == Answered.KEY_UNUSABLE and code in set(KeyProblem):
        raise KeyUnusable(KeyProblem(code))
    raise KeyUnusable(KeyProblem.NOT_ANSWERING)
