"""Sentences, plurals, dates and directions of the offered languages."""

from datetime import UTC, date, datetime

import pytest

from api.i18n import MissingSentence, Translator, plural_categories, translator
from api.languages import OFFERED, accepted_languages, best_language


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 يوم"),
        (1, "يوم واحد"),
        (2, "يومان"),
        (3, "3 أيام"),
        (11, "11 يومًا"),
        (100, "100 يوم"),
        (103, "103 أيام"),
    ],
)
def test_arabic_counts_in_six_ways(count: int, words: str) -> None:
    assert translator("ar").text("count.days", count=count) == words


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("fr", 0, "0 jour"),
        ("fr", 1, "1 jour"),
        ("fr", 2, "2 jours"),
        ("fr", 1_000_000, "1000000 jours"),
        ("en", 0, "0 days"),
        ("en", 1, "1 day"),
    ],
)
def test_french_counts_nought_as_one_and_english_as_many(
    language: str, count: int, words: str
) -> None:
    assert translator(language).text("count.days", count=count) == words


@pytest.mark.parametrize("language", OFFERED)
def test_every_plural_sentence_has_every_form_of_its_language(language: str) -> None:
    plurals = [s for s in translator(language).sentences.values() if not isinstance(s, str)]
    assert len(plurals) > 5
    for forms in plurals:
        assert tuple(forms) == plural_categories(language)
        assert all(forms.values())


def test_a_missing_code_is_a_fault_and_no_empty_word() -> None:
    with pytest.raises(MissingSentence):
        translator("fr").text("nav.nowhere")
    with pytest.raises(MissingSentence):
        translator("fr").text("")
    with pytest.raises(MissingSentence):
        translator("xx")


def test_a_missing_fact_is_a_fault_and_names_only_the_code() -> None:
    with pytest.raises(MissingSentence, match=r"consents\.until lacks day"):
        translator("fr").text("consents.until")


def test_a_fact_is_never_read_as_a_placeholder() -> None:
    said = translator("en").text("list.pair", name="{value}", value="x")
    assert said == "{value}: x"


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("en", "ltr"), ("ar", "rtl")])
def test_a_language_knows_its_direction(language: str, direction: str) -> None:
    assert translator(language).direction == direction


@pytest.mark.parametrize(
    ("language", "day"),
    [("fr", "15 novembre 2026"), ("en", "November 15, 2026"), ("ar", "15 نوفمبر 2026")],
)
def test_a_day_is_written_in_full(language: str, day: str) -> None:
    assert translator(language).day(date(2026, 11, 15)) == day


def test_a_moment_names_its_zone() -> None:
    assert translator("en").moment(datetime(2026, 11, 15, 9, 30, tzinfo=UTC)).endswith("UTC")


@pytest.mark.parametrize(
    ("tag", "name"), [("ar-EG", "arabe (Égypte)"), ("fr", "français"), ("qqq", "qqq")]
)
def test_a_dialect_is_named_by_its_country(tag: str, name: str) -> None:
    tongue: Translator = translator("fr")
    assert tongue.spoken_language(tag) == name


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ar-MA,fr;q=0.8", "ar"),
        ("wo, ff;q=0.9, en;q=0.2", "en"),
        ("wo", "fr"),
        ("", "fr"),
        (None, "fr"),
        ("en;q=0, ar;q=0.1", "ar"),
        ("en;q=nonsense, ar", "ar"),
    ],
)
def test_the_browser_s_wish_is_followed_as_far_as_offered(
    header: str | None, language: str
) -> None:
    assert best_language(accepted_languages(header)) == language
