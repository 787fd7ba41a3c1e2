"""Pass the service on to another host, with those who freshly agreed and nobody else (P-21).

Rules:

- Officers and the service itself announce: to whom, and until when people answer. Everybody
  is asked on her own page; no answer is a no.
- A yes covers the fields she agrees to keep here, and is heard until the last day to answer;
  it can be taken back for as long as it stands, so until the copy is made.
- The package is a copy of both databases from which everybody who did not agree has been
  erased like somebody who left: key destroyed, rows and login gone. Sealed values stay
  sealed; whoever gets the copy needs the key file, which custodians hand over apart.
- Fields a person agreed to keep here and did not pass on are emptied in the copy.
- Announcing and preparing are in the log here; the erasures are in the log of the copy.

What it does not do: send the copy, change this installation, rotate the keys of the copy or
destroy this one. ``docs/operations.md`` says what follows.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from api.context import Context, open_context
from api.errors import Conflict, Forbidden, NotFound
from api.runtime import Runtime
from api.services.log.note_action import note_action
from api.services.people.notices import current_notice
from api.services.people.record_consent import own_consents, own_person
from api.services.people.state_consent import state_consent
from data.engine import Stores
from data.repositories.consents import Consents
from data.repositories.hand_overs import HandOver, HandOvers
from data.repositories.persons import Persons
from privacy.audit import AuditAction
from privacy.consent import HOLDING, NAMED_IN_NOTICE
from privacy.handles import new_reference
from privacy.inventory import PersonalField
from privacy.policy import SYSTEM, may_change_consent, may_erase
from privacy.vocabulary import ConsentStatus, PersonId, Purpose, Role

MAY_HAND_OVER = frozenset({Role.OFFICER, Role.SYSTEM})
SHORTEST_TIME = timedelta(days=30)
"""How long people have at least to answer."""


@dataclass(frozen=True, slots=True)
class OwnHandOver:
    """What a person is asked, and what she has answered."""

    host: str
    answer_until: date
    agreed: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """How many people a copy keeps, and how many were erased from it."""

    kept: int
    erased: int
    emptied_fields: int


def announce_hand_over(context: Context, host: str, answer_until: date) -> HandOver:
    """Announce that the service would pass to another host.

    Raises:
        Forbidden: Neither an officer nor the service acts.
        Conflict: ``hand_over_too_short``: people have less than thirty days to answer.
    """
    _require_officer(context)
    if answer_until < context.today + SHORTEST_TIME:
        raise Conflict("hand_over_too_short")
    store = HandOvers(context.work, context.runtime.key_ring)
    before = store.latest()
    announced = HandOver(
        id=new_reference(),
        number=1 + (before.number if before else 0),
        host=host,
        asked_on=context.today,
        answer_until=answer_until,
    )
    store.announce(announced)
    note_action(context, AuditAction.HANDED_OVER, subject=announced.id)
    return announced


def own_hand_over(context: Context) -> OwnHandOver | None:
    """Give what the actor is asked about the last announcement, if there is one."""
    store = HandOvers(context.work, context.runtime.key_ring)
    announced = store.latest()
    if announced is None:
        return None
    agreed = store.agreed_fields(own_person(context).id, announced, context.now)
    return OwnHandOver(announced.host, announced.answer_until, bool(agreed))


def answer_hand_over(context: Context, *, agrees: bool) -> None:
    """Agree that what the actor keeps here is passed on to the announced host, or not.

    Raises:
        NotFound: Nothing was announced.
        Conflict: ``hand_over_over``: the time to say yes is over; a no is always heard.
    """
    ring = context.runtime.key_ring
    announced = HandOvers(context.work, ring).latest()
    if announced is None:
        raise NotFound("not_found")
    if agrees and context.today > announced.answer_until:
        raise Conflict("hand_over_over")
    person = own_person(context)
    kept = {
        line.field
        for line in own_consents(context).lines
        if line.purpose is Purpose.STORE and line.holds
    }
    consents = Consents(context.work, ring)
    standing = {
        switch.field: switch
        for switch in consents.switches(person.id)
        if switch.purpose is Purpose.STORE and switch.recipient == announced.id
    }
    notice = current_notice(context.language)
    events = []
    for field in sorted(kept | set(standing)):
        present = standing.get(field)
        holds = present is not None and present.status in HOLDING
        if holds == (agrees and field in kept) or (not agrees and not holds):
            continue
        status = ConsentStatus.GIVEN if agrees and field in kept else ConsentStatus.WITHDRAWN
        pair = (Purpose.STORE, field)
        events.append(state_consent(context, person, pair, status, notice, recipient=announced.id))
    if events:
        consents.record(tuple(events), context.signed_in())


def note_preparation(context: Context) -> HandOver:
    """Record that a copy is being prepared, and give the announcement it rests on.

    Raises:
        Forbidden: Neither an officer nor the service acts.
        NotFound: Nothing was announced.
        Conflict: ``hand_over_open``: people may still answer.
    """
    _require_officer(context)
    announced = HandOvers(context.work, context.runtime.key_ring).latest()
    if announced is None:
        raise NotFound("not_found")
    if context.today <= announced.answer_until:
        raise Conflict("hand_over_open")
    note_action(context, AuditAction.HANDED_OVER, subject=announced.id)
    return announced


def strip_copy(runtime: Runtime, announced: HandOver) -> Prepared:
    """Erase from a copy everybody who did not agree, and empty what was not agreed to.

    Args:
        runtime: Over the copy; never over the installation itself.
        announced: What was announced.
    """
    with open_context(runtime, actor=SYSTEM) as context:
        people = [person.id for person in _persons(context).all()]
        agreed = HandOvers(context.work, runtime.key_ring).who_agreed(announced, context.now)
    emptied = 0
    for person in people:
        with open_context(runtime, actor=SYSTEM) as context:
            if person in agreed:
                emptied += _empty_rest(context, person, announced)
            else:
                decision = may_erase(SYSTEM, person, at=context.now).require()
                _persons(context).erase(person, decision, tell=False)
                context.narrow_first = True
            context.commit()
    return Prepared(len(agreed), len(people) - len(agreed), emptied)


def copy_runtime(runtime: Runtime, stores: Stores) -> Runtime:
    """Give a runtime over a copy of the databases, with the same keys and nothing loaded."""
    return Runtime(
        settings=runtime.settings,
        stores=stores,
        key_ring=runtime.key_ring,
        clock=runtime.clock,
        catalogue=type(runtime.catalogue)(),
        pool=type(runtime.pool)(),
    )


def _empty_rest(context: Context, person: PersonId, announced: HandOver) -> int:
    ring = context.runtime.key_ring
    agreed = HandOvers(context.work, ring).agreed_fields(person, announced, context.now)
    kept = {
        switch.field
        for switch in Consents(context.work, ring).switches(person)
        if switch.purpose is Purpose.STORE
        and switch.recipient == NAMED_IN_NOTICE
        and switch.status in HOLDING
    }
    rest: set[PersonalField] = kept - agreed
    if rest:
        decision = may_change_consent(SYSTEM, person, ConsentStatus.EXPIRED, at=context.now)
        _persons(context).empty(person, rest, decision.require())
    return len(rest)


def _persons(context: Context) -> Persons:
    return Persons(context.work, context.runtime.key_ring, context.now)


def _require_officer(context: Context) -> None:
    if context.signed_in().role not in MAY_HAND_OVER:
        raise Forbidden("wrong_role")
