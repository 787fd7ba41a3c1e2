"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_anchor",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("settled_count", sa.BigInteger(), nullable=False),
        sa.Column("settled_head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("broken_at", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.String(length=32), nullable=True),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_anchor")),
    )
    op.create_table(
        "consent_switch",
        sa.Column("person", sa.LargeBinary(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=26), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notice_version", sa.String(length=64), nullable=False),
        sa.Column("notice_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("event", sa.String(length=26), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.PrimaryKeyConstraint(
            "person", "purpose", "field", "recipient", name=op.f("pk_consent_switch")
        ),
    )
    op.create_table(
        "grant_switch",
        sa.Column("reference", sa.String(length=26), nullable=False),
        sa.Column("request", sa.String(length=26), nullable=False),
        sa.Column("organisation", sa.String(length=26), nullable=False),
        sa.Column("need", sa.String(length=26), nullable=False),
        sa.Column("person", sa.LargeBinary(length=16), nullable=False),
        sa.Column("fields", sa.String(length=255), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("most_openings", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_grant_switch")),
    )
    with op.batch_alter_table("grant_switch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_switch_need"), ["need"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_switch_person"), ["person"], unique=False)

    op.create_table(
        "installation",
        sa.Column("mark", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_installation")),
    )
    op.create_table(
        "match_ground",
        sa.Column("person", sa.LargeBinary(length=16), nullable=False),
        sa.Column("fields", sa.String(length=255), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notices", sa.String(length=255), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_match_ground")),
    )
    op.create_table(
        "person_key",
        sa.Column("person", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=False),
        sa.Column("pool_version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "version", name=op.f("pk_person_key")),
    )
    with op.batch_alter_table("person_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_key_epoch"), ["epoch"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_person_key_pool_version"), ["pool_version"], unique=False
        )

    op.create_table(
        "pool_version",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_version")),
    )
    op.create_table(
        "tombstone",
        sa.Column("person", sa.LargeBinary(length=16), nullable=False),
        sa.Column("erased_month", sa.Date(), nullable=False),
        sa.Column("pool_version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_tombstone")),
    )
    with op.batch_alter_table("tombstone", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_tombstone_pool_version"), ["pool_version"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("tombstone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tombstone_pool_version"))

    op.drop_table("tombstone")
    op.drop_table("pool_version")
    with op.batch_alter_table("person_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_key_pool_version"))
        batch_op.drop_index(batch_op.f("ix_person_key_epoch"))

    op.drop_table("person_key")
    op.drop_table("match_ground")
    op.drop_table("installation")
    with op.batch_alter_table("grant_switch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grant_switch_person"))
        batch_op.drop_index(batch_op.f("ix_grant_switch_need"))

    op.drop_table("grant_switch")
    op.drop_table("consent_switch")
    op.drop_table("audit_anchor")
