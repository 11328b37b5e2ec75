"""Revisions: immutable snapshots of a listing's content, and what an import brought."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from directory.kernel.database import Base

IS_OPEN = "state IN ('draft', 'submitted', 'in_review', 'changes_requested')"
STATES = "('draft', 'submitted', 'in_review', 'changes_requested', 'approved', 'rejected', 'withdrawn', 'superseded')"


class Revision(Base):
    """One proposed or accepted content of a listing; a trigger keeps submitted content as it is.

    `risk` and `changed_fields` say how much a submitted change asks of a reviewer; `acknowledged`
    holds, by check, why its author submitted in spite of a warning. `saved_at` is the last save of
    a draft.
    """

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("listing_id", "number"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index(
            "uq_revision_one_open",
            "listing_id",
            unique=True,
            sqlite_where=text(IS_OPEN),
            postgresql_where=text(IS_OPEN),
        ),
        Index("ix_revision_state", "state", "submitted_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    base_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default="draft")
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(String(64))
    author: Mapped[str] = mapped_column(String(80), index=True)
    reviewer: Mapped[str | None] = mapped_column(String(80))
    claimed_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str] = mapped_column(String, default="")
    saved_at: Mapped[datetime | None]
    risk: Mapped[str] = mapped_column(String(12), default="")
    changed_fields: Mapped[list[str]] = mapped_column(default=list)
    acknowledged: Mapped[dict[str, Any]] = mapped_column(default=dict)
    lock_version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": lock_version}


class ImportRecord(Base):
    """Which row of which import became which listing, so that a second run changes nothing."""

    __tablename__ = "import_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    row_hash: Mapped[str] = mapped_column(String(64))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    imported_at: Mapped[datetime]
