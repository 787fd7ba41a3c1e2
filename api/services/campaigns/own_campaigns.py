"""A person's own place in campaigns, or why she has none, and which ones she may take part in.

Rules:

- Every open campaign with a need for her is told to whoever may be matched, before it is run.

- She sees her own results only, and of others nothing but the band in which the last seat lay.
- Somebody who may not be matched at this moment has no result: what was stored counts no more.
- Being named is shown before the run; her no takes her off the list or the recall, and without
  her yes a recall has no effect.

What it does not do: change a result that stands; the next run heeds her answer.
"""

from collections.abc import Iterable, Mapping

from api.context import Context
from api.errors import NotFound
from api.services.campaigns.campaign_results import live_results, need_line
from api.services.campaigns.choose_in_campaign import may_choose, offered_of
from api.services.log.note_action import note_action
from api.services.people.record_consent import own_person
from api.services.views.campaigns import (
    OwnCampaignView,
    OwnNamingView,
    OwnRefusalView,
    OwnSeatView,
)
from data.campaign_records import (
    CampaignRecord,
    CampaignStatus,
    Naming,
    NamingAnswer,
    NamingKind,
    SeatResult,
)
from data.records import Need
from data.repositories.campaigns import Campaigns
from data.repositories.choices import CampaignChoices
from data.repositories.needs import Needs
from data.repositories.organisations import Organisations
from data.repositories.pool import Pool
from matcher.allocation import SeatReason
from matcher.explanation import band_of
from privacy.audit import AuditAction
from privacy.vocabulary import PersonId


def own_campaigns(context: Context) -> tuple[OwnCampaignView, ...]:
    """Give every campaign that concerns the reader or is open to her, newest first."""
    person = own_person(context)
    campaigns = Campaigns(context.work, context.runtime.key_ring)
    results = campaigns.results_of_person(person.id)
    namings = campaigns.namings_of_person(person.id)
    concerned = {each.campaign for each in results} | {each.campaign for each in namings}
    every = campaigns.all()
    open_to_her = _open_to(context, every, person.id)
    choices = CampaignChoices(context.work, context.runtime.key_ring, context.now)
    chosen = {each.campaign for each in choices.of_person(person.id)} & open_to_her
    found = [each for each in every if each.id in concerned | open_to_her]
    needs = Needs(context.work).many(
        [each.need for each in results if each.need]
        + [each.subject for each in namings if each.kind is NamingKind.RECALL]
    )
    names = Organisations(context.work, context.runtime.key_ring).names(
        sorted({need.organisation for need in needs.values()})
    )
    live = live_results(context, results, needs)
    described = (
        _describe(
            context,
            each,
            [row for row in live if row.campaign == each.id],
            [row for row in namings if row.campaign == each.id],
            needs=needs,
            names=names,
            takes_part=each.id in chosen,
        )
        for each in found
    )
    return tuple(
        each
        for each in described
        if each.places or each.refusal or each.namings or each.id in open_to_her
    )


def _open_to(
    context: Context, campaigns: Iterable[CampaignRecord], person: PersonId
) -> frozenset[str]:
    """Give the campaigns a person could take part in; none when she may not be matched."""
    pool = Pool(context.work, context.runtime.key_ring, context.now)
    if not pool.may_still_be_matched([person]):
        return frozenset()
    running = [each for each in campaigns if each.status is not CampaignStatus.CLOSED]
    offered = offered_of(context, running, person)
    return frozenset(each.id for each in running if offered[each.id])


def answer_naming(context: Context, campaign_id: str, *, agrees: bool) -> None:
    """Say yes or no to what the actor is named for in a campaign.

    Raises:
        NotFound: She is not named in an open campaign of that reference.
    """
    person = own_person(context)
    campaigns = Campaigns(context.work, context.runtime.key_ring)
    campaign = campaigns.get(campaign_id)
    if campaign is None or campaign.status is CampaignStatus.CLOSED:
        raise NotFound("not_found")
    answer = NamingAnswer.YES if agrees else NamingAnswer.NO
    if not campaigns.answer_all(campaign.id, person.id, answer):
        raise NotFound("not_found")
    note_action(context, AuditAction.NAMING_ANSWERED, person=person, subject=campaign.id)


def _describe(
    context: Context,
    campaign: CampaignRecord,
    results: list[SeatResult],
    namings: list[Naming],
    *,
    needs: Mapping[str, Need],
    names: Mapping[str, str],
    takes_part: bool,
) -> OwnCampaignView:
    quotas = {each.code: each.name for each in campaign.plan.quotas}
    lines = {key: need_line(need, names.get(need.organisation, "")) for key, need in needs.items()}
    refused = next((each for each in results if not each.seated), None)
    return OwnCampaignView(
        id=campaign.id,
        name=campaign.name,
        status=campaign.status,
        run_on=campaign.run_on,
        seed=str(campaign.seed),
        places=tuple(
            OwnSeatView(lines[each.need], SeatReason(each.reason), each.conditional)
            for each in results
            if each.seated
        ),
        refusal=None
        if refused is None
        else OwnRefusalView(
            reason=SeatReason(refused.reason),
            need=lines.get(refused.need),
            band=None if refused.numerator is None else band_of(refused.numerator),
            cut=refused.cut,
            quota=quotas.get(refused.quota or ""),
        ),
        namings=tuple(
            OwnNamingView(
                each.kind,
                lines[each.subject].title
                if each.subject in lines
                else quotas.get(each.subject, ""),
                each.answer,
            )
            for each in namings
        ),
        takes_part=takes_part,
        can_choose=may_choose(context, campaign),
        choices_until=campaign.plan.choices_until,
        on_application=campaign.plan.on_application,
    )
