import threading
from dataclasses import replace

import numpy as np
import pytest

from matcher.linking import (
    OCCUPATIONS,
    OCCUPATIONS_AND_GROUPS,
    SKILLS,
    ConceptList,
    Linked,
    Linker,
)
from matcher.linking.signs import SIGNS
from matcher.linking.weights import LinkingWeights
from matcher.linking.weights_occupations import OCCUPATION_WEIGHTS
from matcher.linking.weights_skills import SKILL_WEIGHTS
from tests.unit.matcher.linking_world import CONCEPTS, OCCUPATION, RELATIONS, SKILL, WORLD, concept


@pytest.fixture(scope="module")
def skills() -> Linker:
    return Linker.build(WORLD, SKILLS)


@pytest.fixture(scope="module")
def occupations() -> Linker:
    return Linker.build(WORLD, OCCUPATIONS_AND_GROUPS)


def uris(linked: Linked) -> list[str]:
    return [each.uri for each in linked.concepts]


@pytest.mark.parametrize(
    ("phrase", "language"),
    [
        ("net mending", "en"),
        ("mending nets", "en"),
        ("Mendng of fishin nets", "en"),
        ("réparation des filets", "fr"),
        ("REPARATION DE FILETS", "fr-CI"),
        ("اصلاح الشباك", "ar-EG"),
    ],
)
def test_wordings_of_three_languages_meet_in_one_concept(
    skills: Linker, phrase: str, language: str
) -> None:
    (linked,) = skills.link([phrase], language)
    assert linked.concepts[0].uri == "mending"


def test_concept_without_label_in_the_language_is_found_through_english(skills: Linker) -> None:
    (linked,) = skills.link(["welding"], "fr")
    assert linked.concepts[0].uri == "welding"
    assert linked.concepts[0].label == "weld metal"


def test_concept_without_english_is_found_through_what_it_has(skills: Linker) -> None:
    (linked,) = skills.link(["zeichnen"], "en")
    assert linked.concepts[0].uri == "drawing"


def test_label_shown_is_in_the_language_of_the_phrase(skills: Linker) -> None:
    (linked,) = skills.link(["filets"], "fr")
    assert {each.label for each in linked.concepts} >= {"réparer des filets", "weld metal"}


def test_query_comes_back_character_for_character(skills: Linker) -> None:
    phrases = ["  Net  mending\t", "\u202bإصلاح\u202c", "", "e\u0301t\u00e9 "]
    assert [each.query for each in skills.link(phrases, "en")] == phrases


@pytest.mark.parametrize("phrase", ["", "   ", "?!", "—", "\u0640\u0640", "_"])
def test_phrase_without_a_readable_word_has_no_concept_and_no_confidence(
    skills: Linker, phrase: str
) -> None:
    (linked,) = skills.link([phrase], "en")
    assert linked.concepts == ()
    assert not linked.confident


def test_phrase_that_resembles_nothing_is_still_ranked_without_confidence(skills: Linker) -> None:
    (linked,) = skills.link(["qqqq"], "en", top=3)
    assert len(linked.concepts) == 3
    assert [each.score for each in linked.concepts] == [0.0, 0.0, 0.0]
    assert uris(linked) == sorted(uris(linked))
    assert not linked.confident


def test_each_concept_stands_once_and_those_without_any_label_never(skills: Linker) -> None:
    (linked,) = skills.link(["nets"], "en", top=50)
    assert sorted(uris(linked)) == ["drawing", "making", "mending", "welding", "wounds"]


def test_preferred_label_in_full_is_first_sure_and_whole(skills: Linker) -> None:
    (linked,) = skills.link(["Make fishing nets"], "en")
    assert linked.concepts[0].uri == "making"
    assert linked.concepts[0].score == 1.0
    assert linked.confident


def test_confidence_does_not_depend_on_how_many_concepts_are_asked(skills: Linker) -> None:
    for phrase in ("make fishing nets", "fishing nets"):
        answers = {skills.link([phrase], "en", top=top)[0].confident for top in (1, 2, 50)}
        assert len(answers) == 1


def test_two_concepts_of_the_same_name_are_never_sure() -> None:
    twins = ConceptList([concept(name, SKILL, {"en": ["sew"]}) for name in ("b", "a")])
    (linked,) = Linker.build(twins, SKILLS).link(["sew"], "en")
    assert uris(linked) == ["a", "b"]
    assert not linked.confident


