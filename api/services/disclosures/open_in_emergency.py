"""Open somebody's identity without her grant, for a grave reason, by two people, in her sight.

Rules:

- A coordinator asks from a match, with a code and a sentence; another coordinator or the
  officer reads it and agrees or declines within a day; then who asked opens, for an hour.
- Asking, agreeing and opening each need a recent proof of who acts.
- The sentence is looked at like every free text: what is never kept does not become known to
  a second person, and kept, by way of a reason. The code says what kind of reason it is.
- The person sees all of it at once on her own pages, the sentence included, and in her log
  and export.
- No grant comes of it: an agency sees no more than before.
- It may be asked about somebody who stopped being matched since: a grave reason does not
  wait for her to come back. Whoever decides is told that she stopped.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from api.context import Context
from api.errors import Conflict, FieldProblem, Forbidden, Invalid, NotFound
from api.services.log.note_action import note_denial
from api.services.log.prove_again import require_recent_proof
from api.services.matches.known_by_handle import person_behind
from api.services.needs.post_need import readable_need
from api.services.people.guard_free_text import check_own_text
from api.services.people.record_consent import own_person
from data.repositories.openings import IdentityOpenings
from data.repositories.persons import Persons
from data.repositories.pool import Pool
from privacy.audit import AuditAction
from privacy.breakglass import (
    IdentityOpening,
    OpeningReason,
    OpeningState,
    agree_to_opening,
    check_reason,
    decline_opening,
    is_open,
)
from privacy.decision import Decision
from privacy.disclosure import Disclosed, disclose
from privacy.errors import DenyReason, RuleBroken
from privacy.handles import COORDINATION, new_reference
from privacy.inventory import PersonalField
from privacy.opening_policy import may_ask_opening, may_decide_opening, may_open_identity
from privacy.vocabulary import PersonId

SHOWN_FOR = timedelta(days=30)
"""How long staff see an opening in their list; the person sees every one for good."""
TOLD_FOR = timedelta(days=90)
"""How long the person's first page tells her."""


@dataclass(frozen=True, slots=True)
class OpeningView:
    """One opening as staff or the person see it; ``text`` only where it was opened for them.

    ``state`` is one of ``asked``, ``lapsed``, ``agreed``, ``open``, ``declined``. ``own`` says
    whether the reader asked for it, ``can_decide`` whether she may agree or decline now,
    ``has_stopped`` whether the person may not be matched any more.
    """

    id: str
    reason: OpeningReason
    fields: tuple[PersonalField, ...]
    asked_at: datetime
    decide_by: datetime
    decided_at: datetime | None
    until: datetime | None
    state: str
    own: bool
    can_decide: bool
    text: str | None = None
    has_stopped: bool = False


@dataclass(frozen=True, slots=True)
class OpenedIdentity:
    """What an opening shows, for this reading."""

    id: str
    until: datetime | None
    identity: Mapping[PersonalField, Disclosed[str]]


def ask_opening(
    context: Context,
    need_id: str,
    handle: str,
    fields: Collection[PersonalField],
    *,
    reason: OpeningReason,
    text: str,
) -> OpeningView:
    """Ask to open fields of the person behind a match.

    Args:
        context: A coordinator.
        need_id: A published need.
        handle: Of the match, as the coordination knows it.
        fields: Of her identity; at least one.
        reason: Why, as a code.
        text: Why, as a sentence.

    Raises:
        NotFound: No such need or handle.
        Forbidden: ``wrong_role``, ``step_up_needed``.
        Invalid: ``no_fields``, ``not_identity``, ``reason_short``, ``reason_long``, ``never_kept``.
    """
    require_recent_proof(context)
    need = readable_need(context, need_id)
    person = person_behind(context, COORDINATION, need, handle)
    actor = context.signed_in()
    decision = may_ask_opening(actor, person, fields, at=context.now)
    if not decision.allowed:
        _note_refused(context, AuditAction.OPENING_ASKED, person, need.id, decision)
        if DenyReason.WRONG_ROLE in decision.reasons:
            raise Forbidden("wrong_role")
        if DenyReason.NO_FIELDS in decision.reasons:
            raise Invalid("no_fields", fields=(FieldProblem("/fields", "no_fields"),))
        raise Invalid("not_identity", fields=(FieldProblem("/fields", "not_identity"),))
    opening = IdentityOpening(
        reference=new_reference(),
        person=person,
        need=need.id,
        fields=frozenset(fields),
        reason=reason,
        asked_by=actor.account,
        asked_at=context.now,
    )
    openings = IdentityOpenings(context.work, context.runtime.key_ring)
    openings.ask(opening, _sentence(text), decision)
    return _view(context, opening)


def openings_to_see(context: Context) -> tuple[OpeningView, ...]:
    """Give the openings of the last thirty days, newest first, without their sentences."""
    openings = IdentityOpenings(context.work, context.runtime.key_ring)
    return tuple(_view(context, each) for each in openings.since(context.now - SHOWN_FOR))


