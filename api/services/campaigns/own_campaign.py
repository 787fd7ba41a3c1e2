"""One campaign as it concerns the reader: rules, choices, result by criterion, appeal.

Rules:

- The rules are shown before she chooses, and are those of the run: criteria with their weights,
  the order in which objectives decide, bounds and reserves with their reasons, the lot.
- Her result is told criterion by criterion from her own pairs, with what would have changed it;
  of others nothing but the band of the last seat.
- When her profile or the need changed since the run, that is said: the bars are of today.

What it does not do: change anything (``choose_in_campaign``, ``appeal_result``).
"""

from collections.abc import Iterable, Mapping, Sequence

from api.context import Context
from api.errors import NotFound
from api.services.campaigns.appeal_result import (
    TO_ANSWER,
    TO_APPEAL,
    appeal_until,
    own_appeal,
    own_results,
)
from api.services.campaigns.campaign_results import need_line
from api.services.campaigns.choose_in_campaign import may_choose, offered_needs
from api.services.campaigns.own_campaigns import own_campaigns
from api.services.matches.describe_match import describe_match, shown
from api.services.people.record_consent import own_person
from api.services.views.explaining import Explanation
from api.services.views.own_campaign import (
    CampaignRules,
    CriterionRule,
    OfferedNeedView,
    OwnCampaignSheet,
    OwnChoiceView,
    QuotaRule,
    WeighedView,
)
from data.campaign_records import (
    CampaignChoice,
    CampaignPlan,
    CampaignRecord,
    CampaignStatus,
    SeatResult,
)
from data.records import Need
from data.repositories.choices import CampaignChoices
from data.repositories.needs import Needs
from data.repositories.organisations import Organisations
from matcher.allocation import Objective, SeatReason
from matcher.types import SCORE_DENOMINATOR, Criterion
from matcher.weights import VERSION_1
from privacy.vocabulary import PersonId

MOST_STEPS = 4
THOUSANDTHS = 1_000


def read_own_campaign(context: Context, campaign_id: str) -> OwnCampaignSheet:
    """Give one campaign whole to the person it concerns or who may take part in it.

    Raises:
        NotFound: There is no such campaign for her.
    """
    person = own_person(context)
    outline = next((each for each in own_campaigns(context) if each.id == campaign_id), None)
    if outline is None:
        raise NotFound("not_found")
    campaign, results = own_results(context, campaign_id, person.id)
    choices = CampaignChoices(context.work, context.runtime.key_ring, context.now)
    choice = choices.own(campaign.id, person.id)
    appeal = own_appeal(context, campaign.id, person.id)
    until = appeal_until(campaign)
    is_closed = campaign.status is CampaignStatus.CLOSED
    can_appeal = appeal is None and bool(results) and not is_closed
    return OwnCampaignSheet(
        campaign=outline,
        rules=rules_of(campaign.plan),
        needs=_offered(context, campaign, person.id, choice),
        choice=None
        if choice is None
        else OwnChoiceView(
            choice.chosen_on,
            tuple(sorted(choice.tracks)),
            choice.ranked,
            tuple(sorted(choice.excluded)),
        ),
        can_choose=may_choose(context, campaign),
        weighed=_weighed(context, campaign, person.id, results),
        appeal=appeal,
        appeal_until=until if can_appeal and until and context.today <= until else None,
    )


def rules_of(plan: CampaignPlan) -> CampaignRules:
    """Put the rules of a campaign together, as they are published."""
    return CampaignRules(
        weights_version=VERSION_1.version,
        criteria=tuple(CriterionRule(each, weight) for each, weight in VERSION_1.criteria),
        order=tuple(Objective),
        quotas=tuple(
            QuotaRule(q.name, q.ground, q.track, q.at_least, q.at_most, q.held) for q in plan.quotas
        ),
        conditional=plan.conditional,
        on_application=plan.on_application,
        choices_until=plan.choices_until,
        step=shown(plan.preference_step),
        appeal_days=TO_APPEAL.days,
        answer_days=TO_ANSWER.days,
    )


def _offered(
    context: Context, campaign: CampaignRecord, person: PersonId, choice: CampaignChoice | None
) -> tuple[OfferedNeedView, ...]:
    needs = offered_needs(context, campaign, person)
    names = _names(context, needs.values())
    ranks = {need: place for place, need in enumerate(choice.ranked if choice else (), 1)}
    return tuple(
        OfferedNeedView(
            need_line(needs[line.need], names.get(needs[line.need].organisation, "")),
            line.seats,
            line.track,
            ranks.get(line.need),
            choice is not None and line.need in choice.excluded,
        )
        for line in campaign.plan.lines
        if line.need in needs
    )


def _weighed(
    context: Context, campaign: CampaignRecord, person: PersonId, results: Sequence[SeatResult]
) -> tuple[WeighedView, ...]:
    needs: Mapping[str, Need] = Needs(context.work).many([e.need for e in results if e.need])
    if not needs:
        return ()
    context.runtime.pool.refresh(context)
    taxonomy = context.runtime.catalogue.taxonomy(context.work)
    names = _names(context, needs.values())
    step = campaign.plan.preference_step * SCORE_DENOMINATOR // THOUSANDTHS
    found = []
    for each in results:
        need = needs.get(each.need)
        match = None if need is None else context.runtime.pool.weigh(context, person, need.body)
        if need is None or match is None:
            continue
        explanation = describe_match(match, taxonomy, context.language)
        lowered = {max(match.numerator - step * steps, 1) for steps in range(MOST_STEPS + 1)}
        found.append(
            WeighedView(
                need_line(need, names.get(need.organisation, "")),
                SeatReason(each.reason),
                each.seated,
                explanation,
                each.numerator in lowered,
                None if each.seated else most_open(explanation),
            )
        )
    return tuple(found)


def most_open(explanation: Explanation) -> Criterion | None:
    """Name the criterion with the most left to gain, ``None`` when nothing is."""
    gaps = {
        bar.criterion: int(bar.most.replace(".", "")) - int(bar.term.replace(".", ""))
        for bar in explanation.bars
    }
    best = max(gaps, key=lambda criterion: gaps[criterion], default=None)
    return best if best is not None and gaps[best] > 0 else None


def _names(context: Context, needs: Iterable[Need]) -> Mapping[str, str]:
    return Organisations(context.work, context.runtime.key_ring).names(
        sorted({need.organisation for need in needs})
    )
