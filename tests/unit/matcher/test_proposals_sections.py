"""Where a skill stands in an advert says whether it is demanded, welcome, or not meant at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.linking import OCCUPATIONS_AND_GROUPS, SKILLS, Linker
from matcher.proposals import FLOORS, Proposals, propose
from matcher.proposals_text import Section, names_a_contact, read_spans, spans
from matcher.taxonomy import Taxonomy
from matcher.types import RequirementKind
from tests.unit.matcher.linking_world import CONCEPTS, RELATIONS

TAXONOMY = Taxonomy("tiny", CONCEPTS, RELATIONS)
OF_OCCUPATIONS = Linker.build(TAXONOMY, OCCUPATIONS_AND_GROUPS)
OF_SKILLS = Linker.build(TAXONOMY, SKILLS)


def read(title: str, text: str, language: str = "en") -> Proposals:
    return propose(
        title, text, language, occupations=OF_OCCUPATIONS, skills=OF_SKILLS, taxonomy=TAXONOMY
    )


def sections(text: str) -> dict[str, Section]:
    return {span.text: span.section for span in read_spans(text)}


@pytest.mark.parametrize(
    "heading",
    [
        "Requirements:",
        "WHAT YOU WILL DO",
        "Your profile",
        "Vos missions :",
        "PROFIL RECHERCHÉ",
        "Compétences indispensables",
        "Requisitos",
        "Funciones del puesto:",
        "Responsabilidades principais",
        "O que vais fazer:",
        "المهام والمتطلبات:",
        "الشروط الأساسية",
    ],
)
def test_what_stands_below_a_heading_of_duties_is_demanded(heading: str) -> None:
    assert sections(f"{heading}\n- mend nets\n- paint boats") == {
        "mend nets": Section.DEMANDED,
        "paint boats": Section.DEMANDED,
    }


@pytest.mark.parametrize(
    "heading",
    [
        "Nice to have:",
        "AN ADVANTAGE",
        "Desirable skills",
        "CE SERAIT UN PLUS",
        "Les atouts :",
        "Se valorará:",
        "Requisitos deseables",
        "Valoriza-se:",
        "Condições preferenciais",
        "يفضل من لديه:",
        "ميزات إضافية",
    ],
)
def test_what_stands_below_a_heading_of_advantages_is_welcome(heading: str) -> None:
    assert sections(f"Requirements:\n- mend nets\n{heading}\n- paint boats") == {
        "mend nets": Section.DEMANDED,
        "paint boats": Section.VALUED,
    }


@pytest.mark.parametrize(
    "heading",
    ["About us", "What we offer:", "Nos avantages", "Qui sommes-nous ?", "Ofrecemos:",
     "Quem somos", "من نحن:", "نقدم:"],
)  # fmt: skip
def test_what_stands_below_a_heading_about_the_house_names_no_skill(heading: str) -> None:
    assert spans(f"Requirements:\n- mend nets\n{heading}\n- boats and fish") == ("mend nets",)


def test_a_list_ends_with_its_last_bullet() -> None:
    found = sections("A plus:\n- paint boats\nYou mend nets")
    assert found == {"paint boats": Section.VALUED, "mend nets": Section.UNSAID}


def test_a_bullet_that_looks_like_a_heading_is_none() -> None:
    assert sections("Tasks:\n- skills\n- mend nets")["mend nets"] is Section.DEMANDED


@pytest.mark.parametrize(
    "sentence",
    [
        "It would be great if you could also paint boats",
        "Ideally you paint boats",
        "A plus: paint boats",
        "Seraient des atouts : paint boats",
        "Se valorará paint boats",
        "Será uma vantagem paint boats",
        "يفضل paint boats",
    ],
)
def test_a_sentence_may_say_itself_that_a_skill_is_only_welcome(sentence: str) -> None:
    assert sections(sentence) == {"paint boats": Section.VALUED}


@pytest.mark.parametrize(
    "line",
    [
        "No experience needed",
        "Previous experience is not required",
        "Aucune expérience en soudure n'est exigée",
        "Débutants acceptés",
        "Sin experiencia",
        "No hace falta título",
        "Sem experiência",
        "Não exigimos conhecimentos de soldadura",
        "لا تشترط الخبرة",
        "لا حاجة إلى خبرة سابقة",
    ],
)
def test_what_is_not_needed_is_left_out(line: str) -> None:
    assert spans(f"Mend nets\n{line}\nDress wounds") == ("Mend nets", "Dress wounds")


CONTACTS = (
    "Write to mend.nets@weld-metal.example",
    "Call 01 99 00 12 34 for net mending",
    "Tel. +44 20 7946 0321 (mend fishing nets)",
    "WhatsApp 600 000 333",
    "net mending [at] harbour",
    "Ask for Mme Filet, weld metal",
    "https://weld.example/mend-fishing-nets",
    "للاتصال بالسيدة شباك 0000 555 010",
)


@pytest.mark.parametrize("line", CONTACTS)
def test_an_address_a_number_or_a_name_to_ask_for_is_never_a_skill(line: str) -> None:
    assert names_a_contact(line)
    assert spans(line) == ()
    proposals = read("", f"{line}\n{line}")
    assert proposals.skills == ()


@settings(max_examples=25)
@given(
    st.from_regex(r"[a-z]{2,8}\.[a-z]{2,8}@[a-z]{2,8}\.example", fullmatch=True),
    st.from_regex(r"\+?[0-9]{2}([ ./-]?[0-9]{2,3}){3,4}", fullmatch=True),
    st.sampled_from(["Mend fishing nets, {}", "weld metal {}", "{} – dress wounds"]),
)
def test_no_span_ever_holds_an_address_or_a_number(mail: str, number: str, frame: str) -> None:
    for secret in (mail, number):
        text = f"Requirements:\n- {frame.format(secret)}\n- make fishing nets"
        assert not any(secret in span for span in spans(text))
        found = read("Fisherman", text)
        assert not any(secret in (skill.span or "") + skill.label for skill in found.skills)


def test_the_kind_follows_the_text_before_the_occupation() -> None:
    kinds = {
        str(each.concept): each.kind
        for each in read(
            "Fisherman", "Requirements:\n- make fishing nets\nA plus:\n- mend fishing nets"
        ).skills
    }
    assert kinds["making"] is RequirementKind.ESSENTIAL
    assert kinds["mending"] is RequirementKind.OPTIONAL


def test_a_skill_demanded_in_one_place_and_welcome_in_another_is_demanded() -> None:
    found = read("Nurse", "A plus:\n- mend fishing nets\nRequirements:\n- net mending").skills
    kinds = {str(each.concept): each.kind for each in found}
    assert kinds["mending"] is RequirementKind.ESSENTIAL


def test_things_listed_in_a_short_sentence_are_found_each() -> None:
    found = {str(each.concept) for each in read("", "mend fishing nets and dress wounds").skills}
    assert found == {"mending", "wounds"}


def test_the_skills_in_the_text_decide_between_occupations_the_title_leaves_open() -> None:
    text = "Duties:\n- mend fishing nets\n- make fishing nets\n- dress wounds"
    open_title = "Fisherman or nurse"
    found = read(open_title, text).occupation
    assert found is not None
    assert found.uri == "fisher"


def test_floors_stand_in_order() -> None:
    assert 0 < FLOORS.expected <= FLOORS.sentence <= 1
    assert FLOORS.expected <= min(FLOORS.part, FLOORS.word)
