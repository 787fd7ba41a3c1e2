"""Hold the keys: one for each person, wrapped under epochs that can be destroyed.

Two kinds of secrets, both in the key file and nowhere else:

- *Epochs* hold the key-encryption keys that wrap each person's data key. At most two are
  live; wraps move to the newer one, then the older is destroyed and with it every old
  backup of wrapped keys.
- *Server secrets*, versioned, from which the standing keys are derived: row authentication,
  audit seal, blind index, pepper. They outlive epochs.

Rules:

- Derived keys come from HKDF-SHA-512 with labels of their own, so none serves two uses.
- A wrap is bound to the person, the key's version and the epoch, and carries a commitment
  to the key; the commitment is checked before the key is used for anything.
- What is stored (row tags, index values, audit seals) starts with its secret's version.
- Key objects show, copy and pickle nothing.

What it does not do: read or write files, remember which person is whom, or wipe memory.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from enum import IntEnum
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from privacy.binding import AES_256_GCM, encode_binding
from privacy.canonical import record
from privacy.errors import KeyProblem, KeyUnusable, RowForged, SealBroken, SealProblem
from privacy.guarded import Guarded
from privacy.inventory import WRAPPED_KEY_COLUMN, SealedColumn
from privacy.keyfile import KEY_BYTES, read_key_file, write_key_file
from privacy.vocabulary import PersonId

LIVE_EPOCHS: Final = 2
"""Most epochs a ring holds at once."""

_WRAP_FORMAT: Final = 1
_WRAPPED_BYTES: Final = 14 + 12 + KEY_BYTES + 16


class IndexKind(IntEnum):
    """What a blind index looks up; part of the indexed bytes."""

    LOGIN = 1


def random_bytes(count: int) -> bytes:
    """Give bytes of the operating system's generator."""
    return secrets.token_bytes(count)


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
            self._columns[place] = _expand(self._secret, info)
        return self._columns[place]

    def commitment(self) -> bytes:
        """Give 32 bytes only this key, person and version produce."""
        info = b"passerelle/1/commit" + self.person + self.version.to_bytes(4, "big")
        return _expand(self._secret, info)


