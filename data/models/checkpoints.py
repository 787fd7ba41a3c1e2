"""Tables of the log's signed checkpoints, and of the hash tree's tiles they rest on."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer, LargeBinary, String

from data.models.columns import MAC, MainRow, UtcDateTime, plain

STATE = "signed state of the log"


class AuditTileRow(MainRow, table=True):
    """The hash over 256 entries; what it is worth, the next signed root shows."""

    __tablename__ = "audit_tile"

    number: int = plain(Integer(), STATE, primary_key=True, autoincrement=False)
    hash: bytes = plain(LargeBinary(32), STATE)


class AuditCheckpointRow(MainRow, table=True):
    """A signed statement of how long the log was and what it held; rows are only ever added."""

    __tablename__ = "audit_checkpoint"

    size: int = plain(BigInteger(), STATE, primary_key=True, autoincrement=False)
    root: bytes = plain(LargeBinary(32), STATE)
    at: datetime = plain(UtcDateTime(), STATE)
    key: str = plain(String(255), "public key")
    note: str = plain(String(512), STATE)
    mac: bytes = plain(MAC, "proof of the row")
