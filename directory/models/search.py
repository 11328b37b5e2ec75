"""Rules of query understanding, edited by staff."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.kernel.database import Base


class QueryRule(Base):
    """One rule; `edited_at` is set when staff changed it, and then the seed file leaves it alone."""

    __tablename__ = "query_rule"
    __table_args__ = (UniqueConstraint("section", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    section: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    lang: Mapped[str] = mapped_column(String(2), default="")
    role: Mapped[str] = mapped_column(String(12), default="")
    kind: Mapped[str] = mapped_column(String(20), default="")
    label: Mapped[str] = mapped_column(String(160), default="")
    names: Mapped[str] = mapped_column(String(12), default="")
    unit: Mapped[str] = mapped_column(String(80), default="")
    priority: Mapped[int] = mapped_column(default=0)
    relax: Mapped[int] = mapped_column(default=0)
    low: Mapped[int | None]
    high: Mapped[int | None]
    whole: Mapped[bool] = mapped_column(default=False)
    exact: Mapped[bool] = mapped_column(default=False)
    expand: Mapped[bool] = mapped_column(default=False)
    phrases: Mapped[list[str]]
    terms: Mapped[list[str]]
    other: Mapped[list[str]]
    edited_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
