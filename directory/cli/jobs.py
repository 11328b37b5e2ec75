"""`manage worker` and `manage jobs`: do what is still to do."""

import signal
import sys
import types

import click
from tqdm import tqdm

from directory.cli.tools import Tools, pass_tools
from directory.jobs import queue
from directory.jobs.runner import Runner


@click.command()
@click.option("--until-empty", is_flag=True, help="Return when nothing is due.")
@pass_tools
def worker(tools: Tools, until_empty: bool) -> None:
    """Run jobs (indexing and all that must not be lost) until stopped."""
    runner = Runner(tools.database, tools.handlers, idle=tools.idle, clock=tools.clock)
    if until_empty:
        _until_empty(tools, runner)
        return

    def stop(_signal: int, _frame: types.FrameType | None) -> None:
        runner.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    click.echo("The job worker runs.")
    runner.run()
    click.echo("The job worker has stopped.")


def _until_empty(tools: Tools, runner: Runner) -> None:
    if not tools.engine.health().ok:
        click.echo("The search index is missing or unreadable; building it ...")
    tools.idle()
    with tools.database.reading() as session:
        total = queue.waiting(session)
    with tqdm(total=total, desc="Jobs", unit=" jobs", disable=total == 0) as bar:
        while done := runner.run_batch():
            bar.update(done)
    with tools.database.reading() as session:
        left = queue.waiting(session)
    if left:
        click.echo(f"{left} jobs are left for later: see `manage jobs status`.", err=True)
        sys.exit(1)
    click.echo("Nothing is left to do.")


@click.group()
def jobs() -> None:
    """Look at jobs and retry dead ones."""


@jobs.command()
@pass_tools
def status(tools: Tools) -> None:
    """Show how many jobs wait, since when the oldest is due, and which are dead."""
    with tools.database.reading() as session:
        oldest = queue.oldest_due(session, now=tools.clock())
        click.echo(
            f"Waiting: {queue.waiting(session)}. Oldest due since: {oldest or 'none is due'}."
        )
        for job in queue.dead(session):
            click.echo(
                f"Dead: {job.name} {job.key} after {job.attempts} attempts: {job.last_error}"
            )


@jobs.command()
@pass_tools
def retry(tools: Tools) -> None:
    """Make dead jobs due again."""
    with tools.database.writing() as session:
        click.echo(f"{queue.retry_dead(session, now=tools.clock())} jobs are due again.")
