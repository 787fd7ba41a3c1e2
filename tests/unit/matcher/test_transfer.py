"""Which skills can be used at home, and which have faded (R4-74, R4-75)."""

from matcher.ladder.transfer import TransferStatus, transferable
from matcher.taxonomy import Concept, ConceptKind, Label, Taxonomy
from matcher.types import (
    AcquiredIn,
    ExperienceRequirement,
    SectorCode,
)
from tests.factories import TODAY, asks, claim, need, profile, skill, small_taxonomy

STATUS = TransferStatus


def test_every_stated_skill_is_answered_once_best_first() -> None:
    person = profile(
        claim("risk_models"),
        claim("wound_care", 3),
        claim("net_mending", 1),
        claim("cage_farming", 0),
        claim("cage_farming", 1),
        claim("triage", 2, acquired_in=AcquiredIn.HOST),
    )
    needs = [
        need(asks("triage", 2), need_id="a"),
        need(asks("triage", 4), asks("cage_farming", 2), need_id="b"),
        need(asks("net_mending", 3), need_id="c"),
    ]
    found = transferable(person, needs, small_taxonomy(), TODAY)
    assert [(each.concept, each.status, each.needs) for each in found] == [
        (skill("triage"), STATUS.AS_IS, ("a",)),
        (skill("cage_farming"), STATUS.LEVEL_TO_CONFIRM, ("b",)),
        (skill("wound_care"), STATUS.AFTER_ADAPTATION, ("a", "b")),
        (skill("net_mending"), STATUS.AFTER_ADAPTATION, ("c",)),
        (skill("risk_models"), STATUS.NOT_ASKED, ()),
    ]
    assert found[0].acquired_in is AcquiredIn.HOST


def test_a_refresher_is_suggested_for_what_was_last_used_long_ago_and_never_for_silence() -> None:
    person = profile(
        claim("triage", last_used_year=2019),
        claim("wound_care", last_used_year=2020),
        claim("midwifery", last_used_year=None),
    )
    found = transferable(person, [need(asks("triage"))], small_taxonomy(), TODAY)
    suggested = {each.concept for each in found if each.refresh_suggested}
    assert suggested == {skill("triage")}
    # It is advice: the faded skill is still the one that is asked as it is.
    assert found[0].concept == skill("triage")
    assert found[0].status is STATUS.AS_IS


def test_needs_are_counted_by_their_sector_or_that_of_the_asked_skill() -> None:
    concepts = [
        Concept(skill("triage"), ConceptKind.SKILL, (Label("en", "triage"),), sector="health"),
        Concept(skill("nets"), ConceptKind.SKILL, (Label("en", "nets"),)),
    ]
    taxonomy = Taxonomy("sectors", concepts, [])
    fishing = ExperienceRequirement(sector=SectorCode("fisheries"))
    needs = [
        need(asks("triage"), need_id="a"),
        need(asks("triage"), need_id="b"),
        need(asks("triage"), need_id="c", experience=fishing),
        need(asks("nets"), need_id="d"),
    ]
    triage, nets = transferable(profile(claim("triage"), claim("nets")), needs, taxonomy, TODAY)
    assert triage.sectors == (("health", 2), ("fisheries", 1))
    assert (nets.status, nets.sectors) == (STATUS.AS_IS, ())


def test_who_states_no_skill_has_nothing_to_transfer() -> None:
    assert transferable(profile(), [need(asks("triage"))], small_taxonomy(), TODAY) == ()
