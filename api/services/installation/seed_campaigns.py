"""Set up the campaigns of the demonstration and run them, as a coordinator would."""

from collections.abc import Mapping

from api.context import Context
from api.services.campaigns.run_campaign import run_campaign
from data.campaign_records import (
    CampaignChoice,
    CampaignPlan,
    CampaignRecord,
    CampaignStatus,
    Naming,
    NamingAnswer,
    NamingKind,
    QuotaLine,
    SeatLine,
)
from data.demo.campaigns import DemoCampaign
from data.repositories.campaigns import Campaigns
from data.repositories.choices import CampaignChoices
from matcher.types import NeedId
from privacy.handles import new_reference
from privacy.vocabulary import PersonId


def seed_campaign(
    context: Context,
    given: DemoCampaign,
    needs: Mapping[str, NeedId],
    people: Mapping[str, PersonId],
) -> None:
    """Store one campaign with its lists, and seat everybody.

    Args:
        context: The service itself; its needs and people are stored and committed.
        given: The campaign.
        needs: References of needs by their key.
        people: People by their key.
    """
    quotas = [(f"q{number}", quota) for number, quota in enumerate(given.quotas, 1)]
    campaign = CampaignRecord(
        id=new_reference(),
        name=given.name,
        status=CampaignStatus.DRAFT,
        plan=CampaignPlan(
            tuple(SeatLine(needs[each.need], each.seats, each.track) for each in given.lines),
            tuple(
                QuotaLine(code, each.name, each.ground, each.track, each.at_least, each.at_most)
                for code, each in quotas
            ),
            given.conditional,
            preference_step=given.preference_step,
        ),
        seed=given.seed,
        created_on=context.today,
        created_by=context.signed_in().account,
    )
    campaigns = Campaigns(context.work, context.runtime.key_ring)
    campaigns.add(campaign)
    for code, quota in quotas:
        for key in quota.listed:
            campaigns.name(
                Naming(
                    campaign.id,
                    people[key],
                    NamingKind.LIST,
                    code,
                    NamingAnswer.YES,
                    context.today,
                )
            )
    choices = CampaignChoices(context.work, context.runtime.key_ring, context.now)
    for choice in given.choices:
        choices.put(
            CampaignChoice(
                campaign.id,
                people[choice.person],
                context.today,
                choice.tracks,
                tuple(needs[key] for key in choice.ranked),
            ),
            context.signed_in(),
        )
    run_campaign(context, campaign.id)
