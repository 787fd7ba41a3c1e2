"""Who could take the place of an organisation that withdrew from a campaign (R4-105).

Rules:

- The coordination sees, for each organisation that withdrew, others that could do instead and
  the authorities of the place that could refer to more.
- A ministry or municipality finds on its own page which organisations of its country or region
  withdrew, and how many places look for another one. The service writes to nobody.

What it does not do: put anybody in; a coordinator asks, and sets up another campaign.
"""

from collections.abc import Iterable, Mapping

from api.context import Context
from api.services.views.campaigns import OrganisationLine, ReplacementView, WithdrawalNearView
from data.campaign_records import CampaignRecord, CampaignStatus
from data.records import Need, Organisation
from data.repositories.campaigns import Campaigns
from data.repositories.needs import Needs
from data.repositories.organisations import Organisations
from matcher.organisations.replacing import is_authority_for, replacements
from matcher.types import CountryCode, Place

MOST_SHOWN = 5


def replacements_in(
    context: Context, campaign: CampaignRecord, needs: Mapping[str, Need]
) -> tuple[ReplacementView, ...]:
    """Give, for each organisation that withdrew, who could do instead."""
    gone = _withdrawn(campaign, needs)
    if not gone:
        return ()
    known = {each.id: each for each in _organisations(context)}
    found = []
    for reference, lost in gone.items():
        organisation = known.get(reference)
        if organisation is None:
            continue
        place = _place(organisation)
        bodies = [e.body for e in known.values() if e.body is not None and e.id not in gone]
        asked = {item.concept for need in lost for item in need.body.requirements}
        kind = organisation.body.kind if organisation.body else None
        instead = replacements(place, kind, asked, bodies)[:MOST_SHOWN]
        referring = [each.reference for each in bodies if is_authority_for(place, each)]
        found.append(
            ReplacementView(
                OrganisationLine(reference, organisation.name),
                tuple(OrganisationLine(each, known[each].name) for each in instead),
                tuple(
                    OrganisationLine(each, known[each].name)
                    for each in sorted(referring)[:MOST_SHOWN]
                ),
            )
        )
    return tuple(found)


def withdrawals_near(context: Context) -> tuple[WithdrawalNearView, ...]:
    """Tell an authority which organisations of its place withdrew from open campaigns."""
    known = {each.id: each for each in _organisations(context)}
    own = known.get(context.signed_in().organisation)
    if own is None or own.body is None:
        return ()
    campaigns = [
        each
        for each in Campaigns(context.work, context.runtime.key_ring).all()
        if each.status is not CampaignStatus.CLOSED
    ]
    stored = Needs(context.work).many(
        sorted({line.need for each in campaigns for line in each.plan.lines if line.withdrawn})
    )
    found = []
    for campaign in campaigns:
        seats = {line.need: line.seats for line in campaign.plan.lines}
        for reference, lost in _withdrawn(campaign, stored).items():
            organisation = known.get(reference)
            if organisation is not None and is_authority_for(_place(organisation), own.body):
                open_seats = sum(seats[need.id] for need in lost)
                found.append(WithdrawalNearView(campaign.name, organisation.name, open_seats))
    return tuple(found)


def _withdrawn(campaign: CampaignRecord, needs: Mapping[str, Need]) -> dict[str, list[Need]]:
    found: dict[str, list[Need]] = {}
    for line in campaign.plan.lines:
        if line.withdrawn and line.need in needs:
            need = needs[line.need]
            found.setdefault(need.organisation, []).append(need)
    return found


def _organisations(context: Context) -> Iterable[Organisation]:
    return Organisations(context.work, context.runtime.key_ring).all()


def _place(organisation: Organisation) -> Place:
    if organisation.body is not None:
        return organisation.body.place
    return Place(CountryCode(organisation.country))
