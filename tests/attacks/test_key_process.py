"""A web worker that uses the key process holds no key-encryption key: not in its memory, its
environment, or a core dump. One that reads the key file does, which is the control.
"""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.key_process.client import KeyProcess, open_ring
from api.key_process.messages import LENGTH, Asked, MessageBroken
from api.key_process.server import KeyServer
from privacy.errors import KeyUnusable, SealBroken
from privacy.keyfile import read_key_file
from privacy.keys import KeyRing, PersonKey
from privacy.person_key import expand
from tests.unit.privacy.builders import AMAL, BORIS

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0
WORKER = """
import sys
from pathlib import Path
from api.runtime import open_key_ring
from api.settings import read_settings
from api.key_process.hardening import forbid_core_dumps
from privacy.keys import PersonKey
forbid_core_dumps()
ring = open_key_ring(read_settings())
keys = [PersonKey.generate(bytes([n]) * 16) for n in range(1, 20)]
for key in keys:
    assert ring.unwrap(ring.wrap(key)).commitment() == key.commitment()
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "secret" / "keys"
    path.parent.mkdir(mode=0o700)
    path.write_bytes(KeyRing.generate().with_next_epoch().to_bytes())
    path.chmod(0o600)
    return path


@contextmanager
def process(*command: str, home: Path, first: str, **variables: str) -> Iterator[int]:
    """Start a process and wait for its first line."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "PASSERELLE_HOME": str(home),
        **{f"PASSERELLE_{name}": value for name, value in variables.items()},
    }
    with subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as started:
        assert started.stdout is not None
        try:
            line = started.stdout.readline().decode()
            assert line.startswith(first), line
            yield started.pid
        finally:
            started.send_signal(signal.SIGTERM)
            if started.stdin is not None:
                started.stdin.close()
            started.wait(PATIENCE)
            started.stdout.close()


@contextmanager
def key_process(path: Path, file: Path) -> Iterator[int]:
    arguments = ("-m", "api", "keys", "serve", "--socket", str(path))
    with process(*arguments, home=file.parent, first="holding", KEY_FILE=str(file)) as pid:
        yield pid


def memory_of(pid: int) -> Iterator[bytes]:
    """Read what a process may write to, as the kernel shows it."""
    maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in maps:
            found = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
            if found is None or "[v" in line:
                continue
            start, end = (int(part, 16) for part in found.groups())
            memory.seek(start)
            try:
                yield memory.read(end - start)
            except OSError:
                continue


def needles(file: Path) -> dict[str, bytes]:
    epochs, servers = read_key_file(file.read_bytes())
    found = {f"epoch {number}": key for number, key in epochs.items()}
    found |= {
        f"cipher {number}": expand(key, b"passerelle/1/wrap") for number, key in epochs.items()
    }
    return found | {f"secret {number}": key for number, key in servers.items()}


def hits(pid: int, sought: dict[str, bytes]) -> tuple[set[str], int]:
    found, size = set(), 0
    for part in memory_of(pid):
        size += len(part)
        found |= {name for name, key in sought.items() if key in part}
    return found, size


