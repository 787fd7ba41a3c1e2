"""Which proven rows of main stand now; one that is put back later does not."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "standing_row",
        sa.Column("subject", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.LargeBinary(length=32), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_standing_row")),
    )
    op.create_index(op.f("ix_standing_row_owner"), "standing_row", ["owner"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_standing_row_owner"), table_name="standing_row")
    op.drop_table("standing_row")
