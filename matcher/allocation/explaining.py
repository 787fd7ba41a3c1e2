"""Say of every pair why it has a seat or none: what decided, and whom it could have replaced.

Rules:

- A person with a free place could have replaced whoever sits in the need, unless that would
  break something: an upper quota that is full and counts her only, a reserve that needs the
  other, a recall, a direct match before a conditional one, a seat that is kept. The least
  score among those she could have replaced is the cut.
- Below the cut she was outscored; at the cut her order of preference or the lot decided; when
  there is nobody to replace, what protects the seats is the reason.
- A reserve decided about a seat when it counts its holder, is not more than full, and she
  would not sit there if no seat were reserved. It decided about a person without a seat when
  she would have one then; a bound, when she would have one without any bound.
- Only where that could not be proven (crossing quotas) does somebody outside the group, with a
  place free and a higher score, show that a seat was reserved.
- Otherwise, of several refusals the person is first told of the need where she was nearest to
  the cut.

What it does not do: change the result. That no refusal lies above its cut is a property the
tests hold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from matcher.allocation.admission import DROPPED, Admission, Mask
from matcher.allocation.network import QuotaRow
from matcher.allocation.results import (
    NeedReason,
    NeedResult,
    PersonResult,
    QuotaResult,
    Refusal,
    Seat,
    SeatReason,
)
from matcher.allocation.types import Column, QuotaCode
from matcher.types import Bucket, NeedId, Slot

_REASONS = tuple(SeatReason)
_FAR = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class Seating:
    """An allocation as columns: which edges are chosen, named back, kept, or not placed now.

    ``open_to_all`` are the edges chosen if no seat were reserved, ``unbounded`` if no quota had
    an upper bound; ``None`` where none can have decided, or nothing could be proven.
    """

    admission: Admission
    quotas: Sequence[QuotaRow]
    chosen: Mask
    recalled: Mask
    kept: Mask
    closed: Mask
    open_to_all: Mask | None = None
    unbounded: Mask | None = None


@dataclass(frozen=True, slots=True)
class _Bound:
    """A limit that is reached: whoever is counted by it may only replace the same."""

    code: QuotaCode
    reason: SeatReason
    members: Column


class _Answer(NamedTuple):
    """Reason, cut and quota of a pair without a seat."""

    reason: SeatReason
    cut: int | None = None
    quota: QuotaCode | None = None


class Explainer:
    """Answers for one seating; built once, asked for everybody."""

    def __init__(self, seating: Seating) -> None:
        self._s = seating
        columns = seating.admission
        self._places = np.bincount(
            columns.person[seating.chosen], minlength=len(columns.applicants)
        )
        self._filled = np.bincount(columns.need[seating.chosen], minlength=len(columns.needs))
        self._seated = np.flatnonzero(seating.chosen)
        self._seated = self._seated[np.argsort(columns.need[self._seated], kind="stable")]
        self._starts = np.searchsorted(
            columns.need[self._seated], np.arange(len(columns.needs) + 1)
        )
        self._full = self._reached_above()
        self._tight = self._reached_below()
        self._kinds, self._kind_full, self._kind_tight = self._signatures()
        self._codes = [row.quota.code for row in seating.quotas]
        self._reason = np.full(len(columns.person), -1, np.int64)
        self._cut = np.full(len(columns.person), -1, np.int64)
        self._quota = np.full(len(columns.person), -1, np.int64)
        self._reserved: dict[int, QuotaCode] = {}
        self._refuse()
        if seating.open_to_all is not None:
            self._reserved = self._moved_in(seating.open_to_all)

    def people(self) -> dict[Slot, PersonResult]:
        """Give everybody's result, by slot."""
        columns = self._s.admission
        seats = self._seats()
        refusals = self._nearest()
        for reason, otherwise in (
            (SeatReason.QUOTA_FULL, self._s.unbounded),
            (SeatReason.RESERVED, self._s.open_to_all),
        ):
            if otherwise is not None:
                refusals.update(self._moved_out(reason, otherwise))
        results = {}
        for row, applicant in enumerate(columns.applicants):
            own = tuple(seats.get(row, ()))
            if own:
                reason = max((seat.reason for seat in own), key=_STANDING.index)
                results[applicant.slot] = PersonResult(applicant.slot, reason, own)
            else:
                refusal = refusals[row]
                results[applicant.slot] = PersonResult(applicant.slot, refusal.reason, (), refusal)
        return dict(sorted(results.items()))

    def needs(self) -> dict[NeedId, NeedResult]:
        """Give every need's result, by id."""
        columns = self._s.admission
        admitted = np.flatnonzero(columns.admitted)
        asked = np.bincount(columns.need[admitted], minlength=len(columns.needs))
        blocked: dict[int, NeedReason] = {}
        open_edges = admitted[
            (self._filled < columns.seats)[columns.need[admitted]] & ~self._s.chosen[admitted]
        ]
        for edge in open_edges.tolist():
            why = _OF_NEED.get(_REASONS[self._reason[edge]])
            if why is not None:
                blocked.setdefault(int(columns.need[edge]), why)
        results = {}
        for place, need in enumerate(columns.needs):
            filled = int(self._filled[place])
            sitting = self._seated[self._starts[place] : self._starts[place + 1]]
            if filled == need.seats:
                reason = NeedReason.FILLED
            elif asked[place] == filled:
                reason = NeedReason.NOBODY
            else:
                reason = blocked.get(place, NeedReason.SEATED_ELSEWHERE)
            last = int(columns.numerator[sitting].min()) if filled else None
            results[need.need_id] = NeedResult(need.need_id, need.seats, filled, reason, last)
        return results

    def quotas(self) -> dict[QuotaCode, QuotaResult]:
        """Give every quota's result, by code."""
        results = {}
        for row in self._s.quotas:
            quota, taken = row.quota, int(self._s.chosen[row.members].sum())
            short = max(0, quota.at_least - taken)
            results[quota.code] = QuotaResult(
                quota.code, quota.reason, quota.at_least, quota.at_most, taken, short
            )
        return results

    def _reached_above(self) -> list[_Bound]:
        found = []
        for row in self._s.quotas:
            taken = int(self._s.chosen[row.members].sum())
            if row.quota.at_most is not None and taken >= row.quota.at_most:
                found.append(_Bound(row.quota.code, SeatReason.QUOTA_FULL, row.members))
            if row.outside is not None and int(self._s.chosen[row.outside].sum()) >= row.room:
                found.append(_Bound(row.quota.code, SeatReason.RESERVED, row.outside))
        return found

    def _reached_below(self) -> list[_Bound]:
        return [
            _Bound(row.quota.code, SeatReason.RESERVED, row.members)
            for row in self._s.quotas
            if 0 < int(self._s.chosen[row.members].sum()) <= row.quota.at_least
        ]

    def _signatures(self) -> tuple[Column, list[frozenset[int]], list[frozenset[int]]]:
        """Sort edges into kinds that the same reached limits count."""
        columns = self._s.admission
        kinds = np.zeros(len(columns.person), np.int64)
        full: list[frozenset[int]] = [frozenset()]
        tight: list[frozenset[int]] = [frozenset()]
        for place, bound in enumerate([*self._full, *self._tight]):
            old, back = np.unique(kinds[bound.members], return_inverse=True)
            kinds[bound.members] = len(full) + back
            above = place < len(self._full)
            for kind in old.tolist():
                full.append(full[kind] | {place} if above else full[kind])
                tight.append(tight[kind] if above else tight[kind] | {place - len(self._full)})
        return kinds, full, tight

    def _refuse(self) -> None:
        """Find reason, cut and quota of every admitted edge without a seat."""
        s, columns = self._s, self._s.admission
        waiting = np.flatnonzero(columns.admitted & ~s.chosen)
        free = self._places[columns.person[waiting]] < columns.capacity[columns.person[waiting]]
        self._write(waiting[~free], _Answer(SeatReason.CAPACITY))
        waiting = waiting[free]
        self._write(waiting[s.closed[waiting]], _Answer(SeatReason.NOT_DISPLACED))
        waiting = waiting[~s.closed[waiting]]
        direct = columns.bucket[waiting] == Bucket.DIRECT
        groups = np.column_stack(
            (columns.need[waiting], self._kinds[waiting], direct, s.recalled[waiting])
        )
        distinct, back = np.unique(groups, axis=0, return_inverse=True)
        order = np.argsort(back.ravel(), kind="stable")
        starts = np.searchsorted(back.ravel()[order], np.arange(len(distinct) + 1))
        for place, (need, kind, is_direct, is_recalled) in enumerate(distinct.tolist()):
            edges = waiting[order[starts[place] : starts[place + 1]]]
            self._refuse_alike(
                edges, need, kind, direct=bool(is_direct), recalled=bool(is_recalled)
            )

    def _write(self, edges: Column, answer: "_Answer") -> None:
        self._reason[edges] = _REASONS.index(answer.reason)
        if answer.cut is not None:
            self._cut[edges] = answer.cut
        if answer.quota is not None:
            self._quota[edges] = self._codes.index(answer.quota)

    def _refuse_alike(
        self, edges: Column, need: int, kind: int, *, direct: bool, recalled: bool
    ) -> None:
        """Answer for the edges of one need that the same limits count."""
        columns = self._s.admission
        if columns.seats[need] == 0:
            self._write(edges, _Answer(SeatReason.NO_SEATS))
            return
        if self._filled[need] < columns.seats[need]:
            self._write(edges, _protected([self._full[n] for n in sorted(self._kind_full[kind])]))
            return
        guards: list[_Answer] = []
        open_seats: list[tuple[int, int]] = []
        for seat in self._seated[self._starts[need] : self._starts[need + 1]].tolist():
            guard = self._guard(seat, kind, direct=direct, recalled=recalled)
            if guard is None:
                open_seats.append((int(columns.value[seat]), -int(columns.steps[seat])))
                continue
            guards.append(guard)
            counts = direct or columns.bucket[seat] != Bucket.DIRECT
            envied = counts and bool(columns.value[edges].max() > columns.value[seat])
            if guard.quota is not None and guard.reason is SeatReason.RESERVED and envied:
                self._reserved.setdefault(seat, guard.quota)
        if not open_seats:
            self._write(edges, min(guards, key=lambda each: _GUARDS.index(each.reason)))
            return
        cut, steps = min(open_seats)
        below = columns.value[edges] < cut
        later = ~below & (columns.steps[edges] > -steps)
        self._write(edges[below], _Answer(SeatReason.OUTSCORED, cut))
        self._write(edges[later], _Answer(SeatReason.PREFERENCE_ORDER, cut))
        self._write(edges[~below & ~later], _Answer(SeatReason.LOT_LOST, cut))

    def _guard(self, seat: int, kind: int, *, direct: bool, recalled: bool) -> "_Answer | None":
        """Say what keeps a seat from whoever is of a kind; ``None`` when nothing does."""
        s, sits = self._s, int(self._kinds[seat])
        if s.kept[seat]:
            return _Answer(SeatReason.OTHERS_KEEP)
        if s.recalled[seat] and not recalled:
            return _Answer(SeatReason.RECALL_FIRST)
        over = self._kind_full[kind] - self._kind_full[sits]
        if over:
            return _protected([self._full[each] for each in sorted(over)])
        under = self._kind_tight[sits] - self._kind_tight[kind]
        if under:
            return _Answer(SeatReason.RESERVED, None, self._tight[min(under)].code)
        if not direct and s.admission.bucket[seat] == Bucket.DIRECT:
            return _Answer(SeatReason.DIRECT_FIRST)
        return None

    def _seats(self) -> dict[int, list[Seat]]:
        s, columns = self._s, self._s.admission
        found: dict[int, list[Seat]] = {}
        for edge in np.sort(self._seated).tolist():
            quota = self._reserved.get(edge)
            reason = SeatReason.SEATED if quota is None else SeatReason.SEATED_RESERVED
            need = int(columns.need[edge])
            if s.recalled[edge]:
                reason, quota = SeatReason.RECALLED, None
            if s.kept[edge]:
                reason, quota = SeatReason.KEPT, None
            found.setdefault(int(columns.person[edge]), []).append(
                Seat(
                    columns.need_ids[need],
                    reason,
                    int(columns.numerator[edge]),
                    bool(columns.bucket[edge] == Bucket.CONDITIONAL),
                    quota,
                )
            )
        return found

    def _moved_in(self, otherwise: Mask) -> dict[int, QuotaCode]:
        """Give the seats that only a reserve gave, with its quota."""
        moved = self._s.chosen & ~otherwise
        found: dict[int, QuotaCode] = {}
        for bound in self._tight:
            for edge in bound.members[moved[bound.members]].tolist():
                found.setdefault(edge, bound.code)
        return found

    def _moved_out(self, reason: SeatReason, otherwise: Mask) -> dict[int, Refusal]:
        """Give the refusals of people who have no seat and would have one otherwise."""
        columns = self._s.admission
        found: dict[int, Refusal] = {}
        for edge in np.flatnonzero(otherwise & (self._places == 0)[columns.person]).tolist():
            quota = self._quota_behind(edge, reason)
            refusal = Refusal(
                reason,
                columns.need_ids[int(columns.need[edge])],
                int(columns.value[edge]),
                None,
                quota,
            )
            found.setdefault(int(columns.person[edge]), refusal)
        return found

    def _quota_behind(self, edge: int, reason: SeatReason) -> QuotaCode:
        """Name the quota that kept an edge out: of its need if there is one, else the first."""
        columns, kind = self._s.admission, int(self._kinds[edge])
        need, direct = int(columns.need[edge]), bool(columns.bucket[edge] == Bucket.DIRECT)
        seats = self._seated[self._starts[need] : self._starts[need + 1]]
        over = [self._full[each] for each in sorted(self._kind_full[kind])]
        for each in seats[np.argsort(columns.value[seats], kind="stable")].tolist():
            guard = self._guard(each, kind, direct=direct, recalled=bool(self._s.recalled[edge]))
            if guard is not None and guard.reason is reason and guard.quota is not None:
                return guard.quota
        bounds = [each for each in [*over, *self._tight, *self._full] if each.reason is reason]
        return bounds[0].code

    def _nearest(self) -> dict[int, Refusal]:
        """Give everybody without a seat the refusal nearest to a cut."""
        columns = self._s.admission
        without = self._places[columns.person] == 0
        edges = np.flatnonzero(columns.admitted & without)
        far = np.where(self._cut[edges] < 0, _FAR, self._cut[edges] - columns.value[edges])
        edges = edges[np.lexsort((-columns.value[edges], far, columns.person[edges]))]
        first = np.ones(len(edges), np.bool_)
        first[1:] = columns.person[edges][1:] != columns.person[edges][:-1]
        found = {}
        for edge in edges[first].tolist():
            cut, quota = int(self._cut[edge]), int(self._quota[edge])
            found[int(columns.person[edge])] = Refusal(
                _REASONS[self._reason[edge]],
                columns.need_ids[int(columns.need[edge])],
                int(columns.value[edge]),
                None if cut < 0 else cut,
                None if quota < 0 else self._codes[quota],
            )
        ground = np.full(len(columns.applicants), len(DROPPED), np.int64)
        refused = np.flatnonzero(~columns.admitted)
        np.minimum.at(ground, columns.person[refused], columns.dropped[refused])
        ground[columns.capacity == 0] = DROPPED.index(SeatReason.CAPACITY)
        for row in np.flatnonzero(self._places == 0).tolist():
            if row not in found:
                found[row] = Refusal((*DROPPED, SeatReason.NO_EDGE)[int(ground[row])])
        return found


_STANDING = (
    SeatReason.SEATED,
    SeatReason.SEATED_RESERVED,
    SeatReason.RECALLED,
    SeatReason.KEPT,
)
_GUARDS = (
    SeatReason.OTHERS_KEEP,
    SeatReason.RESERVED,
    SeatReason.QUOTA_FULL,
    SeatReason.DIRECT_FIRST,
    SeatReason.RECALL_FIRST,
)
_OF_NEED = {
    SeatReason.QUOTA_FULL: NeedReason.QUOTA_FULL,
    SeatReason.RESERVED: NeedReason.HELD,
}


def _protected(bounds: Sequence[_Bound]) -> _Answer:
    """Name the first limit that counts her; a held reserve before a full quota."""
    if not bounds:
        return _Answer(SeatReason.NOT_DISPLACED)
    held = [each for each in bounds if each.reason is SeatReason.RESERVED]
    first = (held or list(bounds))[0]
    return _Answer(first.reason, None, first.code)
