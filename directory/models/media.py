"""Pictures: who uploaded which, and which live listing shows which."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.kernel.database import Base


class Upload(Base):
    """A stored picture by its SHA-256 and the actor who brought it; several may bring the same."""

    __tablename__ = "upload"
    __table_args__ = (Index("ix_upload_owner", "owner", "created_at"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    owner: Mapped[str] = mapped_column(String(80), primary_key=True)
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    created_at: Mapped[datetime]


class ListingImage(Base):
    """A picture of a live revision; `position` 0 is the logo."""

    __tablename__ = "listing_image"

    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), index=True)
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[str] = mapped_column(String(300))
