"""What commands work with; the composition root builds it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import click

from directory.config import Settings
from directory.jobs.runner import Handler
from directory.kernel.clock import Clock
from directory.kernel.database import Database
from directory.search.engine import SearchEngine


@dataclass(frozen=True)
class Tools:
    """Settings, database, search engine and job handlers."""

    settings: Settings
    database: Database
    engine: SearchEngine
    handlers: Mapping[str, Handler]
    idle: Callable[[], None]
    clock: Clock


pass_tools = click.make_pass_decorator(Tools)
