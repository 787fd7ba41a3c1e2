"""What people choose in campaigns, and their appeals."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign_choice",
        sa.Column("reference", sa.String(length=26), nullable=False),
        sa.Column("place", sa.LargeBinary(length=16), nullable=False),
        sa.Column("campaign", sa.String(length=26), nullable=False),
        sa.Column("person", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("rec_ver", sa.BigInteger(), nullable=False),
        sa.Column("chosen_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign.id"], name=op.f("fk_campaign_choice_campaign_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_campaign_choice_person_person")
        ),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_campaign_choice")),
        sa.UniqueConstraint("campaign", "person", name=op.f("uq_campaign_choice_campaign_person")),
    )
    op.create_index(op.f("ix_campaign_choice_person"), "campaign_choice", ["person"], unique=False)
    op.create_table(
        "campaign_appeal",
        sa.Column("reference", sa.String(length=26), nullable=False),
        sa.Column("place", sa.LargeBinary(length=16), nullable=False),
        sa.Column("campaign", sa.String(length=26), nullable=False),
        sa.Column("person", sa.LargeBinary(length=16), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(length=32), nullable=True),
        sa.Column("ground", sa.String(length=32), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(length=26), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("rec_ver", sa.BigInteger(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign.id"], name=op.f("fk_campaign_appeal_campaign_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_campaign_appeal_person_person")
        ),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_campaign_appeal")),
        sa.UniqueConstraint("campaign", "person", name=op.f("uq_campaign_appeal_campaign_person")),
    )
    op.create_index(op.f("ix_campaign_appeal_person"), "campaign_appeal", ["person"], unique=False)


def downgrade() -> None:
    op.drop_table("campaign_appeal")
    op.drop_table("campaign_choice")
