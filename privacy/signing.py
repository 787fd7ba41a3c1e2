"""Sign what leaves the service, so that anybody can check it without asking the service.

Receipts and checkpoints are signed with Ed25519. The key pair is derived from the server
secret of the key file and the log's origin, under a label of its own, so an installation has
one without keeping another file.

Rules:

- Public keys and signatures are written as C2SP's signed notes write them: a name, the first
  four bytes of a hash over name and key, then algorithm 1 and the bytes in base64.
- A signer shows, copies and pickles nothing.
- What cannot be read is refused with a code; nothing of it is repeated.

What it does not do: keep old keys. Each checkpoint names the key it was signed with, and a
new server secret gives a new key.

Source: C2SP signed-note; RFC 8032.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from privacy.errors import RuleBroken
from privacy.guarded import Guarded

ED25519: Final = b"\x01"
"""C2SP's number of the algorithm."""
SIGNING_LABEL: Final = "signing-key/ed25519/1"
"""Label under which the signing key is derived."""
_NAME: Final = re.compile(r"[A-Za-z0-9./_-]{1,100}")


class Deriver(Protocol):
    """What derives secrets from the key file; the key ring is one."""

    def row_mac(self, label: str, content: bytes) -> bytes:
        """Give 32 secret bytes after a version byte, for a label and content."""
        ...


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that checks signatures: its name and its 32 bytes."""

    name: str
    key: bytes

    @property
    def number(self) -> bytes:
        """The four bytes by which a signature names its key."""
        content = self.name.encode() + b"\n" + ED25519 + self.key
        return hashlib.sha256(content).digest()[:4]

    def text(self) -> str:
        """Write the key in one line."""
        return f"{self.name}+{self.number.hex()}+{base64.b64encode(ED25519 + self.key).decode()}"

    def holds(self, content: bytes, signature: bytes) -> bool:
        """Tell whether the signature was made over this content with the key's other half."""
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, content)
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer(Guarded):
    """Signs in the name of one installation's log."""

    __slots__ = ("_secret", "public")

    def __init__(self, name: str, seed: bytes) -> None:
        if _NAME.fullmatch(name) is None or len(seed) != 32:
            raise RuleBroken("signer")
        self._secret: Final = Ed25519PrivateKey.from_private_bytes(seed)
        raw = self._secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.public: Final = PublicKey(name, raw)

    @classmethod
    def derived(cls, ring: Deriver, name: str) -> "Signer":
        """Give the signer of an installation from its key ring."""
        return cls(name, ring.row_mac(SIGNING_LABEL, name.encode())[1:])

    def sign(self, content: bytes) -> bytes:
        """Give the signature over some bytes, 64 bytes."""
        return self._secret.sign(content)


def read_public_key(text: str) -> PublicKey:
    """Read a key of one line.

    Raises:
        RuleBroken: It is no such key; ``public_key``.
    """
    name, _, rest = text.strip().partition("+")
    number, _, encoded = rest.partition("+")  # base64 has this sign as well
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise RuleBroken("public_key") from None
    key = PublicKey(name, raw[1:])
    sound = _NAME.fullmatch(name) is not None and len(raw) == 33 and raw[:1] == ED25519
    if not sound or key.text() != text.strip() or key.number.hex() != number:
        raise RuleBroken("public_key")
    return key
