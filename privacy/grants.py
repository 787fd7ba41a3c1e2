"""Ask a person for named fields, and keep what she granted.

A *request* is one organisation asking, for one need, to see named fields until a day. A
*grant* is what a yes opens: this organisation, this need, these fields, until then.

Rules:

- A person grants all, some or none of the fields asked; never more, never longer.
- A grant ends at most 30 days after it was given.
- Silence is no: an unanswered request lapses after seven days.
- The agency cannot tell refusal from silence: until the answer is due both look open,
  afterwards both look unanswered, and both allow the same one further request.
- One open request at a time and at most two in all for one organisation, need and person.
- An ended grant never opens again; a renewal is a new request and a new grant.

What it does not do: store, open fields or count openings (the audit does).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from privacy.canonical import record
from privacy.errors import InvalidTransition, RuleBroken
from privacy.inventory import DISCLOSABLE_FIELDS, PersonalField
from privacy.vocabulary import PersonId, Purpose

LONGEST_GRANT: Final = timedelta(days=30)
"""The furthest end of a grant, counted from the yes."""
ANSWER_WITHIN: Final = timedelta(days=7)
"""How long a request waits before silence counts as no."""
REQUESTS_PER_NEED: Final = 2
"""One request and one repetition for an organisation, need and person."""
GRANT_LABEL: Final = "grant"
"""Label under which grant rows are authenticated."""
REQUEST_LABEL: Final = "disclosure-request"
"""Label under which request rows are authenticated."""


class RequestState(StrEnum):
    """Where a request stands, as the person and the service know it."""

    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"


class AgencyStatus(StrEnum):
    """What the agency is told about its request."""

    WAITING = "waiting"
    NO_ANSWER = "no_answer"
    GRANTED = "granted"
    ENDED = "ended"


class GrantState(StrEnum):
    """Where a grant stands."""

    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    ERASED = "erased"


REQUEST_TRANSITIONS: Final[Mapping[RequestState, frozenset[RequestState]]] = MappingProxyType(
    {
        RequestState.REQUESTED: frozenset(
            {RequestState.GRANTED, RequestState.REFUSED, RequestState.LAPSED}
        ),
        RequestState.GRANTED: frozenset(),
        RequestState.REFUSED: frozenset(),
        RequestState.LAPSED: frozenset(),
    }
)
"""Which state of a request may follow which."""
GRANT_TRANSITIONS: Final[Mapping[GrantState, frozenset[GrantState]]] = MappingProxyType(
    {
        GrantState.ACTIVE: frozenset(GrantState) - {GrantState.ACTIVE},
        GrantState.WITHDRAWN: frozenset({GrantState.ERASED}),
        GrantState.REVOKED: frozenset({GrantState.ERASED}),
        GrantState.EXPIRED: frozenset({GrantState.ERASED}),
        GrantState.SUPERSEDED: frozenset({GrantState.ERASED}),
        GrantState.ERASED: frozenset(),
    }
)
"""Which state of a grant may follow which."""


@dataclass(frozen=True, slots=True)
class DisclosureRequest:
    """An organisation's question to one person, about one need.

    ``number`` counts the requests of this organisation for this need and person from 1.
    ``sequence`` counts the states of this request. ``until`` is how long the organisation
    would like to see the fields. ``answered_at`` is never shown to the agency.

    Raises:
        RuleBroken: Fields are empty or never disclosable, or the times are out of order.
    """

    reference: str
    organisation: str
    need: str
    person: PersonId = attribute(repr=False)
    asked_by: str
    fields: frozenset[PersonalField]
    asked_at: datetime
    until: datetime
    number: int = 1
    state: RequestState = RequestState.REQUESTED
    answered_at: datetime | None = None
    sequence: int = 1
    purpose: Purpose = Purpose.DISCLOSE

    def __post_init__(self) -> None:
        """Refuse a request that breaks a rule."""
        if not self.fields:
            raise RuleBroken("no_fields")
        if not self.fields <= DISCLOSABLE_FIELDS:
            raise RuleBroken("not_disclosable")
        if self.purpose is not Purpose.DISCLOSE:
            raise RuleBroken("purpose")
        if self.asked_at.tzinfo is None or self.until.tzinfo is None:
            raise RuleBroken("no_time_zone")
        if not self.asked_at < self.until <= self.answer_by + LONGEST_GRANT:
            raise RuleBroken("until")
        if not 1 <= self.number <= REQUESTS_PER_NEED:
            raise RuleBroken("request_limit")

    @property
    def answer_by(self) -> datetime:
        """The moment from which silence counts as no."""
        return self.asked_at + ANSWER_WITHIN

    def canonical(self) -> bytes:
        """Give the bytes that authenticate the request's row."""
        return record(
            "disclosure-request/1",
            self.reference,
            self.organisation,
            self.need,
            self.person,
            self.asked_by,
            self.fields,
            self.asked_at,
            self.until,
            self.number,
            self.state.value,
            self.answered_at,
            self.sequence,
            self.purpose.value,
        )


