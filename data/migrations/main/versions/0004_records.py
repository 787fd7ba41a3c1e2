"""Receipts, checkpoints and assisted acts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_tile",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_tile")),
    )
    op.create_table(
        "audit_checkpoint",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("note", sa.String(length=512), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_audit_checkpoint")),
    )
    op.create_table(
        "identity_opening",
        sa.Column("reference", sa.String(length=26), nullable=False),
        sa.Column("place", sa.LargeBinary(length=16), nullable=False),
        sa.Column("person", sa.LargeBinary(length=16), nullable=False),
        sa.Column("need", sa.String(length=26), nullable=False),
        sa.Column("fields", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("asked_by", sa.String(length=26), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("decided_by", sa.String(length=26), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("rec_ver", sa.BigInteger(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_identity_opening_person_person")
        ),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_identity_opening")),
    )
    with op.batch_alter_table("identity_opening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_opening_person"), ["person"], unique=False)
    with op.batch_alter_table("consent_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_event_recipient"), ["recipient"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("consent_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_event_recipient"))
    with op.batch_alter_table("identity_opening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identity_opening_person"))
    op.drop_table("identity_opening")
    op.drop_table("audit_checkpoint")
    op.drop_table("audit_tile")
