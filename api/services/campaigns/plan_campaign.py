"""Set a campaign up: needs with seats, quotas with a reason, who is named, and the lot.

Rules:

- Needs are open ones; needs of mentoring stand by themselves, and collaboration between
  organisations has no seats.
- A quota has a reason and bounds a track, or the people on its list. Nobody is on a list for
  what she is: a coordinator names handles one by one, and each person sees it and may say no.
- A recall counts only once the person agreed.
- The number the lot begins with is settled here and shown from now on, before anybody can know
  what it will do; it never changes.
- How people choose is settled here too: whether only they are seated who take part, until when
  they choose, and what a step below the first choice takes off.
- Everything stays open to change of people until the campaign is closed, nothing after. It is
  closed once the days for appeals are over and every appeal is answered.

What it does not do: allocate.
"""

from dataclasses import replace

from api.context import Context
from api.errors import Conflict, FieldProblem, Invalid, NotFound
from api.inputs.campaign import CampaignInput, NamingInput
from api.services.campaigns.appeal_result import appeal_until, appeals_of
from api.services.campaigns.campaign_results import (
    describe_campaign,
    known_campaign,
    require_coordination,
)
from api.services.campaigns.seat_people import is_mentoring, new_seed
from api.services.disclosures.exclude_organisations import hidden_from
from api.services.log.note_action import note_action, note_reviewed
from api.services.matches.known_by_handle import person_behind
from api.services.people.guard_free_text import check_own_text
from api.services.views.campaigns import CampaignView
from data.campaign_records import (
    CampaignPlan,
    CampaignRecord,
    CampaignStatus,
    Naming,
    NamingAnswer,
    NamingKind,
    QuotaLine,
    SeatLine,
)
from data.records import Need, NeedStatus
from data.repositories.campaigns import Campaigns
from data.repositories.needs import Needs
from data.repositories.persons import Persons
from data.repositories.pool import Pool
from matcher.types import NeedId, NeedKind
from privacy.audit import AuditAction
from privacy.handles import COORDINATION, new_reference


def create_campaign(context: Context, given: CampaignInput) -> CampaignView:
    """Store a campaign to be run later.

    Raises:
        Invalid: ``campaign_needs``: a need is unknown, not open, named twice, or of a kind
            that cannot be seated with the others. ``never_kept``: a name speaks of what is
            never kept.
    """
    require_coordination(context)
    if given.choices_until is not None and given.choices_until < context.today:
        problem = FieldProblem("/choices_until", "day_past")
        raise Invalid("campaign_needs", fields=(problem,))
    check_own_text("/name", given.name)
    for number, quota in enumerate(given.quotas):
        check_own_text(f"/quotas/{number}/name", quota.name)
    needs = Needs(context.work).many([each.need for each in given.needs])
    _check_needs(given, needs)
    plan = CampaignPlan(
        lines=tuple(
            SeatLine(
                NeedId(each.need),
                needs[each.need].body.seats if each.seats is None else each.seats,
                each.track,
            )
            for each in given.needs
        ),
        quotas=tuple(
            QuotaLine(
                code=f"q{number}",
                name=each.name,
                ground=each.ground,
                track=each.track,
                at_least=each.at_least,
                at_most=each.at_most,
                held=each.held,
            )
            for number, each in enumerate(given.quotas, 1)
        ),
        conditional=given.conditional,
        on_application=given.on_application,
        choices_until=given.choices_until,
        preference_step=given.preference_step,
    )
    campaign = CampaignRecord(
        id=new_reference(),
        name=given.name,
        status=CampaignStatus.DRAFT,
        plan=plan,
        seed=new_seed() if given.seed is None else given.seed,
        created_on=context.today,
        created_by=context.signed_in().account,
    )
    Campaigns(context.work, context.runtime.key_ring).add(campaign)
    note_action(context, AuditAction.CAMPAIGN_WRITTEN, subject=campaign.id)
    return describe_campaign(context, campaign)


