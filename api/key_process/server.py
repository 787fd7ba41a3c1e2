"""Answer web workers over a Unix-domain socket: wrap, unwrap, re-wrap, nothing else.

Rules:

- The socket is reached by its owner only (or by one group, when told so), and each caller's
  account, as the kernel reports it, must be among those allowed; others are hung up on.
- Every key is asked for by person, version and epoch; the binding is built here.
- What is handed out is counted, and bounded by the minute: more is refused with a code.
- The key file is read anew when it changed, so a destroyed epoch is forgotten at once.
- Nothing is logged but counts.
"""

import os
import socket
import socketserver
import struct
import threading
from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from api.key_process.messages import (
    LARGEST,
    LENGTH,
    MOST,
    Answered,
    Asked,
    MessageBroken,
    read_epoch,
    read_keys,
    read_wraps,
    write_keys,
    write_state,
    write_wraps,
)
from privacy.errors import KeyProblem, KeyUnusable, SealBroken
from privacy.keys import KeyRing

MOST_A_MINUTE: Final = 200_000
"""Keys handed out in one minute, unless told otherwise: enough to fill a large pool."""
PATIENCE_SECONDS: Final = 600.0
_CREDENTIALS = struct.Struct("3i")
_COUNTED: Final = ("wrapped", "unwrapped", "rewrapped", "refused", "hung_up")


class KeyServer(socketserver.ThreadingUnixStreamServer):
    """The key process's socket and what it knows.

    Args:
        path: Where the socket is made; nothing may be there.
        file: The key file.
        clock: Gives seconds, to bound what is handed out.
        allowed: Accounts (numbers) that may ask.
        group: Group (number) that may reach the socket, beside its owner.
        most: Keys handed out in one minute.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(
        self,
        path: Path,
        file: Path,
        read: Callable[[Path], KeyRing],
        clock: Callable[[], float],
        *,
        allowed: Collection[int] = (),
        group: int | None = None,
        most: int = MOST_A_MINUTE,
    ) -> None:
        self._file, self._read = file, read
        self._ring, self._stamp = read(file), _stamp(file)
        self._clock, self._most = clock, most
        self._lock = threading.Lock()
        self._minute, self._given = -1, 0
        self.allowed = frozenset(allowed) or frozenset({os.geteuid()})
        self.counts: Counter[str] = Counter(dict.fromkeys(_COUNTED, 0))
        before = os.umask(0o177)
        try:
            super().__init__(str(path), _Conversation)
        finally:
            os.umask(before)
        if group is not None:
            os.chown(path, -1, group)
            path.chmod(0o660)

    def ring(self) -> KeyRing:
        """Give the keys as the file has them now."""
        with self._lock:
            stamp = _stamp(self._file)
            if stamp != self._stamp:
                self._ring, self._stamp = self._read(self._file), stamp
            return self._ring

    def spend(self, what: str, keys: int) -> None:
        """Count keys that are handed out.

        Raises:
            KeyUnusable: More than may be handed out in this minute.
        """
        with self._lock:
            minute = int(self._clock() // 60)
            if minute != self._minute:
                self._minute, self._given = minute, 0
            if self._given + keys > self._most:
                self.counts["refused"] += keys
                raise KeyUnusable(KeyProblem.TOO_MANY_ASKED)
            self._given += keys
            self.counts[what] += keys

    def answer(self, message: bytes) -> bytes:
        """Give the answer to a message.

        Raises:
            MessageBroken: It is of no form known here; the caller is hung up on.
        """
        if not message:
            raise MessageBroken
        try:
            return bytes([Answered.DONE]) + self._done(message[0], message[1:])
        except SealBroken as error:
            return bytes([Answered.SEAL_BROKEN]) + error.problem.value.encode()
        except KeyUnusable as error:
            return bytes([Answered.KEY_UNUSABLE]) + error.problem.value.encode()

    def _done(self, asked: int, content: bytes) -> bytes:
        ring = self.ring()
        if asked == Asked.STATE and not content:
            checks = {epoch: ring.epoch_check(epoch) for epoch in ring.epochs}
            return write_state(checks, ring.standing_keys().to_bytes())
        if asked == Asked.COUNTS and not content:
            return " ".join(f"{name}={self.counts[name]}" for name in _COUNTED).encode()
        if asked == Asked.WRAP:
            epoch, rest = read_epoch(content)
            keys = read_keys(rest)
            self.spend("wrapped", len(keys))
            return write_wraps([ring.wrap(key, epoch) for key in keys])
        if asked == Asked.UNWRAP:
            wraps = read_wraps(content)
            self.spend("unwrapped", len(wraps))
            return write_keys(ring.unwrap_all(wraps))
        if asked == Asked.REWRAP:
            epoch, rest = read_epoch(content)
            wraps = read_wraps(rest)
            self.spend("rewrapped", len(wraps))
            return write_wraps(ring.rewrap_all(wraps, epoch))
        raise MessageBroken

    def verify_request(self, request: object, client_address: object) -> bool:  # noqa: ARG002 - as socketserver calls it
        """Say whether a caller may speak: the kernel names its account."""
        assert isinstance(request, socket.socket)
        raw = request.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        known = _CREDENTIALS.unpack(raw)[1] in self.allowed
        if not known:
            self.counts["hung_up"] += 1
        return known

    def handle_error(self, request: object, client_address: object) -> None:
        """Count a conversation that broke off; nothing of it is told."""
        del request, client_address
        self.counts["hung_up"] += 1


class _Conversation(socketserver.BaseRequestHandler):
    """One worker's connection."""

    server: KeyServer

    def handle(self) -> None:
        """Answer until the worker hangs up or says something of no known form."""
        self.request.settimeout(PATIENCE_SECONDS)
        while True:
            try:
                message = receive(self.request)
                if message is None:
                    return
                answer = self.server.answer(message)
            except MessageBroken:
                self.server.counts["hung_up"] += 1
                return
            self.request.sendall(LENGTH.pack(len(answer)) + answer)


def receive(connection: socket.socket) -> bytes | None:
    """Read one frame; ``None`` when the other side has hung up.

    Raises:
        MessageBroken: It is too large, or breaks off.
    """
    head = _exactly(connection, LENGTH.size)
    if head is None:
        return None
    (length,) = LENGTH.unpack(head)
    if length > LARGEST:
        raise MessageBroken
    body = _exactly(connection, length)
    if body is None:
        raise MessageBroken
    return body


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    parts: list[bytes] = []
    missing = size
    while missing:
        part = connection.recv(missing)
        if not part:
            if parts:
                raise MessageBroken
            return None
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _stamp(file: Path) -> tuple[int, int, int]:
    found = file.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


assert MOST * 256 < LARGEST
