"""What the need itself has not said: unknown for everybody, never a free pass.

An advert that names no dates, mode, language or place does not mean that any will do. Until
somebody says, no match with it is direct.

What it does not do: guess, or treat what a need deliberately does not ask as unsaid.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from matcher.types import Condition, ConditionCode, MatchNeed, Mode, ReasonCode, Verdict

SILENT_REASONS: Final[Mapping[ConditionCode, ReasonCode]] = MappingProxyType(
    {
        ConditionCode.MODE: ReasonCode.MODE,
        ConditionCode.PERIOD: ReasonCode.DATES_UNKNOWN,
        ConditionCode.LANGUAGE: ReasonCode.LANGUAGE_UNKNOWN,
        ConditionCode.PLACE: ReasonCode.PLACE,
    }
)
"""The conditions a need can leave unsaid, with the reason they give."""


def silences(need: MatchNeed) -> tuple[ConditionCode, ...]:
    """List what the need has left unsaid and does not state elsewhere, in a fixed order.

    Of a period without a known end the rest is unsaid.
    """
    stated = {
        ConditionCode.MODE: need.mode is not None,
        ConditionCode.PERIOD: need.period is not None and not need.open_ended,
        ConditionCode.LANGUAGE: bool(need.languages),
        ConditionCode.PLACE: need.place is not None or need.mode is Mode.REMOTE,
    }
    return tuple(code for code, said in stated.items() if code in need.unstated and not said)


def silent_conditions(need: MatchNeed) -> Iterator[Condition]:
    """Put what the need has left unsaid, the same for everybody."""
    for code in silences(need):
        yield Condition(code, Verdict.UNKNOWN, SILENT_REASONS[code], facts=(("need_silent", True),))
