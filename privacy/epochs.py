"""Wrap the keys of people under epochs that can be destroyed.

Rules:

- An epoch is a key-encryption key with a number. At most two are live: wraps move to the
  newer one, then the older is destroyed, and with it every old backup of wrapped keys.
- A wrap is bound to the person, the key's version and the epoch by the 56 bytes of
  ``privacy.binding``; its commitment is checked before the key is used for anything.
- A check value tells two keys apart that bear the same number, and gives neither away.

What it does not do: say which epoch wraps go to (the keys store does), or where the keys of
epochs are held. ``Wrapping`` may be in this process or in another.
"""

import hmac
from collections.abc import Iterable, Mapping
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from privacy.binding import AES_256_GCM, encode_binding
from privacy.errors import KeyProblem, KeyUnusable, SealBroken, SealProblem
from privacy.guarded import Guarded
from privacy.inventory import WRAPPED_KEY_COLUMN
from privacy.keyfile import KEY_BYTES
from privacy.person_key import PersonKey, WrappedKey, expand, random_bytes
from privacy.vocabulary import PersonId

LIVE_EPOCHS: Final = 2
"""Most epochs live at once."""

_WRAP_FORMAT: Final = 1
WRAPPED_BYTES: Final = 14 + 12 + KEY_BYTES + 16
"""Width of a wrap: header, nonce, key, tag."""


class Wrapping(Protocol):
    """What wraps and unwraps the keys of people."""

    def epochs(self) -> tuple[int, ...]:
        """Give the live epochs, oldest first."""
        ...

    def check(self, epoch: int) -> bytes:
        """Give 32 bytes only the key of this epoch produces."""
        ...

    def wrap(self, key: PersonKey, epoch: int) -> WrappedKey:
        """Wrap a key under an epoch."""
        ...

    def unwrap(self, wraps: Iterable[WrappedKey]) -> list[PersonKey]:
        """Give the keys back, in the order of their wraps."""
        ...

    def rewrap(self, wraps: Iterable[WrappedKey], epoch: int) -> list[WrappedKey]:
        """Move wraps to an epoch, in their order."""
        ...


class Epochs(Guarded):
    """The key-encryption keys themselves, in this process."""

    __slots__ = ("_ciphers", "_keys")

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        if not keys:
            raise KeyUnusable(KeyProblem.DAMAGED)
        if len(keys) > LIVE_EPOCHS:
            raise KeyUnusable(KeyProblem.TOO_MANY_EPOCHS)
        if not all(0 < epoch < 1 << 32 for epoch in keys):
            raise KeyUnusable(KeyProblem.DAMAGED)
        if any(len(key) != KEY_BYTES for key in keys.values()):
            raise KeyUnusable(KeyProblem.DAMAGED)
        self._keys: Final = dict(keys)
        self._ciphers: Final[dict[int, AESGCM]] = {}

    def epochs(self) -> tuple[int, ...]:
        """Give the live epochs, oldest first."""
        return tuple(sorted(self._keys))

    def check(self, epoch: int) -> bytes:
        """Give 32 bytes only the key of this epoch produces.

        Raises:
            KeyUnusable: The epoch is not live.
        """
        self._cipher(epoch)
        return expand(self._keys[epoch], b"passerelle/1/epoch" + epoch.to_bytes(4, "big"))

    def wrap(self, key: PersonKey, epoch: int) -> WrappedKey:
        """Wrap a key under an epoch.

        Raises:
            KeyUnusable: The epoch is not live.
        """
        nonce = random_bytes(12)
        body = self._cipher(epoch).encrypt(
            nonce, key.to_be_wrapped(), wrap_binding(key.person, key.version, epoch)
        )
        blob = _wrap_front(key.version, epoch) + nonce + body
        return WrappedKey(key.person, key.version, epoch, blob, key.commitment())

    def unwrap(self, wraps: Iterable[WrappedKey]) -> list[PersonKey]:
        """Give the keys back, in the order of their wraps.

        Raises:
            SealBroken: A wrap was altered, belongs to another person, version or epoch, or
                the key is not the one committed to.
            KeyUnusable: An epoch is not live (destroyed, or not yet known).
        """
        return [self._unwrap(wrapped) for wrapped in wraps]

    def rewrap(self, wraps: Iterable[WrappedKey], epoch: int) -> list[WrappedKey]:
        """Move wraps to an epoch, in their order.

        Raises:
            SealBroken: As ``unwrap``.
            KeyUnusable: As ``unwrap``.
        """
        return [self.wrap(key, epoch) for key in self.unwrap(wraps)]

    def _unwrap(self, wrapped: WrappedKey) -> PersonKey:
        blob = wrapped.wrapped
        if len(blob) != WRAPPED_BYTES:
            raise SealBroken(SealProblem.TRUNCATED)
        if blob[0] != _WRAP_FORMAT:
            raise SealBroken(SealProblem.UNKNOWN_FORMAT)
        if blob[1] != AES_256_GCM:
            raise SealBroken(SealProblem.UNKNOWN_ALGORITHM)
        if blob[:14] != _wrap_front(wrapped.version, wrapped.epoch):
            raise SealBroken(SealProblem.OTHER_KEY_VERSION)
        try:
            secret = self._cipher(wrapped.epoch).decrypt(
                blob[14:26],
                blob[26:],
                wrap_binding(wrapped.person, wrapped.version, wrapped.epoch),
            )
        except InvalidTag:
            raise SealBroken(SealProblem.NOT_AUTHENTIC) from None
        key = PersonKey(wrapped.person, wrapped.version, secret)
        if not hmac.compare_digest(key.commitment(), wrapped.commitment):
            raise SealBroken(SealProblem.COMMITMENT)
        return key

    def _cipher(self, epoch: int) -> AESGCM:
        if epoch not in self._keys:
            raise KeyUnusable(KeyProblem.UNKNOWN_EPOCH)
        if epoch not in self._ciphers:
            self._ciphers[epoch] = AESGCM(expand(self._keys[epoch], b"passerelle/1/wrap"))
        return self._ciphers[epoch]


def wrap_binding(person: PersonId, version: int, epoch: int) -> bytes:
    """Give the 56 bytes a wrap belongs to."""
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


def _wrap_front(version: int, epoch: int) -> bytes:
    return (
        bytes([_WRAP_FORMAT, AES_256_GCM]) + version.to_bytes(4, "big") + epoch.to_bytes(8, "big")
    )
