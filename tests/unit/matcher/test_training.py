"""Plans of real courses that close a gap in time (R4-48, R4-71, R4-81, R4-104)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from matcher.ladder.training import TrainingPlan, TrainingQuestion, plan_training, profile_after
from matcher.scoring import weigh
from matcher.types import (
    Answer,
    Bucket,
    Cefr,
    ConditionCode,
    Course,
    EvidenceState,
    LanguageTag,
    Level,
    MatchNeed,
    MatchProfile,
    Mode,
    NeedKind,
    TrainerState,
    WageReplacement,
)
from matcher.weights import VERSION_1
from tests.factories import (
    TODAY,
    asks,
    asks_language,
    claim,
    dated,
    need,
    optional,
    place,
    profile,
    season,
    small_taxonomy,
    speaks,
    trainable,
)
from tests.unit.matcher.training_world import course, language_course, run, teaches

TAXONOMY = small_taxonomy()
ARABIC = speaks("ar")
WORK = need(
    asks("cage_farming", 3, 5),
    asks("fish_health", 2, 3),
    optional("net_mending", 1, 2),
    languages=(asks_language("ar"),),
    mode=Mode.SEASONAL,
    period=season((11, 15), (1, 31)),
    place=place("EG", "EG-KFS"),
)
FISHER = profile(
    claim("cage_farming", 3, last_used_year=2025, evidence=EvidenceState.ATTESTED),
    claim("broodstock_care", 3),
    claim("net_mending", 0),
    languages=(ARABIC,),
    modes=frozenset({Mode.SEASONAL}),
    windows=(season((11, 1), (2, 28)),),
    ties=(place("EG", "EG-KFS"),),
    confirmed_on=date(2026, 9, 1),
)
FISH_HEALTH = course("fish-health", teaches("fish_health"), runs=(run("2026-11-02", "2026-11-13"),))


def plan(who: MatchProfile, asked: MatchNeed, *courses: Course, **said: Any) -> TrainingPlan | None:
    return plan_training(who, asked, courses, TAXONOMY, VERSION_1, TODAY, **said)


def ids(found: TrainingPlan | None) -> list[str]:
    return [] if found is None else [step.course_id for step in found.steps]


def test_the_worked_example_is_near_then_conditional_with_its_course_and_the_score_after() -> None:
    found = plan(FISHER, WORK, FISH_HEALTH)
    assert found is not None
    assert found.before == weigh(FISHER, WORK, TAXONOMY, VERSION_1, TODAY)
    assert found.before.bucket is Bucket.NEAR
    assert found.bucket_with_plan is Bucket.CONDITIONAL
    assert found.after.bucket is Bucket.DIRECT
    skills_before, skills_after = found.before.evidence[0], found.after.evidence[0]
    assert skills_before.value == 5_000 * 88 + 3_000 * 44 + 2_000 * 80 == 732_000
    # The course ends with an attestation: 100 * 100 * 88 / 10 000.
    assert skills_after.value == 5_000 * 88 + 3_000 * 88 + 2_000 * 80 == 864_000
    gained = skills_after.weight * (skills_after.value - skills_before.value)
    assert found.after.numerator - found.before.numerator == gained
    assert found.after.numerator == sum(each.term for each in found.after.evidence)
    assert (found.ends_on, found.by) == (date(2026, 11, 13), date(2026, 11, 14))
    (step,) = found.steps
    assert [closed.code for closed in step.closes] == [ConditionCode.SKILL]
    assert (step.questions, step.days_off, found.still_open) == (frozenset(), 0, ())


def test_the_match_after_is_the_ordinary_weighing_of_the_profile_after() -> None:
    found = plan(FISHER, WORK, FISH_HEALTH)
    assert found is not None
    learnt = profile_after(FISHER, [FISH_HEALTH], TODAY)
    assert found.after == weigh(learnt, WORK, TAXONOMY, VERSION_1, TODAY)


@pytest.mark.parametrize(
    "held",
    [
        run("2026-11-02", "2026-11-15"),
        run("2026-09-20", "2026-11-10", None),
        run("2026-10-15", "2026-11-05"),
        run("2026-11-02", "2026-11-13", "FR"),
        run("2026-11-02", "2026-11-13", seats_left=0),
        run("2026-11-02", "2026-11-13", seats=0, seats_left=None),
        run("2026-11-02", "2026-11-13", None, remote=False),
    ],
    ids=["too late", "begun", "not free", "elsewhere", "full", "no seats", "place unsaid"],
)
def test_a_run_nobody_could_follow_is_no_plan(held: Any) -> None:
    assert plan(FISHER, WORK, replace(FISH_HEALTH, runs=(held,))) is None


def test_the_first_run_to_end_is_taken() -> None:
    runs = (run("2026-11-03", "2026-11-14"), run("2026-11-02", "2026-11-08"))
    found = plan(FISHER, WORK, replace(FISH_HEALTH, runs=runs))
    assert found is not None
    assert found.ends_on == date(2026, 11, 8)


def test_a_remote_run_asks_nothing_of_her_windows() -> None:
    held = run("2026-10-05", "2026-10-30", None)
    assert ids(plan(FISHER, WORK, replace(FISH_HEALTH, runs=(held,)))) == ["fish-health"]


def test_leave_the_course_provides_and_pays_for_covers_days_outside_her_windows() -> None:
    held = run("2026-10-26", "2026-11-06")
    unpaid = replace(FISH_HEALTH, runs=(held,), leave_days=14)
    assert plan(FISHER, WORK, unpaid) is None
    short = replace(unpaid, wage_replacement=WageReplacement.FULL, leave_days=5)
    assert plan(FISHER, WORK, short) is None
    paid = plan(FISHER, WORK, replace(short, leave_days=6))
    assert paid is not None
    assert paid.steps[0].days_off == 6
    assert paid.steps[0].questions == {TrainingQuestion.LEAVE}


def test_silence_becomes_questions_and_no_refusal() -> None:
    silent = profile(claim("cage_farming", 3))
    asked = need(asks("cage_farming", 2), asks("fish_health", 2), place=place("EG"))
    offered = replace(
        FISH_HEALTH, runs=(run("2026-11-02", "2026-11-13", seats_left=None),), leave_days=3
    )
    found = plan(silent, asked, offered)
    assert found is not None
    assert found.steps[0].questions == set(TrainingQuestion) - {TrainingQuestion.SKILL_LEVEL}


def test_a_course_in_a_language_she_does_not_speak_is_opened_by_a_language_course() -> None:
    french = replace(
        FISH_HEALTH,
        language=LanguageTag("fr"),
        minimum_cefr=Cefr.B1,
        runs=(run("2026-11-05", "2026-11-13"), run("2026-11-02", "2026-11-06")),
    )
    lessons = language_course("french", "fr", Cefr.B1, run("2026-10-05", "2026-11-04", None))
    assert plan(FISHER, WORK, french) is None
    found = plan(FISHER, WORK, lessons, french)
    assert found is not None
    assert ids(found) == ["french", "fish-health"]
    assert [len(step.closes) for step in found.steps] == [0, 1]
    # The lessons end on the 4th: the earlier run would overlap.
    assert found.steps[1].run.start == date(2026, 11, 5)
    assert plan(FISHER, WORK, lessons, french, most_steps=1) is None


def test_what_one_must_bring_is_respected_and_may_be_learnt_first() -> None:
    second = course(
        "fish-health-2", teaches("fish_health", 2, bring=1), runs=(run("2026-11-08", "2026-11-13"),)
    )
    first = course(
        "fish-health-1", teaches("fish_health", 1), runs=(run("2026-11-02", "2026-11-07"),)
    )
    assert plan(FISHER, WORK, second) is None
    assert ids(plan(FISHER, WORK, second, first)) == ["fish-health-1", "fish-health-2"]
    unsure = replace(FISHER, skills=(*FISHER.skills, claim("fish_health", 0)))
    asked = replace(second, teaches=(teaches("fish_health", 2, bring=2),))
    found = plan(unsure, WORK, asked)
    assert found is not None
    assert found.steps[0].questions == {TrainingQuestion.SKILL_LEVEL}


def test_a_trainable_gap_waits_for_its_course() -> None:
    asked = replace(WORK, requirements=(asks("cage_farming", 3), trainable("fish_health", 2)))
    found = plan(FISHER, asked, FISH_HEALTH)
    assert found is not None
    assert found.before.bucket is found.bucket_with_plan is Bucket.CONDITIONAL
    assert found.after.bucket is Bucket.DIRECT


def test_training_others_is_learnt_before_training_is_delivered() -> None:
    asked = need(asks("cage_farming", 2), kind=NeedKind.TRAINING_DELIVERY)
    trainer = profile(
        claim("cage_farming", 3),
        languages=(ARABIC,),
        willing_to_share=Answer.YES,
        train_the_trainer=TrainerState.NONE,
        residence=place("EG"),
        windows=(season((1, 1), (12, 31)),),
    )
    offered = course("trainers", runs=(run("2026-11-02", "2026-11-06"),), trains_trainers=True)
    found = plan(trainer, asked, offered)
    assert found is not None
    assert found.by is None
    assert [closed.code for closed in found.steps[0].closes] == [ConditionCode.TRAIN_THE_TRAINER]
    assert (found.bucket_with_plan, found.after.bucket) == (Bucket.CONDITIONAL, Bucket.DIRECT)


def test_a_course_makes_nobody_willing() -> None:
    asked = need(asks("fish_farming", 2), asks("fish_health", 2), kind=NeedKind.TRAINING_DELIVERY)
    unwilling = profile(
        claim("cage_farming", 1, can_teach=Answer.NO),
        languages=(ARABIC,),
        willing_to_share=Answer.YES,
        residence=place("EG"),
    )
    offered = course("ponds", teaches("pond_farming", 3), runs=(run("2026-11-02", "2026-11-13"),))
    assert plan(unwilling, asked, offered) is None
    kept = profile_after(
        unwilling, [replace(offered, teaches=(teaches("cage_farming", 3),))], TODAY
    )
    assert {each.can_teach for each in kept.skills} == {Answer.NO}


def test_a_language_learnt_does_not_turn_silence_into_a_no() -> None:
    lessons = language_course("french", "fr", Cefr.B1, run("2026-10-05", "2026-11-04", None))
    silent = profile(claim("cage_farming", 3))
    assert profile_after(silent, [lessons], TODAY).languages == ()


def test_a_course_that_closes_nothing_is_no_plan() -> None:
    low = course("low", teaches("fish_health", 1), runs=(run("2026-11-02", "2026-11-13"),))
    mending = course("nets", teaches("net_mending", 4), runs=(run("2026-11-02", "2026-11-13"),))
    assert plan(FISHER, WORK, low, mending) is None


def test_two_gaps_take_two_courses_that_do_not_overlap_and_one_course_for_both_is_better() -> None:
    asked = replace(WORK, requirements=(*WORK.requirements, asks("pond_farming", 2)))
    health = replace(FISH_HEALTH, runs=(run("2026-11-02", "2026-11-07"),))
    ponds = course("ponds", teaches("pond_farming"), runs=(run("2026-11-07", "2026-11-13"),))
    found = plan(FISHER, asked, health, ponds)
    assert ids(found) == ["fish-health"]
    assert found is not None
    assert found.after.bucket is found.bucket_with_plan is Bucket.NEAR
    assert len(found.still_open) == 1
    later = replace(ponds, runs=(*ponds.runs, run("2026-11-08", "2026-11-14")))
    assert ids(plan(FISHER, asked, health, later)) == ["fish-health", "ponds"]
    both = course(
        "z-both",
        teaches("pond_farming"),
        teaches("fish_health"),
        runs=(run("2026-11-02", "2026-11-14"),),
    )
    assert ids(plan(FISHER, asked, health, later, both)) == ["z-both"]


def test_a_need_that_runs_or_is_over_has_no_plan() -> None:
    asked = need(asks("fish_health", 2))
    remote = replace(FISH_HEALTH, runs=(run("2026-10-02", "2026-10-10", None),))
    assert ids(plan(FISHER, asked, remote)) == ["fish-health"]
    for period in (dated("2026-01-01", "2026-12-31"), dated("2026-01-01", "2026-02-01")):
        assert plan(FISHER, replace(asked, period=period), remote) is None


def test_a_certificate_closes_a_proof_that_is_demanded() -> None:
    asked = need(asks("cage_farming", 2), evidence_required=EvidenceState.CERTIFIED)
    remote = course(
        "papers",
        teaches("cage_farming", 3, bring=2),
        runs=(run("2026-10-05", "2026-10-10", None),),
        evidence=EvidenceState.CERTIFIED,
    )
    found = plan(FISHER, asked, remote)
    assert found is not None
    assert [closed.code for closed in found.steps[0].closes] == [ConditionCode.EVIDENCE]
    assert found.after.bucket is Bucket.DIRECT


def test_whoever_fits_already_needs_no_plan() -> None:
    asked = need(asks("cage_farming", 2))
    assert plan(FISHER, asked, FISH_HEALTH) is None


def test_a_course_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="level"):
        teaches("fish_health", 1, bring=2)
    with pytest.raises(ValueError, match="level"):
        teaches("fish_health", Level.UNKNOWN)
    with pytest.raises(ValueError, match="ends before"):
        run("2026-11-13", "2026-11-02")
    with pytest.raises(ValueError, match="seats"):
        run("2026-11-02", "2026-11-13", seats=2, seats_left=3)
    with pytest.raises(ValueError, match="negative"):
        run("2026-11-02", "2026-11-13", seats_left=-1)
    with pytest.raises(ValueError, match="cost"):
        replace(FISH_HEALTH, cost_cents=-1)
