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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.conditions.people import standing_of
from matcher.conditions.silence import SILENT_REASONS, silences
from matcher.coverage import SkillState, standing, state_of
from matcher.index.pool import ANSWERS, MODE_BITS, TRAINER_STATES, UNSTATED, Pool
from matcher.index.sweep_soft import SOFT_COLUMNS, View, spoken_states
from matcher.ladder.gaps import Reason
from matcher.languages import Spoken
from matcher.prepared import PreparedNeed
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
    TrainerState,
    Verdict,
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
    verdict: Verdict
    rows: Mask
    blocks: bool
    concept: ConceptUri | None = None


def _unknown(reason: ReasonCode, rows: Mask, concept: ConceptUri | None = None) -> Finding:
    return Finding(reason, Verdict.UNKNOWN, rows, False, concept)


def _unmet(reason: ReasonCode, rows: Mask, concept: ConceptUri | None = None) -> Finding:
    return Finding(reason, Verdict.UNMET, rows, True, concept)


def _closable(reason: ReasonCode, rows: Mask, concept: ConceptUri | None = None) -> Finding:
    return Finding(reason, Verdict.UNMET, rows, False, concept)


@dataclass(frozen=True, slots=True)
class Sweep:
    """The pool as one need sees it."""

    alive: Mask
    listed: Mask
    buckets: Whole
    numerators: Whole
    findings: tuple[Finding, ...]

    def reason_counts(self, among: Mask | None = None) -> Counter[Reason]:
        """Count the profiles each reason concerns, each once, among all or the given rows."""
        counted = self.alive if among is None else self.alive & among
        concerned: dict[Reason, Mask] = {}
        for finding in self.findings:
            key = (finding.reason, finding.verdict, finding.concept)
            rows = finding.rows & counted
            concerned[key] = concerned[key] | rows if key in concerned else rows
        return Counter({key: int(np.count_nonzero(rows)) for key, rows in concerned.items()})


@dataclass(frozen=True, slots=True)
class _Covered:
    requirement: Requirement
    share: int
    values: Whole
    states: NDArray[Any]
    ranks: NDArray[Any]
    teachable: Mask


Kept = dict[tuple[object, ...], _Covered]
"""Covers of single skills, by all they depend on; of one pool, taxonomy, version and day."""


def sweep(pool: Pool, prepared: PreparedNeed) -> Sweep:
    """Compare a need with every profile of the pool.

    Args:
        pool: Folded for the day and the version the need was made ready with.
        prepared: At least one requirement.
    """
    covered = [_cover(pool, prepared, position) for position in range(len(prepared.shares))]
    view = View(pool, prepared)
    findings = tuple(_findings(view, covered))
    alive: Mask = pool.facts["alive"].copy()
    buckets = _buckets(pool, findings)
    numerators = _numerators(view, covered)
    return Sweep(alive, _listed(pool, covered), buckets, numerators, findings)


def stands(pool: Pool, prepared: PreparedNeed, kept: Kept) -> tuple[Mask, Whole]:
    """Say who is listed for a need and in which bucket, without any score.

    Args:
        pool: As for `sweep`; it must not change while ``kept`` serves.
        prepared: At least one requirement.
        kept: What earlier needs have worked out about single skills; grows.
    """
    covered = []
    for position, requirement in enumerate(prepared.need.requirements):
        key = (
            requirement,
            prepared.country,
            prepared.need.evidence_required,
            prepared.asks_willingness,
            prepared.learns_on_site,
        )
        if key not in kept:
            kept[key] = _cover(pool, prepared, position)
        covered.append(kept[key])
    findings = _findings(View(pool, prepared), covered)
    return _listed(pool, covered), _buckets(pool, findings)


def _buckets(pool: Pool, findings: Iterable[Finding]) -> Whole:
    near, held = np.zeros((2, pool.size), dtype=np.bool_)
    for finding in findings:
        concerned = near if finding.blocks else held
        concerned |= finding.rows
    return np.where(near, Bucket.NEAR, np.where(held, Bucket.CONDITIONAL, Bucket.DIRECT))


def _listed(pool: Pool, covered: Iterable[_Covered]) -> Mask:
    alive: Mask = pool.facts["alive"]
    listed = np.zeros(pool.size, dtype=np.bool_)
    for each in covered:
        listed |= each.values > 0
    return listed & alive


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
    places = _packed(requirement, prepared)
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
            ranks = claims["rank"] + at_home
            np.maximum.at(decided, rows, places[levels, claims["teachable"].astype(int), ranks])
    return _Covered(
        requirement=requirement,
        share=prepared.shares[position],
        values=values,
        states=decided >> 4 & 3,
        ranks=decided & 7,
        teachable=(decided & 8) != 0,
    )


def _packed(requirement: Requirement, prepared: PreparedNeed) -> NDArray[np.uint8]:
    """Put what a claim leaves into a number that orders claims as ``coverage`` does.

    Two bits of standing, two of state, one of teachable, three of the rank of its proof.

    Shape: (levels, 2, ranks).
    """
    packed = np.zeros((len(Level), 2, len(EVIDENCE_ORDER)), dtype=np.uint8)
    for level, teachable, rank in product(Level, (False, True), range(len(EVIDENCE_ORDER))):
        state = state_of(level, requirement.minimum_level)
        stands = standing(state, rank, teachable, requirement.kind, prepared)
        packed[level, int(teachable), rank] = stands << 6 | state << 4 | teachable << 3 | rank
    return packed


