"""The ladder when nobody fits, for a whole pool and for one person (R4-34, R4-38)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matcher.index.searching import MatchIndex
from matcher.ladder.climbing import climb, climb_for
from matcher.ladder.gaps import near_matches
from matcher.ladder.relaxations import RelaxationCode
from matcher.ladder.training import plan_training
from matcher.ranking import rank_all
from matcher.types import (
    Bucket,
    ConditionCode,
    EvidenceState,
    MatchOrganisation,
    MatchProfile,
    Mode,
    NeedKind,
    OrganisationKind,
    OrganisationRef,
    ReasonCode,
    Slot,
    Verdict,
)
from matcher.weights import VERSION_1
from tests.factories import (
    TODAY,
    asks,
    claim,
    need,
    place,
    profile,
    season,
    skill,
    small_taxonomy,
    speaks,
)
from tests.unit.matcher.training_world import course, run, teaches

TAXONOMY = small_taxonomy()
WORK = need(
    asks("cage_farming", 2),
    asks("fish_health", 2),
    mode=Mode.SEASONAL,
    period=season((11, 15), (1, 31)),
)
FREE = {
    "modes": frozenset({Mode.SEASONAL}),
    "windows": (season((11, 1), (2, 28)),),
    "residence": place("EG"),
    "languages": (speaks("ar"),),
    "notice_days": 7,
}
FARMER = profile(claim("cage_farming", 3), slot=1, **FREE)
DOCTOR = profile(claim("fish_health", 3), slot=2, **FREE)
BUSY = profile(
    claim("cage_farming", 3),
    claim("fish_health", 3),
    slot=3,
    **{**FREE, "modes": frozenset({Mode.REMOTE})},
)
BANKERS = tuple(profile(claim("ledger_systems", 4), slot=slot, **FREE) for slot in range(10, 20))
COURSE = course("fish-health", teaches("fish_health"), runs=(run("2026-11-02", "2026-11-13"),))
INSTITUTE = MatchOrganisation(
    OrganisationRef("institute"),
    OrganisationKind.TRAINING_CENTRE,
    place("EG"),
    specialities=(skill("cage_farming"), skill("fish_health")),
)


def pool(*people: MatchProfile) -> MatchIndex:
    index = MatchIndex(TAXONOMY, VERSION_1, TODAY)
    for person in people:
        index.add(person)
    return index


def test_every_step_of_the_ladder_has_its_answer() -> None:
    people = (FARMER, DOCTOR, BUSY, *BANKERS)
    found = climb(WORK, pool(*people), [COURSE], [INSTITUTE], TODAY)
    assert (found.direct, found.conditional, found.abstained) == (0, 0, None)
    assert {each.slot for each in found.near} == {1, 2, 3}
    ((slot, plan),) = found.training
    assert (slot, plan.bucket_with_plan) == (1, Bucket.CONDITIONAL)
    assert plan == plan_training(FARMER, WORK, [COURSE], TAXONOMY, VERSION_1, TODAY)
    codes = {each.code for each in found.relaxations}
    assert {RelaxationCode.REMOTE, RelaxationCode.TRAINABLE_SKILL} <= codes
    (team,) = found.teams
    assert {member.slot for member in team.members} == {1, 2}
    (institution,) = found.institutions
    assert institution.organisation == "institute"


def test_reasons_are_counted_apart_for_those_who_have_something_of_what_is_asked() -> None:
    people = (FARMER, DOCTOR, BUSY, *BANKERS)
    found = climb(WORK, pool(*people), [], [], TODAY).why
    assert (found.pool, found.related) == (13, 3)
    counts = {(each.reason, each.concept): (each.count, each.related) for each in found.reasons}
    assert counts == {
        (ReasonCode.SKILL_MISSING, skill("cage_farming")): (11, 1),
        (ReasonCode.SKILL_MISSING, skill("fish_health")): (11, 1),
        (ReasonCode.MODE, None): (1, 1),
    }
    assert found == rank_all(WORK, people, TAXONOMY, VERSION_1, TODAY).no_direct_match


def test_the_near_matches_are_those_of_the_ranking_behind_any_conditional_one() -> None:
    silent = replace(FARMER, slot=Slot(7), skills=(*FARMER.skills, claim("fish_health", 0)))
    people = (FARMER, DOCTOR, BUSY, silent)
    found = climb(WORK, pool(*people), [], [], TODAY, near=2)
    ranked = rank_all(WORK, people, TAXONOMY, VERSION_1, TODAY)
    assert found.conditional == 1
    assert found.near == near_matches(ranked.matches)[:2]


def test_a_conditional_match_can_be_helped_by_a_course_too() -> None:
    unsure = replace(FARMER, skills=(*FARMER.skills, claim("fish_health", 0)))
    found = climb(WORK, pool(unsure), [COURSE], [], TODAY)
    ((_, plan),) = found.training
    assert plan.before.bucket is plan.bucket_with_plan is Bucket.CONDITIONAL
    assert plan.after.bucket is Bucket.DIRECT


def test_nobody_is_sent_on_a_course_that_leaves_her_shut_out_otherwise() -> None:
    wrong_mode = replace(FARMER, modes=frozenset({Mode.REMOTE}))
    assert climb(WORK, pool(wrong_mode), [COURSE], [], TODAY).training == ()


def test_with_a_direct_match_no_team_is_looked_for() -> None:
    whole = replace(BUSY, modes=frozenset({Mode.SEASONAL}))
    found = climb(WORK, pool(FARMER, DOCTOR, whole), [], [], TODAY)
    assert (found.direct, found.teams) == (1, ())


def test_whoever_is_kept_out_takes_nobodys_place_in_a_team() -> None:
    best = [
        profile(
            claim("cage_farming", 3, evidence=EvidenceState.CERTIFIED),
            slot=slot,
            **{**FREE, "modes": frozenset({Mode.REMOTE})},
        )
        for slot in range(30, 40)
    ]
    unsure = replace(FARMER, windows=None)
    (team,) = climb(WORK, pool(*best, unsure, DOCTOR), [], [], TODAY).teams
    assert {member.slot for member in team.members} == {1, 2}


def test_what_organisations_ask_of_organisations_has_institutions_only() -> None:
    asked = replace(WORK, kind=NeedKind.INSTITUTIONAL_COLLABORATION)
    found = climb(asked, pool(FARMER), [COURSE], [], TODAY)
    assert found.abstained is ReasonCode.FOR_ORGANISATIONS
    assert (found.near, found.training, found.relaxations, found.teams) == ((), (), (), ())
    empty = climb(need(), pool(FARMER), [COURSE], [], TODAY)
    assert empty.abstained is ReasonCode.NO_REQUIREMENTS


def test_a_ladder_is_climbed_on_the_day_of_its_index() -> None:
    with pytest.raises(ValueError, match="as_of"):
        climb(WORK, pool(FARMER), [], [], TODAY + timedelta(days=1))


def test_one_person_sees_what_she_lacks_and_what_would_help() -> None:
    found = climb_for(FARMER, WORK, [COURSE], TAXONOMY, VERSION_1, TODAY)
    assert found.match.bucket is Bucket.NEAR
    assert found.near is not None
    assert [each.concept for each in found.near.missing_skills] == [skill("fish_health")]
    assert found.plan is not None
    assert {each.code for each in found.relaxations} == {
        RelaxationCode.TRAINABLE_SKILL,
        RelaxationCode.SKILL_WELCOME,
    }


def test_what_must_happen_first_is_said_with_the_last_day_for_it() -> None:
    silent = replace(DOCTOR, skills=(*FARMER.skills, *DOCTOR.skills), windows=None)
    found = climb_for(silent, WORK, [], TAXONOMY, VERSION_1, TODAY)
    assert found.match.bucket is Bucket.CONDITIONAL
    assert found.near is None
    (first,) = found.first
    assert (first.condition.code, first.condition.verdict, first.by) == (
        ConditionCode.PERIOD,
        Verdict.UNKNOWN,
        date(2026, 11, 14),
    )
