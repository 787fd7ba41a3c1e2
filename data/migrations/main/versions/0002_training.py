"""The course catalogue, what organisations offer, and how far anybody comes to a need."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organisation", sa.Column("body", sa.Text(), nullable=True))
    op.create_table(
        "course",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("organisation", sa.String(length=26), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("source_key", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.id"], name=op.f("fk_course_organisation_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint(
            "organisation", "source_key", name=op.f("uq_course_organisation_source_key")
        ),
    )
    op.create_index(op.f("ix_course_status"), "course", ["status"], unique=False)

    op.create_table(
        "need_supply",
        sa.Column("need", sa.String(length=26), nullable=False),
        sa.Column("supply", sa.String(length=32), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("before", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["need"], ["need.id"], name=op.f("fk_need_supply_need_need")),
        sa.PrimaryKeyConstraint("need", name=op.f("pk_need_supply")),
    )


def downgrade() -> None:
    op.drop_table("need_supply")
    op.drop_index(op.f("ix_course_status"), table_name="course")
    op.drop_table("course")
    with op.batch_alter_table("organisation") as batch_op:
        batch_op.drop_column("body")
