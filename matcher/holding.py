"""Whether a profile is one the index can hold and compare without harm to the others.

The columns hold whole numbers of a fixed size, and days are added and taken from one another.
One profile with numbers or days far outside anything a life holds would stop or distort the
ranking for everybody, so whoever fills an index asks here first and leaves it out.

Rules:

- The bounds are far wider than those of any input; they tell damage, not taste.
- Nothing about who or what the profile is counts.

What it does not do: correct a profile, or say what is wrong with it.
"""

from collections.abc import Iterator
from datetime import date
from itertools import chain

from matcher.types import MatchProfile, OneOffWindow

HIGHEST = 1_000_000
"""No number in a profile is above this, or below zero."""
YEARS = range(1900, 2301)
"""Years that days of a profile may lie in."""
MOST = 1_000
"""Entries of one kind in one profile, at most."""


def can_be_held(profile: MatchProfile) -> bool:
    """Tell whether a profile may enter an index.

    >>> from matcher.types import Slot
    >>> can_be_held(MatchProfile(Slot(1), hours_per_month=40))
    True
    >>> can_be_held(MatchProfile(Slot(1), hours_per_month=10**30))
    False
    """
    kinds = (profile.skills, profile.experience, profile.languages, profile.ties)
    return (
        all(len(kind) <= MOST for kind in (*kinds, profile.windows or ()))
        and all(0 <= number <= HIGHEST for number in _numbers(profile))
        and all(day.year in YEARS for day in _days(profile))
    )


def _numbers(profile: MatchProfile) -> Iterator[int]:
    stated = chain(
        (
            profile.hours_per_month,
            profile.longest_mission_days,
            profile.notice_days,
            profile.mentoring_places,
        ),
        (number for each in profile.skills for number in (each.years, each.last_used_year)),
        (number for each in profile.experience for number in (each.years_origin, each.years_host)),
    )
    return (number for number in stated if number is not None)


def _days(profile: MatchProfile) -> Iterator[date]:
    if profile.confirmed_on:
        yield profile.confirmed_on
    for window in profile.windows or ():
        if isinstance(window, OneOffWindow):
            yield from (window.start, window.end)
