import json

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.linking import SKILLS, Linker
from matcher.normalise import fold, forms, plain, stems, words
from matcher.proposals_text import spans
from tests.unit.matcher.linking_world import WORLD

LINKER = Linker.build(WORLD, SKILLS)
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


@given(st.text(max_size=400))
def test_any_advert_is_cut_into_short_different_spans(text: str) -> None:
    found = spans(text)
    assert len(set(found)) == len(found)
    assert all(span.strip() for span in found)
