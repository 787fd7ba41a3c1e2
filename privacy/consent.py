"""Keep consent as events, and say whether one holds now.

A consent is about one person, purpose, field and recipient (empty: those the notice names).
Its history is a list of events; the *switch* is where it stands after the last one.

Rules:

- No event means no; requested and unanswered means no.
- Only the person gives, refuses, renews and withdraws. Anybody else who ends it revokes.
- After withdrawal, revocation or expiry only a new ``given`` event makes it hold again;
  renewing is for consents that hold.
- A given or renewed consent names the notice (version, language, digest of the shown text)
  and an end at most 366 days away.
- What somebody else enters for a person (assisted, import) can be kept, but is matched,
  counted or used for contact only after the person's own yes, on screen or on paper.
- A notice that no longer stands (the rules were widened since) ends every consent given
  under it, until the person answers the new one.
- Disclosure is never consented in advance: each grant is for one organisation and need.
- Events of one consent are numbered without gaps; the number in the switch is part of what
  is authenticated, so an old switch put back is noticed.

What it does not do: store, or decide who may see; ``policy`` asks it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from privacy.canonical import record
from privacy.errors import DenyReason, InvalidTransition, RuleBroken
from privacy.inventory import PersonalField, consent_pairs
from privacy.vocabulary import Channel, ConsentStatus, PersonId, Purpose, Role

LONGEST_CONSENT: Final = timedelta(days=366)
"""The furthest end a consent may have, counted from its event."""
USUAL_CONSENT: Final = timedelta(days=365)
"""The end given when nothing else is chosen."""
NAMED_IN_NOTICE: Final = ""
"""Recipient of a consent that covers exactly those the notice names."""
SWITCH_LABEL: Final = "consent-switch"
"""Label under which switch rows are authenticated."""
EVENT_LABEL: Final = "consent-event"
"""Label under which event rows are authenticated."""

_S: Final = ConsentStatus
TRANSITIONS: Final[Mapping[ConsentStatus | None, frozenset[ConsentStatus]]] = MappingProxyType(
    {
        None: frozenset({_S.REQUESTED, _S.GIVEN, _S.REFUSED}),
        _S.REQUESTED: frozenset({_S.GIVEN, _S.REFUSED, _S.WITHDRAWN, _S.EXPIRED}),
        _S.REFUSED: frozenset({_S.REQUESTED, _S.GIVEN}),
        _S.GIVEN: frozenset({_S.RENEWED, _S.WITHDRAWN, _S.REVOKED, _S.EXPIRED}),
        _S.RENEWED: frozenset({_S.RENEWED, _S.WITHDRAWN, _S.REVOKED, _S.EXPIRED}),
        _S.WITHDRAWN: frozenset({_S.REQUESTED, _S.GIVEN}),
        _S.REVOKED: frozenset({_S.REQUESTED, _S.GIVEN, _S.WITHDRAWN}),
        _S.EXPIRED: frozenset({_S.REQUESTED, _S.GIVEN, _S.WITHDRAWN}),
    }
)
"""Which event may follow which status."""

HOLDING: Final = frozenset({_S.GIVEN, _S.RENEWED})
"""Statuses under which a consent can hold."""

_BY_PERSON: Final = frozenset({_S.GIVEN, _S.REFUSED, _S.RENEWED, _S.WITHDRAWN})
_OWN_YES: Final = frozenset({Channel.SCREEN, Channel.PAPER})
_DENIED: Final = MappingProxyType(
    {
        _S.REQUESTED: DenyReason.CONSENT_MISSING,
        _S.REFUSED: DenyReason.CONSENT_REFUSED,
        _S.WITHDRAWN: DenyReason.CONSENT_WITHDRAWN,
        _S.REVOKED: DenyReason.CONSENT_REVOKED,
        _S.EXPIRED: DenyReason.CONSENT_EXPIRED,
    }
)


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """Something that happened to one consent.

    ``by`` is whose will the event records; ``entered_by`` the account that typed it when it
    was not the person's own. ``until`` is set for given and renewed, and only there.
    ``notice_digest`` is the SHA-256 of the notice as shown.

    Raises:
        RuleBroken: The event contradicts a rule of this module; ``code`` names it.
    """

    reference: str
    person: PersonId = attribute(repr=False)
    purpose: Purpose
    field: PersonalField
    status: ConsentStatus
    at: datetime
    by: Role
    channel: Channel
    notice_version: str
    notice_language: str
    notice_digest: bytes
    sequence: int = 1
    until: datetime | None = None
    recipient: str = NAMED_IN_NOTICE
    entered_by: str = ""

    def __post_init__(self) -> None:
        """Refuse an event that breaks a rule."""
        for code in _broken_rules(self):
            raise RuleBroken(code)

    def canonical(self) -> bytes:
        """Give the bytes that authenticate the event's row."""
        return record(
            "consent-event/1",
            self.reference,
            self.person,
            self.purpose.value,
            self.field.value,
            self.recipient,
            self.sequence,
            self.status.value,
            self.at,
            self.until,
            self.by.value,
            self.channel.value,
            self.entered_by,
            self.notice_version,
            self.notice_language,
            self.notice_digest,
        )


