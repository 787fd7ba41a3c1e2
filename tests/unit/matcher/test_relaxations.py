"""What asking a little less would gain, counted over the pool (R4-38)."""

from dataclasses import replace
from datetime import date

from matcher.index.searching import MatchIndex
from matcher.ladder.relaxations import Relaxation, RelaxationCode, relaxations
from matcher.types import (
    Cefr,
    EvidenceState,
    ExperienceRequirement,
    MatchNeed,
    MatchProfile,
    Mode,
    NeedKind,
    Slot,
    TrainerState,
)
from matcher.weights import VERSION_1
from tests.factories import (
    TODAY,
    asks,
    asks_language,
    claim,
    dated,
    need,
    place,
    profile,
    small_taxonomy,
    speaks,
    worked,
)

CODES = RelaxationCode


def relaxed(asked: MatchNeed, *people: MatchProfile) -> dict[RelaxationCode, Relaxation]:
    index = MatchIndex(small_taxonomy(), VERSION_1, TODAY)
    for person in people:
        index.add(person)
    found = relaxations(asked, index)
    assert len({each.code for each in found}) == len(found)
    return {each.code: each for each in found}


def facts(found: Relaxation) -> dict[str, object]:
    return dict(found.facts)


def test_remote_work_gains_who_cannot_come_and_keeps_who_can() -> None:
    asked = need(asks("triage"), mode=Mode.LONG_TERM_RETURN, place=place("EG"))
    at_home = profile(
        claim("triage"), slot=1, modes=frozenset({Mode.LONG_TERM_RETURN}), ties=(place("EG"),)
    )
    remote = profile(claim("triage"), slot=2, modes=frozenset({Mode.REMOTE}))
    (found,) = relaxed(asked, at_home, remote).values()
    assert found.code is CODES.REMOTE
    assert (found.direct, found.conditional, found.gained, found.gained_direct) == (2, 0, 1, 1)
    assert found.need == replace(asked, mode=Mode.REMOTE)
    assert facts(found) == {"before": "long_term_return", "after": "remote"}


def test_a_part_of_the_period_or_a_later_one_gains_who_is_free_then() -> None:
    asked = need(asks("triage"), period=dated("2026-11-01", "2026-11-30"))
    partly = profile(claim("triage"), slot=1, windows=(dated("2026-11-10", "2026-11-30"),))
    later = profile(claim("triage"), slot=2, windows=(dated("2027-01-15", "2027-06-30"),))
    found = relaxed(asked, partly, later)
    assert set(found) == {CODES.PARTIAL_PERIOD, CODES.LATER_SEASON}
    assert found[CODES.PARTIAL_PERIOD].gained_direct == 1
    assert facts(found[CODES.LATER_SEASON]) == {
        "before": "2026-11-01/2026-11-30",
        "after": "2027-02-01/2027-03-02",
        "months": 3,
    }


def test_the_later_season_of_a_period_that_is_over_begins_from_today_on() -> None:
    asked = need(asks("triage"), period=dated("2024-12-31", "2025-01-31"))
    free = profile(claim("triage"), windows=(dated("2026-10-01", "2028-12-31"),))
    found = relaxed(asked, free)[CODES.LATER_SEASON]
    # A year and two months after the last day of 2024, kept to the days February has.
    assert found.need.period == dated("2027-01-31", "2027-03-03")


def test_the_place_left_open_gains_who_named_another_country() -> None:
    asked = need(asks("triage"), place=place("EG", "EG-C"))
    elsewhere = profile(claim("triage"), residence=place("MA"))
    found = relaxed(asked, elsewhere)
    # The person has said nothing of modes: remote work stays to be asked.
    assert set(found) == {CODES.WIDER_PLACE}
    assert found[CODES.WIDER_PLACE].gained_direct == 1
    assert not relaxed(replace(asked, evidence_required=EvidenceState.RECOGNISED), elsewhere).get(
        CODES.WIDER_PLACE
    )


