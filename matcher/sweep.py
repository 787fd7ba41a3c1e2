"""One need against the whole pool at once, in columns.

Rules:

- The same conditions and the same whole numbers as ``conditions``, ``criteria`` and
  ``scoring``, for all rows together; a test holds the two equal bit by bit.
- A condition that is not plainly met leaves a `Finding`: whom it concerns, why, and whether
  it blocks (near) or holds (conditional). Counts of reasons are counts of findings.

What it does not do: explain (the few best are weighed again by ``scoring``), or order.

Shape: every array has one entry per row of the pool, nobody's included.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.coverage import SkillState, state_of
from matcher.gaps import Reason
from matcher.languages import Spoken
from matcher.periods import days_in
from matcher.pool import ANSWERS, MODE_BITS, TRAINER_STATES, UNSTATED, Pool
from matcher.prepared import PreparedNeed
from matcher.silence import SILENT_REASONS, silences
from matcher.sweep_soft import SOFT_COLUMNS, View, spoken_states
from matcher.types import (
    Answer,
    Bucket,
    ConceptUri,
    Criterion,
    Level,
    NeedKind,
    ReasonCode,
    Requirement,
    RequirementKind,
    StandardState,
    TrainerState,
)
from matcher.weights import EVIDENCE_ORDER, level_factor

Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]
_LANGUAGE_REASONS = {
    Spoken.NOT: ReasonCode.LANGUAGE,
    Spoken.TOO_LOW: ReasonCode.LANGUAGE_LEVEL,
    Spoken.LEVEL_UNKNOWN: ReasonCode.LANGUAGE_UNKNOWN,
}
_SKILL_REASONS = {
    SkillState.MISSING: ReasonCode.SKILL_MISSING,
    SkillState.TOO_LOW: ReasonCode.SKILL_LEVEL,
    SkillState.LEVEL_UNKNOWN: ReasonCode.SKILL_LEVEL_UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason and the rows it concerns; ``blocks`` means unmet and not closable."""

    reason: ReasonCode
    rows: Mask
    blocks: bool
    concept: ConceptUri | None = None


@dataclass(frozen=True, slots=True)
class Sweep:
    """The pool as one need sees it."""

    alive: Mask
    listed: Mask
    buckets: Whole
    numerators: Whole
    findings: tuple[Finding, ...]

    def reason_counts(self) -> Counter[Reason]:
        """Count the profiles each reason concerns, each profile once."""
        concerned: dict[Reason, Mask] = {}
        for finding in self.findings:
            key = (finding.reason, finding.concept)
            rows = finding.rows & self.alive
            concerned[key] = concerned[key] | rows if key in concerned else rows
        return Counter({key: int(np.count_nonzero(rows)) for key, rows in concerned.items()})


@dataclass(frozen=True, slots=True)
class _Covered:
    requirement: Requirement
    share: int
    values: Whole
    states: NDArray[Any]
    ranks: NDArray[Any]


def sweep(pool: Pool, prepared: PreparedNeed) -> Sweep:
    """Compare a need with every profile of the pool.

    Args:
        pool: Folded for the day and the version the need was made ready with.
        prepared: At least one requirement.
    """
    covered = [_cover(pool, prepared, position) for position in range(len(prepared.shares))]
    view = View(pool, prepared)
    findings = tuple(_findings(view, covered))
    near, held = np.zeros((2, pool.size), dtype=np.bool_)
    for finding in findings:
        concerned = near if finding.blocks else held
        concerned |= finding.rows
    buckets = np.where(near, Bucket.NEAR, np.where(held, Bucket.CONDITIONAL, Bucket.DIRECT))
    alive: Mask = pool.facts["alive"].copy()
    listed = np.zeros(pool.size, dtype=np.bool_)
    for each in covered:
        listed |= each.values > 0
    return Sweep(alive, listed & alive, buckets, _numerators(view, covered), findings)


def _numerators(view: View, covered: list[_Covered]) -> Whole:
    total = np.zeros(view.pool.size, dtype=np.int64)
    for criterion, weight in view.prepared.criteria.items():
        if criterion is Criterion.SKILLS:
            for each in covered:
                total += weight * each.share * each.values
        else:
            total += weight * 1000 * SOFT_COLUMNS[criterion](view)
    return total


