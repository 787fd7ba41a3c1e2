"""Copy every row of both databases into two others, and tell whether those keep anybody.

What it does not do: migrate, open what is sealed, or choose where (``data.copying``).
"""

from sqlalchemy import MetaData, delete, func, insert, select
from sqlmodel import Session

from data.engine import UnitOfWork
from data.models import KEYS, MAIN, PersonKeyRow, PersonRow, table_of

AT_ONCE = 500
"""Rows read and written in one go."""


def copy_rows(source: UnitOfWork, target: UnitOfWork) -> int:
    """Put the rows of one pair of databases in place of those of another.

    Args:
        source: A writing unit of work, so that nobody writes meanwhile.
        target: A writing unit of work; the caller commits.

    Returns:
        How many rows were copied.
    """
    target.require_writing()
    return _copy(source.keys, target.keys, KEYS) + _copy(source.main, target.main, MAIN)


def keeps_nobody(uow: UnitOfWork) -> bool:
    """Tell whether there is neither a person nor a key of one."""
    return not any(
        session.connection().execute(select(func.count()).select_from(table_of(row))).scalar()
        for session, row in ((uow.main, PersonRow), (uow.keys, PersonKeyRow))
    )


def _copy(source: Session, target: Session, metadata: MetaData) -> int:
    reading, writing = source.connection(), target.connection()
    for table in reversed(metadata.sorted_tables):
        writing.execute(delete(table))
    rows = 0
    for table in metadata.sorted_tables:
        found = reading.execution_options(yield_per=AT_ONCE).execute(select(table))
        for part in found.mappings().partitions(AT_ONCE):
            writing.execute(insert(table), [dict(row) for row in part])
            rows += len(part)
    return rows
