"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("code_index", sa.LargeBinary(length=33), nullable=True),
        sa.Column("email_index", sa.LargeBinary(length=33), nullable=True),
        sa.Column("passphrase_hash", sa.String(length=255), nullable=True),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("failed_logins", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_login_month", sa.Date(), nullable=True),
        sa.Column("created_month", sa.Date(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("code_index", name=op.f("uq_account_code_index")),
        sa.UniqueConstraint("email_index", name=op.f("uq_account_email_index")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=26), nullable=False),
        sa.Column("organisation", sa.String(length=26), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=True),
        sa.Column("person", sa.String(length=26), nullable=False),
        sa.Column("subject", sa.String(length=26), nullable=False),
        sa.Column("grant", sa.String(length=26), nullable=False),
        sa.Column("fields", sa.String(length=255), nullable=False),
        sa.Column("reasons", sa.String(length=512), nullable=False),
        sa.Column("record_version", sa.BigInteger(), nullable=False),
        sa.Column("detail_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("detail_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("seal", sa.LargeBinary(length=33), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entry_hash")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_grant"), ["grant"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_person"), ["person"], unique=False)

    op.create_table(
        "form_token",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_form_token")),
    )
    with op.batch_alter_table("form_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_token_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "import_batch",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=26), nullable=True),
        sa.Column("organisation", sa.String(length=26), nullable=True),
        sa.Column("imported_on", sa.Date(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_batch_digest"), ["digest"], unique=False)

    op.create_table(
        "installation",
        sa.Column("mark", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_installation")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "taxonomy_release",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("imported_on", sa.Date(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("concepts", sa.Integer(), nullable=False),
        sa.Column("labels", sa.Integer(), nullable=False),
        sa.Column("relations", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taxonomy_release")),
        sa.UniqueConstraint("name", name=op.f("uq_taxonomy_release_name")),
    )
    op.create_table(
        "need",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("organisation", sa.String(length=26), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("employer", sa.Text(), nullable=True),
        sa.Column("source_key", sa.String(length=255), nullable=True),
        sa.Column("content_digest", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.id"], name=op.f("fk_need_organisation_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
        sa.UniqueConstraint(
            "organisation", "source_key", name=op.f("uq_need_organisation_source_key")
        ),
    )
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_organisation"), ["organisation"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_status"), ["status"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("log_ref", sa.String(length=26), nullable=False),
        sa.Column("account", sa.String(length=26), nullable=True),
        sa.Column("created_month", sa.Date(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["account.id"], name=op.f("fk_person_account_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("account", name=op.f("uq_person_account")),
        sa.UniqueConstraint("log_ref", name=op.f("uq_person_log_ref")),
    )
    op.create_table(
        "role_assignment",
        sa.Column("account", sa.String(length=26), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=26), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["account.id"], name=op.f("fk_role_assignment_account_account")
        ),
        sa.PrimaryKeyConstraint("account", "role", "organisation", name=op.f("pk_role_assignment")),
    )
    op.create_table(
        "session",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account", sa.String(length=26), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=26), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reauthenticated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["account.id"], name=op.f("fk_session_account_account")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_account"), ["account"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "taxonomy_concept",
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uri", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=True),
        sa.Column("sector", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["release"],
            ["taxonomy_release.id"],
            name=op.f("fk_taxonomy_concept_release_taxonomy_release"),
        ),
        sa.PrimaryKeyConstraint("release", "number", name=op.f("pk_taxonomy_concept")),
    )
    op.create_table(
        "taxonomy_label",
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("concept", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release"],
            ["taxonomy_release.id"],
            name=op.f("fk_taxonomy_label_release_taxonomy_release"),
        ),
        sa.PrimaryKeyConstraint("release", "number", name=op.f("pk_taxonomy_label")),
    )
    op.create_table(
        "taxonomy_relation",
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release"],
            ["taxonomy_release.id"],
            name=op.f("fk_taxonomy_relation_release_taxonomy_release"),
        ),
        sa.PrimaryKeyConstraint("release", "number", name=op.f("pk_taxonomy_relation")),
    )
    op.create_table(
        "consent_event",
        sa.Column("reference", sa.String(length=26), nullable=False),
        sa.Column("person", sa.LargeBinary(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=26), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("entered_by", sa.String(length=26), nullable=False),
        sa.Column("notice_version", sa.String(length=64), nullable=False),
        sa.Column("notice_language", sa.String(length=35), nullable=False),
        sa.Column("notice_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_consent_event_person_person")
        ),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_consent_event")),
        sa.UniqueConstraint(
            "person",
            "purpose",
            "field",
            "recipient",
            "sequence",
            name=op.f("uq_consent_event_person_purpose_field_recipient_sequence"),
        ),
    )
    op.create_table(
        "disclosure_request",
        sa.Column("reference", sa.String(length=26), nullable=False),
        sa.Column("organisation", sa.String(length=26), nullable=False),
        sa.Column("need", sa.String(length=26), nullable=False),
        sa.Column("person", sa.LargeBinary(length=16), nullable=False),
        sa.Column("asked_by", sa.String(length=26), nullable=False),
        sa.Column("fields", sa.String(length=255), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.ForeignKeyConstraint(
            ["need"], ["need.id"], name=op.f("fk_disclosure_request_need_need")
        ),
        sa.ForeignKeyConstraint(
            ["organisation"],
            ["organisation.id"],
            name=op.f("fk_disclosure_request_organisation_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_disclosure_request_person_person")
        ),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_disclosure_request")),
        sa.UniqueConstraint(
            "organisation",
            "need",
            "person",
            "number",
            name=op.f("uq_disclosure_request_organisation_need_person_number"),
        ),
    )
    with op.batch_alter_table("disclosure_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disclosure_request_person"), ["person"], unique=False)

    op.create_table(
        "handle",
        sa.Column("handle", sa.String(length=26), nullable=False),
        sa.Column("audience", sa.String(length=26), nullable=False),
        sa.Column("need", sa.String(length=26), nullable=False),
        sa.Column("person", sa.LargeBinary(length=16), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["need"], ["need.id"], name=op.f("fk_handle_need_need")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_handle_person_person")),
        sa.PrimaryKeyConstraint("handle", name=op.f("pk_handle")),
        sa.UniqueConstraint(
            "audience", "need", "person", name=op.f("uq_handle_audience_need_person")
        ),
    )
    with op.batch_alter_table("handle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handle_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_handle_person"), ["person"], unique=False)

    op.create_table(
        "identity",
        sa.Column("person", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("rec_ver", sa.BigInteger(), nullable=False),
        sa.Column("full_name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_identity_person_person")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_identity")),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("need", sa.String(length=26), nullable=False),
        sa.Column("person", sa.LargeBinary(length=16), nullable=False),
        sa.Column("decision", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("numerator", sa.BigInteger(), nullable=False),
        sa.Column("weights_version", sa.String(length=32), nullable=False),
        sa.Column("taxonomy_release", sa.String(length=64), nullable=False),
        sa.Column("decided_by", sa.String(length=26), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["need"], ["need.id"], name=op.f("fk_review_need_need")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_review_person_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("need", "person", name=op.f("uq_review_need_person")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_person"), ["person"], unique=False)

    op.create_table(
        "work_profile",
        sa.Column("person", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("rec_ver", sa.BigInteger(), nullable=False),
        sa.Column("stated_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("own_words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("permit_answers_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_work_profile_person_person")
        ),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_work_profile")),
    )
    op.create_table(
        "grant_event",
        sa.Column("reference", sa.String(length=26), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
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
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=33), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_grant_event_person_person")
        ),
        sa.ForeignKeyConstraint(
            ["request"],
            ["disclosure_request.reference"],
            name=op.f("fk_grant_event_request_disclosure_request"),
        ),
        sa.PrimaryKeyConstraint("reference", "sequence", name=op.f("pk_grant_event")),
    )
    with op.batch_alter_table("grant_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_grant_event_organisation"), ["organisation"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_grant_event_person"), ["person"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("grant_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grant_event_person"))
        batch_op.drop_index(batch_op.f("ix_grant_event_organisation"))

    op.drop_table("grant_event")
    op.drop_table("work_profile")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_person"))

    op.drop_table("review")
    op.drop_table("identity")
    with op.batch_alter_table("handle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handle_person"))
        batch_op.drop_index(batch_op.f("ix_handle_expires_at"))

    op.drop_table("handle")
    with op.batch_alter_table("disclosure_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disclosure_request_person"))

    op.drop_table("disclosure_request")
    op.drop_table("consent_event")
    op.drop_table("taxonomy_relation")
    op.drop_table("taxonomy_label")
    op.drop_table("taxonomy_concept")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_expires_at"))
        batch_op.drop_index(batch_op.f("ix_session_account"))

    op.drop_table("session")
    op.drop_table("role_assignment")
    op.drop_table("person")
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_status"))
        batch_op.drop_index(batch_op.f("ix_need_organisation"))

    op.drop_table("need")
    op.drop_table("taxonomy_release")
    op.drop_table("organisation")
    op.drop_table("installation")
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_batch_digest"))

    op.drop_table("import_batch")
    with op.batch_alter_table("form_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_token_expires_at"))

    op.drop_table("form_token")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_person"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_grant"))

    op.drop_table("audit_entry")
    op.drop_table("account")