def _cover(pool: Pool, prepared: PreparedNeed, position: int) -> _Covered:
    requirement = prepared.need.requirements[position]
    asked, weights = requirement.minimum_level, prepared.weights
    factors = np.array([level_factor(level, asked, weights) for level in Level], dtype=np.int64)
    states = np.array([state_of(level, asked) << 3 for level in Level], dtype=np.uint8)
    country = pool.names.known(prepared.country)
    values = np.zeros(pool.size, dtype=np.int64)
    decided = np.zeros(pool.size, dtype=np.uint8)
    for concept, similarity in prepared.neighbours[position].items():
        table = pool.claims.get(concept)
        if table is None:
            continue
        claims = table.entries()
        rows, levels, at_home = claims["row"], claims["level"], claims["home"] == country
        strength = np.where(at_home, claims["strength_home"], claims["strength"])
        np.maximum.at(values, rows, similarity * factors[levels] * strength // 10_000)
        if similarity >= weights.essential_similarity:
            np.maximum.at(decided, rows, states[levels] | (claims["rank"] + at_home))
    return _Covered(requirement, prepared.shares[position], values, decided >> 3, decided & 7)


def _findings(view: View, covered: list[_Covered]) -> Iterator[Finding]:
    yield from _skill_findings(view.prepared, covered)
    yield from _time_findings(view)
    yield from _language_findings(view)
    yield from _person_findings(view)
    everybody = np.ones(view.pool.size, dtype=np.bool_)
    for code in silences(view.prepared.need):
        yield Finding(SILENT_REASONS[code], everybody, False)


def _skill_findings(prepared: PreparedNeed, covered: list[_Covered]) -> Iterator[Finding]:
    demanded = prepared.need.evidence_required
    for each in covered:
        asked = each.requirement
        if asked.kind is RequirementKind.OPTIONAL:
            continue
        for state, reason in _SKILL_REASONS.items():
            open_still = asked.kind is RequirementKind.TRAINABLE or (
                state is SkillState.LEVEL_UNKNOWN
            )
            yield Finding(reason, each.states == state, not open_still, asked.concept)
        if demanded is not None and asked.kind is RequirementKind.ESSENTIAL:
            short = EVIDENCE_ORDER.index(demanded) - each.ranks.astype(np.int16)
            there = each.states != SkillState.MISSING
            pending, lacking = there & (short == 1), there & (short > 1)
            yield Finding(ReasonCode.EVIDENCE_PENDING, pending, False, asked.concept)
            yield Finding(ReasonCode.EVIDENCE, lacking, True, asked.concept)


def _time_findings(view: View) -> Iterator[Finding]:
    prepared, pool = view.prepared, view.pool
    need, facts = prepared.need, pool.facts
    if need.mode is not None:
        stated = facts["modes"] >= 0
        yield Finding(ReasonCode.MODE, ~stated, False)
        yield Finding(ReasonCode.MODE, stated & (facts["modes"] & MODE_BITS[need.mode] == 0), True)
    if prepared.period is not None:
        stated, inside = facts["windows"], view.days_inside
        part = (inside > 0) & (inside < days_in(prepared.period))
        yield Finding(ReasonCode.DATES_UNKNOWN, ~stated, False)
        yield Finding(ReasonCode.DATES, stated & (inside == 0), True)
        if not need.partial_period_ok:
            yield Finding(ReasonCode.DATES_PARTIAL, part, True)
        notice = facts["notice_days"]
        yield Finding(ReasonCode.NOTICE, notice > (prepared.days_to_start or 0), True)
    if need.duration_days is not None:
        yield from _at_least(ReasonCode.DURATION, facts["mission_days"], need.duration_days)
    if need.hours_per_month is not None:
        yield from _at_least(ReasonCode.CAPACITY, facts["hours"], need.hours_per_month)
    if need.kind is NeedKind.MENTORING:
        yield from _at_least(ReasonCode.CAPACITY, facts["mentoring"], 1)


def _at_least(reason: ReasonCode, offered: NDArray[Any], asked: int) -> Iterator[Finding]:
    stated = offered != UNSTATED
    yield Finding(reason, ~stated, False)
    yield Finding(reason, stated & (offered < asked), True)


def _language_findings(view: View) -> Iterator[Finding]:
    pool, prepared = view.pool, view.prepared
    stated = pool.facts["languages"]
    for asked in prepared.need.languages:
        if not asked.essential:
            continue
        states = spoken_states(pool, asked)
        yield Finding(ReasonCode.LANGUAGE_UNKNOWN, ~stated, False)
        for state, reason in _LANGUAGE_REASONS.items():
            blocks = state is not Spoken.LEVEL_UNKNOWN
            yield Finding(reason, stated & (states == state), blocks)


def _person_findings(view: View) -> Iterator[Finding]:
    prepared, pool = view.prepared, view.pool
    need, facts = prepared.need, pool.facts
    place = prepared.on_site
    if place is not None:
        near = np.zeros(pool.size, dtype=np.bool_)
        places = pool.places.entries()
        near[places["row"][places["country"] == pool.names.known(place.country)]] = True
        stated = facts["places"]
        yield Finding(ReasonCode.PLACE, ~stated, False)
        yield Finding(ReasonCode.PLACE, stated & ~near, True)
    if any(standard.state is StandardState.PENDING for standard in need.standards):
        everybody = np.ones(pool.size, dtype=np.bool_)
        yield Finding(ReasonCode.STANDARD_PENDING, everybody, False)
    if prepared.asks_trainer:
        open_still = facts["trainer"] != TRAINER_STATES.index(TrainerState.DONE)
        yield Finding(ReasonCode.TRAIN_THE_TRAINER, open_still, False)
    if prepared.asks_willingness:
        unsaid = facts["willing"] == ANSWERS.index(Answer.UNSAID)
        unwilling = facts["willing"] == ANSWERS.index(Answer.NO)
        yield Finding(ReasonCode.WILLINGNESS, unsaid, False)
        yield Finding(ReasonCode.WILLINGNESS, unwilling, True)
    asked = need.experience
    if asked is not None and asked.minimum_years > 0:
        origin, host = view.years
        stated = facts["experience"]
        short = origin + host < asked.minimum_years
        yield Finding(ReasonCode.EXPERIENCE, ~stated, False)
        yield Finding(ReasonCode.EXPERIENCE, stated & short, True)
