"""Store notes."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.audit import service as audit
from directory.audit.actions import Action
from directory.feedback import rules
from directory.feedback.queries import note_by_reference, sent_before
from directory.feedback.types import SendNote
from directory.kernel.actors import Actor
from directory.kernel.errors import Conflict, Invalid
from directory.models import Note

_TRIES = 5


def send_note(session: Session, actor: Actor, command: SendNote, *, now: datetime) -> Note:
    """Store a note once, however often its form is sent; Invalid lists every problem by field.

    The audit row has the topic and the reference, nothing that was typed.
    """
    command = rules.tidied(command)
    if found := rules.problems(command):
        raise Invalid(found)
    for _ in range(_TRIES):
        known = sent_before(session, command)
        if known is not None:
            return known
        note = _stored(session, command, now)
        if note is not None:
            changes = {"topic": note.topic, "reference": note.reference}
            audit.record(
                session, actor, Action.NOTE_SEND, ("note", note.id), now=now, changes=changes
            )
            return note
        # A second submit came in between, or the reference is taken: look again.
    raise Conflict("The note could not be stored. Please send it again.")


def close_note(session: Session, actor: Actor, reference: str, *, now: datetime) -> None:
    """Mark a note as dealt with; NotFound for an unknown reference, Conflict when it is closed."""
    note = note_by_reference(session, reference)
    if note.state == "closed":
        raise Conflict("This note is closed already.")
    note.state = "closed"
    audit.record(session, actor, Action.NOTE_CLOSE, ("note", note.id), now=now)


def erase_note(session: Session, actor: Actor, reference: str, *, now: datetime) -> None:
    """Delete a note with all that was typed; the audit log keeps that there was one."""
    note = note_by_reference(session, reference)
    audit.record(session, actor, Action.NOTE_ERASE, ("note", note.id), now=now)
    session.delete(note)


def _stored(session: Session, command: SendNote, now: datetime) -> Note | None:
    note = Note(
        form_key=rules.form_key(command),
        reference=rules.new_reference(),
        topic=command.topic,
        name=command.name,
        email=command.email,
        message=command.message,
        about=command.about,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(note)
    except IntegrityError:
        return None
    return note
