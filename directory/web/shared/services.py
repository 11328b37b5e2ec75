"""What views work with."""

from dataclasses import dataclass

from flask import current_app, g, request
from sqlalchemy.orm import Session

from directory.config import Settings
from directory.kernel.clock import Clock
from directory.kernel.database import Database
from directory.search.engine import SearchEngine
from directory.taxonomy.queries import load_taxonomy
from directory.taxonomy.types import Taxonomy

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Services:
    """Settings, database, search engine and clock of one application."""

    settings: Settings
    database: Database
    engine: SearchEngine
    clock: Clock


def services() -> Services:
    """Return the services of the running application."""
    found: Services = current_app.extensions["directory"]
    return found


def session() -> Session:
    """Return the session of this request; one that may write only for unsafe methods."""
    if "session" not in g:
        write = request.method not in SAFE_METHODS
        g.session = services().database.new_session(write=write)
    found: Session = g.session
    return found


def only_read() -> None:
    """Give the rest of this request a session that does not write: for a page that says what failed."""
    found = g.pop("session", None)
    if found is not None:
        found.close()
    g.session = services().database.new_session(write=False)


def engine() -> SearchEngine:
    """Return the search engine."""
    return services().engine


def taxonomy() -> Taxonomy:
    """Return all vocabularies, read once per request."""
    if "taxonomy" not in g:
        g.taxonomy = load_taxonomy(session())
    found: Taxonomy = g.taxonomy
    return found
