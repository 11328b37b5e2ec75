"""`manage notes`: read, close and erase the notes that people sent."""

import click

from directory.cli.tools import Tools, pass_tools
from directory.feedback.queries import inbox, note_by_reference
from directory.feedback.service import close_note, erase_note
from directory.feedback.types import Topic
from directory.kernel.actors import system_actor
from directory.kernel.errors import DomainError
from directory.kernel.text import clean

OPERATOR = system_actor("manage")


@click.group()
def notes() -> None:
    """Read, close and erase the notes that people sent through the contact form."""


@notes.command("list")
@click.option("--closed", is_flag=True, help="Show closed notes instead of open ones.")
@pass_tools
def list_command(tools: Tools, closed: bool) -> None:
    """List at most 100 notes, oldest first: reference, day, topic and how they begin."""
    with tools.database.reading() as session:
        found = inbox(session, "closed" if closed else "new")
        for note in found:
            day = note.created_at.date().isoformat()
            click.echo(f"{note.reference}  {day}  {note.topic:<10}  {clean(note.message, 60)}")
    click.echo(f"{len(found)} {'closed' if closed else 'open'} notes.")


@notes.command()
@click.argument("reference")
@pass_tools
def show(tools: Tools, reference: str) -> None:
    """Show one note."""
    with tools.database.reading() as session:
        try:
            note = note_by_reference(session, reference)
        except DomainError as error:
            raise click.ClickException(str(error)) from error
        click.echo(f"Reference: {note.reference} ({note.state})")
        click.echo(f"Received:  {note.created_at:%Y-%m-%d %H:%M} UTC")
        click.echo(f"Topic:     {Topic(note.topic).label}")
        click.echo(f"About:     {note.about or 'not stated'}")
        click.echo(f"From:      {note.name or 'not stated'}, {note.email or 'no e-mail address'}")
        click.echo(f"\n{note.message}")


@notes.command()
@click.argument("reference")
@pass_tools
def close(tools: Tools, reference: str) -> None:
    """Mark a note as dealt with."""
    with tools.database.writing() as session:
        try:
            close_note(session, OPERATOR, reference, now=tools.clock())
        except DomainError as error:
            raise click.ClickException(str(error)) from error
    click.echo("Closed.")


@notes.command()
@click.argument("reference")
@click.confirmation_option(prompt="Erase this note for good?")
@pass_tools
def erase(tools: Tools, reference: str) -> None:
    """Erase a note with all that was typed."""
    with tools.database.writing() as session:
        try:
            erase_note(session, OPERATOR, reference, now=tools.clock())
        except DomainError as error:
            raise click.ClickException(str(error)) from error
    click.echo("Erased.")
