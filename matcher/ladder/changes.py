"""The single changes a need can make to ask less, or otherwise.

Rules: see ``relaxations``, which counts what they gain. Changes of one series come together,
the smallest first. Facts by code: ``REMOTE``/``OTHER_MODE`` before, after (modes; before is
left out when none was asked) · ``PARTIAL_PERIOD`` work · ``LATER_SEASON`` before, after (ISO
intervals), months · ``WIDER_PLACE`` country · ``LOWER_LANGUAGE_LEVEL``/``LANGUAGE_WELCOME``
language, before, after (levels of the Common European Framework) · ``LOWER_SKILL_LEVEL``
skill, before, after (1 to 4) · ``TRAINABLE_SKILL``/``SKILL_WELCOME`` skill · ``SHORTER``,
``FEWER_HOURS``, ``LESS_EXPERIENCE`` before, after (days, hours, years) ·
``EVIDENCE_ONE_STEP`` before, after.

What it does not do: look at a profile.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum

from matcher.periods import concrete, days_in, iso
from matcher.prepared import PreparedNeed
from matcher.types import (
    Cefr,
    ConditionCode,
    EvidenceState,
    Facts,
    FactValue,
    LanguageRequirement,
    Level,
    MatchNeed,
    Mode,
    OneOffWindow,
    Requirement,
    RequirementKind,
)
from matcher.weights import EVIDENCE_ORDER

_MONTHS_LATER = (1, 2, 3, 4, 6, 9, 12)
_SHARES = ((3, 4), (1, 2), (1, 4))
"""The parts of a duration, of hours or of years that are tried."""


class RelaxationCode(StrEnum):
    """The single changes a need can make."""

    REMOTE = "remote"
    OTHER_MODE = "other_mode"
    PARTIAL_PERIOD = "partial_period"
    LATER_SEASON = "later_season"
    WIDER_PLACE = "wider_place"
    LOWER_LANGUAGE_LEVEL = "lower_language_level"
    LANGUAGE_WELCOME = "language_welcome"
    LOWER_SKILL_LEVEL = "lower_skill_level"
    TRAINABLE_SKILL = "trainable_skill"
    SKILL_WELCOME = "skill_welcome"
    SHORTER = "shorter"
    FEWER_HOURS = "fewer_hours"
    LESS_EXPERIENCE = "less_experience"
    EVIDENCE_ONE_STEP = "evidence_one_step"


INSTEAD = frozenset({RelaxationCode.REMOTE, RelaxationCode.OTHER_MODE, RelaxationCode.LATER_SEASON})
"""Changes that offer another way beside the first; the others ask less."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change to try; of the same ``series`` only one is given."""

    code: RelaxationCode
    series: str
    facts: Facts
    need: MatchNeed


def changes_of(prepared: PreparedNeed) -> Iterator[Change]:
    """List every single change of a need, on the day of the comparison."""
    need = prepared.need
    yield from _modes(need)
    yield from _periods(need, prepared.as_of)
    yield from _places(need)
    yield from _languages(need)
    yield from _levels(need)
    yield from _kinds(prepared)
    yield from _amounts(prepared)
    yield from _evidence(need)


def _change(
    code: RelaxationCode, need: MatchNeed, which: object = "", /, **facts: FactValue
) -> Change:
    stated = tuple((key, value) for key, value in facts.items() if value is not None)
    return Change(code, f"{code}:{which}", stated, need)


def _modes(need: MatchNeed) -> Iterator[Change]:
    if need.mode is None and need.place is None:
        return
    for mode in Mode:
        remote = mode is Mode.REMOTE
        if mode is need.mode or (need.mode is None and not remote):
            continue
        code = RelaxationCode.REMOTE if remote else RelaxationCode.OTHER_MODE
        yield _change(code, replace(need, mode=mode), mode, before=need.mode, after=mode.value)


def _periods(need: MatchNeed, as_of: date) -> Iterator[Change]:
    period = need.period
    if period is None:
        return
    if not need.partial_period_ok:
        partly = replace(need, partial_period_ok=True)
        yield _change(RelaxationCode.PARTIAL_PERIOD, partly, work=iso(period))
    first = period if isinstance(period, OneOffWindow) else concrete(period, as_of)
    if first.end.year + 2 > MAXYEAR:
        return
    passed = 12 * max(0, as_of.year - first.start.year) if first.end < as_of else 0
    for months in _MONTHS_LATER:
        later = _months_on(first, passed + months)
        if later.start >= as_of:
            yield _change(
                RelaxationCode.LATER_SEASON,
                replace(need, period=later),
                before=iso(first),
                after=iso(later),
                months=passed + months,
            )


def _months_on(period: OneOffWindow, months: int) -> OneOffWindow:
    years, month = divmod(period.start.month - 1 + months, 12)
    year = period.start.year + years
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = following - timedelta(days=1)
    start = last.replace(day=min(period.start.day, last.day))
    return OneOffWindow(start, start + (period.end - period.start))


