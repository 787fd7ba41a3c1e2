"""Who answers a need: explained for coordinators, anonymous for the agency that posts it.

Rules:

- People may be matched at this very moment, or they are not in the answer.
- A coordinator sees bars, conditions and facts under a handle of the coordination, and what
  was decided before.
- An agency sees its own needs' matches only, reduced (``anonymise_matches``), without those
  a coordinator rejected, under handles of its own. Inside a bucket and band their order is
  drawn anew every day, from a secret: it says nothing about the score.
- How many an agency asks for changes nothing about who is among the first: the list is
  drawn up whole and cut afterwards.
- Each look is in the audit log: at a list of a coordinator one entry for every person it
  shows, since it shows facts about each; at an agency's one for the need.

What it does not do: open any name or contact.
"""

from collections.abc import Mapping, Sequence

from api.context import Context
from api.errors import NotFound
from api.pool import Ranked
from api.services.disclosures.exclude_organisations import hidden_from
from api.services.disclosures.request_status import latest_requests
from api.services.disclosures.spend_quota import spend_handles, spend_search
from api.services.log.note_action import note_action, note_reviewed
from api.services.matches.anonymise_matches import LEAST_ALIKE, anonymise_matches, background_of
from api.services.matches.count_people import certain, who_counts
from api.services.matches.describe_match import bucket_code, describe_match, describe_review
from api.services.matches.known_by_handle import issue_handles, person_behind
from api.services.matches.look_at_person import may_look, note_look
from api.services.needs.describe_need import describe_need
from api.services.needs.post_need import readable_need
from api.services.views.agency import AgencyMatch, AgencyRanking, ReasonView
from api.services.views.coordination import CoordinatorMatch, CoordinatorRanking
from api.services.views.explaining import ReasonCountView
from api.services.views.need import PlaceView
from data.records import Need, NeedStatus, Review, ReviewDecision
from data.repositories.reviews import Reviews
from matcher.explanation import Band, band_of
from matcher.taxonomy import Taxonomy
from matcher.types import ReasonCount, ScoredMatch
from privacy.audit import AuditAction
from privacy.handles import COORDINATION
from privacy.policy import may_see_matches
from privacy.vocabulary import PersonId, Purpose

LONGEST_LIST = 200
ORDER_LABEL = "order-shown-to-agency"
BANDS = (Band.STRONG, Band.GOOD, Band.PARTIAL)


def coordinator_ranking(
    context: Context, need_id: str, limit: int = LONGEST_LIST
) -> CoordinatorRanking:
    """Rank people for a published need, with everything a coordinator may know.

    Raises:
        NotFound: There is no such need, or it is a draft.
    """
    need = _seen_need(context, need_id)
    found = _rank(context, need, limit)
    reviews = _reviews(context, need)
    people = [person for person, _ in found.people]
    note_reviewed(context, people, need.id)
    handles = issue_handles(context, COORDINATION, need, people)
    taxonomy = context.runtime.catalogue.taxonomy(context.work)
    why = found.no_direct_match
    return CoordinatorRanking(
        need=describe_need(context, need),
        matches=tuple(
            CoordinatorMatch(
                handle=handles[person],
                explanation=describe_match(match, taxonomy, context.language),
                review=describe_review(reviews.get(person)),
            )
            for person, match in found.people
        ),
        pool=found.pool,
        abstained=found.abstained,
        no_direct_match=why is not None,
        why_none_direct=tuple(
            ReasonCountView(
                each.reason,
                each.verdict,
                each.count,
                each.concept,
                _label(each, taxonomy, context.language),
                each.related,
            )
            for each in (why.reasons if why else ())
        ),
    )


def coordinator_match(context: Context, need_id: str, handle: str) -> CoordinatorMatch:
    """Give one match, looked at by itself; the person sees in her log that it was.

    Raises:
        NotFound: No such need or handle, or the person may not be matched any more.
    """
    need = _seen_need(context, need_id)
    person = person_behind(context, COORDINATION, need, handle)
    match = weigh_for_review(context, need, person)
    taxonomy = context.runtime.catalogue.taxonomy(context.work)
    return CoordinatorMatch(
        handle=handle,
        explanation=describe_match(match, taxonomy, context.language),
        review=describe_review(
            Reviews(context.work, context.runtime.key_ring).get(need.id, person)
        ),
    )


def weigh_for_review(context: Context, need: Need, person: PersonId) -> ScoredMatch:
    """Weigh one match a coordinator looks at, after asking whether she may, and record it.

    Raises:
        NotFound: The person may not be matched (any more), or the need asks nothing.
    """
    look = may_look(context, need, person)
    context.runtime.pool.refresh(context)
    match = context.runtime.pool.weigh(context, person, need.body)
    if match is None:
        raise NotFound("not_found")
    note_look(context, need, look)
    return match


