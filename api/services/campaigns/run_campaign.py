"""Run a campaign: seat everybody at once, store everybody's result, and record it.

Rules:

- A run replaces the results of the one before; both stand in the log. The seed stays, so the
  same people and needs give the same seats.
- Nobody is seated while people may still choose.
- Seats are worked out without the writers' turn: what they rest on is read in one short turn,
  and in another what came out is stored if nothing of that changed, or else worked out again.
- Everybody whose match gave a seat finds the run in her log.
- When an organisation withdraws, one action takes all its needs out: those who had a seat there
  are placed anew on what is free, everybody else keeps hers.
- What agencies are told of the seats in their needs is counted here, over those who had not
  registered lately (``count_people``), and stays as it is until the next run.
- The score of the last seat is kept as a band: nobody's exact score stands in another's result.

What it does not do: bind anybody, write to people, or disclose who they are.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from api.context import Context
from api.errors import Conflict, NotFound
from api.services.campaigns.campaign_results import describe_campaign, live_results
from api.services.campaigns.place_anew import Rows, as_it_stands
from api.services.campaigns.plan_campaign import open_campaign
from api.services.campaigns.seat_people import (
    MOST_TRIES,
    Choices,
    Gathered,
    Ground,
    all_there,
    gather,
    read_choices,
    refusal,
    seat,
    take_ground,
)
from api.services.campaigns.work_apart import Opening
from api.services.log.note_action import note_action
from api.services.matches.count_people import who_counts
from api.services.views.campaigns import CampaignView
from data.campaign_records import (
    CampaignFigures,
    CampaignRecord,
    CampaignStatus,
    QuotaFigures,
    SeatResult,
)
from data.repositories.audit import AuditLog
from data.repositories.campaigns import Campaigns
from data.repositories.needs import Needs
from data.repositories.persons import Persons
from data.repositories.pool import Pool
from matcher.allocation import (
    Allocation,
    AllocationRefused,
    PersonResult,
    replace_withdrawn,
)
from matcher.explanation import band_of
from matcher.types import NeedId
from matcher.weights import VERSION_1
from privacy.audit import AuditAction
from privacy.policy import SYSTEM
from privacy.vocabulary import PersonId, Purpose


@dataclass(frozen=True, slots=True)
class _Task:
    """A campaign as it stood, as it shall be stored, and what the seats rest on.

    ``gone`` are the needs that leave; ``before`` the results those keep who stay.
    """

    campaign: CampaignRecord
    after: CampaignRecord
    ground: Ground
    choices: Choices
    gone: frozenset[NeedId] = frozenset()
    before: tuple[SeatResult, ...] = ()

    def rests_on(self) -> tuple[object, ...]:
        """Give everything that must be the same for the seats to count."""
        return self.campaign, self.ground, self.before


@dataclass(frozen=True, slots=True)
class _Outcome:
    """Who sits where, ready to be stored."""

    gathered: Gathered
    allocation: Allocation
    rows: list[SeatResult]


def run_campaign(context: Context, campaign_id: str) -> CampaignView:
    """Seat the people of a campaign in the unit of work at hand, and give what came out.

    Raises:
        NotFound: There is no such campaign.
        Conflict: ``campaign_closed``, ``choices_open``, ``allocation_refused``, ``no_taxonomy``.
    """
    task = _begin_run(context, campaign_id)
    return describe_campaign(context, _store(context, task, _work_out(context, task)))


def run_apart(opening: Opening, campaign_id: str) -> CampaignView:
    """Seat the people of a campaign without holding the writers' turn meanwhile.

    Raises:
        NotFound: There is no such campaign.
        Conflict: As ``run_campaign``, or ``changed_meanwhile``: people kept changing.
    """
    return _apart(opening, lambda context, reads: _begin_run(context, campaign_id, reads=reads))


def withdraw_from_campaign(context: Context, campaign_id: str, organisation: str) -> CampaignView:
    """Take an organisation's needs out of a campaign and place its people anew, in one action.

    Raises:
        NotFound: There is no such campaign, or the organisation has no need in it.
        Conflict: ``campaign_closed``, ``allocation_refused``.
    """
    task = _begin_withdrawal(context, campaign_id, organisation)
    return describe_campaign(context, _store(context, task, _work_out(context, task)))


def withdraw_apart(opening: Opening, campaign_id: str, organisation: str) -> CampaignView:
    """Do the same without holding the writers' turn while people are placed anew.

    Raises:
        NotFound: There is no such campaign, or the organisation has no need in it.
        Conflict: As ``withdraw_from_campaign``, or ``changed_meanwhile``.
    """
    return _apart(
        opening,
        lambda context, reads: _begin_withdrawal(context, campaign_id, organisation, reads=reads),
    )


def _apart(opening: Opening, begin: Callable[[Context, bool], _Task]) -> CampaignView:
    """Begin, work out, and begin again to see whether the ground stands; choices open once."""
    for _ in range(MOST_TRIES):
        with opening(False) as context:
            task = begin(context, True)
            context.commit()
        with opening(True) as context:
            pairs = _pairs_of(context, task)
        outcome = _seats_of(task, *pairs)
        with opening(False) as context:
            if begin(context, False).rests_on() == task.rests_on() and (
                outcome is None or all_there(context, outcome.gathered)
            ):
                stored = describe_campaign(context, _store(context, task, outcome))
                context.commit()
                return stored
            context.commit()
    raise Conflict("changed_meanwhile")


def _begin_run(context: Context, campaign_id: str, *, reads: bool = True) -> _Task:
    campaign = open_campaign(context, campaign_id)
    until = campaign.plan.choices_until
    if until is not None and context.today <= until:
        raise Conflict("choices_open")
    ground = take_ground(context, campaign.plan, campaign.seed, campaign.id)
    choices = read_choices(context, ground, campaign.id) if reads else {}
    return _Task(campaign, campaign, ground, choices)


def _begin_withdrawal(
    context: Context, campaign_id: str, organisation: str, *, reads: bool = True
) -> _Task:
    campaign = open_campaign(context, campaign_id)
    stored = Needs(context.work).many([line.need for line in campaign.plan.lines])
    gone = frozenset(
        line.need
        for line in campaign.plan.lines
        if not line.withdrawn and stored[line.need].organisation == organisation
    )
    if not gone:
        raise NotFound("not_found")
    lines = tuple(
        replace(line, withdrawn=line.withdrawn or line.need in gone) for line in campaign.plan.lines
    )
    after = replace(campaign, plan=replace(campaign.plan, lines=lines))
    ground = take_ground(context, after.plan, campaign.seed, campaign.id)
    if campaign.run_on is None:
        return _Task(campaign, after, ground, {}, gone)
    results = Campaigns(context.work, context.runtime.key_ring).results(campaign.id)
    return _Task(
        campaign,
        after,
        ground,
        read_choices(context, ground, campaign.id) if reads else {},
        gone,
        tuple(live_results(context, results, stored)),
    )


def rows_of(campaign: str, person: PersonId, result: PersonResult) -> Iterable[SeatResult]:
    """Give one person's result as it is stored."""
    for taken in result.seats:
        yield SeatResult(
            campaign,
            person,
            taken.need_id,
            taken.reason.value,
            True,
            taken.numerator,
            None,
            taken.conditional,
            taken.quota,
        )
    refused = result.refusal
    if refused is not None and not result.seats:
        yield SeatResult(
            campaign,
            person,
            refused.need_id or "",
            refused.reason.value,
            False,
            refused.numerator,
            None if refused.cut is None else band_of(refused.cut),
            False,
            refused.quota,
        )


