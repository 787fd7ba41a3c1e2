"""The table of openings of an identity without a grant; its rows are proven."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer

from data.models.columns import MAC, PERSON, REFERENCE, MainRow, UtcDateTime, coded, plain, sealed
from data.models.consents import FIELDS
from data.models.persons import INTERNAL
from privacy.breakglass import OpeningReason, OpeningState
from privacy.inventory import OPENING_REASON_COLUMN

ACT = "moment of a coordinator's act"


class IdentityOpeningRow(MainRow, table=True):
    """A wish to open somebody's identity without her grant, in its present state."""

    __tablename__ = "identity_opening"

    reference: str = plain(REFERENCE, "random reference", primary_key=True)
    place: bytes = plain(PERSON, "the reference as bytes, part of the binding")
    person: bytes = plain(PERSON, INTERNAL, ForeignKey("person.id"), index=True)
    need: str = plain(REFERENCE, "reference of a need")
    fields: str = plain(FIELDS, "names of fields")
    reason: OpeningReason = plain(coded(OpeningReason), "a coordinator's reason, as a code")
    asked_by: str = plain(REFERENCE, "random reference of an account")
    asked_at: datetime = plain(UtcDateTime(), ACT)
    state: OpeningState = plain(coded(OpeningState), ACT)
    decided_by: str = plain(REFERENCE, "random reference of an account")
    decided_at: datetime | None = plain(UtcDateTime(), ACT, nullable=True)
    until: datetime | None = plain(UtcDateTime(), ACT, nullable=True)
    sequence: int = plain(Integer(), "count of states")
    key_version: int = plain(Integer(), "number of a key")
    rec_ver: int = plain(BigInteger(), "count of writes, part of the binding")
    reason_sealed: bytes = sealed(OPENING_REASON_COLUMN)
    mac: bytes = plain(MAC, "proof of the row")
