"""The table of recoveries of accounts of staff; its rows are proven."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer

from data.models.columns import DIGEST, MAC, REFERENCE, MainRow, UtcDateTime, coded, plain
from privacy.staff_recovery import RecoveryState

ACT = "moment of an act of staff"


class StaffRecoveryRow(MainRow, table=True):
    """A colleague's word for somebody who lost her passkey, in its present state."""

    __tablename__ = "staff_recovery"

    reference: str = plain(REFERENCE, "random reference", primary_key=True)
    account: str = plain(
        REFERENCE, "random reference of an account", ForeignKey("account.id"), index=True
    )
    digest: bytes = plain(DIGEST, "digest of a random code", unique=True)
    asked_by: str = plain(REFERENCE, "random reference of an account")
    asked_at: datetime = plain(UtcDateTime(), ACT, index=True)
    state: RecoveryState = plain(coded(RecoveryState), ACT)
    ended_by: str = plain(REFERENCE, "random reference of an account")
    ended_at: datetime | None = plain(UtcDateTime(), ACT, nullable=True)
    sequence: int = plain(Integer(), "count of states")
    mac: bytes = plain(MAC, "proof of the row")
