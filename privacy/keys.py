"""Hold an installation's keys: the epochs that wrap people's keys, and the standing keys.

Two kinds of secrets, both in the key file and nowhere else:

- *Epochs* hold the key-encryption keys that wrap each person's data key (``privacy.epochs``).
- *Server secrets*, versioned, from which the standing keys are derived: row authentication,
  audit seal, blind index, pepper (``privacy.standing_keys``). They outlive epochs.

Rules:

- Derived keys come from HKDF-SHA-512 with labels of their own, so none serves two uses.
- What is stored (row tags, index values, audit seals) starts with its secret's version.
- A ring may hold the standing keys only, and ask another process to wrap and unwrap; it then
  has no key file to give, and no key that opens a stolen database.
- An epoch a ring does not know is asked for once more where the ring came from, before it is
  called unknown: another process may just have begun it.
- Key objects show, copy and pickle nothing.

What it does not do: read or write files, remember which person is whom, or wipe memory.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum

from privacy.canonical import record
from privacy.epochs import LIVE_EPOCHS, Epochs, Wrapping
from privacy.errors import KeyProblem, KeyUnusable, RowForged
from privacy.guarded import Guarded
from privacy.keyfile import KEY_BYTES, read_key_file, write_key_file
from privacy.person_key import PersonKey, WrappedKey, random_bytes
from privacy.standing_keys import StandingKeys

__all__ = [
    "LIVE_EPOCHS",
    "IndexKind",
    "KeyRing",
    "PersonKey",
    "WrappedKey",
    "random_bytes",
]

_Secrets = tuple[dict[int, bytes], dict[int, bytes]]


class IndexKind(IntEnum):
    """What a blind index looks up; part of the indexed bytes."""

    LOGIN = 1


class KeyRing(Guarded):
    """The keys of an installation, as one process holds them."""

    __slots__ = ("_secrets", "_source", "_standing", "_wrapping")

    def __init__(self, epochs: Mapping[int, bytes], servers: Mapping[int, bytes]) -> None:
        if not servers or any(len(secret) != KEY_BYTES for secret in servers.values()):
            raise KeyUnusable(KeyProblem.DAMAGED)
        self._hold(Epochs(epochs), StandingKeys.of_secrets(servers), (dict(epochs), dict(servers)))
        self._source: Callable[[], KeyRing] | None = None

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

    @classmethod
    def held_elsewhere(cls, wrapping: Wrapping, standing: StandingKeys) -> "KeyRing":
        """Make a ring that asks another process to wrap and unwrap."""
        ring = cls.__new__(cls)
        ring._hold(wrapping, standing, None)  # noqa: SLF001 - as below
        ring._source = None  # noqa: SLF001 - of this very class, made without its constructor
        return ring

    def follow(self, source: Callable[[], "KeyRing"]) -> None:
        """Say where the ring is read anew when an epoch is not known."""
        self._source = source

    def refresh(self) -> None:
        """Read the ring anew, if it was said where; epochs gone from there are forgotten."""
        if self._source is not None:
            fresh = self._source()
            self._hold(*fresh._parts())  # noqa: SLF001 - of this very class

    def to_bytes(self) -> bytes:
        """Give the content of the key file; the caller protects it.

        Raises:
            KeyUnusable: The keys are held by another process.
        """
        return write_key_file(*self._held())

    @property
    def epochs(self) -> tuple[int, ...]:
        """Live epochs, oldest first."""
        return self._wrapping.epochs()

    @property
    def current_epoch(self) -> int:
        """The newest epoch; the keys store says which one wraps go to."""
        return max(self.epochs)

    def epoch_check(self, epoch: int) -> bytes:
        """Give 32 bytes only the key of this epoch produces.

        Raises:
            KeyUnusable: The epoch is not in the ring.
        """
        return self._knowing(epoch).check(epoch)

    def with_next_epoch(self) -> "KeyRing":
        """Give a ring with a fresh epoch beside the present one.

        Raises:
            KeyUnusable: Two epochs are live already, and the older must go first; or the keys
                are held by another process.
        """
        epochs, servers = self._held()
        return KeyRing({**epochs, max(epochs) + 1: random_bytes(KEY_BYTES)}, servers)

    def without_epoch(self, epoch: int) -> "KeyRing":
        """Give a ring that has forgotten an old epoch and everything still under it.

        Raises:
            KeyUnusable: The epoch is the current one, or not in the ring; or the keys are
                held by another process.
        """
        epochs, servers = self._held()
        if epoch not in epochs:
            raise KeyUnusable(KeyProblem.UNKNOWN_EPOCH)
        if epoch == max(epochs):
            raise KeyUnusable(KeyProblem.EPOCH_IN_USE)
        kept = {number: key for number, key in epochs.items() if number != epoch}
        return KeyRing(kept, servers)

    def with_next_server_secret(self) -> "KeyRing":
        """Give a ring whose standing keys come from a fresh secret; older ones still verify.

        Raises:
            KeyUnusable: The keys are held by another process.
        """
        epochs, servers = self._held()
        return KeyRing(epochs, {**servers, max(servers) + 1: random_bytes(KEY_BYTES)})

    def wrap(self, key: PersonKey, epoch: int | None = None) -> WrappedKey:
        """Wrap a person's key, under the newest epoch unless another is given.

        Raises:
            KeyUnusable: The epoch is not in the ring.
        """
        chosen = self.current_epoch if epoch is None else epoch
        return self._knowing(chosen).wrap(key, chosen)

    def unwrap(self, wrapped: WrappedKey) -> PersonKey:
        """Give back a person's key, after its commitment was checked.

        Raises:
            SealBroken: The wrap was altered, belongs to another person, version or epoch,
                or the key is not the one committed to.
            KeyUnusable: The epoch is not in the ring (destroyed, or not yet known).
        """
        return self._knowing(wrapped.epoch).unwrap((wrapped,))[0]

    def unwrap_all(self, wraps: Iterable[WrappedKey]) -> list[PersonKey]:
        """Give back many keys, in their order.

        Raises:
            SealBroken: As ``unwrap``.
            KeyUnusable: As ``unwrap``.
        """
        found = list(wraps)
        return self._knowing(*{one.epoch for one in found}).unwrap(found)

    def rewrap(self, wrapped: WrappedKey) -> WrappedKey:
        """Move a wrap to the newest epoch.

        Raises:
            SealBroken: As ``unwrap``.
            KeyUnusable: As ``unwrap``.
        """
        return self.rewrap_all((wrapped,), self.current_epoch)[0]

    def rewrap_all(self, wraps: Iterable[WrappedKey], epoch: int) -> list[WrappedKey]:
        """Move wraps to an epoch, in their order.

        Raises:
            SealBroken: As ``unwrap``.
            KeyUnusable: As ``unwrap``.
        """
        found = list(wraps)
        return self._knowing(epoch, *{one.epoch for one in found}).rewrap(found, epoch)

    def row_mac(self, label: str, content: bytes) -> bytes:
        """Authenticate a consent or grant row.

        Args:
            label: What the row is, ``consent-switch``; rows of another label do not verify.
            content: The row's canonical bytes.

        Returns:
            33 bytes: the secret's version, then HMAC-SHA-256.
        """
        return self._standing.tag(self._standing.newest, "row", record("row/1", label, content))

    def verify_row(self, label: str, content: bytes, mac: bytes) -> None:
        """Check what ``row_mac`` gave, under whichever live secret made it.

        Raises:
            RowForged: The row was not written by this installation, or was changed.
        """
        if not self._standing.verifies("row", record("row/1", label, content), mac):
            raise RowForged

    def audit_seal(self, entry_hash: bytes) -> bytes:
        """Seal the hash of an audit entry, so that writing rows is not enough to forge one.

        Returns:
            33 bytes: the secret's version, then HMAC-SHA-256.
        """
        return self._standing.tag(self._standing.newest, "audit", entry_hash)

    def is_audit_seal(self, entry_hash: bytes, seal: bytes) -> bool:
        """Tell whether a seal was made here for this hash."""
        return self._standing.verifies("audit", entry_hash, seal)

    def blind_index(self, value: str, kind: IndexKind = IndexKind.LOGIN) -> bytes:
        """Give what is stored to find a value again without storing it.

        Args:
            value: In canonical form; equal text gives equal bytes.
            kind: What is looked up. Never index names, birth dates or phone numbers.

        Returns:
            33 bytes: the secret's version, then the whole HMAC-SHA-256.
        """
        return self._indexed(self._standing.newest, value, kind)

    def blind_indexes(self, value: str, kind: IndexKind = IndexKind.LOGIN) -> tuple[bytes, ...]:
        """Give the index of a value under every live secret, newest first, for look-ups."""
        return tuple(self._indexed(version, value, kind) for version in self._standing.versions)

    @property
    def pepper_version(self) -> int:
        """Version of the pepper new passphrase hashes use."""
        return self._standing.newest

    def pepper(self, version: int) -> bytes:
        """Give the secret mixed into passphrase hashes, 32 bytes.

        Raises:
            KeyUnusable: No live secret has the version.
        """
        return self._standing.key(version, "pepper")

    def standing_keys(self) -> StandingKeys:
        """Give the standing keys, for a process of the same installation."""
        return self._standing

    def _hold(self, wrapping: Wrapping, standing: StandingKeys, secrets: _Secrets | None) -> None:
        self._wrapping = wrapping
        self._standing = standing
        self._secrets = secrets

    def _parts(self) -> tuple[Wrapping, StandingKeys, _Secrets | None]:
        return self._wrapping, self._standing, self._secrets

    def _knowing(self, *epochs: int) -> Wrapping:
        if not set(epochs) <= set(self._wrapping.epochs()):
            self.refresh()
        return self._wrapping

    def _held(self) -> _Secrets:
        if self._secrets is None:
            raise KeyUnusable(KeyProblem.HELD_ELSEWHERE)
        return self._secrets

    def _indexed(self, version: int, value: str, kind: IndexKind) -> bytes:
        return self._standing.tag(version, "index", bytes([kind]) + value.encode())
