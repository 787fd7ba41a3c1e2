"""A person sees who asks for what, says yes to all or some of it or no, and takes it back.

Rules:

- She sees who asks, for which need, which fields, until when, and until when to answer.
- At most three can be answered at a time (``privacy.questions``); the others wait, and nobody
  but she knows.
- A request ends with its need: once that is closed there is nothing left to answer.
- A yes opens at most what was asked, at most thirty days; a no and silence look the same
  to the agency.
- An organisation she excluded is not answered any more, nor one whose name nobody vouches for.
- A grant is shown as open only while it opens something: not once it is used up, nor once
  she no longer agrees to keep any of its fields.
- Taking a grant back works at once: the next request of the agency opens nothing.
- What belongs to somebody else is not found.
"""

from collections.abc import Collection
from datetime import date

from api.context import Context
from api.errors import Conflict, FieldProblem, Invalid, NotFound
from api.inputs.disclosure import end_of
from api.services.disclosures.exclude_organisations import hidden_from
from api.services.log.prove_again import require_recent_proof
from api.services.people.record_consent import own_person
from api.services.views.own import GrantView, OwnRequest
from data.records import Need, NeedStatus, Organisation
from data.repositories.consents import Consents
from data.repositories.grants import Grants
from data.repositories.needs import Needs
from data.repositories.organisations import Organisations
from privacy.errors import RuleBroken
from privacy.grants import (
    LONGEST_GRANT,
    DisclosureRequest,
    Grant,
    GrantState,
    RequestState,
    end_grant,
    grant_request,
    is_live,
)
from privacy.grants import refuse_request as refused
from privacy.handles import new_reference
from privacy.inventory import PersonalField
from privacy.policy import Decision, kept_since, may_answer_request
from privacy.questions import before_her

_BROKEN = {
    "more_than_asked": "/fields",
    "no_fields": "/fields",
    "longer_than_asked": "/until",
    "until": "/until",
}


def own_requests(context: Context) -> tuple[OwnRequest, ...]:
    """Give every request before the actor, newest first, with what came of it."""
    return tuple(view for view, is_before_her in _own_requests(context) if is_before_her)


def count_waiting(context: Context) -> int:
    """Count the requests to the actor that wait behind the three she sees."""
    return sum(not is_before_her for _, is_before_her in _own_requests(context))


def _own_requests(context: Context) -> tuple[tuple[OwnRequest, bool], ...]:
    """Give every request put to the actor, and whether it is before her or waits."""
    person = own_person(context)
    grants = Grants(context.work, context.runtime.key_ring)
    asked = grants.requests_of_person(person.id)
    given = {grant.request: grant for grant in grants.of_person(person.id)}
    needs = Needs(context.work).many([request.need for request in asked])
    organisations = Organisations(context.work, context.runtime.key_ring)
    who = {each: organisations.get(each) for each in {r.organisation for r in asked}}
    views = [
        _own_request(
            context,
            request,
            needs.get(request.need),
            who[request.organisation],
            given.get(request.reference),
        )
        for request in asked
    ]
    chosen = before_her(
        request for request, view in zip(asked, views, strict=True) if view.can_answer
    )
    return tuple((view, not view.can_answer or view.id in chosen) for view in views)


def answer_request(
    context: Context,
    request_id: str,
    fields: Collection[PersonalField],
    until: date | None = None,
    most_openings: int | None = None,
) -> GrantView:
    """Say yes, to all or some of the fields.

    Args:
        context: The person who was asked.
        request_id: Which request.
        fields: At least one of those asked for.
        until: The last day, not after the one asked for; left out, that one or 30 days.
        most_openings: How often the organisation may look; left out, as often as it likes.

    Raises:
        NotFound: There is no such request to the actor.
        Conflict: ``request_closed``: it was answered, or its time is over.
        Invalid: ``more_than_asked``, ``longer_than_asked``, ``no_fields``.
        Forbidden: ``step_up_needed``.
    """
    require_recent_proof(context)
    request, decision = _open_request(context, request_id)
    end = None if until is None else min(end_of(until), context.now + LONGEST_GRANT)
    try:
        answered, grant = grant_request(
            request,
            reference=new_reference(),
            fields=frozenset(fields),
            at=context.now,
            until=end,
            most_openings=most_openings,
        )
    except RuleBroken as broken:
        pointer = _BROKEN.get(broken.code, "")
        raise Invalid(broken.code, fields=(FieldProblem(pointer, broken.code),)) from None
    Grants(context.work, context.runtime.key_ring).answer(answered, grant, decision)
    return _grant(context, grant)


