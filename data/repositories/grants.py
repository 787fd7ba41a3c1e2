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

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from data.engine import UnitOfWork
from data.errors import NotAllowed, UnknownPerson
from data.models import (
    PersonRow,
)
from data.repositories._grant_mending import mend_grants
from data.repositories._grant_rows import (
    EVENT_COLUMNS,
    EVENTS,
    REQUESTS,
    SWITCHES,
    GrantRows,
)
from data.repositories._standing_rows import StandingRows
from data.repositories._stands import ASKED, asked_stand, request_stand
from data.repositories.audit import AuditLog
from privacy.audit import AuditAction
from privacy.decision import Actor, Decision, Question
from privacy.errors import NotCovered
from privacy.grants import (
    DisclosureRequest,
    Grant,
    GrantState,
    RequestState,
    is_live,
)
from privacy.handles import is_reference
from privacy.keys import KeyRing
from privacy.vocabulary import PersonId, Role


class Grants:
    """Stores requests and grants, and says which grants are live."""

    def __init__(self, uow: UnitOfWork, ring: KeyRing) -> None:
        self._uow = uow
        self._ring = ring
        self._log = AuditLog(uow, ring)
        self._standing = StandingRows(uow, ring)
        self._rows = GrantRows(uow, ring)

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
        self._uow.main.connection().execute(insert(REQUESTS), [self._rows.request_values(request)])
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
            values = self._rows.grant_values(grant)
            self._uow.main.connection().execute(insert(EVENTS), [values])
            self._uow.keys.connection().execute(insert(SWITCHES), [values])
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
        values = self._rows.grant_values(grant)
        self._uow.keys.connection().execute(
            update(SWITCHES).where(SWITCHES.c.reference == grant.reference).values(values)
        )
        self._uow.main.connection().execute(insert(EVENTS), [values])
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
        return next(iter(self._rows.requests(REQUESTS.c.reference == request)), None)

    def requests_of_person(self, person: PersonId) -> tuple[DisclosureRequest, ...]:
        """Give the requests put to a person, newest first."""
        return self._rows.requests(REQUESTS.c.person == person)

    def requests_of_organisation(
        self, organisation: str, need: str | None = None
    ) -> tuple[DisclosureRequest, ...]:
        """Give the requests an organisation made, newest first."""
        wanted = REQUESTS.c.organisation == organisation
        return self._rows.requests(wanted if need is None else wanted & (REQUESTS.c.need == need))

    def requests_about(
        self, organisation: str, need: str, person: PersonId
    ) -> tuple[DisclosureRequest, ...]:
        """Give the requests of one organisation about one need and person, newest first."""
        return self._rows.requests(
            (REQUESTS.c.organisation == organisation)
            & (REQUESTS.c.need == need)
            & (REQUESTS.c.person == person)
        )

    def get(self, grant: str) -> Grant | None:
        """Give one grant in its last proven state, or ``None``."""
        if not is_reference(grant):
            return None
        return next(iter(self._rows.known("reference", grant)), None)

    def of_person(self, person: PersonId) -> tuple[Grant, ...]:
        """Give every grant a person ever gave, in its last state, newest first."""
        return self._rows.known("person", person)

    def of_organisation(self, organisation: str) -> tuple[Grant, ...]:
        """Give every grant an organisation ever had, in its last state, newest first."""
        return self._rows.known("organisation", organisation)

    def standing(self, grant: str) -> Grant | None:
        """Give a grant as it stands now in keys, whatever its state; ``None`` without proof."""
        return next(iter(self._rows.switches(SWITCHES.c.reference == grant)), None)

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
            for grant in self._rows.switches(
                (SWITCHES.c.organisation == organisation) & (SWITCHES.c.need == need)
            )
            if grant.person in wanted and is_live(grant, now)
        ]
        return {grant.person: grant for grant in sorted(live, key=lambda grant: grant.until)}

    def mend(self, now: datetime) -> tuple[int, int]:
        """Bring histories and switches back in step, always by ending.

        Returns:
            How many histories, and how many switches, were put right.
        """
        return mend_grants(self._uow, self._ring, now)

    def openings(self, grant: str) -> int:
        """Count how often fields were disclosed under a grant."""
        return self._log.openings(grant)

    def _make_room(self, grant: Grant) -> None:
        """Delete what stands in the history where the end of a grant belongs, if unproven."""
        connection = self._uow.main.connection()
        later = (EVENTS.c.reference == grant.reference) & (EVENTS.c.sequence >= grant.sequence)
        if any(
            self._rows.grant_of(row)
            for row in connection.execute(select(*EVENT_COLUMNS).where(later))
        ):
            raise NotAllowed
        connection.execute(delete(EVENTS).where(later))

    def _update_request(self, request: DisclosureRequest) -> None:
        done = self._uow.main.connection().execute(
            update(REQUESTS)
            .where(
                REQUESTS.c.reference == request.reference,
                REQUESTS.c.sequence == request.sequence - 1,
            )
            .values(self._rows.request_values(request))
        )
        if done.rowcount != 1:
            raise NotAllowed
        self._standing.put(request_stand(request.reference, request.sequence), request.person)

    def _log_ref(self, person: PersonId) -> str:
        row = self._uow.main.get(PersonRow, person)
        if row is None:
            raise UnknownPerson
        return row.log_ref


_MAY_END = frozenset({Role.SYSTEM, Role.OFFICER, Role.COORDINATOR})


def _asked(request: DisclosureRequest) -> tuple[str, PersonId]:
    return request.reference, request.person
