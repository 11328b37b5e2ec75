"""Create all tables"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("changes", JSON_DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_actor", "audit", ["actor"])
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_subject", "audit", ["subject_type", "subject_id", "id"])

    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("payload", JSON_DOCUMENT, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.String(length=80), nullable=True),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("name", "key", name=op.f("uq_job_name_key")),
    )
    op.create_index("ix_job_due", "job", ["dead_at", "available_at", "id"])

    op.create_table(
        "listing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("slug", sa.String(length=90), nullable=False),
        sa.Column("visibility", sa.String(length=12), nullable=False),
        sa.Column("live_revision_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort_name", sa.String(length=200), nullable=False),
        sa.Column("tagline", sa.String(length=300), nullable=False),
        sa.Column("lifecycle", sa.String(length=20), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("confirmed_on", sa.String(length=10), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('product', 'organization', 'person', 'opportunity')",
            name=op.f("ck_listing_kind"),
        ),
        sa.CheckConstraint(
            "visibility IN ('hidden', 'public', 'suspended', 'archived', 'merged', 'removed')",
            name=op.f("ck_listing_visibility"),
        ),
        sa.CheckConstraint(
            "visibility NOT IN ('public', 'archived') OR live_revision_id IS NOT NULL",
            name=op.f("ck_listing_public_is_live"),
        ),
        sa.ForeignKeyConstraint(
            ["live_revision_id"],
            ["revision.id"],
            name="fk_listing_live_revision_id_revision",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["listing.id"], name=op.f("fk_listing_merged_into_id_listing")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
        sa.UniqueConstraint("kind", "slug", name=op.f("uq_listing_kind_slug")),
        sa.UniqueConstraint("uid", name=op.f("uq_listing_uid")),
    )
    op.create_index("ix_listing_live_revision_id", "listing", ["live_revision_id"])
    op.create_index("ix_listing_newest", "listing", ["visibility", "published_at"])
    op.create_index("ix_listing_visible", "listing", ["visibility", "kind", "sort_name"])

    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('new', 'read', 'closed')", name=op.f("ck_note_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("form_key", name=op.f("uq_note_form_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_note_reference")),
    )
    op.create_index("ix_note_created_at", "note", ["created_at"])
    op.create_index("ix_note_state", "note", ["state"])
    op.create_index("ix_note_topic", "note", ["topic"])

    op.create_table(
        "vocabulary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("label_en", sa.String(length=120), nullable=False),
        sa.Column("label_es", sa.String(length=120), nullable=False),
        sa.Column("plural_en", sa.String(length=120), nullable=False),
        sa.Column("plural_es", sa.String(length=120), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_facet", sa.Boolean(), nullable=False),
        sa.Column("is_browsable", sa.Boolean(), nullable=False),
        sa.Column("kinds", JSON_DOCUMENT, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vocabulary")),
        sa.UniqueConstraint("slug", name=op.f("uq_vocabulary_slug")),
    )
    op.create_table(
        "fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("source_type", sa.String(length=20), nullable=True),
        sa.Column("source_name", sa.String(length=200), nullable=False),
        sa.Column("source_url", sa.String(length=2000), nullable=True),
        sa.Column("confirmed_on", sa.String(length=10), nullable=True),
        sa.Column("expires_on", sa.String(length=10), nullable=True),
        sa.CheckConstraint(
            "state IN ('yes', 'no', 'partial', 'not_stated', 'not_applicable')",
            name=op.f("ck_fact_state"),
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_fact_listing_id_listing")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
        sa.UniqueConstraint("listing_id", "key", name=op.f("uq_fact_listing_id_key")),
    )
    op.create_index("ix_fact_expires_on", "fact", ["expires_on"])
    op.create_index("ix_fact_key_state", "fact", ["key", "state"])

    op.create_table(
        "relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("declared_by_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("started_on", sa.String(length=10), nullable=True),
        sa.Column("ended_on", sa.String(length=10), nullable=True),
        sa.Column("source_type", sa.String(length=20), nullable=True),
        sa.Column("source_name", sa.String(length=200), nullable=False),
        sa.Column("source_url", sa.String(length=2000), nullable=True),
        sa.Column("confirmed_on", sa.String(length=10), nullable=True),
        sa.CheckConstraint("state IN ('claimed', 'confirmed')", name=op.f("ck_relation_state")),
        sa.CheckConstraint("subject_id <> object_id", name=op.f("ck_relation_two_ends")),
        sa.ForeignKeyConstraint(
            ["declared_by_id"], ["listing.id"], name=op.f("fk_relation_declared_by_id_listing")
        ),
        sa.ForeignKeyConstraint(
            ["object_id"], ["listing.id"], name=op.f("fk_relation_object_id_listing")
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["listing.id"], name=op.f("fk_relation_subject_id_listing")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation")),
        sa.UniqueConstraint(
            "declared_by_id",
            "kind",
            "subject_id",
            "object_id",
            "role",
            name=op.f("uq_relation_declared_by_id_kind_subject_id_object_id_role"),
        ),
    )
    op.create_index("ix_relation_declared_by_id", "relation", ["declared_by_id"])
    op.create_index("ix_relation_object", "relation", ["object_id", "kind"])
    op.create_index("ix_relation_subject", "relation", ["subject_id", "kind"])

    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("base_revision_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("content", JSON_DOCUMENT, nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("reviewer", sa.String(length=80), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.String(), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'in_review', 'changes_requested', 'approved', 'rejected', 'withdrawn', 'superseded')",
            name=op.f("ck_revision_state"),
        ),
        sa.ForeignKeyConstraint(
            ["base_revision_id"],
            ["revision.id"],
            name=op.f("fk_revision_base_revision_id_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_revision_listing_id_listing")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("listing_id", "number", name=op.f("uq_revision_listing_id_number")),
    )
    op.create_index("ix_revision_author", "revision", ["author"])
    op.create_index("ix_revision_state", "revision", ["state", "submitted_at"])
    op.create_index(
        "uq_revision_one_open",
        "revision",
        ["listing_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('draft', 'submitted', 'in_review', 'changes_requested')"),
        postgresql_where=sa.text(
            "state IN ('draft', 'submitted', 'in_review', 'changes_requested')"
        ),
    )

    op.create_table(
        "slug_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("slug", sa.String(length=90), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_slug_history_listing_id_listing")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slug_history")),
        sa.UniqueConstraint("kind", "slug", name=op.f("uq_slug_history_kind_slug")),
    )
    op.create_index("ix_slug_history_listing_id", "slug_history", ["listing_id"])

    op.create_table(
        "study",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("citation", sa.String(), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=True),
        sa.Column("design", sa.String(length=30), nullable=False),
        sa.Column("tier", sa.String(length=20), nullable=True),
        sa.Column("tier_assigned_by", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("sample_size", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_study_listing_id_listing")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study")),
    )
    op.create_index("ix_study_listing_id", "study", ["listing_id"])
    op.create_index("ix_study_tier", "study", ["tier"])

    op.create_table(
        "term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vocabulary_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("label_en", sa.String(length=160), nullable=False),
        sa.Column("label_es", sa.String(length=160), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("definition_es", sa.String(), nullable=False),
        sa.Column("synonyms_en", JSON_DOCUMENT, nullable=False),
        sa.Column("synonyms_es", JSON_DOCUMENT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["term.id"], name=op.f("fk_term_parent_id_term")),
        sa.ForeignKeyConstraint(
            ["vocabulary_id"], ["vocabulary.id"], name=op.f("fk_term_vocabulary_id_vocabulary")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
        sa.UniqueConstraint("vocabulary_id", "slug", name=op.f("uq_term_vocabulary_id_slug")),
    )
    op.create_index("ix_term_parent_id", "term", ["parent_id"])

    op.create_table(
        "import_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("row_hash", sa.String(length=64), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_import_record_listing_id_listing")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_import_record_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_record")),
        sa.UniqueConstraint("key", name=op.f("uq_import_record_key")),
    )
    op.create_index("ix_import_record_listing_id", "import_record", ["listing_id"])

    op.create_table(
        "listing_term",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_listing_term_listing_id_listing")
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["term.id"], name=op.f("fk_listing_term_term_id_term")
        ),
        sa.PrimaryKeyConstraint("listing_id", "term_id", name=op.f("pk_listing_term")),
    )
    op.create_index("ix_listing_term_term", "listing_term", ["term_id", "listing_id"])
    # listing and revision point at each other: SQLite takes the forward reference within CREATE
    # TABLE, PostgreSQL needs both tables first.
    if op.get_bind().dialect.name != "sqlite":
        op.create_foreign_key(
            "fk_listing_live_revision_id_revision",
            "listing",
            "revision",
            ["live_revision_id"],
            ["id"],
        )


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint("fk_listing_live_revision_id_revision", "listing")
    op.drop_table("listing_term")
    op.drop_table("import_record")
    op.drop_table("term")
    op.drop_table("study")
    op.drop_table("slug_history")
    op.drop_table("revision")
    op.drop_table("relation")
    op.drop_table("fact")
    op.drop_table("vocabulary")
    op.drop_table("note")
    op.drop_table("listing")
    op.drop_table("job")
    op.drop_table("audit")
