"""Why a match stands where it stands, for each audience what it may see.

Rules:

- The person and the coordinator see bars that add up: one per criterion, with the
  requirements as children of the skills bar. The terms of the bars sum to the numerator, the
  terms of the children to the term of their bar, exactly.
- An agency sees, before any grant, a bucket, a band, how far each requirement is covered in
  words, and each condition as met or to be confirmed. No number, no bar, no fact, no reason.
- A permit is "to be confirmed" for agencies whatever the person answered.
- Everything is codes and numbers; sentences come from the locales. ``as_json`` gives plain
  dictionaries, lists, texts and numbers.
- Machine proposals are marked wherever a match rests on one.

What it does not do: hide by group size, shuffle inside a band, or name anybody (services).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from matcher.types import (
    EVERYBODY,
    SCORE_DENOMINATOR,
    Audience,
    Bucket,
    ConceptUri,
    Condition,
    ConditionCode,
    Coverage,
    Criterion,
    Evidence,
    Facts,
    Level,
    NeedId,
    ReasonCode,
    RequirementKind,
    ScoredMatch,
    Verdict,
)

REASON_AUDIENCES: Mapping[ReasonCode, frozenset[Audience]] = dict.fromkeys(ReasonCode, EVERYBODY)
"""Who may see a reason, counted over a pool or in a match of her own.

