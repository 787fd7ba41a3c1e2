"""Keep a copy of the key file with three custodians, any two of whom can bring it back.

Each custodian has a key pair (X25519); the private half lies in a file of her own, closed
with her passphrase (Argon2id). A *share* is given to each custodian: it holds the key file
once for each pair she is part of, closed so that the private keys of *both* are needed.

Layout of a pair's copy, version 1, big-endian::

    "MSPP" 4 | version 1 | first 32 | second 32 | once 32 | nonce 12 | ciphertext | tag 16

``first`` and ``second`` are the public keys of the pair, the smaller one first, ``once`` is a
public key made for this copy alone. Everything before the nonce is authenticated. The key is
HKDF-SHA-512 over both shared secrets and these public keys.

Rules:

- Making shares needs public keys only, so it happens with every rotation, without anybody.
- One custodian's key and all three shares open nothing.
- A share holds the epochs that were live when it was made: an old share, with two custodians,
  opens old backups. Shares are replaced when epochs are, and the old ones destroyed.

What it does not do: read or write files, or ask for passphrases.
"""

import unicodedata
from collections.abc import Sequence
from itertools import combinations
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from privacy.errors import KeyProblem, KeyUnusable
from privacy.guarded import Guarded
from privacy.person_key import random_bytes

CUSTODIANS: Final = 3
"""How many there are; any two of them bring the keys back."""
MEMORY_KIB: Final = 256 * 1024
"""Memory one try of a custodian's passphrase takes."""

_PASSES: Final = 3
_MOST_MEMORY_KIB: Final = 1024 * 1024
_KEY: Final = 32
_PRIVATE_MAGIC: Final = b"MSPC\x01"
_PAIR_MAGIC: Final = b"MSPP\x01"
_SHARE_MAGIC: Final = b"MSPS\x01"
_PUBLIC_TEXT: Final = "passerelle-custodian-1:"
_PRIVATE_BYTES: Final = len(_PRIVATE_MAGIC) + 4 + 16 + 12 + _KEY + 16 + _KEY
_FRONT_BYTES: Final = len(_PAIR_MAGIC) + 3 * _KEY


class Custodian(Guarded):
    """A custodian's private key, opened."""

    __slots__ = ("_private", "public")

    def __init__(self, private: bytes) -> None:
        self._private: Final = X25519PrivateKey.from_private_bytes(private)
        self.public: Final[bytes] = self._private.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> "Custodian":
        """Make a key pair."""
        return cls(random_bytes(_KEY))

    def closed(self, passphrase: str, memory_kib: int = MEMORY_KIB) -> bytes:
        """Give the content of her file.

        Args:
            passphrase: As she typed it.
            memory_kib: Memory one try shall take; from 8 KiB.
        """
        salt, nonce = random_bytes(16), random_bytes(12)
        front = _PRIVATE_MAGIC + memory_kib.to_bytes(4, "big") + salt
        key = _from_passphrase(passphrase, salt, memory_kib)
        body = AESGCM(key).encrypt(nonce, self._private.private_bytes_raw(), front + self.public)
        return front + nonce + body + self.public

    @classmethod
    def opened(cls, content: bytes, passphrase: str) -> "Custodian":
        """Read her file.

        Raises:
            KeyUnusable: It is no such file, or the passphrase is wrong.
        """
        public = public_of_file(content)
        front = content[: len(_PRIVATE_MAGIC) + 20]
        memory_kib = int.from_bytes(front[5:9], "big")
        key = _from_passphrase(passphrase, front[9:25], memory_kib)
        nonce, body = content[25:37], content[37:-_KEY]
        try:
            private = AESGCM(key).decrypt(nonce, body, front + public)
        except InvalidTag:
            raise KeyUnusable(KeyProblem.WRONG_PASSPHRASE) from None
        found = cls(private)
        if found.public != public:
            raise KeyUnusable(KeyProblem.NOT_A_CUSTODIAN)
        return found

    def agree(self, once: bytes) -> bytes:
        """Give the secret she shares with the maker of a copy.

        Raises:
            KeyUnusable: The copy's public key is none.
        """
        try:
            return self._private.exchange(X25519PublicKey.from_public_bytes(once))
        except ValueError:
            raise KeyUnusable(KeyProblem.NOT_A_CUSTODIAN) from None


def public_of_file(content: bytes) -> bytes:
    """Give the public key in a custodian's file, which needs no passphrase.

    Raises:
        KeyUnusable: It is no such file.
    """
    if len(content) != _PRIVATE_BYTES or not content.startswith(_PRIVATE_MAGIC):
        raise KeyUnusable(KeyProblem.NOT_A_CUSTODIAN)
    if not 8 <= int.from_bytes(content[5:9], "big") <= _MOST_MEMORY_KIB:
        raise KeyUnusable(KeyProblem.NOT_A_CUSTODIAN)
    return content[-_KEY:]


