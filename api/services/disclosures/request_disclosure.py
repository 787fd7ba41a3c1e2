"""An agency asks a person, known by a handle, to show it named fields until a day.

Rules:

- Only about a need of its own that is published, and a match a coordinator shortlisted; the
  proofs of that decision and of the organisation's name must hold.
- At most what ``privacy.policy`` lets it ask: disclosable fields, one open request at a
  time, two in all for one need and person, an end in reach.
- Nothing further while a grant for that need and person is live.
- Nobody is asked while it is unknown in which country the data lie, or the agency is: what she
  grants could not be recorded, and so not be read.
- Twenty requests a day for one organisation.
- Whoever excluded the organisation does not exist for it.
- What her agreements, exclusions or earlier answers refuse is in the log, where she reads it.
  What comes before a coordinator has looked, while a grant runs, or beyond the agency's own
  quota was never about to reach her, and leaves no entry.
- The person is asked for this need; there is no other purpose to name.

What it does not do: tell the person by another channel, or open anything.
"""

from collections.abc import Collection
from datetime import date, timedelta

from api.context import Context
from api.errors import Conflict, FieldProblem, Invalid, NotFound, ServiceError, TooMany
from api.inputs.disclosure import end_of
from api.services.disclosures.exclude_organisations import hidden_from
from api.services.disclosures.read_disclosed import both_countries
from api.services.disclosures.request_status import request_statuses
from api.services.log.note_action import note_denial
from api.services.matches.known_by_handle import issue_handles, person_behind
from api.services.needs.post_need import readable_need
from api.services.views.agency import AgencyRequest, RequestStatusView
from data.errors import NotAllowed
from data.records import NeedStatus, ReviewDecision
from data.repositories.consents import Consents
from data.repositories.grants import Grants
from data.repositories.needs import Needs
from data.repositories.organisations import Organisations
from data.repositories.persons import Persons
from data.repositories.reviews import Reviews
from privacy.audit import AuditAction
from privacy.errors import DenyReason
from privacy.grants import DisclosureRequest
from privacy.handles import new_reference
from privacy.inventory import PersonalField
from privacy.policy import Decision, may_request_disclosure
from privacy.vocabulary import PersonId, Purpose

REQUESTS_PER_DAY = 20
LONGEST_LIST = 200
_AT_FIELDS = frozenset({DenyReason.NO_FIELDS, DenyReason.NOT_DISCLOSABLE})
_AT_UNTIL = frozenset({DenyReason.UNTIL_PAST, DenyReason.UNTIL_TOO_LATE})
_STATE = frozenset({DenyReason.REQUEST_OPEN, DenyReason.REQUEST_LIMIT})


def request_disclosure(
    context: Context, need_id: str, handle: str, fields: Collection[PersonalField], until: date
) -> RequestStatusView:
    """Put the request to the person.

    Args:
        context: A member of the agency.
        need_id: One of its published needs.
        handle: Of the match, as the agency knows it.
        fields: What it would like to see; at least one.
        until: The last day on which it would like to see it.

    Raises:
        NotFound: No such need or handle for this agency, or nobody who may be matched now.
        Conflict: ``need_not_open``, ``not_shortlisted``, ``request_open``, ``request_limit``,
            ``grant_live``, ``countries_unknown``.
        Invalid: ``not_disclosable``, ``no_fields``, ``until_past``, ``until_too_late``.
        TooMany: ``request_quota``.
    """
    need = readable_need(context, need_id)
    if need.status is not NeedStatus.OPEN:
        raise Conflict("need_not_open")
    if Organisations(context.work, context.runtime.key_ring).get(need.organisation) is None:
        raise NotFound("not_found")
    both_countries(context, need.organisation)
    person = person_behind(context, need.organisation, need, handle)
    review = Reviews(context.work, context.runtime.key_ring).get(need.id, person)
    if review is not None and review.decision is ReviewDecision.REJECTED:
        raise NotFound("not_found")
    grants = Grants(context.work, context.runtime.key_ring)
    earlier = grants.requests_about(need.organisation, need.id, person)
    end = end_of(until)
    decision = may_request_disclosure(
        context.signed_in(),
        need.organisation,
        person=person,
        fields=fields,
        switches=Consents(context.work, context.runtime.key_ring).switches(person),
        earlier=earlier,
        until=end,
        at=context.now,
        excluded=person in hidden_from(context, need.organisation),
    )
    if not decision.allowed:
        _note_refused(context, person, need.id, decision.reasons)
        raise _refusal(decision)
    if review is None:
        raise Conflict("not_shortlisted")
    if grants.live(need.organisation, need.id, person, context.now) is not None:
        raise Conflict("grant_live")
    _check_quota(context, grants, need.organisation)
    request = DisclosureRequest(
        reference=new_reference(),
        organisation=need.organisation,
        need=need.id,
        person=person,
        asked_by=context.signed_in().account,
        fields=frozenset(fields),
        asked_at=context.now,
        until=end,
        number=len(earlier) + 1,
    )
    try:
        grants.ask(request, decision)
    except NotAllowed:
        raise Conflict("request_limit") from None
    return request_statuses(context, [request])[request.reference]


def agency_requests(context: Context, limit: int = LONGEST_LIST) -> tuple[AgencyRequest, ...]:
    """Give the requests of the actor's organisation, newest first."""
    organisation = context.signed_in().organisation
    grants = Grants(context.work, context.runtime.key_ring)
    asked = grants.requests_of_organisation(organisation)[:limit]
    needs = Needs(context.work).many([request.need for request in asked])
    statuses = request_statuses(context, asked)
    found = []
    for request in asked:
        need = needs[request.need]
        handles = issue_handles(context, organisation, need, [request.person])
        found.append(
            AgencyRequest(
                need_id=need.id,
                need_title=need.title,
                handle=handles[request.person],
                request=statuses[request.reference],
            )
        )
    return tuple(found)


def _check_quota(context: Context, grants: Grants, organisation: str) -> None:
    since = context.now - timedelta(days=1)
    lately = [
        each for each in grants.requests_of_organisation(organisation) if each.asked_at > since
    ]
    if len(lately) >= REQUESTS_PER_DAY:
        raise TooMany("request_quota")


def _note_refused(
    context: Context, person: PersonId, need_id: str, reasons: Collection[DenyReason]
) -> None:
    """Record an attempt that was refused, where the person can read it."""
    ring = context.runtime.key_ring
    note_denial(
        context,
        AuditAction.DISCLOSURE_REQUESTED,
        reasons,
        person=Persons(context.work, ring, context.now).get(person),
        subject=need_id,
        purpose=Purpose.DISCLOSE,
    )


def _refusal(decision: Decision) -> ServiceError:
    """Word a no; who may not be matched does not exist for the agency."""
    reasons = frozenset(decision.reasons)
    if reasons - _AT_FIELDS - _AT_UNTIL - _STATE:
        return NotFound("not_found")
    problems = [
        FieldProblem(pointer, reason.value)
        for pointer, group in (("/fields", _AT_FIELDS), ("/until", _AT_UNTIL))
        for reason in sorted(reasons & group)
    ]
    if problems:
        return Invalid(problems[0].code, fields=tuple(problems))
    return Conflict(min(reasons).value)
