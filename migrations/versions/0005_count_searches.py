"""Count searches by day, without anything that says who searched."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("query", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("found", sa.String(length=4), nullable=False),
        sa.Column("subjects", sa.String(length=500), nullable=False),
        sa.Column("levels", sa.String(length=500), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_search_count_count")),
        sa.CheckConstraint("found IN ('none', 'few', 'many')", name=op.f("ck_search_count_found")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_count")),
        sa.UniqueConstraint(
            "day",
            "query",
            "kind",
            "found",
            "subjects",
            "levels",
            name=op.f("uq_search_count_day_query_kind_found_subjects_levels"),
        ),
    )
    op.create_index("ix_search_count_query", "search_count", ["query"])


def downgrade() -> None:
    op.drop_table("search_count")
