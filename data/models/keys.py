"""The tables of *keys*: wrapped person keys, live switches, tombstones, counters, anchors."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, Integer, SmallInteger, String

from data.models.columns import (
    DIGEST,
    MAC,
    PERSON,
    REFERENCE,
    KeysRow,
    UtcDateTime,
    coded,
    plain,
    sealed,
)
from data.models.consents import EVENT, FIELDS
from data.models.persons import INTERNAL
from privacy.audit import ChainProblem
from privacy.grants import GrantState
from privacy.inventory import WRAPPED_KEY_COLUMN, PersonalField
from privacy.vocabulary import ConsentStatus, Purpose

POOL = "number of a change of the pool"
CHAIN = "state of the chain of the log"


class PersonKeyRow(KeysRow, table=True):
    """A person's data key, wrapped under an epoch; without the row nothing of hers opens."""

    __tablename__ = "person_key"

    person: bytes = plain(PERSON, INTERNAL, primary_key=True)
    version: int = plain(Integer(), "number of a key", primary_key=True, autoincrement=False)
    epoch: int = plain(BigInteger(), "number of a key", index=True)
    wrapped: bytes = sealed(WRAPPED_KEY_COLUMN)
    commitment: bytes = plain(DIGEST, "commitment to a random key")
    pool_version: int = plain(BigInteger(), POOL, index=True)


class ConsentSwitchRow(KeysRow, table=True):
    """Where one consent stands now."""

    __tablename__ = "consent_switch"

    person: bytes = plain(PERSON, INTERNAL, primary_key=True)
    purpose: Purpose = plain(coded(Purpose), EVENT, primary_key=True)
    field: PersonalField = plain(coded(PersonalField), EVENT, primary_key=True)
    recipient: str = plain(REFERENCE, EVENT, primary_key=True, index=True)
    sequence: int = plain(Integer(), EVENT)
    status: ConsentStatus = plain(coded(ConsentStatus), EVENT)
    since: datetime = plain(UtcDateTime(), EVENT)
    until: datetime | None = plain(UtcDateTime(), EVENT, nullable=True)
    notice_version: str = plain(String(64), "version of a public text")
    notice_digest: bytes = plain(DIGEST, "digest of a public text")
    event: str = plain(REFERENCE, "random reference")
    mac: bytes = plain(MAC, "proof of the row")


class GrantSwitchRow(KeysRow, table=True):
    """A grant as it stands now."""

    __tablename__ = "grant_switch"

    reference: str = plain(REFERENCE, "random reference", primary_key=True)
    request: str = plain(REFERENCE, "random reference")
    organisation: str = plain(REFERENCE, "reference of an organisation")
    need: str = plain(REFERENCE, "reference of a need", index=True)
    person: bytes = plain(PERSON, INTERNAL, index=True)
    fields: str = plain(FIELDS, "names of fields")
    granted_at: datetime = plain(UtcDateTime(), EVENT)
    until: datetime = plain(UtcDateTime(), EVENT)
    state: GrantState = plain(coded(GrantState), EVENT)
    ended_at: datetime | None = plain(UtcDateTime(), EVENT, nullable=True)
    most_openings: int | None = plain(Integer(), EVENT, nullable=True)
    sequence: int = plain(Integer(), EVENT)
    purpose: Purpose = plain(coded(Purpose), EVENT)
    mac: bytes = plain(MAC, "proof of the row")


class TombstoneRow(KeysRow, table=True):
    """A person who was erased: a restored backup does not bring her back."""

    __tablename__ = "tombstone"

    person: bytes = plain(PERSON, INTERNAL, primary_key=True)
    erased_month: date = plain(Date(), "first day of a month")
    pool_version: int = plain(BigInteger(), POOL, index=True)


class PoolVersionRow(KeysRow, table=True):
    """One row: the counter that every change of who may be matched increases."""

    __tablename__ = "pool_version"

    id: int = plain(SmallInteger(), "always 1", primary_key=True, autoincrement=False)
    version: int = plain(BigInteger(), POOL)


class AuditAnchorRow(KeysRow, table=True):
    """One row: where the chain of the audit log in main stood at the last commit.

    ``settled_count`` and ``settled_head`` say where it stood before that commit if that
    commit was keys first, else the same; ``broken_at`` and ``problem`` stay once the chain
    was found cut off or rewritten.
    """

    __tablename__ = "audit_anchor"

    id: int = plain(SmallInteger(), "always 1", primary_key=True, autoincrement=False)
    count: int = plain(BigInteger(), CHAIN)
    head: bytes = plain(DIGEST, CHAIN)
    settled_count: int = plain(BigInteger(), CHAIN)
    settled_head: bytes = plain(DIGEST, CHAIN)
    broken_at: int | None = plain(BigInteger(), CHAIN, nullable=True)
    problem: ChainProblem | None = plain(coded(ChainProblem), CHAIN, nullable=True)
    mac: bytes = plain(MAC, "proof of the row")


class MatchGroundRow(KeysRow, table=True):
    """What the policy said after a person's last change of consent: which fields, until when.

    Only people who may be matched have one. ``number`` counts the consent events it rests on.
    """

    __tablename__ = "match_ground"

    person: bytes = plain(PERSON, INTERNAL, primary_key=True)
    fields: str = plain(FIELDS, "names of fields")
    until: datetime = plain(UtcDateTime(), EVENT)
    notices: str = plain(String(255), "versions of public texts")
    number: int = plain(Integer(), "count of events")
    mac: bytes = plain(MAC, "proof of the row")