def close_campaign(context: Context, campaign_id: str) -> CampaignView:
    """Close a campaign: nothing of it changes any more.

    Raises:
        NotFound: There is no such campaign.
        Conflict: ``campaign_closed``, ``appeals_open``.
    """
    running = open_campaign(context, campaign_id)
    until = appeal_until(running)
    waiting = any(each.decision is None for each in appeals_of(context, running))
    if waiting or (until is not None and context.today <= until):
        raise Conflict("appeals_open")
    campaign = replace(running, status=CampaignStatus.CLOSED)
    Campaigns(context.work, context.runtime.key_ring).change(campaign)
    note_action(context, AuditAction.CAMPAIGN_WRITTEN, subject=campaign.id)
    return describe_campaign(context, campaign)


def name_person(context: Context, campaign_id: str, given: NamingInput) -> CampaignView:
    """Put somebody on a quota's list, or name her back to a need; she sees it.

    Raises:
        NotFound: No such campaign, need or handle, or she may not be matched any more.
        Conflict: ``campaign_closed``.
        Invalid: ``campaign_naming``: no such list, or the need is not in the campaign.
    """
    campaign = open_campaign(context, campaign_id)
    need = Needs(context.work).get(given.need)
    if need is None or need.status is NeedStatus.DRAFT:
        raise NotFound("not_found")
    person = person_behind(context, COORDINATION, need, given.handle)
    excluded = person in hidden_from(context, need.organisation)
    pool = Pool(context.work, context.runtime.key_ring, context.now)
    if excluded or not pool.may_still_be_matched([person]):
        raise NotFound("not_found")
    lists = {each.code for each in campaign.plan.quotas if each.track is None}
    subject = given.quota if given.kind is NamingKind.LIST else need.id
    known = lists if given.kind is NamingKind.LIST else {e.need for e in campaign.plan.lines}
    if subject is None or subject not in known:
        at = "/quota" if given.kind is NamingKind.LIST else "/need"
        raise Invalid("campaign_naming", fields=(FieldProblem(at, "not_in_campaign"),))
    repository = Campaigns(context.work, context.runtime.key_ring)
    already = {(each.person, each.kind, each.subject) for each in repository.namings(campaign.id)}
    if (person, given.kind, subject) not in already:
        repository.name(
            Naming(campaign.id, person, given.kind, subject, NamingAnswer.WAITING, context.today)
        )
        note_reviewed(context, [person], campaign.id)
        note_action(
            context,
            AuditAction.NAMED_FOR_SEATS,
            person=Persons(context.work, context.runtime.key_ring, context.now).get(person),
            subject=campaign.id,
        )
    return describe_campaign(context, campaign)


def open_campaign(context: Context, campaign_id: str) -> CampaignRecord:
    """Give a campaign that may still change.

    Raises:
        NotFound: There is no such campaign.
        Conflict: ``campaign_closed``.
    """
    campaign = known_campaign(context, campaign_id)
    if campaign.status is CampaignStatus.CLOSED:
        raise Conflict("campaign_closed")
    return campaign


def _check_needs(given: CampaignInput, needs: dict[str, Need]) -> None:
    seen: set[str] = set()
    problems = []
    mentoring = is_mentoring(needs.values())
    for number, line in enumerate(given.needs):
        need = needs.get(line.need)
        at = f"/needs/{number}/need"
        if need is None or need.status is not NeedStatus.OPEN:
            problems.append(FieldProblem(at, "not_open"))
        elif line.need in seen:
            problems.append(FieldProblem(at, "need_twice"))
        elif need.body.kind is NeedKind.INSTITUTIONAL_COLLABORATION or mentoring != (
            need.body.kind is NeedKind.MENTORING
        ):
            problems.append(FieldProblem(at, "kind_apart"))
        seen.add(line.need)
    if problems:
        raise Invalid("campaign_needs", fields=tuple(problems))
