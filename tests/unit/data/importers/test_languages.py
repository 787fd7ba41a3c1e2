"""Languages, countries and regions out of codes and names."""

import pytest

from data.importers.languages import read_country, read_language, read_region


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("fr", "fr"),
        ("FRA", "fr"),
        ("pt_br", "pt-BR"),
        ("zh-hans", "zh-Hans"),
        ("arz", "ar-EG"),
        ("ary", "ar-MA"),
        ("arabe", "ar"),
        ("العربية", "ar"),
        ("Egyptian Arabic", "ar-EG"),
        ("portugais", "pt"),
        ("rumano", "ro"),
        ("zz", None),
        ("en-ZZ", None),
        ("", None),
        ("speaks well", None),
    ],
)
def test_languages_are_known_by_code_and_name(text: str, tag: str | None) -> None:
    assert read_language(text) == tag


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ma", "MA"),
        ("MAR", "MA"),
        ("Maroc", "MA"),
        ("المغرب", "MA"),
        ("Égypte", "EG"),
        ("egypte", "EG"),
        ("Côte d'Ivoire", "CI"),
        ("EU", None),
        ("Atlantis", None),
    ],
)
def test_countries_are_known_by_code_and_name(text: str, code: str | None) -> None:
    assert read_country(text) == code


def test_a_region_brings_its_country() -> None:
    place = read_region("eg-kfs")
    assert place is not None
    assert (place.country, place.region) == ("EG", "EG-KFS")
    assert read_region("ZZ-1") is None
    assert read_region("Kafr el-Sheikh") is None
