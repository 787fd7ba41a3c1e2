r"""Write values as bytes so that different values never give the same bytes.

Consent rows, grants, audit entries and notices are authenticated over these bytes.

Rules:

- A record starts with its label and the number of its pieces; every piece carries its
  length in four bytes. Nothing is joined by a separator.
- Numbers are eight bytes; moments are microseconds since 1970 in UTC; text is UTF-8 as it
  stands, not normalised; an absent value is a piece of its own kind, unlike an empty one.
- Sets are written sorted, so equal sets give equal bytes; sequences keep their order.

What it does not do: read the bytes back; they are compared, never parsed.

>>> record("demo/1", "ab", "c") == record("demo/1", "a", "bc")
False
>>> record("demo/1", None) == record("demo/1", "")
False
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

Piece = (
    bytes
    | str
    | bool
    | int
    | datetime
    | None
    | AbstractSet[str]
    | AbstractSet[StrEnum]
    | tuple[str, ...]
)
"""What a record can be made of."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def record(label: str, *pieces: Piece) -> bytes:
    """Write a labelled record.

    Args:
        label: Kind and format version of the record, ``consent-switch/1``.
        pieces: The values, in the order the format fixes.

    Returns:
        Bytes that no other label or values give.

    Raises:
        ValueError: A moment has no time zone, or a number does not fit eight bytes.
    """
    framed = [_framed(b"L", label.encode()), len(pieces).to_bytes(4, "big")]
    framed.extend(_piece(piece) for piece in pieces)
    return b"".join(framed)


def microseconds(moment: datetime) -> int:
    """Give an aware moment as whole microseconds since 1970 in UTC.

    Raises:
        ValueError: The moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("moment without time zone")
    return (moment - _EPOCH) // _MICROSECOND


def _framed(kind: bytes, content: bytes) -> bytes:
    return kind + len(content).to_bytes(4, "big") + content


def _piece(piece: Piece) -> bytes:
    match piece:
        case None:
            kind, content = b"N", b""
        case bool():
            kind, content = b"B", (b"\x01" if piece else b"\x00")
        case bytes():
            kind, content = b"R", piece
        case str():
            kind, content = b"T", piece.encode()
        case int():
            kind, content = b"I", _number(piece)
        case datetime():
            kind, content = b"M", _number(microseconds(piece))
        case tuple():
            kind, content = b"Q", _texts(piece)
        case _:
            kind, content = b"S", _texts(sorted(str(member) for member in piece))
    return _framed(kind, content)


def _texts(texts: Iterable[str]) -> bytes:
    return b"".join(_framed(b"T", text.encode()) for text in texts)


def _number(value: int) -> bytes:
    try:
        return value.to_bytes(8, "big", signed=True)
    except OverflowError:
        raise ValueError("number does not fit eight bytes") from None
