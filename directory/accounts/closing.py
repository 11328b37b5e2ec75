"""Take one's data along, and close one's account."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from directory.accounts import queries
from directory.accounts.signing_in import record
from directory.accounts.types import account_key
from directory.audit.actions import Action
from directory.jobs.mail import Message, send
from directory.kernel.errors import Conflict
from directory.models import (
    Account,
    AccountSession,
    AccountToken,
    Audit,
    Identity,
    Listing,
    Mail,
    Membership,
    Passkey,
    RecoveryCode,
    Revision,
)

MAX_ROWS = 10_000


def own_data(session: Session, account_id: int, *, now: datetime) -> dict[str, Any]:
    """Return everything that is stored of an account, as plain JSON; secrets and hashes are left out."""
    account = queries.get(session, account_id)
    return {
        "exported_at": now.isoformat(),
        "account": {
            "email": account.email,
            "name": account.name,
            "roles": [r for r, has in _roles(account) if has],
            "registered_at": _time(account.created_at),
            "confirmed_at": _time(account.confirmed_at),
            "password_changed_at": _time(account.password_changed_at),
            "authenticator_app": account.totp_secret is not None,
            "recovery_codes_left": queries.codes_left(session, account_id),
        },
        "sessions": [
            {"method": s.method, "browser": s.user_agent, "network": s.address, "since": _time(s.created_at), "last_used": _time(s.seen_at)}
            for s in _rows(session, AccountSession, account_id)
        ],
        "passkeys": [
            {"name": p.name, "since": _time(p.created_at), "last_used": _time(p.used_at)}
            for p in queries.passkeys(session, account_id)
        ],
        "identities": [
            {"issuer": i.issuer, "subject": i.subject} for i in queries.identities(session, account_id)
        ],
        "organizations": _organizations(session, account_id),
        "revisions": _revisions(session, account_id),
        "mails": [
            {"to": m.recipient, "subject": m.subject, "state": m.state, "at": _time(m.created_at)}
            for m in _rows(session, Mail, account_id)
        ],
        "log": _log(session, account_id),
    }  # fmt: skip


def _roles(account: Account) -> tuple[tuple[str, bool], ...]:
    return ("moderator", account.is_moderator), ("admin", account.is_admin)


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _rows(session: Session, table: Any, account_id: int) -> Any:
    return session.scalars(
        select(table).where(table.account_id == account_id).order_by(table.id).limit(MAX_ROWS)
    )


def _organizations(session: Session, account_id: int) -> list[dict[str, Any]]:
    statement = (
        select(Membership.role, Listing.name, Listing.slug, Membership.created_at)
        .join(Listing, Membership.organization_id == Listing.id)
        .where(Membership.account_id == account_id)
        .order_by(Listing.sort_name)
    )
    return [
        {"organization": name, "address": slug, "role": role, "since": _time(since)}
        for role, name, slug, since in session.execute(statement)
    ]


def _revisions(session: Session, account_id: int) -> list[dict[str, Any]]:
    mine = Revision.author == account_key(account_id)
    rows = session.scalars(select(Revision).where(mine).order_by(Revision.id).limit(MAX_ROWS))
    return [
        {"state": r.state, "created_at": _time(r.created_at), "content": r.content} for r in rows
    ]


def _log(session: Session, account_id: int) -> list[dict[str, Any]]:
    mine = Audit.actor == account_key(account_id)
    rows = session.scalars(select(Audit).where(mine).order_by(Audit.id).limit(MAX_ROWS))
    return [{"at": _time(r.at), "action": r.action, "subject": r.subject_type} for r in rows]


def export(session: Session, account_id: int, *, now: datetime) -> dict[str, Any]:
    """Return own data and note in the log that they were taken."""
    data = own_data(session, account_id, now=now)
    record(session, queries.get(session, account_id), Action.ACCOUNT_EXPORT, now)
    return data


def close(session: Session, account_id: int, *, now: datetime) -> None:
    """Erase the personal data of an account and everything that opens it, for good.

    Conflict for the last administrator and for the last owner of an organization: somebody else has to
    take over first. What was published stays, and the log keeps that there was an account.
    """
    account = queries.get(session, account_id)
    _refuse_last(session, account)
    goodbye = Message("account_closed", account.email, {"name": account.name})
    send(session, goodbye, now=now)
    record(session, account, Action.ACCOUNT_CLOSE, now)
    for table in (AccountSession, AccountToken, RecoveryCode, Passkey, Identity, Membership, Mail):
        session.execute(delete(table).where(table.account_id == account_id))
    account.email, account.email_key, account.name = "", f"closed:{account_id}", ""
    account.password_hash = account.totp_secret = None
    account.is_moderator = account.is_admin = False
    account.closed_at = now


def _refuse_last(session: Session, account: Account) -> None:
    if account.is_admin and [a.id for a in queries.active_admins(session)] == [account.id]:
        raise Conflict(
            "You are the last administrator. Make somebody else one before you close your account."
        )
    if names := sole_ownerships(session, account.id):
        raise Conflict(
            f"You are the only owner of {', '.join(names)}. Make somebody else an owner, or hand it over, before you close your account."
        )


def sole_ownerships(session: Session, account_id: int) -> list[str]:
    """Return the names of organizations whose only owner this is."""
    owners = (
        select(Membership.organization_id)
        .where(Membership.role == "owner")
        .group_by(Membership.organization_id)
        .having(func.count(Membership.id) == 1)
    )
    statement = (
        select(Listing.name)
        .join(Membership, Membership.organization_id == Listing.id)
        .where(
            Membership.account_id == account_id,
            Membership.role == "owner",
            Membership.organization_id.in_(owners),
        )
        .order_by(Listing.sort_name)
    )
    return list(session.scalars(statement))
