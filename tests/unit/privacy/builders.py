"""Build consents, requests and grants for tests, with one thing changed at a time."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from privacy.consent import USUAL_CONSENT, ConsentEvent, ConsentSwitch, apply_event
from privacy.decision import Actor
from privacy.grants import DisclosureRequest, Grant
from privacy.handles import new_reference
from privacy.inventory import PersonalField, consent_pairs
from privacy.keys import KeyRing, PersonKey
from privacy.notice import NOTICE_VERSION
from privacy.vocabulary import Channel, ConsentStatus, PersonId, Purpose, Role

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
AMAL = PersonId(b"amal".ljust(16, b"\x01"))
BORIS = PersonId(b"boris".ljust(16, b"\x02"))
CHEN = PersonId(b"chen".ljust(16, b"\x03"))
AGENCY = "a" * 26
OTHER_AGENCY = "b" * 26
COORDINATION = "c" * 26
NEED = "n" * 26
OTHER_NEED = "o" * 26
REQUEST = "r" * 26
GRANT = "g" * 26
DIGEST = bytes(range(32))

AMAL_ACTING = Actor("d" * 26, Role.PERSON, person=AMAL)
BORIS_ACTING = Actor("e" * 26, Role.PERSON, person=BORIS)
AGENCY_MEMBER = Actor("f" * 26, Role.AGENCY_MEMBER, organisation=AGENCY)
OTHER_MEMBER = Actor("h" * 26, Role.AGENCY_MEMBER, organisation=OTHER_AGENCY)
COORDINATOR = Actor("i" * 26, Role.COORDINATOR, organisation=COORDINATION)
OFFICER = Actor("j" * 26, Role.OFFICER)


def event(
    status: ConsentStatus = ConsentStatus.GIVEN,
    *,
    person: PersonId = AMAL,
    purpose: Purpose = Purpose.MATCH,
    field: PersonalField = PersonalField.SKILLS,
    at: datetime = NOON,
    until: datetime | None = None,
    sequence: int = 1,
    by: Role | None = None,
    channel: Channel = Channel.SCREEN,
    notice_version: str = NOTICE_VERSION,
    entered_by: str = "",
    recipient: str = "",
) -> ConsentEvent:
    """Build a consent event; whoever may do so does it."""
    holding = status in {ConsentStatus.GIVEN, ConsentStatus.RENEWED}
    if by is None:
        by = {
            ConsentStatus.REVOKED: Role.OFFICER,
            ConsentStatus.EXPIRED: Role.SYSTEM,
        }.get(status, Role.PERSON)
    return ConsentEvent(
        reference=new_reference(),
        person=person,
        purpose=purpose,
        field=field,
        recipient=recipient,
        status=status,
        at=at,
        until=(until or at + USUAL_CONSENT) if holding else until,
        by=by,
        channel=channel,
        entered_by=entered_by,
        notice_version=notice_version,
        notice_language="fr",
        notice_digest=DIGEST,
        sequence=sequence,
    )


def switch(
    purpose: Purpose = Purpose.MATCH,
    field: PersonalField = PersonalField.SKILLS,
    *,
    person: PersonId = AMAL,
    at: datetime = NOON - DAY,
    until: datetime | None = None,
    notice_version: str = NOTICE_VERSION,
) -> ConsentSwitch:
    """Build the switch of a given consent."""
    return apply_event(
        None,
        event(
            person=person,
            purpose=purpose,
            field=field,
            at=at,
            until=until,
            notice_version=notice_version,
        ),
    )


def all_switches(
    person: PersonId = AMAL,
    without: Iterable[tuple[Purpose, PersonalField]] = (),
    notice_version: str = NOTICE_VERSION,
) -> list[ConsentSwitch]:
    """Build every consent a person can give, but those named."""
    left_out = set(without)
    return [
        switch(purpose, field, person=person, notice_version=notice_version)
        for purpose, field in consent_pairs()
        if (purpose, field) not in left_out
    ]


def request(
    *,
    fields: Iterable[PersonalField] = (PersonalField.FULL_NAME, PersonalField.PHONE),
    asked_at: datetime = NOON,
    until: datetime | None = None,
    number: int = 1,
    person: PersonId = AMAL,
) -> DisclosureRequest:
    """Build an open request of the agency."""
    return DisclosureRequest(
        reference=REQUEST,
        organisation=AGENCY,
        need=NEED,
        person=person,
        asked_by=AGENCY_MEMBER.account,
        fields=frozenset(fields),
        asked_at=asked_at,
        until=until or asked_at + 20 * DAY,
        number=number,
    )


def grant(
    *,
    fields: Iterable[PersonalField] = (PersonalField.PHONE,),
    granted_at: datetime = NOON,
    until: datetime | None = None,
    most_openings: int | None = None,
) -> Grant:
    """Build a live grant to the agency."""
    return Grant(
        reference=GRANT,
        request=REQUEST,
        organisation=AGENCY,
        need=NEED,
        person=AMAL,
        fields=frozenset(fields),
        granted_at=granted_at,
        until=until or granted_at + 10 * DAY,
        most_openings=most_openings,
    )


def fixed_ring() -> KeyRing:
    """Build a ring of known secrets, for fixtures that must stay readable."""
    return KeyRing({7: bytes(range(32))}, {1: bytes(range(100, 132))})


def fixed_key(person: PersonId = AMAL, version: int = 1) -> PersonKey:
    """Build a person's key of known bytes."""
    return PersonKey(person, version, bytes(range(32, 64)))
