"""`manage db`: migrate the schema."""

import click

from directory.cli.tools import Tools, pass_tools
from directory.kernel import migrations


@click.group()
def db() -> None:
    """Create and migrate the database."""


@db.command()
@pass_tools
def upgrade(tools: Tools) -> None:
    """Bring the schema to the newest version; does nothing when it is there."""
    if tools.settings.database.startswith("sqlite"):
        tools.settings.instance_folder.mkdir(parents=True, exist_ok=True)
    before = migrations.current(tools.database)
    migrations.upgrade(tools.database)
    after = migrations.current(tools.database)
    click.echo(
        f"Database is at version {after}."
        if before == after
        else f"Database migrated from {before or 'nothing'} to {after}."
    )


@db.command()
@pass_tools
def version(tools: Tools) -> None:
    """Show the version of the schema and the newest one."""
    click.echo(
        f"Database: {migrations.current(tools.database) or 'empty'}. Newest: {', '.join(migrations.heads())}."
    )
