"""The table in *keys* that says below which level nothing sealed is opened any more."""

from datetime import datetime

from sqlalchemy import SmallInteger

from data.models.columns import MAC, KeysRow, UtcDateTime, plain

FLOOR = "level of envelopes"


class SealFloorRow(KeysRow, table=True):
    """One row, once the floor was raised; see ``privacy.ratchet``."""

    __tablename__ = "seal_floor"

    id: int = plain(SmallInteger(), "always 1", primary_key=True, autoincrement=False)
    level: int = plain(SmallInteger(), FLOOR)
    since: datetime = plain(UtcDateTime(), FLOOR)
    mac: bytes = plain(MAC, "proof of the row")
