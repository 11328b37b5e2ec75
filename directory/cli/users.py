"""`manage users`: the first administrator, roles, disabled accounts; `manage organizations`: members."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from directory.accounts import queries, registration, roles
from directory.cli.tools import Tools, pass_tools
from directory.kernel.actors import system_actor
from directory.kernel.errors import Conflict, DomainError
from directory.kernel.urls import absolute
from directory.teams import queries as teams
from directory.teams import service as team_service
from directory.teams.types import TeamRole

OPERATOR = system_actor("manage")


@click.group()
def users() -> None:
    """Look after accounts and their roles."""


@users.command("first-admin")
@click.option("--if-none", is_flag=True, help="Say nothing when there is an administrator already.")
@pass_tools
def first_admin(tools: Tools, if_none: bool) -> None:
    """Print a link, good once and for 24 hours, that makes the first administrator.

    There is no default account and no default password. An earlier link is void.
    """
    try:
        with tools.database.writing() as session:
            secret = registration.first_admin_link(session, now=tools.clock())
    except Conflict as error:
        if if_none:
            return
        raise click.ClickException(str(error)) from error
    click.echo(absolute(tools.settings.base_url, f"/account/first-admin/{secret}"))


@users.command("staff")
@pass_tools
def list_staff(tools: Tools) -> None:
    """List the accounts with a role."""
    with tools.database.reading() as session:
        for account in queries.staff(session):
            names = [("moderator", account.is_moderator), ("administrator", account.is_admin)]
            state = " (disabled)" if account.disabled_at else ""
            click.echo(f"{account.email}  {', '.join(n for n, has in names if has)}{state}")


@users.command("roles")
@click.argument("email")
@click.option("--moderator/--no-moderator", default=False, help="May review listings.")
@click.option("--admin/--no-admin", default=False, help="May do everything.")
@click.option("--reason", default="", help="Why, for the audit log.")
@pass_tools
def set_roles(tools: Tools, email: str, moderator: bool, admin: bool, reason: str) -> None:
    """Set the roles of an account to exactly those named; its sessions end."""
    with _writing(tools, email) as (session, account_id):
        roles.set_roles(
            session,
            OPERATOR,
            account_id,
            moderator=moderator,
            admin=admin,
            now=tools.clock(),
            reason=reason,
        )
    click.echo("Done.")


@users.command()
@click.argument("email")
@click.option("--reason", required=True, help="Why, for the audit log.")
@pass_tools
def disable(tools: Tools, email: str, reason: str) -> None:
    """Disable an account; its sessions end at once."""
    with _writing(tools, email) as (session, account_id):
        roles.disable(session, OPERATOR, account_id, reason=reason, now=tools.clock())
    click.echo("Done.")


@users.command()
@click.argument("email")
@click.option("--reason", required=True, help="Why, for the audit log.")
@pass_tools
def enable(tools: Tools, email: str, reason: str) -> None:
    """Let a disabled account be used again."""
    with _writing(tools, email) as (session, account_id):
        roles.enable(session, OPERATOR, account_id, reason=reason, now=tools.clock())
    click.echo("Done.")


@users.command("end-sessions")
@click.argument("email")
@pass_tools
def end_sessions(tools: Tools, email: str) -> None:
    """End all sessions of an account."""
    with _writing(tools, email) as (session, account_id):
        count = roles.end_sessions(session, OPERATOR, account_id, now=tools.clock())
    click.echo(f"{count} sessions ended.")


@click.group()
def organizations() -> None:
    """Look after who may act for an organization."""


@organizations.command("add-member")
@click.argument("slug")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in TeamRole]), default="owner")
@pass_tools
def add_member(tools: Tools, slug: str, email: str, role: str) -> None:
    """Make an account a member of an organization, by default its owner."""
    with _writing(tools, email) as (session, account_id):
        organization = teams.organization(session, slug)
        team_service.add_member(
            session, OPERATOR, organization.id, account_id, TeamRole(role), now=tools.clock()
        )
    click.echo("Done.")


@contextmanager
def _writing(tools: Tools, email: str) -> Iterator[tuple[Session, int]]:
    """Give a transaction and the account with this address; what goes wrong is said, nothing is kept."""
    try:
        with tools.database.writing() as session:
            account = queries.by_email(session, email)
            if account is None:
                raise click.ClickException(f"There is no account with the address {email}.")
            yield session, account.id
    except DomainError as error:
        raise click.ClickException(str(error)) from error
