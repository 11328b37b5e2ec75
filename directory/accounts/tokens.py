"""Links that work once: stored as a hash, for one purpose, until they expire."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.accounts.secrets import hashed, new_secret
from directory.kernel.errors import Gone
from directory.models import AccountToken

NOT_GOOD = (
    "This link is not good any more. It works once and for a limited time; ask for a new one."
)


class Purpose(StrEnum):
    """What a link is for. The value is stored."""

    CONFIRM = "confirm"
    RESET = "reset"
    CHANGE_EMAIL = "change_email"
    FIRST_ADMIN = "first_admin"


def issue(
    session: Session,
    purpose: Purpose,
    account_id: int | None,
    life: timedelta,
    *,
    now: datetime,
    data: dict[str, Any] | None = None,
) -> str:
    """Return a new link secret; earlier ones of this purpose and account are void."""
    void(session, purpose, account_id, now=now)
    secret = new_secret()
    session.add(
        AccountToken(
            token_hash=hashed(secret),
            purpose=purpose,
            account_id=account_id,
            data=data or {},
            created_at=now,
            expires_at=now + life,
        )
    )
    return secret


def look(session: Session, purpose: Purpose, secret: str, *, now: datetime) -> AccountToken:
    """Return a token that is still good; Gone for any other."""
    token = session.scalar(
        select(AccountToken).where(
            AccountToken.token_hash == hashed(secret),
            AccountToken.purpose == purpose,
            AccountToken.used_at.is_(None),
            AccountToken.expires_at > now,
        )
    )
    if token is None:
        raise Gone(NOT_GOOD)
    return token


def use(session: Session, purpose: Purpose, secret: str, *, now: datetime) -> AccountToken:
    """Return a token that is still good, and mark it as used; Gone for any other.

    The mark is set in one statement, so that of two clicks at once only one wins.
    """
    token = look(session, purpose, secret, now=now)
    won = session.scalars(
        update(AccountToken)
        .where(AccountToken.id == token.id, AccountToken.used_at.is_(None))
        .values(used_at=now)
        .returning(AccountToken.id)
    ).all()
    if not won:
        raise Gone(NOT_GOOD)
    return token


def void(session: Session, purpose: Purpose, account_id: int | None, *, now: datetime) -> None:
    """Make all open links of this purpose and account useless."""
    session.execute(
        update(AccountToken)
        .where(
            AccountToken.purpose == purpose,
            AccountToken.account_id == account_id,
            AccountToken.used_at.is_(None),
        )
        .values(used_at=now)
    )
