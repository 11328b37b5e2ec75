"""The tables that connect names to code: blueprints, job handlers, search engines."""

from collections.abc import Callable, Mapping

from flask import Blueprint

from directory.analytics import handlers as analytics
from directory.api.v1 import api
from directory.config import Settings
from directory.jobs.runner import Handler
from directory.kernel.database import Database
from directory.notifications.handlers import make_mail_handlers
from directory.search.engine import SearchEngine
from directory.search.handlers import make_handlers
from directory.search.memory.engine import MemoryEngine
from directory.search.whoosh.engine import WhooshEngine
from directory.web.account import account
from directory.web.ops import ops
from directory.web.public import public
from directory.web.submit import submit

BLUEPRINTS: tuple[Blueprint, ...] = (public, account, submit, ops, api)

SEARCH_ENGINES: Mapping[str, Callable[[Settings], SearchEngine]] = {
    "whoosh": lambda settings: WhooshEngine(settings.index_folder),
    "memory": lambda _settings: MemoryEngine(),
}

JOB_HANDLERS: tuple[Callable[[Database, SearchEngine], Mapping[str, Handler]], ...] = (
    make_handlers,
    analytics.make_handlers,
)


def build_engine(settings: Settings) -> SearchEngine:
    """Return the search engine that the settings ask for."""
    return SEARCH_ENGINES[settings.search_kind](settings)


def build_handlers(
    settings: Settings, database: Database, engine: SearchEngine
) -> Mapping[str, Handler]:
    """Return the handlers of all jobs by name."""
    searching = {
        name: handler for make in JOB_HANDLERS for name, handler in make(database, engine).items()
    }
    return {**searching, **make_mail_handlers(database, settings)}
