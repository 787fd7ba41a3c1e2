"""Trust grows with what speaks for an answer, and is withheld where nothing can be known."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.linking.signs import SIGNS
from matcher.linking.trust import GROWING, SENTENCE_WORDS, TELLS, Floors, TrustModel, tell
from matcher.linking.trust_numbers import OCCUPATION_TRUST, SKILL_TRUST
from matcher.linking.vectors import Numbers

MODELS = [OCCUPATION_TRUST, SKILL_TRUST]
SHARE = st.floats(0, 1)


class Given(NamedTuple):
    """An answer made up for a test."""

    score: float
    signs: Numbers


def answer(score: float, **signs: float) -> Given:
    row = np.zeros(len(SIGNS))
    for name, value in signs.items():
        row[SIGNS.index(name)] = value
    return Given(score, row)


CLEAR = answer(
    0.999,
    exact_preferred=1,
    of_phrase=1,
    of_label=1,
    unit_group=1,
    bridge=1,
    meaning=1,
)
FAR = answer(0.001)


@pytest.mark.parametrize("model", MODELS, ids=lambda each: each.version)
def test_a_clear_answer_is_trusted_and_a_vague_one_is_not(model: TrustModel) -> None:
    assert model.holds([CLEAR, FAR], 3, foreign=False)
    assert not model.holds([answer(0.2), answer(0.15)], 3, foreign=False)


@pytest.mark.parametrize("model", MODELS, ids=lambda each: each.version)
def test_nothing_and_an_answer_that_shares_nothing_are_never_trusted(model: TrustModel) -> None:
    free = replace(model, base=100.0)
    assert not free.holds([], 3, foreign=False)
    assert not free.holds([answer(0.0)], 3, foreign=False)


@pytest.mark.parametrize("model", MODELS, ids=lambda each: each.version)
def test_an_answer_beside_an_equal_one_is_never_trusted(model: TrustModel) -> None:
    free = replace(model, base=100.0)
    assert free.holds([CLEAR, answer(0.998)], 3, foreign=False)
    assert not free.holds([CLEAR, CLEAR], 3, foreign=False)


@pytest.mark.parametrize("model", MODELS, ids=lambda each: each.version)
def test_what_speaks_for_an_answer_never_weighs_against_it(model: TrustModel) -> None:
    weights = dict(zip(TELLS, model.weights, strict=True))
    assert {name for name in GROWING if weights[name] < 0} == set()


@pytest.mark.parametrize("model", MODELS, ids=lambda each: each.version)
@settings(max_examples=30)
@given(low=SHARE, high=SHARE, second=SHARE, words=st.integers(1, 12), foreign=st.booleans())
def test_a_higher_score_never_turns_trust_into_doubt(
    model: TrustModel, low: float, high: float, second: float, words: int, foreign: bool
) -> None:
    low, high = sorted((low, high))
    second = min(second, low)
    told = [
        model.holds([answer(score, of_phrase=0.5), answer(second)], words, foreign=foreign)
        for score in (low, high)
    ]
    assert told in ([False, False], [False, True], [True, True])


@pytest.mark.parametrize("model", MODELS, ids=lambda each: each.version)
@settings(max_examples=30)
@given(first=SHARE, near=SHARE, far=SHARE, words=st.integers(1, 12))
def test_a_closer_second_answer_never_turns_doubt_into_trust(
    model: TrustModel, first: float, near: float, far: float, words: int
) -> None:
    far, near = sorted((min(far, first), min(near, first)))
    wide, narrow = (
        model.holds([answer(first), answer(second)], words, foreign=False) for second in (far, near)
    )
    assert wide or not narrow


def test_the_group_of_an_occupation_is_no_different_answer() -> None:
    ours = {"unit_group": 0.6, "group_size": 5, "group_letters": 0.4}
    first, group = answer(0.9, **ours), answer(0.8, is_group=1, **ours)
    at = TELLS.index("apart")
    assert tell([first, group, FAR], 2)[at] == tell([first, FAR], 2)[at]
    other = answer(0.8, is_group=1, unit_group=0.1, group_size=5, group_letters=0.4)
    assert tell([first, other, FAR], 2)[at] < tell([first, FAR], 2)[at]


def test_sentences_and_languages_without_labels_have_floors_of_their_own() -> None:
    floors = Floors(own=0.1, foreign=0.2, sentences=0.3)
    assert floors.of(1, foreign=False) == 0.1
    assert floors.of(1, foreign=True) == 0.2
    assert floors.of(SENTENCE_WORDS, foreign=False) == 0.3
    assert floors.of(SENTENCE_WORDS, foreign=True) == 0.3


@pytest.mark.parametrize("model", MODELS, ids=lambda each: each.version)
def test_the_numbers_say_what_they_were_learnt_on_and_promise_enough(model: TrustModel) -> None:
    assert "malaysia" not in model.learnt_on
    assert len(model.weights) == len(TELLS)
    assert min(model.floors.own, model.floors.foreign, model.floors.sentences) >= 0.7


@pytest.mark.parametrize("model", MODELS, ids=lambda each: each.version)
@settings(max_examples=30)
@given(st.lists(st.floats(-50, 50), min_size=len(TELLS), max_size=len(TELLS)))
def test_a_chance_is_a_chance(model: TrustModel, told: list[float]) -> None:
    assert 0 < model.chance(told) < 1
