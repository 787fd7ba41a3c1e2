"""Committed imports, so the same file is recognised."""

from sqlmodel import col, select

from data.engine import UnitOfWork
from data.models import ImportBatchRow
from data.records import ImportBatch


class Imports:
    """Remembers imports by the digest of their file."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def record(self, batch: ImportBatch) -> None:
        """Remember a committed import."""
        self._uow.require_writing()
        self._uow.main.add(
            ImportBatchRow(
                id=batch.id,
                kind=batch.kind,
                digest=batch.digest,
                account=batch.account,
                organisation=batch.organisation,
                imported_on=batch.imported_on,
                created=batch.created,
                updated=batch.updated,
                unchanged=batch.unchanged,
                refused=batch.refused,
            )
        )
        self._uow.main.flush()

    def seen(self, kind: str, digest: str) -> ImportBatch | None:
        """Give the latest import of the same file, or ``None``."""
        row = self._uow.main.exec(
            select(ImportBatchRow)
            .where(ImportBatchRow.kind == kind, ImportBatchRow.digest == digest)
            .order_by(col(ImportBatchRow.imported_on).desc(), col(ImportBatchRow.id))
        ).first()
        return None if row is None else _record(row)

    def all(self, limit: int = 50) -> tuple[ImportBatch, ...]:
        """Give imports, newest day first."""
        rows = self._uow.main.exec(
            select(ImportBatchRow)
            .order_by(col(ImportBatchRow.imported_on).desc(), col(ImportBatchRow.id))
            .limit(limit)
        )
        return tuple(_record(row) for row in rows)


def _record(row: ImportBatchRow) -> ImportBatch:
    return ImportBatch(
        id=row.id,
        kind=row.kind,
        digest=row.digest,
        account=row.account,
        organisation=row.organisation,
        imported_on=row.imported_on,
        created=row.created,
        updated=row.updated,
        unchanged=row.unchanged,
        refused=row.refused,
    )
