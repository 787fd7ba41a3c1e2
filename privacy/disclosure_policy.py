"""Answer who may ask for a person's fields, answer that, and open what was granted.

Questions and their rules:

- *May an agency ask?* For its own needs, about somebody who may be matched, at most so often.
- *May a request be answered?* By the person it was put to, while it is open.
- *May fields be opened?* Exactly those of a live grant to the actor's own organisation, for
  that need and person, and of these only what the person has agreed to keep without a break
  since she granted it.

What it does not do: read storage or the clock; what it needs is passed in, authenticated.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from privacy.consent import HOLDING, NAMED_IN_NOTICE, ConsentEvent, ConsentSwitch
from privacy.decision import _MAKER, Actor, Decision, Question, make_decision
from privacy.denials import not_disclosable, not_own, not_own_need
from privacy.errors import DenyReason
from privacy.grants import (
    ANSWER_WITHIN,
    LONGEST_GRANT,
    REQUESTS_PER_NEED,
    DisclosureRequest,
    Grant,
    GrantState,
    RequestState,
)
from privacy.inventory import PersonalField
from privacy.matching_policy import may_match
from privacy.notice import HONOURED_VERSIONS
from privacy.standing import Standing
from privacy.vocabulary import ConsentStatus, PersonId, Purpose, Role


def may_request_disclosure(
    actor: Actor,
    organisation: str,
    *,
    person: PersonId,
    fields: Collection[PersonalField],
    switches: Iterable[ConsentSwitch],
    earlier: Collection[DisclosureRequest],
    until: datetime,
    at: datetime,
    excluded: bool = False,
    honoured_notices: Collection[str] = HONOURED_VERSIONS,
) -> Decision:
    """May the actor ask the person to disclose these fields?

    Args:
        actor: A member of the organisation.
        organisation: Whose need it is.
        person: Somebody who may be matched.
        fields: At least one, each disclosable.
        switches: The person's consents.
        earlier: Requests of this organisation for this need and person, in any state.
        until: How long the organisation would like to see them.
        at: Now.
        excluded: Whether the person wants to be seen no more by the organisation.
        honoured_notices: Versions of notices that still stand.
    """
    reasons = []
    if actor.role is not Role.AGENCY_MEMBER:
        reasons.append(DenyReason.WRONG_ROLE)
    reasons.extend(not_own_need(actor, organisation))
    if excluded:
        reasons.append(DenyReason.ORGANISATION_EXCLUDED)
    reasons.extend(not_disclosable(fields))
    if len(earlier) >= REQUESTS_PER_NEED:
        reasons.append(DenyReason.REQUEST_LIMIT)
    if any(at < request.answer_by for request in earlier):
        reasons.append(DenyReason.REQUEST_OPEN)
    if until <= at:
        reasons.append(DenyReason.UNTIL_PAST)
    if until > at + ANSWER_WITHIN + LONGEST_GRANT:
        reasons.append(DenyReason.UNTIL_TOO_LATE)
    match = may_match(person, switches, at=at, honoured_notices=honoured_notices)
    return make_decision(
        _MAKER,
        question=Question.REQUEST_DISCLOSURE,
        actor=actor,
        purpose=Purpose.DISCLOSE,
        at=at,
        person=person,
        fields=fields,
        reasons=[*reasons, *match.reasons],
    )


def may_answer_request(actor: Actor, request: DisclosureRequest, *, at: datetime) -> Decision:
    """May the actor say yes or no to the request?"""
    reasons = [*not_own(actor, request.person)]
    if request.state is not RequestState.REQUESTED or at >= request.answer_by:
        reasons.append(DenyReason.REQUEST_CLOSED)
    return make_decision(
        _MAKER,
        question=Question.ANSWER_REQUEST,
        actor=actor,
        purpose=Purpose.DISCLOSE,
        at=at,
        person=request.person,
        fields=request.fields,
        reasons=reasons,
    )


def kept_since(
    grant: Grant,
    switches: Iterable[ConsentSwitch],
    events: Iterable[ConsentEvent],
    *,
    at: datetime,
    honoured_notices: Collection[str] = HONOURED_VERSIONS,
) -> frozenset[PersonalField]:
    """Which granted fields has the person agreed to keep ever since she granted them?

    A field whose agreement ended after the grant stays out, also when it was given again:
    what is written after that was never granted.

    Args:
        grant: Whatever its state.
        switches: The person's consents.
        events: The person's events, in any order.
        at: Now.
        honoured_notices: Versions of notices that still stand.
    """
    now = list(switches)
    consents = Standing(grant.person, now, at, honoured_notices)
    last = {
        switch.field: switch
        for switch in now
        if switch.person == grant.person
        and switch.purpose is Purpose.STORE
        and switch.recipient == NAMED_IN_NOTICE
    }
    past = sorted(
        (
            event
            for event in events
            if event.person == grant.person
            and event.purpose is Purpose.STORE
            and event.recipient == NAMED_IN_NOTICE
        ),
        key=lambda event: event.sequence,
    )
    return frozenset(
        field
        for field in grant.fields
        if consents.why_not(Purpose.STORE, field) is None
        and _unbroken(grant, last[field], [event for event in past if event.field is field])
    )


def may_disclose(
    actor: Actor,
    grant: Grant | None,
    *,
    person: PersonId,
    need: str,
    fields: Collection[PersonalField],
    at: datetime,
    openings: int = 0,
    kept: Collection[PersonalField] | None = None,
) -> Decision:
    """May these fields be shown to the actor under the grant?

    Args:
        actor: A member of the organisation the grant names.
        grant: As it stands in the keys store, ``None`` where there is none.
        person: Whose fields they are.
        need: The need the actor is working on.
        fields: At least one, each of them granted.
        at: Now; the grant's last moment is just before its end.
        openings: How often the grant was used before.
        kept: What ``kept_since`` gave; left out, only opening asks for it.
    """
    reasons = []
    if actor.role not in {Role.AGENCY_MEMBER, Role.COORDINATOR}:
        reasons.append(DenyReason.WRONG_ROLE)
    reasons.extend(not_disclosable(fields))
    if grant is None:
        reasons.append(DenyReason.NO_GRANT)
    else:
        reasons.extend(
            _grant_reasons(
                actor, grant, person=person, need=need, fields=fields, at=at, openings=openings
            )
        )
        if kept is not None and not frozenset(kept).issuperset(fields):
            reasons.append(DenyReason.CONSENT_MISSING)
    return make_decision(
        _MAKER,
        question=Question.DISCLOSE,
        actor=actor,
        purpose=Purpose.DISCLOSE,
        at=at,
        person=person,
        fields=fields,
        reasons=reasons,
        grant="" if grant is None else grant.reference,
        until=None if grant is None else grant.until,
    )


def _unbroken(grant: Grant, switch: ConsentSwitch, past: Collection[ConsentEvent]) -> bool:
    end: datetime | None = None
    for event in past:
        if event.status not in HOLDING:
            if event.at >= grant.granted_at:
                return False
        elif event.at > grant.granted_at:
            renewed = event.status is ConsentStatus.RENEWED
            if not renewed or end is None or event.at >= end:
                return False
        end = event.until
    # What the switch says and the events do not show may have been a new beginning.
    known = any(event.reference == switch.event for event in past)
    return known or switch.since <= grant.granted_at


def _grant_reasons(
    actor: Actor,
    grant: Grant,
    *,
    person: PersonId,
    need: str,
    fields: Collection[PersonalField],
    at: datetime,
    openings: int,
) -> Iterable[DenyReason]:
    if not actor.organisation or actor.organisation != grant.organisation:
        yield DenyReason.OTHER_RECIPIENT
    if person != grant.person:
        yield DenyReason.OTHER_PERSON
    if need != grant.need:
        yield DenyReason.OTHER_NEED
    if grant.state is not GrantState.ACTIVE:
        yield DenyReason.GRANT_ENDED
    if at < grant.granted_at:
        yield DenyReason.GRANT_NOT_YET
    if at >= grant.until:
        yield DenyReason.GRANT_EXPIRED
    if grant.most_openings is not None and openings >= grant.most_openings:
        yield DenyReason.GRANT_USED_UP
    if not grant.fields.issuperset(fields):
        yield DenyReason.FIELD_NOT_GRANTED
