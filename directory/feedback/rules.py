"""Pure rules of notes: what is valid, how a note is cleaned, when a form may be sent."""

import re
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from directory.feedback.types import SendNote, Topic
from directory.kernel.errors import FieldProblem
from directory.kernel.ids import content_hash
from directory.kernel.text import clean, clean_block

MIN_MESSAGE = 10
MAX_MESSAGE = 4000
MAX_NAME = 100
MAX_EMAIL = 254
MAX_ABOUT = 300
MAX_LINKS = 3
MIN_AGE = timedelta(seconds=3)
MAX_AGE = timedelta(hours=24)

# Without characters that are mistaken for one another when a reference is read aloud or copied.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@([\w-]{1,63}\.){1,8}[\w-]{2,63}")


def tidied(note: SendNote) -> SendNote:
    """Return the note without control characters and outer space; nothing is cut off."""
    return replace(
        note,
        message=clean_block(note.message),
        name=clean(note.name),
        email=clean(note.email),
        about=clean(note.about),
    )


def problems(note: SendNote) -> list[FieldProblem]:
    """Return everything that is wrong with a tidied note, in the order of the form's fields."""
    found: list[FieldProblem] = []
    if note.topic not in set(Topic):
        found.append(FieldProblem("topic", "missing", "Choose what your note is about."))
    found += _message_problems(note.message)
    if len(note.about) > MAX_ABOUT:
        found.append(_too_long("about", MAX_ABOUT, len(note.about)))
    if len(note.name) > MAX_NAME:
        found.append(_too_long("name", MAX_NAME, len(note.name)))
    if note.email and not (len(note.email) <= MAX_EMAIL and _EMAIL.fullmatch(note.email)):
        found.append(
            FieldProblem(
                "email",
                "form",
                "Write the whole e-mail address, such as name@example.org, or leave it empty.",
            )
        )
    return found


def _message_problems(message: str) -> list[FieldProblem]:
    if len(message) < MIN_MESSAGE:
        text = f"Write your note: at least {MIN_MESSAGE} characters."
        return [FieldProblem("message", "too_short", text)]
    if len(message) > MAX_MESSAGE:
        return [_too_long("message", MAX_MESSAGE, len(message))]
    links = len(_LINK.findall(message))
    if links > MAX_LINKS:
        text = f"Your note has {links} web addresses; please keep the {MAX_LINKS} that matter most."
        return [FieldProblem("message", "links", text)]
    return []


def _too_long(field: str, limit: int, length: int) -> FieldProblem:
    text = f"Use at most {limit:,} characters; there are {length:,} now."
    return FieldProblem(field, "too_long", text)


def form_key(note: SendNote) -> str:
    """Return what makes a double submit one note: the same form with the same text.

    A form that somebody goes back to, changes and sends again is another note.
    """
    return content_hash([note.nonce, note.topic, note.message, note.name, note.email, note.about])


def new_reference() -> str:
    """Return a random reference such as `K7QM-3TZP`: 39 bits, easy to read aloud."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def too_fast(opened: datetime, now: datetime) -> bool:
    """Whether a form comes back sooner than anybody types."""
    return now - opened < MIN_AGE


def too_old(opened: datetime, now: datetime) -> bool:
    """Whether a form was open so long that it has to be shown again before it is sent."""
    return now - opened > MAX_AGE
