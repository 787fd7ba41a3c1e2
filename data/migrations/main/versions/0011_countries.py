"""Name both countries of a disclosure in the log."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("from_country", "to_country"):
        column = sa.Column(name, sa.String(length=2), nullable=False, server_default="")
        op.add_column("audit_entry", column)


def downgrade() -> None:
    with op.batch_alter_table("audit_entry") as batch_op:
        batch_op.drop_column("to_country")
        batch_op.drop_column("from_country")
