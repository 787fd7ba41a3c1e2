"""What web workers and the key process say to each other, byte by byte.

Rules:

- A frame is its length in four bytes and the message; a message is one byte of meaning and
  parts of fixed width. Whatever is of another form is ``MessageBroken``, whoever sent it.
- Counts are bounded, so nobody can make the other side reserve more than a mebibyte.
"""

import struct
from collections.abc import Sequence
from enum import IntEnum
from typing import Final

from privacy.epochs import WRAPPED_BYTES
from privacy.keyfile import KEY_BYTES
from privacy.person_key import PersonKey, WrappedKey
from privacy.vocabulary import PersonId

MOST: Final = 500
"""Keys in one message."""
LARGEST: Final = 1 << 20
LENGTH: Final = struct.Struct(">I")
_WRAP: Final = struct.Struct(f">16sII{WRAPPED_BYTES}s32s")
_KEY: Final = struct.Struct(f">16sI{KEY_BYTES}s")
_EPOCH: Final = struct.Struct(">I")
_STATE: Final = struct.Struct(">I32s")


class MessageBroken(Exception):
    """A message is not of the form agreed."""


class Asked(IntEnum):
    """What a worker asks for."""

    STATE = 1
    WRAP = 2
    UNWRAP = 3
    REWRAP = 4
    COUNTS = 5


class Answered(IntEnum):
    """How the key process answers."""

    DONE = 0
    SEAL_BROKEN = 1
    KEY_UNUSABLE = 2


def write_wraps(wraps: Sequence[WrappedKey]) -> bytes:
    """Write wraps one after the other.

    Raises:
        MessageBroken: One is of another width; the databases were tampered with.
    """
    if any(len(one.wrapped) != WRAPPED_BYTES or len(one.commitment) != 32 for one in wraps):
        raise MessageBroken
    return b"".join(
        _WRAP.pack(one.person, one.version, one.epoch, one.wrapped, one.commitment) for one in wraps
    )


def read_wraps(content: bytes) -> list[WrappedKey]:
    """Read wraps.

    Raises:
        MessageBroken: Another form, or too many.
    """
    _check(_WRAP, content)
    return [
        WrappedKey(PersonId(person), version, epoch, wrapped, commitment)
        for person, version, epoch, wrapped, commitment in _WRAP.iter_unpack(content)
    ]


def write_keys(keys: Sequence[PersonKey]) -> bytes:
    """Write people's keys one after the other."""
    return b"".join(_KEY.pack(key.person, key.version, key.to_be_wrapped()) for key in keys)


def read_keys(content: bytes) -> list[PersonKey]:
    """Read people's keys.

    Raises:
        MessageBroken: Another form, or too many.
    """
    _check(_KEY, content)
    return [
        PersonKey(PersonId(person), version, secret)
        for person, version, secret in _KEY.iter_unpack(content)
    ]


def write_epoch(epoch: int) -> bytes:
    """Write the number of an epoch."""
    return _EPOCH.pack(epoch)


def read_epoch(content: bytes) -> tuple[int, bytes]:
    """Read the number of an epoch, and give what follows it.

    Raises:
        MessageBroken: There is none.
    """
    if len(content) < _EPOCH.size:
        raise MessageBroken
    return _EPOCH.unpack_from(content)[0], content[_EPOCH.size :]


def write_state(checks: dict[int, bytes], standing: bytes) -> bytes:
    """Write the live epochs with their check values, and the standing keys."""
    epochs = b"".join(_STATE.pack(epoch, checks[epoch]) for epoch in sorted(checks))
    return bytes([len(checks)]) + epochs + standing


def read_state(content: bytes) -> tuple[dict[int, bytes], bytes]:
    """Read what ``write_state`` gave.

    Raises:
        MessageBroken: Another form.
    """
    if not content or len(content) < 1 + content[0] * _STATE.size or not content[0]:
        raise MessageBroken
    end = 1 + content[0] * _STATE.size
    return dict(_STATE.iter_unpack(content[1:end])), content[end:]


def _check(form: struct.Struct, content: bytes) -> None:
    if len(content) % form.size or len(content) > MOST * form.size:
        raise MessageBroken
