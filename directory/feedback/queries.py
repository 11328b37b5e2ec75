"""Read notes."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.feedback import rules
from directory.feedback.types import Receipt, SendNote, Topic
from directory.kernel.errors import NotFound
from directory.models import Note


def note_by_reference(session: Session, reference: str) -> Note:
    """Return the note; NotFound for an unknown reference."""
    note = session.scalar(select(Note).where(Note.reference == reference.strip().upper()))
    if note is None:
        raise NotFound("There is no note with this reference.")
    return note


def sent_before(session: Session, command: SendNote) -> Note | None:
    """Return the note that this form with this text became already, or None."""
    key = rules.form_key(rules.tidied(command))
    return session.scalar(select(Note).where(Note.form_key == key))


def receipt(session: Session, reference: str) -> Receipt:
    """Return what its sender may see of a note; NotFound for an unknown reference."""
    note = note_by_reference(session, reference)
    return Receipt(note.reference, Topic(note.topic), note.created_at)


def inbox(session: Session, state: str = "new", limit: int = 100) -> Sequence[Note]:
    """Return the notes in this state (`new` or `closed`) for the operator, oldest first."""
    statement = select(Note).where(Note.state == state).order_by(Note.created_at, Note.id)
    return session.scalars(statement.limit(limit)).all()