def _findings(view: View, covered: list[_Covered]) -> Iterator[Finding]:
    yield from _skill_findings(view.prepared, covered)
    yield from _time_findings(view)
    yield from _language_findings(view)
    yield from _person_findings(view)
    everybody = np.ones(view.pool.size, dtype=np.bool_)
    for code in silences(view.prepared.need):
        yield _unknown(SILENT_REASONS[code], everybody)


def _skill_findings(prepared: PreparedNeed, covered: list[_Covered]) -> Iterator[Finding]:
    demanded = prepared.need.evidence_required
    for each in covered:
        asked = each.requirement
        if asked.kind is RequirementKind.OPTIONAL:
            continue
        for state, reason in _SKILL_REASONS.items():
            on_site = prepared.learns_on_site and state is SkillState.TOO_LOW
            put = _closable if on_site or asked.kind is RequirementKind.TRAINABLE else _unmet
            if state is SkillState.LEVEL_UNKNOWN:
                put = _unknown
            yield put(reason, each.states == state, asked.concept)
        if asked.kind is not RequirementKind.ESSENTIAL:
            continue
        there = each.states != SkillState.MISSING
        if prepared.asks_willingness:
            yield _unmet(ReasonCode.WILLINGNESS, there & ~each.teachable, asked.concept)
        if demanded is not None:
            short = EVIDENCE_ORDER.index(demanded) - each.ranks.astype(np.int16)
            yield _closable(ReasonCode.EVIDENCE_PENDING, there & (short == 1), asked.concept)
            yield _unmet(ReasonCode.EVIDENCE, there & (short > 1), asked.concept)


def _time_findings(view: View) -> Iterator[Finding]:
    prepared, pool = view.prepared, view.pool
    need, facts = prepared.need, pool.facts
    if need.mode is not None:
        stated = facts["modes"] >= 0
        yield _unknown(ReasonCode.MODE, ~stated)
        yield _unmet(ReasonCode.MODE, stated & (facts["modes"] & MODE_BITS[need.mode] == 0))
    if prepared.period is not None:
        stated, inside = facts["windows"] | prepared.is_over, view.days_inside
        part = (inside > 0) & (inside < prepared.asked_days)
        yield _unknown(ReasonCode.DATES_UNKNOWN, ~stated)
        yield _unmet(ReasonCode.DATES, stated & (inside == 0))
        if not need.partial_period_ok:
            yield _unmet(ReasonCode.DATES_PARTIAL, part)
        notice, left = facts["notice_days"], view.days_left
        yield _unmet(ReasonCode.NOTICE, notice > left)
        if not prepared.is_over:
            soon = left < prepared.weights.usual_notice_days
            yield _unknown(ReasonCode.NOTICE, soon & (notice == UNSTATED))
    if need.duration_days is not None:
        yield from _at_least(ReasonCode.DURATION, facts["mission_days"], need.duration_days)
    if need.hours_per_month is not None:
        yield from _at_least(ReasonCode.CAPACITY, facts["hours"], need.hours_per_month)
    if need.kind is NeedKind.MENTORING:
        yield from _at_least(ReasonCode.MENTOR_PLACES, facts["mentoring"], 1)


def _at_least(reason: ReasonCode, offered: NDArray[Any], asked: int) -> Iterator[Finding]:
    stated = offered != UNSTATED
    yield _unknown(reason, ~stated)
    yield _unmet(reason, stated & (offered < asked))


def _language_findings(view: View) -> Iterator[Finding]:
    pool, prepared = view.pool, view.prepared
    stated = pool.facts["languages"]
    for asked in prepared.need.languages:
        if not asked.essential:
            continue
        states = spoken_states(pool, asked)
        yield _unknown(ReasonCode.LANGUAGE_UNKNOWN, ~stated)
        for state, reason in _LANGUAGE_REASONS.items():
            put = _unknown if state is Spoken.LEVEL_UNKNOWN else _unmet
            yield put(reason, stated & (states == state))


def _person_findings(view: View) -> Iterator[Finding]:
    prepared, pool = view.prepared, view.pool
    need, facts = prepared.need, pool.facts
    place = prepared.on_site
    if place is not None:
        near = np.zeros(pool.size, dtype=np.bool_)
        places = pool.places.entries()
        near[places["row"][places["country"] == pool.names.known(place.country)]] = True
        yield _unknown(ReasonCode.PLACE, ~near)
    for standard in need.standards:
        verdict, reason = standing_of(standard, prepared)
        if verdict is Verdict.UNKNOWN and reason is not None:
            yield _unknown(reason, np.ones(pool.size, dtype=np.bool_))
    if prepared.asks_trainer:
        unsaid = facts["trainer"] == TRAINER_STATES.index(TrainerState.UNSAID)
        done = facts["trainer"] == TRAINER_STATES.index(TrainerState.DONE)
        yield _unknown(ReasonCode.TRAIN_THE_TRAINER, unsaid)
        yield _closable(ReasonCode.TRAIN_THE_TRAINER, ~(unsaid | done))
    if prepared.asks_willingness:
        unsaid = facts["willing"] == ANSWERS.index(Answer.UNSAID)
        unwilling = facts["willing"] == ANSWERS.index(Answer.NO)
        yield _unknown(ReasonCode.WILLINGNESS, unsaid)
        yield _unmet(ReasonCode.WILLINGNESS, unwilling)
    asked = need.experience
    if asked is not None and asked.minimum_years > 0:
        origin, host = view.years
        stated = facts["experience"]
        short = origin + host < asked.minimum_years
        yield _unknown(ReasonCode.EXPERIENCE, ~stated)
        yield _unmet(ReasonCode.EXPERIENCE, stated & short)
