"""What the worker calls for counts."""

from collections.abc import Mapping, Sequence

from directory.analytics import service
from directory.jobs.queue import LeasedJob
from directory.jobs.runner import Handler
from directory.kernel.clock import utcnow
from directory.kernel.database import Database
from directory.search.engine import SearchEngine


def make_handlers(database: Database, _engine: SearchEngine) -> Mapping[str, Handler]:
    """Return the handlers of jobs on counts by name."""

    def prune(_jobs: Sequence[LeasedJob]) -> None:
        with database.writing() as session:
            service.prune(session, now=utcnow())

    return {"analytics.prune": prune}
