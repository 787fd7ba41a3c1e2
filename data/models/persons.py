"""Tables of people, their sealed fields, and the handles they are known by."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Integer, UniqueConstraint

from data.models.columns import MAC, PERSON, REFERENCE, MainRow, UtcDateTime, plain, sealed
from privacy.inventory import (
    ADDRESS_COLUMN,
    EMAIL_COLUMN,
    FULL_NAME_COLUMN,
    OWN_WORDS_COLUMN,
    PERMIT_ANSWERS_COLUMN,
    PHONE_COLUMN,
    WORK_PROFILE_COLUMN,
)

INTERNAL = "random internal key, never shown"


class PersonRow(MainRow, table=True):
    """A person, without anything she said."""

    __tablename__ = "person"

    id: bytes = plain(PERSON, INTERNAL, primary_key=True)
    log_ref: str = plain(REFERENCE, "random reference in the log", unique=True)
    account: str | None = plain(
        REFERENCE, "random reference", ForeignKey("account.id"), nullable=True, unique=True
    )
    created_month: date = plain(Date(), "first day of a month, the same for many")
    mac: bytes = plain(MAC, "proof of the row")


class IdentityRow(MainRow, table=True):
    """Name and contact, each in its own envelope."""

    __tablename__ = "identity"

    person: bytes = plain(PERSON, INTERNAL, ForeignKey("person.id"), primary_key=True)
    key_version: int = plain(Integer(), "number of a key")
    rec_ver: int = plain(BigInteger(), "count of writes, part of the binding")
    full_name_sealed: bytes = sealed(FULL_NAME_COLUMN)
    phone_sealed: bytes = sealed(PHONE_COLUMN)
    email_sealed: bytes = sealed(EMAIL_COLUMN)
    address_sealed: bytes = sealed(ADDRESS_COLUMN)


class WorkProfileRow(MainRow, table=True):
    """What a person stated about her work, in three envelopes."""

    __tablename__ = "work_profile"

    person: bytes = plain(PERSON, INTERNAL, ForeignKey("person.id"), primary_key=True)
    key_version: int = plain(Integer(), "number of a key")
    rec_ver: int = plain(BigInteger(), "count of writes, part of the binding")
    stated_sealed: bytes = sealed(WORK_PROFILE_COLUMN)
    own_words_sealed: bytes = sealed(OWN_WORDS_COLUMN)
    permit_answers_sealed: bytes = sealed(PERMIT_ANSWERS_COLUMN)


class HandleRow(MainRow, table=True):
    """A random reference of one person for one audience and need."""

    __tablename__ = "handle"
    __table_args__ = (UniqueConstraint("audience", "need", "person"),)

    handle: str = plain(REFERENCE, "random, deletable", primary_key=True)
    audience: str = plain(REFERENCE, "reference of an organisation, or coordination")
    need: str = plain(REFERENCE, "reference of a need", ForeignKey("need.id"))
    person: bytes = plain(PERSON, INTERNAL, ForeignKey("person.id"), index=True)
    expires_at: datetime = plain(UtcDateTime(), "end of a random reference", index=True)
