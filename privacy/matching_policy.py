"""Answer who may be matched, counted and reviewed, and who may see how well.

Questions and their rules:

- *May it be matched, counted?* Only fields stored and consented for that purpose; without her
  skills nobody is matched.
- *May a coordinator review it?* The work profile of somebody who may be matched, never her
  identity.
- *May matches be seen?* By coordinators, and by an agency for its own needs only.

What it does not do: read storage or the clock; what it needs is passed in, authenticated.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from privacy.consent import ConsentSwitch
from privacy.decision import _MAKER, SYSTEM, Actor, Decision, Question, make_decision
from privacy.denials import not_own_need
from privacy.errors import DenyReason
from privacy.inventory import INVENTORY, MATCH_FIELDS, PersonalField
from privacy.notice import HONOURED_VERSIONS
from privacy.standing import Standing
from privacy.vocabulary import PersonId, Purpose, Role, Viewer


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
        reasons.extend(not_own_need(actor, organisation))
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
