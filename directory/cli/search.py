"""`manage search`: rebuild the index and compare it with the database."""

import sys

import click
from tqdm import tqdm

from directory.cli.tools import Tools, pass_tools
from directory.search import indexer


@click.group()
def search() -> None:
    """Look after the search index."""


@search.command()
@pass_tools
def rebuild(tools: Tools) -> None:
    """Build a new index beside the one in use and swap it in; searches go on meanwhile."""
    with tqdm(desc="Documents", unit="") as bar:
        count = indexer.rebuild(tools.database, tools.engine, progress=bar.update)
    click.echo(f"The index has {count} documents.")


@search.command()
@click.option("--repair", is_flag=True, help="Put right what differs.")
@pass_tools
def verify(tools: Tools, repair: bool) -> None:
    """Compare index and database both ways; exit status 1 when they differ (and were not repaired).

    Also reads all files of the index and compares their checksums. With --repair, an index that
    cannot be read is set aside and built anew.
    """
    if repair and indexer.ensure_healthy(tools.database, tools.engine):
        click.echo("The index could not be read; it was set aside and built anew.")
    health = tools.engine.health()
    if not health.ok:
        raise click.ClickException(f"{health.problem} Run it with --repair, or start the worker.")
    drift = indexer.verify(tools.database, tools.engine)
    click.echo(str(drift))
    if drift and repair:
        indexer.repair(tools.database, tools.engine, drift)
        drift = indexer.verify(tools.database, tools.engine)
        click.echo(f"After the repair: {drift}")
    if drift:
        sys.exit(1)
