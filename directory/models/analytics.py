"""Counted searches: nothing in here says who searched, or when on a day."""

from datetime import date

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.kernel.database import Base


class SearchCount(Base):
    """How often the same thing was searched for on one day (UTC) with the same kind of result.

    `found` is `none`, `few` (1 or 2) or `many`; `subjects` and `levels` are sorted slugs with commas.
    """

    __tablename__ = "search_count"
    __table_args__ = (
        UniqueConstraint("day", "query", "kind", "found", "subjects", "levels"),
        CheckConstraint("found IN ('none', 'few', 'many')", name="found"),
        CheckConstraint("count > 0", name="count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    query: Mapped[str] = mapped_column(String(100), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    found: Mapped[str] = mapped_column(String(4))
    subjects: Mapped[str] = mapped_column(String(500))
    levels: Mapped[str] = mapped_column(String(500))
    count: Mapped[int]
