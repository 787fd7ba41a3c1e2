"""A person takes part in a campaign: she chooses ways, an order, what she excludes; or leaves.

Rules:

- Only who may be matched at this moment takes part, and only in a campaign that is open, with
  needs she could be seen by.
- Choices may change until the last day for choosing, or until the campaign is closed.
- Leaving deletes what she chose, and in a campaign for those who take part her result too.

What it does not do: seat anybody; the next run heeds what stands then.
"""

from collections.abc import Iterable

from api.context import Context
from api.errors import Conflict, FieldProblem, Invalid, NotFound
from api.inputs.campaign import ChoiceInput
from api.services.people.record_consent import own_person
from data.campaign_records import CampaignChoice, CampaignRecord, CampaignStatus
from data.records import Need, NeedStatus
from data.repositories.campaigns import Campaigns
from data.repositories.choices import CampaignChoices
from data.repositories.consents import Consents
from data.repositories.needs import Needs
from data.repositories.pool import Pool
from matcher.types import NeedId
from privacy.vocabulary import PersonId


def choose(context: Context, campaign_id: str, given: ChoiceInput) -> None:
    """Take part in a campaign with these choices, instead of those made before.

    Raises:
        NotFound: There is no such open campaign, or nothing in it for her.
        Conflict: ``choices_over``: the last day for choosing is past.
        Invalid: ``campaign_choice``: a need is not in the campaign.
    """
    person = own_person(context)
    campaign = open_for(context, campaign_id, person.id)
    if not may_choose(context, campaign):
        raise Conflict("choices_over")
    offered = offered_needs(context, campaign, person.id)
    named = [("ranked", given.ranked), ("excluded", sorted(given.excluded))]
    problems = tuple(
        FieldProblem(f"/{place}/{number}", "not_in_campaign")
        for place, needs in named
        for number, need in enumerate(needs)
        if need not in offered
    )
    if problems:
        raise Invalid("campaign_choice", fields=problems)
    choices = CampaignChoices(context.work, context.runtime.key_ring, context.now)
    choices.put(
        CampaignChoice(
            campaign.id,
            person.id,
            context.today,
            given.tracks,
            tuple(NeedId(each) for each in given.ranked),
            frozenset(NeedId(each) for each in given.excluded),
        ),
        context.signed_in(),
    )


def leave_campaign(context: Context, campaign_id: str) -> None:
    """Take part no longer.

    Raises:
        NotFound: There is no such open campaign, or she takes no part.
    """
    person = own_person(context)
    repository = Campaigns(context.work, context.runtime.key_ring)
    campaign = repository.get(campaign_id)
    if campaign is None or campaign.status is CampaignStatus.CLOSED:
        raise NotFound("not_found")
    choices = CampaignChoices(context.work, context.runtime.key_ring, context.now)
    if not choices.take_back(campaign.id, person.id, context.signed_in()):
        raise NotFound("not_found")
    if campaign.plan.on_application:
        repository.forget_results(campaign.id, person.id)


def open_for(context: Context, campaign_id: str, person: PersonId) -> CampaignRecord:
    """Give a campaign a person could take part in.

    Raises:
        NotFound: There is none, it is closed, or she may not be matched.
    """
    campaign = Campaigns(context.work, context.runtime.key_ring).get(campaign_id)
    pool = Pool(context.work, context.runtime.key_ring, context.now)
    if (
        campaign is None
        or campaign.status is CampaignStatus.CLOSED
        or not pool.may_still_be_matched([person])
        or not offered_needs(context, campaign, person)
    ):
        raise NotFound("not_found")
    return campaign


def may_choose(context: Context, campaign: CampaignRecord) -> bool:
    """Say whether choices may change now."""
    until = campaign.plan.choices_until
    is_over = until is not None and context.today > until
    return campaign.status is not CampaignStatus.CLOSED and not is_over


def offered_needs(context: Context, campaign: CampaignRecord, person: PersonId) -> dict[str, Need]:
    """Give the needs of a campaign that a person could be seated at, by reference."""
    return offered_of(context, [campaign], person)[campaign.id]


def offered_of(
    context: Context, campaigns: Iterable[CampaignRecord], person: PersonId
) -> dict[str, dict[str, Need]]:
    """Give the same for several campaigns, by the campaign's reference."""
    listed = list(campaigns)
    excluded = Consents(context.work, context.runtime.key_ring).excluded_by(person)
    wanted = {line.need for each in listed for line in each.plan.lines if not line.withdrawn}
    stored = Needs(context.work).many(sorted(wanted))
    return {
        each.id: {
            line.need: stored[line.need]
            for line in each.plan.lines
            if not line.withdrawn
            and line.need in stored
            and stored[line.need].status is NeedStatus.OPEN
            and stored[line.need].organisation not in excluded
        }
        for each in listed
    }