@dataclass(frozen=True, slots=True)
class Grant:
    """What one yes opens: the live row of the keys store.

    ``most_openings`` limits how often the fields may be opened, ``None`` for no limit.
    ``ended_at`` is set once the grant is no longer active. ``sequence`` counts its states.

    Raises:
        RuleBroken: Fields are empty or never disclosable, or it lasts too long.
    """

    reference: str
    request: str
    organisation: str
    need: str
    person: PersonId = attribute(repr=False)
    fields: frozenset[PersonalField]
    granted_at: datetime
    until: datetime
    state: GrantState = GrantState.ACTIVE
    ended_at: datetime | None = None
    most_openings: int | None = None
    sequence: int = 1
    purpose: Purpose = Purpose.DISCLOSE

    def __post_init__(self) -> None:
        """Refuse a grant that breaks a rule."""
        if not self.fields:
            raise RuleBroken("no_fields")
        if not self.fields <= DISCLOSABLE_FIELDS:
            raise RuleBroken("not_disclosable")
        if self.purpose is not Purpose.DISCLOSE:
            raise RuleBroken("purpose")
        if self.granted_at.tzinfo is None or self.until.tzinfo is None:
            raise RuleBroken("no_time_zone")
        if not self.granted_at < self.until <= self.granted_at + LONGEST_GRANT:
            raise RuleBroken("until")

    def canonical(self) -> bytes:
        """Give the bytes that authenticate the grant's row."""
        return record(
            "grant/1",
            self.reference,
            self.request,
            self.organisation,
            self.need,
            self.person,
            self.fields,
            self.granted_at,
            self.until,
            self.state.value,
            self.ended_at,
            self.most_openings,
            self.sequence,
            self.purpose.value,
        )


def grant_request(
    request: DisclosureRequest,
    *,
    reference: str,
    fields: frozenset[PersonalField],
    at: datetime,
    until: datetime | None = None,
    most_openings: int | None = None,
) -> tuple[DisclosureRequest, Grant]:
    """Record a person's yes, to all or some of what was asked.

    Args:
        request: Open, and its answer not yet due.
        reference: Of the new grant.
        fields: At least one, all of them asked for.
        at: The moment of the yes.
        until: The chosen end, not after the end asked for; left out, the end asked for or
            30 days, whichever comes first.
        most_openings: The chosen number of openings, if any.

    Returns:
        The answered request and the grant.

    Raises:
        InvalidTransition: The request is answered or its time is over.
        RuleBroken: More fields than asked for, or an end after the one asked for.
    """
    if not fields <= request.fields:
        raise RuleBroken("more_than_asked")
    end = min(request.until, at + LONGEST_GRANT) if until is None else until
    if end > request.until:
        raise RuleBroken("longer_than_asked")
    grant = Grant(
        reference=reference,
        request=request.reference,
        organisation=request.organisation,
        need=request.need,
        person=request.person,
        fields=fields,
        granted_at=at,
        until=end,
        most_openings=most_openings,
    )
    return _answered(request, RequestState.GRANTED, at), grant


def refuse_request(request: DisclosureRequest, at: datetime) -> DisclosureRequest:
    """Record a person's no.

    Raises:
        InvalidTransition: The request is answered or its time is over.
    """
    return _answered(request, RequestState.REFUSED, at)


def lapse_request(
    request: DisclosureRequest, at: datetime, *, need_closed: bool = False
) -> DisclosureRequest:
    """Record that no answer can come any more.

    Args:
        request: Open.
        at: Now.
        need_closed: The need it was asked for is no longer open; else only time ends it.

    Raises:
        InvalidTransition: The request is answered, or its time is not over.
    """
    if at < request.answer_by and not need_closed:
        raise InvalidTransition(request.state, RequestState.LAPSED)
    if RequestState.LAPSED not in REQUEST_TRANSITIONS[request.state]:
        raise InvalidTransition(request.state, RequestState.LAPSED)
    return replace(request, state=RequestState.LAPSED, sequence=request.sequence + 1)


def end_grant(grant: Grant, state: GrantState, at: datetime) -> Grant:
    """End a grant; it never becomes active again.

    Raises:
        InvalidTransition: The grant has ended in another way, or ``state`` is no end.
    """
    if state not in GRANT_TRANSITIONS[grant.state]:
        raise InvalidTransition(grant.state, state)
    return replace(grant, state=state, ended_at=grant.ended_at or at, sequence=grant.sequence + 1)


def is_live(grant: Grant, at: datetime) -> bool:
    """Is the grant open at this moment? Its last moment is just before ``until``."""
    return grant.state is GrantState.ACTIVE and grant.granted_at <= at < grant.until


def agency_status(request: DisclosureRequest, grant: Grant | None, at: datetime) -> AgencyStatus:
    """Say what the agency is told; refusal and silence are told alike at every moment.

    Args:
        request: As stored.
        grant: What came of it, if anything.
        at: Now.
    """
    if grant is not None:
        return AgencyStatus.GRANTED if is_live(grant, at) else AgencyStatus.ENDED
    return AgencyStatus.WAITING if at < request.answer_by else AgencyStatus.NO_ANSWER


def _answered(request: DisclosureRequest, state: RequestState, at: datetime) -> DisclosureRequest:
    if state not in REQUEST_TRANSITIONS[request.state]:
        raise InvalidTransition(request.state, state)
    if not request.asked_at <= at < request.answer_by:
        raise InvalidTransition(RequestState.LAPSED, state)
    return replace(request, state=state, answered_at=at, sequence=request.sequence + 1)
