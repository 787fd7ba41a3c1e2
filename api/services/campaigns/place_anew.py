"""Put a campaign together as it stands, to place anew who loses a seat when needs leave.

Rules:

- Everybody who may still be matched keeps the result in force; a seat that somebody has keeps
  the pair it rests on, whatever she changed since.
- What somebody chose is heeded for another seat, and never takes hers away.

What it does not do: place anybody (``matcher.allocation`` does), or store.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from api.context import Context
from api.services.campaigns.seat_people import Choices, Gathered, applicant
from data.campaign_records import CampaignChoice, SeatLine, SeatResult, Track
from matcher.allocation import (
    Allocation,
    Edges,
    PersonResult,
    Refusal,
    Seat,
    SeatedNeed,
    SeatReason,
)
from matcher.types import Bucket, NeedId, Slot
from privacy.vocabulary import PersonId

Rows = dict[PersonId, list[SeatResult]]
"""Results by person."""


def as_it_stands(
    context: Context,
    found: Gathered,
    before: Iterable[SeatResult],
    lines: Sequence[SeatLine],
    *,
    choices: Choices,
    gone: frozenset[NeedId],
) -> tuple[Gathered, Allocation, Rows]:
    """Put a campaign together as it stands: who is still there, with the seats they have.

    Args:
        context: Any unit of work.
        found: The pairs of what remains.
        before: The results in force, of people who may be matched.
        lines: Every need of the campaign, those that leave among them.
        choices: What people chose.
        gone: The needs that leave.
    """
    withdrawn = tuple(SeatedNeed(line.need, line.seats) for line in lines if line.need in gone)
    tracks = {line.need: line.track for line in lines if line.track is not None}
    rows: Rows = {}
    for row in before:
        rows.setdefault(row.person, []).append(row)
    slots = {person: slot for slot, person in found.people.items()}
    profiles = context.runtime.pool.profiles(context, rows)
    slots.update((person, profile.slot) for person, profile in profiles.items())
    people = {slots[person]: person for person in profiles}
    capacity = {each.slot: each.capacity for each in found.campaign.applicants}
    results = {slot: _result(slot, rows[person]) for slot, person in people.items()}
    edges = found.campaign.edges
    pairs = {
        (Slot(slot), edges.need_ids[need]): (Bucket(bucket), numerator)
        for slot, need, bucket, numerator in zip(
            edges.slots.tolist(),
            edges.needs.tolist(),
            edges.buckets.tolist(),
            edges.numerators.tolist(),
            strict=True,
        )
        if slot in people
    }
    for slot, result in results.items():
        for taken in result.seats:
            bucket = Bucket.CONDITIONAL if taken.conditional else Bucket.DIRECT
            pairs[slot, taken.need_id] = (bucket, taken.numerator)
    need_ids = tuple(sorted({need for _, need in pairs} | {each.need_id for each in withdrawn}))
    place = {need: number for number, need in enumerate(need_ids)}
    columns = [
        (slot, place[need], int(bucket), numerator)
        for (slot, need), (bucket, numerator) in pairs.items()
    ]
    slot_column, need_column, bucket_column, numerator_column = (
        np.array([each[part] for each in columns], np.int64) for part in range(4)
    )
    campaign = replace(
        found.campaign,
        needs=(*found.campaign.needs, *withdrawn),
        applicants=tuple(
            replace(
                applicant(
                    profiles[person],
                    _keeping(choices.get(person), rows[person], tracks),
                    mentoring=False,
                ),
                capacity=max(capacity.get(slot, 1), len(results[slot].seats)),
            )
            for slot, person in people.items()
        ),
        edges=Edges(slot_column, need_column, bucket_column, numerator_column, need_ids),
        quotas=tuple(
            replace(quota, group=None if quota.group is None else quota.group & people.keys())
            for quota in found.campaign.quotas
        ),
        recalls=tuple(each for each in found.campaign.recalls if each.slot in people),
    )
    stood = Allocation(campaign.seed, results, {}, {}, (), False, 0, 0, 0)
    return Gathered(campaign, people), stood, rows


def _keeping(
    choice: CampaignChoice | None, rows: Iterable[SeatResult], tracks: Mapping[NeedId, Track]
) -> CampaignChoice | None:
    """Give what somebody chose, without excluding a seat she has."""
    if choice is None:
        return None
    has = frozenset(NeedId(row.need) for row in rows if row.seated)
    ways = choice.tracks | {tracks[need] for need in has if need in tracks}
    return replace(choice, excluded=choice.excluded - has, tracks=ways)


def _result(slot: Slot, rows: list[SeatResult]) -> PersonResult:
    seats = tuple(
        Seat(NeedId(row.need), SeatReason(row.reason), row.numerator or 1, row.conditional)
        for row in rows
        if row.seated
    )
    if seats:
        return PersonResult(slot, seats[0].reason, seats)
    reason = SeatReason(rows[0].reason)
    need = NeedId(rows[0].need) if rows[0].need else None
    return PersonResult(slot, reason, (), Refusal(reason, need, rows[0].numerator))
