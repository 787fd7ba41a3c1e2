"""What a campaign gives to the allocation: seats, applicants, edges, quotas, recalls.

Rules:

- A group is an opaque set of slots. Why somebody belongs to it is known where the campaign
  is made, never here; the quota carries a stated reason as a code.
- An edge is a pair that was weighed and may be seated: slot, need, bucket, score numerator.
- An exclusion or an unchosen track takes edges away. A rank takes off a published number of
  points for every step below the first choice and never adds any.

What it does not do: decide who belongs to a group, who agreed, or which pairs are weighed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, NewType

import numpy as np
from numpy.typing import NDArray

from matcher.types import Bucket, NeedId, ScoredMatch, Slot

QuotaCode = NewType("QuotaCode", str)
QuotaReason = NewType("QuotaReason", str)
TrackCode = NewType("TrackCode", str)

Column = NDArray[np.int64]
MOST_STEPS = 4


class Unclaimed(StrEnum):
    """What becomes of reserved seats that the group does not claim."""

    OPEN = "open"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class SeatedNeed:
    """One need with its seats.

    Attributes:
        need_id: The need.
        seats: How many people it takes.
        track: The track it belongs to (at home, abroad …), if the campaign has tracks.
    """

    need_id: NeedId
    seats: int
    track: TrackCode | None = None


@dataclass(frozen=True, slots=True)
class Applicant:
    """One person in the campaign.

    Attributes:
        slot: The person.
        lot: Her lot, drawn when she registered; below 2**64.
        capacity: How many seats she may take: 1, or a mentor's places.
        ranked: Needs in her order, first choice first; needs not named stand behind.
        excluded: Needs she does not want.
        tracks: The tracks she applies for; every track when ``None``.
    """

    slot: Slot
    lot: int
    capacity: int = 1
    ranked: tuple[NeedId, ...] = ()
    excluded: frozenset[NeedId] = frozenset()
    tracks: frozenset[TrackCode] | None = None


class CandidateEdge(NamedTuple):
    """One pair that was weighed."""

    slot: Slot
    need_id: NeedId
    bucket: Bucket
    numerator: int


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Many pairs as columns: a million of them must fit.

    Attributes:
        slots: The person of each pair.
        needs: The need of each pair, as a position in ``need_ids``.
        buckets: ``Bucket`` of each pair.
        numerators: Score numerator of each pair, from 1 to the score's denominator.
        need_ids: Names the needs.

    Shape: slots, needs, buckets, numerators (n,).
    """

    slots: Column
    needs: Column
    buckets: Column
    numerators: Column
    need_ids: tuple[NeedId, ...]

    @classmethod
    def of(cls, pairs: Iterable[CandidateEdge]) -> "Edges":
        """Turn pairs into columns."""
        listed = list(pairs)
        need_ids = tuple(sorted({pair.need_id for pair in listed}))
        position = {need_id: place for place, need_id in enumerate(need_ids)}
        return cls(
            np.array([pair.slot for pair in listed], np.int64),
            np.array([position[pair.need_id] for pair in listed], np.int64),
            np.array([int(pair.bucket) for pair in listed], np.int64),
            np.array([pair.numerator for pair in listed], np.int64),
            need_ids,
        )

    @classmethod
    def of_matches(cls, matches: Iterable[ScoredMatch]) -> "Edges":
        """Turn weighed matches into columns."""
        return cls.of(
            CandidateEdge(match.slot, match.need_id, match.bucket, match.numerator)
            for match in matches
        )


@dataclass(frozen=True, slots=True)
class Quota:
    """A bound on how many seats a group takes in some needs.

    Attributes:
        code: Names the quota.
        reason: Why it exists, as a code; a quota without a reason is refused.
        group: The people it speaks of; everybody when ``None``.
        needs: The needs it speaks of; all when ``None``.
        at_least: Seats reserved for the group, reached as far as its edges allow.
        at_most: Seats the group may take; no bound when ``None``.
        unclaimed: Whether reserved seats nobody of the group claims open to others or are
            held empty.
    """

    code: QuotaCode
    reason: QuotaReason
    group: frozenset[Slot] | None = None
    needs: frozenset[NeedId] | None = None
    at_least: int = 0
    at_most: int | None = None
    unclaimed: Unclaimed = Unclaimed.OPEN


@dataclass(frozen=True, slots=True)
class Recall:
    """An employer names back somebody who worked there.

    Attributes:
        need_id: The need she is called to.
        slot: The person behind the handle the employer gave.
        agreed: She said yes; without it the recall has no effect at all.
    """

    need_id: NeedId
    slot: Slot
    agreed: bool


@dataclass(frozen=True, slots=True, eq=False)
class Campaign:
    """Everything one allocation rests on.

    Attributes:
        needs: The seats.
        applicants: The people.
        edges: The weighed pairs; those whose bucket the campaign does not take are ignored.
        seed: Published before the campaign closes; below 2**64.
        quotas: Bounds and reserves.
        recalls: People named back.
        conditional: Whether conditional matches may fill what direct ones leave.
        preference_step: Points (numerators) taken off per step below the first choice, four
            steps at most; 0 lets preferences decide between equal totals only.
    """

    needs: tuple[SeatedNeed, ...]
    applicants: tuple[Applicant, ...]
    edges: Edges
    seed: int
    quotas: tuple[Quota, ...] = ()
    recalls: tuple[Recall, ...] = ()
    conditional: bool = False
    preference_step: int = 0


def track_quota(
    code: QuotaCode,
    reason: QuotaReason,
    needs: Iterable[SeatedNeed],
    track: TrackCode,
    *,
    at_least: int = 0,
    at_most: int | None = None,
) -> Quota:
    """Bound the seats taken in one track, whoever takes them."""
    inside = frozenset(need.need_id for need in needs if need.track == track)
    return Quota(code, reason, None, inside, at_least, at_most)
