"""Keep what people say who need a term"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("term", sa.Column("cues", JSON_DOCUMENT, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("term", "cues")  # not by a copy of the table: listings refer to it