def note_seated(context: Context, campaign: str, people: Iterable[PersonId]) -> None:
    """Record a run, and each person whose match gave a seat.

    Args:
        context: Who ran it, and when.
        campaign: Its reference, empty when it is not stored.
        people: Everybody who has a seat.
    """
    ring = context.runtime.key_ring
    seated = sorted(set(people))
    note_action(context, AuditAction.SEATS_ALLOCATED, subject=campaign, purpose=Purpose.MATCH)
    log = AuditLog(context.work, ring)
    references = Persons(context.work, ring, context.now).log_refs(seated)
    fields = Pool(context.work, ring, context.now).matched_fields(seated)
    for person in seated:
        if person in references:
            log.append(
                AuditAction.SEATS_ALLOCATED,
                context.actor or SYSTEM,
                context.now,
                purpose=Purpose.MATCH,
                person=references[person],
                subject=campaign,
                fields=fields.get(person, ()),
            )


def _work_out(context: Context, task: _Task) -> _Outcome | None:
    return _seats_of(task, *_pairs_of(context, task))


def _pairs_of(
    context: Context, task: _Task
) -> tuple[Gathered | None, tuple[Gathered, Allocation, Rows] | None]:
    """Weigh the pairs, and for a withdrawal put the campaign together as it stands."""
    if task.gone and task.campaign.run_on is None:
        return None, None
    found = gather(context, task.ground, task.choices)
    if not task.gone:
        return found, None
    lines = task.campaign.plan.lines
    return found, as_it_stands(
        context, found, task.before, lines, choices=task.choices, gone=task.gone
    )


