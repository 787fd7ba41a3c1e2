"""Two agencies that put their lists together cannot tell who is who (P-5, P-28).

A short run over thirty pairs of agencies; ``python -m tests.attacks.linkage`` is the long one.
The full skill list must link everybody: an attack that finds nobody proves nothing.
"""

from dataclasses import replace

import numpy as np
import pytest

import api.services.matches.anonymise_matches as anonymising
from privacy.keys import KeyRing
from tests.attacks import linkage
from tests.attacks.linkage import (
    Setting,
    fewest_alike,
    groups_of_orders,
    linkage_rates,
    order_p_value,
    pairs_of,
    populate,
    usefulness,
)

PEOPLE, PAIRS, SEED = 600, 15, 7
RING = KeyRing({1: b"e" * 32}, {1: b"s" * 32})
"""Fixed, so that the daily order is the same in every run."""


@pytest.fixture(scope="module")
def population() -> Setting:
    return populate(PEOPLE, SEED)


@pytest.fixture
def setting(population: Setting) -> Setting:
    """Give the population with needs drawn alike in every test, whatever ran before."""
    return replace(population, generator=np.random.default_rng(SEED))


def test_at_most_two_in_a_hundred_are_linked_by_what_is_shown(setting: Setting) -> None:
    same = linkage_rates(setting, PAIRS, same=True)
    different = linkage_rates(setting, PAIRS, same=False)
    shown = "what the service shows"
    assert same[shown].seen > 1_000
    assert same[shown].rate <= 0.02
    assert different[shown].rate <= 0.02
    # the attack works: it links whom the rule would otherwise give away
    for rates in (same, different):
        assert rates["full skill list"].rate > 0.99
        assert rates["overlap + region + 5-year band"].rate > 0.3
    assert same["overlap set"].rate > 0.04


def test_whatever_is_shown_beyond_the_band_at_least_five_share(setting: Setting) -> None:
    lists = [side for pair in pairs_of(setting, 4, same=True) for side in pair]
    assert fewest_alike(lists) >= 5


def test_with_a_smaller_group_more_people_would_be_linked(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: showing everything although nobody shares it."""
    monkeypatch.setattr(anonymising, "LEAST_ALIKE", 1)
    lists = [side for pair in pairs_of(setting, 3, same=True) for side in pair]
    assert fewest_alike(lists) == 1
    rate = linkage_rates(setting, 3, same=True)["what the service shows"].rate
    assert rate > 0.04


def test_the_order_shown_says_nothing_about_score_or_the_other_agency(setting: Setting) -> None:
    between, against = groups_of_orders(setting, 4, RING)
    assert order_p_value(between, 1, rounds=299) > 0.01
    assert order_p_value(against, 2, rounds=299) > 0.01


def test_an_order_by_score_would_be_seen(setting: Setting) -> None:
    """The break."""
    between, against = groups_of_orders(setting, 2, RING, by_score=True)
    assert order_p_value(between, 1, rounds=299) <= 0.01
    assert order_p_value(against, 2, rounds=299) <= 0.01


def test_searchers_still_find_who_fits(setting: Setting) -> None:
    """R4-20: sufficient information without free access."""
    useful = usefulness(setting, 8, RING)
    assert useful.reachable >= 0.95
    assert useful.gain >= 0.65


def test_a_list_that_says_nothing_would_be_noticed(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The break: everybody is shown, all alike. Reachable, and of no use to a searcher."""
    monkeypatch.setattr(linkage, "as_a_searcher_reads", lambda _, order: sorted(order, key=str))
    useful = usefulness(setting, 8, RING)
    assert useful.reachable >= 0.95
    assert useful.gain < 0.65
