"""The constraints of an allocation as rows over columns, all of whole numbers.

Rules:

- A column is an admitted edge (0 or 1) or the shortfall of a reserve (0 to ``at_least``).
- A row says: the sum of its columns is at most its limit. People, needs, upper quotas, seats
  held for a group and reserves each give rows; a row that cannot bind is left out.
- Quotas stay a flow, and so always have a proven best answer in whole seats, when each
  speaks of everybody in some needs (tracks), of a group in all needs, or of a group in one
  need; and when any two of the same kind are nested or apart. Held seats count as a bound on
  everybody outside the group. All others cross.

What it does not do: solve, or refuse crossing quotas (``solving`` does when no proof closes).
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import sparse

from matcher.allocation.admission import Admission, Mask
from matcher.allocation.results import Objective
from matcher.allocation.types import Campaign, Column, Quota, Unclaimed
from matcher.types import Bucket, Slot

_EVERYWHERE, _TRACKS = -1, -2


@dataclass(frozen=True, slots=True, eq=False)
class QuotaRow:
    """One quota as it binds.

    Attributes:
        quota: The quota.
        members: The admitted edges it counts.
        outside: The edges that its held seats bound; ``None`` unless seats are held.
        room: How many seats those outside may take.
    """

    quota: Quota
    members: Column
    outside: Column | None
    room: int


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Rows, columns and the objectives in their order.

    Shape: matrix (rows, columns), limit (rows,), upper (columns,), objectives (columns,).
    """

    matrix: sparse.csc_matrix
    limit: Column
    upper: Column
    objectives: tuple[tuple[Objective, Column], ...]
    edges: Column
    start: Column


def quota_rows(
    campaign: Campaign, admission: Admission, kept: Mask | None = None
) -> tuple[QuotaRow, ...]:
    """Find the edges each quota counts, in the order of the codes; seats once kept stay."""
    admitted = np.flatnonzero(admission.admitted)
    by_need = admitted[np.argsort(admission.need[admitted], kind="stable")]
    starts = np.searchsorted(admission.need[by_need], np.arange(len(admission.needs) + 1))
    slots = np.array([each.slot for each in admission.applicants], np.int64)
    groups: dict[frozenset[Slot], Mask] = {}
    rows = []
    for quota in sorted(campaign.quotas, key=lambda each: each.code):
        inside = _needs_of(quota, admission)
        scope, seats = admitted, admission.seats
        if inside is not None:
            parts = [by_need[starts[place] : starts[place + 1]] for place in inside]
            scope = np.sort(np.concatenate(parts)) if parts else admitted[:0]
            seats = seats[inside]
        belongs = np.ones(len(scope), np.bool_)
        if quota.group is not None:
            if quota.group not in groups:
                groups[quota.group] = np.isin(slots, np.array(sorted(quota.group), np.int64))
            belongs = groups[quota.group][admission.person[scope]]
        held = quota.unclaimed is Unclaimed.HELD and quota.at_least > 0
        room = max(0, int(seats.sum()) - quota.at_least)
        if held and kept is not None:
            room = max(room, int(kept[scope[~belongs]].sum()))
        rows.append(QuotaRow(quota, scope[belongs], scope[~belongs] if held else None, room))
    return tuple(rows)


