"""Who excludes an organisation is found by the organisation, in keys as in main."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        op.f("ix_consent_switch_recipient"), "consent_switch", ["recipient"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_consent_switch_recipient"), table_name="consent_switch")
