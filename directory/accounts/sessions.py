"""Sessions on the server: the cookie holds a random id, the database its hash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import Session

from directory.accounts import rules
from directory.accounts.secrets import hashed, new_secret
from directory.accounts.types import Browser, Method, SignedIn, Stage
from directory.models import Account, AccountSession, Passkey


def find(session: Session, cookie: str, *, now: datetime) -> SignedIn | None:
    """Return the live session that belongs to a cookie, or None; one statement."""
    has_passkey = exists().where(Passkey.account_id == Account.id)
    row = session.execute(
        select(AccountSession, Account, has_passkey)
        .join(Account, AccountSession.account_id == Account.id)
        .where(AccountSession.id_hash == hashed(cookie))
    ).one_or_none()
    if row is None:
        return None
    found = _view(*row)
    account: Account = row[1]
    if account.disabled_at or account.closed_at or rules.expired(found, now):
        return None
    return found


def _view(row: AccountSession, account: Account, has_passkey: bool) -> SignedIn:
    return SignedIn(
        session_id=row.id,
        account_id=account.id,
        email=account.email,
        name=account.name,
        confirmed=account.confirmed_at is not None,
        is_moderator=account.is_moderator,
        is_admin=account.is_admin,
        has_password=account.password_hash is not None,
        has_totp=account.totp_secret is not None,
        has_passkey=has_passkey,
        stage=Stage(row.stage),
        created_at=row.created_at,
        seen_at=row.seen_at,
        verified_at=row.verified_at,
        second_factor_at=row.second_factor_at,
    )


@dataclass(frozen=True)
class Started:
    """A new session: the id for its cookie, and whether it is complete."""

    cookie: str
    full: bool


def start(
    session: Session,
    account: Account,
    method: Method,
    browser: Browser,
    *,
    now: datetime,
    second_factor: bool = False,
) -> Started:
    """Begin a session after a first proof.

    It is complete unless a second factor is still missing. `second_factor`: the proof was one already.
    """
    needed = rules.needs_second_factor(
        is_staff=account.is_moderator or account.is_admin, has_totp=account.totp_secret is not None
    )
    full = second_factor or not needed
    cookie = new_secret()
    session.add(
        AccountSession(
            id_hash=hashed(cookie),
            account_id=account.id,
            stage=Stage.FULL if full else Stage.SECOND_FACTOR,
            method=method,
            user_agent=browser.user_agent[:300],
            address=browser.address[:60],
            created_at=now,
            seen_at=now,
            verified_at=now if full else None,
            second_factor_at=now if second_factor else None,
        )
    )
    if full:
        account.signed_in_at = now
    return Started(cookie, full)


def complete(session: Session, account: Account, session_id: int, *, now: datetime) -> str:
    """Complete a session after its second factor; returns the new id, the old one is dead."""
    row = session.get_one(AccountSession, session_id)
    cookie = new_secret()
    row.id_hash, row.stage, row.data = hashed(cookie), Stage.FULL, {}
    row.created_at = row.seen_at = row.verified_at = row.second_factor_at = now
    account.signed_in_at = now
    return cookie


def renew(session: Session, session_id: int, *, now: datetime, second_factor: bool) -> str:
    """Note that the person proved again who they are; returns the new id."""
    row = session.get_one(AccountSession, session_id)
    cookie = new_secret()
    row.id_hash, row.verified_at, row.data = hashed(cookie), now, {}
    if second_factor:
        row.second_factor_at = now
    return cookie


def touch(session: Session, session_id: int, *, now: datetime) -> None:
    """Note that a session is in use."""
    session.execute(
        update(AccountSession).where(AccountSession.id == session_id).values(seen_at=now)
    )


def start_challenge(session: Session, data: dict[str, Any], *, now: datetime) -> str:
    """Keep a challenge for a browser that nobody signed in on; returns the id for its cookie."""
    cookie = new_secret()
    session.add(
        AccountSession(
            id_hash=hashed(cookie), stage=Stage.CHALLENGE, data=data, created_at=now, seen_at=now
        )
    )
    return cookie


def take_challenge(session: Session, cookie: str, *, now: datetime) -> dict[str, Any]:
    """Return the challenge that waits in the session of a cookie, once; empty when there is none."""
    row = session.scalar(select(AccountSession).where(AccountSession.id_hash == hashed(cookie)))
    if row is None or not row.data or now - row.seen_at > rules.BEGUN_LIFE:
        return {}
    data = dict(row.data)
    if row.stage == Stage.CHALLENGE:
        session.delete(row)
    else:
        row.data = {}
    return data


def keep_challenge(
    session: Session, session_id: int, data: dict[str, Any], *, now: datetime
) -> None:
    """Keep a challenge in a session that somebody has already."""
    row = session.get_one(AccountSession, session_id)
    row.data, row.seen_at = data, now


def end(session: Session, account_id: int, session_id: int) -> bool:
    """End one session of an account; False when it is not one of theirs."""
    return (
        _end(session, AccountSession.account_id == account_id, AccountSession.id == session_id) > 0
    )


def end_all(session: Session, account_id: int, *, but: int | None = None) -> int:
    """End all sessions of an account but perhaps one; returns how many there were."""
    conditions = [AccountSession.account_id == account_id]
    if but is not None:
        conditions.append(AccountSession.id != but)
    return _end(session, *conditions)


def _end(session: Session, *conditions: ColumnElement[bool]) -> int:
    ids = session.scalars(select(AccountSession.id).where(*conditions)).all()
    session.execute(delete(AccountSession).where(AccountSession.id.in_(ids)))
    return len(ids)


def listed(session: Session, account_id: int, *, now: datetime) -> Sequence[AccountSession]:
    """Return the complete sessions of an account that still live, the last used one first."""
    rows = session.scalars(
        select(AccountSession)
        .where(AccountSession.account_id == account_id, AccountSession.stage == Stage.FULL)
        .order_by(AccountSession.seen_at.desc())
    ).all()
    account = session.get_one(Account, account_id)
    return [row for row in rows if not rules.expired(_view(row, account, False), now)]


def sweep(session: Session, *, now: datetime) -> None:
    """Delete sessions that ended by themselves."""
    session.execute(delete(AccountSession).where(AccountSession.seen_at < now - rules.LIFE))
    session.execute(
        delete(AccountSession).where(
            AccountSession.stage != Stage.FULL, AccountSession.seen_at < now - rules.BEGUN_LIFE
        )
    )
