"""The listing and what is projected from its live revision."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.kernel.database import Base
from directory.models.revision import Revision


class Listing(Base):
    """A product, organization, person or opportunity; its content is in the live revision.

    `name`, `tagline`, `lifecycle`, `content_hash` and `confirmed_on` are projections of that
    revision. `confirmed_on` is a partial date (`2020`, `2020-08` or `2020-08-31`).
    """

    __tablename__ = "listing"
    __table_args__ = (
        UniqueConstraint("kind", "slug"),
        CheckConstraint(
            "kind IN ('product', 'organization', 'person', 'opportunity')", name="kind"
        ),
        CheckConstraint(
            "visibility IN ('hidden', 'public', 'suspended', 'archived', 'merged', 'removed')",
            name="visibility",
        ),
        CheckConstraint(
            "visibility NOT IN ('public', 'archived') OR live_revision_id IS NOT NULL",
            name="public_is_live",
        ),
        Index("ix_listing_visible", "visibility", "kind", "sort_name"),
        Index("ix_listing_newest", "visibility", "published_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    slug: Mapped[str] = mapped_column(String(90))
    visibility: Mapped[str] = mapped_column(String(12), default="hidden")
    live_revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", use_alter=True, name="fk_listing_live_revision_id_revision"),
        index=True,
    )
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id"))
    name: Mapped[str] = mapped_column(String(200), default="")
    sort_name: Mapped[str] = mapped_column(String(200), default="")
    tagline: Mapped[str] = mapped_column(String(300), default="")
    lifecycle: Mapped[str] = mapped_column(String(20), default="not-stated")
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    confirmed_on: Mapped[str | None] = mapped_column(String(10))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    lock_version: Mapped[int] = mapped_column()

    live_revision: Mapped[Revision | None] = relationship(foreign_keys=[live_revision_id])

    __mapper_args__ = {"version_id_col": lock_version}


class SlugHistory(Base):
    """An address that a listing had once, or that of a listing that was renamed."""

    __tablename__ = "slug_history"
    __table_args__ = (UniqueConstraint("kind", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    slug: Mapped[str] = mapped_column(String(90))
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    retired_at: Mapped[datetime]


class ListingTerm(Base):
    """A listing has a term, named itself (`direct`) or as the ancestor of a named one."""

    __tablename__ = "listing_term"
    __table_args__ = (Index("ix_listing_term_term", "term_id", "listing_id"),)

    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True)
    direct: Mapped[bool]


class Fact(Base):
    """One fact of a listing, with its state, source and dates (partial dates, see Listing)."""

    __tablename__ = "fact"
    __table_args__ = (
        UniqueConstraint("listing_id", "key"),
        Index("ix_fact_key_state", "key", "state"),
        CheckConstraint(
            "state IN ('yes', 'no', 'partial', 'not_stated', 'not_applicable')", name="state"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    key: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String, default="")
    source_type: Mapped[str | None] = mapped_column(String(20))
    source_name: Mapped[str] = mapped_column(String(200), default="")
    source_url: Mapped[str | None] = mapped_column(String(2000))
    confirmed_on: Mapped[str | None] = mapped_column(String(10))
    expires_on: Mapped[str | None] = mapped_column(String(10), index=True)


class Study(Base):
    """One evidence study of a product; a tier belongs to it and to its outcome."""

    __tablename__ = "study"

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    position: Mapped[int]
    citation: Mapped[str] = mapped_column(String)
    url: Mapped[str | None] = mapped_column(String(2000))
    design: Mapped[str] = mapped_column(String(30))
    tier: Mapped[str | None] = mapped_column(String(20), index=True)
    tier_assigned_by: Mapped[str] = mapped_column(String(200), default="")
    outcome: Mapped[str] = mapped_column(String, default="")
    year: Mapped[int | None]
    sample_size: Mapped[int | None]
