"""Let seals only ever get tighter: what was sealed stays sealed, and no format comes back.

Rules:

- A field that was ever sealed is sealed for good. ``EVER_SEALED`` is written by hand and only
  grows; whatever of it the inventory would keep in the open is named by ``opened_again``.
- Envelopes have levels, the place of their format and algorithm in ``LEVELS``, which only
  grows at its end. What is no envelope, a plain value for instance, has level 0.
- An installation has a floor, the level below which nothing is opened, nor written by a
  program that knows no better. The floor rises once everything has been sealed anew, and
  nothing lowers it.

What it does not do: keep the floor (the keys database does), or seal anything anew.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from privacy.binding import AES_256_GCM
from privacy.errors import SealBroken, SealProblem
from privacy.inventory import FieldRule, PersonalField

LEVELS: Final[tuple[tuple[int, int], ...]] = ((1, AES_256_GCM),)
"""Formats and algorithms ever used, weakest first. Append only."""
FIRST_LEVEL: Final = 1
"""The floor of an installation that never raised it."""
NEWEST_LEVEL: Final = len(LEVELS)
"""The level this program seals at."""

EVER_SEALED: Final = frozenset(
    {
        PersonalField.FULL_NAME,
        PersonalField.PHONE,
        PersonalField.EMAIL,
        PersonalField.ADDRESS,
        PersonalField.SKILLS,
        PersonalField.EXPERIENCE,
        PersonalField.LANGUAGES,
        PersonalField.AVAILABILITY,
        PersonalField.PLACES,
        PersonalField.WILLINGNESS,
        PersonalField.OWN_WORDS,
        PersonalField.PERMIT_ANSWERS,
    }
)
"""Fields that were sealed once. Append only."""


def opened_again(inventory: Mapping[PersonalField, FieldRule]) -> frozenset[PersonalField]:
    """Name the fields that were sealed once and would no longer be."""
    return frozenset(
        field for field in EVER_SEALED if field in inventory and not inventory[field].sealed
    )


def level_of(blob: bytes, levels: Sequence[tuple[int, int]] = LEVELS) -> int:
    """Give the level of what stands in a sealed column, from 1; 0 if it is no envelope.

    >>> level_of(bytes([1, 1]) + bytes(72)), level_of(b"plain text"), level_of(b"")
    (1, 0, 0)
    """
    front = tuple(blob[:2])
    return levels.index(front) + 1 if front in levels else 0


def require_level(blob: bytes, floor: int, levels: Sequence[tuple[int, int]] = LEVELS) -> None:
    """Refuse to open what is below the floor.

    Raises:
        SealBroken: It is of an older format than the installation still takes, or of none.
    """
    if level_of(blob, levels) < floor:
        raise SealBroken(SealProblem.BELOW_FLOOR)


def require_able(floor: int, newest: int = NEWEST_LEVEL) -> None:
    """Refuse to write with a program that knows only formats below the floor.

    Raises:
        SealBroken: The program is older than what was sealed here already.
    """
    if newest < floor:
        raise SealBroken(SealProblem.BELOW_FLOOR)
