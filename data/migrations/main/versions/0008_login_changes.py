"""Changes of a login are counted; staff recover with a colleague's word."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("changes", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "staff_recovery",
        sa.Column("reference", sa.String(length=26), nullable=False),
        sa.Column("account", sa.String(length=26), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("asked_by", sa.String(length=26), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("ended_by", sa.String(length=26), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["account.id"], name=op.f("fk_staff_recovery_account_account")
        ),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_staff_recovery")),
        sa.UniqueConstraint("digest", name=op.f("uq_staff_recovery_digest")),
    )
    for column in ("account", "asked_at"):
        op.create_index(op.f(f"ix_staff_recovery_{column}"), "staff_recovery", [column])


def downgrade() -> None:
    op.drop_table("staff_recovery")
    with op.batch_alter_table("account") as batch_op:
        batch_op.drop_column("changes")
