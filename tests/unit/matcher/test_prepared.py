"""What follows from a need alone: frames, the last start, what training asks."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.conditions.people import standing_of
from matcher.experience import answering_years, merged
from matcher.prepared import PreparedNeed, prepare
from matcher.types import (
    ExperienceEntry,
    ExperienceRequirement,
    MatchNeed,
    MissionActivity,
    NeedKind,
    ReasonCode,
    SectorCode,
    Standard,
    StandardState,
    Verdict,
)
from matcher.weights import VERSION_1
from tests.factories import TODAY, asks, dated, need, occupation, season, small_taxonomy

TAXONOMY = small_taxonomy()


def ready(asked: MatchNeed, as_of: date = TODAY) -> PreparedNeed:
    return prepare(asked, TAXONOMY, VERSION_1, as_of)


def test_a_period_longer_than_the_stay_is_a_frame() -> None:
    asked = need(asks("triage"), period=dated("2026-11-01", "2026-11-30"), duration_days=10)
    prepared = ready(asked)
    assert (prepared.frame, prepared.asked_days) == (True, 10)
    assert prepared.latest_start == date(2026, 11, 21)
    assert prepared.before == "2026-11-21"


@pytest.mark.parametrize("days", [30, 31, 400])
def test_a_stay_as_long_as_its_period_is_no_frame(days: int) -> None:
    asked = need(asks("triage"), period=dated("2026-11-01", "2026-11-30"), duration_days=days)
    prepared = ready(asked)
    assert (prepared.frame, prepared.asked_days) == (False, 30)
    assert prepared.latest_start == date(2026, 11, 1)


def test_a_running_period_does_not_become_a_frame_or_cease_to_be_one() -> None:
    whole = need(asks("triage"), period=dated("2026-09-01", "2026-10-10"), duration_days=40)
    assert (ready(whole).frame, ready(whole).asked_days) == (False, 10)
    frame = replace(whole, duration_days=8)
    assert (ready(frame).frame, ready(frame).asked_days, ready(frame).is_over) == (True, 8, False)
    late = ready(frame, date(2026, 10, 4))
    assert (late.frame, late.is_over) == (True, True)


def test_a_season_can_be_a_frame_and_an_unknown_end_cannot() -> None:
    asked = need(asks("triage"), period=season((11, 1), (2, 28)), duration_days=14)
    assert ready(asked).frame
    assert ready(asked).latest_start == date(2027, 2, 15)
    begun = need(
        asks("triage"), period=dated("2026-11-01", "2026-11-01"), duration_days=14, open_ended=True
    )
    assert not ready(begun).frame


def test_a_start_that_is_here_or_unknown_leaves_nothing_to_be_done_before() -> None:
    assert ready(need(asks("triage"))).before is None
    assert ready(need(asks("triage"), period=dated("2026-09-01", "2026-12-31"))).before is None
    assert ready(need(asks("triage"), period=season((10, 1), (10, 31)))).before is None


@pytest.mark.parametrize(
    ("kind", "activity", "trains", "shares"),
    [
        (NeedKind.TRAINING_DELIVERY, None, True, True),
        (NeedKind.SHORT_MISSION, MissionActivity.TRAINING, True, True),
        (NeedKind.SHORT_MISSION, MissionActivity.ADVICE, False, False),
        (NeedKind.SHORT_MISSION, None, False, False),
        (NeedKind.VACANCY, MissionActivity.TRAINING, False, False),
        (NeedKind.MENTORING, None, False, True),
    ],
)
def test_training_is_asked_by_what_somebody_does(
    kind: NeedKind, activity: MissionActivity | None, trains: bool, shares: bool
) -> None:
    prepared = ready(need(asks("triage"), kind=kind, activity=activity))
    assert (prepared.asks_trainer, prepared.asks_willingness) == (trains, shares)


@pytest.mark.parametrize(
    ("until", "verdict", "reason"),
    [
        (None, Verdict.MET, None),
        (date(2026, 11, 30), Verdict.MET, None),
        (date(2026, 11, 29), Verdict.MET, ReasonCode.STANDARD_EXPIRED),
        (date(2026, 11, 1), Verdict.MET, ReasonCode.STANDARD_EXPIRED),
        (date(2026, 10, 31), Verdict.UNKNOWN, ReasonCode.STANDARD_EXPIRED),
    ],
)
def test_a_standard_must_hold_when_work_begins(
    until: date | None, verdict: Verdict, reason: ReasonCode | None
) -> None:
    prepared = ready(need(asks("triage"), period=dated("2026-11-01", "2026-11-30")))
    standard = Standard("licence", StandardState.SETTLED, until)
    assert standing_of(standard, prepared) == (verdict, reason)
    pending = replace(standard, state=StandardState.PENDING)
    assert standing_of(pending, prepared) == (Verdict.UNKNOWN, ReasonCode.STANDARD_PENDING)


def test_an_occupation_is_counted_once_with_and_without_its_sectors() -> None:
    nurse, health = occupation("nurse"), SectorCode("health")
    entries = (
        ExperienceEntry(nurse, None, 7, 1),
        ExperienceEntry(nurse, health, 3, 2),
        ExperienceEntry(nurse, SectorCode("care"), 2, 0),
    )
    folded = merged(entries)
    assert folded[(nurse, None)] == (2, 0)
    asked = ExperienceRequirement(occupation=nurse)
    assert answering_years(entries, asked, {nurse}) == (7, 2)
    in_health = ExperienceRequirement(sector=health)
    assert answering_years(entries, in_health, frozenset()) == (3, 2)
