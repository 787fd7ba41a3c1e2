"""Give the custodians their shares of the key file, and bring it back with two of them.

A custodian's passphrase is held to the same rules as any other: her file can be tried offline.
Shares are replaced as a whole: the new ones are complete before the old ones go.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from api.runtime import SecretUnsafe
from api.services.accounts.change_way_in import check_passphrase
from privacy.custody import (
    MEMORY_KIB,
    Custodian,
    public_of_file,
    read_public,
    recover,
    split,
    write_public,
)
from privacy.keys import KeyRing

LARGEST = 65_536
SHARE = "share"


@dataclass(frozen=True, slots=True)
class Recovered:
    """What came back: the epochs of the key file."""

    epochs: tuple[int, ...]


def make_custodian(file: Path, passphrase: str, memory_kib: int = MEMORY_KIB) -> str:
    """Make a custodian's file, and give her public line.

    Raises:
        Invalid: ``passphrase_weak``; ``fields`` says why.
        FileExistsError: There is something already; it stays as it is.
    """
    check_passphrase(passphrase)
    custodian = Custodian.generate()
    _write_new(file, custodian.closed(passphrase, memory_kib))
    return write_public(custodian.public)


def public_key(given: str) -> bytes:
    """Read a custodian's public key: her line, or the name of a file that holds it or hers.

    Raises:
        KeyUnusable: It is none.
    """
    path = Path(given)
    if len(given) < 255 and path.is_file():
        content = _read(path)
        if content.startswith(b"MSPC"):
            return public_of_file(content)
        given = content.decode("ascii", "replace")
    return read_public(given)


def write_shares(ring: KeyRing, publics: Sequence[bytes], folder: Path) -> list[Path]:
    """Write each custodian's share, in the place of the one before.

    Raises:
        KeyUnusable: Not three different custodians, or the keys are held elsewhere.
    """
    shares = split(ring.to_bytes(), publics)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    paths = [folder / f"{SHARE}-{number}" for number in range(1, len(shares) + 1)]
    drafts = [path.with_name(f"{path.name}.new") for path in paths]
    for draft, share in zip(drafts, shares, strict=True):
        draft.unlink(missing_ok=True)
        _write_new(draft, share)
    for draft, path in zip(drafts, paths, strict=True):
        _overwrite(path)
        draft.replace(path)
    return paths


def recover_key_file(share: Path, custodians: Sequence[tuple[Path, str]], to: Path) -> Recovered:
    """Bring the key file back.

    Args:
        share: A share that holds a copy for these two.
        custodians: The file and the passphrase of each of two custodians.
        to: Where the key file goes; nothing may be there.

    Raises:
        KeyUnusable: A file is not what it should be, or a passphrase is wrong.
        FileExistsError: There is something already; it stays as it is.
    """
    opened = [Custodian.opened(_read(file), passphrase) for file, passphrase in custodians]
    content = recover(_read(share), opened)
    ring = KeyRing.from_bytes(content)
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_new(to, content)
    return Recovered(ring.epochs)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise SecretUnsafe(f"{path}: too large to be a file of a custodian.")
    return content


def _write_new(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def _overwrite(path: Path) -> None:
    if path.exists():
        with path.open("r+b") as file:
            os.pwrite(file.fileno(), bytes(path.stat().st_size), 0)
            os.fsync(file.fileno())
