"""Mentors and those they could accompany: the pairs a campaign chooses from.

Rules:

- A mentee is a need of kind mentoring: what is to be learnt, in which language, how many
  hours, from afar or on site. A mentor is a person who is willing to share.
- A pair is weighed like any other, by the same conditions and the same sum.
- A mentor takes as many mentees as she said; who said nothing is unknown, so her pairs are
  conditional, and she is offered one place and no more.
- Pairs in the near bucket are no pairs: something asked is not there.
- Nobody accompanies anybody for what either of them is: no type here has such a field. Places
  kept for a group are a matter of the campaign, openly (``allocation``).

What it does not do: choose (``allocation`` does), or bring two people together: both say yes
first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from matcher.allocation.types import Applicant, Campaign, Edges, Quota, SeatedNeed
from matcher.prepared import prepare
from matcher.ranking import is_listed, order_key
from matcher.scoring import weigh_prepared
from matcher.taxonomy import Taxonomy
from matcher.types import Bucket, MatchNeed, MatchProfile, NeedId, NeedKind, ScoredMatch, Slot
from matcher.weights import Weights


@dataclass(frozen=True, slots=True)
class MentoringPairs:
    """Every possible pair, and how many places there are on both sides.

    ``pairs`` stand in the order of each mentee's ranking. ``places`` is how many mentees each
    mentor of a pair takes; ``seats`` how many mentors each mentee's need asks for.
    """

    pairs: tuple[ScoredMatch, ...]
    places: Mapping[Slot, int]
    seats: Mapping[NeedId, int]


def mentoring_pairs(
    needs: Iterable[MatchNeed],
    mentors: Iterable[MatchProfile],
    taxonomy: Taxonomy,
    weights: Weights,
    as_of: date,
    *,
    most: int | None = None,
) -> MentoringPairs:
    """List the pairs of mentors and mentees.

    Args:
        needs: Those of other kinds, or without a requirement, are passed over.
        mentors: Each slot once.
        taxonomy: The active release.
        weights: The version in force.
        as_of: The day of the comparison.
        most: How many mentors to keep for each mentee; all when ``None``.

    Source: C-40.
    """
    people = tuple(mentors)
    pairs: list[ScoredMatch] = []
    seats: dict[NeedId, int] = {}
    for need in needs:
        if need.kind is not NeedKind.MENTORING or not need.requirements:
            continue
        prepared = prepare(need, taxonomy, weights, as_of)
        found = (weigh_prepared(person, prepared) for person in people)
        possible = sorted(
            (match for match in found if match.bucket is not Bucket.NEAR and is_listed(match)),
            key=lambda match: order_key(match, weights),
        )
        pairs.extend(possible[:most])
        seats[need.need_id] = need.seats
    paired = {pair.slot for pair in pairs}
    places = {person.slot: places_of(person) for person in people if person.slot in paired}
    return MentoringPairs(tuple(pairs), places, seats)


def places_of(mentor: MatchProfile) -> int:
    """Give how many mentees a mentor takes; one when she has not said."""
    return 1 if mentor.mentoring_places is None else max(0, mentor.mentoring_places)


def mentoring_campaign(
    found: MentoringPairs,
    mentors: Iterable[MatchProfile],
    seed: int,
    *,
    quotas: Iterable[Quota] = (),
    conditional: bool = True,
) -> Campaign:
    """Put the pairs to the allocation: mentors take places, mentees are the seats.

    Args:
        found: The pairs, with the places of both sides.
        mentors: The people of the pairs; others are passed over.
        seed: Published beforehand, draws the lot between equals.
        quotas: Places kept for a group, each with its reason.
        conditional: Whether pairs that still wait for something may be brought together.
    """
    return Campaign(
        needs=tuple(SeatedNeed(need_id, seats) for need_id, seats in found.seats.items()),
        applicants=tuple(
            Applicant(mentor.slot, mentor.lot, capacity=found.places[mentor.slot])
            for mentor in mentors
            if found.places.get(mentor.slot, 0) > 0
        ),
        edges=Edges.of_matches(found.pairs),
        seed=seed,
        quotas=tuple(quotas),
        conditional=conditional,
    )
