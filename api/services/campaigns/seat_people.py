"""Gather the pairs of a campaign out of the pool, and allocate its seats.

Rules:

- For each need the best matches are weighed, at least as many as the plan says and four for
  every seat; whoever few needs name has her own best needs weighed too, so that nobody is
  passed over because a need was popular.
- Whoever may not be matched at this moment, whom an organisation must see no sign of, or whom
  a coordinator took out for a need, has no pair there.
- Needs of mentoring are seated by themselves: a mentor takes as many as she said.
- A list speaks of those on it who did not take themselves off; a recall counts once she agreed.
- What somebody chose is heeded: her ways, her order, what she excludes; what she ranks is
  weighed whatever else is. Where a campaign is for those who take part, nobody else has a pair.
- What all of it rests on is read in one short turn (``take_ground``); pairs and seats are worked
  out without the writers' turn, and count only if the ground still stands then.

What it does not do: store, or record who was seen (its callers do both).
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from api.context import Context
from api.errors import Conflict, FieldProblem
from api.services.disclosures.exclude_organisations import hidden_from
from data.campaign_records import (
    CampaignChoice,
    CampaignPlan,
    Naming,
    NamingAnswer,
    NamingKind,
    QuotaLine,
    SeatLine,
)
from data.records import Need, NeedStatus, ReviewDecision
from data.repositories.campaigns import Campaigns
from data.repositories.choices import CampaignChoices
from data.repositories.needs import Needs
from data.repositories.pool import Pool
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
from matcher.types import (
    SCORE_DENOMINATOR,
    MatchProfile,
    NeedId,
    NeedKind,
    ScoredMatch,
    Slot,
)
from privacy.policy import SYSTEM
from privacy.vocabulary import PersonId

SEED_BITS = 48
"""Few enough for every reader of JSON to give the number back as it was."""
PAIRS_PER_SEAT = 4
THOUSANDTHS = 1_000
MOST_TRIES = 3
"""How often seats are worked out anew when something changed meanwhile."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A campaign for the matcher, and who its slots stand for."""

    campaign: Campaign
    people: Mapping[Slot, PersonId]

    @property
    def pairs(self) -> int:
        """How many pairs were weighed."""
        return len(self.campaign.edges.slots)


@dataclass(frozen=True, slots=True)
class Ground:
    """What pairs and seats rest on, as read in one turn; equal grounds give equal seats.

    ``hidden`` gives for each need whom it must see no sign of, ``taken_out`` whom a coordinator
    took out. ``versions`` says who chose anything; whose choice does not stand takes no part.
    """

    plan: CampaignPlan
    needs: Mapping[NeedId, Need]
    seed: int
    as_of: date
    release: str
    pool_version: int
    namings: tuple[Naming, ...] = ()
    versions: Mapping[PersonId, tuple[str, int]] = field(default_factory=dict)
    hidden: Mapping[NeedId, frozenset[PersonId]] = field(default_factory=dict)
    taken_out: Mapping[NeedId, frozenset[PersonId]] = field(default_factory=dict)


Choices = Mapping[PersonId, CampaignChoice]


def new_seed() -> int:
    """Draw the number a lot begins with."""
    return secrets.randbits(SEED_BITS)


def take_ground(context: Context, plan: CampaignPlan, seed: int, campaign: str = "") -> Ground:
    """Read what the pairs of a plan rest on, the pool brought up to date.

    Args:
        context: A writing unit of work: profiles that changed are opened, and recorded.
        plan: Needs, quotas, how many pairs.
        seed: Begins the lot.
        campaign: Its reference; a trial has none, and so neither choices nor namings.
    """
    context.runtime.pool.refresh(context)
    ring = context.runtime.key_ring
    stored = Needs(context.work).many([line.need for line in plan.lines])
    needs = {NeedId(reference): need for reference, need in stored.items()}
    organisations = {need.organisation for need in needs.values()}
    hidden = {each: hidden_from(context, each) for each in sorted(organisations)}
    choices = CampaignChoices(context.work, ring, context.now)
    return Ground(
        plan,
        needs,
        seed,
        context.today,
        context.runtime.catalogue.taxonomy(context.work).release,
        Pool(context.work, ring, context.now).version(),
        Campaigns(context.work, ring).namings(campaign) if campaign else (),
        choices.versions(campaign) if campaign else {},
        {key: hidden[need.organisation] for key, need in needs.items()},
        {key: _rejected(context, key) for key in needs},
    )


def read_choices(context: Context, ground: Ground, campaign: str) -> Choices:
    """Open what people chose, for seating them; each finds it in her log."""
    choices = CampaignChoices(context.work, context.runtime.key_ring, context.now)
    return choices.of_campaign(campaign, ground.versions, context.actor or SYSTEM)


