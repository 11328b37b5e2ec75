"""Read accounts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.accounts import rules, tokens
from directory.accounts.tokens import Purpose
from directory.accounts.types import Person
from directory.kernel.errors import NotFound
from directory.models import Account, Identity, Passkey, RecoveryCode


def by_email(session: Session, email: str) -> Account | None:
    """Return the account with this address, or None."""
    return session.scalar(select(Account).where(Account.email_key == rules.email_key(email)))


def get(session: Session, account_id: int) -> Account:
    """Return an account that is not closed; NotFound otherwise."""
    account = session.get(Account, account_id)
    if account is None or account.closed_at is not None:
        raise NotFound("There is no such account.")
    return account


def staff(session: Session) -> Sequence[Account]:
    """Return all accounts with a role, by address."""
    has_role = Account.is_admin | Account.is_moderator
    return session.scalars(select(Account).where(has_role).order_by(Account.email_key)).all()


def active_admins(session: Session) -> Sequence[Account]:
    """Return the administrators who can act, locked until the transaction ends."""
    statement = (
        select(Account)
        .where(Account.is_admin, Account.disabled_at.is_(None), Account.closed_at.is_(None))
        .order_by(Account.id)
        .with_for_update()
    )
    return session.scalars(statement).all()


def passkeys(session: Session, account_id: int) -> Sequence[Passkey]:
    """Return the passkeys of an account, oldest first."""
    statement = select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id)
    return session.scalars(statement).all()


def identities(session: Session, account_id: int) -> Sequence[Identity]:
    """Return the identities of an account at providers."""
    statement = select(Identity).where(Identity.account_id == account_id).order_by(Identity.id)
    return session.scalars(statement).all()


def codes_left(session: Session, account_id: int) -> int:
    """Return how many recovery codes are not used."""
    statement = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    return session.scalar(statement) or 0


def person(session: Session, account_id: int) -> Person:
    """Return whose account this is; NotFound when it is closed."""
    account = get(session, account_id)
    return Person(account.id, account.email, account.name)


def person_of_link(session: Session, purpose: Purpose, secret: str, *, now: datetime) -> Person:
    """Return whose account a link belongs to; Gone for a link that is not good."""
    return person(session, tokens.look(session, purpose, secret, now=now).account_id or 0)
