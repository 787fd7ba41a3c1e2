"""Tags that mean the same language or dialect, and those that do not."""

import pytest

from matcher.languages import (
    ARABIC_VARIETIES,
    Spoken,
    answer,
    dialects_alike,
    is_same_dialect,
    split_tag,
)
from matcher.types import Cefr, LanguageTag
from tests.factories import asks_language, speaks


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        ("ar", ("ar", "")),
        ("ara", ("ar", "")),
        ("arb", ("ar", "")),
        ("AR-eg", ("ar", "eg")),
        ("arz", ("ar", "eg")),
        ("ar-arz", ("ar", "eg")),
        ("arz-EG", ("ar", "eg")),
        ("ary", ("ar", "ma")),
        ("apc", ("ar", "apc")),
        ("ajp", ("ar", "apc")),
        ("apc-LB", ("ar", "lb")),
        ("aec", ("ar", "aec")),
        ("acw-SA", ("ar", "acw")),
        ("fr-CA", ("fr", "ca")),
        ("ka", ("ka", "")),
        ("mey", ("mey", "")),
    ],
)
def test_a_tag_is_split_into_language_and_dialect(tag: str, found: tuple[str, str]) -> None:
    assert split_tag(LanguageTag(tag)) == found


@pytest.mark.parametrize(
    ("spoken", "asked", "same"),
    [
        ("arz", "ar-EG", True),
        ("ar-EG", "ar-arz", True),
        ("apc", "ar-LB", True),
        ("ar-SY", "apc", True),
        ("ar-SY", "ar-LB", False),
        ("arz", "ary", False),
        ("ar", "ar-EG", False),
        ("aec", "ar-EG", False),
        ("acw", "ar-SA", True),
        ("acw", "ars", False),
        ("ar-EG", "ar", True),
        ("fr-CA", "fr-FR", False),
    ],
)
def test_a_spoken_tag_is_the_asked_dialect_or_another(spoken: str, asked: str, same: bool) -> None:
    assert is_same_dialect(LanguageTag(spoken), LanguageTag(asked)) is same
    state = answer(speaks(spoken), asks_language(asked))
    assert state is (Spoken.MET if same else Spoken.OTHER_DIALECT)


def test_being_alike_goes_both_ways() -> None:
    dialects = {split_tag(LanguageTag(code))[1] for code in ARABIC_VARIETIES} - {""}
    dialects |= {country for where in ARABIC_VARIETIES.values() for country in where}
    for one in dialects:
        assert one in dialects_alike("ar", one)
        for other in dialects:
            alike = other in dialects_alike("ar", one)
            assert alike == (one in dialects_alike("ar", other))


def test_a_variety_of_arabic_is_no_language_of_its_own() -> None:
    assert answer(speaks("arz", Cefr.A2), asks_language("ar", Cefr.B1)) is Spoken.TOO_LOW
    assert answer(speaks("mey"), asks_language("ar")) is Spoken.NOT