def write_public(public: bytes) -> str:
    """Give a custodian's public key as a line of text."""
    return _PUBLIC_TEXT + public.hex()


def read_public(text: str) -> bytes:
    """Read a custodian's public key from a line of text.

    Raises:
        KeyUnusable: It is none.
    """
    name, _, written = text.strip().partition(":")
    try:
        public = bytes.fromhex(written)
    except ValueError:
        public = b""
    if f"{name}:" != _PUBLIC_TEXT or len(public) != _KEY:
        raise KeyUnusable(KeyProblem.NOT_A_CUSTODIAN)
    return public


def split(key_file: bytes, publics: Sequence[bytes]) -> list[bytes]:
    """Give each custodian's share, in their order.

    Args:
        key_file: What is kept.
        publics: The public keys of three different custodians.

    Raises:
        KeyUnusable: They are not three different ones.
    """
    if len(set(publics)) != CUSTODIANS or len(publics) != CUSTODIANS:
        raise KeyUnusable(KeyProblem.TOO_FEW_CUSTODIANS)
    pairs = {pair: _close(key_file, *sorted(pair)) for pair in combinations(publics, 2)}
    shares = []
    for public in publics:
        own = [copy for pair, copy in pairs.items() if public in pair]
        parts = [len(copy).to_bytes(4, "big") + copy for copy in own]
        shares.append(_SHARE_MAGIC + bytes([len(own)]) + b"".join(parts))
    return shares


def recover(share: bytes, custodians: Sequence[Custodian]) -> bytes:
    """Bring the key file back.

    Args:
        share: Of one of the two, or any share that holds a copy for this pair.
        custodians: Two of them.

    Raises:
        KeyUnusable: The share is none or damaged, or holds no copy for two of these.
    """
    copies = _copies(share)
    of_public = {each.public: each for each in custodians}
    for copy in copies:
        if copy[5:37] in of_public and copy[37:69] in of_public:
            return _open(copy, of_public[copy[5:37]], of_public[copy[37:69]])
    raise KeyUnusable(KeyProblem.TOO_FEW_CUSTODIANS)


def _copies(share: bytes) -> list[bytes]:
    if not share.startswith(_SHARE_MAGIC) or len(share) <= len(_SHARE_MAGIC):
        raise KeyUnusable(KeyProblem.NOT_A_CUSTODIAN)
    count, rest = share[len(_SHARE_MAGIC)], share[len(_SHARE_MAGIC) + 1 :]
    copies = []
    for _ in range(count):
        size = int.from_bytes(rest[:4], "big")
        copy, rest = rest[4 : 4 + size], rest[4 + size :]
        if len(copy) != size or size < _FRONT_BYTES + 28 or not copy.startswith(_PAIR_MAGIC):
            raise KeyUnusable(KeyProblem.DAMAGED)
        copies.append(copy)
    if rest:
        raise KeyUnusable(KeyProblem.DAMAGED)
    return copies


def _close(key_file: bytes, first: bytes, second: bytes) -> bytes:
    once = Custodian.generate()
    front = _PAIR_MAGIC + first + second + once.public
    key = _of_pair(once.agree(first), once.agree(second), front)
    nonce = random_bytes(12)
    return front + nonce + AESGCM(key).encrypt(nonce, key_file, front)


def _open(copy: bytes, first: Custodian, second: Custodian) -> bytes:
    front, nonce, body = copy[:_FRONT_BYTES], copy[_FRONT_BYTES:][:12], copy[_FRONT_BYTES + 12 :]
    once = front[-_KEY:]
    key = _of_pair(first.agree(once), second.agree(once), front)
    try:
        return AESGCM(key).decrypt(nonce, body, front)
    except InvalidTag:
        raise KeyUnusable(KeyProblem.DAMAGED) from None


def _of_pair(one: bytes, other: bytes, front: bytes) -> bytes:
    return HKDF(
        algorithm=SHA512(), length=_KEY, salt=None, info=b"passerelle/1/custody" + front
    ).derive(one + other)


def _from_passphrase(passphrase: str, salt: bytes, memory_kib: int) -> bytes:
    return Argon2id(
        salt=salt,
        length=_KEY,
        iterations=_PASSES,
        lanes=1,
        memory_cost=memory_kib,
    ).derive(unicodedata.normalize("NFKC", passphrase).encode())
