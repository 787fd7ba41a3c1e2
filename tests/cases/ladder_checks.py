"""What a case may expect of courses, teams, relaxations and skills that can be taken home.

What it does not do: compare matches (``checks``).
"""

from typing import Any

from matcher.index.searching import MatchIndex
from matcher.ladder.demand_gaps import coverage_sheet, unmet_needs, unneeded_skills
from matcher.ladder.learning_goals import what_to_learn
from matcher.ladder.relaxations import relaxations
from matcher.ladder.teams import find_teams
from matcher.ladder.training import plan_training
from matcher.ladder.transfer import transferable
from matcher.types import MatchNeed
from matcher.weights import VERSION_1
from tests.case_fields import Fields
from tests.factories import small_taxonomy
from tests.matching_cases import Case

TAXONOMY = small_taxonomy()
KEYS = (
    "plan",
    "teams",
    "relaxations",
    "transfer",
    "refresh",
    "unneeded",
    "feasibility",
    "unmet",
    "learn",
)


def take_ladder(case: Case) -> dict[str, Any]:
    """Give the part of a case's expectations that is checked here."""
    return {key: case.expect[key] for key in KEYS if key in case.expect}


def check_ladder(case: Case, expected: dict[str, Any]) -> None:
    """Compare plans, teams, relaxations and transferable skills with what a case expects."""
    names = {profile.slot: name for name, profile in case.pool.items()}
    people = list(case.pool.values())
    if "plan" in expected:
        _check_plan(case, expected["plan"])
    if "teams" in expected:
        found = find_teams(case.need, people, TAXONOMY, VERSION_1, case.as_of)
        teams = [sorted(names[member.slot] for member in team.members) for team in found]
        assert teams == expected["teams"], "teams"
    index = MatchIndex(TAXONOMY, VERSION_1, case.as_of)
    for person in people:
        index.add(person)
    _check_demand(case, expected, index)
    if "relaxations" in expected:
        gains = {each.code.value: each.gained_direct for each in relaxations(case.need, index)}
        wanted = expected["relaxations"]
        assert {code: gains.get(code) for code in wanted} == wanted, "relaxations"
    if {"transfer", "refresh"} & expected.keys():
        [person] = people
        needs = needs_of(case)
        skills = transferable(person, needs, TAXONOMY, case.as_of)
        states = {word_of(each.concept): each for each in skills}
        wanted = expected.get("transfer", {})
        assert {word: states[word].status.value for word in wanted} == wanted, "transfer"
        if "refresh" in expected:
            suggested = {word for word, each in states.items() if each.refresh_suggested}
            assert suggested == set(expected["refresh"]), "refresh"


def needs_of(case: Case) -> list[MatchNeed]:
    """Give the needs of a case, be it one or several."""
    return list(case.needs.values()) or [case.need]


def word_of(concept: str) -> str:
    """Give the word of the small taxonomy a concept stands for."""
    return concept.rsplit(":", 1)[-1]


def _check_demand(case: Case, expected: dict[str, Any], index: MatchIndex) -> None:
    needs, people = needs_of(case), list(case.pool.values())
    if "unneeded" in expected:
        unneeded = unneeded_skills(people, needs, TAXONOMY, at_least=1)
        found = {word_of(each.concept): each.people for each in unneeded}
        assert found == expected["unneeded"], "unneeded"
    if "unmet" in expected:
        unmet = {each.need_id: each.supply.value for each in unmet_needs(needs, index)}
        assert unmet == expected["unmet"], "unmet"
    if "feasibility" in expected:
        sheet = coverage_sheet(needs, index)
        counts = {supply.value: count for supply, count in sheet.needs if count}
        counts |= {"people_direct": sheet.people_direct, "people_reached": sheet.people_reached}
        assert counts == expected["feasibility"], "feasibility"
    if "learn" in expected:
        [person] = people
        goals = what_to_learn(person, needs, TAXONOMY, VERSION_1, case.as_of, case.courses)
        learn = {word_of(each.concept): sorted(each.opens) for each in goals}
        assert {word: learn.get(word) for word in expected["learn"]} == expected["learn"], "learn"


def _check_plan(case: Case, expected: dict[str, Any] | None) -> None:
    person = case.pool["person"]
    plan = plan_training(person, case.need, case.courses, TAXONOMY, VERSION_1, case.as_of)
    if expected is None:
        assert plan is None, "plan"
        return
    assert plan is not None, "plan"
    fields = Fields("plan", expected)
    found: dict[str, object] = {
        "courses": [step.course_id for step in plan.steps],
        "ends_on": plan.ends_on,
        "before": plan.before.bucket.name.lower(),
        "after": plan.after.bucket.name.lower(),
        "with_plan": plan.bucket_with_plan.name.lower(),
        "numerator_before": plan.before.numerator,
        "numerator_after": plan.after.numerator,
        "still_open": sorted({each.code.value for each in plan.still_open}),
        "questions": sorted(each.value for step in plan.steps for each in step.questions),
        "days_off": sum(step.days_off for step in plan.steps),
    }
    for key, actual in found.items():
        if key in fields.left:
            assert actual == fields.take(key), f"plan {key}"
    fields.done()
