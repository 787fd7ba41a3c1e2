"""A coordinator shortlists or rejects a match, with a coded reason.

Rules:

- The latest decision about a need and a person counts; an earlier one is undone by it.
- What is recorded names the score, the version of the numbers and the taxonomy it rests on.
- A near match is put forward only with a reason why, not as plainly meeting the need.
- Who puts a match forward while others ranked above it are not decided on passes them over:
  that takes a reason which says why, and how many they were is kept with the decision and
  counted in the report of departures.
- Only matches of published needs with people who may be matched now are reviewed.

What it does not do: contact anybody, or let free text about a person in.
"""

from api.context import Context
from api.errors import Conflict, FieldProblem, Invalid
from api.inputs.review import WHY_PASSED_OVER, RejectReason, ShortlistReason
from api.services.disclosures.exclude_organisations import hidden_from
from api.services.log.note_action import note_action
from api.services.matches.describe_match import describe_review
from api.services.matches.known_by_handle import person_behind
from api.services.matches.rank_matches import weigh_for_review
from api.services.needs.post_need import readable_need
from api.services.views.explaining import ReviewView
from data.records import Need, NeedStatus, Review, ReviewDecision
from data.repositories.persons import Persons
from data.repositories.reviews import Reviews
from matcher.types import Bucket, ScoredMatch
from privacy.audit import AuditAction
from privacy.handles import COORDINATION, new_reference
from privacy.vocabulary import PersonId, Purpose

LOOKED_AT = 200
"""How many of the ranking are looked through for people passed over."""


def shortlist_match(
    context: Context,
    need_id: str,
    handle: str,
    reason: ShortlistReason = ShortlistReason.MEETS_NEED,
) -> ReviewView:
    """Put a match forward: the agency may ask the person for disclosure now.

    Raises:
        NotFound: No such need or handle, or the person may not be matched any more.
        Conflict: ``need_not_open``.
        Invalid: ``reason_needed``: something is missing, so say why all the same;
            ``reason_needed_passed_over``: others rank above, so say why not they.
    """
    return _record(context, need_id, handle, ReviewDecision.SHORTLISTED, reason)


def reject_match(context: Context, need_id: str, handle: str, reason: RejectReason) -> ReviewView:
    """Take a match out of what the agency sees.

    Raises:
        NotFound: No such need or handle, or the person may not be matched any more.
        Conflict: ``need_not_open``.
    """
    return _record(context, need_id, handle, ReviewDecision.REJECTED, reason)


def _record(
    context: Context,
    need_id: str,
    handle: str,
    decision: ReviewDecision,
    reason: ShortlistReason | RejectReason,
) -> ReviewView:
    need = readable_need(context, need_id)
    if need.status is not NeedStatus.OPEN:
        raise Conflict("need_not_open")
    person = person_behind(context, COORDINATION, need, handle)
    match = weigh_for_review(context, need, person)
    if match.bucket is Bucket.NEAR and reason is ShortlistReason.MEETS_NEED:
        raise Invalid("reason_needed", fields=(FieldProblem("/reason", "reason_needed"),))
    passed_over = 0
    if decision is ReviewDecision.SHORTLISTED:
        passed_over = _passed_over(context, need, person, match)
    if passed_over and reason not in WHY_PASSED_OVER:
        problem = FieldProblem("/reason", "reason_needed_passed_over")
        raise Invalid("reason_needed_passed_over", fields=(problem,))
    review = Review(
        id=new_reference(),
        need=need.id,
        person=person,
        decision=decision,
        reason=reason.value,
        bucket=match.bucket,
        numerator=match.numerator,
        weights_version=match.weights_version,
        taxonomy_release=match.taxonomy_release,
        decided_by=context.signed_in().account,
        decided_on=context.today,
        passed_over=passed_over,
    )
    Reviews(context.work, context.runtime.key_ring).record(review)
    note_action(
        context,
        AuditAction.REVIEW_RECORDED,
        person=Persons(context.work, context.runtime.key_ring, context.now).get(person),
        subject=need.id,
        purpose=Purpose.MATCH,
    )
    found = describe_review(review)
    assert found is not None
    return found


def _passed_over(context: Context, need: Need, person: PersonId, match: ScoredMatch) -> int:
    """Count who ranks strictly above and is not decided on: nobody of equals is passed over."""
    pool = context.runtime.pool
    hidden = hidden_from(context, need.organisation)
    ranked = pool.rank_people(context, need.body, LOOKED_AT, hidden).people
    reviews = Reviews(context.work, context.runtime.key_ring).of_need(need.id)
    decided = {review.person for review in reviews}
    place = (match.bucket, -match.numerator)
    return sum(
        (other.bucket, -other.numerator) < place
        for who, other in ranked
        if who != person and who not in decided
    )
