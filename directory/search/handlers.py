"""What the worker calls for search jobs."""

import logging
from collections.abc import Callable, Mapping, Sequence

from directory.jobs.queue import LeasedJob
from directory.jobs.runner import Handler
from directory.kernel.database import Database
from directory.search import indexer
from directory.search.engine import SearchEngine

_log = logging.getLogger(__name__)


def make_handlers(database: Database, engine: SearchEngine) -> Mapping[str, Handler]:
    """Return the handlers of search jobs by name."""

    def sync(jobs: Sequence[LeasedJob]) -> None:
        indexer.ensure_healthy(database, engine)
        indexer.sync(database, engine, [int(job.key.removeprefix("listing/")) for job in jobs])

    return {indexer.SYNC_JOB: sync}


def make_idle(database: Database, engine: SearchEngine) -> Callable[[], None]:
    """Return what the worker does when no job is due: mend an index that cannot be read."""

    def idle() -> None:
        try:
            if indexer.ensure_healthy(database, engine):
                _log.info("the search index was missing or unreadable; it was built anew")
        except Exception:
            _log.exception("the search index could not be built; the next attempt follows")

    return idle
