"""Tables of the history of consents, disclosure requests and grants; each row is proven.

A row's ``mac`` authenticates its canonical bytes, so a row somebody else wrote or changed
does not count.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, SmallInteger, String, UniqueConstraint

from data.models.columns import DIGEST, MAC, PERSON, REFERENCE, MainRow, UtcDateTime, coded, plain
from data.models.persons import INTERNAL
from privacy.grants import GrantState, RequestState
from privacy.inventory import PersonalField
from privacy.vocabulary import Channel, ConsentStatus, Purpose, Role

EVENT = "proof of a person's decision, required by law"
FIELDS = String(255)
"""Names of fields, sorted, separated by spaces."""


class ConsentEventRow(MainRow, table=True):
    """Something that happened to one consent; rows are only ever added."""

    __tablename__ = "consent_event"
    __table_args__ = (UniqueConstraint("person", "purpose", "field", "recipient", "sequence"),)

    reference: str = plain(REFERENCE, "random reference", primary_key=True)
    person: bytes = plain(PERSON, INTERNAL, ForeignKey("person.id"))
    purpose: Purpose = plain(coded(Purpose), EVENT)
    field: PersonalField = plain(coded(PersonalField), EVENT)
    recipient: str = plain(REFERENCE, EVENT, index=True)
    sequence: int = plain(Integer(), EVENT)
    status: ConsentStatus = plain(coded(ConsentStatus), EVENT)
    at: datetime = plain(UtcDateTime(), EVENT)
    until: datetime | None = plain(UtcDateTime(), EVENT, nullable=True)
    by: Role = plain(coded(Role), EVENT)
    channel: Channel = plain(coded(Channel), EVENT)
    entered_by: str = plain(REFERENCE, "random reference of an account")
    notice_version: str = plain(String(64), "version of a public text")
    notice_language: str = plain(String(35), EVENT)
    notice_digest: bytes = plain(DIGEST, "digest of a public text")
    mac: bytes = plain(MAC, "proof of the row")


class DisclosureRequestRow(MainRow, table=True):
    """An organisation's question to a person, in its present state."""

    __tablename__ = "disclosure_request"
    __table_args__ = (UniqueConstraint("organisation", "need", "person", "number"),)

    reference: str = plain(REFERENCE, "random reference", primary_key=True)
    organisation: str = plain(
        REFERENCE, "reference of an organisation", ForeignKey("organisation.id")
    )
    need: str = plain(REFERENCE, "reference of a need", ForeignKey("need.id"))
    person: bytes = plain(PERSON, INTERNAL, ForeignKey("person.id"), index=True)
    asked_by: str = plain(REFERENCE, "random reference of an account")
    fields: str = plain(FIELDS, "names of fields")
    asked_at: datetime = plain(UtcDateTime(), "moment of an organisation's question")
    until: datetime = plain(UtcDateTime(), "end an organisation asks for")
    number: int = plain(SmallInteger(), "count of questions")
    state: RequestState = plain(coded(RequestState), EVENT)
    answered_at: datetime | None = plain(UtcDateTime(), EVENT, nullable=True)
    sequence: int = plain(Integer(), EVENT)
    purpose: Purpose = plain(coded(Purpose), EVENT)
    mac: bytes = plain(MAC, "proof of the row")


class GrantEventRow(MainRow, table=True):
    """One state of a grant; rows are only ever added."""

    __tablename__ = "grant_event"

    reference: str = plain(REFERENCE, "random reference", primary_key=True)
    sequence: int = plain(Integer(), EVENT, primary_key=True, autoincrement=False)
    request: str = plain(REFERENCE, "random reference", ForeignKey("disclosure_request.reference"))
    organisation: str = plain(REFERENCE, "reference of an organisation", index=True)
    need: str = plain(REFERENCE, "reference of a need")
    person: bytes = plain(PERSON, INTERNAL, ForeignKey("person.id"), index=True)
    fields: str = plain(FIELDS, "names of fields")
    granted_at: datetime = plain(UtcDateTime(), EVENT)
    until: datetime = plain(UtcDateTime(), EVENT)
    state: GrantState = plain(coded(GrantState), EVENT)
    ended_at: datetime | None = plain(UtcDateTime(), EVENT, nullable=True)
    most_openings: int | None = plain(Integer(), EVENT, nullable=True)
    purpose: Purpose = plain(coded(Purpose), EVENT)
    mac: bytes = plain(MAC, "proof of the row")
