"""Who may act for which organization: read anew at each request, never kept in a session."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from directory.accounts.secrets import hashed
from directory.accounts.types import account_of
from directory.kernel.actors import Actor
from directory.kernel.errors import Gone, NotFound
from directory.models import Account, Invitation, Listing, Membership
from directory.teams import rules
from directory.teams.types import InvitationView, MemberView, Rights, TeamRole, TeamView

NOT_GOOD = "This invitation is not good any more. Ask whoever invited you for a new one."


def role_in(session: Session, actor: Actor, organization_id: int) -> TeamRole | None:
    """Return the role of an actor in an organization (the id of its listing), or None."""
    role = session.scalar(
        select(Membership.role)
        .join(Account, Membership.account_id == Account.id)
        .where(
            Membership.organization_id == organization_id,
            Membership.account_id == account_of(actor),
            Account.disabled_at.is_(None),
        )
    )
    return TeamRole(role) if role else None


def rights(session: Session, actor: Actor, organization_id: int) -> Rights:
    """Return what an actor may do for an organization now: view, edit, manage."""
    return rules.rights_of(role_in(session, actor, organization_id))


def teams_of(session: Session, account_id: int) -> Sequence[TeamView]:
    """Return the organizations of an account by name."""
    anybody = aliased(Membership)
    members = (
        select(func.count(anybody.id))
        .where(anybody.organization_id == Listing.id)
        .scalar_subquery()
    )
    statement = (
        select(Listing.id, Listing.name, Listing.slug, Membership.role, members)
        .join(Membership, Membership.organization_id == Listing.id)
        .where(Membership.account_id == account_id)
        .order_by(Listing.sort_name, Listing.id)
    )
    return [
        TeamView(id_, name, slug, TeamRole(role), count)
        for id_, name, slug, role, count in session.execute(statement)
    ]


def team_by_slug(session: Session, account_id: int, slug: str) -> TeamView:
    """Return one organization of an account; NotFound for one that they are not a member of."""
    for team in teams_of(session, account_id):
        if team.slug == slug:
            return team
    raise NotFound("You are not a member of such an organization.")


def members(session: Session, organization_id: int) -> Sequence[MemberView]:
    """Return the members of an organization: owners first, then by name."""
    statement = (
        select(Membership, Account.name, Account.email)
        .join(Account, Membership.account_id == Account.id)
        .where(Membership.organization_id == organization_id)
    )
    found = [
        MemberView(m.id, m.account_id, name or email, email, TeamRole(m.role), m.created_at)
        for m, name, email in session.execute(statement)
    ]
    order = list(TeamRole)
    return sorted(found, key=lambda m: (order.index(m.role), m.name.casefold()))


def open_invitations(
    session: Session, organization_id: int, *, now: datetime
) -> Sequence[InvitationView]:
    """Return the invitations that may still be accepted, oldest first."""
    statement = (
        select(Invitation, Listing.name)
        .join(Listing, Invitation.organization_id == Listing.id)
        .where(Invitation.organization_id == organization_id, *_open(now))
        .order_by(Invitation.id)
    )
    return [_view(invitation, name) for invitation, name in session.execute(statement)]


def invitation(session: Session, secret: str, *, now: datetime) -> InvitationView:
    """Return the open invitation of a link; Gone for a link that is not good."""
    row = session.execute(
        select(Invitation, Listing.name)
        .join(Listing, Invitation.organization_id == Listing.id)
        .where(Invitation.token_hash == hashed(secret), *_open(now))
    ).one_or_none()
    if row is None:
        raise Gone(NOT_GOOD)
    return _view(*row)


def organization(session: Session, slug: str) -> Listing:
    """Return the listing of an organization by its address; NotFound for others."""
    statement = select(Listing).where(Listing.kind == "organization", Listing.slug == slug)
    found = session.scalar(statement)
    if found is None:
        raise NotFound(f"There is no organization “{slug[:90]}”.")
    return found


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Invitation.accepted_at.is_(None),
        Invitation.ended_at.is_(None),
        Invitation.expires_at > now,
    )


def _view(row: Invitation, name: str) -> InvitationView:
    role = TeamRole(row.role)
    return InvitationView(row.id, row.organization_id, name, row.email, role, row.expires_at)
