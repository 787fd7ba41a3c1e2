"""The best place each need could take in one person's list.

Rules:

- Never too pessimistic: a need's real place is this one or behind it. Skills, languages,
  place and freshness are exact; days inside two windows at once may count twice; experience
  and affinity are taken as full.
- The bucket is the best one that skills, mode, period, languages, place, willingness, course
  and standards still allow; the other conditions are taken as met.

What it does not do: weigh exactly; ``demand`` opens needs in the order given here.

Shape: every array has one entry per row of the demand.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.criteria import freshness_value
from matcher.index.columns import Names, Records, Table
from matcher.index.pool import MODE_BITS
from matcher.languages import dialects_alike, language_value, split_tag
from matcher.periods import occurrence
from matcher.prepared import PreparedNeed
from matcher.types import (
    SCORE_DENOMINATOR,
    Answer,
    Bucket,
    Cefr,
    Criterion,
    MatchProfile,
    OneOffWindow,
    TrainerState,
    Window,
)
from matcher.weights import Weights

Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]
CRITERIA = tuple(Criterion)
"""The order of the columns of weights."""


class Board(Protocol):
    """The needs as columns: what this module reads of ``demand.Demand``."""

    facts: Records
    languages: Table
    names: Names


@dataclass(frozen=True, slots=True)
class ClaimSum:
    """What a person's claims come to, per need; ``skills`` in millionths."""

    skills: Whole
    touched: Mask
    essential_met: Whole
    essential_open: Whole
    trainable_met: Whole


@dataclass(frozen=True, slots=True)
class _Part:
    """One criterion: its thousandths, and whom its condition blocks or holds."""

    values: Whole
    blocked: Mask
    held: Mask


def best_places(profile: MatchProfile, board: Board, summed: ClaimSum, some: PreparedNeed) -> Whole:
    """Give the best place of every need, smaller is better: bucket first, then score.

    Args:
        profile: The person.
        board: The needs.
        summed: What her claims come to.
        some: Any need of the board, for the version and the day they share.
    """
    facts = board.facts
    languages = _languages(profile, board, some.weights)
    places = _places(profile, board, some.weights)
    days = _days(profile, facts)
    blocked = days.blocked | languages.blocked | places.blocked
    blocked |= _blocked(profile, facts, summed)
    held = days.held | languages.held | places.held | _held(profile, facts, summed)
    bucket = np.where(blocked, Bucket.NEAR, np.where(held, Bucket.CONDITIONAL, Bucket.DIRECT))
    confirmed = profile.confirmed_on
    fresh = freshness_value(confirmed, some.as_of, some.weights) if confirmed else 0
    thousandths: dict[Criterion, Whole | int] = {
        Criterion.EXPERIENCE: 1000 if profile.experience else 0,
        Criterion.LANGUAGES: languages.values,
        Criterion.PERIOD: days.values,
        Criterion.PLACE: places.values,
        Criterion.FRESHNESS: fresh,
        Criterion.AFFINITY: 1000,
    }
    weights = facts["weights"].astype(np.int64)
    reach = weights[:, CRITERIA.index(Criterion.SKILLS)] * summed.skills
    for criterion, value in thousandths.items():
        reach += weights[:, CRITERIA.index(criterion)] * value * 1000
    best: Whole = bucket * (SCORE_DENOMINATOR + 1) + SCORE_DENOMINATOR - reach
    return best


def _blocked(profile: MatchProfile, facts: Records, summed: ClaimSum) -> Mask:
    blocked: Mask = summed.essential_met + summed.essential_open < facts["essential"]
    if profile.modes is not None:
        stated = sum(MODE_BITS[mode] for mode in profile.modes)
        blocked |= (facts["mode"] & ~stated) != 0
    if profile.willing_to_share is Answer.NO:
        blocked |= facts["sharing"]
    return blocked


