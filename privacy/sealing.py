"""Close values in envelopes that open only in the place, row and version they belong to.

Layout of an envelope, format 1, big-endian::

    format 1 | algorithm 1 | key version 4 | record version 8 | nonce 12 | ciphertext | tag 16

Inside, the plaintext is its length in four bytes, the value, and zeros up to the next of
32, 64, 128 … bytes, so length tells little. An envelope is 42 bytes longer than that.

Rules:

- AES-256-GCM under a key made for one person, table and column; the 56 bytes of the
  binding are authenticated with it; the nonce is random.
- A parser accepts known formats and algorithms only; the versions in the header must be
  those of the binding. Anything else is ``SealBroken``, with a code and no bytes.
- What is below the installation's floor (``privacy.ratchet``) is not opened.
- "Not given" is sealed like a value, so its absence does not show.
- A sealed length never exceeds one mebibyte.

What it does not do: decide who may open (a policy does), or notice that an old envelope was
put back together with its old version number (the audit carries the versions).
"""

from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from privacy.binding import AES_256_GCM, Binding
from privacy.errors import SealBroken, SealProblem
from privacy.keys import PersonKey, random_bytes
from privacy.ratchet import FIRST_LEVEL, require_level

FORMAT: Final = 1
"""The one envelope format in use."""
HEADER_BYTES: Final = 14
"""Format, algorithm and the two versions."""
NONCE_BYTES: Final = 12
"""Width of the nonce."""
TAG_BYTES: Final = 16
"""Width of the authentication tag."""
OVERHEAD_BYTES: Final = HEADER_BYTES + NONCE_BYTES + TAG_BYTES
"""What an envelope adds to the padded plaintext: 42 bytes."""
LARGEST_PLAINTEXT: Final = 1024 * 1024 - 4
"""Most bytes one envelope holds."""

_LENGTH_BYTES: Final = 4
_SMALLEST: Final = 32
_NOT_GIVEN: Final = b"\x00"
_GIVEN: Final = b"\x01"


@dataclass(frozen=True, slots=True)
class Header:
    """The readable front of an envelope; believed only once the envelope has opened."""

    format: int
    algorithm: int
    key_version: int
    record_version: int


def header(blob: bytes) -> Header:
    """Read the front of an envelope.

    Raises:
        SealBroken: It is too short, or its format or algorithm is not known.
    """
    if len(blob) < OVERHEAD_BYTES + _SMALLEST:
        raise SealBroken(SealProblem.TRUNCATED)
    if blob[0] != FORMAT:
        raise SealBroken(SealProblem.UNKNOWN_FORMAT)
    if blob[1] != AES_256_GCM:
        raise SealBroken(SealProblem.UNKNOWN_ALGORITHM)
    return Header(
        format=blob[0],
        algorithm=blob[1],
        key_version=int.from_bytes(blob[2:6], "big"),
        record_version=int.from_bytes(blob[6:14], "big"),
    )


def seal(key: PersonKey, binding: Binding, plaintext: bytes) -> bytes:
    """Close a value in an envelope.

    Args:
        key: Of the binding's person and key version.
        binding: Where the envelope will be kept.
        plaintext: At most ``LARGEST_PLAINTEXT`` bytes.

    Returns:
        The envelope.

    Raises:
        SealBroken: The key is another person's or version's, the value is too large, or the
            binding names an algorithm that is not in use.
    """
    if binding.algorithm != AES_256_GCM:
        raise SealBroken(SealProblem.UNKNOWN_ALGORITHM)
    _check_key(key, binding)
    return _close(key.column_key(binding.column), random_bytes(NONCE_BYTES), binding, plaintext)


