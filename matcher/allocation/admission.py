"""Which edges of a campaign may be seated, in an order no input order can change.

Rules:

- People stand in the order of their lots mixed with the seed, needs in the order of their
  ids, so that neither slots nor the order of the input reach the result.
- An edge drops out for one reason, the first that holds: no capacity, excluded, track,
  bucket.
- The value of an edge is its numerator less ``preference_step`` for every step below the
  first choice, at least 1. Nothing ever adds to it.
- An edge's lot is drawn for the seed, the person and the need.

What it does not do: choose among edges.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from matcher.allocation.errors import AllocationRefused, CampaignFault
from matcher.allocation.results import SeatReason
from matcher.allocation.types import MOST_STEPS, Applicant, Campaign, Column, Edges, SeatedNeed
from matcher.lots import need_seed, tie_columns
from matcher.types import SCORE_DENOMINATOR, Bucket, NeedId

Mask = NDArray[np.bool_]
LOT_BITS = 30
_MOST_WORD = 1 << 64
ADMITTED = -1
DROPPED = (
    SeatReason.CAPACITY,
    SeatReason.PREFERENCE_EXCLUDED,
    SeatReason.PREFERENCE_TRACK,
    SeatReason.BUCKET,
)


@dataclass(frozen=True, slots=True, eq=False)
class Admission:
    """The columns an allocation works on.

    Attributes:
        applicants: In the order of their lots.
        needs: In the order of their ids.
        need_ids: Those ids.
        seats: Seats of each need.
        capacity: Capacity of each applicant.
        person: Applicant of each edge, as a position.
        need: Need of each edge, as a position.
        bucket: Bucket of each edge.
        numerator: Score of each edge.
        value: Score after steps for preferences.
        steps: Steps below the first choice.
        lot: Lot of each edge, 1 to 2**30, greater wins.
        dropped: ``ADMITTED`` or a position in ``DROPPED``.

    Shape: edges (m,), applicants and capacity (p,), needs and seats (n,).
    """

    applicants: tuple[Applicant, ...]
    needs: tuple[SeatedNeed, ...]
    need_ids: tuple[NeedId, ...]
    seats: Column
    capacity: Column
    person: Column
    need: Column
    bucket: Column
    numerator: Column
    value: Column
    steps: Column
    lot: Column
    dropped: Column

    @property
    def admitted(self) -> Mask:
        """Tell of each edge whether it may be seated."""
        admitted: Mask = self.dropped == ADMITTED
        return admitted

    @property
    def keys(self) -> Column:
        """Give one number for each pair, rising with the edges."""
        return self.person * len(self.needs) + self.need


def admit(campaign: Campaign) -> Admission:
    """Check a campaign and lay its edges out in their one order.

    Raises:
        AllocationRefused: The campaign is inconsistent; the fault says how.
    """
    _check(campaign)
    applicants = _by_lot(campaign)
    needs = tuple(sorted(campaign.needs, key=lambda need: need.need_id))
    person, need, order = _pairs(campaign.edges, applicants, needs)
    bucket = campaign.edges.buckets[order]
    numerator = campaign.edges.numerators[order]
    keys = person * len(needs) + need
    steps = _steps(applicants, needs, keys, person)
    capacity = np.array([each.capacity for each in applicants], np.int64)
    dropped = np.full(len(person), ADMITTED, np.int64)
    worst = Bucket.CONDITIONAL if campaign.conditional else Bucket.DIRECT
    grounds = (
        capacity[person] == 0,
        np.isin(keys, _excluded(applicants, needs)),
        ~_tracks_chosen(applicants, needs)(person, need),
        bucket > worst,
    )
    for place, ground in reversed(list(enumerate(grounds))):
        dropped[ground] = place
    return Admission(
        applicants,
        needs,
        tuple(each.need_id for each in needs),
        np.array([each.seats for each in needs], np.int64),
        capacity,
        person,
        need,
        bucket,
        numerator,
        np.maximum(numerator - campaign.preference_step * steps, 1),
        steps,
        _lots(campaign.seed, applicants, needs, person, need),
        dropped,
    )


def _check(campaign: Campaign) -> None:
    ids = [need.need_id for need in campaign.needs]
    slots = [applicant.slot for applicant in campaign.applicants]
    numerators = campaign.edges.numerators
    grounds = (
        (len(set(ids)) < len(ids), CampaignFault.NEED_TWICE),
        (any(need.seats < 0 for need in campaign.needs), CampaignFault.SEATS_NEGATIVE),
        (len(set(slots)) < len(slots), CampaignFault.APPLICANT_TWICE),
        (any(each.capacity < 0 for each in campaign.applicants), CampaignFault.CAPACITY_NEGATIVE),
        (
            bool(((numerators < 1) | (numerators > SCORE_DENOMINATOR)).any()),
            CampaignFault.SCORE_OUT_OF_RANGE,
        ),
        (not 0 <= campaign.preference_step <= SCORE_DENOMINATOR, CampaignFault.PREFERENCE_STEP),
        (not 0 <= campaign.seed < _MOST_WORD, CampaignFault.SEED_OUT_OF_RANGE),
        (not {r.need_id for r in campaign.recalls} <= set(ids), CampaignFault.RECALL_UNKNOWN),
    )
    for holds, fault in grounds:
        if holds:
            raise AllocationRefused(fault)
    _check_quotas(campaign, set(ids))


def _check_quotas(campaign: Campaign, ids: set[Hashable]) -> None:
    seen: set[str] = set()
    for quota in campaign.quotas:
        most = quota.at_most
        grounds = (
            (quota.code in seen, CampaignFault.QUOTA_TWICE),
            (not quota.reason, CampaignFault.QUOTA_WITHOUT_REASON),
            (
                quota.at_least < 0
                or (most is not None and most < quota.at_least)
                or (most is None and quota.at_least == 0),
                CampaignFault.QUOTA_BOUNDS,
            ),
            (quota.needs is not None and not quota.needs <= ids, CampaignFault.QUOTA_NEED_UNKNOWN),
        )
        for holds, fault in grounds:
            if holds:
                raise AllocationRefused(fault, quota.code)
        seen.add(quota.code)


def _word(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def _by_lot(campaign: Campaign) -> tuple[Applicant, ...]:
    if not campaign.applicants:
        return ()
    slots = np.array([each.slot for each in campaign.applicants], np.int64).astype(np.uint64)
    upper, lower = tie_columns(
        _word(f"people {campaign.seed}"), _own_lots(campaign.applicants), slots
    )
    return tuple(campaign.applicants[place] for place in np.lexsort((lower, upper)))


def _own_lots(applicants: Iterable[Applicant]) -> NDArray[np.uint64]:
    return np.array([each.lot % _MOST_WORD for each in applicants], np.uint64)


def _pairs(
    edges: Edges, applicants: tuple[Applicant, ...], needs: tuple[SeatedNeed, ...]
) -> tuple[Column, Column, Column]:
    """Give person and need of each edge as positions, sorted, and the order that sorts them."""
    slots = np.array([each.slot for each in applicants], np.int64)
    by_slot = np.argsort(slots)
    found = np.searchsorted(slots[by_slot], edges.slots)
    known = found < len(slots)
    known[known] = slots[by_slot][found[known]] == edges.slots[known]
    places = {need.need_id: place for place, need in enumerate(needs)}
    of_need = np.array([places.get(need_id, -1) for need_id in edges.need_ids], np.int64)
    inside = bool(((edges.needs >= 0) & (edges.needs < len(of_need))).all())
    if not (known.all() and inside and (of_need[edges.needs] >= 0).all()):
        raise AllocationRefused(CampaignFault.EDGE_UNKNOWN)
    person, need = by_slot[found], of_need[edges.needs]
    order = np.lexsort((need, person))
    person, need = person[order], need[order]
    if bool(((person[1:] == person[:-1]) & (need[1:] == need[:-1])).any()):
        raise AllocationRefused(CampaignFault.EDGE_TWICE)
    return person, need, order


def _excluded(applicants: tuple[Applicant, ...], needs: tuple[SeatedNeed, ...]) -> Column:
    places = {need.need_id: place for place, need in enumerate(needs)}
    return np.array(
        [
            row * len(needs) + places[need_id]
            for row, each in enumerate(applicants)
            for need_id in each.excluded
            if need_id in places
        ],
        np.int64,
    )


def _steps(
    applicants: tuple[Applicant, ...], needs: tuple[SeatedNeed, ...], keys: Column, person: Column
) -> Column:
    places = {need.need_id: place for place, need in enumerate(needs)}
    behind = np.array([min(len(each.ranked), MOST_STEPS) for each in applicants], np.int64)
    steps = behind[person]
    named = sorted(
        (row * len(needs) + places[need_id], min(each.ranked.index(need_id), MOST_STEPS))
        for row, each in enumerate(applicants)
        for need_id in set(each.ranked)
        if need_id in places
    )
    if named:
        wanted = np.array(named, np.int64)
        at = np.minimum(np.searchsorted(wanted[:, 0], keys), len(named) - 1)
        hit = wanted[at, 0] == keys
        steps[hit] = wanted[at[hit], 1]
    return steps


class _Tracks:
    """Whether a person chose the track of a need; a need without a track is open to all."""

    def __init__(self, of_need: Column, chosen: Mask) -> None:
        self._of_need, self._chosen = of_need, chosen

    def __call__(self, person: Column, need: Column) -> Mask:
        allowed: Mask = self._chosen[person, self._of_need[need]]
        return allowed


def _tracks_chosen(applicants: tuple[Applicant, ...], needs: tuple[SeatedNeed, ...]) -> _Tracks:
    names = sorted({need.track for need in needs if need.track is not None})
    places = {name: place for place, name in enumerate(names)}
    none = len(names)
    chosen = np.ones((len(applicants), none + 1), np.bool_)
    for row, each in enumerate(applicants):
        if each.tracks is not None:
            chosen[row, :none] = [name in each.tracks for name in names]
    of_need = [none if need.track is None else places[need.track] for need in needs]
    return _Tracks(np.array(of_need, np.int64), chosen)


def _lots(
    seed: int,
    applicants: tuple[Applicant, ...],
    needs: tuple[SeatedNeed, ...],
    person: Column,
    need: Column,
) -> Column:
    seeds = np.array([need_seed(each.need_id) for each in needs], np.uint64)
    if not len(person):
        return np.zeros(0, np.int64)
    words = _own_lots(applicants)[person] ^ seeds[need]
    upper, _ = tie_columns(_word(f"seats {seed}"), words, words)
    return (np.int64(1) << LOT_BITS) - (upper >> np.uint64(64 - LOT_BITS)).astype(np.int64)
