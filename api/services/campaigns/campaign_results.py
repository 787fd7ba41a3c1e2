"""What became of a campaign, for the coordination and, as numbers, for agencies.

Rules:

- Only people who may be matched at this very moment, and whom the need's organisation may see,
  are in any answer or count of the coordination; who has left is gone at once, and her seat is
  empty.
- An agency sees how many seats the last run gave in its needs to people who had not registered
  lately, rounded down and never fewer than five: the number moves with a run only, so it tells
  of nobody's leaving.
- Each look of the coordination is recorded, with one entry for every person shown.
- Who has no seat appears as one of a number with the same reason.

What it does not do: allocate, or tell one person about another.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from api.context import Context
from api.errors import NotFound
from api.services.campaigns.replace_organisation import replacements_in
from api.services.disclosures.exclude_organisations import hidden_from
from api.services.log.note_action import note_action, note_reviewed
from api.services.matches.describe_match import shown_score
from api.services.matches.known_by_handle import issue_handles
from api.services.needs.employer_sheet import rounded_down
from api.services.views.campaigns import (
    AgencySeatsView,
    CampaignLineView,
    CampaignNeedView,
    CampaignView,
    OrganisationLine,
    ProofView,
    QuotaView,
    SeatView,
    UnseatedView,
)
from api.services.views.ladder import NeedLineView
from data.campaign_records import (
    CampaignRecord,
    Naming,
    NamingAnswer,
    NamingKind,
    SeatLine,
    SeatResult,
)
from data.records import Need, NeedStatus
from data.repositories.campaigns import Campaigns
from data.repositories.choices import CampaignChoices
from data.repositories.needs import Needs
from data.repositories.organisations import Organisations
from data.repositories.pool import Pool
from matcher.allocation import NeedReason, Objective, SeatReason
from matcher.types import NeedId
from privacy.audit import AuditAction
from privacy.handles import COORDINATION
from privacy.policy import may_see_matches
from privacy.vocabulary import PersonId, Purpose


def all_campaigns(context: Context) -> tuple[CampaignLineView, ...]:
    """List every campaign, newest day first."""
    require_coordination(context)
    campaigns = Campaigns(context.work, context.runtime.key_ring)
    return tuple(_line(context, each, campaigns) for each in campaigns.all())


def read_campaign(context: Context, campaign_id: str) -> CampaignView:
    """Give a campaign with its results, as they stand at this moment.

    Raises:
        NotFound: There is no such campaign.
    """
    return describe_campaign(context, known_campaign(context, campaign_id))


def outline_campaign(context: Context, campaign_id: str) -> CampaignView:
    """Give a campaign with its numbers and nobody in it, for a form that is shown again.

    Raises:
        NotFound: There is no such campaign.
    """
    return describe_campaign(context, known_campaign(context, campaign_id), with_people=False)


def known_campaign(context: Context, campaign_id: str) -> CampaignRecord:
    """Give the record of a campaign to the coordination.

    Raises:
        NotFound: There is no such campaign.
    """
    require_coordination(context)
    found = Campaigns(context.work, context.runtime.key_ring).get(campaign_id)
    if found is None:
        raise NotFound("not_found")
    return found


def require_coordination(context: Context) -> None:
    """Let only those go on who see matches across organisations."""
    may_see_matches(context.signed_in(), "", at=context.now).require()


def describe_campaign(
    context: Context, campaign: CampaignRecord, *, with_people: bool = True
) -> CampaignView:
    """Describe a campaign to the coordination, and record whose result it shows."""
    campaigns = Campaigns(context.work, context.runtime.key_ring)
    needs = Needs(context.work).many([line.need for line in campaign.plan.lines])
    names = Organisations(context.work, context.runtime.key_ring).names(
        sorted({need.organisation for need in needs.values()})
    )
    live = live_results(context, campaigns.results(campaign.id), needs)
    seated = [each for each in live if each.seated]
    note_action(context, AuditAction.MATCHES_SEEN, subject=campaign.id, purpose=Purpose.MATCH)
    if with_people:
        note_reviewed(context, [each.person for each in seated], campaign.id)
    taken = Counter(each.need for each in seated)
    described = tuple(
        _need(
            campaign,
            line,
            need_line(needs[line.need], names.get(needs[line.need].organisation, "")),
            needs[line.need],
            taken[line.need],
        )
        for line in campaign.plan.lines
        if line.need in needs
    )
    if with_people:
        described = tuple(
            replace(each, people=_people(context, campaign, needs[NeedId(each.need.id)], seated))
            for each in described
        )
    figures = campaign.figures
    namings = campaigns.namings(campaign.id)
    recalls = [each for each in namings if each.kind is NamingKind.RECALL]
    gone = Counter(SeatReason(each.reason) for each in live if not each.seated)
    return CampaignView(
        id=campaign.id,
        name=campaign.name,
        status=campaign.status,
        seed=str(campaign.seed),
        conditional=campaign.plan.conditional,
        per_need=campaign.plan.per_need,
        per_person=campaign.plan.per_person,
        created_on=campaign.created_on,
        run_on=campaign.run_on,
        weights_version=figures.weights_version if figures else None,
        taxonomy_release=figures.taxonomy_release if figures else None,
        people=figures.people if figures else None,
        pairs=figures.pairs if figures else None,
        total=shown_score(figures.total_numerator) if figures else None,
        gap=sum(bound - value for _, value, bound in figures.proofs) if figures else None,
        seats=sum(line.seats for line in campaign.plan.lines if not line.withdrawn),
        filled=len(seated),
        needs=described,
        quotas=_quotas(campaign, namings),
        unseated=tuple(UnseatedView(reason, gone[reason]) for reason in SeatReason if gone[reason]),
        proofs=tuple(
            ProofView(Objective(name), value, bound)
            for name, value, bound in (figures.proofs if figures else ())
        ),
        organisations=tuple(
            OrganisationLine(reference, names.get(reference, ""))
            for reference in dict.fromkeys(
                needs[line.need].organisation
                for line in campaign.plan.lines
                if line.need in needs and not line.withdrawn
            )
        ),
        recalls=len(recalls),
        recalls_agreed=sum(each.answer is NamingAnswer.YES for each in recalls),
        replacements=replacements_in(context, campaign, needs),
        choosing=_choosing(context, campaign),
        on_application=campaign.plan.on_application,
        choices_until=campaign.plan.choices_until,
        preference_step=campaign.plan.preference_step,
    )


def _choosing(context: Context, campaign: CampaignRecord) -> int:
    ring = context.runtime.key_ring
    chose = CampaignChoices(context.work, ring, context.now).versions(campaign.id)
    return len(Pool(context.work, ring, context.now).may_still_be_matched(set(chose)))


def live_results(
    context: Context, results: Iterable[SeatResult], needs: Mapping[str, Need]
) -> list[SeatResult]:
    """Keep the results of people who may be matched now, and seen by the need's organisation."""
    found = list(results)
    stored = Pool(context.work, context.runtime.key_ring, context.now)
    live = stored.may_still_be_matched({each.person for each in found})
    hidden: dict[str, frozenset[PersonId]] = {}
    kept = []
    for each in found:
        need = needs.get(each.need)
        if each.person not in live or (each.need and need is None):
            continue
        if need is not None:
            if need.organisation not in hidden:
                hidden[need.organisation] = hidden_from(context, need.organisation)
            if each.person in hidden[need.organisation]:
                continue
        kept.append(each)
    return kept