All of them speak of what a need asks, so all are open; which reason concerns *which* person
an agency never learns (`AgencyView` carries none). Permits have no reason code on purpose.
"""


REASONS_OF_SILENCE = frozenset(
    {
        ReasonCode.MODE,
        ReasonCode.PLACE,
        ReasonCode.DURATION,
        ReasonCode.NOTICE,
        ReasonCode.COLLABORATION,
        ReasonCode.EXPERIENCE,
        ReasonCode.CAPACITY,
        ReasonCode.MENTOR_PLACES,
        ReasonCode.WILLINGNESS,
        ReasonCode.TRAIN_THE_TRAINER,
    }
)
"""Reasons whose condition can be unmet or unknown: each outcome has a sentence of its own."""


def sentence_key(reason: ReasonCode, verdict: Verdict) -> str:
    """Give the key of a reason's sentence, so that silence is never told as a refusal.

    >>> sentence_key(ReasonCode.MODE, Verdict.UNKNOWN)
    'MODE.unknown'
    """
    silent = verdict is Verdict.UNKNOWN and reason in REASONS_OF_SILENCE
    return f"{reason.value}.{verdict.value}" if silent else reason.value


class Band(StrEnum):
    """The score in a word."""

    STRONG = "strong"
    GOOD = "good"
    PARTIAL = "partial"


_BANDS = ((75, Band.STRONG), (55, Band.GOOD))


class Confirmation(StrEnum):
    """All an agency learns about a condition."""

    MET = "met"
    TO_BE_CONFIRMED = "to_be_confirmed"


@dataclass(frozen=True, slots=True)
class RequirementBar:
    """One requirement's part of the skills bar; units as in `RequirementEvidence`."""

    concept: ConceptUri
    kind: RequirementKind
    asked_level: Level
    weight: int
    claim: ConceptUri | None
    claim_level: Level
    similarity: int
    level_factor: int
    strength: int
    value: int
    term: int
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Bar:
    """One criterion's part of the score; units as in `Evidence`."""

    criterion: Criterion
    weight: int
    value: int
    term: int
    stated: bool
    facts: Facts
    children: tuple[RequirementBar, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A match in full, for the person and the coordinator.

    ``numerator`` over ``denominator`` is the score; it is the sum of the bars' terms.
    """

    need_id: NeedId
    bucket: Bucket
    band: Band
    numerator: int
    denominator: int
    bars: tuple[Bar, ...]
    left_out: tuple[Criterion, ...]
    conditions: tuple[Condition, ...]
    weights_version: str
    taxonomy_release: str
    as_of: str
    machine_proposals: bool

    def as_json(self) -> dict[str, Any]:
        """Give the explanation as plain JSON values; facts become objects."""
        return {
            "need_id": self.need_id,
            "bucket": self.bucket.name.lower(),
            "band": self.band.value,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "bars": [_bar_json(bar) for bar in self.bars],
            "left_out": [criterion.value for criterion in self.left_out],
            "conditions": [_condition_json(condition) for condition in self.conditions],
            "weights_version": self.weights_version,
            "taxonomy_release": self.taxonomy_release,
            "as_of": self.as_of,
            "machine_proposals": self.machine_proposals,
        }


@dataclass(frozen=True, slots=True)
class AgencyRequirement:
    """How far one requirement is covered, in a word."""

    concept: ConceptUri
    kind: RequirementKind
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class AgencyView:
    """All an agency sees of a match before a grant.

    ``conditions`` has one entry per code the need asks, skills excepted (they are the
    requirements); several conditions of one code are met together or not at all.
    """

    need_id: NeedId
    bucket: Bucket
    band: Band
    requirements: tuple[AgencyRequirement, ...]
    conditions: tuple[tuple[ConditionCode, Confirmation], ...]
    machine_proposals: bool

    def as_json(self) -> dict[str, Any]:
        """Give the view as plain JSON values."""
        return {
            "need_id": self.need_id,
            "bucket": self.bucket.name.lower(),
            "band": self.band.value,
            "requirements": [
                {"concept": each.concept, "kind": each.kind.value, "coverage": each.coverage.value}
                for each in self.requirements
            ],
            "conditions": {code.value: state.value for code, state in self.conditions},
            "machine_proposals": self.machine_proposals,
        }


def band_of(numerator: int) -> Band:
    """Put a score into words: strong from .75, good from .55, else partial."""
    for percent, band in _BANDS:
        if numerator * 100 >= percent * SCORE_DENOMINATOR:
            return band
    return Band.PARTIAL


def explain(match: ScoredMatch) -> Explanation:
    """Explain a match to the person it is about or to her coordinator."""
    return Explanation(
        need_id=match.need_id,
        bucket=match.bucket,
        band=band_of(match.numerator),
        numerator=match.numerator,
        denominator=SCORE_DENOMINATOR,
        bars=tuple(_bar(evidence) for evidence in match.evidence),
        left_out=match.left_out,
        conditions=match.conditions,
        weights_version=match.weights_version,
        taxonomy_release=match.taxonomy_release,
        as_of=match.as_of.isoformat(),
        machine_proposals=match.machine_proposals,
    )


def agency_view(match: ScoredMatch) -> AgencyView:
    """Reduce a match to what an agency may see before a grant.

    Source: P-5.
    """
    states: dict[ConditionCode, Confirmation] = {}
    for condition in match.conditions:
        if condition.code is ConditionCode.SKILL:
            continue
        met = condition.verdict is Verdict.MET and Audience.AGENCY in condition.visible_to
        if not met:
            states[condition.code] = Confirmation.TO_BE_CONFIRMED
        else:
            states.setdefault(condition.code, Confirmation.MET)
    return AgencyView(
        need_id=match.need_id,
        bucket=match.bucket,
        band=band_of(match.numerator),
        requirements=tuple(
            AgencyRequirement(child.requirement.concept, child.requirement.kind, child.coverage)
            for evidence in match.evidence
            for child in evidence.children
        ),
        conditions=tuple(states.items()),
        machine_proposals=match.machine_proposals,
    )


def _bar(evidence: Evidence) -> Bar:
    return Bar(
        criterion=evidence.criterion,
        weight=evidence.weight,
        value=evidence.value,
        term=evidence.term,
        stated=evidence.stated,
        facts=evidence.facts,
        children=tuple(
            RequirementBar(
                concept=child.requirement.concept,
                kind=child.requirement.kind,
                asked_level=child.requirement.minimum_level,
                weight=child.weight,
                claim=child.claim,
                claim_level=child.claim_level,
                similarity=child.similarity,
                level_factor=child.level_factor,
                strength=child.strength,
                value=child.value,
                term=evidence.weight * child.weight * child.value,
                coverage=child.coverage,
            )
            for child in evidence.children
        ),
    )


def _bar_json(bar: Bar) -> dict[str, Any]:
    return {
        "criterion": bar.criterion.value,
        "weight": bar.weight,
        "value": bar.value,
        "term": bar.term,
        "stated": bar.stated,
        "facts": dict(bar.facts),
        "children": [_requirement_json(child) for child in bar.children],
    }


def _requirement_json(bar: RequirementBar) -> dict[str, Any]:
    return {
        "concept": bar.concept,
        "kind": bar.kind.value,
        "asked_level": int(bar.asked_level),
        "weight": bar.weight,
        "claim": bar.claim,
        "claim_level": int(bar.claim_level),
        "similarity": bar.similarity,
        "level_factor": bar.level_factor,
        "strength": bar.strength,
        "value": bar.value,
        "term": bar.term,
        "coverage": bar.coverage.value,
    }


def _condition_json(condition: Condition) -> dict[str, Any]:
    return {
        "code": condition.code.value,
        "verdict": condition.verdict.value,
        "reason": condition.reason.value if condition.reason else None,
        "closable": condition.closable,
        "decides": condition.decides,
        "facts": dict(condition.facts),
    }
