"""Campaigns: many people and many seats at once, with everybody's result."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("created_by", sa.String(length=26), nullable=False),
        sa.Column("run_on", sa.Date(), nullable=True),
        sa.Column("figures", sa.Text(), nullable=True),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_table(
        "campaign_naming",
        sa.Column("campaign", sa.String(length=26), nullable=False),
        sa.Column("person", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=26), nullable=False),
        sa.Column("answer", sa.String(length=32), nullable=False),
        sa.Column("named_on", sa.Date(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign.id"], name=op.f("fk_campaign_naming_campaign_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_campaign_naming_person_person")
        ),
        sa.PrimaryKeyConstraint(
            "campaign", "person", "kind", "subject", name=op.f("pk_campaign_naming")
        ),
    )
    op.create_index(op.f("ix_campaign_naming_person"), "campaign_naming", ["person"], unique=False)
    op.create_table(
        "campaign_result",
        sa.Column("campaign", sa.String(length=26), nullable=False),
        sa.Column("person", sa.LargeBinary(length=16), nullable=False),
        sa.Column("need", sa.String(length=26), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("seated", sa.Boolean(), nullable=False),
        sa.Column("numerator", sa.BigInteger(), nullable=True),
        sa.Column("cut", sa.String(length=32), nullable=True),
        sa.Column("conditional", sa.Boolean(), nullable=False),
        sa.Column("quota", sa.String(length=26), nullable=True),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign.id"], name=op.f("fk_campaign_result_campaign_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_campaign_result_person_person")
        ),
        sa.PrimaryKeyConstraint("campaign", "person", "need", name=op.f("pk_campaign_result")),
    )
    op.create_index(op.f("ix_campaign_result_person"), "campaign_result", ["person"], unique=False)
    op.create_index(op.f("ix_campaign_result_need"), "campaign_result", ["need"], unique=False)


def downgrade() -> None:
    op.drop_table("campaign_result")
    op.drop_table("campaign_naming")
    op.drop_table("campaign")
