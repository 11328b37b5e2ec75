"""Pictures, handled and parked forms, and what a submission says of its change."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0020"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", "owner", name=op.f("pk_upload")),
    )
    op.create_index("ix_upload_owner", "upload", ["owner", "created_at"])
    op.create_table(
        "listing_image",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_listing_image_listing_id_listing")
        ),
        sa.PrimaryKeyConstraint("listing_id", "position", name=op.f("pk_listing_image")),
    )
    op.create_index("ix_listing_image_key", "listing_image", ["key"])
    op.create_table(
        "form_receipt",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("result", sa.String(length=300), nullable=False),
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_form_receipt")),
    )
    op.create_index("ix_form_receipt_created_at", "form_receipt", ["created_at"])
    op.create_table(
        "parked_form",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=120), nullable=False),
        sa.Column("data", JSON_DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_parked_form")),
    )
    op.create_index("ix_parked_form_actor", "parked_form", ["actor"])
    op.create_index("ix_parked_form_created_at", "parked_form", ["created_at"])
    op.add_column("revision", sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "revision", sa.Column("risk", sa.String(length=12), nullable=False, server_default="")
    )
    for name, empty in (("changed_fields", "[]"), ("acknowledged", "{}")):
        op.add_column(
            "revision", sa.Column(name, JSON_DOCUMENT, nullable=False, server_default=empty)
        )


def downgrade() -> None:
    for name in ("acknowledged", "changed_fields", "risk", "saved_at"):
        op.drop_column("revision", name)
    for table in ("parked_form", "form_receipt", "listing_image", "upload"):
        op.drop_table(table)
