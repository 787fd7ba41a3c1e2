import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.linking import OCCUPATIONS_AND_GROUPS, SKILLS, ConceptList, Linker
from matcher.normalise import fold, forms, plain, stems, words
from matcher.proposals_text import spans
from matcher.taxonomy import Concept, LabelKind
from matcher.types import ConceptUri
from tests.unit.matcher.linking_world import CONCEPTS, RELATIONS, WORLD

LINKER = Linker.build(WORLD, SKILLS)
OCCUPATIONS = Linker.build(WORLD, OCCUPATIONS_AND_GROUPS)
LANGUAGES = st.sampled_from(["en", "fr", "ar", "es", "de", "bg", "zz", "ar-EG"])


@given(st.text(), LANGUAGES)
def test_any_text_is_survived_and_normalising_twice_changes_nothing(
    text: str, language: str
) -> None:
    assert fold(fold(text)) == fold(text)
    assert 1 <= len(forms(text)) <= 2
    for word in words(plain(text), language):
        assert word
        assert not any(letter.isspace() for letter in word)
    assert len(stems(plain(text), language)) == len(words(plain(text), language))


@given(st.text(alphabet=st.characters(categories=["L", "Zs"]), min_size=1))
def test_case_and_blanks_never_matter(text: str) -> None:
    assert fold(f"  {text}\t") == fold(text)
    assert words(plain(text.casefold()), "zz") == words(plain(text), "zz")


@settings(max_examples=60)
@given(st.lists(st.text(max_size=60), max_size=5), LANGUAGES, st.integers(1, 9))
def test_answers_are_aligned_ranked_once_and_writable(
    phrases: list[str], language: str, top: int
) -> None:
    answers = LINKER.link(phrases, language, top)
    assert [each.query for each in answers] == phrases
    for answer in answers:
        scores = [each.score for each in answer.concepts]
        assert all(0 <= score <= 1 for score in scores)
        assert scores == sorted(scores, reverse=True)
        assert len({each.uri for each in answer.concepts}) == len(scores) <= top
        assert answer.concepts or not answer.confident
        json.dumps(answer.query)
    assert answers == LINKER.link(phrases, language, top)


@settings(max_examples=60)
@given(st.text(min_size=1, max_size=40), st.integers(1, 4))
def test_a_shorter_list_is_the_beginning_of_a_longer_one(phrase: str, top: int) -> None:
    (short,), (long,) = (LINKER.link([phrase], "en", each) for each in (top, 5))
    assert short.concepts == long.concepts[:top]


STRANGE = (
    "",
    "🎣🐟🛠️",
    "👩🏽‍🔧",
    "net " * 2_500,
    "ش" * 10_000,
    "𓂀 𝔫𝔢𝔱 mending",
    "mending \u202eteN\u202c شباك הרשת nets",
    "\u200f\u200e\u2066net\u2069",
    "net\x00mending\ufeff",
    "\ud800 mending",
    "e\u0301\u0301\u0301 nets",
)


@pytest.mark.parametrize("phrase", STRANGE, ids=range(len(STRANGE)))
@pytest.mark.parametrize("language", ["en", "ar"])
def test_strange_phrases_are_answered_like_any_other(phrase: str, language: str) -> None:
    for linker in (LINKER, OCCUPATIONS):
        (answer,) = linker.link([phrase], language)
        assert answer.query == phrase
        assert answer.concepts or not answer.confident


PHRASES = st.lists(
    st.one_of(
        st.sampled_from([label.text for each in CONCEPTS for label in each.labels]),
        st.lists(
            st.sampled_from(["mend", "nets", "net", "weld", "wounds", "fish", "make", "metall"]),
            min_size=1,
            max_size=4,
        ).map(" ".join),
        st.text(max_size=12),
    ),
    min_size=2,
    max_size=20,
    unique=True,
)


@settings(max_examples=20)
@given(PHRASES, st.randoms(use_true_random=False), st.sampled_from(["en", "fr", "sv"]))
def test_what_stands_beside_a_phrase_and_in_which_order_does_not_matter(
    phrases: list[str], dice: Any, language: str
) -> None:
    together = {each.query: each for each in LINKER.link(phrases, language)}
    turned = phrases.copy()
    dice.shuffle(turned)
    half = turned[: len(turned) // 2]
    for part in (turned, half, turned[:1]):
        for answer in LINKER.link(part, language):
            assert answer == together[answer.query]


def _with_labels_turned(concept: Concept, dice: Any) -> Concept:
    """Give a concept its labels in another order; the preferred ones stay what they are."""
    labels = list(concept.labels)
    dice.shuffle(labels)
    return replace(concept, labels=tuple(labels))


@settings(max_examples=4)
@given(st.randoms(use_true_random=False))
def test_the_order_of_concepts_labels_and_relations_does_not_matter(dice: Any) -> None:
    concepts = [_with_labels_turned(each, dice) for each in CONCEPTS]
    relations = list(RELATIONS)
    dice.shuffle(concepts)
    dice.shuffle(relations)
    turned = ConceptList(concepts, relations)
    asked = ["net mending", "mendng nets", "dress wounds", "weld", "réparer filets"]
    for kinds, straight in ((SKILLS, LINKER), (OCCUPATIONS_AND_GROUPS, OCCUPATIONS)):
        linker = Linker.build(turned, kinds)
        for language in ("en", "fr"):
            before, after = (each.link(asked, language, 50) for each in (straight, linker))
            for one, other in zip(before, after, strict=True):
                scores = {each.uri: each.score for each in other.concepts}
                assert {each.uri: each.score for each in one.concepts} == pytest.approx(
                    scores, abs=1e-5
                )
                assert one.confident == other.confident


@pytest.mark.parametrize(
    ("uri", "language", "text"),
    [
        (each.uri, label.language, label.text)
        for each in CONCEPTS
        for label in each.labels
        if label.kind is LabelKind.PREFERRED and label.language != "xx"
    ],
)
def test_a_phrase_that_is_a_preferred_label_finds_its_concept_first_or_level(
    uri: str, language: str, text: str
) -> None:
    kinds = {each.uri: each.kind for each in CONCEPTS}
    linker = LINKER if kinds[ConceptUri(uri)] in SKILLS else OCCUPATIONS
    for phrase in (text, text.upper(), f"  {text} ", f"{text}!"):
        (answer,) = linker.link([phrase], language, 50)
        score = {each.uri: each.score for each in answer.concepts}[ConceptUri(uri)]
        assert score == answer.concepts[0].score


def test_another_process_with_other_threads_gives_the_same_digits() -> None:
    """Hashing, threads and the start of a process leave no trace in an answer."""
    program = (
        "from tests.properties.test_linking_properties import told; import sys;"
        "sys.stdout.write(told())"
    )
    there = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={"PYTHONHASHSEED": "7", "PYTHONUTF8": "1"}
        | dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"),
        cwd=Path(__file__).parents[2],
    )
    assert there.stdout == told()


def told() -> str:
    """Give the answers to a few phrases, every digit of them."""
    asked = ["net mending", "mendng of nets", "soigner une plaie", "🎣", "fisher of men"]
    return repr(
        [each.link(asked, tongue) for each in (LINKER, OCCUPATIONS) for tongue in ("en", "sv")]
    )


@given(st.text(max_size=400))
def test_any_advert_is_cut_into_short_different_spans(text: str) -> None:
    found = spans(text)
    assert len(set(found)) == len(found)
    assert all(span.strip() for span in found)
