"""Who saw what of a person, when and why: read by herself."""

from dataclasses import dataclass
from datetime import datetime

from api.context import Context
from api.services.record_consent import own_person
from data.repositories.audit import AuditLog
from data.repositories.organisations import Organisations
from privacy.audit import AuditAction, Outcome
from privacy.inventory import PersonalField
from privacy.policy import may_read_log
from privacy.vocabulary import Purpose, Role

LONGEST_LIST = 200


@dataclass(frozen=True, slots=True)
class AccessLine:
    """One fact of the log about the reader.

    ``own`` says whether she did it herself; ``organisation`` is a name, where one acted.
    """

    at: datetime
    action: AuditAction
    outcome: Outcome
    role: Role
    own: bool
    organisation: str | None
    purpose: Purpose | None
    fields: tuple[PersonalField, ...]


def own_access_log(context: Context, limit: int = LONGEST_LIST) -> tuple[AccessLine, ...]:
    """Give the newest entries about the actor, newest first."""
    person = own_person(context)
    actor = context.signed_in()
    may_read_log(actor, person.id, at=context.now).require()
    entries = AuditLog(context.work, context.runtime.key_ring).of_person(person.log_ref, limit)
    names = Organisations(context.work).names(
        sorted({entry.organisation for entry in entries if entry.organisation})
    )
    return tuple(
        AccessLine(
            at=entry.at,
            action=entry.action,
            outcome=entry.outcome,
            role=entry.role,
            own=entry.role is Role.PERSON and entry.actor == actor.account,
            organisation=names.get(entry.organisation),
            purpose=entry.purpose,
            fields=tuple(sorted(entry.fields)),
        )
        for entry in entries
    )
