"""Seat everybody at open needs once, without storing a campaign: the trial of operators.

People appear by their coordination handle only. The run is recorded, with one entry for
everybody whose match gave a seat; whoever has none is counted by reason.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from api.context import Context
from api.errors import Conflict, NotFound
from api.services.campaigns.campaign_results import require_coordination
from api.services.campaigns.run_campaign import note_seated
from api.services.campaigns.seat_people import (
    MOST_TRIES,
    Gathered,
    Ground,
    all_there,
    gather,
    is_mentoring,
    new_seed,
    seat,
    take_ground,
)
from api.services.campaigns.work_apart import Opening
from api.services.matches.describe_match import shown_score
from api.services.matches.known_by_handle import issue_handles
from api.services.views.campaigns import ProofView, SeatView, UnseatedView
from data.campaign_records import CampaignPlan, SeatLine
from data.records import Need, NeedStatus
from data.repositories.needs import Needs
from data.repositories.organisations import Organisations
from matcher.allocation import Allocation, NeedReason, Seat, SeatReason
from matcher.types import NeedId, NeedKind
from privacy.handles import COORDINATION
from privacy.vocabulary import PersonId


@dataclass(frozen=True, slots=True)
class SeatedNeedView:
    """One need with its seats and who takes them."""

    need: str
    title: str
    organisation: str
    seats: int
    filled: int
    reason: NeedReason
    people: tuple[SeatView, ...]


@dataclass(frozen=True, slots=True)
class TrialView:
    """What a trial gives: seats, totals, and the proof."""

    seed: int
    mentoring: bool
    people: int
    pairs: int
    seats: int
    filled: int
    total: str
    gap: int
    needs: tuple[SeatedNeedView, ...]
    unseated: tuple[UnseatedView, ...]
    proofs: tuple[ProofView, ...]


def allocate_needs(
    context: Context,
    needs: Sequence[str] = (),
    *,
    mentoring: bool = False,
    conditional: bool = False,
    seed: int | None = None,
) -> TrialView:
    """Seat people at open needs.

    Args:
        context: A coordinator or the service itself.
        needs: References; every open need when empty.
        mentoring: Of every open need, those of mentoring instead of all others.
        conditional: Whether conditional matches may fill what direct ones leave.
        seed: Begins the lot; drawn when ``None``.

    Raises:
        NotFound: A need is unknown or not open, or they cannot be seated together.
        Conflict: ``allocation_refused``, ``no_taxonomy``.
    """
    begin = partial(_begin, needs=needs, mentoring=mentoring, conditional=conditional)
    chosen, ground = begin(context, seed=new_seed() if seed is None else seed)
    gathered = gather(context, ground, {})
    return _tell(context, chosen, gathered, seat(gathered))


def allocate_apart(
    opening: Opening,
    needs: Sequence[str] = (),
    *,
    mentoring: bool = False,
    conditional: bool = False,
    seed: int | None = None,
) -> TrialView:
    """Do the same without holding the writers' turn while seats are worked out.

    Raises:
        NotFound: As ``allocate_needs``.
        Conflict: As ``allocate_needs``, or ``changed_meanwhile``: people kept changing.
    """
    drawn = new_seed() if seed is None else seed
    begin = partial(_begin, needs=needs, mentoring=mentoring, conditional=conditional, seed=drawn)
    for _ in range(MOST_TRIES):
        with opening(False) as context:
            _, ground = begin(context)
            context.commit()
        with opening(True) as context:
            gathered = gather(context, ground, {})
        allocation = seat(gathered)
        with opening(False) as context:
            chosen, stands = begin(context)
            if stands == ground and all_there(context, gathered):
                told = _tell(context, chosen, gathered, allocation)
                context.commit()
                return told
            context.commit()
    raise Conflict("changed_meanwhile")


def _begin(
    context: Context, needs: Sequence[str], *, mentoring: bool, conditional: bool, seed: int
) -> tuple[list[Need], Ground]:
    require_coordination(context)
    chosen = _chosen(context, needs, mentoring=mentoring)
    lines = tuple(SeatLine(NeedId(need.id), need.body.seats) for need in chosen)
    return chosen, take_ground(context, CampaignPlan(lines, (), conditional), seed)


def _tell(
    context: Context, chosen: list[Need], gathered: Gathered, allocation: Allocation
) -> TrialView:
    taken: dict[NeedId, list[tuple[PersonId, Seat]]] = {}
    for result in allocation.people.values():
        for each in result.seats:
            taken.setdefault(each.need_id, []).append((gathered.people[result.slot], each))
    note_seated(context, "", [person for seats in taken.values() for person, _ in seats])
    names = Organisations(context.work, context.runtime.key_ring).names(
        sorted({need.organisation for need in chosen})
    )
    gone = Counter(each.reason for each in allocation.people.values() if not each.seats)
    described = []
    for need in chosen:
        found = allocation.needs[NeedId(need.id)]
        people = _seats(context, need, taken.get(NeedId(need.id), []))
        organisation = names.get(need.organisation, "")
        described.append(
            SeatedNeedView(
                need.id, need.title, organisation, found.seats, found.filled, found.reason, people
            )
        )
    return TrialView(
        seed=allocation.seed,
        mentoring=is_mentoring(chosen),
        people=len(gathered.people),
        pairs=gathered.pairs,
        seats=allocation.seats,
        filled=allocation.filled,
        total=shown_score(allocation.total_numerator),
        gap=allocation.gap,
        needs=tuple(described),
        unseated=tuple(UnseatedView(reason, gone[reason]) for reason in SeatReason if gone[reason]),
        proofs=tuple(ProofView(p.objective, p.value, p.bound) for p in allocation.proofs),
    )


def _chosen(context: Context, needs: Sequence[str], *, mentoring: bool) -> list[Need]:
    stored = Needs(context.work).all(status=NeedStatus.OPEN)
    apart = NeedKind.INSTITUTIONAL_COLLABORATION
    if not needs:
        return [
            need
            for need in stored
            if need.body.kind is not apart
            and need.body.requirements
            and (need.body.kind is NeedKind.MENTORING) is mentoring
        ]
    known: dict[str, Need] = {need.id: need for need in stored if need.body.kind is not apart}
    if not known.keys() >= set(needs):
        raise NotFound("not_found")
    found = [known[each] for each in dict.fromkeys(needs)]
    if len({need.body.kind is NeedKind.MENTORING for need in found}) > 1:
        raise NotFound("not_found")
    return found


def _seats(
    context: Context, need: Need, taken: Sequence[tuple[PersonId, Seat]]
) -> tuple[SeatView, ...]:
    ordered = sorted(taken, key=lambda each: (-each[1].numerator, each[0]))
    handles = issue_handles(context, COORDINATION, need, [person for person, _ in ordered])
    return tuple(
        SeatView(handles[person], shown_score(each.numerator), each.conditional, each.reason, None)
        for person, each in ordered
    )