def _held(profile: MatchProfile, facts: Records, summed: ClaimSum) -> Mask:
    held: Mask = summed.essential_met < facts["essential"]
    held |= (summed.trainable_met < facts["trainable"]) | facts["waits"]
    if profile.modes is None:
        held |= facts["mode"] != 0
    if profile.willing_to_share is Answer.UNSAID:
        held |= facts["sharing"]
    if profile.train_the_trainer is not TrainerState.DONE:
        held |= facts["trainer"]
    return held


def _days(profile: MatchProfile, facts: Records) -> _Part:
    start, end = facts["start"].astype(np.int64), facts["end"].astype(np.int64)
    asked = start > 0
    inside = np.zeros(len(facts), dtype=np.int64)
    for window in profile.windows or ():
        for dated in _occurrences(window, start[asked], end[asked]):
            first = np.maximum(start, dated.start.toordinal())
            last = np.minimum(end, dated.end.toordinal())
            inside += np.maximum(0, last - first + 1)
    days = np.maximum(1, facts["days"].astype(np.int64))
    inside = np.where(asked, np.minimum(inside, days), 0)
    nobody = np.zeros(len(facts), dtype=np.bool_)
    if profile.windows is None:
        return _Part(inside, nobody, asked)
    short = asked & np.where(facts["partly"], inside == 0, inside < days)
    return _Part(1000 * inside // days, short, nobody)


def _occurrences(window: Window, starts: Whole, ends: Whole) -> list[OneOffWindow]:
    """List the occurrences of a window in the years of some periods."""
    if isinstance(window, OneOffWindow):
        return [window]
    years = {
        year
        for pair in set(zip(starts.tolist(), ends.tolist(), strict=True))
        for year in range(date.fromordinal(pair[0]).year - 1, date.fromordinal(pair[1]).year + 1)
    }
    return [occurrence(window, year) for year in sorted(years) if year >= 1]


def _languages(profile: MatchProfile, board: Board, weights: Weights) -> _Part:
    asked = board.languages.entries()
    best = np.zeros(len(asked), dtype=np.int64)
    spoken, known = np.zeros((2, len(asked)), dtype=np.bool_)
    for skill in profile.languages:
        language, dialect = split_tag(skill.tag)
        hit = asked["language"] == board.names.known(language)
        # Being alike goes both ways, so the dialects like the spoken one are those it answers.
        alike = dialects_alike(language, dialect) if dialect else ()
        answered = [0, *(number for each in alike if (number := board.names.known(each)) > 0)]
        same = np.isin(asked["dialect"], answered)
        for own in (True, False):
            value = np.array(
                [language_value(skill.level, minimum, own, weights) for minimum in Cefr]
            )
            fits = hit & (same == own)
            best[fits] = np.maximum(best[fits], value[asked["minimum"][fits]])
        reached = asked["minimum"] <= skill.level
        known |= hit & (reached | (asked["minimum"] <= Cefr.A1))
        spoken |= hit & (reached | (skill.level is Cefr.UNKNOWN))
    size = len(board.facts)
    total = np.bincount(asked["row"], weights=best, minlength=size).astype(np.int64)
    blocked, held = np.zeros((2, size), dtype=np.bool_)
    essential = asked["essential"]
    held[asked["row"][essential & ~known]] = True
    if profile.languages:
        blocked[asked["row"][essential & ~known & ~spoken]] = True
    return _Part(total // np.maximum(1, board.facts["languages"]), blocked, held)


def _places(profile: MatchProfile, board: Board, weights: Weights) -> _Part:
    countries, regions = board.facts["country"], board.facts["region"]
    values = np.zeros(len(countries), dtype=np.int64)
    known = [*profile.ties, *([profile.residence] if profile.residence else [])]
    for place in known:
        there = countries == board.names.known(place.country)
        in_region = (regions == 0) | (regions == board.names.known(place.region))
        values = np.maximum(values, there * np.where(in_region, 1000, weights.same_country))
    away = (countries != 0) & (values == 0)
    nobody = np.zeros(len(countries), dtype=np.bool_)
    return _Part(values, nobody, away)