def agency_ranking(context: Context, need_id: str, limit: int = LONGEST_LIST) -> AgencyRanking:
    """Give the anonymous matches of one of the agency's published needs.

    Raises:
        NotFound: It is not a need of the actor's organisation.
        TooMany: ``search_quota``, ``handle_quota``.
    """
    ranking = _agency_ranking(context, need_id, limit)
    if ranking.need.status is NeedStatus.OPEN:
        spend_search(context)
        spend_handles(context, [match.handle for match in ranking.matches])
    return ranking


def _agency_ranking(context: Context, need_id: str, limit: int) -> AgencyRanking:
    need = _seen_need(context, need_id)
    if need.status is not NeedStatus.OPEN:
        return AgencyRanking(describe_need(context, need), (), None, False, ())
    found = _rank(context, need, LONGEST_LIST)
    taxonomy = context.runtime.catalogue.taxonomy(context.work)
    reviews = _reviews(context, need)
    why = found.no_direct_match
    return AgencyRanking(
        need=describe_need(context, need),
        matches=_agency_matches(context, need, found.people, reviews, taxonomy)[:limit],
        abstained=found.abstained,
        no_direct_match=why is not None,
        why_none_direct=tuple(
            ReasonView(
                each.reason,
                each.verdict,
                each.concept,
                _label(each, taxonomy, context.language),
            )
            for each in (why.reasons if why else ())
            if certain(context, each.count) >= LEAST_ALIKE
        ),
    )


def agency_match(context: Context, need_id: str, handle: str) -> AgencyMatch:
    """Give one anonymous match, exactly as it stands in the agency's list.

    Raises:
        NotFound: No such need or handle for this agency, or the match is not listed (any
            more): consent withdrawn, rejected, or no longer among those that answer.
        TooMany: ``search_quota``: the whole need is ranked for it.
    """
    ranking = _agency_ranking(context, need_id, LONGEST_LIST)
    spend_search(context)
    for match in ranking.matches:
        if match.handle == handle:
            return match
    raise NotFound("not_found")


def _agency_matches(
    context: Context,
    need: Need,
    people: Sequence[tuple[PersonId, ScoredMatch]],
    reviews: Mapping[PersonId, Review],
    taxonomy: Taxonomy,
) -> tuple[AgencyMatch, ...]:
    # Those rejected still count among the people who are alike: they stay as anonymous.
    pool = context.runtime.pool
    beside = [background_of(pool.profile(context, person), need.body) for person, _ in people]
    counting = who_counts(context, [person for person, _ in people])
    shown = anonymise_matches(
        [match for _, match in people], taxonomy, context.language, beside, counting
    )
    listed = [
        (person, match, anonymous)
        for (person, match), anonymous in zip(people, shown, strict=True)
        if person not in reviews or reviews[person].decision is not ReviewDecision.REJECTED
    ]
    organisation = need.organisation
    handles = issue_handles(context, organisation, need, [person for person, _, _ in listed])
    requests = latest_requests(context, need)
    listed.sort(
        key=lambda each: (
            each[1].bucket,
            BANDS.index(band_of(each[1].numerator)),
            _daily_place(context, need, each[0]),
        )
    )
    return tuple(
        AgencyMatch(
            handle=handles[person],
            bucket=bucket_code(match.bucket),
            band=band_of(match.numerator),
            detail=anonymous.detail,
            region=_place_of(anonymous.background.region),
            experience=anonymous.background.experience,
            requirements=anonymous.requirements,
            requirements_met=anonymous.requirements_met,
            conditions=anonymous.conditions,
            proposed_by_machine=anonymous.proposed_by_machine,
            shortlisted=person in reviews,
            request=requests.get(person),
        )
        for person, match, anonymous in listed
    )


def _place_of(region: str | None) -> PlaceView | None:
    return PlaceView(region.partition("-")[0], region) if region else None


def _daily_place(context: Context, need: Need, person: PersonId) -> bytes:
    day = context.today.isoformat().encode()
    content = b"|".join((need.organisation.encode(), need.id.encode(), day, person))
    return context.runtime.key_ring.row_mac(ORDER_LABEL, content)


def _seen_need(context: Context, need_id: str) -> Need:
    need = readable_need(context, need_id)
    may_see_matches(context.signed_in(), need.organisation, at=context.now).require()
    note_action(context, AuditAction.MATCHES_SEEN, subject=need.id, purpose=Purpose.MATCH)
    return need


def _rank(context: Context, need: Need, limit: int) -> Ranked:
    context.runtime.pool.refresh(context)
    hidden = hidden_from(context, need.organisation)
    return context.runtime.pool.rank_people(context, need.body, limit, hidden)


def _reviews(context: Context, need: Need) -> dict[PersonId, Review]:
    return {
        review.person: review
        for review in Reviews(context.work, context.runtime.key_ring).of_need(need.id)
    }


def _label(counted: ReasonCount, taxonomy: Taxonomy, language: str) -> str | None:
    return taxonomy.label(counted.concept, language) if counted.concept else None
