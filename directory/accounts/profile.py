"""What people change of their own account: name, password, address; and their sessions."""

from datetime import datetime

from sqlalchemy.orm import Session

from directory.accounts import limits, queries, rules, sessions, tokens
from directory.accounts.signing_in import record
from directory.accounts.tokens import Purpose
from directory.audit.actions import Action
from directory.jobs.mail import Message, send
from directory.kernel.errors import Conflict, Invalid
from directory.kernel.text import clean
from directory.models import Account


def rename(session: Session, account_id: int, name: str, *, now: datetime) -> None:
    """Change the name; Invalid when there is none."""
    name = clean(name)
    if found := rules.name_problems(name):
        raise Invalid(found)
    account = queries.get(session, account_id)
    account.name = name
    record(session, account, Action.ACCOUNT_RENAME, now)


def change_password(
    session: Session, account_id: int, session_id: int, password_hash: str, *, now: datetime
) -> None:
    """Set a new password, end all other sessions, and tell the owner by mail."""
    account = queries.get(session, account_id)
    account.password_hash, account.password_changed_at = password_hash, now
    tokens.void(session, Purpose.RESET, account_id, now=now)
    sessions.end_all(session, account_id, but=session_id)
    record(session, account, Action.ACCOUNT_CHANGE_PASSWORD, now)
    message = Message("account_password_changed", account.email, {"name": account.name}, account_id)
    send(session, message, now=now)


def ask_new_email(session: Session, account_id: int, email: str, *, now: datetime) -> None:
    """Mail a link to the new address and tell the old one; nothing changes before the link is used.

    The page after it says the same when the address belongs to another account; its owner is told.
    """
    email = rules.tidy_email(email)
    if found := rules.email_problems(email):
        raise Invalid(found)
    account = queries.get(session, account_id)
    if rules.email_key(email) == account.email_key:
        raise Conflict("This is your address already.")
    limits.check(session, "change_email", {"account": str(account_id)}, now=now)
    limits.count(session, "change_email", {"account": str(account_id)}, now=now)
    other = queries.by_email(session, email)
    if other is not None:
        send(
            session, Message("account_exists", other.email, {"name": other.name}, other.id), now=now
        )
    else:
        life = rules.CHANGE_EMAIL_LIFE
        secret = tokens.issue(
            session, Purpose.CHANGE_EMAIL, account_id, life, now=now, data={"email": email}
        )
        context = {"name": account.name, "token": secret}
        send(session, Message("account_new_email", email, context, account_id, True), now=now)
    told = {"name": account.name, "new": email}
    send(session, Message("account_email_asked", account.email, told, account_id), now=now)
    record(session, account, Action.ACCOUNT_ASK_EMAIL, now)


def new_email_of(session: Session, secret: str, *, now: datetime) -> str:
    """Return which address a link confirms; Gone for one that is not good."""
    return str(tokens.look(session, Purpose.CHANGE_EMAIL, secret, now=now).data["email"])


def change_email(session: Session, account_id: int, secret: str, *, now: datetime) -> None:
    """Change the address, and tell both; Gone for a link that is not good or not for this account."""
    token = tokens.look(session, Purpose.CHANGE_EMAIL, secret, now=now)
    if token.account_id != account_id:
        raise Conflict(
            "This link belongs to another account. Sign in with that one and open it again."
        )
    tokens.use(session, Purpose.CHANGE_EMAIL, secret, now=now)
    account, new = queries.get(session, account_id), str(token.data["email"])
    if queries.by_email(session, new) is not None:
        raise Conflict("There is an account with this address by now.")
    old = account.email
    account.email, account.email_key, account.confirmed_at = new, rules.email_key(new), now
    tokens.void(session, Purpose.RESET, account_id, now=now)
    record(session, account, Action.ACCOUNT_CHANGE_EMAIL, now)
    for address in (old, new):
        context = {"name": account.name, "old": old, "new": new}
        send(session, Message("account_email_changed", address, context, account_id), now=now)


def end_session(session: Session, account_id: int, session_id: int, *, now: datetime) -> None:
    """End one session of one's own; nothing happens when it has ended already."""
    if sessions.end(session, account_id, session_id):
        record(session, _get(session, account_id), Action.ACCOUNT_END_SESSIONS, now, {"count": 1})


def end_other_sessions(session: Session, account_id: int, keep: int, *, now: datetime) -> int:
    """End all sessions but the one in use; returns how many there were."""
    count = sessions.end_all(session, account_id, but=keep)
    if count:
        changes: dict[str, object] = {"count": count}
        record(session, _get(session, account_id), Action.ACCOUNT_END_SESSIONS, now, changes)
    return count


def sign_out(session: Session, account_id: int, session_id: int, *, now: datetime) -> None:
    """End the session in use: its cookie, and every copy of it, is dead."""
    sessions.end(session, account_id, session_id)
    record(session, _get(session, account_id), Action.ACCOUNT_SIGN_OUT, now)


def _get(session: Session, account_id: int) -> Account:
    return queries.get(session, account_id)