def build_network(campaign: Campaign, admission: Admission, quotas: Sequence[QuotaRow]) -> Network:
    """Lay out the rows and the objectives of a campaign."""
    edges = np.flatnonzero(admission.admitted)
    reserves = [row for row in quotas if row.quota.at_least > 0]
    width = len(edges) + len(reserves)
    upper = np.ones(width, np.int64)
    upper[len(edges) :] = [row.quota.at_least for row in reserves]
    person, need = admission.person[edges], admission.need[edges]
    own = len(admission.applicants)
    rows: list[Column] = [person, own + need]
    columns: list[Column] = [np.arange(len(edges))] * 2
    signs: list[Column] = [np.ones(len(edges), np.int64)] * 2
    limit: list[int] = [*admission.capacity.tolist(), *admission.seats.tolist()]

    def add(members: Column, sign: int, bound: int, extra: int | None = None) -> None:
        at = members if extra is None else np.append(members, extra)
        rows.append(np.full(len(at), len(limit), np.int64))
        columns.append(at)
        signs.append(np.full(len(at), sign, np.int64))
        limit.append(bound)

    for row in quotas:
        if row.quota.at_most is not None:
            add(np.searchsorted(edges, row.members), 1, row.quota.at_most)
        if row.outside is not None:
            add(np.searchsorted(edges, row.outside), 1, row.room)
    for place, row in enumerate(reserves):
        add(np.searchsorted(edges, row.members), -1, -row.quota.at_least, len(edges) + place)
    matrix = sparse.coo_matrix(
        (np.concatenate(signs), (np.concatenate(rows), np.concatenate(columns))),
        shape=(len(limit), width),
    ).tocsr()
    bounds = np.array(limit, np.int64)
    binding = np.flatnonzero(matrix.maximum(0) @ upper > bounds) if width else np.arange(0)
    start = np.zeros(width, np.int64)
    start[len(edges) :] = upper[len(edges) :]
    return Network(
        matrix[binding].tocsc(),
        bounds[binding],
        upper,
        _objectives(campaign, admission, edges, len(reserves)),
        edges,
        start,
    )


def recalled_edges(campaign: Campaign, admission: Admission) -> Mask:
    """Tell of each edge whether an employer named the person back and she agreed."""
    places = {need.need_id: place for place, need in enumerate(admission.needs)}
    rows = {each.slot: row for row, each in enumerate(admission.applicants)}
    wanted = [
        rows[recall.slot] * len(places) + places[recall.need_id]
        for recall in campaign.recalls
        if recall.agreed and recall.slot in rows
    ]
    return np.isin(admission.keys, np.array(wanted, np.int64)) & admission.admitted


def quotas_cross(quotas: Sequence[QuotaRow], admission: Admission) -> tuple[str, ...]:
    """Name the quotas that leave the shapes of a flow; empty when all is a flow."""
    families: dict[int, list[tuple[str, Column]]] = {}
    crossing: set[str] = set()
    for row in quotas:
        inside = _needs_of(row.quota, admission)
        parts = [row.members] if row.outside is None else [row.members, row.outside]
        if inside is not None and row.quota.group is None:
            parts, family = [inside], _TRACKS
        elif inside is None:
            family = _EVERYWHERE
        elif len(inside) == 1:
            family = int(inside[0])
        else:
            crossing.add(row.quota.code)
            continue
        families.setdefault(family, []).extend((row.quota.code, part) for part in parts)
    for members in families.values():
        for (code, one), (other_code, other) in combinations(members, 2):
            both = len(np.intersect1d(one, other, assume_unique=True))
            if both not in {0, len(one), len(other)}:
                crossing |= {code, other_code}
    return tuple(sorted(crossing))


def _needs_of(quota: Quota, admission: Admission) -> Column | None:
    """Give the positions of the needs a quota speaks of; ``None`` when it speaks of all."""
    if quota.needs is None or len(quota.needs) == len(admission.needs):
        return None
    ids = admission.need_ids
    return np.array([bisect_left(ids, need_id) for need_id in sorted(quota.needs)], np.int64)


def _objectives(
    campaign: Campaign, admission: Admission, edges: Column, reserves: int
) -> tuple[tuple[Objective, Column], ...]:
    nothing = np.zeros(reserves, np.int64)
    direct = admission.bucket[edges] == Bucket.DIRECT
    value = admission.value[edges]
    found = [
        (Objective.RECALLS, recalled_edges(campaign, admission)[edges].astype(np.int64), nothing),
        (Objective.RESERVED_SEATS, np.zeros(len(edges), np.int64), nothing - 1),
        (Objective.DIRECT_SCORE, np.where(direct, value, 0), nothing),
        (Objective.CONDITIONAL_SCORE, np.where(direct, 0, value), nothing),
        (Objective.PREFERENCES, -admission.steps[edges], nothing),
        (Objective.LOT, admission.lot[edges], nothing),
    ]
    kept = (Objective.DIRECT_SCORE, Objective.LOT)
    return tuple(
        (name, np.concatenate((gain, short)).astype(np.int64))
        for name, gain, short in found
        if name in kept or gain.any() or short.any()
    )
