"""How many people a mentor accompanies.

Rules:

- A mentee is a need of kind mentoring, a mentor a person who is willing to share; the pair is
  weighed like any other, by the same conditions and the same sum, and seats are given like all
  others (``allocation``).
- A mentor takes as many mentees as she said; who said nothing is unknown, so her pairs are
  conditional, and she is offered one place and no more.
- Nobody accompanies anybody for what either of them is: no type here has such a field. Places
  kept for a group are a matter of the campaign, openly.

What it does not do: choose, or bring two people together: both say yes first.

Source: C-40.
"""

from matcher.types import MatchProfile


def places_of(mentor: MatchProfile) -> int:
    """Give how many mentees a mentor takes; one when she has not said."""
    return 1 if mentor.mentoring_places is None else max(0, mentor.mentoring_places)
