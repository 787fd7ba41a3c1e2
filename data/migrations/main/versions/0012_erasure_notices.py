"""What organisations are told when somebody erased what they had read."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure_notice",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("organisation", sa.String(length=26), nullable=False),
        sa.Column("need", sa.String(length=26), nullable=False),
        sa.Column("handle", sa.String(length=26), nullable=False),
        sa.Column("fields", sa.String(length=512), nullable=False),
        sa.Column("erased_on", sa.Date(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.ForeignKeyConstraint(["need"], ["need.id"], name=op.f("fk_erasure_notice_need_need")),
        sa.ForeignKeyConstraint(
            ["organisation"],
            ["organisation.id"],
            name=op.f("fk_erasure_notice_organisation_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_notice")),
    )
    op.create_index(
        op.f("ix_erasure_notice_organisation"), "erasure_notice", ["organisation"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_erasure_notice_organisation"), table_name="erasure_notice")
    op.drop_table("erasure_notice")