@dataclass(frozen=True, slots=True)
class ConsentSwitch:
    """Where one consent stands: the live row of the keys store."""

    person: PersonId = attribute(repr=False)
    purpose: Purpose
    field: PersonalField
    recipient: str
    sequence: int
    status: ConsentStatus
    since: datetime
    until: datetime | None
    notice_version: str
    notice_digest: bytes
    event: str

    @property
    def key(self) -> tuple[PersonId, Purpose, PersonalField, str]:
        """What the consent is about."""
        return self.person, self.purpose, self.field, self.recipient

    def canonical(self) -> bytes:
        """Give the bytes that authenticate the switch's row."""
        return record(
            "consent-switch/1",
            self.person,
            self.purpose.value,
            self.field.value,
            self.recipient,
            self.sequence,
            self.status.value,
            self.since,
            self.until,
            self.notice_version,
            self.notice_digest,
            self.event,
        )


def next_status(present: ConsentStatus | None, event: ConsentStatus) -> ConsentStatus:
    """Give the status after an event.

    Raises:
        InvalidTransition: The event does not follow from the present status.
    """
    if event not in TRANSITIONS[present]:
        raise InvalidTransition(present or "none", event)
    return event


def apply_event(switch: ConsentSwitch | None, event: ConsentEvent) -> ConsentSwitch:
    """Give the switch after an event.

    Args:
        switch: Where the consent stands, ``None`` before its first event.
        event: About the same person, purpose, field and recipient, one number further.

    Raises:
        InvalidTransition: The event does not follow from the present status.
        RuleBroken: It is about another consent, out of number, or before the last event.
    """
    if switch is not None and switch.key != (
        event.person,
        event.purpose,
        event.field,
        event.recipient,
    ):
        raise RuleBroken("other_consent")
    if event.sequence != (1 if switch is None else switch.sequence + 1):
        raise RuleBroken("out_of_number")
    if switch is not None and event.at < switch.since:
        raise RuleBroken("before_last_event")
    return ConsentSwitch(
        person=event.person,
        purpose=event.purpose,
        field=event.field,
        recipient=event.recipient,
        sequence=event.sequence,
        status=next_status(None if switch is None else switch.status, event.status),
        since=event.at,
        until=event.until,
        notice_version=event.notice_version,
        notice_digest=event.notice_digest,
        event=event.reference,
    )


def replay(events: Iterable[ConsentEvent]) -> ConsentSwitch | None:
    """Give the switch a whole history leads to; the oracle for stored switches.

    Raises:
        InvalidTransition: As ``apply_event``.
        RuleBroken: As ``apply_event``.
    """
    switch: ConsentSwitch | None = None
    for event in events:
        switch = apply_event(switch, event)
    return switch


def why_invalid(
    switch: ConsentSwitch | None, at: datetime, honoured_notices: Collection[str]
) -> DenyReason | None:
    """Say why a consent does not hold at a moment, or ``None`` when it holds.

    Args:
        switch: Where the consent stands.
        at: The moment asked about; a consent's last moment is just before ``until``.
        honoured_notices: Versions of notices that still stand.
    """
    if switch is None:
        return DenyReason.CONSENT_MISSING
    if switch.status not in HOLDING:
        return _DENIED[switch.status]
    if at < switch.since:
        return DenyReason.CONSENT_MISSING
    if switch.until is None or at >= switch.until:
        return DenyReason.CONSENT_EXPIRED
    if switch.notice_version not in honoured_notices:
        return DenyReason.NOTICE_OUTDATED
    return None


def is_valid(switch: ConsentSwitch | None, at: datetime, honoured_notices: Collection[str]) -> bool:
    """Does the consent hold at this moment?"""
    return why_invalid(switch, at, honoured_notices) is None


def _broken_rules(event: ConsentEvent) -> Iterable[str]:
    if event.at.tzinfo is None or (event.until is not None and event.until.tzinfo is None):
        yield "no_time_zone"
    elif event.status in HOLDING:
        if event.until is None or not event.at < event.until <= event.at + LONGEST_CONSENT:
            yield "until"
        if not event.notice_version or not event.notice_language or len(event.notice_digest) != 32:
            yield "notice_missing"
    elif event.until is not None:
        yield "until"
    if (event.purpose, event.field) not in consent_pairs():
        yield "never_asked"
    if event.sequence < 1:
        yield "out_of_number"
    if event.status in _BY_PERSON and event.by is not Role.PERSON:
        yield "not_the_person"
    if event.status is ConsentStatus.REVOKED and event.by is Role.PERSON:
        yield "person_withdraws"
    if event.status is ConsentStatus.EXPIRED and event.by is not Role.SYSTEM:
        yield "only_the_clock_expires"
    if (
        event.status in HOLDING
        and event.channel not in _OWN_YES
        and (event.purpose is not Purpose.STORE or event.channel is Channel.AUTOMATIC)
    ):
        yield "own_yes_needed"
    if event.channel is Channel.ASSISTED and not event.entered_by:
        yield "entered_by_missing"
