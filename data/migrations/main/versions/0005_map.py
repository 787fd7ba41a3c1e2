"""Releases of the skills map with the ledger of what each spent; announced hand-overs."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "map_release",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("grid", sa.String(length=32), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=False),
        sa.Column("epsilon_thousandths", sa.Integer(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_release")),
        sa.UniqueConstraint("number", name=op.f("uq_map_release_number")),
    )
    with op.batch_alter_table("map_release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_map_release_grid"), ["grid"], unique=False)
    op.create_table(
        "hand_over",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("answer_until", sa.Date(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
        sa.UniqueConstraint("number", name=op.f("uq_hand_over_number")),
    )


def downgrade() -> None:
    op.drop_table("hand_over")
    with op.batch_alter_table("map_release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_map_release_grid"))
    op.drop_table("map_release")