def test_a_worker_with_a_key_process_has_no_key_in_memory(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "k.sock"
    home = tmp_path / "home"
    with (
        key_process(path, file) as holder,
        process("-c", WORKER, home=home, first="ready", KEY_SOCKET=str(path)) as worker,
    ):
        found, size = hits(worker, needles(file))
        assert found == set()
        assert size > 5_000_000
        for pid in (worker, holder):
            environment = Path(f"/proc/{pid}/environ").read_bytes()
            assert not any(key in environment for key in needles(file).values())
            limits = Path(f"/proc/{pid}/limits").read_text()
            assert re.search(r"Max core file size\s+0\s+0\s", limits)
    assert not path.exists()


def test_a_worker_that_reads_the_key_file_has_the_keys_in_memory(
    file: Path, tmp_path: Path
) -> None:
    """The control: the search would find them."""
    with process("-c", WORKER, home=tmp_path, first="ready", KEY_FILE=str(file)) as worker:
        found, _ = hits(worker, needles(file))
    assert {"epoch 1", "epoch 2", "secret 1"} <= found


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def answering(
    file: Path, path: Path, *, clock: Callable[[], float] = lambda: 0.0, **more: object
) -> Iterator[KeyServer]:
    server = KeyServer(
        path,
        file,
        lambda one: KeyRing.from_bytes(one.read_bytes()),
        clock,
        **more,  # type: ignore[arg-type]  # the server's own options
    )
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def wrapping(ring: KeyRing) -> KeyProcess:
    found = ring._wrapping
    assert isinstance(found, KeyProcess)
    return found


def test_keys_wrapped_elsewhere_open_here_and_the_other_way_round(
    file: Path, tmp_path: Path
) -> None:
    own = KeyRing.from_bytes(file.read_bytes())
    with answering(file, tmp_path / "s") as server:
        ring = open_ring(tmp_path / "s")
        keys = [PersonKey.generate(AMAL, number) for number in range(1, 1101)]
        wraps = [ring.wrap(key) for key in keys[:3]] + [own.wrap(key) for key in keys[3:]]
        for one in (ring, own):
            opened = [key.commitment() for key in one.unwrap_all(wraps)]
            assert opened == [key.commitment() for key in keys]
        moved = ring.rewrap_all([own.wrap(keys[0], 1)], 2)
        assert own.unwrap(moved[0]).commitment() == keys[0].commitment()
        assert ring.row_mac("grant", b"row") == own.row_mac("grant", b"row")
        assert ring.epoch_check(2) == own.epoch_check(2)
        assert server.counts["unwrapped"] == 1100
        assert wrapping(ring).counts()["wrapped"] == 3
        with pytest.raises(KeyUnusable, match="held_elsewhere"):
            ring.to_bytes()
        wrapping(ring).close()


def test_the_key_process_refuses_what_is_not_bound(file: Path, tmp_path: Path) -> None:
    own = KeyRing.from_bytes(file.read_bytes())
    wrap = own.wrap(PersonKey.generate(AMAL))
    with answering(file, tmp_path / "s"):
        ring = open_ring(tmp_path / "s")
        for forged in (
            replace(wrap, person=BORIS),
            replace(wrap, version=2),
            replace(wrap, epoch=1),
            replace(wrap, epoch=9),
            replace(wrap, commitment=bytes(32)),
            replace(wrap, wrapped=wrap.wrapped[:-1]),
            replace(wrap, wrapped=wrap.wrapped[:-1] + bytes([wrap.wrapped[-1] ^ 1])),
        ):
            with pytest.raises(SealBroken):
                ring.unwrap(forged)
        wrapping(ring).close()


def test_more_than_agreed_is_not_handed_out_in_a_minute(file: Path, tmp_path: Path) -> None:
    own, clock = KeyRing.from_bytes(file.read_bytes()), Clock()
    wraps = [own.wrap(PersonKey.generate(AMAL)) for _ in range(6)]
    with answering(file, tmp_path / "s", clock=clock, most=10) as server:
        ring = open_ring(tmp_path / "s")
        ring.unwrap_all(wraps)
        with pytest.raises(KeyUnusable, match="too_many_asked"):
            ring.unwrap_all(wraps)
        assert server.counts["refused"] == 6
        clock.now = 61
        assert len(ring.unwrap_all(wraps)) == 6
        wrapping(ring).close()


def test_a_destroyed_epoch_is_forgotten_at_once(file: Path, tmp_path: Path) -> None:
    own = KeyRing.from_bytes(file.read_bytes())
    old = own.wrap(PersonKey.generate(AMAL), 1)
    with answering(file, tmp_path / "s"):
        ring = open_ring(tmp_path / "s")
        assert ring.unwrap(old).version == 1
        draft = file.with_name("next")
        draft.write_bytes(own.without_epoch(1).to_bytes())
        draft.replace(file)
        with pytest.raises(KeyUnusable, match="unknown_epoch"):
            ring.unwrap(old)
        wrapping(ring).close()


def test_another_account_is_hung_up_on(file: Path, tmp_path: Path) -> None:
    with (
        answering(file, tmp_path / "s", allowed=[os.geteuid() + 1]) as server,
        pytest.raises(KeyUnusable, match="not_answering"),
    ):
        open_ring(tmp_path / "s")
    assert server.counts["hung_up"] >= 1


def test_the_socket_is_its_owners_and_a_wider_one_is_not_used(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "s"
    with answering(file, path):
        assert path.stat().st_mode & 0o777 == 0o600
        path.chmod(0o666)
        with pytest.raises(KeyUnusable, match="not_answering"):
            open_ring(path)


def test_without_the_key_process_nothing_opens_and_with_it_again(
    file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "s"
    with answering(file, path):
        ring = open_ring(path)
        wrap = ring.wrap(PersonKey.generate(AMAL))
    path.unlink()
    wrapping(ring).close()
    with pytest.raises(KeyUnusable, match="not_answering"):
        ring.unwrap(wrap)
    with answering(file, path):
        assert ring.unwrap(wrap).person == AMAL
        wrapping(ring).close()


@pytest.mark.parametrize(
    "frame",
    [
        LENGTH.pack(1 << 30),
        LENGTH.pack(0),
        LENGTH.pack(1) + b"\xff",
        LENGTH.pack(4) + bytes([Asked.UNWRAP]) + b"abc",
        LENGTH.pack(2) + bytes([Asked.STATE]) + b"x",
    ],
)
def test_what_is_of_no_known_form_is_hung_up_on(file: Path, tmp_path: Path, frame: bytes) -> None:
    with (
        answering(file, tmp_path / "s"),
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection,
    ):
        connection.connect(str(tmp_path / "s"))
        connection.settimeout(PATIENCE)
        connection.sendall(frame)
        assert connection.recv(1) == b""


@given(message=st.binary(max_size=400))
def test_any_message_is_answered_or_refused_and_nothing_else(message: bytes) -> None:
    server = KeyServer.__new__(KeyServer)
    ring = KeyRing.generate()
    server.ring = lambda: ring  # type: ignore[method-assign]  # no file, no socket
    server.spend = lambda *_: None  # type: ignore[method-assign]
    server.counts = {}  # type: ignore[assignment]
    try:
        answer = server.answer(message)
    except (MessageBroken, KeyError):
        return
    assert answer[0] in {0, 1, 2}


def test_a_wrap_under_an_epoch_that_is_over_is_refused(file: Path, tmp_path: Path) -> None:
    with answering(file, tmp_path / "s"):
        ring = open_ring(tmp_path / "s")
        with pytest.raises(KeyUnusable, match="unknown_epoch"):
            ring.wrap(PersonKey.generate(AMAL), 9)
        wrapping(ring).close()
