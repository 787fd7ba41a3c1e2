"""The table of epochs in *keys*: which key-encryption key wraps go to, and which ones are over."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger

from data.models.columns import DIGEST, MAC, KeysRow, UtcDateTime, coded, plain

EPOCH = "state of a key-encryption key"


class EpochState(StrEnum):
    """Where an epoch stands."""

    CURRENT = "current"
    LEAVING = "leaving"
    RETIRED = "retired"


class KeyEpochRow(KeysRow, table=True):
    """An epoch; ``check_value`` tells its key from another one of the same number."""

    __tablename__ = "key_epoch"

    number: int = plain(BigInteger(), EPOCH, primary_key=True, autoincrement=False)
    state: EpochState = plain(coded(EpochState), EPOCH)
    since: datetime = plain(UtcDateTime(), EPOCH)
    check_value: bytes = plain(DIGEST, "check value of a random key")
    mac: bytes = plain(MAC, "proof of the row")