def agency_seats(context: Context) -> tuple[AgencySeatsView, ...]:
    """Give how many seats the last run gave in the agency's own needs, as a rounded number."""
    actor = context.signed_in()
    may_see_matches(actor, actor.organisation, at=context.now).require()
    own: dict[str, Need] = {
        need.id: need for need in Needs(context.work).all(organisation=actor.organisation)
    }
    note_action(context, AuditAction.MATCHES_SEEN, purpose=Purpose.MATCH)
    return tuple(
        AgencySeatsView(
            campaign=campaign.name,
            run_on=campaign.run_on,
            need=line.need,
            title=own[line.need].title,
            language=own[line.need].language,
            seats=line.seats,
            filled=rounded_down(campaign.figures.taken.get(line.need, 0)),
            withdrawn=line.withdrawn,
        )
        for campaign in Campaigns(context.work, context.runtime.key_ring).all()
        if campaign.run_on is not None and campaign.figures is not None
        for line in campaign.plan.lines
        if line.need in own
    )


def need_line(need: Need, organisation: str) -> NeedLineView:
    """Give one need as a line."""
    return NeedLineView(need.id, need.title, need.language, need.body.kind, organisation)


def _line(context: Context, campaign: CampaignRecord, campaigns: Campaigns) -> CampaignLineView:
    filled = None
    if campaign.run_on is not None:
        needs = Needs(context.work).many([line.need for line in campaign.plan.lines])
        live = live_results(context, campaigns.results(campaign.id), needs)
        filled = sum(each.seated for each in live)
    return CampaignLineView(
        id=campaign.id,
        name=campaign.name,
        status=campaign.status,
        created_on=campaign.created_on,
        run_on=campaign.run_on,
        needs=len(campaign.plan.lines),
        seats=sum(line.seats for line in campaign.plan.lines if not line.withdrawn),
        filled=filled,
    )


def _need(
    campaign: CampaignRecord, line: SeatLine, told: NeedLineView, need: Need, filled: int
) -> CampaignNeedView:
    code = campaign.figures.reasons.get(line.need) if campaign.figures else None
    reason = NeedReason(code) if code else None
    if reason is NeedReason.FILLED and filled < line.seats:
        reason = None
    return CampaignNeedView(
        need=told,
        organisation=need.organisation,
        track=line.track,
        seats=line.seats,
        filled=filled,
        reason=reason,
        withdrawn=line.withdrawn,
        is_open=need.status is NeedStatus.OPEN,
        people=(),
    )


def _people(
    context: Context, campaign: CampaignRecord, need: Need, seated: Sequence[SeatResult]
) -> tuple[SeatView, ...]:
    here = sorted(
        (each for each in seated if each.need == need.id),
        key=lambda each: (-(each.numerator or 0), each.person),
    )
    handles = issue_handles(context, COORDINATION, need, [each.person for each in here])
    titles = {quota.code: quota.name for quota in campaign.plan.quotas}
    return tuple(
        SeatView(
            handle=handles[each.person],
            score=shown_score(each.numerator or 0),
            conditional=each.conditional,
            reason=SeatReason(each.reason),
            quota=titles.get(each.quota or ""),
        )
        for each in here
    )


def _quotas(campaign: CampaignRecord, namings: Sequence[Naming]) -> tuple[QuotaView, ...]:
    figures = campaign.figures.quotas if campaign.figures else {}
    return tuple(
        QuotaView(
            code=line.code,
            name=line.name,
            ground=line.ground,
            track=line.track,
            at_least=line.at_least,
            at_most=line.at_most,
            held=line.held,
            named=sum(
                each.kind is NamingKind.LIST and each.subject == line.code for each in namings
            ),
            taken=figures[line.code].taken if line.code in figures else None,
            short=figures[line.code].short if line.code in figures else None,
        )
        for line in campaign.plan.quotas
    )
