"""Show an organisation, on one sheet, how many people answer its need (R4-118).

Rules:

- Numbers of people are rounded down to fives, and below five there is none: a sheet that is
  passed on must not point at anybody.
- Only people listed at this moment count, as in the organisation's own list, and of them
  those who did not register lately (``count_people``): whoever gets the sheet could have
  invented four people beside a real one.

What it does not do: name, order or describe anybody.
"""

from dataclasses import dataclass
from datetime import date

from api.context import Context
from api.services.matches.anonymise_matches import LEAST_ALIKE
from api.services.matches.count_people import who_counts
from api.services.matches.known_by_handle import person_behind
from api.services.matches.rank_matches import agency_ranking
from api.services.needs.post_need import readable_need
from api.services.views.explaining import BucketCode
from api.services.views.need import NeedView


@dataclass(frozen=True, slots=True)
class EmployerSheet:
    """A need, and how many people at least answer it; ``None`` stands for fewer than five."""

    need: NeedView
    on: date
    direct: int | None
    after_training: int | None


def employer_sheet(context: Context, need_id: str) -> EmployerSheet:
    """Make the sheet of one of the agency's open needs.

    Raises:
        NotFound: It is not a need of the actor's organisation.
    """
    ranking = agency_ranking(context, need_id)
    need = readable_need(context, need_id)
    people = [
        person_behind(context, need.organisation, need, match.handle) for match in ranking.matches
    ]
    buckets = [
        match.bucket
        for match, counts in zip(ranking.matches, who_counts(context, people), strict=True)
        if counts
    ]
    return EmployerSheet(
        need=ranking.need,
        on=context.today,
        direct=rounded_down(buckets.count(BucketCode.DIRECT)),
        after_training=rounded_down(buckets.count(BucketCode.CONDITIONAL)),
    )


def rounded_down(count: int) -> int | None:
    """Round a number of people down to fives; ``None`` below five.

    >>> rounded_down(4), rounded_down(5), rounded_down(23)
    (None, 5, 20)
    """
    return count // LEAST_ALIKE * LEAST_ALIKE or None
