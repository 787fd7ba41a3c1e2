"""The mark by which the two databases of one installation know each other."""

from sqlalchemy import LargeBinary

from data.models.columns import KeysRow, MainRow, plain

MARK = "random mark of an installation"


class MainMarkRow(MainRow, table=True):
    """The mark, in main; one row."""

    __tablename__ = "installation"

    mark: bytes = plain(LargeBinary(16), MARK, primary_key=True)


class KeysMarkRow(KeysRow, table=True):
    """The mark, in keys; one row."""

    __tablename__ = "installation"

    mark: bytes = plain(LargeBinary(16), MARK, primary_key=True)
