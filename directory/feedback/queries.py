"""Read notes."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.feedback.types import Receipt, Topic
from directory.kernel.errors import NotFound
from directory.models import Note


def receipt(session: Session, reference: str) -> Receipt:
    """Return what its sender may see of a note; NotFound for an unknown reference."""
    row = session.execute(
        select(Note.reference, Note.topic, Note.created_at).where(Note.reference == reference)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no note with this reference.")
    return Receipt(row.reference, Topic(row.topic), row.created_at)


def inbox(session: Session, state: str = "new", limit: int = 100) -> Sequence[Note]:
    """Return the notes in this state (`new`, `read`, `closed`) for the operator, oldest first."""
    statement = select(Note).where(Note.state == state).order_by(Note.created_at, Note.id)
    return session.scalars(statement.limit(limit)).all()
