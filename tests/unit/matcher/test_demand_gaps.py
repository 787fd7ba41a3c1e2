"""Needs without supply and skills without demand (R4-32, R4-34, R4-35)."""

from dataclasses import replace

import pytest

from matcher.index.searching import MatchIndex
from matcher.ladder.demand_gaps import (
    Supply,
    UnneededSkill,
    coverage_sheet,
    unmet_needs,
    unneeded_skills,
)
from matcher.types import Mode, NeedId, NeedKind, ReasonCode, Slot
from matcher.weights import VERSION_1
from tests.factories import TODAY, asks, claim, need, optional, profile, skill, small_taxonomy

TAXONOMY = small_taxonomy()
NURSES = tuple(
    profile(claim("triage", 3), slot=slot, modes=frozenset({Mode.REMOTE})) for slot in (1, 2)
)
SILENT = profile(claim("triage", 3), claim("risk_models"), claim("risk_models", 1), slot=3)
NEEDS = (
    need(asks("triage", 2), need_id="direct"),
    need(asks("triage", 2), need_id="conditional", mode=Mode.SEASONAL),
    need(asks("triage", 4), need_id="near"),
    need(asks("cage_farming"), need_id="nobody"),
    need(need_id="unread"),
    need(asks("triage"), need_id="twins", kind=NeedKind.INSTITUTIONAL_COLLABORATION),
)


def pool() -> MatchIndex:
    index = MatchIndex(TAXONOMY, VERSION_1, TODAY)
    for person in (*NURSES, SILENT):
        index.add(person)
    return index


def test_unmet_needs_are_listed_by_how_far_anybody_comes() -> None:
    found = unmet_needs(NEEDS, pool())
    assert [(each.need_id, each.supply) for each in found] == [
        ("nobody", Supply.NOBODY),
        ("near", Supply.NEAR),
        ("conditional", Supply.CONDITIONAL),
    ]
    assert [(each.conditional, each.near) for each in found] == [(0, 0), (0, 3), (1, 2)]
    nobody = found[0].why
    assert (nobody.pool, nobody.related) == (3, 0)
    assert [(each.reason, each.count, each.related) for each in nobody.reasons] == [
        (ReasonCode.SKILL_MISSING, 3, 0)
    ]


def test_the_coverage_sheet_counts_both_sides() -> None:
    sheet = coverage_sheet(NEEDS, pool())
    assert sheet.needs == tuple((supply, 1) for supply in Supply)
    assert (sheet.left_out, sheet.people) == (2, 3)
    assert (sheet.people_direct, sheet.people_reached) == (3, 3)
    only = coverage_sheet(NEEDS[1:4], pool())
    assert (only.people_direct, only.people_reached) == (0, 1)
    nothing = coverage_sheet((), pool())
    assert (nothing.people_direct, nothing.people_reached) == (0, 0)


def test_whoever_is_hidden_from_a_need_counts_for_the_others_only() -> None:
    """The figures with her hidden are those there would be without her."""
    everybody, fewer = pool(), pool()
    fewer.remove(SILENT.slot)
    asked = NEEDS[:4]
    hidden = {each.need_id: {SILENT.slot, Slot(99)} for each in asked}
    told = coverage_sheet(asked, everybody, hidden)
    assert replace(told, people=2) == coverage_sheet(asked, fewer)
    alone = coverage_sheet(NEEDS[:1], everybody, {NEEDS[1].need_id: {SILENT.slot}})
    assert alone.people_direct == 3


def test_skills_nobody_needs_are_named_from_so_many_people_on() -> None:
    people = (*NURSES, SILENT)
    needs = (need(asks("cage_farming")), need(optional("wound_care")))
    # Triage resembles the wound care a need would welcome; risk models nobody asks.
    assert unneeded_skills(people, needs, TAXONOMY, at_least=1) == (
        UnneededSkill(skill("risk_models"), 1),
    )
    assert unneeded_skills(people, needs, TAXONOMY, at_least=2) == ()
    assert unneeded_skills(people, needs[:1], TAXONOMY, at_least=3) == (
        UnneededSkill(skill("triage"), 3),
    )
    with pytest.raises(ValueError, match="at_least"):
        unneeded_skills(people, needs, TAXONOMY, at_least=0)


def test_the_senior_finance_programmer_fits_no_farm_and_her_skills_are_unneeded() -> None:
    senior = tuple(
        profile(claim("ledger_systems", 4), claim("risk_models", 4), slot=slot) for slot in (1, 2)
    )
    farms = [
        replace(need(asks("cage_farming", 1)), need_id=NeedId(f"farm-{number}"))
        for number in range(3)
    ]
    index = MatchIndex(TAXONOMY, VERSION_1, TODAY)
    for person in senior:
        index.add(person)
    assert {each.supply for each in unmet_needs(farms, index)} == {Supply.NOBODY}
    found = unneeded_skills(senior, farms, TAXONOMY, at_least=2)
    assert [each.concept for each in found] == [skill("ledger_systems"), skill("risk_models")]
