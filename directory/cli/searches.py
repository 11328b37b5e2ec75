"""`manage searches`: what people search for and do not find. For staff: numbers of any size."""

from collections.abc import Sequence
from datetime import timedelta

import click

from directory.analytics.exports import csv_text
from directory.analytics.queries import counted_searches
from directory.analytics.service import forget as forget_words
from directory.analytics.service import prune as prune_counts
from directory.analytics.types import UNMET, CountedSearch, Found
from directory.cli.tools import Tools, pass_tools

_FOUND = {
    "nothing": (Found.NONE,),
    "few": (Found.FEW,),
    "unmet": UNMET,
    "all": tuple(Found),
}
_COLUMNS = ("words", "found nothing", "found 1 or 2", "found 3 or more", "first day", "last day")
_DATE = len("2026-11-24")


@click.group()
def searches() -> None:
    """See what is searched for, and remove counts. Not for publication: small numbers are in it."""


@searches.command("list")
@click.option(
    "--days",
    type=click.IntRange(1, 400),
    default=90,
    show_default=True,
    help="How many days back, today included.",
)
@click.option(
    "--found",
    type=click.Choice(list(_FOUND)),
    default="unmet",
    show_default=True,
    help="Only searches that found nothing, 1 or 2 listings (few), either (unmet), or all.",
)
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, show_default=True)
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV instead of a table.")
@pass_tools
def list_command(tools: Tools, days: int, found: str, limit: int, as_csv: bool) -> None:
    """List the words that were searched for, those with most such results first."""
    since = tools.clock().date() - timedelta(days=days - 1)
    with tools.database.reading() as session:
        rows = counted_searches(session, since=since, found=_FOUND[found], limit=limit)
    if as_csv:
        click.echo(csv_text(_COLUMNS, map(_values, rows)), nl=False)
        return
    _table(rows)
    click.echo(f"{len(rows)} searches since {since}.")


def _values(row: CountedSearch) -> tuple[object, ...]:
    return (row.query, row.nothing, row.few, row.many, row.first_day, row.last_day)


def _table(rows: Sequence[CountedSearch]) -> None:
    if not rows:
        return
    width = max(len(_COLUMNS[0]), *(len(row.query) for row in rows))
    for line in (_COLUMNS, *map(_values, rows)):
        words, *others = line
        cells = [
            str(cell).rjust(max(len(name), _DATE))
            for name, cell in zip(_COLUMNS[1:], others, strict=True)
        ]
        click.echo("  ".join([str(words).ljust(width), *cells]))


@searches.command()
@click.argument("words")
@pass_tools
def forget(tools: Tools, words: str) -> None:
    """Remove all counts of these words, such as a name that must not be shown."""
    with tools.database.writing() as session:
        click.echo(f"Removed {forget_words(session, words)} rows.")


@searches.command()
@pass_tools
def prune(tools: Tools) -> None:
    """Remove counts of more than 400 days ago; the worker does so daily while searches come in."""
    with tools.database.writing() as session:
        click.echo(f"Removed {prune_counts(session, now=tools.clock())} rows.")