def open_sealed(key: PersonKey, binding: Binding, blob: bytes, floor: int = FIRST_LEVEL) -> bytes:
    """Open an envelope where it was found.

    Args:
        key: Of the binding's person and key version.
        binding: Built from the place, row and versions the envelope was found at.
        blob: The envelope.
        floor: Level below which nothing is opened here any more.

    Returns:
        The value that was sealed.

    Raises:
        SealBroken: It was altered, cut, moved, belongs to another key or version, or is below
            the floor.
    """
    front = header(blob)
    require_level(blob, floor)
    _check_key(key, binding)
    if front.algorithm != binding.algorithm:
        raise SealBroken(SealProblem.UNKNOWN_ALGORITHM)
    if front.key_version != binding.key_version:
        raise SealBroken(SealProblem.OTHER_KEY_VERSION)
    if front.record_version != binding.record_version:
        raise SealBroken(SealProblem.OTHER_RECORD_VERSION)
    nonce = blob[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
    body = blob[HEADER_BYTES + NONCE_BYTES :]
    try:
        padded = AESGCM(key.column_key(binding.column)).decrypt(nonce, body, binding.encode())
    except InvalidTag:
        raise SealBroken(SealProblem.NOT_AUTHENTIC) from None
    return unpad(padded)


def seal_text(key: PersonKey, binding: Binding, text: str | None) -> bytes:
    """Close a text, or the fact that none was given, in an envelope of the same look.

    Raises:
        SealBroken: As ``seal``.
    """
    return seal(key, binding, _NOT_GIVEN if text is None else _GIVEN + text.encode())


def open_text(
    key: PersonKey, binding: Binding, blob: bytes, floor: int = FIRST_LEVEL
) -> str | None:
    """Open an envelope made by ``seal_text``; ``None`` means nothing was given.

    Raises:
        SealBroken: As ``open_sealed``, or the envelope holds something else than a text.
    """
    content = open_sealed(key, binding, blob, floor)
    if content == _NOT_GIVEN:
        return None
    if content[:1] != _GIVEN:
        raise SealBroken(SealProblem.PADDING)
    try:
        return content[1:].decode()
    except UnicodeDecodeError:
        raise SealBroken(SealProblem.PADDING) from None


def pad(plaintext: bytes) -> bytes:
    """Put the length in front and zeros behind, up to the next power of two from 32.

    Raises:
        SealBroken: The value is larger than an envelope holds.

    >>> len(pad(b"")), len(pad(bytes(28))), len(pad(bytes(29))), len(pad(bytes(600)))
    (32, 32, 64, 1024)
    """
    if len(plaintext) > LARGEST_PLAINTEXT:
        raise SealBroken(SealProblem.TOO_LARGE)
    framed = len(plaintext).to_bytes(_LENGTH_BYTES, "big") + plaintext
    size = max(_SMALLEST, 1 << (len(framed) - 1).bit_length())
    return framed.ljust(size, b"\x00")


def unpad(padded: bytes) -> bytes:
    """Take off what ``pad`` added.

    Raises:
        SealBroken: The bytes are not what ``pad`` gives for any value.
    """
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    plaintext = padded[_LENGTH_BYTES : _LENGTH_BYTES + length]
    if length > LARGEST_PLAINTEXT or len(plaintext) != length or pad(plaintext) != padded:
        raise SealBroken(SealProblem.PADDING)
    return plaintext


def _check_key(key: PersonKey, binding: Binding) -> None:
    if key.person != binding.person:
        raise SealBroken(SealProblem.OTHER_PERSON)
    if key.version != binding.key_version:
        raise SealBroken(SealProblem.OTHER_KEY_VERSION)


def _close(secret: bytes, nonce: bytes, binding: Binding, plaintext: bytes) -> bytes:
    front = (
        FORMAT.to_bytes(1, "big")
        + binding.algorithm.to_bytes(1, "big")
        + binding.key_version.to_bytes(4, "big")
        + binding.record_version.to_bytes(8, "big")
    )
    return front + nonce + AESGCM(secret).encrypt(nonce, pad(plaintext), binding.encode())