def gather(context: Context, ground: Ground, choices: Choices) -> Gathered:
    """Weigh the pairs of a plan; withdrawn needs and needs that are not open have none.

    Args:
        context: Any unit of work; in one for reading what comes out must be checked against
            the ground before it counts.
        ground: What it rests on.
        choices: What people chose.
    """
    plan, needs = ground.plan, ground.needs
    lines = [line for line in plan.lines if not line.withdrawn]
    apart = ground.versions.keys() - choices.keys()
    pairs = [
        (person, match)
        for person, match in _pairs(context, ground, lines, choices)
        if person not in apart and (person in choices or not plan.on_application)
    ]
    people = {match.slot: person for person, match in pairs}
    found = context.runtime.pool.profiles(context, people.values())
    profiles = {slot: found[person] for slot, person in people.items() if person in found}
    slots = {people[slot]: slot for slot in profiles}
    mentoring = is_mentoring(needs[line.need] for line in lines)
    seated = tuple(
        SeatedNeed(line.need, line.seats, TrackCode(line.track) if line.track else None)
        for line in lines
    )
    campaign = Campaign(
        needs=seated,
        applicants=tuple(
            applicant(each, choices.get(people[slot]), mentoring=mentoring)
            for slot, each in profiles.items()
        ),
        edges=Edges.of(
            CandidateEdge(match.slot, match.need_id, match.bucket, match.numerator)
            for _, match in pairs
            if match.slot in profiles and match.numerator > 0
        ),
        seed=ground.seed,
        quotas=tuple(_quota(each, seated, ground.namings, slots) for each in plan.quotas),
        recalls=tuple(_recalls(seated, ground.namings, slots)),
        conditional=plan.conditional,
        preference_step=plan.preference_step * SCORE_DENOMINATOR // THOUSANDTHS,
    )
    return Gathered(campaign, {slot: people[slot] for slot in profiles})


def applicant(
    profile: MatchProfile, choice: CampaignChoice | None, *, mentoring: bool
) -> Applicant:
    """Give one person as the allocation sees her, with what she chose."""
    capacity = places_of(profile) if mentoring else 1
    if choice is None:
        return Applicant(profile.slot, profile.lot, capacity)
    tracks = frozenset(TrackCode(each) for each in choice.tracks)
    return Applicant(profile.slot, profile.lot, capacity, choice.ranked, choice.excluded, tracks)


def seat(gathered: Gathered) -> Allocation:
    """Allocate the seats.

    Raises:
        Conflict: ``allocation_refused``: the quotas contradict each other; the problem says how.
    """
    try:
        return allocate(gathered.campaign)
    except AllocationRefused as refused:
        raise refusal(refused) from None


def all_there(context: Context, gathered: Gathered) -> bool:
    """Say whether everybody who was weighed may still be matched: agreements run out by day."""
    people = set(gathered.people.values())
    stored = Pool(context.work, context.runtime.key_ring, context.now)
    return stored.may_still_be_matched(people) == people


def refusal(refused: AllocationRefused) -> Conflict:
    """Say why an allocation was refused."""
    problem = FieldProblem("/quotas", f"allocation_{refused.fault.value}")
    return Conflict("allocation_refused", fields=(problem,))


def is_mentoring(needs: Iterable[Need]) -> bool:
    """Say whether needs ask for mentors; a campaign never mixes them with others."""
    return any(need.body.kind is NeedKind.MENTORING for need in needs)


def _pairs(
    context: Context, ground: Ground, lines: Sequence[SeatLine], choices: Choices
) -> list[tuple[PersonId, ScoredMatch]]:
    pool, plan, needs = context.runtime.pool, ground.plan, ground.needs
    pairs: dict[tuple[PersonId, NeedId], ScoredMatch] = {}
    named: dict[PersonId, int] = {}
    open_lines = [line for line in lines if needs[line.need].status is NeedStatus.OPEN]
    for line in open_lines:
        need = needs[line.need]
        limit = max(plan.per_need, PAIRS_PER_SEAT * line.seats)
        hidden = ground.hidden[need.id]
        for person, match in pool.rank_people(context, need.body, limit, hidden).people:
            named[person] = named.get(person, 0) + 1
            if person not in ground.taken_out[need.id]:
                pairs[person, need.id] = match
    enough = {person for person, count in named.items() if count >= plan.per_person}
    bodies = [needs[line.need].body for line in open_lines]
    found = pool.best_needs(context, bodies, plan.per_person, enough)
    more = [(person, match) for person, best in found.items() for match in best]
    is_open = {line.need for line in open_lines}
    for person, choice in choices.items():
        for need_id in choice.ranked:
            if need_id in is_open and (person, need_id) not in pairs:
                weighed = pool.weigh(context, person, needs[need_id].body)
                more += [] if weighed is None else [(person, weighed)]
    for person, match in more:
        if person not in ground.hidden[match.need_id] | ground.taken_out[match.need_id]:
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
