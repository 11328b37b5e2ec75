"""Who may act for an organization of the directory."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from directory.kernel.database import Base

_ROLES = "role IN ('owner', 'editor', 'viewer')"
_OPEN = "accepted_at IS NULL AND ended_at IS NULL"


class Membership(Base):
    """An account may act for an organization (a listing) in one role."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("organization_id", "account_id"),
        CheckConstraint(_ROLES, name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]


class Invitation(Base):
    """Somebody was asked by e-mail to join; `ended_at` is when it was taken back or refused."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint(_ROLES, name="role"),
        Index(
            "uq_invitation_one_open",
            "organization_id",
            "email_key",
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    role: Mapped[str] = mapped_column(String(10))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
