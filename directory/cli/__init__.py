"""`manage`: everything that an operator does from a terminal. One transaction per command."""

import click

from directory.cli.catalog import catalog, seed
from directory.cli.database import db
from directory.cli.jobs import jobs, worker
from directory.cli.mail import mail
from directory.cli.notes import notes
from directory.cli.search import search
from directory.cli.tools import Tools
from directory.cli.users import organizations, users

__all__ = ["Tools", "manage"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def manage() -> None:
    """Run and look after an EdTech Directory. Settings come from the environment."""


for command in (db, seed, catalog, search, worker, jobs, notes, users, organizations, mail):
    manage.add_command(command)
