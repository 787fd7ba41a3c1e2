"""What a person has agreed to: show it, change it, take everything back.

Rules:

- Purpose by purpose and field by field; nothing is agreed to by silence.
- A yes names the notice that was read; when the notice has changed since, nothing is
  recorded and the person reads the new one.
- Taking back the agreement to keep a field takes back every other use of it, also passing it on
  to another host, and empties it.
- An agreement to keep that ran out, or was given under a notice that no longer stands, is no
  wish to erase: the field stays, unused, until the person agrees anew, removes it knowingly,
  or the time after which it is emptied is over (``apply_retention``).
- Taking back the agreement to be matched removes the person from matching in the same
  moment, here and in every other worker.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from api.context import Context
from api.errors import Conflict, NotFound
from api.services.campaigns.forget_campaigns import forget_who_left
from api.services.people.notices import current_notice
from api.services.people.state_consent import state_consent
from data.records import Person
from data.repositories.consents import Consents
from data.repositories.grants import Grants
from data.repositories.persons import Persons
from privacy.consent import (
    HOLDING,
    NAMED_IN_NOTICE,
    ConsentSwitch,
    is_valid,
)
from privacy.grants import GrantState, end_grant, is_live
from privacy.inventory import PersonalField, consent_pairs
from privacy.notice import HONOURED_VERSIONS, Notice
from privacy.policy import may_change_consent
from privacy.vocabulary import Channel, ConsentStatus, Purpose

Pair = tuple[Purpose, PersonalField]


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """Where one agreement stands; ``holds`` is what counts now.

    ``ran_out`` marks an agreement to keep a field that was given and no longer holds: what
    was kept is still there, unused, and waits for a yes or for its removal.
    """

    purpose: Purpose
    field: PersonalField
    holds: bool
    status: ConsentStatus | None
    since: datetime | None
    until: datetime | None
    ran_out: bool = False


@dataclass(frozen=True, slots=True)
class ConsentSheet:
    """Every agreement a person is asked for, with the notice that explains them."""

    notice: Notice
    lines: tuple[ConsentLine, ...]


def own_person(context: Context) -> Person:
    """Give the person the actor is.

    Raises:
        NotFound: The account belongs to nobody (any more).
    """
    actor = context.signed_in()
    found = None
    if actor.person is not None:
        found = Persons(context.work, context.runtime.key_ring, context.now).get(actor.person)
    if found is None:
        raise NotFound("not_found")
    return found


def own_consents(context: Context) -> ConsentSheet:
    """Show where every agreement stands."""
    person = own_person(context)
    standing = _standing(context, person)
    lines = []
    for purpose, field in consent_pairs():
        switch = standing.get((purpose, field))
        holds = is_valid(switch, context.now, HONOURED_VERSIONS)
        given = switch is not None and switch.status in HOLDING
        lines.append(
            ConsentLine(
                purpose=purpose,
                field=field,
                holds=holds,
                status=switch.status if switch else None,
                since=switch.since if switch else None,
                until=switch.until if switch else None,
                ran_out=purpose is Purpose.STORE and given and not holds,
            )
        )
    return ConsentSheet(current_notice(context.language), tuple(lines))


def change_consents(
    context: Context,
    wanted: Collection[Pair],
    notice_digest: str,
    removed: Collection[PersonalField] = (),
) -> None:
    """Make exactly these agreements hold, giving and taking back what differs.

    An agreement to keep that only ran out stays as it is unless it is wanted or removed.

    Args:
        context: A person acting for herself.
        wanted: Pairs that shall hold; a use without the agreement to keep the field is left out.
        notice_digest: The notice that was read, as ``notices.notice_reference`` gives it.
        removed: Fields to empty although the agreement to keep them ran out by itself; a
            field that is also wanted is kept.

    Raises:
        Conflict: ``notice_changed``: another notice stands now.
    """
    notice = current_notice(context.language)
    if notice.digest.hex() != notice_digest:
        raise Conflict("notice_changed")
    person = own_person(context)
    apply_consents(context, person, wanted, notice, Channel.SCREEN, removed=removed)


def apply_consents(
    context: Context,
    person: Person,
    wanted: Collection[Pair],
    notice: Notice,
    channel: Channel,
    *,
    removed: Collection[PersonalField] = (),
) -> None:
    """Record the events that lead from where the agreements stand to what is wanted.

    What ran out by itself is not taken back for its field, unless it is ``removed``.
    """
    kept = {field for purpose, field in wanted if purpose is Purpose.STORE}
    goal = {pair for pair in wanted if pair in set(consent_pairs()) and pair[1] in kept}
    standing = _standing(context, person)
    actor = context.signed_in()
    events = []
    for pair in consent_pairs():
        switch = standing.get(pair)
        status = _status_to_reach(
            switch, context.now, wanted=pair in goal, removed=pair[1] in removed
        )
        if status is None:
            continue
        events.append(state_consent(context, person, pair, status, notice, channel=channel))
    if not events:
        return
    Consents(context.work, context.runtime.key_ring).record(tuple(events), actor)
    withdrawn = [event for event in events if event.status is ConsentStatus.WITHDRAWN]
    gone = {event.field for event in withdrawn if event.purpose is Purpose.STORE}
    if gone:
        keep_from_other_hosts(context, person, gone)
        decision = may_change_consent(
            actor, person.id, ConsentStatus.WITHDRAWN, at=context.now
        ).require()
        Persons(context.work, context.runtime.key_ring, context.now).empty(
            person.id, gone, decision
        )
    if withdrawn:
        forget_who_left(context, person.id)
        context.narrow_first = True
        context.after_commit(lambda: context.runtime.pool.forget(person.id))


def withdraw_all(context: Context) -> None:
    """Take back every use but keeping: matching, counts, every open grant, passing on.

    Nothing is emptied: agreements to keep stay as they are, also those that ran out.
    """
    person = own_person(context)
    kept = {
        (line.purpose, line.field)
        for line in own_consents(context).lines
        if line.purpose is Purpose.STORE and line.holds
    }
    apply_consents(context, person, kept, current_notice(context.language), Channel.SCREEN)
    end_own_grants(context, person)
    keep_from_other_hosts(context, person)


def keep_from_other_hosts(
    context: Context, person: Person, fields: Collection[PersonalField] | None = None
) -> None:
    """Take back every yes to pass these fields, or all, on to another host."""
    consents = Consents(context.work, context.runtime.key_ring)
    notice = current_notice(context.language)
    events = [
        state_consent(
            context,
            person,
            (switch.purpose, switch.field),
            ConsentStatus.WITHDRAWN,
            notice,
            recipient=switch.recipient,
        )
        for switch in consents.switches(person.id)
        if switch.purpose is Purpose.STORE
        and switch.recipient != NAMED_IN_NOTICE
        and switch.status in HOLDING
        and (fields is None or switch.field in fields)
    ]
    consents.record(events, context.signed_in())


def _status_to_reach(
    switch: ConsentSwitch | None, now: datetime, *, wanted: bool, removed: bool
) -> ConsentStatus | None:
    """Give the status an agreement must be brought to, ``None`` when it stays as it is."""
    holds = is_valid(switch, now, HONOURED_VERSIONS)
    given = switch is not None and switch.status in HOLDING
    if wanted:
        if holds:
            return None
        return ConsentStatus.RENEWED if given else ConsentStatus.GIVEN
    if switch is None:
        return None
    if switch.purpose is Purpose.STORE and not holds:
        may_be_kept = given or switch.status is ConsentStatus.EXPIRED
        return ConsentStatus.WITHDRAWN if removed and may_be_kept else None
    return ConsentStatus.WITHDRAWN if given else None


def end_own_grants(context: Context, person: Person) -> None:
    """End every grant of a person that is still open."""
    grants = Grants(context.work, context.runtime.key_ring)
    for grant in grants.of_person(person.id):
        if is_live(grant, context.now):
            ended = end_grant(grant, GrantState.WITHDRAWN, context.now)
            grants.end(ended, context.signed_in(), context.now)
            context.narrow_first = True


def _standing(context: Context, person: Person) -> dict[Pair, ConsentSwitch]:
    switches = Consents(context.work, context.runtime.key_ring).switches(person.id)
    return {
        (switch.purpose, switch.field): switch
        for switch in switches
        if switch.recipient == NAMED_IN_NOTICE
    }
