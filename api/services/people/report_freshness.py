"""Report how old the profiles are that may be matched, as counts for the coordination.

Rules:

- The age of a profile is counted from the day its owner last confirmed it; only confirming
  renews it.
- The first step is the cycle after which she is asked whether all of it still holds; the
  steps are those by which the ranking weighs freshness.
- Counts only: nobody appears.

What it does not do: remind anybody (the service has no channel of its own; each person reads
it on her first page).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from api.context import Context
from matcher.index.searching import MatchIndex
from matcher.types import MatchProfile
from matcher.weights import VERSION_1

CYCLE_DAYS = VERSION_1.freshness[0][0]
"""Days after which a person is asked whether her profile still holds: half a year."""


@dataclass(frozen=True, slots=True)
class FreshnessStep:
    """How many profiles were confirmed at most so many days ago, and before the step before.

    ``days`` is ``None`` for all that are older.
    """

    days: int | None
    people: int


@dataclass(frozen=True, slots=True)
class FreshnessReport:
    """The distribution of ages; ``never`` were not confirmed at all, ``due`` are to be asked."""

    steps: tuple[FreshnessStep, ...]
    never: int
    due: int
    people: int


def is_due(confirmed_on: date | None, today: date) -> bool:
    """Say whether it is time to ask a person if her profile still holds."""
    return confirmed_on is None or (today - confirmed_on).days > CYCLE_DAYS


def report_freshness(context: Context) -> FreshnessReport:
    """Count the profiles that may be matched now, by the age of their confirmation."""
    pool = context.runtime.pool
    pool.refresh(context)
    confirmed = pool.over_all(_confirmations)
    today = context.today
    ages = [(today - day).days for day in confirmed if day is not None]
    limits = [limit for limit, _ in VERSION_1.freshness]
    floors = [-1, *limits]
    steps = [
        FreshnessStep(limit, sum(floor < max(age, 0) <= limit for age in ages))
        for floor, limit in zip(floors, limits, strict=False)
    ]
    steps.append(FreshnessStep(None, sum(age > limits[-1] for age in ages)))
    return FreshnessReport(
        steps=tuple(steps),
        never=sum(day is None for day in confirmed),
        due=sum(is_due(day, today) for day in confirmed),
        people=len(confirmed),
    )


def _confirmations(_index: MatchIndex, profiles: Iterable[MatchProfile]) -> list[date | None]:
    return [profile.confirmed_on for profile in profiles]
