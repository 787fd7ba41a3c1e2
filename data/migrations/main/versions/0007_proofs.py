"""Proofs of organisations and of decisions about matches; rows from before have none."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PROVEN = ("organisation", "review")


def upgrade() -> None:
    none = sa.text("x''" if op.get_bind().dialect.name == "sqlite" else "''")
    for table in PROVEN:
        mac = sa.Column("mac", sa.LargeBinary(length=33), nullable=False, server_default=none)
        op.add_column(table, mac)
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column("mac", server_default=None)


def downgrade() -> None:
    for table in reversed(PROVEN):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("mac")