def read_opening(context: Context, opening_id: str) -> OpeningView:
    """Read one opening with its sentence; the person sees that it was read.

    Raises:
        NotFound: There is no such opening.
    """
    opening = _known(context, opening_id)
    openings = IdentityOpenings(context.work, context.runtime.key_ring)
    text = openings.reason(opening, context.signed_in(), context.now)
    pool = Pool(context.work, context.runtime.key_ring, context.now)
    stopped = not pool.may_still_be_matched([opening.person])
    return replace(_view(context, opening, text), has_stopped=stopped)


def decide_opening(context: Context, opening_id: str, *, agree: bool) -> OpeningView:
    """Agree to an opening somebody else asked for, or decline it.

    Raises:
        NotFound: There is no such opening.
        Forbidden: ``second_person_needed``: who asks cannot agree; ``step_up_needed``.
        Conflict: ``request_closed``: it is decided, or too late.
    """
    require_recent_proof(context)
    opening = _known(context, opening_id)
    actor = context.signed_in()
    decision = may_decide_opening(actor, opening, at=context.now)
    if not decision.allowed:
        action = AuditAction.OPENING_AGREED if agree else AuditAction.OPENING_DECLINED
        _note_refused(context, action, opening.person, opening.reference, decision)
        if DenyReason.SECOND_PERSON_NEEDED in decision.reasons:
            raise Forbidden("second_person_needed")
        raise Conflict("request_closed")
    step = agree_to_opening if agree else decline_opening
    decided = step(opening, actor.account, context.now)
    IdentityOpenings(context.work, context.runtime.key_ring).decide(decided, decision)
    return _view(context, decided)


def open_identity(context: Context, opening_id: str) -> OpenedIdentity:
    """Open the fields of an opening that was agreed to.

    Raises:
        NotFound: There is no such opening.
        Forbidden: ``not_opened``: nobody agreed, its hour is over, or somebody else asked;
            ``step_up_needed``.
    """
    require_recent_proof(context)
    opening = _known(context, opening_id)
    decision = may_open_identity(
        context.signed_in(),
        opening,
        person=opening.person,
        fields=opening.fields,
        at=context.now,
    )
    if not decision.allowed:
        _note_refused(
            context, AuditAction.IDENTITY_OPENED, opening.person, opening.reference, decision
        )
        raise Forbidden("not_opened")
    persons = Persons(context.work, context.runtime.key_ring, context.now)
    identity = persons.open_identity(opening.person, decision)
    given = {field: getattr(identity, field.value) for field in opening.fields}
    values = {field: value for field, value in given.items() if value is not None}
    return OpenedIdentity(
        opening.reference, opening.until, disclose(decision, opening.person, values)
    )


def own_openings(context: Context) -> tuple[OpeningView, ...]:
    """Give the actor every opening about herself with its sentence, newest first."""
    person = own_person(context)
    openings = IdentityOpenings(context.work, context.runtime.key_ring)
    return tuple(
        _view(context, each, openings.reason(each, context.signed_in(), context.now))
        for each in openings.of_person(person.id)
    )


def count_new_openings(context: Context) -> int:
    """Count the openings the actor's first page tells her of."""
    person = own_person(context)
    openings = IdentityOpenings(context.work, context.runtime.key_ring)
    since = context.now - TOLD_FOR
    return sum(each.asked_at >= since for each in openings.of_person(person.id))


def _known(context: Context, opening_id: str) -> IdentityOpening:
    opening = IdentityOpenings(context.work, context.runtime.key_ring).get(opening_id)
    if opening is None:
        raise NotFound("not_found")
    return opening


def _sentence(text: str) -> str:
    try:
        sentence = check_reason(text)
    except RuleBroken as broken:
        if broken.code == "reason_long":
            problem = FieldProblem("/text", "reason_long")
            raise Invalid("reason_long", fields=(problem,)) from None
        problem = FieldProblem("/text", "reason_short")
        raise Invalid("reason_short", fields=(problem,)) from None
    check_own_text("/text", sentence)
    return sentence


def _view(context: Context, opening: IdentityOpening, text: str | None = None) -> OpeningView:
    state = opening.state.value
    if is_open(opening, context.now):
        state = "open"
    elif opening.state is OpeningState.ASKED and context.now >= opening.decide_by:
        state = "lapsed"
    actor = context.signed_in()
    return OpeningView(
        id=opening.reference,
        reason=opening.reason,
        fields=tuple(sorted(opening.fields)),
        asked_at=opening.asked_at,
        decide_by=opening.decide_by,
        decided_at=opening.decided_at,
        until=opening.until,
        state=state,
        own=actor.account == opening.asked_by,
        can_decide=may_decide_opening(actor, opening, at=context.now).allowed,
        text=text,
    )


def _note_refused(
    context: Context, action: AuditAction, person: PersonId, subject: str, decision: Decision
) -> None:
    note_denial(
        context,
        action,
        decision.reasons,
        person=Persons(context.work, context.runtime.key_ring, context.now).get(person),
        subject=subject,
        purpose=decision.purpose,
    )
