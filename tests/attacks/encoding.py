"""Many records and bindings made of almost the same parts, and no two with the same bytes.

python -m tests.attacks.encoding --tuples 200000
"""

import argparse
import sys
from collections.abc import Callable, Hashable
from datetime import UTC, datetime, timedelta
from random import Random  # noqa: TID251 - a seeded search, no secret
from typing import Any

from privacy.binding import encode_binding
from privacy.canonical import Piece, record

LETTERS = ("a", "b", "|", "\x00", "é", "1")
MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
SEED = 1
Written = tuple[Hashable, bytes]


def _text(draw: Random) -> str:
    return "".join(draw.choices(LETTERS, k=draw.randrange(4)))


def _piece(draw: Random) -> Piece:
    """Draw a value; many kinds of them could be taken for one another."""
    few = draw.randrange(-2, 3)
    kinds: tuple[Callable[[], Piece], ...] = (
        lambda: None,
        lambda: bool(few % 2),
        lambda: few,
        lambda: _text(draw),
        lambda: _text(draw).encode(),
        lambda: MOMENT + timedelta(microseconds=few),
        lambda: tuple(_text(draw) for _ in range(few % 3)),
        lambda: frozenset(_text(draw) for _ in range(few % 3)),
    )
    return kinds[draw.randrange(len(kinds))]()


def _told_apart(piece: Piece) -> Hashable:
    """Give what must not be mixed up: ``True`` is no 1, and a tuple no set."""
    return type(piece).__name__, piece


def a_record(draw: Random, write: Callable[..., bytes] = record) -> Written:
    """Draw a record and write it."""
    label, pieces = _text(draw), [_piece(draw) for _ in range(draw.randrange(4))]
    return (label, tuple(map(_told_apart, pieces))), write(label, *pieces)


def a_binding(draw: Random) -> Written:
    """Draw where an envelope belongs and write it."""
    names = ("algorithm", "kind", "table", "column", "schema", "key_version", "record_version")
    parts: dict[str, Any] = {name: draw.choice((0, 1, 2, 255)) for name in names}
    parts["person"], parts["row"] = (draw.choice((bytes(16), bytes(15) + b"\x01")) for _ in "ab")
    return tuple(sorted(parts.items())), encode_binding(**parts)


def collisions(make: Callable[[Random], Written], tuples: int) -> tuple[int, int]:
    """Write so many and give how many differ, and how many of those share their bytes."""
    draw, clashing = Random(SEED), set[Hashable]()
    known: dict[bytes, Hashable] = {}
    for _ in range(tuples):
        value, written = make(draw)
        if known.setdefault(written, value) != value:
            clashing.add(value)
    return len(set(known.values()) | clashing), len(clashing)


def main() -> int:
    """Search as long as asked and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks.encoding")
    parser.add_argument("--tuples", type=int, default=200_000)
    given, wrong = parser.parse_args(), 0
    for make in (a_record, a_binding):
        different, clashing = collisions(make, given.tuples)
        wrong += clashing
        sys.stdout.write(
            f"{make.__name__}: {given.tuples} written, {different} different, "
            f"{clashing} with the bytes of another\n"
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
