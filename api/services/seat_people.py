"""Gather the pairs of a campaign out of the pool, and allocate its seats.

Rules:

- For each need the best matches are weighed, at least as many as the plan says and four for
  every seat; whoever few needs name has her own best needs weighed too, so that nobody is
  passed over because a need was popular.
- Whoever may not be matched at this moment, whom an organisation must see no sign of, or whom
  a coordinator took out for a need, has no pair there.
- Needs of mentoring are seated by themselves: a mentor takes as many as she said.
- A list speaks of those on it who did not take themselves off; a recall counts once she agreed.

What it does not do: store, or record who was seen (its callers do both).
"""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.context import Context
from api.errors import Conflict, FieldProblem
from api.services.exclude_organisations import hidden_from
from data.campaign_records import (
    CampaignPlan,
    Naming,
    NamingAnswer,
    NamingKind,
    QuotaLine,
    SeatLine,
)
from data.records import Need, NeedStatus, ReviewDecision
from data.repositories.reviews import Reviews
from matcher.allocation import (
    Allocation,
    AllocationRefused,
    Applicant,
    Campaign,
    CandidateEdge,
    Edges,
    Quota,
    QuotaCode,
    QuotaReason,
    Recall,
    SeatedNeed,
    TrackCode,
    Unclaimed,
    allocate,
    track_quota,
)
from matcher.mentoring import places_of
from matcher.types import MatchProfile, NeedId, NeedKind, ScoredMatch, Slot
from privacy.vocabulary import PersonId

SEED_BITS = 48
"""Few enough for every reader of JSON to give the number back as it was."""
PAIRS_PER_SEAT = 4


@dataclass(frozen=True, slots=True)
class Gathered:
    """A campaign for the matcher, and who its slots stand for."""

    campaign: Campaign
    people: Mapping[Slot, PersonId]

    @property
    def pairs(self) -> int:
        """How many pairs were weighed."""
        return len(self.campaign.edges.slots)


def new_seed() -> int:
    """Draw the number a lot begins with."""
    return secrets.randbits(SEED_BITS)


def gather(
    context: Context,
    plan: CampaignPlan,
    needs: Mapping[NeedId, Need],
    seed: int,
    namings: Collection[Naming] = (),
) -> Gathered:
    """Weigh the pairs of a plan; withdrawn needs and needs that are not open have none.

    Args:
        context: A writing unit of work, so that nobody can leave before its end.
        plan: Needs, quotas, how many pairs.
        needs: The stored needs of the plan.
        seed: Begins the lot.
        namings: Who is on lists or named back.
    """
    pool = context.runtime.pool
    pool.refresh(context)
    lines = [line for line in plan.lines if not line.withdrawn]
    pairs = _pairs(context, plan, lines, needs)
    people = {match.slot: person for person, match in pairs}
    profiles: dict[Slot, MatchProfile] = {}
    for slot, person in people.items():
        profile = pool.profile(context, person)
        if profile is not None:
            profiles[slot] = profile
    slots = {people[slot]: slot for slot in profiles}
    mentoring = is_mentoring(needs[line.need] for line in lines)
    seated = tuple(
        SeatedNeed(line.need, line.seats, TrackCode(line.track) if line.track else None)
        for line in lines
    )
    campaign = Campaign(
        needs=seated,
        applicants=tuple(
            Applicant(slot, each.lot, capacity=places_of(each) if mentoring else 1)
            for slot, each in profiles.items()
        ),
        edges=Edges.of(
            CandidateEdge(match.slot, match.need_id, match.bucket, match.numerator)
            for _, match in pairs
            if match.slot in profiles and match.numerator > 0
        ),
        seed=seed,
        quotas=tuple(_quota(each, seated, namings, slots) for each in plan.quotas),
        recalls=tuple(_recalls(seated, namings, slots)),
        conditional=plan.conditional,
    )
    return Gathered(campaign, {slot: people[slot] for slot in profiles})


def seat(gathered: Gathered) -> Allocation:
    """Allocate the seats.

    Raises:
        Conflict: ``allocation_refused``: the quotas contradict each other; the problem says how.
    """
    try:
        return allocate(gathered.campaign)
    except AllocationRefused as refused:
        raise refusal(refused) from None


def refusal(refused: AllocationRefused) -> Conflict:
    """Say why an allocation was refused."""
    problem = FieldProblem("/quotas", f"allocation_{refused.fault.value}")
    return Conflict("allocation_refused", fields=(problem,))


def is_mentoring(needs: Iterable[Need]) -> bool:
    """Say whether needs ask for mentors; a campaign never mixes them with others."""
    return any(need.body.kind is NeedKind.MENTORING for need in needs)


def _pairs(
    context: Context, plan: CampaignPlan, lines: Sequence[SeatLine], needs: Mapping[NeedId, Need]
) -> list[tuple[PersonId, ScoredMatch]]:
    pool = context.runtime.pool
    hidden: dict[NeedId, frozenset[PersonId]] = {}
    taken_out: dict[NeedId, frozenset[PersonId]] = {}
    pairs: dict[tuple[PersonId, NeedId], ScoredMatch] = {}
    named: dict[PersonId, int] = {}
    open_lines = [line for line in lines if needs[line.need].status is NeedStatus.OPEN]
    for line in open_lines:
        need = needs[line.need]
        hidden[need.id] = hidden_from(context, need.organisation)
        taken_out[need.id] = _rejected(context, need.id)
        limit = max(plan.per_need, PAIRS_PER_SEAT * line.seats)
        for person, match in pool.rank_people(context, need.body, limit, hidden[need.id]).people:
            named[person] = named.get(person, 0) + 1
            if person not in taken_out[need.id]:
                pairs[person, need.id] = match
    enough = {person for person, count in named.items() if count >= plan.per_person}
    bodies = [needs[line.need].body for line in open_lines]
    for person, best in pool.best_needs(context, bodies, plan.per_person, enough).items():
        for match in best:
            if person not in hidden[match.need_id] | taken_out[match.need_id]:
                pairs.setdefault((person, match.need_id), match)
    return [(person, match) for (person, _), match in pairs.items()]


def _rejected(context: Context, need: str) -> frozenset[PersonId]:
    reviews = Reviews(context.work, context.runtime.key_ring).of_need(need)
    return frozenset(e.person for e in reviews if e.decision is ReviewDecision.REJECTED)


def _quota(
    line: QuotaLine,
    seated: Sequence[SeatedNeed],
    namings: Iterable[Naming],
    slots: Mapping[PersonId, Slot],
) -> Quota:
    code, reason = QuotaCode(line.code), QuotaReason(line.ground.value)
    if line.track is not None:
        return track_quota(
            code,
            reason,
            seated,
            TrackCode(line.track),
            at_least=line.at_least,
            at_most=line.at_most,
        )
    listed = frozenset(
        slots[each.person]
        for each in namings
        if each.kind is NamingKind.LIST
        and each.subject == line.code
        and each.answer is not NamingAnswer.NO
        and each.person in slots
    )
    unclaimed = Unclaimed.HELD if line.held else Unclaimed.OPEN
    return Quota(code, reason, listed, None, line.at_least, line.at_most, unclaimed)


def _recalls(
    seated: Sequence[SeatedNeed], namings: Iterable[Naming], slots: Mapping[PersonId, Slot]
) -> Iterable[Recall]:
    known = {each.need_id for each in seated}
    for each in namings:
        need = NeedId(each.subject)
        if each.kind is NamingKind.RECALL and need in known and each.person in slots:
            yield Recall(need, slots[each.person], each.answer is NamingAnswer.YES)
