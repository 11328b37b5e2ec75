"""Typed and dated relations between listings."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.kernel.database import Base


class Relation(Base):
    """`subject` stands in relation `kind` to `object`; `declared_by` is the listing that says so.

    `state` is `claimed` until the other side confirms it. Dates are partial dates.
    """

    __tablename__ = "relation"
    __table_args__ = (
        UniqueConstraint("declared_by_id", "kind", "subject_id", "object_id", "role"),
        CheckConstraint("state IN ('claimed', 'confirmed')", name="state"),
        CheckConstraint("subject_id <> object_id", name="two_ends"),
        Index("ix_relation_subject", "subject_id", "kind"),
        Index("ix_relation_object", "object_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    object_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    role: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(12), default="claimed")
    started_on: Mapped[str | None] = mapped_column(String(10))
    ended_on: Mapped[str | None] = mapped_column(String(10))
    source_type: Mapped[str | None] = mapped_column(String(20))
    source_name: Mapped[str] = mapped_column(String(200), default="")
    source_url: Mapped[str | None] = mapped_column(String(2000))
    confirmed_on: Mapped[str | None] = mapped_column(String(10))
