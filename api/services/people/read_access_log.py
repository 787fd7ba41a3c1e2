"""Who saw what of a person, when and why: read by herself.

Rules:

- What others did is shown to the last line, page by page; what she did herself is counted,
  so that her own openings never push a line of somebody else's out.
- Nobody but her reads it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.context import Context
from api.services.people.record_consent import own_person
from data.records import Person
from data.repositories.audit import AuditLog
from data.repositories.organisations import Organisations
from privacy.audit import AuditAction, AuditEntry, Outcome
from privacy.inventory import PersonalField
from privacy.policy import may_read_log
from privacy.vocabulary import Purpose, Role

LONGEST_LIST = 200


@dataclass(frozen=True, slots=True)
class AccessLine:
    """One fact of the log about the reader.

    ``own`` says whether she did it herself; ``organisation`` is a name, where one acted. The
    countries are those of a disclosure: where the data lie, and where the reader is.
    """

    at: datetime
    action: AuditAction
    outcome: Outcome
    role: Role
    own: bool
    organisation: str | None
    purpose: Purpose | None
    fields: tuple[PersonalField, ...]
    from_country: str = ""
    to_country: str = ""


@dataclass(frozen=True, slots=True)
class OwnCount:
    """What the reader did herself: how often, and when last."""

    action: AuditAction
    outcome: Outcome
    count: int
    last: datetime


@dataclass(frozen=True, slots=True)
class AccessPage:
    """One page of what others did, newest first, and the sum of what she did herself.

    ``older`` and ``newer`` are numbers of the pages beside it, ``None`` where there is none.
    """

    others: tuple[AccessLine, ...]
    own: tuple[OwnCount, ...]
    older: int | None
    newer: int | None


def own_access_log(
    context: Context, limit: int | None = LONGEST_LIST, page: int = 1
) -> tuple[AccessLine, ...]:
    """Give what others did and what the actor did herself, together, newest first.

    Args:
        context: A person acting for herself.
        limit: How many lines of each of the two at most; ``None`` for all there are.
        page: Which part of so many, from 1.
    """
    person = _reader(context)
    entries = [
        entry
        for own in (False, True)
        for entry in _entries(context, person, own=own, limit=limit, page=page)
    ]
    entries.sort(key=lambda entry: -entry.sequence)
    return _lines(context, entries)


def access_page(context: Context, page: int = 1) -> AccessPage:
    """Give one page of what others did about the actor, and what she did herself, counted.

    Args:
        context: A person acting for herself.
        page: From 1, the newest.
    """
    person = _reader(context)
    log = AuditLog(context.work, context.runtime.key_ring)
    account = context.signed_in().account
    found = log.of_person_by(
        person.log_ref, account, own=False, limit=LONGEST_LIST + 1, skip=(page - 1) * LONGEST_LIST
    )
    return AccessPage(
        others=_lines(context, found[:LONGEST_LIST]),
        own=tuple(OwnCount(*counted) for counted in log.count_own(person.log_ref, account)),
        older=page + 1 if len(found) > LONGEST_LIST else None,
        newer=page - 1 if page > 1 else None,
    )


def _reader(context: Context) -> Person:
    person = own_person(context)
    may_read_log(context.signed_in(), person.id, at=context.now).require()
    return person


def _entries(
    context: Context, person: Person, *, own: bool, limit: int | None, page: int
) -> tuple[AuditEntry, ...]:
    return AuditLog(context.work, context.runtime.key_ring).of_person_by(
        person.log_ref,
        context.signed_in().account,
        own=own,
        limit=limit,
        skip=0 if limit is None else (page - 1) * limit,
    )


def _lines(context: Context, entries: Sequence[AuditEntry]) -> tuple[AccessLine, ...]:
    account = context.signed_in().account
    names = Organisations(context.work, context.runtime.key_ring).names(
        sorted({entry.organisation for entry in entries if entry.organisation})
    )
    return tuple(
        AccessLine(
            at=entry.at,
            action=entry.action,
            outcome=entry.outcome,
            role=entry.role,
            own=entry.role is Role.PERSON and entry.actor == account,
            organisation=names.get(entry.organisation),
            purpose=entry.purpose,
            fields=tuple(sorted(entry.fields)),
            from_country=entry.from_country,
            to_country=entry.to_country,
        )
        for entry in entries
    )
