"""Whether what a decision rests on still stands at this moment.

A decision is good for its moment. Between it and the opening somebody may have withdrawn;
so the live switches are read again inside the writing unit of work, which no withdrawal can
overtake.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from data.engine import UnitOfWork
from data.repositories._openings import read_opening
from data.repositories.consents import Consents
from data.repositories.grants import Grants
from privacy.consent import NAMED_IN_NOTICE, why_invalid
from privacy.decision import Decision, Question
from privacy.errors import AccessDenied, ConsentMissing, DenyReason, NotCovered
from privacy.grants import Grant, is_live
from privacy.inventory import PersonalField
from privacy.keys import KeyRing
from privacy.notice import HONOURED_VERSIONS
from privacy.opening_policy import may_open_identity
from privacy.policy import kept_since
from privacy.vocabulary import Purpose

FRESH = timedelta(minutes=1)
"""How long after its moment a decision may be used."""


def check_ground(
    uow: UnitOfWork,
    ring: KeyRing,
    decision: Decision,
    fields: Collection[PersonalField],
    now: datetime,
) -> None:
    """Read again what a yes rests on.

    Raises:
        NotCovered: The decision is older than a minute, from later, or past its end.
        ConsentMissing: A consent no longer holds, or did not hold all the time since the grant.
        AccessDenied: The grant no longer stands.
    """
    person = decision.person
    if person is None or not timedelta(0) <= now - decision.at <= FRESH:
        raise NotCovered(decision.question.value)
    if decision.question is Question.OPEN_OWN:
        return
    if decision.question is Question.DISCLOSE:
        grant = Grants(uow, ring).standing(decision.grant)
        if grant is None or not is_live(grant, now):
            raise AccessDenied([DenyReason.NO_GRANT])
        _check_grant(grant, decision, fields)
        consents = Consents(uow, ring)
        kept = kept_since(
            grant,
            consents.switches(grant.person),
            consents.history(grant.person),
            at=now,
        )
        if not kept.issuperset(fields):
            raise ConsentMissing([DenyReason.CONSENT_MISSING])
        return
    if decision.question is Question.OPEN_IDENTITY:
        opening = read_opening(uow, ring, decision.grant)
        if opening is None:
            raise AccessDenied([DenyReason.NOT_OPENED])
        may_open_identity(decision.actor, opening, person=person, fields=fields, at=now).require()
        return
    switches = {
        (switch.purpose, switch.field): switch
        for switch in Consents(uow, ring).switches(person)
        if switch.recipient == NAMED_IN_NOTICE
    }
    purposes = {Purpose.STORE, decision.purpose}
    reasons = {
        why_invalid(switches.get((purpose, field)), now, HONOURED_VERSIONS)
        for purpose in purposes
        for field in fields
    } - {None}
    if reasons:
        raise ConsentMissing(sorted(reason for reason in reasons if reason is not None))


def _check_grant(grant: Grant, decision: Decision, fields: Collection[PersonalField]) -> None:
    if grant.person != decision.person:
        raise AccessDenied([DenyReason.OTHER_PERSON])
    if grant.organisation != decision.actor.organisation:
        raise AccessDenied([DenyReason.OTHER_RECIPIENT])
    if not grant.fields.issuperset(fields):
        raise AccessDenied([DenyReason.FIELD_NOT_GRANTED])
