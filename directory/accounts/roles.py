"""Roles and disabling: what administrators do to the accounts of others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from directory.accounts import queries, sessions
from directory.accounts.types import account_of
from directory.audit import service as audit
from directory.audit.actions import Action
from directory.jobs.mail import Message, send
from directory.kernel.actors import Actor
from directory.kernel.errors import Conflict, Forbidden
from directory.models import Account


def set_roles(
    session: Session,
    actor: Actor,
    account_id: int,
    *,
    moderator: bool,
    admin: bool,
    now: datetime,
    reason: str = "",
) -> None:
    """Give or take roles; the account has to sign in anew.

    Forbidden for others than administrators and for oneself. Conflict for an account that is not confirmed
    or is disabled, and when nobody would be left who can give roles.
    """
    account = _subject(session, actor, account_id)
    if (moderator or admin) and (account.confirmed_at is None or account.disabled_at):
        raise Conflict(
            "Only accounts with a confirmed address that are not disabled can have roles."
        )
    if account.is_admin and not admin:
        _keep_an_admin(session, account)
    before = {"moderator": account.is_moderator, "admin": account.is_admin}
    account.is_moderator, account.is_admin = moderator, admin
    after = {"moderator": moderator, "admin": admin}
    if before == after:
        return
    sessions.end_all(session, account_id)
    deed = _Deed(actor, Action.ACCOUNT_SET_ROLES, reason, {"from": before, "to": after})
    _record(session, account, deed, now)
    told = Message("account_roles", account.email, {"name": account.name, **after}, account_id)
    send(session, told, now=now)


def disable(session: Session, actor: Actor, account_id: int, *, reason: str, now: datetime) -> None:
    """Let nobody use an account, from this moment on; all its sessions end."""
    account = _subject(session, actor, account_id)
    if account.disabled_at is not None:
        raise Conflict("This account is disabled already.")
    if account.is_admin:
        _keep_an_admin(session, account)
    account.disabled_at = now
    sessions.end_all(session, account_id)
    _record(session, account, _Deed(actor, Action.ACCOUNT_DISABLE, reason), now)


def enable(session: Session, actor: Actor, account_id: int, *, reason: str, now: datetime) -> None:
    """Let a disabled account be used again."""
    account = _subject(session, actor, account_id)
    if account.disabled_at is None:
        raise Conflict("This account is not disabled.")
    account.disabled_at = None
    _record(session, account, _Deed(actor, Action.ACCOUNT_ENABLE, reason), now)


def end_sessions(session: Session, actor: Actor, account_id: int, *, now: datetime) -> int:
    """End all sessions of somebody; returns how many there were."""
    account = _subject(session, actor, account_id)
    count = sessions.end_all(session, account_id)
    _record(session, account, _Deed(actor, Action.ACCOUNT_END_SESSIONS, "", {"count": count}), now)
    return count


def _subject(session: Session, actor: Actor, account_id: int) -> Account:
    if not (actor.is_admin or actor.is_system):
        raise Forbidden("Only administrators may do this.")
    if account_of(actor) == account_id:
        raise Forbidden("Nobody changes this of their own account; ask another administrator.")
    return queries.get(session, account_id)


def _keep_an_admin(session: Session, account: Account) -> None:
    if all(admin.id == account.id for admin in queries.active_admins(session)):
        raise Conflict("This is the last administrator. Make somebody else an administrator first.")


@dataclass(frozen=True)
class _Deed:
    actor: Actor
    action: Action
    reason: str = ""
    changes: Mapping[str, object] = field(default_factory=dict)


def _record(session: Session, account: Account, deed: _Deed, now: datetime) -> None:
    audit.record(
        session,
        deed.actor,
        deed.action,
        ("account", account.id),
        now=now,
        changes=deed.changes,
        reason=deed.reason,
    )
