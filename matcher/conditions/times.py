"""When and how much: mode, days, duration, notice, hours and places as hard conditions.

Rules: see ``conditions``, which puts all conditions together, and ``periods``, which counts
days.

What it does not do: weigh.
"""

from collections.abc import Iterator
from datetime import timedelta

from matcher.conditions.verdicts import at_least, condition
from matcher.periods import days_covered, iso, runs, uncovered
from matcher.prepared import PreparedNeed
from matcher.types import (
    Condition,
    ConditionCode,
    MatchProfile,
    NeedKind,
    ReasonCode,
    Verdict,
    Window,
)


def mode_condition(profile: MatchProfile, prepared: PreparedNeed) -> Iterator[Condition]:
    """Put the mode, if one is asked."""
    asked = prepared.need.mode
    if asked is None:
        return
    stated = profile.modes
    if stated is None:
        yield condition(ConditionCode.MODE, Verdict.UNKNOWN, ReasonCode.MODE, asked=asked.value)
        return
    met = asked in stated
    yield condition(
        ConditionCode.MODE,
        Verdict.MET if met else Verdict.UNMET,
        None if met else ReasonCode.MODE,
        asked=asked.value,
        stated=";".join(sorted(stated)),
    )


def period_condition(profile: MatchProfile, prepared: PreparedNeed) -> Iterator[Condition]:
    """Put the days, if a period is asked."""
    period = prepared.period
    if period is None or prepared.need.period is None:
        return
    days = prepared.asked_days
    if prepared.is_over:
        yield condition(
            ConditionCode.PERIOD,
            Verdict.UNMET,
            ReasonCode.DATES,
            work=iso(period),
            days_asked=days,
            days_covered=0,
        )
        return
    if profile.windows is None:
        yield condition(
            ConditionCode.PERIOD,
            Verdict.UNKNOWN,
            ReasonCode.DATES_UNKNOWN,
            work=iso(period),
            days_asked=days,
        )
        return
    fits: tuple[Window, ...] = ()
    if prepared.frame:
        inside, fits = runs(profile.windows, period, days)
    else:
        inside = days_covered(profile.windows, period)
    if inside == days:
        verdict, reason = Verdict.MET, None
    elif inside == 0:
        verdict, reason = Verdict.UNMET, ReasonCode.DATES
    else:
        partly = prepared.need.partial_period_ok
        verdict = Verdict.MET if partly else Verdict.UNMET
        reason = ReasonCode.DATES_PARTIAL
    gaps = () if fits else uncovered(profile.windows, period)
    yield condition(
        ConditionCode.PERIOD,
        verdict,
        reason,
        work=iso(period),
        home=";".join(sorted({iso(window) for window in profile.windows})),
        days_asked=days,
        days_covered=inside,
        fits=";".join(map(iso, fits)) or None,
        missing=";".join(map(iso, gaps)) or None,
    )


def duration_condition(profile: MatchProfile, prepared: PreparedNeed) -> Iterator[Condition]:
    """Put the length of the mission, if it is asked."""
    asked = prepared.need.duration_days
    if asked is not None:
        offered = profile.longest_mission_days
        yield at_least(
            ConditionCode.DURATION,
            ReasonCode.DURATION,
            offered,
            asked,
            days_asked=asked,
            days_offered=offered,
        )


def notice_condition(profile: MatchProfile, prepared: PreparedNeed) -> Iterator[Condition]:
    """Put the person's notice, if she states one or the need starts so soon that it matters."""
    left, needed = days_left(profile, prepared), profile.notice_days
    if left is None:
        return
    if needed is not None:
        yield at_least(
            ConditionCode.NOTICE,
            ReasonCode.NOTICE,
            left,
            needed,
            days_left=left,
            days_needed=needed,
        )
    elif left < prepared.weights.usual_notice_days and not prepared.is_over:
        yield condition(ConditionCode.NOTICE, Verdict.UNKNOWN, ReasonCode.NOTICE, days_left=left)


def days_left(profile: MatchProfile, prepared: PreparedNeed) -> int | None:
    """Count the days to the last start: of the need, or of her last run that fits its frame.

    Where a part of the days will do, no run has to fit, and the need's own start counts.
    """
    latest = prepared.latest_start
    whole = prepared.frame and not prepared.need.partial_period_ok
    if latest is not None and whole and profile.windows and prepared.period:
        _, fits = runs(profile.windows, prepared.period, prepared.asked_days)
        if fits:
            latest = fits[-1].end - timedelta(days=prepared.asked_days - 1)
    return None if latest is None else max(0, (latest - prepared.as_of).days)


def capacity_conditions(profile: MatchProfile, prepared: PreparedNeed) -> Iterator[Condition]:
    """Put the hours a month, and the places of a mentor."""
    hours = prepared.need.hours_per_month
    if hours is not None:
        yield at_least(
            ConditionCode.CAPACITY,
            ReasonCode.CAPACITY,
            profile.hours_per_month,
            hours,
            hours_asked=hours,
            hours_offered=profile.hours_per_month,
        )
    if prepared.need.kind is NeedKind.MENTORING:
        yield at_least(
            ConditionCode.CAPACITY,
            ReasonCode.MENTOR_PLACES,
            profile.mentoring_places,
            1,
            mentoring_places=profile.mentoring_places,
        )
