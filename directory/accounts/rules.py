"""Pure rules of accounts: addresses, names, when a session ends, how long links are good."""

import re
from datetime import datetime, timedelta

from directory.accounts.types import SignedIn
from directory.kernel.errors import FieldProblem
from directory.kernel.text import clean

MAX_EMAIL, MAX_NAME = 254, 100
_EMAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}")

STAFF_IDLE, STAFF_LIFE = timedelta(minutes=30), timedelta(hours=12)
IDLE, LIFE = timedelta(hours=12), timedelta(days=7)
BEGUN_LIFE = timedelta(minutes=15)  # from the password to the second factor
SEEN_EVERY = timedelta(minutes=1)
FRESH = timedelta(minutes=15)

CONFIRM_LIFE = timedelta(days=2)
CHANGE_EMAIL_LIFE = timedelta(hours=2)
RESET_LIFE = timedelta(hours=1)
FIRST_ADMIN_LIFE = timedelta(hours=24)


def tidy_email(text: str) -> str:
    """Return an e-mail address without spaces around it and control characters."""
    return clean(text)[: MAX_EMAIL + 1]


def email_key(text: str) -> str:
    """Return the form in which addresses are compared: one person, one account."""
    return tidy_email(text).casefold()


def email_problems(text: str, field: str = "email") -> list[FieldProblem]:
    """Return what is wrong with a tidied address."""
    if len(text) <= MAX_EMAIL and _EMAIL.fullmatch(text):
        return []
    message = "Write the whole e-mail address, such as name@example.org."
    return [FieldProblem(field, "form", message)]


def name_problems(text: str) -> list[FieldProblem]:
    """Return what is wrong with a tidied name."""
    if not text:
        return [FieldProblem("name", "missing", "Write how we should call you.")]
    if len(text) > MAX_NAME:
        return [FieldProblem("name", "too_long", f"Use at most {MAX_NAME} characters.")]
    return []


def expired(found: SignedIn, now: datetime) -> bool:
    """Whether a session ended by itself: too long unused, or too old."""
    if not found.full:
        return now - found.created_at > BEGUN_LIFE
    idle, life = (STAFF_IDLE, STAFF_LIFE) if found.is_staff else (IDLE, LIFE)
    return now - found.seen_at > idle or now - found.created_at > life


def fresh(found: SignedIn, now: datetime) -> bool:
    """Whether the person proved so recently who they are that they may change what protects them.

    Of staff a second factor is asked for, of others what they sign in with.
    """
    proved = found.second_factor_at if found.is_staff else found.verified_at
    return proved is not None and now - proved <= FRESH


def needs_second_factor(*, is_staff: bool, has_totp: bool) -> bool:
    """Whether a password (or the word of a provider) alone does not open a session."""
    return is_staff or has_totp
