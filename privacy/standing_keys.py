"""Derive the keys that outlive epochs: row proofs, audit seals, blind indexes, peppers.

Rules:

- Server secrets have versions, 1 to 255; each use gets a key of its own from each of them.
- What is stored starts with its secret's version: a tag is that byte and 32 of HMAC-SHA-256.
- A process may be handed the derived keys without the secrets they come from.

What it does not do: wrap anybody's key; who holds these keys alone opens nothing sealed.
"""

import hmac
from collections.abc import Mapping
from typing import Final

from privacy.errors import KeyProblem, KeyUnusable
from privacy.guarded import Guarded
from privacy.keyfile import KEY_BYTES
from privacy.person_key import expand

USES: Final = ("row", "audit", "index", "pepper")
"""What standing keys are for; their order is that of ``to_bytes`` and never changes."""
_SIZE: Final = 1 + len(USES) * KEY_BYTES


class StandingKeys(Guarded):
    """The standing keys of every live version."""

    __slots__ = ("_keys",)

    def __init__(self, keys: Mapping[int, Mapping[str, bytes]]) -> None:
        if not keys or not all(0 < version < 1 << 8 for version in keys):
            raise KeyUnusable(KeyProblem.DAMAGED)
        self._keys: Final = {version: dict(of_use) for version, of_use in keys.items()}

    @classmethod
    def of_secrets(cls, servers: Mapping[int, bytes]) -> "StandingKeys":
        """Derive them from the server secrets."""
        return cls(
            {
                version: {
                    use: expand(secret, b"passerelle/1/server/" + use.encode()) for use in USES
                }
                for version, secret in servers.items()
            }
        )

    @classmethod
    def from_bytes(cls, content: bytes) -> "StandingKeys":
        """Read what ``to_bytes`` gave.

        Raises:
            KeyUnusable: It is not of that form.
        """
        if not content or len(content) % _SIZE:
            raise KeyUnusable(KeyProblem.DAMAGED)
        found = {}
        for start in range(0, len(content), _SIZE):
            entry = content[start : start + _SIZE]
            keys = [entry[at : at + KEY_BYTES] for at in range(1, _SIZE, KEY_BYTES)]
            found[entry[0]] = dict(zip(USES, keys, strict=True))
        return cls(found)

    def to_bytes(self) -> bytes:
        """Give them as bytes, for a process of the same installation; the caller protects it."""
        return b"".join(
            bytes([version]) + b"".join(self._keys[version][use] for use in USES)
            for version in sorted(self._keys)
        )

    @property
    def newest(self) -> int:
        """The version new tags use."""
        return max(self._keys)

    @property
    def versions(self) -> tuple[int, ...]:
        """Live versions, newest first."""
        return tuple(sorted(self._keys, reverse=True))

    def key(self, version: int, use: str) -> bytes:
        """Give one key, 32 bytes.

        Raises:
            KeyUnusable: No live secret has the version.
        """
        if version not in self._keys:
            raise KeyUnusable(KeyProblem.UNKNOWN_VERSION)
        return self._keys[version][use]

    def tag(self, version: int, use: str, content: bytes) -> bytes:
        """Give the version, then HMAC-SHA-256 of the content: 33 bytes."""
        return bytes([version]) + hmac.digest(self.key(version, use), content, "sha256")

    def verifies(self, use: str, content: bytes, tag: bytes) -> bool:
        """Tell whether a tag was made here, under whichever live version."""
        if len(tag) != 33 or tag[0] not in self._keys:
            return False
        return hmac.compare_digest(self.tag(tag[0], use, content), tag)
