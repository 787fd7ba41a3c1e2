"""Let go of what is not to be kept any longer, as the notice promises.

Rules:

- Sessions, used form tokens, handles, invitations and counts of attempts past their end are
  deleted.
- What organisations were told of erasures goes after sixty days.
- Results of campaigns go with who may not be matched any more, and after a year.
- A field goes 30 days after the agreement to keep it ran out by itself: the agreement is
  recorded as expired, the field emptied.
- Somebody who was not active for so long that she would go in thirty days is announced
  first: it stands in her log, and the day stands on her page of rights. Nobody is erased who
  was not announced thirty days before, since she was last active.
- A person goes as a whole when the days of the inventory have passed since she was last
  active (``data.repositories.retention`` says what that is). She and her login are erased as
  if she had left herself.
- The service acts; what it does to a person stands in the log.
- Everybody is looked at again inside the unit of work that acts: who signed in or agreed a
  moment ago stays.
- A person whose sealed values are damaged is left for the operators; the rest goes on.

What it does not do: write or call (the service has no channel of its own), or touch accounts
of agencies and staff.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from api.context import Context, open_context
from api.runtime import Runtime
from api.services.accounts.limit_attempts import forget_attempts
from api.services.accounts.recover_staff import forget_recoveries
from api.services.campaigns.forget_campaigns import forget_campaigns
from api.services.log.note_action import note_action
from api.services.people.notices import current_notice
from data.records import Person
from data.repositories.audit import AuditLog
from data.repositories.consents import Consents
from data.repositories.erasure_notices import ErasureNotices
from data.repositories.forms import FormTokens
from data.repositories.handles import Handles
from data.repositories.persons import Persons
from data.repositories.retention import Retention
from data.repositories.sessions import Sessions
from privacy.audit import AuditAction
from privacy.consent import HOLDING, NAMED_IN_NOTICE, ConsentEvent
from privacy.errors import PrivacyError
from privacy.handles import new_reference
from privacy.inventory import INVENTORY, PersonalField
from privacy.policy import SYSTEM, may_change_consent, may_erase
from privacy.retention import NOTICE_DAYS
from privacy.vocabulary import Channel, ConsentStatus, PersonId, Purpose, Role, Tier

EMPTIED_AFTER = timedelta(days=30)
"""How long a field stays, unused, after the agreement to keep it ran out."""
KEPT_DAYS = max(rule.retention_days for rule in INVENTORY.values() if rule.tier is not Tier.ACCOUNT)
"""Days after which nothing of a person is kept any more."""


@dataclass(frozen=True, slots=True)
class Retained:
    """How much was let go: rows, fields, people; and how many people could not be emptied."""

    sessions: int
    form_tokens: int
    handles: int
    fields: int
    people: int
    damaged: int = 0
    announced: int = 0


def apply_retention(runtime: Runtime, *, dry_run: bool = False) -> Retained:
    """Delete, empty and erase what is due.

    Args:
        runtime: The process's runtime.
        dry_run: Only count; nothing is changed.
    """
    with open_context(runtime, actor=SYSTEM) as context:
        sessions = Sessions(context.work, runtime.key_ring).delete_expired(context.now)
        form_tokens = FormTokens(context.work).delete_expired(context.now)
        handles = Handles(context.work).delete_expired(context.now)
        attempts = forget_attempts(context) + forget_campaigns(context) + forget_recoveries(context)
        attempts += ErasureNotices(context.work, runtime.key_ring).delete_old(context.today)
        retention = Retention(context.work)
        soon = retention.inactive(context.today - timedelta(days=KEPT_DAYS - NOTICE_DAYS))
        silent = [person for person in soon if not _announced_on(context, person)]
        inactive = _due(context)
        ran_out = retention.ran_out(context.now - EMPTIED_AFTER)
        if not dry_run and sessions + form_tokens + handles + attempts:
            context.commit()
    emptied = {person: fields for person, fields in ran_out.items() if person not in inactive}
    damaged = 0
    if not dry_run:
        for person in silent:
            _announce(runtime, person)
    if dry_run:
        fields, people = sum(map(len, emptied.values())), len(inactive)
    else:
        people = sum(_erase(runtime, person) for person in inactive)
        fields = 0
        for person, which in emptied.items():
            try:
                fields += _empty(runtime, person, which)
            except PrivacyError:
                damaged += 1
    return Retained(sessions, form_tokens, handles, fields, people, damaged, len(silent))


def kept_until(context: Context, person: Person) -> date:
    """Give the day on which a person would go if she did not come back."""
    last = Retention(context.work).last_active(person.id)
    announced = _announced_on(context, person.id)
    end = last + timedelta(days=KEPT_DAYS)
    earliest = (announced or context.today) + timedelta(days=NOTICE_DAYS)
    return max(end, earliest)


def _due(context: Context) -> tuple[PersonId, ...]:
    """Give the people whose time is over and who were announced long enough ago."""
    limit = context.today - timedelta(days=KEPT_DAYS)
    over = Retention(context.work).inactive(limit)
    return tuple(person for person in over if _was_told(context, person))


def _was_told(context: Context, person: PersonId) -> bool:
    told = _announced_on(context, person)
    return told is not None and told <= context.today - timedelta(days=NOTICE_DAYS)


def _announced_on(context: Context, person: PersonId) -> date | None:
    """Give the day her erasure was first announced since she was last active."""
    known = Persons(context.work, context.runtime.key_ring, context.now).get(person)
    if known is None:
        return None
    last = Retention(context.work).last_active(person)
    told = [
        entry.at.date()
        for entry in AuditLog(context.work, context.runtime.key_ring).of_person(known.log_ref)
        if entry.action is AuditAction.RETENTION_ANNOUNCED
    ]
    since = [day for day in told if day >= last + timedelta(days=KEPT_DAYS - NOTICE_DAYS)]
    return min(since, default=None)


def _announce(runtime: Runtime, person: PersonId) -> None:
    with open_context(runtime, actor=SYSTEM) as context:
        day = context.today - timedelta(days=KEPT_DAYS - NOTICE_DAYS)
        known = Persons(context.work, runtime.key_ring, context.now).get(person)
        if known is not None and Retention(context.work).inactive(day, person):
            note_action(context, AuditAction.RETENTION_ANNOUNCED, person=known)
            context.commit()


def _erase(runtime: Runtime, person: PersonId) -> bool:
    with open_context(runtime, actor=SYSTEM) as context:
        day = context.today - timedelta(days=KEPT_DAYS)
        if not Retention(context.work).inactive(day, person) or not _was_told(context, person):
            return False
        decision = may_erase(SYSTEM, person, at=context.now).require()
        Persons(context.work, runtime.key_ring, context.now).erase(person, decision)
        _forget(context, person)
        context.commit()
    return True


def _empty(runtime: Runtime, person: PersonId, fields: frozenset[PersonalField]) -> int:
    with open_context(runtime, actor=SYSTEM) as context:
        consents = Consents(context.work, runtime.key_ring)
        persons = Persons(context.work, runtime.key_ring, context.now)
        if persons.get(person) is None:
            return 0
        notice = current_notice(context.language)
        events = tuple(
            ConsentEvent(
                reference=new_reference(),
                person=person,
                purpose=Purpose.STORE,
                field=switch.field,
                status=ConsentStatus.EXPIRED,
                at=context.now,
                by=Role.SYSTEM,
                channel=Channel.AUTOMATIC,
                notice_version=notice.version,
                notice_language=notice.language,
                notice_digest=notice.digest,
            )
            for switch in consents.switches(person)
            if switch.purpose is Purpose.STORE
            and switch.recipient == NAMED_IN_NOTICE
            and switch.field in fields
            and switch.status in HOLDING
            and switch.until is not None
            and switch.until <= context.now - EMPTIED_AFTER
        )
        if not events:
            return 0
        decision = may_change_consent(
            SYSTEM, person, ConsentStatus.EXPIRED, at=context.now
        ).require()
        consents.record(events, SYSTEM)
        gone = {event.field for event in events}
        persons.empty(person, gone, decision)
        _forget(context, person)
        context.commit()
    return len(events)


def _forget(context: Context, person: PersonId) -> None:
    context.narrow_first = True
    context.after_commit(lambda: context.runtime.pool.forget(person))
