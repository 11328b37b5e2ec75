"""Controlled vocabularies and their terms."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.kernel.database import Base


class Vocabulary(Base):
    """A list of terms that filters, forms and query understanding share."""

    __tablename__ = "vocabulary"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    label_en: Mapped[str] = mapped_column(String(120))
    label_es: Mapped[str] = mapped_column(String(120))
    plural_en: Mapped[str] = mapped_column(String(120))
    plural_es: Mapped[str] = mapped_column(String(120))
    definition: Mapped[str] = mapped_column(String)
    position: Mapped[int]
    is_facet: Mapped[bool]
    is_browsable: Mapped[bool]
    kinds: Mapped[list[str]]
    source: Mapped[str] = mapped_column(String, default="")
    updated_at: Mapped[datetime]


class Term(Base):
    """One term; `position` orders all terms of a vocabulary, children right after their parent."""

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("vocabulary_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vocabulary_id: Mapped[int] = mapped_column(ForeignKey("vocabulary.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80))
    code: Mapped[str] = mapped_column(String(20), default="")
    label_en: Mapped[str] = mapped_column(String(160))
    label_es: Mapped[str] = mapped_column(String(160))
    definition: Mapped[str] = mapped_column(String)
    definition_es: Mapped[str] = mapped_column(String, default="")
    synonyms_en: Mapped[list[str]]
    synonyms_es: Mapped[list[str]]
    cues: Mapped[list[str]] = mapped_column(default=list)
    position: Mapped[int]
    retired_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
