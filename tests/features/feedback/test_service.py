"""Notes are stored once, and nothing that was typed gets into the audit log."""

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from directory.audit.queries import history
from directory.feedback import rules
from directory.feedback.queries import inbox, receipt
from directory.feedback.service import close_note, erase_note, send_note
from directory.feedback.types import SendNote, Topic
from directory.kernel.actors import Actor
from directory.kernel.database import Database
from directory.kernel.errors import Conflict, Invalid, NotFound
from directory.models import Note

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
VISITOR = Actor("visitor:test")
NOTE = SendNote(
    "correction",
    "The price of this is wrong.",
    "n1",
    name="Ana Ruiz",
    email="ana@example.org",
    about="/products/x",
)
pytestmark = pytest.mark.database


def send(database: Database, note: SendNote = NOTE) -> str:
    with database.writing() as session:
        return send_note(session, VISITOR, note, now=NOW).reference


def count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count(Note.id))) or 0


def test_it_works(database: Database) -> None:
    reference = send(database)
    with database.reading() as session:
        (note,) = inbox(session)
        assert (note.reference, note.message, note.email) == (reference, NOTE.message, NOTE.email)
        assert note.created_at == NOW
        found = receipt(session, reference.lower())
        assert (found.topic, found.created_at) == (Topic.CORRECTION, NOW)


def test_the_audit_log_has_nothing_personal(database: Database) -> None:
    reference = send(database)
    with database.reading() as session:
        (note,) = inbox(session)
        (row,) = history(session, ("note", note.id))
        assert row.action == "note:send"
        assert row.changes == {"topic": "correction", "reference": reference}
        text = json.dumps(row.changes) + row.reason + row.actor
    for private in (NOTE.name, NOTE.email, NOTE.message, NOTE.about):
        assert private not in text


def test_sent_twice_is_one_note(database: Database) -> None:
    assert send(database) == send(database)
    assert count(database) == 1


def test_changed_and_sent_again_is_another_note(database: Database) -> None:
    assert send(database) != send(database, replace(NOTE, message="The language is wrong too."))
    assert count(database) == 2


def test_many_at_once_are_one_note(database: Database) -> None:
    references: list[str] = []

    def run() -> None:
        references.append(send(database))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(references) == 8
    assert len(set(references)) == 1
    assert count(database) == 1


def test_an_invalid_note_is_not_stored(database: Database) -> None:
    with pytest.raises(Invalid) as caught:
        send(database, replace(NOTE, topic="", message="short", email="x"))
    assert [p.field for p in caught.value.problems] == ["topic", "message", "email"]
    assert count(database) == 0


def test_a_reference_that_is_taken_is_drawn_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["AAAA-AAAA", "AAAA-AAAA", "BBBB-BBBB"])
    monkeypatch.setattr(rules, "new_reference", lambda: next(drawn))
    assert send(database) == "AAAA-AAAA"
    assert send(database, replace(NOTE, nonce="n2")) == "BBBB-BBBB"


def test_a_closed_note_leaves_the_inbox(database: Database) -> None:
    reference = send(database)
    with database.writing() as session:
        close_note(session, VISITOR, reference, now=NOW)
    with database.writing() as session:
        assert list(inbox(session)) == []
        assert [note.reference for note in inbox(session, "closed")] == [reference]
        with pytest.raises(Conflict):
            close_note(session, VISITOR, reference, now=NOW)


def test_an_erased_note_is_gone(database: Database) -> None:
    reference = send(database)
    with database.writing() as session:
        erase_note(session, VISITOR, reference, now=NOW)
    assert count(database) == 0
    with database.reading() as session, pytest.raises(NotFound):
        receipt(session, reference)
