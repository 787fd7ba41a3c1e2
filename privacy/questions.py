"""Choose which open requests a person has before her: few at a time, and none refused for it.

An organisation that was told "she has enough questions" would learn that several of its
references are the same person. So it is told nothing: a request that has to wait looks like
one that is not answered, to the organisation and for good if its time runs out.

Rules:

- At most three at once, the oldest first; the next comes when one is answered or over.
- No organisation holds more than two of the three, so none keeps the others from her.
- Who is before her stays until it is over: a later request never takes an earlier one's place.

What it does not do: know whether a request can still be answered; only such are passed in.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from privacy.grants import DisclosureRequest

MOST_AT_ONCE: Final = 3
"""How many open requests a person sees."""
MOST_OF_ONE: Final = 2
"""How many of them may be one organisation's."""


def before_her(waiting: Iterable[DisclosureRequest]) -> frozenset[str]:
    """Give the references of the requests a person sees and may answer now.

    Args:
        waiting: Every request to her that could be answered.
    """
    chosen: list[str] = []
    of_one: Counter[str] = Counter()
    for request in sorted(waiting, key=lambda each: (each.asked_at, each.reference)):
        if len(chosen) < MOST_AT_ONCE and of_one[request.organisation] < MOST_OF_ONE:
            chosen.append(request.reference)
            of_one[request.organisation] += 1
    return frozenset(chosen)