def test_a_language_is_lowered_by_the_smallest_step_that_gains() -> None:
    asked = need(asks("triage"), languages=(asks_language("fr", Cefr.C1),))
    found = relaxed(asked, profile(claim("triage"), languages=(speaks("fr", Cefr.B1),)))
    assert set(found) == {CODES.LOWER_LANGUAGE_LEVEL, CODES.LANGUAGE_WELCOME}
    assert facts(found[CODES.LOWER_LANGUAGE_LEVEL]) == {
        "language": "fr",
        "before": "C1",
        "after": "B1",
    }


def test_a_skill_is_lowered_made_trainable_or_welcome_beside_another() -> None:
    asked = need(asks("triage", 4), asks("midwifery", 1))
    low = profile(claim("triage", 2), claim("midwifery", 1))
    found = relaxed(asked, low)
    assert set(found) == {CODES.LOWER_SKILL_LEVEL, CODES.TRAINABLE_SKILL, CODES.SKILL_WELCOME}
    assert facts(found[CODES.LOWER_SKILL_LEVEL])["after"] == 2
    assert found[CODES.TRAINABLE_SKILL].gained == 1
    assert found[CODES.TRAINABLE_SKILL].gained_direct == 0
    assert CODES.SKILL_WELCOME not in relaxed(need(asks("triage", 4)), low)


def test_amounts_and_proof_are_lowered_by_the_smallest_step_that_gains() -> None:
    asked = need(
        asks("triage"),
        duration_days=90,
        hours_per_month=100,
        experience=ExperienceRequirement(minimum_years=8),
        evidence_required=EvidenceState.VALIDATED,
    )
    whole = profile(
        claim("triage", evidence=EvidenceState.VALIDATED),
        longest_mission_days=90,
        hours_per_month=100,
        experience=(worked(8, "nurse"),),
    )
    found = relaxed(
        asked,
        replace(whole, slot=Slot(1), longest_mission_days=30),
        replace(whole, slot=Slot(2), hours_per_month=80),
        replace(whole, slot=Slot(3), experience=(worked(1, "nurse"),)),
        replace(whole, slot=Slot(4), skills=(claim("triage", evidence=EvidenceState.ATTESTED),)),
    )
    after = {code: facts(each)["after"] for code, each in found.items()}
    assert after == {
        CODES.SHORTER: 22,
        CODES.FEWER_HOURS: 75,
        CODES.LESS_EXPERIENCE: 0,
        CODES.EVIDENCE_ONE_STEP: "attested",
    }


def test_what_protects_people_is_never_relaxed() -> None:
    asked = need(asks("triage"), kind=NeedKind.TRAINING_DELIVERY, train_the_trainer_required=True)
    untrained = profile(claim("triage"), train_the_trainer=TrainerState.NONE)
    assert relaxed(asked, untrained) == {}


def test_people_of_other_trades_are_gained_by_nothing() -> None:
    asked = need(asks("triage", 4), asks("midwifery", 4), mode=Mode.REMOTE)
    assert relaxed(asked, profile(claim("ledger_systems", 4))) == {}


def test_a_need_that_cannot_be_read_is_not_relaxed() -> None:
    assert relaxed(need()) == {}


def test_the_best_gain_stands_first() -> None:
    asked = need(asks("triage", 4), mode=Mode.REMOTE)
    people = [
        profile(claim("triage", 3), slot=slot, modes=frozenset({Mode.REMOTE}))
        for slot in range(1, 4)
    ]
    people.append(profile(claim("triage", 4), slot=9, modes=frozenset({Mode.SEASONAL})))
    index = MatchIndex(small_taxonomy(), VERSION_1, date(2026, 10, 1))
    for person in people:
        index.add(person)
    found = relaxations(asked, index)
    assert [(each.code, each.gained) for each in found] == [
        (CODES.LOWER_SKILL_LEVEL, 3),
        (CODES.OTHER_MODE, 1),
        (CODES.TRAINABLE_SKILL, 3),
    ]
    assert relaxations(asked, index, most=1) == found[:1]
