"""Epochs of key-encryption keys."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "key_epoch",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("check_value", sa.LargeBinary(length=32), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_key_epoch")),
    )


def downgrade() -> None:
    op.drop_table("key_epoch")
