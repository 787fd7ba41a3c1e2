"""What to learn to open the most needs (R4-71, R4-72)."""

from matcher.ladder.learning_goals import Learning, what_to_learn
from matcher.types import (
    Answer,
    Course,
    EvidenceState,
    Level,
    MatchNeed,
    MatchProfile,
    Mode,
    NeedKind,
)
from matcher.weights import VERSION_1
from tests.factories import TODAY, asks, claim, dated, need, profile, skill, small_taxonomy
from tests.unit.matcher.training_world import course, run, teaches


def goals(
    who: MatchProfile, needs: list[MatchNeed], *courses: Course
) -> list[tuple[str, int, int, tuple[str, ...], int, tuple[str, ...]]]:
    found = what_to_learn(who, needs, small_taxonomy(), VERSION_1, TODAY, courses)
    return [flat(each) for each in found]


def flat(each: Learning) -> tuple[str, int, int, tuple[str, ...], int, tuple[str, ...]]:
    name = each.concept.rpartition(":")[2]
    return name, int(each.level), each.closeness, each.opens, each.nearer, each.courses


NURSE = profile(claim("triage", 3), modes=frozenset({Mode.SEASONAL}))


def test_closeness_times_needs_opened_decides_and_the_needs_are_listed() -> None:
    needs = [
        need(asks("wound_care", 2), need_id="wounds"),
        need(asks("triage", 4), need_id="expert"),
        need(asks("risk_models", 2), need_id="bank-1"),
        need(asks("risk_models", 2), asks("triage", 2), need_id="bank-2"),
        need(asks("risk_models", 2), asks("ledger_systems", 2), need_id="bank-3"),
        need(asks("triage", 2), need_id="open-already"),
    ]
    offered = course("risk", teaches("risk_models", 2), runs=(run("2026-11-02", "2026-11-13"),))
    past = course("old", teaches("risk_models", 2), runs=(run("2026-01-02", "2026-01-13"),))
    low = course("low", teaches("risk_models", 1), runs=(run("2026-11-02", "2026-11-13"),))
    # Triage at level 3 is 100 x 70; wound care is its sibling, 55 x 100.
    assert goals(NURSE, needs, offered, past, low) == [
        ("triage", 4, 700, ("expert",), 0, ()),
        ("wound_care", 2, 550, ("wounds",), 0, ()),
        ("risk_models", 2, 0, ("bank-1", "bank-2"), 1, ("risk",)),
        ("ledger_systems", 2, 0, (), 1, ()),
    ]


def test_who_states_no_skill_and_no_paper_still_gets_a_list_with_courses() -> None:
    offered = course("nets", teaches("net_mending", 2), runs=(run("2026-11-02", "2026-11-13"),))
    needs = [need(asks("net_mending", 2), need_id="nets")]
    assert goals(profile(), needs, offered) == [("net_mending", 2, 0, ("nets",), 0, ("nets",))]


def test_a_need_that_is_shut_otherwise_is_not_opened() -> None:
    needs = [
        need(asks("wound_care", 2), need_id="remote", mode=Mode.REMOTE),
        need(asks("midwifery", 2), need_id="proof", evidence_required=EvidenceState.CERTIFIED),
        need(asks("midwifery", 2), need_id="over", period=dated("2026-01-01", "2026-02-01")),
        need(need_id="unread"),
    ]
    # Learning brings the remote one nearer; the proof would still be missing.
    assert [each[0::3] for each in goals(NURSE, needs)] == [("wound_care", ())]


def test_the_level_that_serves_best_is_given_once() -> None:
    needs = [
        need(asks("wound_care", level), need_id=f"need-{number}")
        for number, level in enumerate((2, 4, 4))
    ]
    (found,) = goals(NURSE, needs)
    assert found[:2] == ("wound_care", Level.EXPERT)
    assert found[3] == ("need-0", "need-1", "need-2")


def test_learning_again_makes_nobody_willing_to_teach() -> None:
    unwilling = profile(claim("triage", 3, can_teach=Answer.NO), willing_to_share=Answer.YES)
    assert goals(unwilling, [need(asks("triage", 2), kind=NeedKind.TRAINING_DELIVERY)]) == []
    assert skill("triage") == unwilling.skills[0].concept
