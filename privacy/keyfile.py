"""Write and read the file that holds an installation's secrets.

Layout, version 1, big-endian::

    "MSPK" 4 | file version 1 | epochs 1 | (epoch 4, key 32) ... | secrets 1
    | (version 1, secret 32) ... | check 16 (SHA-256 of all before, shortened)

Rules:

- A file of another version, cut, lengthened or damaged is refused whole; the check finds
  accidents, not attackers: whoever can write the file holds the keys anyway.
- Equal secrets give equal bytes.

What it does not do: touch the disk, or protect the bytes; the caller keeps them apart from
the databases and their backups.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

from privacy.errors import KeyProblem, KeyUnusable

KEY_BYTES: Final = 32
"""Width of every key."""

_MAGIC: Final = b"MSPK"
_VERSION: Final = 1
_CHECK_BYTES: Final = 16


def write_key_file(epochs: Mapping[int, bytes], servers: Mapping[int, bytes]) -> bytes:
    """Give the content of a key file.

    Args:
        epochs: Key-encryption keys by epoch.
        servers: Server secrets by version, 1 to 255.
    """
    body = _MAGIC + bytes([_VERSION]) + _written(epochs, 4) + _written(servers, 1)
    return body + _check(body)


def read_key_file(content: bytes) -> tuple[dict[int, bytes], dict[int, bytes]]:
    """Give the epochs and server secrets of a key file.

    Raises:
        KeyUnusable: It is no key file, of another version, or damaged.
    """
    if content[:4] != _MAGIC:
        raise KeyUnusable(KeyProblem.NOT_A_KEY_FILE)
    if content[4:5] != bytes([_VERSION]):
        raise KeyUnusable(KeyProblem.UNKNOWN_VERSION)
    body, check = content[:-_CHECK_BYTES], content[-_CHECK_BYTES:]
    if not hmac.compare_digest(_check(body), check):
        raise KeyUnusable(KeyProblem.DAMAGED)
    epochs, rest = _read(body[5:], 4)
    servers, rest = _read(rest, 1)
    if rest:
        raise KeyUnusable(KeyProblem.DAMAGED)
    return epochs, servers


def _check(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()[:_CHECK_BYTES]


def _written(entries: Mapping[int, bytes], width: int) -> bytes:
    parts = [len(entries).to_bytes(1, "big")]
    parts.extend(number.to_bytes(width, "big") + entries[number] for number in sorted(entries))
    return b"".join(parts)


def _read(content: bytes, width: int) -> tuple[dict[int, bytes], bytes]:
    count, rest = content[:1], content[1:]
    size = width + KEY_BYTES
    if not count or len(rest) < count[0] * size:
        raise KeyUnusable(KeyProblem.DAMAGED)
    entries = {}
    for start in range(0, count[0] * size, size):
        entry = rest[start : start + size]
        entries[int.from_bytes(entry[:width], "big")] = entry[width:]
    if len(entries) != count[0]:
        raise KeyUnusable(KeyProblem.DAMAGED)
    return entries, rest[count[0] * size :]
