"""Become a member: register, confirm the address, or be the first administrator.

Whoever registers sees the same page whether there is an account with that address or not; what is true
goes by mail to the owner of the address.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from directory.accounts import limits, passwords, queries, rules, tokens
from directory.accounts.tokens import Purpose
from directory.accounts.types import Register, account_key
from directory.audit import service as audit
from directory.audit.actions import Action
from directory.jobs.mail import Message, send
from directory.kernel.actors import Actor
from directory.kernel.errors import Conflict, Invalid
from directory.kernel.ids import new_uid
from directory.kernel.text import clean
from directory.models import Account

VISITOR = Actor("visitor:register")


@dataclass(frozen=True)
class NewAccount:
    """A valid registration whose password is hashed."""

    email: str
    name: str
    password_hash: str


def validated(command: Register) -> NewAccount:
    """Check and hash; Invalid lists every problem. Slow on purpose: call it outside a transaction."""
    email, name = rules.tidy_email(command.email), clean(command.name)
    found = [
        *rules.name_problems(name),
        *rules.email_problems(email),
        *passwords.problems(command.password, context=(email, name)),
    ]
    if found:
        raise Invalid(found)
    return NewAccount(email, name, passwords.make_hash(command.password))


def register(session: Session, new: NewAccount, address: str, *, now: datetime) -> None:
    """Make an account, or tell the owner of the address by mail that there is one."""
    subjects = {"address": address, "site": ""}
    limits.check(session, "register", subjects, now=now)
    limits.count(session, "register", subjects, now=now)
    known = queries.by_email(session, new.email)
    if known is None:
        account = create(session, new, now=now)
        changes = {"confirmed": False}
        audit.record(
            session, VISITOR, Action.ACCOUNT_REGISTER, _subject(account), now=now, changes=changes
        )
        _mail_confirmation(session, account, now)
    elif known.confirmed_at is None:
        if not limits.wait(session, "confirm", {"account": str(known.id)}, now=now):
            _mail_confirmation(session, known, now)
    elif not limits.wait(session, "confirm", {"account": str(known.id)}, now=now):
        limits.count(session, "confirm", {"account": str(known.id)}, now=now)
        message = Message("account_exists", known.email, {"name": known.name}, known.id)
        send(session, message, now=now)


def create(session: Session, new: NewAccount, *, now: datetime, confirmed: bool = False) -> Account:
    """Add an account; the address must be free."""
    account = Account(
        email=new.email,
        email_key=rules.email_key(new.email),
        name=new.name,
        password_hash=new.password_hash or None,
        passkey_handle=new_uid(),
        created_at=now,
        confirmed_at=now if confirmed else None,
        password_changed_at=now if new.password_hash else None,
    )
    session.add(account)
    session.flush()  # gives the id that token, mail and audit row need
    return account


def _mail_confirmation(session: Session, account: Account, now: datetime) -> None:
    limits.count(session, "confirm", {"account": str(account.id)}, now=now)
    secret = tokens.issue(session, Purpose.CONFIRM, account.id, rules.CONFIRM_LIFE, now=now)
    context = {"name": account.name, "token": secret}
    message = Message("account_confirm", account.email, context, account.id, secret=True)
    send(session, message, now=now)


def send_confirmation(session: Session, account_id: int, *, now: datetime) -> None:
    """Mail a new link; TooMany when there were three within six hours, Conflict when not needed."""
    account = queries.get(session, account_id)
    if account.confirmed_at is not None:
        raise Conflict("This address is confirmed already.")
    limits.check(session, "confirm", {"account": str(account_id)}, now=now)
    _mail_confirmation(session, account, now)


def confirm(session: Session, secret: str, *, now: datetime) -> Account:
    """Mark the address as confirmed; Gone for a link that is not good.

    The caller has made sure that this is the person who registered: the link alone shows only who reads
    the mail, and somebody else may have registered with that address and a password of their own.
    """
    token = tokens.use(session, Purpose.CONFIRM, secret, now=now)
    account = queries.get(session, token.account_id or 0)
    account.confirmed_at = account.confirmed_at or now
    actor = Actor(account_key(account.id))
    audit.record(session, actor, Action.ACCOUNT_CONFIRM, _subject(account), now=now)
    return account


def first_admin_link(session: Session, *, now: datetime) -> str:
    """Return the secret of a one-time link for the first administrator; Conflict when there is one."""
    if queries.active_admins(session):
        raise Conflict("There is an administrator already; administrators give roles to others.")
    return tokens.issue(session, Purpose.FIRST_ADMIN, None, rules.FIRST_ADMIN_LIFE, now=now)


def first_admin(session: Session, secret: str, new: NewAccount, *, now: datetime) -> Account:
    """Make the first administrator; Gone for a link that is not good, Conflict when there is one."""
    tokens.use(session, Purpose.FIRST_ADMIN, secret, now=now)
    if queries.active_admins(session):
        raise Conflict("There is an administrator already; administrators give roles to others.")
    account = queries.by_email(session, new.email)
    if account is None:
        account = create(session, new, now=now, confirmed=True)
    elif account.disabled_at is not None:
        raise Conflict("The account with this address is disabled.")
    account.password_hash, account.password_changed_at = new.password_hash, now
    account.is_admin, account.confirmed_at = True, account.confirmed_at or now
    actor = Actor("visitor:first-admin")
    changes = {"admin": True}
    audit.record(
        session, actor, Action.ACCOUNT_SET_ROLES, _subject(account), now=now, changes=changes
    )
    return account


def _subject(account: Account) -> tuple[str, int]:
    return ("account", account.id)
