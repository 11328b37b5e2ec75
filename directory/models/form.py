"""What forms leave behind: which were handled already, and what was typed but not yet taken."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from directory.kernel.database import Base


class FormReceipt(Base):
    """A form that was handled, by its random number: a second submit finds what the first one did.

    `result` is where the first one led; `state_hash` the content it left, so that a form which
    saves several times knows its own work.
    """

    __tablename__ = "form_receipt"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    actor: Mapped[str] = mapped_column(String(80))
    result: Mapped[str] = mapped_column(String(300), default="")
    state_hash: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[datetime] = mapped_column(index=True)


class ParkedForm(Base):
    """What somebody typed and sent when it could not be taken, such as after the session ended."""

    __tablename__ = "parked_form"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    actor: Mapped[str] = mapped_column(String(80), index=True)
    purpose: Mapped[str] = mapped_column(String(120))
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)