def _places(need: MatchNeed) -> Iterator[Change]:
    if need.place is None or need.mode is Mode.REMOTE:
        return
    # A recognition counts in a country: with the country gone it would be worth less.
    if need.evidence_required is EvidenceState.RECOGNISED:
        return
    wider = replace(need, place=None, unstated=need.unstated - {ConditionCode.PLACE})
    yield _change(RelaxationCode.WIDER_PLACE, wider, country=need.place.country)


def _languages(need: MatchNeed) -> Iterator[Change]:
    for position, asked in enumerate(need.languages):
        if not asked.essential:
            continue
        before = asked.minimum
        for level in reversed(Cefr):
            if Cefr.UNKNOWN < level < before:
                yield _change(
                    RelaxationCode.LOWER_LANGUAGE_LEVEL,
                    _with_language(need, position, replace(asked, minimum=level)),
                    position,
                    language=asked.tag,
                    before=before.name,
                    after=level.name,
                )
        yield _change(
            RelaxationCode.LANGUAGE_WELCOME,
            _with_language(need, position, replace(asked, essential=False)),
            position,
            language=asked.tag,
            before=before.name,
        )


def _with_language(need: MatchNeed, position: int, asked: LanguageRequirement) -> MatchNeed:
    before, after = need.languages[:position], need.languages[position + 1 :]
    return replace(need, languages=(*before, asked, *after))


def _levels(need: MatchNeed) -> Iterator[Change]:
    for position, asked in enumerate(need.requirements):
        if asked.kind is not RequirementKind.ESSENTIAL:
            continue
        for level in reversed(Level):
            if Level.UNKNOWN < level < asked.minimum_level:
                yield _change(
                    RelaxationCode.LOWER_SKILL_LEVEL,
                    _with_skill(need, position, replace(asked, minimum_level=level)),
                    position,
                    skill=asked.concept,
                    before=int(asked.minimum_level),
                    after=int(level),
                )


def _kinds(prepared: PreparedNeed) -> Iterator[Change]:
    need = prepared.need
    # Who is to teach a skill has it, and may refuse to; nothing eases that away.
    if prepared.asks_willingness:
        return
    essential = [each for each in need.requirements if each.kind is RequirementKind.ESSENTIAL]
    for position, asked in enumerate(need.requirements):
        if asked.kind is not RequirementKind.ESSENTIAL:
            continue
        # A skill yet to be learnt needs no proof: where one is demanded, that is two changes.
        if need.evidence_required in {None, EvidenceState.CLAIMED}:
            trainable = replace(asked, kind=RequirementKind.TRAINABLE)
            yield _change(
                RelaxationCode.TRAINABLE_SKILL,
                _with_skill(need, position, trainable),
                position,
                skill=asked.concept,
            )
        if len(essential) > 1:
            welcome = replace(asked, kind=RequirementKind.OPTIONAL)
            yield _change(
                RelaxationCode.SKILL_WELCOME,
                _with_skill(need, position, welcome),
                position,
                skill=asked.concept,
            )


def _with_skill(need: MatchNeed, position: int, asked: Requirement) -> MatchNeed:
    before, after = need.requirements[:position], need.requirements[position + 1 :]
    return replace(need, requirements=(*before, asked, *after))


def _amounts(prepared: PreparedNeed) -> Iterator[Change]:
    need = prepared.need
    experience = need.experience
    left = None if prepared.period is None else days_in(prepared.period)
    for shorter in _less(
        RelaxationCode.SHORTER,
        need.duration_days,
        1,
        lambda days: replace(need, duration_days=days),
    ):
        # Of a running period fewer days may be left than the shorter duration asks in a row.
        if left is None or (shorter.need.duration_days or 0) <= left:
            yield shorter
    yield from _less(
        RelaxationCode.FEWER_HOURS,
        need.hours_per_month,
        1,
        lambda hours: replace(need, hours_per_month=hours),
    )
    if experience is not None:
        yield from _less(
            RelaxationCode.LESS_EXPERIENCE,
            experience.minimum_years,
            0,
            lambda years: replace(need, experience=replace(experience, minimum_years=years)),
        )


def _less(
    code: RelaxationCode, asked: int | None, least: int, change: Callable[[int], MatchNeed]
) -> Iterator[Change]:
    if asked is None:
        return
    tried = asked
    for part, whole in (*_SHARES, (0, 1)):
        less = max(least, asked * part // whole)
        if less < tried and (part or least == 0):
            tried = less
            yield _change(code, change(less), before=asked, after=less)


def _evidence(need: MatchNeed) -> Iterator[Change]:
    asked = need.evidence_required
    if asked is None or asked is EvidenceState.CLAIMED:
        return
    less = EVIDENCE_ORDER[EVIDENCE_ORDER.index(asked) - 1]
    yield _change(
        RelaxationCode.EVIDENCE_ONE_STEP,
        replace(need, evidence_required=less),
        before=asked.value,
        after=less.value,
    )
