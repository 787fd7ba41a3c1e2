"""A person appeals once against her result in a campaign, and a coordinator answers.

Rules:

- She appeals in her own words, within fourteen days of the run that gave the result, once in a
  campaign; what is never kept is refused, with the place.
- The coordination sees the appeal under her handle, never her name; she finds in her log who
  read it. It is answered once, with a decision, a ground and, if wanted, words, by a day that
  both sides know. A campaign stays open until then, so that an answer can still change it.
- Who may not be matched any more has neither result nor appeal.

What it does not do: change a seat; the coordinator runs the campaign again, names somebody, or
has the data corrected.
"""

from dataclasses import replace
from datetime import date, timedelta

from api.context import Context
from api.errors import Conflict, NotFound
from api.inputs.campaign import AppealAnswerInput
from api.services.campaigns.campaign_results import known_campaign, live_results, need_line
from api.services.matches.known_by_handle import issue_handles
from api.services.people.guard_free_text import check_own_text
from api.services.people.record_consent import own_person
from api.services.views.own_campaign import AppealLine, AppealView, OwnAppealView
from data.campaign_records import Appeal, CampaignRecord, CampaignStatus, SeatResult
from data.records import Need
from data.repositories.appeals import Appeals
from data.repositories.campaigns import Campaigns
from data.repositories.needs import Needs
from data.repositories.organisations import Organisations
from data.repositories.pool import Pool
from matcher.allocation import SeatReason
from privacy.handles import COORDINATION, new_reference
from privacy.vocabulary import PersonId

TO_APPEAL = timedelta(days=14)
TO_ANSWER = timedelta(days=30)


def appeal_until(campaign: CampaignRecord) -> date | None:
    """Give the last day for appeals against the results as they stand."""
    return None if campaign.run_on is None else campaign.run_on + TO_APPEAL


def appeal(context: Context, campaign_id: str, words: str) -> None:
    """Appeal against one's own result.

    Raises:
        NotFound: She has no result in an open campaign of that reference.
        Conflict: ``appeal_late`` or ``appeal_once``.
        Invalid: ``never_kept``, with the place.
    """
    person = own_person(context)
    campaign, results = own_results(context, campaign_id, person.id)
    if campaign.status is CampaignStatus.CLOSED or not results:
        raise NotFound("not_found")
    until = appeal_until(campaign)
    if until is None or context.today > until:
        raise Conflict("appeal_late")
    appeals = _appeals(context)
    if any(each.campaign == campaign.id for each in appeals.of_person(person.id)):
        raise Conflict("appeal_once")
    check_own_text("/words", words)
    made = Appeal(new_reference(), campaign.id, person.id, context.today, context.today + TO_ANSWER)
    appeals.ask(made, words, context.signed_in())


def own_appeal(context: Context, campaign_id: str, person: PersonId) -> OwnAppealView | None:
    """Give a person her own appeal with what was answered."""
    appeals = _appeals(context)
    for each in appeals.of_person(person):
        if each.campaign == campaign_id:
            words, answer = appeals.own_words(each)
            return OwnAppealView(
                each.asked_on,
                each.answer_by,
                words,
                each.decision,
                each.ground,
                answer,
                each.answered_on,
            )
    return None


def appeals_of(context: Context, campaign: CampaignRecord) -> tuple[AppealLine, ...]:
    """Give the appeals in a campaign without their words, those that wait longest first."""
    found = _appeals(context).of_campaign(campaign.id)
    pool = Pool(context.work, context.runtime.key_ring, context.now)
    live = pool.may_still_be_matched({each.person for each in found})
    return tuple(
        AppealLine(
            each.id,
            each.asked_on,
            each.answer_by,
            each.decision,
            late=each.decision is None and context.today > each.answer_by,
        )
        for each in found
        if each.person in live
    )


def read_appeals(context: Context, campaign_id: str) -> tuple[AppealLine, ...]:
    """Give a campaign's appeals to the coordination.

    Raises:
        NotFound: There is no such campaign.
    """
    return appeals_of(context, known_campaign(context, campaign_id))


def read_appeal(context: Context, campaign_id: str, appeal_id: str) -> AppealView:
    """Read one appeal with its words; she finds in her log that it was read.

    Raises:
        NotFound: There is no such appeal in that campaign.
    """
    campaign, found = _known(context, campaign_id, appeal_id)
    words, answer = _appeals(context).read(found, context.signed_in())
    results = own_results(context, campaign.id, found.person)[1]
    about = next(iter(results), None)
    need = Needs(context.work).get(about.need) if about and about.need else None
    names = Organisations(context.work, context.runtime.key_ring).names(
        [need.organisation] if need else []
    )
    return AppealView(
        id=found.id,
        campaign=campaign.id,
        campaign_name=campaign.name,
        asked_on=found.asked_on,
        answer_by=found.answer_by,
        words=words,
        reason=SeatReason(about.reason) if about else None,
        need=need_line(need, names.get(need.organisation, "")) if need else None,
        handle=_handle(context, need, found.person) if need else None,
        decision=found.decision,
        ground=found.ground,
        answer=answer,
        answered_on=found.answered_on,
    )


def answer_appeal(
    context: Context, campaign_id: str, appeal_id: str, given: AppealAnswerInput
) -> None:
    """Answer an appeal, once.

    Raises:
        NotFound: There is no such appeal in that campaign.
        Conflict: ``appeal_answered``.
        Invalid: ``never_kept``, with the place.
    """
    _, found = _known(context, campaign_id, appeal_id)
    if found.decision is not None:
        raise Conflict("appeal_answered")
    check_own_text("/words", given.words)
    actor = context.signed_in()
    answered = replace(
        found,
        decision=given.decision,
        ground=given.ground,
        answered_on=context.today,
        answered_by=actor.account,
    )
    _appeals(context).answer(answered, given.words or None, actor)


def own_results(
    context: Context, campaign_id: str, person: PersonId
) -> tuple[CampaignRecord, list[SeatResult]]:
    """Give a campaign and somebody's results in it, as they stand at this moment.

    Raises:
        NotFound: There is no such campaign.
    """
    repository = Campaigns(context.work, context.runtime.key_ring)
    campaign = repository.get(campaign_id)
    if campaign is None:
        raise NotFound("not_found")
    own = [each for each in repository.results_of_person(person) if each.campaign == campaign.id]
    needs = Needs(context.work).many([each.need for each in own if each.need])
    return campaign, live_results(context, own, needs)


def _known(context: Context, campaign_id: str, appeal_id: str) -> tuple[CampaignRecord, Appeal]:
    campaign = known_campaign(context, campaign_id)
    found = _appeals(context).get(appeal_id)
    pool = Pool(context.work, context.runtime.key_ring, context.now)
    if (
        found is None
        or found.campaign != campaign.id
        or not pool.may_still_be_matched([found.person])
    ):
        raise NotFound("not_found")
    return campaign, found


def _handle(context: Context, need: Need, person: PersonId) -> str:
    return issue_handles(context, COORDINATION, need, [person])[person]


def _appeals(context: Context) -> Appeals:
    return Appeals(context.work, context.runtime.key_ring, context.now)
