"""Answer who may open, write, change, read and erase what is a person's own.

Questions and their rules:

- *May this be opened by its owner?* A person opens her own fields, nobody else's.
- *May it be stored?* Only with a consent to store the field; account fields come with the
  account.
- *May consent be changed, the log read, data erased?* By the person; what others may do is
  named there.
- *May the whole log be checked?* By the officer and the service; it holds no personal value.

What it does not do: read storage or the clock; what it needs is passed in, authenticated.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from privacy.consent import ConsentSwitch
from privacy.decision import _MAKER, Actor, Decision, Question, make_decision
from privacy.denials import not_own
from privacy.errors import DenyReason
from privacy.inventory import INVENTORY, PersonalField
from privacy.notice import HONOURED_VERSIONS
from privacy.standing import Standing
from privacy.vocabulary import ConsentStatus, LegalBasis, PersonId, Purpose, Role

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
    reasons = [*not_own(actor, person)]
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
    reasons = [] if actor.role in _MAY_HOLD_FOR_OTHERS else [*not_own(actor, person)]
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
        reasons = [*not_own(actor, person)]
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
        reasons=not_own(actor, person),
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
        reasons=() if actor.role in _MAY_ERASE else not_own(actor, person),
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
