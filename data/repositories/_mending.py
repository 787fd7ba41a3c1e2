"""Bring one person's consent history and switches back in step, always by closing."""

from datetime import datetime

from data.engine import UnitOfWork
from data.repositories._standing import (
    Standing,
    delete_switches,
    insert_events,
    write_switches,
)
from data.repositories._switches import Key
from privacy.consent import HOLDING, ConsentEvent, ConsentSwitch
from privacy.handles import new_reference
from privacy.keys import KeyRing
from privacy.vocabulary import Channel, ConsentStatus, Role


def mend_consents(
    uow: UnitOfWork,
    ring: KeyRing,
    standing: Standing,
    proven: dict[Key, ConsentEvent],
    now: datetime,
) -> tuple[int, int]:
    """Mend what is apart.

    A switch that closed without its event gets its event back. A history that says "given"
    without a switch that counts is expired; one that ends closed gives its switch again. A
    switch without any history goes.

    Args:
        uow: The unit of work.
        ring: The keys.
        standing: Where the person's consents stand.
        proven: The last event of each consent among those whose proof holds.
        now: The moment of the mending.

    Returns:
        How many histories, and how many switches, were put right.
    """
    endings: list[ConsentEvent] = []
    switches: list[ConsentSwitch] = []
    for key in standing.apart:
        last, number = proven.get(key), standing.last[key]
        if last is None or last.sequence != number or last.status in HOLDING:
            last = _expired(key, number + 1, now)
            endings.append(last)
        switches.append(_switch_after(last))
    ahead = standing.ahead
    insert_events(uow, ring, [*map(_closing_event, ahead), *endings])
    write_switches(uow, ring, switches, standing.present)
    delete_switches(uow, standing.stray)
    return len(ahead) + len(endings), len(switches) + len(standing.stray)


def _closing_event(switch: ConsentSwitch) -> ConsentEvent:
    by = Role.PERSON
    if switch.status is ConsentStatus.EXPIRED:
        by = Role.SYSTEM
    elif switch.status in {ConsentStatus.REVOKED, ConsentStatus.REQUESTED}:
        by = Role.COORDINATOR
    return ConsentEvent(
        reference=switch.event,
        person=switch.person,
        purpose=switch.purpose,
        field=switch.field,
        status=switch.status,
        at=switch.since,
        by=by,
        channel=Channel.AUTOMATIC,
        notice_version=switch.notice_version,
        notice_language="",
        notice_digest=switch.notice_digest,
        sequence=switch.sequence,
        recipient=switch.recipient,
    )


def _expired(key: Key, sequence: int, now: datetime) -> ConsentEvent:
    person, purpose, field, recipient = key
    return ConsentEvent(
        reference=new_reference(),
        person=person,
        purpose=purpose,
        field=field,
        status=ConsentStatus.EXPIRED,
        at=now,
        by=Role.SYSTEM,
        channel=Channel.AUTOMATIC,
        notice_version="",
        notice_language="",
        notice_digest=b"",
        sequence=sequence,
        recipient=recipient,
    )


def _switch_after(event: ConsentEvent) -> ConsentSwitch:
    return ConsentSwitch(
        person=event.person,
        purpose=event.purpose,
        field=event.field,
        recipient=event.recipient,
        sequence=event.sequence,
        status=event.status,
        since=event.at,
        until=event.until,
        notice_version=event.notice_version,
        notice_digest=event.notice_digest,
        event=event.reference,
    )