class KeyRing(Guarded):
    """The secrets of an installation: its live epochs and its server secrets."""

    __slots__ = ("_epochs", "_servers", "_standing", "_wrapping")

    def __init__(self, epochs: Mapping[int, bytes], servers: Mapping[int, bytes]) -> None:
        if not epochs or not servers:
            raise KeyUnusable(KeyProblem.DAMAGED)
        if len(epochs) > LIVE_EPOCHS:
            raise KeyUnusable(KeyProblem.TOO_MANY_EPOCHS)
        if any(len(secret) != KEY_BYTES for secret in (*epochs.values(), *servers.values())):
            raise KeyUnusable(KeyProblem.DAMAGED)
        if not all(0 < epoch < 1 << 32 for epoch in epochs):
            raise KeyUnusable(KeyProblem.DAMAGED)
        if not all(0 < version < 1 << 8 for version in servers):
            raise KeyUnusable(KeyProblem.DAMAGED)
        self._epochs: Final = dict(epochs)
        self._servers: Final = dict(servers)
        self._standing: Final[dict[tuple[int, bytes], bytes]] = {}
        self._wrapping: Final[dict[int, AESGCM]] = {}

    @classmethod
    def generate(cls) -> "KeyRing":
        """Make a ring with epoch 1 and server secret 1."""
        return cls({1: random_bytes(KEY_BYTES)}, {1: random_bytes(KEY_BYTES)})

    @classmethod
    def from_bytes(cls, content: bytes) -> "KeyRing":
        """Read the content of a key file.

        Raises:
            KeyUnusable: It is no key file, of another version, or damaged.
        """
        return cls(*read_key_file(content))

    def to_bytes(self) -> bytes:
        """Give the content of the key file; the caller protects it."""
        return write_key_file(self._epochs, self._servers)

    @property
    def epochs(self) -> tuple[int, ...]:
        """Live epochs, oldest first."""
        return tuple(sorted(self._epochs))

    @property
    def current_epoch(self) -> int:
        """The epoch new wraps use."""
        return max(self._epochs)

    def with_next_epoch(self) -> "KeyRing":
        """Give a ring with a fresh epoch beside the present one.

        Raises:
            KeyUnusable: Two epochs are live already; the older must go first.
        """
        fresh = {**self._epochs, self.current_epoch + 1: random_bytes(KEY_BYTES)}
        return KeyRing(fresh, self._servers)

    def without_epoch(self, epoch: int) -> "KeyRing":
        """Give a ring that has forgotten an old epoch and everything still under it.

        Raises:
            KeyUnusable: The epoch is the current one, or not in the ring.
        """
        if epoch not in self._epochs:
            raise KeyUnusable(KeyProblem.UNKNOWN_EPOCH)
        if epoch == self.current_epoch:
            raise KeyUnusable(KeyProblem.EPOCH_IN_USE)
        kept = {number: key for number, key in self._epochs.items() if number != epoch}
        return KeyRing(kept, self._servers)

    def with_next_server_secret(self) -> "KeyRing":
        """Give a ring whose standing keys come from a fresh secret; older ones still verify."""
        return KeyRing(
            self._epochs, {**self._servers, max(self._servers) + 1: random_bytes(KEY_BYTES)}
        )

    def wrap(self, key: PersonKey) -> WrappedKey:
        """Wrap a person's key under the current epoch."""
        epoch = self.current_epoch
        nonce = random_bytes(12)
        front = _wrap_front(key.version, epoch)
        body = self._wrapping_cipher(epoch).encrypt(
            nonce,
            key._secret,  # noqa: SLF001 - the ring is the one place that wraps a key
            _wrap_binding(key.person, key.version, epoch),
        )
        return WrappedKey(key.person, key.version, epoch, front + nonce + body, key.commitment())

    def unwrap(self, wrapped: WrappedKey) -> PersonKey:
        """Give back a person's key, after its commitment was checked.

        Raises:
            SealBroken: The wrap was altered, belongs to another person, version or epoch,
                or the key is not the one committed to.
            KeyUnusable: The epoch is not in the ring (destroyed, or not yet known).
        """
        blob = wrapped.wrapped
        if len(blob) != _WRAPPED_BYTES:
            raise SealBroken(SealProblem.TRUNCATED)
        if blob[0] != _WRAP_FORMAT:
            raise SealBroken(SealProblem.UNKNOWN_FORMAT)
        if blob[1] != AES_256_GCM:
            raise SealBroken(SealProblem.UNKNOWN_ALGORITHM)
        if blob[:14] != _wrap_front(wrapped.version, wrapped.epoch):
            raise SealBroken(SealProblem.OTHER_KEY_VERSION)
        try:
            secret = self._wrapping_cipher(wrapped.epoch).decrypt(
                blob[14:26],
                blob[26:],
                _wrap_binding(wrapped.person, wrapped.version, wrapped.epoch),
            )
        except InvalidTag:
            raise SealBroken(SealProblem.NOT_AUTHENTIC) from None
        key = PersonKey(wrapped.person, wrapped.version, secret)
        if not hmac.compare_digest(key.commitment(), wrapped.commitment):
            raise SealBroken(SealProblem.COMMITMENT)
        return key

    def rewrap(self, wrapped: WrappedKey) -> WrappedKey:
        """Move a wrap to the current epoch.

        Raises:
            SealBroken: As ``unwrap``.
            KeyUnusable: As ``unwrap``.
        """
        return self.wrap(self.unwrap(wrapped))

    def row_mac(self, label: str, content: bytes) -> bytes:
        """Authenticate a consent or grant row.

        Args:
            label: What the row is, ``consent-switch``; rows of another label do not verify.
            content: The row's canonical bytes.

        Returns:
            33 bytes: the secret's version, then HMAC-SHA-256.
        """
        return self._tag(max(self._servers), b"row", record("row/1", label, content))

    def verify_row(self, label: str, content: bytes, mac: bytes) -> None:
        """Check what ``row_mac`` gave, under whichever live secret made it.

        Raises:
            RowForged: The row was not written by this installation, or was changed.
        """
        if not self._verifies(b"row", record("row/1", label, content), mac):
            raise RowForged

    def audit_seal(self, entry_hash: bytes) -> bytes:
        """Seal the hash of an audit entry, so that writing rows is not enough to forge one.

        Returns:
            33 bytes: the secret's version, then HMAC-SHA-256.
        """
        return self._tag(max(self._servers), b"audit", entry_hash)

    def is_audit_seal(self, entry_hash: bytes, seal: bytes) -> bool:
        """Tell whether a seal was made here for this hash."""
        return self._verifies(b"audit", entry_hash, seal)

    def blind_index(self, value: str, kind: IndexKind = IndexKind.LOGIN) -> bytes:
        """Give what is stored to find a value again without storing it.

        Args:
            value: In canonical form; equal text gives equal bytes.
            kind: What is looked up. Never index names, birth dates or phone numbers.

        Returns:
            33 bytes: the secret's version, then the whole HMAC-SHA-256.
        """
        return self._indexed(max(self._servers), value, kind)

    def blind_indexes(self, value: str, kind: IndexKind = IndexKind.LOGIN) -> tuple[bytes, ...]:
        """Give the index of a value under every live secret, newest first, for look-ups."""
        return tuple(
            self._indexed(version, value, kind) for version in sorted(self._servers, reverse=True)
        )

    @property
    def pepper_version(self) -> int:
        """Version of the pepper new passphrase hashes use."""
        return max(self._servers)

    def pepper(self, version: int) -> bytes:
        """Give the secret mixed into passphrase hashes, 32 bytes.

        Raises:
            KeyUnusable: No live secret has the version.
        """
        return self._standing_key(version, b"pepper")

    def _wrapping_cipher(self, epoch: int) -> AESGCM:
        if epoch not in self._epochs:
            raise KeyUnusable(KeyProblem.UNKNOWN_EPOCH)
        if epoch not in self._wrapping:
            self._wrapping[epoch] = AESGCM(_expand(self._epochs[epoch], b"passerelle/1/wrap"))
        return self._wrapping[epoch]

    def _standing_key(self, version: int, use: bytes) -> bytes:
        if version not in self._servers:
            raise KeyUnusable(KeyProblem.UNKNOWN_VERSION)
        if (version, use) not in self._standing:
            self._standing[version, use] = _expand(
                self._servers[version], b"passerelle/1/server/" + use
            )
        return self._standing[version, use]

    def _tag(self, version: int, use: bytes, content: bytes) -> bytes:
        return bytes([version]) + hmac.digest(self._standing_key(version, use), content, "sha256")

    def _verifies(self, use: bytes, content: bytes, tag: bytes) -> bool:
        if len(tag) != 33 or tag[0] not in self._servers:
            return False
        return hmac.compare_digest(self._tag(tag[0], use, content), tag)

    def _indexed(self, version: int, value: str, kind: IndexKind) -> bytes:
        return self._tag(version, b"index", bytes([kind]) + value.encode())


def _expand(secret: bytes, info: bytes) -> bytes:
    """Derive a key as HKDF-Expand of RFC 5869 with SHA-512 does; one block is enough."""
    return hmac.digest(secret, info + b"\x01", "sha512")[:KEY_BYTES]


def _wrap_front(version: int, epoch: int) -> bytes:
    return (
        bytes([_WRAP_FORMAT, AES_256_GCM]) + version.to_bytes(4, "big") + epoch.to_bytes(8, "big")
    )


def _wrap_binding(person: PersonId, version: int, epoch: int) -> bytes:
    return encode_binding(
        algorithm=AES_256_GCM,
        kind=WRAPPED_KEY_COLUMN.kind,
        table=WRAPPED_KEY_COLUMN.table_number,
        column=WRAPPED_KEY_COLUMN.number,
        schema=WRAPPED_KEY_COLUMN.schema,
        person=person,
        row=person,
        key_version=version,
        record_version=epoch,
    )
