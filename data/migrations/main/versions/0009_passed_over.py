"""Keep with a decision how many ranked above were passed over."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("review", sa.Column("passed_over", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("review") as batch_op:
        batch_op.drop_column("passed_over")
