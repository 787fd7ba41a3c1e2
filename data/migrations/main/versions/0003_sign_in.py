"""Passkeys, recovery codes, invitations, and limits shared by all workers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _account() -> sa.Column[str]:
    return sa.Column("account", sa.String(length=26), nullable=False)


def upgrade() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", sa.String(length=26), nullable=False),
        _account(),
        sa.Column("credential", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("owner", sa.LargeBinary(length=64), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("may_be_copied", sa.Boolean(), nullable=False),
        sa.Column("is_copied", sa.Boolean(), nullable=False),
        sa.Column("created_month", sa.Date(), nullable=False),
        sa.Column("last_used_month", sa.Date(), nullable=True),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["account.id"], name=op.f("fk_passkey_account_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkey_credential")),
    )
    op.create_index(op.f("ix_passkey_account"), "passkey", ["account"], unique=False)
    op.create_table(
        "recovery_code",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        _account(),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["account.id"], name=op.f("fk_recovery_code_account_account")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_account"), "recovery_code", ["account"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        _account(),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["account.id"], name=op.f("fk_invitation_account_account")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_invitation")),
    )
    op.create_index(op.f("ix_invitation_account"), "invitation", ["account"], unique=False)
    op.create_index(op.f("ix_invitation_expires_at"), "invitation", ["expires_at"], unique=False)
    op.create_table(
        "login_failure",
        sa.Column("login", sa.LargeBinary(length=33), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_login_failure")),
    )
    op.create_index(op.f("ix_login_failure_last_at"), "login_failure", ["last_at"], unique=False)
    op.create_table(
        "quota_use",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("bucket", sa.LargeBinary(length=33), nullable=False),
        sa.Column("item", sa.LargeBinary(length=33), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_use")),
    )
    op.create_index(op.f("ix_quota_use_bucket"), "quota_use", ["bucket"], unique=False)
    op.create_index(op.f("ix_quota_use_expires_at"), "quota_use", ["expires_at"], unique=False)
    # Failures are counted by login name from now on. Not as a batch: that would rebuild the
    # table that others refer to.
    op.drop_column("account", "failed_logins")
    op.drop_column("account", "locked_until")


def downgrade() -> None:
    op.add_column("account", sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "account", sa.Column("failed_logins", sa.Integer(), nullable=False, server_default="0")
    )
    for table in ("quota_use", "login_failure", "invitation", "recovery_code", "passkey"):
        op.drop_table(table)