def test_preferred_label_comes_before_the_same_alternative_label() -> None:
    shared = ConceptList(
        [
            concept("a", SKILL, {"en": ["stitch", "sew"]}),
            concept("b", SKILL, {"en": ["sew", "stitch"]}),
        ]
    )
    assert uris(Linker.build(shared, SKILLS).link(["sew"], "en")[0]) == ["b", "a"]


def test_description_decides_between_equal_labels() -> None:
    shared = ConceptList(
        [
            concept("a", SKILL, {"en": ["operate press"]}, {"en": "Printing of newspapers."}),
            concept("b", SKILL, {"en": ["operate press"]}, {"en": "Pressing of olives into oil."}),
        ]
    )
    assert uris(Linker.build(shared, SKILLS).link(["operate olive press"], "en")[0])[0] == "b"


def test_groups_of_occupations_are_ranked_too_unless_left_out(occupations: Linker) -> None:
    (with_groups,) = occupations.link(["fishery workers"], "en")
    assert with_groups.concepts[0].uri == "fishers"
    (without,) = Linker.build(WORLD, OCCUPATIONS).link(["fishery workers"], "en")
    assert "fishers" not in uris(without)


def test_single_occupation_comes_before_a_group_of_the_same_name() -> None:
    named = ConceptList(
        [
            concept("z", OCCUPATION, {"en": ["nurse"]}),
            replace(concept("a", OCCUPATION, {"en": ["nurse"]}), kind=CONCEPTS[-1].kind),
        ]
    )
    assert uris(Linker.build(named).link(["nurse"], "en")[0]) == ["z", "a"]


def test_gendered_labels_and_phrases_meet(occupations: Linker) -> None:
    for phrase in ("infirmière", "Infirmier (h/f)", "Infirmier·ère", "infirmier / infirmière"):
        assert occupations.link([phrase], "fr")[0].concepts[0].uri == "nurse"


def test_phrase_gets_the_same_answer_alone_and_in_any_batch(skills: Linker) -> None:
    phrases = [f"{word} {number}" for number in range(50) for word in ("nets", "weld", "dress")]
    together = skills.link(phrases, "en")
    assert together == [skills.link([phrase], "en")[0] for phrase in phrases]


def test_order_in_which_concepts_are_given_does_not_matter() -> None:
    turned = Linker.build(ConceptList(CONCEPTS[::-1], RELATIONS[::-1]), SKILLS)
    straight = Linker.build(WORLD, SKILLS)
    phrases = ["nets", "mend", "metal wounds"]
    assert turned.link(phrases, "en", 50) == straight.link(phrases, "en", 50)


def test_vocabulary_without_such_concepts_links_nothing() -> None:
    assert Linker.build(ConceptList([]), SKILLS).link(["nets"], "en")[0].concepts == ()


def test_asking_for_no_concept_is_refused(skills: Linker) -> None:
    with pytest.raises(ValueError, match="top"):
        skills.link(["nets"], "en", top=0)


def test_no_phrase_at_all_gives_no_answer(skills: Linker) -> None:
    assert skills.link([], "en") == []


def test_threads_asking_at_once_share_one_index() -> None:
    linker = Linker.build(WORLD, SKILLS)
    answers: list[Linked] = []
    threads = [
        threading.Thread(target=lambda: answers.extend(linker.link(["nets"], "en")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert len(set(answers)) == 1


GROWING = ("letters", "preferred", "subject", "meaning", "both_said", "bridge", "exact_preferred")


def test_more_likeness_never_costs_a_skill() -> None:
    weights = SKILL_WEIGHTS
    signs = np.random.default_rng(7).random((200, len(SIGNS)))
    before = weights.score(signs)
    for name in GROWING:
        more = signs.copy()
        more[:, SIGNS.index(name)] += 0.3
        assert (weights.score(more) >= before).all()


@pytest.mark.parametrize("weights", [OCCUPATION_WEIGHTS, SKILL_WEIGHTS], ids=lambda w: w.version)
def test_weights_say_what_they_were_learnt_on_and_when(weights: LinkingWeights) -> None:
    assert "-" in weights.learnt_on
    assert "malaysia" not in weights.learnt_on
    assert weights.learnt_at in weights.version


def test_nothing_shared_scores_nothing() -> None:
    assert SKILL_WEIGHTS.score(np.zeros((1, len(SIGNS)))).tolist() == [0.0]
