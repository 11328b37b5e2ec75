"""Invitations by e-mail: whoever reads the mail at that address may join."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from directory.accounts import limits
from directory.accounts import queries as accounts
from directory.accounts import rules as account_rules
from directory.accounts.secrets import hashed, new_secret
from directory.accounts.types import account_of
from directory.audit.actions import Action
from directory.jobs.mail import Message, send
from directory.kernel.actors import Actor
from directory.kernel.errors import Conflict, FieldProblem, Forbidden, Gone, Invalid, NotFound
from directory.models import Invitation, Listing
from directory.teams import queries, rules
from directory.teams.service import Deed, join, locked, managed, name_of, record
from directory.teams.types import TeamRole


def invite(
    session: Session,
    actor: Actor,
    organization_id: int,
    email: str,
    role: TeamRole,
    *,
    now: datetime,
) -> None:
    """Ask somebody by e-mail to join; a new invitation of the same address replaces the old one."""
    organization = managed(session, actor, organization_id)
    email = account_rules.tidy_email(email)
    if found := account_rules.email_problems(email):
        raise Invalid(found)
    key = account_rules.email_key(email)
    members = queries.members(session, organization_id)
    if any(account_rules.email_key(member.email) == key for member in members):
        message = "This person is a member already."
        raise Invalid([FieldProblem("email", "member", message)])
    if len(members) >= rules.MAX_MEMBERS:
        raise Conflict(f"An organization can have at most {rules.MAX_MEMBERS} members.")
    subject = {"account": actor.key}
    limits.check(session, "invite", subject, now=now)
    limits.count(session, "invite", subject, now=now)
    _end_open(session, organization_id, key, now)
    secret = new_secret()
    session.add(
        Invitation(
            organization_id=organization_id,
            email=email,
            email_key=key,
            role=role,
            token_hash=hashed(secret),
            invited_by=actor.key,
            created_at=now,
            expires_at=now + rules.INVITATION_LIFE,
        )
    )
    context = {
        "organization": organization.name,
        "inviter": name_of(session, actor),
        "role": role.label.lower(),
        "token": secret,
    }
    send(session, Message("team_invitation", email, context, secret=True), now=now)
    record(session, Deed(actor, Action.TEAM_INVITE, {"role": role}), organization_id, now)


def accept(session: Session, actor: Actor, secret: str, *, now: datetime) -> Listing:
    """Join by the link of an invitation; Gone when it is not good, Forbidden for another address."""
    found = queries.invitation(session, secret, now=now)
    account = accounts.get(session, account_of(actor) or 0)
    if account.confirmed_at is None or account.email_key != account_rules.email_key(found.email):
        raise Forbidden(
            "This invitation was sent to another address than that of your account. Sign in with that one, or ask for an invitation to this one."
        )
    won = session.scalars(
        update(Invitation)
        .where(
            Invitation.id == found.id,
            Invitation.accepted_at.is_(None),
            Invitation.ended_at.is_(None),
        )
        .values(accepted_at=now)
        .returning(Invitation.id)
    ).all()
    if not won:
        raise Gone(queries.NOT_GOOD)
    organization = locked(session, found.organization_id)
    join(session, actor, organization.id, account.id, found.role, now=now)
    return organization


def decline(session: Session, actor: Actor, secret: str, *, now: datetime) -> None:
    """Refuse an invitation by its link; Gone when it is not good."""
    found = queries.invitation(session, secret, now=now)
    _end_open(session, found.organization_id, account_rules.email_key(found.email), now)
    record(session, Deed(actor, Action.TEAM_END_INVITATION), found.organization_id, now)


def withdraw_invitation(
    session: Session, actor: Actor, organization_id: int, invitation_id: int, *, now: datetime
) -> None:
    """Take an invitation back; nothing happens when it is not open any more."""
    managed(session, actor, organization_id)
    row = session.get(Invitation, invitation_id)
    if row is None or row.organization_id != organization_id:
        raise NotFound("There is no such invitation.")
    if row.accepted_at is None and row.ended_at is None:
        row.ended_at = now
        record(session, Deed(actor, Action.TEAM_END_INVITATION), organization_id, now)


def _end_open(session: Session, organization_id: int, key: str, now: datetime) -> None:
    session.execute(
        update(Invitation)
        .where(
            Invitation.organization_id == organization_id,
            Invitation.email_key == key,
            Invitation.accepted_at.is_(None),
            Invitation.ended_at.is_(None),
        )
        .values(ended_at=now)
    )
