"""Answer who may do what with whose data, and say why not.

Questions and their rules:

- *May this be opened by its owner?* A person opens her own fields, nobody else's.
- *May it be stored?* Only with a consent to store the field; account fields come with the
  account.
- *May it be matched, counted?* Only fields stored and consented for that purpose; without her
  skills nobody is matched.
- *May a coordinator review it?* The work profile of somebody who may be matched, never her
  identity.
- *May an agency see matches, ask, open?* Its own needs only; it opens exactly the fields of
  a live grant to its own organisation, for that need and person, and of these only what
  the person has agreed to keep without a break since she granted it.
- *May consent be changed, the log read, data erased?* By the person; what others may do is
  named there.

Every answer is a ``Decision`` with every reason for a no. There is no role that sees all,
and no way to override a missing consent.

What it does not do: read storage or the clock; what it needs is passed in. Rows passed in
have been authenticated before.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from privacy.consent import HOLDING, NAMED_IN_NOTICE, ConsentEvent, ConsentSwitch
from privacy.decision import _MAKER, SYSTEM, Actor, Decision, Question, make_decision
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
from privacy.inventory import DISCLOSABLE_FIELDS, INVENTORY, MATCH_FIELDS, PersonalField
from privacy.notice import HONOURED_VERSIONS
from privacy.standing import Standing
from privacy.vocabulary import ConsentStatus, LegalBasis, PersonId, Purpose, Role, Viewer

__all__ = [
    "SYSTEM",
    "Actor",
    "Decision",
    "Question",
    "kept_since",
    "may_answer_request",
    "may_change_consent",
    "may_count",
    "may_disclose",
    "may_erase",
    "may_match",
    "may_open_own",
    "may_read_log",
    "may_request_disclosure",
    "may_review",
    "may_see_matches",
    "may_store",
    "may_verify_audit",
]

_MAY_HOLD_FOR_OTHERS: Final = frozenset({Role.SYSTEM, Role.COORDINATOR, Role.ASSISTED})
_MAY_ERASE: Final = frozenset({Role.SYSTEM, Role.OFFICER})
_MAY_REVOKE: Final = frozenset({Role.SYSTEM, Role.OFFICER, Role.COORDINATOR})


def may_open_own(
    actor: Actor, person: PersonId, fields: Collection[PersonalField], *, at: datetime
) -> Decision:
    """May the actor open these fields as her own data?

    Args:
        actor: Acting as a person.
        person: Whose fields they are.
        fields: At least one; what not even its owner gets back is refused.
        at: Now.
    """
    reasons = [*_not_own(actor, person)]
    if not fields:
        reasons.append(DenyReason.NO_FIELDS)
    if not all(INVENTORY[field].openable for field in fields):
        reasons.append(DenyReason.NEVER_OPENED)
    return make_decision(
        _MAKER,
        question=Question.OPEN_OWN,
        actor=actor,
        purpose=Purpose.STORE,
        at=at,
        person=person,
        fields=fields,
        reasons=reasons,
    )


def may_store(
    actor: Actor,
    person: PersonId,
    fields: Collection[PersonalField],
    switches: Iterable[ConsentSwitch],
    *,
    at: datetime,
    honoured_notices: Collection[str] = HONOURED_VERSIONS,
) -> Decision:
    """May these fields be written for the person?

    Args:
        actor: The person, or a coordinator or the service writing for her.
        person: Whose fields they are.
        fields: At least one.
        switches: The person's consents.
        at: Now.
        honoured_notices: Versions of notices that still stand.
    """
    reasons = [] if actor.role in _MAY_HOLD_FOR_OTHERS else [*_not_own(actor, person)]
    if not fields:
        reasons.append(DenyReason.NO_FIELDS)
    consents = Standing(person, switches, at, honoured_notices)
    reasons.extend(
        reason
        for field in sorted(fields)
        if INVENTORY[field].basis is LegalBasis.CONSENT
        and (reason := consents.why_not(Purpose.STORE, field)) is not None
    )
    return make_decision(
        _MAKER,
        question=Question.STORE,
        actor=actor,
        purpose=Purpose.STORE,
        at=at,
        person=person,
        fields=fields,
        reasons=reasons,
        until=consents.until_for(Purpose.STORE, fields),
    )


def may_match(
    person: PersonId,
    switches: Iterable[ConsentSwitch],
    *,
    at: datetime,
    honoured_notices: Collection[str] = HONOURED_VERSIONS,
) -> Decision:
    """May the person be matched, and with which of her fields?

    A yes covers the fields consented both to store and to match; it needs her skills.
    ``until`` is the first moment at which one of these consents ends.
    """
    return _for_purpose(
        Question.MATCH,
        SYSTEM,
        Purpose.MATCH,
        MATCH_FIELDS,
        Standing(person, switches, at, honoured_notices),
        needed=PersonalField.SKILLS,
    )


def may_count(
    person: PersonId,
    switches: Iterable[ConsentSwitch],
    *,
    at: datetime,
    honoured_notices: Collection[str] = HONOURED_VERSIONS,
) -> Decision:
    """May the person be part of published counts, and with which of her fields?"""
    return _for_purpose(
        Question.COUNT,
        SYSTEM,
        Purpose.STATISTICS,
        _seen_by(Purpose.STATISTICS, Viewer.PUBLIC_COUNTS),
        Standing(person, switches, at, honoured_notices),
    )


def may_review(
    actor: Actor,
    person: PersonId,
    switches: Iterable[ConsentSwitch],
    *,
    at: datetime,
    honoured_notices: Collection[str] = HONOURED_VERSIONS,
) -> Decision:
    """May a coordinator see the person's pseudonymous work profile, and which fields?"""
    return _for_purpose(
        Question.REVIEW,
        actor,
        Purpose.MATCH,
        _seen_by(Purpose.MATCH, Viewer.COORDINATOR),
        Standing(person, switches, at, honoured_notices),
        needed=PersonalField.SKILLS,
        reasons=() if actor.role is Role.COORDINATOR else (DenyReason.WRONG_ROLE,),
    )


