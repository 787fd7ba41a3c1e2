"""Run a campaign: seat everybody at once, store everybody's result, and record it.

Rules:

- A run replaces the results of the one before; both stand in the log. The seed stays, so the
  same people and needs give the same seats.
- Everybody whose match gave a seat finds the run in her log.
- When an organisation withdraws, one action takes all its needs out: those who had a seat there
  are placed anew on what is free, everybody else keeps hers.
- The score of the last seat is kept as a band: nobody's exact score stands in another's result.

What it does not do: bind anybody, write to people, or disclose who they are.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from api.context import Context
from api.errors import NotFound
from api.services.campaign_results import describe_campaign, live_results
from api.services.note_action import note_action
from api.services.plan_campaign import open_campaign
from api.services.seat_people import Gathered, gather, refusal, seat
from api.services.views.campaigns import CampaignView
from data.campaign_records import (
    CampaignFigures,
    CampaignPlan,
    CampaignRecord,
    CampaignStatus,
    QuotaFigures,
    SeatResult,
)
from data.records import Need
from data.repositories.audit import AuditLog
from data.repositories.campaigns import Campaigns
from data.repositories.needs import Needs
from data.repositories.persons import Persons
from data.repositories.pool import Pool
from matcher.allocation import (
    Allocation,
    AllocationRefused,
    Applicant,
    Edges,
    PersonResult,
    Refusal,
    Seat,
    SeatedNeed,
    SeatReason,
    replace_withdrawn,
)
from matcher.explanation import band_of
from matcher.types import Bucket, NeedId, Slot
from matcher.weights import VERSION_1
from privacy.audit import AuditAction
from privacy.policy import SYSTEM
from privacy.vocabulary import PersonId, Purpose


def run_campaign(context: Context, campaign_id: str) -> CampaignView:
    """Seat the people of a campaign, and give what came out.

    Raises:
        NotFound: There is no such campaign.
        Conflict: ``campaign_closed``, ``allocation_refused``, ``no_taxonomy``.
    """
    campaign = open_campaign(context, campaign_id)
    repository = Campaigns(context.work, context.runtime.key_ring)
    needs = _needs(context, campaign.plan)
    gathered = gather(context, campaign.plan, needs, campaign.seed, repository.namings(campaign.id))
    allocation = seat(gathered)
    rows = [
        row
        for result in allocation.people.values()
        for row in rows_of(campaign.id, gathered.people[result.slot], result)
    ]
    return describe_campaign(context, _store(context, campaign, gathered, allocation, rows))


def withdraw_from_campaign(context: Context, campaign_id: str, organisation: str) -> CampaignView:
    """Take an organisation's needs out of a campaign and place its people anew, in one action.

    Raises:
        NotFound: There is no such campaign, or the organisation has no need in it.
        Conflict: ``campaign_closed``, ``allocation_refused``.
    """
    campaign = open_campaign(context, campaign_id)
    needs = _needs(context, campaign.plan)
    gone = frozenset(
        line.need
        for line in campaign.plan.lines
        if not line.withdrawn and needs[line.need].organisation == organisation
    )
    if not gone:
        raise NotFound("not_found")
    lines = tuple(
        replace(line, withdrawn=line.withdrawn or line.need in gone) for line in campaign.plan.lines
    )
    after = replace(campaign, plan=replace(campaign.plan, lines=lines))
    if campaign.run_on is None:
        Campaigns(context.work, context.runtime.key_ring).change(after)
        return describe_campaign(context, after)
    return describe_campaign(context, _place_anew(context, campaign, after, needs, gone))


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


def _needs(context: Context, plan: CampaignPlan) -> dict[NeedId, Need]:
    found = Needs(context.work).many([line.need for line in plan.lines])
    return {NeedId(reference): need for reference, need in found.items()}


def _store(
    context: Context,
    campaign: CampaignRecord,
    gathered: Gathered,
    allocation: Allocation,
    rows: list[SeatResult],
) -> CampaignRecord:
    repository = Campaigns(context.work, context.runtime.key_ring)
    repository.replace_results(campaign.id, rows)
    stored = replace(
        campaign,
        status=CampaignStatus.RUN,
        run_on=context.today,
        figures=CampaignFigures(
            weights_version=VERSION_1.version,
            taxonomy_release=context.runtime.catalogue.taxonomy(context.work).release,
            people=len(gathered.people),
            pairs=gathered.pairs,
            total_numerator=allocation.total_numerator,
            reasons={each.need_id: each.reason.value for each in allocation.needs.values()},
            taken=Counter(NeedId(row.need) for row in rows if row.seated),
            quotas={
                each.code: QuotaFigures(each.taken, each.short)
                for each in allocation.quotas.values()
            },
            proofs=tuple((p.objective.value, p.value, p.bound) for p in allocation.proofs),
        ),
    )
    repository.change(stored)
    note_seated(context, campaign.id, [row.person for row in rows if row.seated])
    return stored


def _place_anew(
    context: Context,
    campaign: CampaignRecord,
    after: CampaignRecord,
    needs: Mapping[NeedId, Need],
    gone: frozenset[NeedId],
) -> CampaignRecord:
    repository = Campaigns(context.work, context.runtime.key_ring)
    stored = live_results(
        context, repository.results(campaign.id), {str(key): need for key, need in needs.items()}
    )
    withdrawn = tuple(
        SeatedNeed(line.need, line.seats) for line in campaign.plan.lines if line.need in gone
    )
    found = gather(context, after.plan, needs, campaign.seed, repository.namings(campaign.id))
    gathered, before, rows = _as_it_was(context, found, stored, withdrawn)
    try:
        placed = replace_withdrawn(gathered.campaign, before, gone)
    except AllocationRefused as refused:
        raise refusal(refused) from None
    fresh: list[SeatResult] = []
    for slot, result in placed.people.items():
        person = gathered.people[slot]
        if result is before.people.get(slot) and result.refusal is not None:
            fresh.extend(rows[person])
        else:
            fresh.extend(rows_of(campaign.id, person, result))
    return _store(context, after, gathered, placed, fresh)


def _as_it_was(
    context: Context,
    found: Gathered,
    stored: list[SeatResult],
    withdrawn: tuple[SeatedNeed, ...],
) -> tuple[Gathered, Allocation, dict[PersonId, list[SeatResult]]]:
    """Put the campaign together as it stands: who is still there, with the seats they have.

    A seat that somebody has keeps the pair it rests on, whatever she changed since.
    """
    rows: dict[PersonId, list[SeatResult]] = {}
    for row in stored:
        rows.setdefault(row.person, []).append(row)
    slots = {person: slot for slot, person in found.people.items()}
    profiles = {
        person: profile
        for person in rows
        if (profile := context.runtime.pool.profile(context, person)) is not None
    }
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
            Applicant(
                slot,
                profiles[person].lot,
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
    before = Allocation(campaign.seed, results, {}, {}, (), False, 0, 0, 0)
    return Gathered(campaign, people), before, rows


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
