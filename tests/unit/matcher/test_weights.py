"""The numbers of version 1, and how shares are cut."""

from datetime import date

import pytest

from matcher.types import (
    CountryCode,
    Criterion,
    EvidenceState,
    Level,
    Requirement,
)
from matcher.weights import (
    VERSION_1,
    claim_strength,
    evidence_rank,
    largest_remainder,
    level_factor,
    requirement_weights,
)
from tests.factories import TODAY, asks, claim, need, skill


def test_version_1_weighs_the_criteria_as_published() -> None:
    assert dict(VERSION_1.criteria) == {
        Criterion.SKILLS: 60,
        Criterion.EXPERIENCE: 12,
        Criterion.LANGUAGES: 8,
        Criterion.PERIOD: 8,
        Criterion.PLACE: 5,
        Criterion.FRESHNESS: 4,
        Criterion.AFFINITY: 3,
    }


def test_every_criterion_has_a_weight() -> None:
    assert {criterion for criterion, _ in VERSION_1.criteria} == set(Criterion)


def test_weights_of_what_is_not_asked_are_shared_and_still_sum_to_100() -> None:
    kept = VERSION_1.criterion_weights((Criterion.SKILLS, Criterion.FRESHNESS))
    assert kept == {Criterion.SKILLS: 94, Criterion.FRESHNESS: 6}
    assert VERSION_1.criterion_weights(tuple(Criterion))[Criterion.SKILLS] == 60
    assert VERSION_1.criterion_weights(()) == {}


def test_equal_remainders_go_to_the_smaller_concept_id() -> None:
    assert requirement_weights(need(asks("triage"), asks("cage_farming"), asks("midwifery"))) == (
        3333,
        3334,
        3333,
    )


def test_parts_sum_to_the_total_even_when_all_weights_are_zero() -> None:
    assert largest_remainder([0, 0, 0], 10) == (4, 3, 3)
    assert largest_remainder([], 10) == ()
    assert largest_remainder([5, 3, 2], 10_000) == (5000, 3000, 2000)


def test_a_negative_requirement_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        Requirement(skill("triage"), weight=-1)


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2027, 100),
        (2026, 100),
        (2023, 100),
        (2022, 85),
        (2020, 85),
        (2019, 70),
        (2016, 70),
        (2015, 60),
        (1970, 60),
        (None, 60),
    ],
)
def test_recency_falls_in_steps_and_never_to_nothing(year: int | None, expected: int) -> None:
    assert VERSION_1.recency_of(year, TODAY) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [("claimed", 80), ("attested", 88), ("validated", 94), ("certified", 97), ("recognised", 100)],
)
def test_evidence_lifts_the_strength_of_a_claim(state: str, expected: int) -> None:
    home = CountryCode("MD")
    stated = claim("triage", evidence=EvidenceState(state), recognised_in=home)
    assert claim_strength(stated, TODAY, home) == expected


def test_recognition_counts_as_certified_elsewhere_and_where_no_country_is_named() -> None:
    stated = claim("triage", evidence=EvidenceState.RECOGNISED, recognised_in=CountryCode("MD"))
    assert claim_strength(stated, TODAY, CountryCode("GE")) == 97
    assert claim_strength(stated, TODAY, None) == 97
    assert evidence_rank(stated, CountryCode("MD")) == evidence_rank(stated, None) + 1


def test_strength_is_rounded_down() -> None:
    stated = claim("triage", last_used_year=2020, evidence=EvidenceState.ATTESTED)
    assert claim_strength(stated, date(2026, 1, 1), None) == 74


def test_missing_levels_cost_as_published_and_an_unknown_level_counts_as_basic() -> None:
    asked = Level.EXPERT
    assert [level_factor(level, asked) for level in Level] == [20, 20, 45, 70, 100]
    assert level_factor(Level.EXPERT, Level.BASIC) == 100
    assert level_factor(Level.UNKNOWN, Level.UNKNOWN) == 100