def may_see_matches(actor: Actor, organisation: str, *, at: datetime) -> Decision:
    """May the actor see how well people meet a need, without knowing who they are?

    Args:
        actor: A coordinator, or a member of the organisation.
        organisation: Whose need it is.
        at: Now.
    """
    reasons: list[DenyReason] = []
    if actor.role is Role.AGENCY_MEMBER:
        reasons.extend(_not_own_need(actor, organisation))
    elif actor.role not in {Role.COORDINATOR, Role.SYSTEM}:
        reasons.append(DenyReason.WRONG_ROLE)
    return make_decision(
        _MAKER,
        question=Question.SEE_MATCHES,
        actor=actor,
        purpose=Purpose.MATCH,
        at=at,
        reasons=reasons,
    )


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
    reasons.extend(_not_own_need(actor, organisation))
    if excluded:
        reasons.append(DenyReason.ORGANISATION_EXCLUDED)
    reasons.extend(_not_disclosable(fields))
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
    reasons = [*_not_own(actor, request.person)]
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
    reasons.extend(_not_disclosable(fields))
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


def may_change_consent(
    actor: Actor, person: PersonId, status: ConsentStatus, *, at: datetime
) -> Decision:
    """May the actor bring a consent of the person to this status?

    The person gives, refuses, renews and withdraws. Coordinators, officers and the service
    may ask, and they alone revoke; only the service lets a consent expire.
    """
    if status is ConsentStatus.EXPIRED:
        reasons = [] if actor.role is Role.SYSTEM else [DenyReason.WRONG_ROLE]
    elif status is ConsentStatus.REVOKED:
        reasons = [] if actor.role in _MAY_REVOKE else [DenyReason.WRONG_ROLE]
    elif status is ConsentStatus.REQUESTED and actor.role in _MAY_REVOKE:
        reasons = []
    else:
        reasons = [*_not_own(actor, person)]
    return make_decision(
        _MAKER,
        question=Question.CHANGE_CONSENT,
        actor=actor,
        purpose=Purpose.STORE,
        at=at,
        person=person,
        reasons=reasons,
    )


def may_read_log(actor: Actor, person: PersonId, *, at: datetime) -> Decision:
    """May the actor read who opened the person's data? Only the person herself."""
    return make_decision(
        _MAKER,
        question=Question.READ_LOG,
        actor=actor,
        purpose=Purpose.STORE,
        at=at,
        person=person,
        reasons=_not_own(actor, person),
    )


def may_erase(actor: Actor, person: PersonId, *, at: datetime) -> Decision:
    """May the actor erase everything about the person?

    The person may; the officer on her written wish; the service when the time to keep the
    data is over.
    """
    return make_decision(
        _MAKER,
        question=Question.ERASE,
        actor=actor,
        purpose=Purpose.STORE,
        at=at,
        person=person,
        reasons=() if actor.role in _MAY_ERASE else _not_own(actor, person),
    )


def may_verify_audit(actor: Actor, *, at: datetime) -> Decision:
    """May the actor check the whole audit chain? It holds no personal value."""
    allowed = actor.role in {Role.OFFICER, Role.SYSTEM}
    return make_decision(
        _MAKER,
        question=Question.VERIFY_AUDIT,
        actor=actor,
        purpose=Purpose.STORE,
        at=at,
        reasons=() if allowed else (DenyReason.WRONG_ROLE,),
    )


def _for_purpose(
    question: Question,
    actor: Actor,
    purpose: Purpose,
    candidates: Collection[PersonalField],
    consents: Standing,
    *,
    needed: PersonalField | None = None,
    reasons: Iterable[DenyReason] = (),
) -> Decision:
    denied = {field: consents.why_unusable(purpose, field) for field in sorted(candidates)}
    fields = [field for field, reason in denied.items() if reason is None]
    found = [*reasons]
    if needed is not None:
        found.extend(filter(None, [denied[needed]]))
    elif not fields:
        found.extend(filter(None, denied.values()))
    return make_decision(
        _MAKER,
        question=question,
        actor=actor,
        purpose=purpose,
        at=consents.at,
        person=consents.person,
        fields=fields,
        reasons=found,
        until=consents.until_for(purpose, fields),
    )


def _seen_by(purpose: Purpose, viewer: Viewer) -> frozenset[PersonalField]:
    return frozenset(
        field for field, rule in INVENTORY.items() if viewer in rule.viewers.get(purpose, ())
    )


def _not_own(actor: Actor, person: PersonId) -> tuple[DenyReason, ...]:
    if actor.role is not Role.PERSON:
        return (DenyReason.WRONG_ROLE,)
    return () if actor.person == person else (DenyReason.NOT_OWN_DATA,)


def _not_own_need(actor: Actor, organisation: str) -> tuple[DenyReason, ...]:
    if actor.organisation and actor.organisation == organisation:
        return ()
    return (DenyReason.NOT_OWN_NEED,)


def _not_disclosable(fields: Collection[PersonalField]) -> Iterable[DenyReason]:
    if not fields:
        yield DenyReason.NO_FIELDS
    if not DISCLOSABLE_FIELDS.issuperset(fields):
        yield DenyReason.NOT_DISCLOSABLE


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
