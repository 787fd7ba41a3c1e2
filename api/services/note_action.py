"""Write one fact into the audit log, in the same transaction as what it is about.

What concerns a person's data (opening, writing, agreements, requests, grants, erasure) the
repositories record themselves; this is for the rest.
"""

from collections.abc import Collection

from api.context import Context
from data.records import Person
from data.repositories.audit import AuditLog
from privacy.audit import AuditAction, Outcome
from privacy.errors import DenyReason
from privacy.inventory import PersonalField
from privacy.policy import SYSTEM
from privacy.vocabulary import Purpose


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
