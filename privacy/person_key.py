"""Hold the data key of one person, and what is stored of it.

Rules:

- Every field key is derived from it, one for each table and column (HKDF-Expand, SHA-512).
- It has a commitment: 32 bytes only this key, person and version produce. Ciphers alone do
  not commit, so the commitment is what ties a wrap to one key.
- Key objects show, copy and pickle nothing.

What it does not do: wrap itself (``privacy.epochs``), or wipe memory.
"""

import hmac
import secrets
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Final

from privacy.guarded import Guarded
from privacy.inventory import SealedColumn
from privacy.keyfile import KEY_BYTES
from privacy.vocabulary import PersonId


def random_bytes(count: int) -> bytes:
    """Give bytes of the operating system's generator."""
    return secrets.token_bytes(count)


def expand(secret: bytes, info: bytes) -> bytes:
    """Derive a key as HKDF-Expand of RFC 5869 with SHA-512 does; one block is enough."""
    return hmac.digest(secret, info + b"\x01", "sha512")[:KEY_BYTES]


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A person's key as the keys store holds it: unreadable without its epoch.

    ``wrapped`` is an envelope of format 1 whose record version is the epoch. The commitment
    is 32 bytes and can be checked only with the key itself.
    """

    person: PersonId = attribute(repr=False)
    version: int
    epoch: int
    wrapped: bytes
    commitment: bytes


class PersonKey(Guarded):
    """The data key of one person; every field key is derived from it."""

    __slots__ = ("_columns", "_secret", "person", "version")

    def __init__(self, person: PersonId, version: int, secret: bytes) -> None:
        if len(secret) != KEY_BYTES or len(person) != 16:
            raise ValueError("a key is 32 bytes and a person 16")
        self.person: Final = person
        self.version: Final = version
        self._secret: Final = secret
        self._columns: Final[dict[tuple[int, int], bytes]] = {}

    @classmethod
    def generate(cls, person: PersonId, version: int = 1) -> "PersonKey":
        """Make a random key for a person; versions count from 1."""
        return cls(person, version, random_bytes(KEY_BYTES))

    def column_key(self, column: SealedColumn) -> bytes:
        """Derive the key of one table and column, 32 bytes."""
        place = (column.table_number, column.number)
        if place not in self._columns:
            info = b"passerelle/1/fld" + place[0].to_bytes(2, "big") + place[1].to_bytes(2, "big")
            self._columns[place] = expand(self._secret, info)
        return self._columns[place]

    def commitment(self) -> bytes:
        """Give 32 bytes only this key, person and version produce."""
        info = b"passerelle/1/commit" + self.person + self.version.to_bytes(4, "big")
        return expand(self._secret, info)

    def to_be_wrapped(self) -> bytes:
        """Give the key itself, to what wraps it and to nobody else."""
        return self._secret