def refuse_request(context: Context, request_id: str) -> None:
    """Say no; the agency sees no difference to silence.

    Raises:
        NotFound: There is no such request to the actor.
        Conflict: ``request_closed``: it was answered, or its time is over.
    """
    request, decision = _open_request(context, request_id)
    answered = refused(request, context.now)
    Grants(context.work, context.runtime.key_ring).answer(answered, None, decision)


def withdraw_grant(context: Context, grant_id: str) -> None:
    """Take a grant back; one that has ended already stays as it ended.

    Raises:
        NotFound: There is no such grant of the actor's.
    """
    person = own_person(context)
    grants = Grants(context.work, context.runtime.key_ring)
    grant = grants.get(grant_id)
    if grant is None or grant.person != person.id:
        raise NotFound("not_found")
    if grant.state is not GrantState.ACTIVE:
        return
    ended = end_grant(grant, GrantState.WITHDRAWN, context.now)
    grants.end(ended, context.signed_in(), context.now)
    context.narrow_first = True


def _open_request(context: Context, request_id: str) -> tuple[DisclosureRequest, Decision]:
    person = own_person(context)
    request = Grants(context.work, context.runtime.key_ring).request(request_id)
    if request is None or request.person != person.id:
        raise NotFound("not_found")
    if any(view.id == request_id and not seen for view, seen in _own_requests(context)):
        raise NotFound("not_found")
    decision = may_answer_request(context.signed_in(), request, at=context.now)
    need = Needs(context.work).get(request.need)
    excluded = person.id in hidden_from(context, request.organisation)
    asks = Organisations(context.work, context.runtime.key_ring).get(request.organisation)
    closed = need is None or need.status is not NeedStatus.OPEN or excluded or asks is None
    if not decision.allowed or closed:
        raise Conflict("request_closed")
    return request, decision


def _own_request(
    context: Context,
    request: DisclosureRequest,
    need: Need | None,
    organisation: Organisation | None,
    grant: Grant | None,
) -> OwnRequest:
    waiting = request.state is RequestState.REQUESTED
    is_open = need is not None and need.status is NeedStatus.OPEN
    excluded = waiting and request.person in hidden_from(context, request.organisation)
    known = organisation is not None
    in_time = context.now < request.answer_by and is_open and not excluded and known
    return OwnRequest(
        id=request.reference,
        organisation=organisation.name if organisation else "",
        country=organisation.country if organisation else "",
        need_id=request.need,
        need_title=need.title if need else "",
        need_language=need.language if need else "",
        fields=tuple(sorted(request.fields)),
        asked_at=request.asked_at,
        answer_by=request.answer_by,
        until=request.until,
        state=RequestState.LAPSED if waiting and not in_time else request.state,
        can_answer=waiting and in_time,
        grant=None if grant is None else _grant(context, grant),
    )


def _grant(context: Context, grant: Grant) -> GrantView:
    ring = context.runtime.key_ring
    grants = Grants(context.work, ring)
    openings = grants.openings(grant.reference)
    state, ended_at, fields = grant.state, grant.ended_at, grant.fields
    if state is GrantState.ACTIVE:
        consents = Consents(context.work, ring)
        kept = kept_since(
            grant, consents.switches(grant.person), consents.history(grant.person), at=context.now
        )
        fields = kept or fields
        if not is_live(grant, context.now):
            state, ended_at = GrantState.EXPIRED, grant.until
        elif grant.most_openings is not None and openings >= grant.most_openings:
            state = GrantState.EXPIRED
        elif not kept:
            state = GrantState.WITHDRAWN
    return GrantView(
        id=grant.reference,
        state=state,
        fields=tuple(sorted(fields)),
        granted_at=grant.granted_at,
        until=grant.until,
        ended_at=ended_at,
        openings=openings,
        most_openings=grant.most_openings,
    )
