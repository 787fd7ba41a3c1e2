from dataclasses import replace

import pytest

from matcher.linking import OCCUPATIONS_AND_GROUPS, SKILLS, Linker
from matcher.proposals import MOST_SKILLS, Proposals, propose, stricter
from matcher.proposals_text import spans
from matcher.taxonomy import Taxonomy
from matcher.types import Level, Requirement, RequirementKind
from tests.factories import skill
from tests.unit.matcher.linking_world import CONCEPTS, RELATIONS


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return Taxonomy("tiny", CONCEPTS, RELATIONS)


@pytest.fixture(scope="module")
def linkers(taxonomy: Taxonomy) -> tuple[Linker, Linker]:
    return Linker.build(taxonomy, OCCUPATIONS_AND_GROUPS), Linker.build(taxonomy, SKILLS)


def read(
    title: str, text: str, taxonomy: Taxonomy, linkers: tuple[Linker, Linker], language: str = "en"
) -> Proposals:
    return propose(
        title, text, language, occupations=linkers[0], skills=linkers[1], taxonomy=taxonomy
    )


def test_advert_yields_occupation_and_the_skills_its_text_names(
    taxonomy: Taxonomy, linkers: tuple[Linker, Linker]
) -> None:
    proposals = read("Fisherman", "You mend fishing nets.\n• make fishing nets", taxonomy, linkers)
    assert proposals.occupation is not None
    assert proposals.occupation.uri == "fisher"
    kinds = {str(skill.concept): skill.kind for skill in proposals.skills}
    assert kinds["mending"] is RequirementKind.ESSENTIAL
    assert kinds["making"] is RequirementKind.OPTIONAL


def test_everything_proposed_is_marked_as_a_machine_s_proposal(
    taxonomy: Taxonomy, linkers: tuple[Linker, Linker]
) -> None:
    proposals = read("Nurse", "Dress wounds. Weld metal.", taxonomy, linkers)
    assert proposals.proposed_by_machine
    assert len(proposals.skills) >= 2
    assert all(skill.proposed_by_machine for skill in proposals.skills)
    assert all(skill.as_requirement().proposed_by_machine for skill in proposals.skills)
    assert all(0 <= skill.confidence <= 1 for skill in proposals.skills)


def test_title_alone_proposes_the_essential_skills_of_its_occupation(
    taxonomy: Taxonomy, linkers: tuple[Linker, Linker]
) -> None:
    proposals = read("Infirmière (h/f)", "", taxonomy, linkers, "fr")
    assert [skill.concept for skill in proposals.skills] == ["wounds"]
    assert proposals.skills[0].span is None
    assert proposals.skills[0].label == "panser des plaies"
    assert proposals.skills[0].confidence <= (proposals.occupation or pytest.fail("none")).score


def test_unknown_title_and_empty_text_propose_nothing(
    taxonomy: Taxonomy, linkers: tuple[Linker, Linker]
) -> None:
    for title in ("", "Xylqz", "!!!"):
        proposals = read(title, "", taxonomy, linkers)
        assert proposals.occupation is None
        assert not proposals.occupation_is_sure
        assert proposals.skills == ()


def test_group_of_occupations_is_never_proposed(
    taxonomy: Taxonomy, linkers: tuple[Linker, Linker]
) -> None:
    proposals = read("Fishery workers", "", taxonomy, linkers)
    assert proposals.occupation is None or proposals.occupation.uri == "fisher"


def test_skills_are_few_ordered_and_each_stands_once(
    taxonomy: Taxonomy, linkers: tuple[Linker, Linker]
) -> None:
    text = "\n".join(["mend fishing nets", "net mending", "weld metal", "dress wounds"] * 20)
    skills = read("Fisherman", text, taxonomy, linkers).skills
    assert len(skills) <= MOST_SKILLS
    assert len({skill.concept for skill in skills}) == len(skills)
    assert [skill.confidence for skill in skills] == sorted(
        (skill.confidence for skill in skills), reverse=True
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "We are an equal opportunity employer.",
        "Salary: attractive",
        "Send your application to jobs@example.org",
        "Date limite de candidature lundi",
        "Plazo de solicitud abierto",
        "للتقديم أرسل الطلب",
        "[REDACTED] district office",
    ],
)
def test_boilerplate_is_dropped(sentence: str) -> None:
    assert spans(sentence) == ()


def test_openings_are_taken_off_and_lists_are_cut() -> None:
    assert spans("Ability to mend nets") == ("mend nets",)
    assert spans("Bonne connaissance des filets de pêche") == ("filets de pêche",)
    found = spans("You will mend nets, paint boats, sell fish and keep accounts for the whole crew")
    assert "paint boats" in found
    assert "sell fish" in found


def test_very_long_text_gives_a_bounded_number_of_spans() -> None:
    assert (
        len(spans("\n".join(f"mend net kind {chr(97 + n % 26) * 3}{n}" for n in range(999)))) <= 120
    )


def test_a_proposed_skill_asks_no_level_nobody_named(
    taxonomy: Taxonomy, linkers: tuple[Linker, Linker]
) -> None:
    found = read("Infirmière (h/f)", "", taxonomy, linkers, "fr")
    levels = {skill.as_requirement().minimum_level for skill in found.skills}
    assert levels == {Level.UNKNOWN}


def test_of_two_requirements_of_one_skill_the_stricter_is_kept() -> None:
    human = Requirement(skill("triage"), RequirementKind.OPTIONAL, Level.ADVANCED, 1)
    machine = Requirement(
        skill("triage"), RequirementKind.ESSENTIAL, Level.BASIC, 4, proposed_by_machine=True
    )
    folded = Requirement(
        skill("triage"), RequirementKind.ESSENTIAL, Level.ADVANCED, 4, proposed_by_machine=True
    )
    assert stricter(human, machine) == stricter(machine, human) == folded
    weaker = replace(machine, kind=RequirementKind.OPTIONAL, weight=1)
    assert stricter(human, weaker) == stricter(weaker, human) == human
