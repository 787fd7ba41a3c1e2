"""Sets of codes as one text: sorted, separated by spaces."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

C = TypeVar("C", bound=StrEnum)


def joined(codes: Iterable[StrEnum]) -> str:
    """Write a set of codes."""
    return " ".join(sorted(codes))


def split(kind: type[C], text: str) -> frozenset[C]:
    """Read a set of codes.

    Raises:
        ValueError: A code is unknown.
    """
    return frozenset(kind(code) for code in text.split())
