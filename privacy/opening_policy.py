"""Answer who may open an identity without a grant: nobody alone, nothing but identity.

Questions and their rules:

- *May it be asked for?* By a coordinator, for identity and contact only.
- *May it be agreed to, or declined?* By another coordinator or the officer, within a day.
- *May it be opened?* By the coordinator who asked, while it is open, those fields only.

None of these makes a grant, and no agency member may do any of it.

What it does not do: read storage or the clock; what it needs is passed in, authenticated.
"""

from collections.abc import Collection
from datetime import datetime

from privacy.breakglass import MAY_AGREE, MAY_ASK, IdentityOpening, OpeningState, is_open
from privacy.decision import _MAKER, Actor, Decision, Question, make_decision
from privacy.errors import DenyReason
from privacy.inventory import IDENTITY_FIELDS, PersonalField
from privacy.vocabulary import PersonId, Purpose


def may_ask_opening(
    actor: Actor, person: PersonId, fields: Collection[PersonalField], *, at: datetime
) -> Decision:
    """May the actor ask to open these fields of the person without her grant?"""
    reasons = [] if actor.role in MAY_ASK else [DenyReason.WRONG_ROLE]
    if not fields:
        reasons.append(DenyReason.NO_FIELDS)
    if not IDENTITY_FIELDS.issuperset(fields):
        reasons.append(DenyReason.NOT_DISCLOSABLE)
    return make_decision(
        _MAKER,
        question=Question.ASK_OPENING,
        actor=actor,
        purpose=Purpose.CONTACT,
        at=at,
        person=person,
        fields=fields,
        reasons=reasons,
    )


def may_decide_opening(actor: Actor, opening: IdentityOpening, *, at: datetime) -> Decision:
    """May the actor agree to the opening, or decline it?"""
    reasons = [] if actor.role in MAY_AGREE else [DenyReason.WRONG_ROLE]
    if not actor.account or actor.account == opening.asked_by:
        reasons.append(DenyReason.SECOND_PERSON_NEEDED)
    if opening.state is not OpeningState.ASKED or at >= opening.decide_by:
        reasons.append(DenyReason.REQUEST_CLOSED)
    return make_decision(
        _MAKER,
        question=Question.DECIDE_OPENING,
        actor=actor,
        purpose=Purpose.CONTACT,
        at=at,
        person=opening.person,
        fields=opening.fields,
        reasons=reasons,
        grant=opening.reference,
    )


def may_open_identity(
    actor: Actor,
    opening: IdentityOpening,
    *,
    person: PersonId,
    fields: Collection[PersonalField],
    at: datetime,
) -> Decision:
    """May the actor open these fields under the opening? Its last moment is before its end."""
    reasons = [] if actor.role in MAY_ASK else [DenyReason.WRONG_ROLE]
    if not actor.account or actor.account != opening.asked_by:
        reasons.append(DenyReason.OTHER_RECIPIENT)
    if person != opening.person:
        reasons.append(DenyReason.OTHER_PERSON)
    if not is_open(opening, at):
        reasons.append(DenyReason.NOT_OPENED)
    if not fields:
        reasons.append(DenyReason.NO_FIELDS)
    if not opening.fields.issuperset(fields):
        reasons.append(DenyReason.FIELD_NOT_GRANTED)
    return make_decision(
        _MAKER,
        question=Question.OPEN_IDENTITY,
        actor=actor,
        purpose=Purpose.CONTACT,
        at=at,
        person=person,
        fields=fields,
        reasons=reasons,
        grant=opening.reference,
        until=opening.until,
    )