def _seats_of(
    task: _Task,
    found: Gathered | None,
    stands: tuple[Gathered, Allocation, Rows] | None,
) -> _Outcome | None:
    """Give the seats; needs neither a database nor anything else that others wait for."""
    if found is None:
        return None
    if stands is None:
        allocation = seat(found)
        rows = [
            row
            for result in allocation.people.values()
            for row in rows_of(task.campaign.id, found.people[result.slot], result)
        ]
        return _Outcome(found, allocation, rows)
    gathered, before, kept = stands
    try:
        placed = replace_withdrawn(gathered.campaign, before, task.gone)
    except AllocationRefused as refused:
        raise refusal(refused) from None
    fresh: list[SeatResult] = []
    for slot, result in placed.people.items():
        person = gathered.people[slot]
        if result is before.people.get(slot) and result.refusal is not None:
            fresh.extend(kept[person])
        else:
            fresh.extend(rows_of(task.campaign.id, person, result))
    return _Outcome(gathered, placed, fresh)


def _counted(context: Context, seated: Sequence[SeatResult]) -> Counter[NeedId]:
    counting = who_counts(context, [row.person for row in seated])
    return Counter(NeedId(row.need) for row, counts in zip(seated, counting, strict=True) if counts)


def _store(context: Context, task: _Task, outcome: _Outcome | None) -> CampaignRecord:
    repository = Campaigns(context.work, context.runtime.key_ring)
    if outcome is None:
        repository.change(task.after)
        return task.after
    rows, allocation = outcome.rows, outcome.allocation
    repository.replace_results(task.after.id, rows)
    stored = replace(
        task.after,
        status=CampaignStatus.RUN,
        run_on=context.today,
        figures=CampaignFigures(
            weights_version=VERSION_1.version,
            taxonomy_release=task.ground.release,
            people=len(outcome.gathered.people),
            pairs=outcome.gathered.pairs,
            total_numerator=allocation.total_numerator,
            reasons={each.need_id: each.reason.value for each in allocation.needs.values()},
            taken=_counted(context, [row for row in rows if row.seated]),
            quotas={
                each.code: QuotaFigures(each.taken, each.short)
                for each in allocation.quotas.values()
            },
            proofs=tuple((p.objective.value, p.value, p.bound) for p in allocation.proofs),
        ),
    )
    repository.change(stored)
    note_seated(context, stored.id, [row.person for row in rows if row.seated])
    return stored
