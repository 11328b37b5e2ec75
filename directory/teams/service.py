"""Join, change roles, hand over, leave. The last owner of an organization cannot vanish."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts import queries as accounts
from directory.accounts.types import account_of
from directory.audit import service as audit
from directory.audit.actions import Action
from directory.jobs.mail import Message, send
from directory.kernel.actors import Actor
from directory.kernel.errors import Conflict, Forbidden, NotFound
from directory.models import Account, Listing, Membership
from directory.teams import queries, rules
from directory.teams.types import TeamRole

LAST_OWNER = "An organization needs an owner. Make somebody else an owner first, or hand it over."


def add_member(
    session: Session,
    actor: Actor,
    organization_id: int,
    account_id: int,
    role: TeamRole,
    *,
    now: datetime,
) -> None:
    """Put an account into a team without an invitation; for staff and for claims that were proved.

    Forbidden for others; an account that is a member already gets the role.
    """
    if not (actor.is_system or actor.is_staff):
        raise Forbidden("Only staff may do this.")
    locked(session, organization_id)
    join(session, actor, organization_id, accounts.get(session, account_id).id, role, now=now)


def change_role(
    session: Session,
    actor: Actor,
    organization_id: int,
    membership_id: int,
    role: TeamRole,
    *,
    now: datetime,
) -> None:
    """Give a member another role; Conflict when no owner would be left."""
    managed(session, actor, organization_id)
    member = _member(session, organization_id, membership_id)
    _keep_an_owner(session, member, role)
    changes = {"account": member.account_id, "from": member.role, "to": role}
    member.role = role
    record(session, Deed(actor, Action.TEAM_CHANGE_ROLE, changes), organization_id, now)


def remove(
    session: Session, actor: Actor, organization_id: int, membership_id: int, *, now: datetime
) -> None:
    """Take a member out and tell them; their rights end with this transaction."""
    organization = managed(session, actor, organization_id)
    member = _member(session, organization_id, membership_id)
    _keep_an_owner(session, member, None)
    account = session.get_one(Account, member.account_id)
    session.delete(member)
    record(session, Deed(actor, Action.TEAM_REMOVE, {"account": account.id}), organization_id, now)
    context = {"name": account.name, "organization": organization.name}
    send(session, Message("team_removed", account.email, context, account.id), now=now)


def leave(session: Session, actor: Actor, organization_id: int, *, now: datetime) -> None:
    """Leave an organization; Conflict for its last owner."""
    locked(session, organization_id)
    member = session.scalar(
        select(Membership).where(
            Membership.organization_id == organization_id,
            Membership.account_id == account_of(actor),
        )
    )
    if member is None:
        raise NotFound("You are not a member of this organization.")
    _keep_an_owner(session, member, None)
    session.delete(member)
    record(session, Deed(actor, Action.TEAM_LEAVE), organization_id, now)


def hand_over(
    session: Session, actor: Actor, organization_id: int, membership_id: int, *, now: datetime
) -> None:
    """Make another member the owner in one's place; one stays as an editor."""
    organization = managed(session, actor, organization_id)
    heir = _member(session, organization_id, membership_id)
    if heir.account_id == account_of(actor):
        raise Conflict("You are an owner already; choose somebody else.")
    mine = session.scalars(
        select(Membership).where(
            Membership.organization_id == organization_id,
            Membership.account_id == account_of(actor),
        )
    ).one()
    heir.role, mine.role = TeamRole.OWNER, TeamRole.EDITOR
    record(
        session,
        Deed(actor, Action.TEAM_TRANSFER, {"account": heir.account_id}),
        organization_id,
        now,
    )
    account = session.get_one(Account, heir.account_id)
    context = {
        "name": account.name,
        "organization": organization.name,
        "by": name_of(session, actor),
    }
    send(session, Message("team_handed_over", account.email, context, account.id), now=now)


def locked(session: Session, organization_id: int) -> Listing:
    """Return the organization; two changes of one team wait for each other."""
    statement = select(Listing).where(Listing.id == organization_id, Listing.kind == "organization")
    organization = session.scalar(statement.with_for_update())
    if organization is None:
        raise NotFound("There is no such organization.")
    return organization


def managed(session: Session, actor: Actor, organization_id: int) -> Listing:
    """Return the organization; Forbidden for whoever is not an owner now."""
    organization = locked(session, organization_id)
    if not queries.rights(session, actor, organization_id).manage:
        raise Forbidden("Only owners of the organization may do this.")
    return organization


def _member(session: Session, organization_id: int, membership_id: int) -> Membership:
    member = session.get(Membership, membership_id)
    if member is None or member.organization_id != organization_id:
        raise NotFound("There is no such member.")
    return member


def _keep_an_owner(session: Session, member: Membership, new_role: TeamRole | None) -> None:
    others: Sequence[str] = session.scalars(
        select(Membership.role)
        .join(Account, Membership.account_id == Account.id)
        .where(
            Membership.organization_id == member.organization_id,
            Membership.id != member.id,
            Account.disabled_at.is_(None),
        )
    ).all()
    if member.role == TeamRole.OWNER and not rules.keeps_an_owner(map(TeamRole, others), new_role):
        raise Conflict(LAST_OWNER)


def join(
    session: Session,
    actor: Actor,
    organization_id: int,
    account_id: int,
    role: TeamRole,
    *,
    now: datetime,
) -> None:
    """Make an account a member, or give a member this role."""
    known = session.scalar(
        select(Membership).where(
            Membership.organization_id == organization_id, Membership.account_id == account_id
        )
    )
    if known is None:
        session.add(
            Membership(
                organization_id=organization_id, account_id=account_id, role=role, created_at=now
            )
        )
    else:
        _keep_an_owner(session, known, role)
        known.role = role
    changes: dict[str, object] = {"account": account_id, "role": role}
    record(session, Deed(actor, Action.TEAM_JOIN, changes), organization_id, now)


def name_of(session: Session, actor: Actor) -> str:
    """Return how an actor is called in a mail."""
    account = session.get(Account, account_of(actor) or 0)
    return (account.name or account.email) if account else "The staff"


@dataclass(frozen=True)
class Deed:
    """Who did what to a team, for the audit log."""

    actor: Actor
    action: Action
    changes: Mapping[str, object] = field(default_factory=dict)


def record(session: Session, deed: Deed, organization_id: int, now: datetime) -> None:
    """Write to the audit log of the organization."""
    subject = ("listing", organization_id)
    audit.record(session, deed.actor, deed.action, subject, now=now, changes=deed.changes)
