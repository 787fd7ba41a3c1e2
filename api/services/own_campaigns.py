"""A person's own place in campaigns, or why she has none, and what she is named for.

Rules:

- She sees her own results only, and of others nothing but the band in which the last seat lay.
- Somebody who may not be matched at this moment has no result: what was stored counts no more.
- Being named is shown before the run; her no takes her off the list or the recall, and without
  her yes a recall has no effect.

What it does not do: change a result that stands; the next run heeds her answer.
"""

from collections.abc import Mapping

from api.context import Context
from api.errors import NotFound
from api.services.campaign_results import live_results, need_line
from api.services.note_action import note_action
from api.services.record_consent import own_person
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
from data.repositories.needs import Needs
from data.repositories.organisations import Organisations
from matcher.allocation import SeatReason
from matcher.explanation import band_of
from privacy.audit import AuditAction


def own_campaigns(context: Context) -> tuple[OwnCampaignView, ...]:
    """Give every campaign in which the reader has a result or is named, newest first."""
    person = own_person(context)
    campaigns = Campaigns(context.work, context.runtime.key_ring)
    results = campaigns.results_of_person(person.id)
    namings = campaigns.namings_of_person(person.id)
    concerned = {each.campaign for each in results} | {each.campaign for each in namings}
    found = [each for each in campaigns.all() if each.id in concerned]
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
            each,
            [row for row in live if row.campaign == each.id],
            [row for row in namings if row.campaign == each.id],
            needs,
            names,
        )
        for each in found
    )
    return tuple(each for each in described if each.places or each.refusal or each.namings)


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
    campaign: CampaignRecord,
    results: list[SeatResult],
    namings: list[Naming],
    needs: Mapping[str, Need],
    names: Mapping[str, str],
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
    )
