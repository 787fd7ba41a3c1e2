"""Table of committed imports."""

from datetime import date

from sqlalchemy import Date, Integer, String

from data.models.columns import REFERENCE, MainRow, plain

COUNT = "count of rows of a file"


class ImportBatchRow(MainRow, table=True):
    """An import, known by the digest of its file."""

    __tablename__ = "import_batch"

    id: str = plain(REFERENCE, "random reference", primary_key=True)
    kind: str = plain(String(32), "what sort of file")
    digest: str = plain(String(64), "digest of a file", index=True)
    account: str | None = plain(REFERENCE, "random reference of an account", nullable=True)
    organisation: str | None = plain(REFERENCE, "reference of an organisation", nullable=True)
    imported_on: date = plain(Date(), "day of an import")
    created: int = plain(Integer(), COUNT)
    updated: int = plain(Integer(), COUNT)
    unchanged: int = plain(Integer(), COUNT)
    refused: int = plain(Integer(), COUNT)
