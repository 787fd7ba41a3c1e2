"""What both trees share when Alembic runs them."""

from typing import Any

from sqlalchemy import Enum, MetaData

from data.models.columns import UtcDateTime


def run(context: Any, metadata: MetaData) -> None:
    """Run revisions on the connection found in the configuration's attributes.

    ``render_as_batch`` makes later changes of tables work on SQLite, whose ``ALTER TABLE``
    is small; ``transactional_ddl`` makes an interrupted upgrade leave nothing there too.
    """
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        render_as_batch=True,
        render_item=_plain_types,
        transactional_ddl=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _plain_types(kind: str, item: object, _context: object) -> str | bool:
    """Write revisions without the product's own types, so that they never change with it."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False
