"""What is still open in a match: which points, how gravely, and by when to close them.

Rules:

- A point is what a condition is about: one skill (its level, its proof and the willingness
  to teach it together), one language, or the condition itself. Conditions on one point are
  one point, as grave as the gravest of them.
- A point blocks when it is unmet and cannot be closed before the start; otherwise it holds.
  Met conditions, warnings and private permits are no points.
- Matches compare by bucket, then by points that block, then by points open: fewer is better.
  A further claim, level or proof never makes a match worse so.
- What holds a conditional match must be done or known by the day before the latest start;
  a course must end before the first day of the need's period.

What it does not do: propose how (``training``, ``relaxations``, ``teams``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from matcher.prepared import PreparedNeed
from matcher.types import Bucket, Condition, ConditionCode, ScoredMatch, Verdict

HOLDS = 1
BLOCKS = 2
Point = tuple[str, str]
"""What a condition is about: a kind of point and which one."""


class Openness(NamedTuple):
    """How much is open in a match; smaller is better."""

    bucket: Bucket
    blocking: int
    open: int


@dataclass(frozen=True, slots=True)
class FirstThing:
    """Something to do or to find out before the start, and the last day for it.

    ``by`` is ``None`` when the need has no start.
    """

    condition: Condition
    by: date | None


def gravity(condition: Condition) -> int:
    """Say how grave a condition is: 0 when met, else ``HOLDS`` or ``BLOCKS``."""
    if not condition.decides or condition.verdict is Verdict.MET:
        return 0
    unmet = condition.verdict is Verdict.UNMET
    return BLOCKS if unmet and not condition.closable else HOLDS


def point_of(condition: Condition) -> Point:
    """Name the point a condition is about."""
    facts = dict(condition.facts)
    if facts.get("skill") is not None:
        return ConditionCode.SKILL, str(facts["skill"])
    if facts.get("language") is not None:
        return ConditionCode.LANGUAGE, str(facts["language"])
    if condition.code is ConditionCode.CAPACITY:
        return condition.code, "hours" if "hours_asked" in facts else "places"
    return condition.code, str(facts.get("code", ""))


def open_points(conditions: Iterable[Condition]) -> dict[Point, int]:
    """List the open points with their gravity."""
    found: dict[Point, int] = {}
    for condition in conditions:
        grave = gravity(condition)
        if grave:
            point = point_of(condition)
            found[point] = max(grave, found.get(point, 0))
    return found


def openness(match: ScoredMatch) -> Openness:
    """Say how much is open in a match."""
    points = open_points(match.conditions)
    blocking = sum(grave == BLOCKS for grave in points.values())
    return Openness(match.bucket, blocking, len(points))


def refusals(match: ScoredMatch) -> frozenset[str]:
    """List the skills whose teaching the person refuses where it is asked."""
    return frozenset(
        str(dict(condition.facts).get("skill"))
        for condition in match.conditions
        if condition.code is ConditionCode.WILLINGNESS and condition.verdict is Verdict.UNMET
    )


def closed_between(before: ScoredMatch, after: ScoredMatch) -> tuple[Condition, ...]:
    """List the conditions of the first match whose point is less grave in the second."""
    left = open_points(after.conditions)
    earlier = open_points(before.conditions)
    return tuple(
        condition
        for condition in before.conditions
        if gravity(condition) and left.get(point_of(condition), 0) < earlier[point_of(condition)]
    )


def last_day_before(prepared: PreparedNeed) -> date | None:
    """Give the day before the need's period; ``None`` when it has none."""
    return prepared.period.start - timedelta(days=1) if prepared.period else None


def first_things(match: ScoredMatch, prepared: PreparedNeed) -> tuple[FirstThing, ...]:
    """List what must happen first, and by when, for a match that is not blocked there."""
    latest = prepared.latest_start
    by = None if latest is None else latest - timedelta(days=1)
    return tuple(
        FirstThing(condition, by) for condition in match.conditions if gravity(condition) == HOLDS
    )
