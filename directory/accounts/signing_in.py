"""Sign in with a password, and go on after a lost one.

Every failure looks and takes the same: an unknown address, a wrong password, a disabled account.
Slow hashing is done between two short transactions, never within one.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from directory.accounts import limits, passwords, queries, rules, sessions, tokens
from directory.accounts.tokens import Purpose
from directory.accounts.types import Browser, Method, Person, account_key
from directory.audit import service as audit
from directory.audit.actions import Action
from directory.jobs.mail import Message, send
from directory.kernel.actors import Actor
from directory.kernel.errors import Invalid
from directory.models import Account


@dataclass(frozen=True)
class Candidate:
    """What a password is compared with; for an unknown address there is no hash."""

    key: str
    account_id: int | None
    password_hash: str | None

    def subjects(self, address: str) -> dict[str, str]:
        """Return whose tries are counted."""
        return {"account": self.key, "address": address, "site": ""}


def candidate(session: Session, email: str, address: str, *, now: datetime) -> Candidate:
    """Return whom a sign-in is about; TooMany when there were too many failures."""
    key = rules.email_key(email)
    account = queries.by_email(session, email)
    usable = account is not None and account.disabled_at is None and account.closed_at is None
    found = Candidate(
        key,
        account.id if account and usable else None,
        account.password_hash if account and usable else None,
    )
    limits.check(session, "sign_in", found.subjects(address), now=now)
    return found


def failed(session: Session, found: Candidate, address: str, *, now: datetime) -> None:
    """Count a wrong password."""
    limits.count(session, "sign_in", found.subjects(address), now=now)


def enter(
    session: Session,
    account: Account,
    method: Method,
    browser: Browser,
    *,
    now: datetime,
    second_factor: bool = False,
) -> sessions.Started:
    """Begin a session after a first proof."""
    sessions.sweep(session, now=now)
    limits.forgive(session, "sign_in", "account", account.email_key)
    started = sessions.start(
        session, account, method, browser, now=now, second_factor=second_factor
    )
    record(session, account, Action.ACCOUNT_SIGN_IN, now, {"method": method})
    return started


def record(
    session: Session,
    account: Account,
    action: Action,
    now: datetime,
    changes: dict[str, object] | None = None,
) -> None:
    """Write to the audit log what the owner of an account did with it."""
    actor = Actor(account_key(account.id))
    audit.record(session, actor, action, ("account", account.id), now=now, changes=changes)


def rehash(account: Account, password_hash: str) -> None:
    """Store the hash of the same password that was made with the settings of today."""
    account.password_hash = password_hash


def ask_reset(session: Session, email: str, address: str, *, now: datetime) -> None:
    """Mail a link to set a new password, if there is such an account; the caller never learns.

    TooMany only for the address of the network: that of an account would tell that it exists.
    """
    limits.check(session, "reset", {"address": address}, now=now)
    subjects = {"account": rules.email_key(email)}
    held = limits.wait(session, "reset", subjects, now=now)
    limits.count(session, "reset", {**subjects, "address": address}, now=now)
    account = queries.by_email(session, email)
    if account is None or held or account.disabled_at or account.closed_at:
        return
    secret = tokens.issue(session, Purpose.RESET, account.id, rules.RESET_LIFE, now=now)
    context = {"name": account.name, "token": secret}
    send(session, Message("account_reset", account.email, context, account.id, True), now=now)
    record(session, account, Action.ACCOUNT_ASK_RESET, now)


def checked_password(password: str, owner: Person, field: str = "password") -> str:
    """Return the hash of a new password; Invalid when it breaks a rule. Slow on purpose."""
    context = (owner.email, owner.name)
    if found := passwords.problems(password, context=context, field=field):
        raise Invalid(found)
    return passwords.make_hash(password)


def reset(session: Session, secret: str, password_hash: str, *, now: datetime) -> Account:
    """Set a new password and end all sessions; a second factor is still asked for at sign-in."""
    token = tokens.use(session, Purpose.RESET, secret, now=now)
    account = queries.get(session, token.account_id or 0)
    account.password_hash, account.password_changed_at = password_hash, now
    account.confirmed_at = account.confirmed_at or now  # the link showed who reads the mail
    for purpose in (Purpose.RESET, Purpose.CHANGE_EMAIL, Purpose.CONFIRM):
        tokens.void(session, purpose, account.id, now=now)
    sessions.end_all(session, account.id)
    record(session, account, Action.ACCOUNT_RESET, now)
    message = Message("account_password_changed", account.email, {"name": account.name}, account.id)
    send(session, message, now=now)
    return account
