"""The file of key-encryption keys: replace it so that a crash leaves the old one or the new one.

Rules:

- Only one process changes the file at a time; a second one is refused, not kept waiting.
- The new content is on the disk before it takes the old one's place, and the folder's entry
  after that; a start never finds half a file.
- What the old file's blocks held is overwritten once the new one is in place. On a file
  system that never writes in place, and in copies, that reaches nothing: copies are the
  custodians' business (``docs/operations.md``).

What it does not do: understand the content.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.runtime import SecretUnsafe


class KeyFileBusy(SecretUnsafe):
    """Another process is changing the key file; the message says so."""


@contextmanager
def changing(path: Path) -> Iterator[None]:
    """Be the only one to change a key file.

    Raises:
        KeyFileBusy: Somebody else is.
    """
    lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise KeyFileBusy(f"{path}: another process is changing the keys.") from None
        yield
    finally:
        os.close(lock)


def replace_key_file(path: Path, content: bytes) -> None:
    """Put new content in the place of a key file's, completely or not at all."""
    before = path.stat()
    draft = path.with_name(f"{path.name}.next")
    draft.unlink(missing_ok=True)  # of a change that was interrupted
    with path.open("r+b") as old:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            if os.geteuid() == 0:
                os.fchown(descriptor, before.st_uid, before.st_gid)
            os.fchmod(descriptor, before.st_mode & 0o770)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        draft.replace(path)
        _sync_folder(path.parent)
        _overwrite(old.fileno(), before.st_size)


def clear_interrupted(path: Path) -> None:
    """Remove what a change left that was interrupted before it took effect."""
    draft = path.with_name(f"{path.name}.next")
    if draft.exists():
        with draft.open("r+b") as file:
            _overwrite(file.fileno(), draft.stat().st_size)
        draft.unlink()


def _overwrite(descriptor: int, size: int) -> None:
    os.pwrite(descriptor, bytes(size), 0)
    os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
