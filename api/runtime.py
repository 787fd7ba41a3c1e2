"""What one process holds: settings, databases, keys, clock, taxonomy and matching pool.

Web workers and commands build it the same way, so both serve the same use cases.

Rules:

- A secret is read from a file that not everybody on the machine can read; otherwise the
  start is refused.
- A password is put into a database's address at the last moment; no message repeats either.

What it does not do: parse requests, or keep anything personal outside the matching pool.
"""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from api.catalogue import Catalogue
from api.key_process.client import open_ring
from api.key_process.hardening import forbid_core_dumps
from api.pool import MatchingPool
from api.settings import Settings
from data.engine import Stores, with_password
from privacy.keys import KeyRing

Clock = Callable[[], datetime]
LONGEST_PASSWORD_FILE = 4_096


class SecretUnsafe(Exception):
    """A file of secrets cannot be used; the message says which and why, not what is in it."""


def system_clock() -> datetime:
    """Read the machine's clock as aware UTC; the one place that does."""
    return datetime.now(UTC)  # noqa: TID251 - this is the clock that is injected elsewhere


def read_or_create_key_ring(path: Path) -> KeyRing:
    """Load the key-encryption keys, or make the first ones of a new installation.

    Raises:
        SecretUnsafe: Everybody on the machine can read the file.
        privacy.errors.PrivacyError: The file is there but cannot be used.
    """
    try:
        return read_key_ring(path)
    except FileNotFoundError:
        pass
    try:
        return create_key_file(path)
    except FileExistsError:  # of two starts at once, the other one made it
        return read_key_ring(path)


def open_key_ring(settings: Settings) -> KeyRing:
    """Give the keys: those of the key process where there is one, else those of the file.

    Raises:
        SecretUnsafe: Everybody on the machine can read the file.
        privacy.errors.PrivacyError: The file cannot be used, or nobody answers.
    """
    if settings.key_socket is not None:
        return open_ring(settings.key_socket)
    return read_or_create_key_ring(settings.resolved_key_file())


def create_key_file(path: Path) -> KeyRing:
    """Make a file of new keys, readable by its owner only, completely or not at all.

    Raises:
        FileExistsError: There is something already; it stays as it is.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    ring = KeyRing.generate()
    draft = path.with_name(f"{path.name}.new-{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(ring.to_bytes())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # never overwrites
    finally:
        draft.unlink(missing_ok=True)
    return read_key_ring(path)


def read_password(path: Path) -> str:
    """Give the password a file holds, its line end apart.

    Raises:
        SecretUnsafe: Everybody on the machine can read it, or it holds no password.
    """
    _refuse_readable_by_all(path)
    with path.open("rb") as file:
        content = file.read(LONGEST_PASSWORD_FILE + 1)
    try:
        password = content.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        password = ""
    if not password or "\n" in password or len(content) > LONGEST_PASSWORD_FILE:
        raise SecretUnsafe(f"{path}: a password file holds one line of text.")
    return password


def read_key_ring(path: Path) -> KeyRing:
    """Load the key-encryption keys of a file, which the ring follows from then on.

    Raises:
        SecretUnsafe: Everybody on the machine can read it.
        privacy.errors.PrivacyError: It cannot be used.
        FileNotFoundError: There is none.
    """

    def read() -> KeyRing:
        _refuse_readable_by_all(path)
        return KeyRing.from_bytes(path.read_bytes())

    ring = read()
    ring.follow(read)  # another process may begin or destroy an epoch
    return ring


def _refuse_readable_by_all(path: Path) -> None:
    if stat.S_IMODE(path.stat().st_mode) & stat.S_IRWXO:
        raise SecretUnsafe(
            f"{path}: everybody on this machine can reach this secret. "
            "Take that away with: chmod o= FILE"
        )


@dataclass(slots=True)
class Runtime:
    """Everything a process shares between its units of work.

    ``catalogue`` holds the active taxonomy and its linkers, ``pool`` the profiles that may
    be matched; both load themselves on first use and notice what other workers changed.
    """

    settings: Settings
    stores: Stores
    key_ring: KeyRing
    clock: Clock
    catalogue: Catalogue
    pool: MatchingPool

    @property
    def cookie_name(self) -> str:
        """Name the session cookie; ``__Host-`` wherever the connection is encrypted."""
        return "passerelle" if self.settings.insecure_cookies else "__Host-passerelle"


def open_stores(settings: Settings) -> Stores:
    """Open the two databases the settings name, with the passwords of their files.

    Raises:
        SecretUnsafe: A password file cannot be used.
    """
    return Stores(
        _with_password_of(settings.main_password_file, settings.resolved_main_url()),
        _with_password_of(settings.keys_password_file, settings.resolved_keys_url()),
    )


def _with_password_of(file: Path | None, url: str) -> str:
    return url if file is None else with_password(url, read_password(file))


def open_runtime(settings: Settings, clock: Clock = system_clock) -> Runtime:
    """Build the runtime of one process: databases, keys, and nothing loaded yet.

    Raises:
        SecretUnsafe: A file of secrets can be read by everybody, or holds no password.
        privacy.errors.PrivacyError: The key file cannot be used.
    """
    forbid_core_dumps()
    if settings.is_embedded():
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        (settings.home / "keys").mkdir(exist_ok=True, mode=0o700)
    stores = open_stores(settings)
    return Runtime(
        settings=settings,
        stores=stores,
        key_ring=open_key_ring(settings),
        clock=clock,
        catalogue=Catalogue(settings.home / "linking", stores),
        pool=MatchingPool(),
    )
