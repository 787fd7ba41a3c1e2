"""Regions: whole, named in every offered language, and codes of their country."""

import re
from collections import Counter

import pytest

from api.languages import OFFERED
from data.regions import load_regions, regions_of

COUNTS = {
    "EG": 27,
    "MA": 12,
    "TN": 24,
    "GE": 12,
    "MD": 37,
    "SN": 14,
    "CI": 14,
    "NG": 37,
    "CM": 10,
    "ML": 11,
    "GR": 14,
    "DE": 16,
    "ES": 19,
    "IT": 20,
    "FR": 18,
    "BE": 3,
    "GB": 4,
}


def test_every_country_of_the_programmes_has_all_its_regions() -> None:
    assert Counter(region.country for region in load_regions().values()) == COUNTS


def test_codes_are_iso_3166_2_codes_of_their_country() -> None:
    for code, region in load_regions().items():
        assert code == region.code
        assert re.fullmatch(rf"{region.country}-[A-Z0-9]{{1,3}}", code)


def test_every_region_is_named_in_every_offered_language() -> None:
    for region in load_regions().values():
        assert set(region.names) == set(OFFERED)
        assert all(name == name.strip() and name for name in region.names.values())
        assert re.search(r"[\u0600-\u06ff]", region.names["ar"])
        assert not re.search(r"[\u0600-\u06ff]", region.names["fr"] + region.names["en"])


@pytest.mark.parametrize("language", OFFERED)
def test_no_two_regions_of_a_country_share_a_name(language: str) -> None:
    named = Counter((one.country, one.names[language]) for one in load_regions().values())
    assert [name for name, count in named.items() if count > 1] == []


def test_regions_of_a_country_are_listed_by_code() -> None:
    codes = [region.code for region in regions_of("EG")]
    assert codes == sorted(codes)
    assert "EG-KFS" in codes


def test_a_country_without_regions_has_none_to_choose_from() -> None:
    assert regions_of("LT") == ()


def test_a_name_falls_back_to_english() -> None:
    region = load_regions()["DE-BY"]
    assert region.name("fr") == "Bavière"
    assert region.name("ro") == "Bavaria"


def test_regions_are_read_once_and_cannot_be_changed() -> None:
    assert load_regions() is load_regions()
    with pytest.raises(TypeError):
        load_regions()["XX-YY"] = regions_of("BE")[0]  # type: ignore[index]  # the point
