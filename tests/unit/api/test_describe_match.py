"""Bars as shown: they add up, and none shows more than it could have."""

from hypothesis import given, settings
from hypothesis import strategies as st

from api.services.matches.describe_match import SHOWN, share_shown
from matcher.types import SCORE_DENOMINATOR
from matcher.weights import largest_remainder

UNIT = SCORE_DENOMINATOR // SHOWN


@settings(derandomize=True, max_examples=300, deadline=None)
@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=7),
    st.lists(st.one_of(st.sampled_from((0, 10**6)), st.integers(0, 10**6)), min_size=7, max_size=7),
)
def test_bars_add_up_and_none_shows_more_than_its_most(raw: list[int], values: list[int]) -> None:
    weights = largest_remainder(raw, 100)
    terms = [weight * value for weight, value in zip(weights, values, strict=False)]
    total = (2 * sum(terms) + UNIT) // (2 * UNIT)
    most = [weight * SHOWN // 100 for weight in weights]
    shown = share_shown(terms, total, most)
    assert sum(shown) == total
    assert all(0 <= part <= cap for part, cap in zip(shown, most, strict=True))


def test_a_full_bar_passes_what_rounding_leaves_over_to_the_next() -> None:
    terms = [60 * 10**6, 40 * 12_500]
    assert share_shown(terms, 605, [600, 400]) == (600, 5)
    assert share_shown(terms, 606, [600, 400]) == (600, 6)
