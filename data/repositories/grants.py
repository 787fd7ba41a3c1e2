"""Disclosure requests and grants: the history in main, the live switches in keys.

Rules:

- A grant opens fields only while its switch in keys says so: proven, active, not past its
  end, and agreeing with the history. The last row of the history and the request must be
  proven too: whoever spoils either in main ends the reading, never the person's means to
  end it.
- What a grant is shown as comes from both databases, so spoiling one hides no grant from
  its person.
- Opening a grant commits main first, ending one keys first.
- Every row carries its proof; a row somebody else wrote or changed does not count, nor does
  a request in an earlier state that is put back, nor a question asked again whose first rows
  were deleted.
- Asking, answering and ending leave an audit entry here.

What it does not do: let time pass; what ran out no longer opens, and a service records it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, select, true, update

from data.engine import UnitOfWork
from data.errors import NotAllowed, UnknownPerson
from data.models import (
    DisclosureRequestRow,
    GrantEventRow,
    GrantSwitchRow,
    PersonRow,
    table_of,
)
from data.repositories._codes import joined, split
from data.repositories._standing_rows import StandingRows
from data.repositories._stands import ASKED, asked_stand, request_stand
from data.repositories.audit import AuditLog
from privacy.audit import AuditAction
from privacy.decision import SYSTEM, Actor, Decision, Question
from privacy.errors import NotCovered, RowForged, RuleBroken
from privacy.grants import (
    GRANT_LABEL,
    REQUEST_LABEL,
    DisclosureRequest,
    Grant,
    GrantState,
    RequestState,
    end_grant,
    is_live,
)
from privacy.handles import is_reference
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.vocabulary import PersonId, Role

_REQUESTS = table_of(DisclosureRequestRow)
_EVENTS = table_of(GrantEventRow)
_SWITCHES = table_of(GrantSwitchRow)
_REQUEST_PARTS = tuple(one.name for one in fields(DisclosureRequest))
_GRANT_PARTS = tuple(one.name for one in fields(Grant))
_REQUEST_COLUMNS = tuple(_REQUESTS.c[name] for name in (*_REQUEST_PARTS, "mac"))
_EVENT_COLUMNS = tuple(_EVENTS.c[name] for name in (*_GRANT_PARTS, "mac"))
_SWITCH_COLUMNS = tuple(_SWITCHES.c[name] for name in (*_GRANT_PARTS, "mac"))


class Grants:
    """Stores requests and grants, and says which grants are live."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring
        self._log = AuditLog(uow, ring)
        self._standing = StandingRows(uow, ring)

    def ask(self, request: DisclosureRequest, decision: Decision) -> None:
        """Store a new request, with its audit entry.

        Raises:
            NotCovered: The decision is about another person, other fields or another question.
            AccessDenied: The decision is a no.
            NotAllowed: It was asked before, whatever main still holds of it.
        """
        self._uow.require_writing()
        decision.cover(request.person, request.fields)
        if decision.question is not Question.REQUEST_DISCLOSURE:
            raise NotCovered(decision.question.value)
        about = (request.organisation, request.need, request.person)
        if request.number <= self._standing.number(ASKED, *about):
            raise NotAllowed
        self._standing.put(asked_stand(*about, request.number), request.person)
        self._standing.put(request_stand(request.reference, request.sequence), request.person)
        self._uow.main.connection().execute(insert(_REQUESTS), [self._request_values(request)])
        self._log.append_decision(
            AuditAction.DISCLOSURE_REQUESTED,
            decision,
            person=self._log_ref(request.person),
            subject=request.reference,
        )

    def answer(self, request: DisclosureRequest, grant: Grant | None, decision: Decision) -> None:
        """Store a person's answer, with the grant it opens, if any, and its audit entry.

        Args:
            request: In its new state.
            grant: What a yes opens, ``None`` after a no.
            decision: A yes to answering this request.

        Raises:
            NotCovered: The decision is about another person, other fields or another question.
            AccessDenied: The decision is a no.
        """
        self._uow.require_writing()
        decision.cover(request.person, () if grant is None else grant.fields)
        if decision.question is not Question.ANSWER_REQUEST:
            raise NotCovered(decision.question.value)
        if (grant is not None) != (request.state is RequestState.GRANTED) or (
            grant is not None and (grant.request, grant.person) != _asked(request)
        ):
            raise NotAllowed
        self._update_request(request)
        if grant is not None:
            values = self._grant_values(grant)
            self._uow.main.connection().execute(insert(_EVENTS), [values])
            self._uow.keys.connection().execute(insert(_SWITCHES), [values])
        self._log.append(
            AuditAction.DISCLOSURE_ANSWERED,
            decision.actor,
            decision.at,
            purpose=decision.purpose,
            person=self._log_ref(request.person),
            subject=request.reference,
            grant="" if grant is None else grant.reference,
            fields=() if grant is None else grant.fields,
        )

    def lapse(self, request: DisclosureRequest) -> None:
        """Store that a request's time ran out; ``request`` carries its new state."""
        self._uow.require_writing()
        if request.state is not RequestState.LAPSED:
            raise NotAllowed
        self._update_request(request)

    def end(self, grant: Grant, actor: Actor, now: datetime) -> None:
        """Store the end of a grant, with its audit entry; keys are committed first.

        Args:
            grant: In its new state, made by ``privacy.grants.end_grant``.
            actor: The person for ``withdrawn``; for the other ends somebody else.
            now: The moment of the use case.

        Raises:
            NotAllowed: The grant is still active, has ended before, or the actor may not end
                it this way.
        """
        self._uow.require_writing()
        own = actor.role is Role.PERSON and actor.person == grant.person
        may = own if grant.state is GrantState.WITHDRAWN else actor.role in _MAY_END
        if grant.state is GrantState.ACTIVE or not may:
            raise NotAllowed
        self._uow.keys_commit_first()
        self._make_room(grant)
        values = self._grant_values(grant)
        self._uow.keys.connection().execute(
            update(_SWITCHES).where(_SWITCHES.c.reference == grant.reference).values(values)
        )
        self._uow.main.connection().execute(insert(_EVENTS), [values])
        self._log.append(
            AuditAction.GRANT_ENDED,
            actor,
            now,
            purpose=grant.purpose,
            person=self._log_ref(grant.person),
            subject=grant.request,
            grant=grant.reference,
            fields=grant.fields,
        )

    def request(self, request: str) -> DisclosureRequest | None:
        """Give one request, or ``None``; a forged row is none."""
        if not is_reference(request):
            return None
        return next(iter(self._requests(_REQUESTS.c.reference == request)), None)

    def requests_of_person(self, person: PersonId) -> tuple[DisclosureRequest, ...]:
        """Give the requests put to a person, newest first."""
        return self._requests(_REQUESTS.c.person == person)

    def requests_of_organisation(
        self, organisation: str, need: str | None = None
    ) -> tuple[DisclosureRequest, ...]:
        """Give the requests an organisation made, newest first."""
        wanted = _REQUESTS.c.organisation == organisation
        return self._requests(wanted if need is None else wanted & (_REQUESTS.c.need == need))

    def requests_about(
        self, organisation: str, need: str, person: PersonId
    ) -> tuple[DisclosureRequest, ...]:
        """Give the requests of one organisation about one need and person, newest first."""
        return self._requests(
            (_REQUESTS.c.organisation == organisation)
            & (_REQUESTS.c.need == need)
            & (_REQUESTS.c.person == person)
        )

    def get(self, grant: str) -> Grant | None:
        """Give one grant in its last proven state, or ``None``."""
        if not is_reference(grant):
            return None
        return next(iter(self._known("reference", grant)), None)

    def of_person(self, person: PersonId) -> tuple[Grant, ...]:
        """Give every grant a person ever gave, in its last state, newest first."""
        return self._known("person", person)

    def of_organisation(self, organisation: str) -> tuple[Grant, ...]:
        """Give every grant an organisation ever had, in its last state, newest first."""
        return self._known("organisation", organisation)

    def standing(self, grant: str) -> Grant | None:
        """Give a grant as it stands now in keys, whatever its state; ``None`` without proof."""
        return next(iter(self._switches(_SWITCHES.c.reference == grant)), None)

    def live(self, organisation: str, need: str, person: PersonId, now: datetime) -> Grant | None:
        """Give the live grant: switch present, its proof holding, not past its end."""
        return self.live_of(organisation, need, [person], now).get(person)

    def live_of(
        self, organisation: str, need: str, people: Sequence[PersonId], now: datetime
    ) -> dict[PersonId, Grant]:
        """Give the live grants of several people; of two, the one that lasts longer."""
        wanted = set(people)
        live = [
            grant
            for grant in self._switches(
                (_SWITCHES.c.organisation == organisation) & (_SWITCHES.c.need == need)
            )
            if grant.person in wanted and is_live(grant, now)
        ]
        return {grant.person: grant for grant in sorted(live, key=lambda grant: grant.until)}

    def mend(self, now: datetime) -> tuple[int, int]:
        """Bring histories and switches back in step, always by ending.

        Rows of a history without proof are deleted, with an audit entry for each grant.

        Returns:
            How many histories, and how many switches, were put right.
        """
        spoilt = self._delete_spoilt(now)
        histories = self._history(true())
        rows = self._uow.keys.connection().execute(select(*_SWITCH_COLUMNS)).all()
        known = {row[0]: self._grant_of(row) for row in rows}
        events, switches = [], []
        for reference in {*histories, *spoilt}:
            last, switch = histories.get(reference), known.get(reference)
            doubted = reference in spoilt and switch is not None and _active(switch)
            agree = last is not None and switch is not None and switch.sequence == last.sequence
            if agree and not doubted:
                continue
            ahead = switch is not None and (last is None or switch.sequence > last.sequence)
            if switch is not None and ahead and not _active(switch):
                events.append(switch)
                continue
            base = switch if last is None else last
            if base is None:
                continue
            ended = end_grant(base, GrantState.EXPIRED, now) if _active(base) else base
            if ended is not last:
                events.append(ended)
            switches.append(ended)
        events = [grant for grant in events if self._has_request(grant)]
        ended_now = {*histories, *(grant.reference for grant in events)}
        switches = [grant for grant in switches if grant.reference in ended_now]
        stray = [reference for reference in known if reference not in ended_now]
        if not (events or switches or stray):
            return len(spoilt), 0
        self._uow.require_writing()
        renewed = [grant.reference for grant in switches]
        self._uow.keys.connection().execute(
            delete(_SWITCHES).where(_SWITCHES.c.reference.in_([*stray, *renewed]))
        )
        for table, session, grants in (
            (_SWITCHES, self._uow.keys, switches),
            (_EVENTS, self._uow.main, events),
        ):
            if grants:
                values = [self._grant_values(grant) for grant in grants]
                session.connection().execute(insert(table), values)
        righted = spoilt | {grant.reference for grant in events}
        return len(righted), len(switches) + len(stray)

    def openings(self, grant: str) -> int:
        """Count how often fields were disclosed under a grant."""
        return self._log.openings(grant)

    def _requests(self, wanted: ColumnElement[bool]) -> tuple[DisclosureRequest, ...]:
        rows = self._uow.main.connection().execute(select(*_REQUEST_COLUMNS).where(wanted))
        proven = [request for row in rows if (request := self._request_of(row)) is not None]
        named = {each: request_stand(each.reference, each.sequence) for each in proven}
        standing = self._standing.counting(named.values())
        found = [each for each, stand in named.items() if stand.subject in standing]
        return tuple(sorted(found, key=lambda r: (r.asked_at, r.reference), reverse=True))

    def _known(self, column: str, value: str | bytes) -> tuple[Grant, ...]:
        """Give grants in their last proven state, wherever it is, newest first."""
        last = self._history(_EVENTS.c[column] == value)
        rows = self._uow.keys.connection().execute(
            select(*_SWITCH_COLUMNS).where(_SWITCHES.c[column] == value)
        )
        for row in rows:
            switch = self._grant_of(row)
            if switch is None:
                continue
            event = last.get(switch.reference)
            if event is None or event.sequence < switch.sequence:
                last[switch.reference] = switch
        return tuple(sorted(last.values(), key=lambda g: (g.granted_at, g.reference), reverse=True))

    def _history(self, wanted: ColumnElement[bool]) -> dict[str, Grant]:
        """Give the last proven event of each grant."""
        rows = self._uow.main.connection().execute(
            select(*_EVENT_COLUMNS).where(wanted).order_by(_EVENTS.c.sequence)
        )
        return {grant.reference: grant for row in rows if (grant := self._grant_of(row))}

    def _switches(self, wanted: ColumnElement[bool]) -> tuple[Grant, ...]:
        """Give the switches that count: those that end something, and those all proofs bear."""
        rows = self._uow.keys.connection().execute(select(*_SWITCH_COLUMNS).where(wanted))
        proven = [grant for row in rows if (grant := self._grant_of(row)) is not None]
        if not proven:
            return ()
        last: dict[str, Row[Any]] = {
            row[0]: row
            for row in self._uow.main.connection().execute(
                select(*_EVENT_COLUMNS)
                .where(_EVENTS.c.reference.in_([grant.reference for grant in proven]))
                .order_by(_EVENTS.c.sequence)
            )
        }
        asked = [grant.request for grant in proven if _active(grant)]
        given = {
            request.reference: request.person
            for request in (self._requests(_REQUESTS.c.reference.in_(asked)) if asked else ())
            if request.state is RequestState.GRANTED
        }
        return tuple(
            grant for grant in proven if self._counts(grant, last.get(grant.reference), given)
        )

    def _counts(self, grant: Grant, row: Row[Any] | None, given: Mapping[str, PersonId]) -> bool:
        event = None if row is None else self._grant_of(row)
        if _active(grant):
            agree = event is not None and event.sequence == grant.sequence
            return agree and given.get(grant.request) == grant.person
        return event is None or grant.sequence >= event.sequence

    def _make_room(self, grant: Grant) -> None:
        """Delete what stands in the history where the end of a grant belongs, if unproven."""
        connection = self._uow.main.connection()
        later = (_EVENTS.c.reference == grant.reference) & (_EVENTS.c.sequence >= grant.sequence)
        if any(
            self._grant_of(row) for row in connection.execute(select(*_EVENT_COLUMNS).where(later))
        ):
            raise NotAllowed
        connection.execute(delete(_EVENTS).where(later))

    def _delete_spoilt(self, now: datetime) -> set[str]:
        connection = self._uow.main.connection()
        rows = connection.execute(select(*_EVENT_COLUMNS)).all()
        spoilt = [row for row in rows if self._grant_of(row) is None]
        for row in spoilt:
            connection.execute(
                delete(_EVENTS).where(
                    _EVENTS.c.reference == row.reference, _EVENTS.c.sequence == row.sequence
                )
            )
        references = {str(row.reference) for row in spoilt}
        for reference in sorted(references):
            self._log.append(
                AuditAction.TAMPERING_FOUND,
                SYSTEM,
                now,
                grant=reference if is_reference(reference) else "",
            )
        return references

    def _has_request(self, grant: Grant) -> bool:
        connection = self._uow.main.connection()
        request = select(_REQUESTS.c.reference).where(_REQUESTS.c.reference == grant.request)
        person = self._uow.main.get(PersonRow, grant.person)
        return person is not None and connection.execute(request).first() is not None

    def _update_request(self, request: DisclosureRequest) -> None:
        done = self._uow.main.connection().execute(
            update(_REQUESTS)
            .where(
                _REQUESTS.c.reference == request.reference,
                _REQUESTS.c.sequence == request.sequence - 1,
            )
            .values(self._request_values(request))
        )
        if done.rowcount != 1:
            raise NotAllowed
        self._standing.put(request_stand(request.reference, request.sequence), request.person)

    def _request_values(self, request: DisclosureRequest) -> dict[str, Any]:
        values = {name: getattr(request, name) for name in _REQUEST_PARTS}
        mac = self._ring.row_mac(REQUEST_LABEL, request.canonical())
        return {**values, "fields": joined(request.fields), "mac": mac}

    def _grant_values(self, grant: Grant) -> dict[str, Any]:
        values = {name: getattr(grant, name) for name in _GRANT_PARTS}
        mac = self._ring.row_mac(GRANT_LABEL, grant.canonical())
        return {**values, "fields": joined(grant.fields), "mac": mac}

    def _request_of(self, row: Row[Any]) -> DisclosureRequest | None:
        try:
            request = DisclosureRequest(**_parts(_REQUEST_PARTS, row))
            self._ring.verify_row(REQUEST_LABEL, request.canonical(), row[-1])
        except (RowForged, RuleBroken, ValueError):
            return None
        return request

    def _grant_of(self, row: Row[Any]) -> Grant | None:
        try:
            grant = Grant(**_parts(_GRANT_PARTS, row))
            self._ring.verify_row(GRANT_LABEL, grant.canonical(), row[-1])
        except (RowForged, RuleBroken, ValueError):
            return None
        return grant

    def _log_ref(self, person: PersonId) -> str:
        row = self._uow.main.get(PersonRow, person)
        if row is None:
            raise UnknownPerson
        return row.log_ref


_MAY_END = frozenset({Role.SYSTEM, Role.OFFICER, Role.COORDINATOR})


def _active(grant: Grant) -> bool:
    return grant.state is GrantState.ACTIVE


def _asked(request: DisclosureRequest) -> tuple[str, PersonId]:
    return request.reference, request.person


def _parts(names: Iterable[str], row: Row[Any]) -> dict[str, Any]:
    parts = dict(zip(names, row, strict=False))
    parts["fields"] = split(PersonalField, parts["fields"])
    return parts
