"""`manage mail`: look at the mail log and send a mail again."""

import click

from directory.cli.tools import Tools, pass_tools
from directory.kernel.errors import DomainError
from directory.notifications import queries, service


@click.group()
def mail() -> None:
    """Look at the mails that were sent, and send one again."""


@mail.command("log")
@click.option("--state", type=click.Choice(["queued", "sent", "failed"]), help="Only these.")
@pass_tools
def log(tools: Tools, state: str | None) -> None:
    """List the last 100 mails, newest first: number, state, when, to whom, what."""
    with tools.database.reading() as session:
        for row in queries.mail_log(session, state=state or ""):
            when = f"{row.sent_at or row.created_at:%Y-%m-%d %H:%M}"
            click.echo(f"{row.id}  {row.state:<6}  {when}  {row.recipient}  {row.template}")
            if row.error:
                click.echo(f"    {row.error}")


@mail.command()
@click.argument("number", type=int)
@pass_tools
def resend(tools: Tools, number: int) -> None:
    """Queue a mail once more."""
    try:
        with tools.database.writing() as session:
            service.resend(session, number, now=tools.clock())
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    click.echo("Queued.")
