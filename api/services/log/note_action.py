"""Write facts into the audit log, in the same transaction as what they are about.

A denial is written in a transaction of its own: what was denied is rolled back, that it was
tried is not.

What concerns a person's data (opening, writing, agreements, requests, grants, erasure) the
repositories record themselves; this is for the rest.
"""

from collections.abc import Collection

from api.context import Context
from data.engine import UnitOfWork
from data.records import Person
from data.repositories.audit import AuditLog
from data.repositories.persons import Persons
from data.repositories.pool import Pool
from privacy.audit import AuditAction, Outcome
from privacy.errors import DenyReason
from privacy.inventory import PersonalField
from privacy.policy import SYSTEM
from privacy.vocabulary import PersonId, Purpose


def note_action(
    context: Context,
    action: AuditAction,
    *,
    person: Person | None = None,
    subject: str = "",
    purpose: Purpose | None = None,
    fields: Collection[PersonalField] = (),
    outcome: Outcome = Outcome.DONE,
    reasons: Collection[DenyReason] = (),
) -> None:
    """Append an entry about what the context's actor did.

    Args:
        context: Who acts, and when.
        action: What was done.
        person: Whom it concerns, if anybody.
        subject: Reference of the need, request or account acted on.
        purpose: Why.
        fields: Which personal fields were concerned.
        outcome: How it ended.
        reasons: Grounds of a denial.
    """
    AuditLog(context.work, context.runtime.key_ring).append(
        action,
        context.actor or SYSTEM,
        context.now,
        outcome=outcome,
        purpose=purpose,
        person=person.log_ref if person else "",
        subject=subject,
        fields=fields,
        reasons=reasons,
    )


def note_reviewed(context: Context, people: Collection[PersonId], subject: str = "") -> None:
    """Append one entry for each person whose match is shown with facts about her.

    Args:
        context: Who looks, and when.
        people: Everybody who is shown; each finds the entry in her own log, with the fields
            of hers that are matched.
        subject: Reference of the need, where there is one.
    """
    ring = context.runtime.key_ring
    log = AuditLog(context.work, ring)
    log_refs = Persons(context.work, ring, context.now).log_refs(people)
    fields = Pool(context.work, ring, context.now).matched_fields(people)
    for person in dict.fromkeys(people):
        if person in log_refs:
            log.append(
                AuditAction.PROFILE_REVIEWED,
                context.actor or SYSTEM,
                context.now,
                purpose=Purpose.MATCH,
                person=log_refs[person],
                subject=subject,
                fields=fields.get(person, ()),
            )


def note_denial(
    context: Context,
    action: AuditAction,
    reasons: Collection[DenyReason],
    *,
    person: Person | None = None,
    subject: str = "",
    purpose: Purpose | None = None,
) -> None:
    """Record a denied attempt so that it stays, although the use case raises and rolls back.

    Args:
        context: Who tried, and when.
        action: What was tried.
        reasons: Why not.
        person: Whom it concerned, if anybody.
        subject: Reference of what it was about.
        purpose: What for.
    """
    ring, actor, now = context.runtime.key_ring, context.actor or SYSTEM, context.now
    log_ref = person.log_ref if person else ""

    def write(work: UnitOfWork) -> None:
        AuditLog(work, ring).append(
            action,
            actor,
            now,
            outcome=Outcome.DENIED,
            purpose=purpose,
            person=log_ref,
            subject=subject,
            reasons=reasons,
        )

    context.note_denial(write)
